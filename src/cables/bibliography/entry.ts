import { replaceHidden } from '../../language/hidden-characters.ts';
import { fieldKey } from '../../query/more-fields.ts';
import { sha256 } from '../../store/hash.ts';
import type { Cable } from '../cables.ts';
import { oneLine, shortNotice } from '../cards.ts';
import type { TroveAbout } from '../troves.ts';

/**
 * A cable as a bibliography knows it: what reference managers, footnotes and newspapers need, in one shape from which each
 * format is written. All of it is on one line, without hidden characters; '' for what the source does not say.
 */
export type BibliographyEntry = {
  /** Follows from the ref alone, so that a cable has the same key in every file and every week. */
  key: string;
  ref: string;
  title: string;
  sender: string;
  recipients: readonly string[];
  /** Of a partial date only what there is. */
  date: { year: number; month?: number; day?: number } | undefined;
  /** `telegram`; as the source has it. */
  kind: string;
  marking: string;
  /** What the cable's own header says of it first, such as FICTIONAL. */
  notice: string;
  archive: string;
  collection: string;
  /** Box, folder and the like. */
  location: string;
  language: string;
  codes: readonly string[];
};

/** By which names a record's other fields say where the paper lies. */
const placed = {
  archive: ['archive', 'repository', 'source'],
  collection: ['collection', 'record_group', 'series', 'fonds'],
  location: ['box', 'folder', 'reel', 'frame', 'file_number'],
} as const;

/** What a cable gives a bibliography. `trove`: what trove.json says of its trove, if it has one. */
export function bibliographyEntry(cable: Cable, trove: Pick<TroveAbout, 'title'> | undefined): BibliographyEntry {
  const others = new Map(Object.entries(cable.extra).map(([name, value]) => [fieldKey(name), value]));
  const said = (names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const value = others.get(name);
      return typeof value === 'string' || typeof value === 'number' ? clean(String(value)) || [] : [];
    });
  const located = placed.location.flatMap((name) => said([name]).map((value) => `${name.replaceAll('_', ' ')} ${value}`));
  return {
    key: bibliographyKey(cable.ref),
    ref: clean(cable.ref),
    title: clean(cable.subject === '' ? cable.title : cable.subject),
    sender: clean(cable.origin),
    recipients: clean(cable.destination)
      .split(/\s*;\s*/)
      .filter((one) => one !== ''),
    date: dateOf(cable.date),
    kind: clean(cable.type),
    marking: clean(cable.marking),
    notice: clean(shortNotice(cable)),
    archive: said(placed.archive)[0] ?? '',
    collection: said(placed.collection)[0] ?? clean(trove?.title ?? ''),
    location: located.join(', '),
    language: cable.lang,
    codes: cable.subjectCodes.map(clean).filter((code) => code !== ''),
  };
}

const clean = (text: string): string => oneLine(replaceHidden(oneLine(text), () => ''));

function dateOf(date: string): BibliographyEntry['date'] {
  const [year, month, day] = date.split('-').map(Number);
  if (date === '' || year === undefined) return undefined;
  return { year, ...(month === undefined ? {} : { month }), ...(day === undefined ? {} : { day }) };
}

/** Longest key, in characters. */
const longestKey = 80;

/**
 * The ref with what BibTeX, pandoc and citeproc all take in a key; a space becomes `+`. Where anything else had to go, a piece of its hash
 * keeps it apart from others.
 */
export function bibliographyKey(ref: string): string {
  const kept = ref.replaceAll(' ', '+');
  if (/^[A-Za-z0-9](?:[/:.+_-]?[A-Za-z0-9])*$/.test(kept) && kept.length <= longestKey && !ref.includes('+')) return kept;
  const readable = ref
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longestKey - 20);
  return `${readable === '' ? 'cable' : readable}-${sha256(ref).slice(0, 10)}`;
}

import { ours, english } from '../../reply/text.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Progress } from '../../reply/reply.ts';
import type { ComparedName } from '../compare/thread.ts';
import { isAllRead } from '../../desk/whole.ts';
import type { Desk } from '../../desk/desk.ts';
import type { EntityKind } from '../resolve/entity.ts';
import { listedKey, trimmedEntry } from '../compare/listed-name.ts';
import { stringifyLongTable } from '../../reply/table-file.ts';
import { rulingsOf } from '../../team/judgments.ts';
import { inTexts, type InTexts } from './in-texts.ts';

/** The outcome for one list entry: its matches, and where it occurs in texts if none is certain. */
export type EntryOutcome = { entry: string; matches: ComparedName[]; texts: InTexts | undefined };

/** How an entry is counted: by its best match. */
export const outcomes = ['exact', 'alias', 'near', 'text', 'none'] as const;
export type OutcomeKind = (typeof outcomes)[number];

export const kindOfOutcome = ({ matches, texts }: EntryOutcome): OutcomeKind =>
  matches[0]?.how ?? ((texts?.rows.length ?? 0) > 0 ? 'text' : 'none');

/** A longer entry (in characters) is not taken for a name. */
export const longestEntry = 200;
/** Matches listed per entry; a surname shared by more says little. */
const maxMatches = 12;

/** The distinct entries of a list, in order, one per line. */
export function entriesOf(lines: readonly string[]): string[] {
  const entries = new Map<string, string>();
  for (const line of lines) {
    const entry = trimmedEntry(line);
    if (/[\p{L}\p{N}]/u.test(entry) && !entries.has(entry.toLowerCase())) entries.set(entry.toLowerCase(), entry);
  }
  return [...entries.values()];
}

/** Matches each entry with the names in the cables that the caller may see, and searches their texts if no match is certain. */
export async function crossReference(
  desk: Desk,
  caller: Caller,
  { entries, kind }: { entries: readonly string[]; kind: EntityKind | undefined },
  progress: Progress,
): Promise<EntryOutcome[]> {
  await desk.names.settledSoon();
  const rulings = rulingsOf(desk.facts, caller.desk).map(({ verb, kind: of, name, to }) => ({ verb, kind: of, name, to }));
  const results: EntryOutcome[] = [];
  for await (const batch of desk.names.cross({ entries, kind, rulings })) {
    for (const matches of batch) results.push({ entry: entries[results.length] ?? '', matches, texts: undefined });
    progress(results.length, entries.length, ours('names compared'));
  }
  const unsure = results.filter(({ entry, matches }) => entry.length <= longestEntry && (matches[0]?.how ?? 'near') === 'near');
  for (const [i, one] of unsure.entries()) {
    const texts = await inTexts(desk, caller, one.entry);
    // In cables that name a near match, the text most likely means that.
    const named = new Set(one.matches.flatMap(({ refs }) => refs));
    one.texts = { ...texts, rows: desk.cables.heads(texts.rows).flatMap(({ row, ref }) => (named.has(ref) ? [] : [row])) };
    progress(i + 1, unsure.length, ours('names looked for in the texts'));
  }
  return results;
}

const columns = [
  'name',
  'found',
  'entity',
  'kind',
  'alias',
  'near because',
  'cables',
  'cables with this name',
  'first',
  'last',
  'refs',
  'decided by',
  'remark',
];

const foundWords: Readonly<Record<OutcomeKind, string>> = {
  exact: 'exact',
  alias: 'alias',
  near: 'near',
  text: english('in the text, not recognised as a name'),
  none: english('not found'),
};

/** Limit of characters in a spreadsheet cell, with room to spare (Excel: 32,767). */
const longestCell = 30_000;

/**
 * The outcomes as CSV: a row for each match, or one saying that there is none; without text from cables. Escapes cells that
 * a spreadsheet would run as formulas.
 */
export async function crossTable(desk: Desk, caller: Caller, all: readonly EntryOutcome[]): Promise<Uint8Array> {
  const deciders = new Map(
    rulingsOf(desk.facts, caller.desk).map(({ kind, name, to, verb, member }) => [
      `${verb}|${kind}|${name}|${to}`,
      desk.roster.get(caller.desk, member)?.name ?? member,
    ]),
  );
  const listed = new Set(
    desk.troves.list().flatMap(({ about }) => about.people.flatMap(({ name, aliases }) => [name, ...aliases].map((one) => listedKey(one)))),
  );
  const rows: string[][] = [];
  let since = performance.now();
  for (const { entry, matches, texts } of all) {
    for (const match of matches.slice(0, maxMatches)) {
      const key = `${match.kind}|${listedKey(entry)}|${match.entity.slice(match.kind.length + 1)}`;
      rows.push([
        entry,
        foundWords[match.how],
        match.name,
        match.kind,
        match.confirmed ? '' : match.via,
        match.how === 'near' ? match.why.join(', ') : '',
        String(match.cables),
        match.confirmed ? '' : String(match.asWritten),
        match.first,
        match.last,
        cellOf(match.refs),
        match.confirmed ? (deciders.get(`same|${key}`) ?? ours('an editor')) : '',
        [
          match.confirmed ? ours('confirmed by an editor') : '',
          match.ambiguous ? ours('several share this name') : '',
          !match.confirmed && match.via === '' && match.how === 'alias' ? ours('known by this name, though the cables do not use it') : '',
        ]
          .filter((one) => one !== '')
          .join('; '),
      ]);
    }
    const more = matches.length - maxMatches;
    const refs = desk.cables.heads(texts?.rows ?? []).toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
    const remark = [
      more > 0 ? ours`${more} more share this name` : '',
      texts?.partial === undefined ? '' : ours`${texts.partial.looked} of ${texts.partial.of} cables with these words were read`,
      matches.length === 0 && listed.has(listedKey(entry)) ? ours('listed by the description of the trove, named in no cable') : '',
      isAllRead(desk) ? '' : ours('so far: not all cables were read yet'),
      entry.length > longestEntry ? ours`too long for a name: ${entry.length} characters` : '',
    ]
      .filter((one) => one !== '')
      .join('; ');
    if (refs.length > 0 || matches.length === 0 || remark !== '') {
      const dates = refs.map(({ date }) => date).filter((date) => date !== '');
      rows.push([
        entry.slice(0, 1000),
        refs.length > 0
          ? foundWords.text
          : matches.length === 0
            ? isAllRead(desk)
              ? foundWords.none
              : ours('not found so far')
            : foundWords[matches[0]?.how ?? 'none'],
        '',
        '',
        '',
        '',
        String(refs.length),
        String(refs.length),
        dates[0] ?? '',
        dates.at(-1) ?? '',
        cellOf(refs.map(({ ref }) => ref)),
        '',
        remark,
      ]);
    }
    if (performance.now() - since < 15) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  return stringifyLongTable(columns, rows);
}

function cellOf(refs: readonly string[]): string {
  const text = refs.join('; ');
  if (text.length <= longestCell) return text;
  const cut = text.slice(0, text.lastIndexOf('; ', longestCell));
  return ours`${cut}; and ${refs.length - cut.split('; ').length} more`;
}

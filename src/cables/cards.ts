import type { Cable, CableHead } from './cables.ts';
import { headerLabels } from './fields.ts';
import { moreFields } from '../query/more-fields.ts';
import { own, quoted, ref, said, type Part, type Text, type Verbatim, ours } from '../reply/text.ts';

/** How cables are shown wherever they turn up: the one place that decides the order and the words. */

/**
 * `REF · 2018-03-07 · EU Delegation Washington · LIMITE`; a missing part is mentioned where its absence matters. `paragraph`: of
 * one of its paragraphs, `REF¶2`.
 */
export function headLine(head: CableHead, paragraph?: number): Text {
  const parts: Part[] = [
    ref(head.ref),
    own(paragraph === undefined ? ' · ' : `¶${paragraph} · `),
    head.date === '' ? own('no date') : quoted(head.date),
  ];
  if (head.origin !== '') parts.push(own(' · '), quoted(head.origin));
  if (head.marking !== '') parts.push(own(' · '), quoted(head.marking));
  return parts;
}

/** The subject, or a plain word that there is none. */
export function subjectLine(head: Pick<Cable, 'subject'>): Text {
  return head.subject === '' ? said`(no subject)` : [quoted(oneLine(head.subject))];
}

/** Header lines of a cable: label and value, only what it carries. */
export function headerFacts(cable: Cable): [string, Text | Part][] {
  const facts: [string, Text | Part][] = [];
  const add = (label: string, value: string) => {
    if (value !== '') facts.push([label, quoted(oneLine(value))]);
  };
  add(ours('Notice'), noticeOf(cable));
  facts.push([
    ours('Date'),
    cable.date === ''
      ? said`none given`
      : [quoted(cable.datetime === '' || cable.datetime === cable.date ? cable.date : `${cable.date} (${cable.datetime})`)],
  ]);
  add(ours('From'), cable.origin);
  add(ours('To'), cable.destination);
  add(ours('Info'), cable.info.join('; '));
  facts.push([ours('Marking'), cable.marking === '' ? said`none printed` : [quoted(cable.marking)]]);
  add(ours('Type'), cable.type);
  add(ours('Codes'), cable.subjectCodes.join(', '));
  if (cable.number !== '' && cable.number !== cable.ref) add(ours('Number'), cable.number);
  facts.push([ours('Trove'), quoted(cable.trove)]);
  return facts;
}

/** The line to put under a quotation: marking, sender, subject, date, ref. Plain text to be copied. `paragraph`: of where it stands, `2`. */
export function citationOf(cable: Cable, paragraph?: string): Text {
  const parts = [
    cable.origin,
    cable.subject === '' ? '' : `\u201C${oneLine(cable.subject)}\u201D`,
    cable.date === '' ? 'undated' : cable.date,
    paragraph === undefined ? cable.ref : `${cable.ref}¶${paragraph}`,
    cable.marking,
    // What a cable's own header says of it first, such as FICTIONAL, stays with every quotation of it.
    shortNotice(cable),
  ].filter((part) => part !== '');
  return [quoted(`${parts.join(', ')}.`)];
}

/** The whole cable as a text file: header lines as in our plain format, the record's own fields last, an empty line, the text untouched. */
export function cableFile(cable: Cable): string {
  const { ref: name, date, datetime, number, subject, title } = cable;
  const shown: Cable = {
    ...cable,
    number: number === name ? '' : number,
    datetime: datetime === date ? '' : datetime,
    title: title === subject ? '' : title,
  };
  const lines = [
    ['Notice', noticeOf(cable)],
    ...headerLabels.map(([field, label]) => [label, [shown[field]].flat().join('; ')]),
    ['Trove', cable.trove],
    ...moreFields(cable.extra).map(({ name: given, values }) => [headerKey(given), values.join('; ')]),
  ];
  const header = lines.filter(([, value]) => value !== '').map((line) => line.join(': ').replaceAll(/\s*[\r\n]+\s*/g, ' '));
  return `${header.join('\n')}\n\n${cable.body}\n`;
}

/** A record's own name of a field as the key of a header line; one of ours would be read as that. */
function headerKey(given: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9 _/.-]{0,39}$/.test(given) && !labels.has(given.toLowerCase());
  return isPlain ? given : ours`Field ${given.replaceAll(/[^A-Za-z0-9 _/.-]+/g, ' ').trim()}`.slice(0, 40).trim();
}
const labels = new Set(['notice', 'trove', ...headerLabels.map(([, label]) => label.toLowerCase())]);

/**
 * Words of a cable with the matched ones marked and the cuts shown; of a cable without text, that none was released. `from`:
 * where they begin; undefined for those of its header.
 */
export function passageText(
  text: string,
  marks: readonly (readonly [number, number])[],
  cut: { before: boolean; after: boolean },
  from: Verbatim | undefined,
): Text {
  if (text === '' && !cut.before && !cut.after) return said`No text was released.`;
  const piece = (kind: 'quoted' | 'mark', start: number, end: number): Part => ({
    kind,
    text: text.slice(start, end),
    ...(from === undefined ? {} : { from: { ...from, at: from.at + start } }),
  });
  const parts: Part[] = [];
  if (cut.before) parts.push(own('… '));
  let at = 0;
  for (const [start, end] of marks) {
    if (start > at) parts.push(piece('quoted', at, start));
    parts.push(piece('mark', start, end));
    at = end;
  }
  if (at < text.length) parts.push(piece('quoted', at, text.length));
  if (cut.after) parts.push(own(' …'));
  return parts;
}

/** An excerpt of a cable's text, as `excerpt` finds it. `at`: where the text that it was found in begins. */
export const excerptText = ({ text, marks, start, cutBefore, cutAfter }: Stand, cable: number, at = 0): Text =>
  passageText(text, marks, { before: cutBefore, after: cutAfter }, { cable, at: at + start });
type Stand = { text: string; marks: readonly (readonly [number, number])[]; start: number; cutBefore: boolean; cutAfter: boolean };

/** What a cable's own header says about it before anything else, such as that it is fictional; '' for none. */
export function noticeOf(cable: Cable): string {
  const notice = cable.extra['notice'];
  return typeof notice === 'string' ? notice : '';
}

/** The first words of that notice. */
export const shortNotice = (cable: Cable): string => /^[^.;]{1,60}/.exec(oneLine(noticeOf(cable)))?.[0] ?? '';

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The text in one line, of so many characters at most. */
export function shortened(text: string, max: number): string {
  const line = oneLine(text);
  return line.length > max ? `${line.slice(0, max).trimEnd()} …` : line;
}

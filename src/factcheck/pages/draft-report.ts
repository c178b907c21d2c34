import { absence, total } from '../../reply/absence.ts';
import { passageText, shortened } from '../../cables/cards.ts';
import type { Checked, CheckedDraft, CheckedSentence } from './check-draft.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Slight } from '../align.ts';
import type { Wrong } from '../attributed.ts';
import type { Swallowed } from '../ellipsis.ts';
import type { MatchPlace } from '../thread.ts';
import { excerptLimit } from '../../desk/policy.ts';
import type { Action, Item, TextPiece } from '../../reply/reply.ts';
import { openAction } from '../../team/pages/lines.ts';
import { join, own, plain, plural, quoted, ref, said, strong, type Part, type Text, ours, english } from '../../reply/text.ts';

/** The results of checking a draft, in words. */

const slightText: Readonly<Record<Slight, string>> = english({
  capitals: 'capitals',
  spelling: 'accents or apostrophes',
  punctuation: 'punctuation',
  hyphenation: 'hyphens',
});
const swallowedText: Readonly<Record<Swallowed, string>> = english({
  negation: 'a negation',
  number: 'a number or a date',
  name: 'a name',
  sentence: 'more than a sentence',
});
const wrongText: Readonly<Record<Wrong['what'], string>> = english({
  cable: 'Exact, but in another cable',
  date: 'Exact, but on another day',
  sender: 'Exact, but sent by another',
  speaker: 'Exact, but said by another',
  who: 'Exact',
});
const maxDifferences = 6;
const maxPlaces = 3;
const longestQuotation = 240;

/** `REF¶2`, or `REF, subject`. */
export function citeText(desk: Desk, { row, paragraph }: Pick<MatchPlace, 'row' | 'paragraph'>): Text {
  const at = ref(desk.cables.byRow(row)?.ref ?? String(row));
  return paragraph === 0 ? said`${at}, subject` : said`${at}${own(`¶${paragraph}`)}`;
}

/** `8 exact (2 of them with slight differences, 1 of them wrongly attributed), 1 near, 1 not found`. */
export function countText(checked: readonly Checked[]): Text {
  const of = (outcome: Checked['outcome']): Checked[] => checked.filter((one) => one.outcome === outcome);
  const slight = of('exact').filter(({ places }) => (places[0]?.slight.length ?? 0) > 0).length;
  const wrong = of('exact').filter(isWrong).length;
  const but =
    slight === 0 && wrong === 0
      ? said``
      : wrong === 0
        ? said` (${slight} of them with slight differences)`
        : slight === 0
          ? said` (${wrong} of them wrongly attributed)`
          : said` (${wrong} of them wrongly attributed, ${slight} with slight differences)`;
  return said`${of('exact').length} exact${but}, ${of('near').length} near, ${total(said`${of('not found').length} not found`)}`;
}

/** Whether the draft is wrong about where the words stand. */
export const isWrong = ({ places: [place] }: Checked): boolean => place !== undefined && mistakesOf(place).length > 0;
/** Without what the cable leaves open. */
const mistakesOf = ({ wrong }: MatchPlace): Wrong[] => wrong.filter(({ what }) => what !== 'who');

/** `Exact`, `Near`, `Exact, but in another cable`. */
function verdictOf({ outcome, places: [place] }: Checked): string {
  if (outcome === 'not found') return ours('Not found');
  if (outcome === 'near' || place === undefined) return ours('Near');
  const [wrong, another] = mistakesOf(place);
  if (wrong === undefined) return ours('Exact');
  if (another !== undefined) return ours('Exact, but wrongly attributed');
  if (wrong.told !== undefined) return ours('Exact, but with another date');
  return wrong.what === 'speaker' && wrong.cable === '' ? ours('Exact, but the cable names no speaker') : ours(wrongText[wrong.what]);
}

/** A quotation with its result, its places, and the differences word by word. */
export function itemOf(desk: Desk, one: Checked): Item {
  const { outcome, places, line, text, isBlock, isOpen, isCut, words, nearest } = one;
  const [place] = places;
  const mark = outcome === 'not found' ? absence([strong('Not found')], ours('Not found so far')) : [strong(verdictOf(one))];
  const lines: Text[] = [[quoted(shortened(text, longestQuotation))]];
  if (isOpen) lines.push(said`Its closing quotation mark is missing, so it was read to the end of the paragraph.`);
  if (isCut) lines.push(said`It is too long to compare in full: only its first ${plural(words, 'word')} were compared.`);
  if (outcome === 'not found')
    lines.push(
      absence(
        words <= 2
          ? said`Not found in any cable. So few words may be a name or a figure of speech.`
          : nearest === undefined
            ? said`Not found in any cable, nor anything close to it.`
            : said`Not found in any cable.`,
      ),
    );
  if (nearest !== undefined) lines.push(said`What comes nearest, in ${citeText(desk, nearest)}:`);
  if (place !== undefined) lines.push(...remarks(place));
  const others = places.slice(1, maxPlaces + 1).map((other) => citeText(desk, other));
  if (others.length > 0)
    lines.push(
      said`Also in ${join(others, ', ')}${places.length > maxPlaces + 1 ? said` and ${plural(places.length - maxPlaces - 1, 'more cable')}` : said``}.`,
    );
  return {
    head: said`${mark} · line ${own(String(line))}${isBlock ? said` (block quote)` : said``}${place === undefined ? said`` : said` · ${citeText(desk, place)}`}`,
    lines,
    ...(nearest === undefined ? {} : { passage: passageOf(desk, { ...nearest, start: nearest.from, end: nearest.from, differences: [] }) }),
    ...(place === undefined ||
    (outcome === 'exact' && !place.wrong.some(({ what, told }) => what === 'speaker' || what === 'who' || told !== undefined))
      ? {}
      : { passage: passageOf(desk, place) }),
    actions: openActions(desk, (place ?? nearest)?.row),
  };
}

/** Opens this cable, where there is one. */
function openActions(desk: Desk, row: number | undefined): Action[] {
  const name = row === undefined ? undefined : desk.cables.byRow(row)?.ref;
  return name === undefined ? [] : [{ ...openAction(name, said`Open ${ref(name)}`), as: 'reply' }];
}

/** A sentence of the draft and what the cables that it cites have otherwise. */
export function sentenceItemOf(desk: Desk, { line, text, rows, mismatches }: CheckedSentence): Item {
  const refs = rows.map((row) => ref(desk.cables.byRow(row)?.ref ?? ''));
  return {
    head: said`${strong(ours('Differs'))} · line ${own(String(line))} · ${join(refs, ', ')}`,
    lines: [
      [quoted(shortened(text, longestQuotation))],
      ...mismatches.slice(0, maxDifferences).map(({ draft, cable }) => differenceText(draft, cable)),
    ],
    actions: openActions(desk, rows[0]),
  };
}

const differenceText = (draft: string, cable: string): Text =>
  draft === ''
    ? said`The cable also has ${words(cable)}`
    : cable === ''
      ? said`Not in the cable: ${words(draft)}`
      : said`Draft ${words(draft)}, cable ${words(cable)}`;

/** What the draft says of a quotation's origin, and what the cable says. */
const wrongLine = ({ what, draft, cable, told }: Wrong): Text =>
  what === 'who'
    ? cable === ''
      ? said`In the draft ${words(draft)} says this; the cable’s sentence names nobody: check who says it.`
      : said`In the draft ${words(draft)} says this; the cable has ${words(cable)}: check who that is.`
    : told !== undefined
      ? said`The draft says ${quoted(draft)}; the cable’s sentence says ${quoted(told)}, and the cable is dated ${quoted(cable)}.`
      : what === 'cable'
        ? said`The draft names ${quoted(draft)}; the words are in ${ref(cable)}.`
        : what === 'date'
          ? said`The draft says ${quoted(draft)}; the cable is dated ${quoted(cable)}.`
          : what === 'sender'
            ? said`The draft says ${quoted(draft)}; the cable is from ${quoted(cable)}.`
            : cable === ''
              ? said`In the draft ${words(draft)} says this; the cable’s sentence names nobody.`
              : said`In the draft ${words(draft)} says this; in the cable ${words(cable)}.`;

/** Differences, and words left out by ellipses. */
function remarks({ differences, slight, skipped, leftOut, swallowed, wrong }: MatchPlace): Text[] {
  const lines: Text[] = wrong.map(wrongLine);
  for (const { draft, cable } of differences.slice(0, maxDifferences)) lines.push(differenceText(draft, cable));
  if (differences.length > maxDifferences) lines.push(said`and ${plural(differences.length - maxDifferences, 'more difference')}`);
  if (slight.length > 0)
    lines.push(
      differences.length === 0
        ? said`The words are the same; what differs: ${own(slight.map((one) => ours(slightText[one])).join(', '))}.`
        : said`Also different: ${own(slight.map((one) => ours(slightText[one])).join(', '))}.`,
    );
  // An ellipsis may hide a "not".
  const out = join(
    leftOut.map((text) => words(text)),
    ', ',
  );
  if (swallowed.length > 0) lines.push(said`It leaves out ${own(swallowed.map((one) => ours(swallowedText[one])).join(', '))}: ${out}`);
  else if (skipped > 0) lines.push(said`Its ellipses leave out ${plural(skipped, 'word')}: ${out}`);
  return lines;
}

const words = (text: string): Part => quoted(`“${shortened(text, 120)}”`);

/** The cable's sentence with differing words marked; where it is too long, from the first word of the quotation. */
function passageOf(
  desk: Desk,
  { row, passage, from, start, end, differences }: Pick<MatchPlace, 'row' | 'passage' | 'from' | 'start' | 'end' | 'differences'>,
): Text {
  const max = excerptLimit(desk.exposure);
  const begin = end - from > max ? start : from;
  const text = passage.slice(begin - from, begin - from + max);
  const marks = differences
    .flatMap(({ at }): [number, number][] => (at === undefined ? [] : [[at[0] - begin, Math.min(at[1] - begin, max)]]))
    .filter(([first, last]) => first >= 0 && first < last)
    .toSorted((a, b) => a[0] - b[0]);
  return passageText(text, marks, { before: begin > from, after: begin - from + max < passage.length }, { cable: row, at: begin });
}

/** The text of cables that the full result holds. */
export const heldIn = (checked: readonly Checked[]): TextPiece[] =>
  checked.flatMap(({ places: [place], nearest }) => {
    const held = place ?? nearest;
    return held === undefined ? [] : [{ cable: held.row, at: held.from, length: held.passage.length }];
  });

/** The full result as plain text for printing, in the order of the draft. */
export function reportOf(desk: Desk, name: string, { checked, sentences }: CheckedDraft, summary: string): string {
  const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
  const entries = checked.map((one) => {
    const { line, text, outcome, places, isOpen, isCut, words: compared, nearest } = one;
    const cites = places.map((place) => plain(citeText(desk, place)));
    const [place] = places;
    return [
      ours`line ${line}: ${verdictOf(one).toUpperCase()}${cites.length === 0 ? '' : `  ${cites.join(', ')}`}`,
      ours`  draft: ${inOneLine(text)}`,
      ...(isOpen ? [ours('  its closing quotation mark is missing')] : []),
      ...(isCut ? [ours`  too long: its first ${compared} words were compared`] : []),
      ...(place === undefined || (outcome === 'exact' && place.slight.length === 0 && place.wrong.length === 0)
        ? []
        : [ours`  cable: ${inOneLine(place.passage)}`]),
      ...(nearest === undefined ? [] : [ours`  nearest: ${plain(citeText(desk, nearest))}: ${inOneLine(nearest.passage)}`]),
      ...(place === undefined ? [] : remarks(place).map((remark) => `  ${inOneLine(plain(remark))}`)),
    ].join('\n');
  });
  const differing = sentences.map((one) => {
    const { head, lines = [] } = sentenceItemOf(desk, one);
    return [head, ...lines].map((text, i) => `${i === 0 ? '' : '  '}${inOneLine(plain(text))}`).join('\n');
  });
  return ours`Quotations in ${name}, checked against the cables\n${summary}\n\n${[...entries, ...differing].join('\n\n')}\n`;
}

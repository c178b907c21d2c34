import { absence, total } from '../../reply/absence.ts';
import { passageText } from '../../cables/cards.ts';
import type { Checked } from './check-draft.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Slight } from '../align.ts';
import type { MatchPlace } from '../thread.ts';
import { excerptLimit } from '../../desk/policy.ts';
import type { Item, TextPiece } from '../../reply/reply.ts';
import { openAction } from '../../team/pages/lines.ts';
import { join, own, plural, quoted, ref, said, strong, type Part, type Text, ours, english } from '../../reply/text.ts';

/** The results of checking a draft, in words. */

const slightText: Readonly<Record<Slight, string>> = english({
  capitals: 'capitals',
  spelling: 'accents or apostrophes',
  punctuation: 'punctuation',
  hyphenation: 'hyphens',
});
const maxDifferences = 6;
const maxPlaces = 3;
const longestQuotation = 240;

/** `REF¶2`, or `REF, subject`. */
export function citeText(desk: Desk, { row, paragraph }: Pick<MatchPlace, 'row' | 'paragraph'>): Text {
  const at = ref(desk.cables.byRow(row)?.ref ?? String(row));
  return paragraph === 0 ? said`${at}, subject` : said`${at}${own(`¶${paragraph}`)}`;
}

/** `8 exact (2 but for punctuation or capitals), 1 near, 1 not found`. */
export function countText(checked: readonly Checked[]): Text {
  const of = (outcome: Checked['outcome']): Checked[] => checked.filter((one) => one.outcome === outcome);
  const slight = of('exact').filter(({ places }) => (places[0]?.slight.length ?? 0) > 0).length;
  return said`${of('exact').length} exact${slight === 0 ? said`` : said` (${slight} of them with slight differences)`}, ${of('near').length} near, ${total(said`${of('not found').length} not found`)}`;
}

/** A quotation with its result, its places, and the differences word by word. */
export function itemOf(desk: Desk, one: Checked): Item {
  const { outcome, places, line, text, isBlock, isOpen, isCut, words } = one;
  const [place] = places;
  const mark =
    outcome === 'not found'
      ? absence([strong('Not found')], ours('Not found so far'))
      : [strong(outcome === 'exact' ? ours('Exact') : ours('Near'))];
  const lines: Text[] = [[quoted(shortened(text, longestQuotation))]];
  if (isOpen) lines.push(said`Its closing quotation mark is missing, so it was read to the end of the paragraph.`);
  if (isCut) lines.push(said`It is too long to compare in full: only its first ${plural(words, 'word')} were compared.`);
  if (outcome === 'not found')
    lines.push(
      absence(
        words <= 2
          ? said`Not found in any cable. So few words may be a name or a figure of speech.`
          : said`Not found in any cable, nor anything close to it.`,
      ),
    );
  if (place !== undefined) lines.push(...remarks(place));
  const others = places.slice(1, maxPlaces + 1).map((other) => citeText(desk, other));
  if (others.length > 0)
    lines.push(
      said`Also in ${join(others, ', ')}${places.length > maxPlaces + 1 ? said` and ${plural(places.length - maxPlaces - 1, 'more cable')}` : said``}.`,
    );
  return {
    head: said`${mark} · line ${own(String(line))}${isBlock ? said` (block quote)` : said``}${place === undefined ? said`` : said` · ${citeText(desk, place)}`}`,
    lines,
    ...(place === undefined || outcome === 'exact' ? {} : { passage: passageOf(desk, place) }),
    actions:
      place === undefined
        ? []
        : [
            {
              ...openAction(desk.cables.byRow(place.row)?.ref ?? '', said`Open ${ref(desk.cables.byRow(place.row)?.ref ?? '')}`),
              as: 'reply',
            },
          ],
  };
}

/** Differences, and words left out by ellipses. */
function remarks({ differences, slight, skipped, leftOut }: MatchPlace): Text[] {
  const lines: Text[] = [];
  for (const { draft, cable } of differences.slice(0, maxDifferences))
    lines.push(
      draft === ''
        ? said`The cable also has ${words(cable)}`
        : cable === ''
          ? said`Not in the cable: ${words(draft)}`
          : said`Draft ${words(draft)}, cable ${words(cable)}`,
    );
  if (differences.length > maxDifferences) lines.push(said`and ${plural(differences.length - maxDifferences, 'more difference')}`);
  if (slight.length > 0)
    lines.push(
      differences.length === 0
        ? said`The words are the same; what differs: ${own(slight.map((one) => ours(slightText[one])).join(', '))}.`
        : said`Also different: ${own(slight.map((one) => ours(slightText[one])).join(', '))}.`,
    );
  // An ellipsis may hide a "not".
  if (skipped > 0)
    lines.push(
      said`Its ellipses leave out ${plural(skipped, 'word')}: ${join(
        leftOut.map((text) => words(text)),
        ', ',
      )}`,
    );
  return lines;
}

const words = (text: string): Part => quoted(`“${shortened(text, 120)}”`);
const shortened = (text: string, max: number): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > max ? `${line.slice(0, max).trimEnd()} …` : line;
};

/** The cable's passage with differing words marked. */
function passageOf(desk: Desk, { row, passage, start, differences }: MatchPlace): Text {
  const max = excerptLimit(desk.exposure);
  const marks = differences
    .flatMap(({ at }): [number, number][] => (at === undefined ? [] : [[at[0] - start, Math.min(at[1] - start, max)]]))
    .filter(([from, to]) => from >= 0 && from < to)
    .toSorted((a, b) => a[0] - b[0]);
  return passageText(passage.slice(0, max), marks, { before: false, after: passage.length > max }, { cable: row, at: start });
}

/** The text of cables that the full result holds. */
export const heldIn = (checked: readonly Checked[]): TextPiece[] =>
  checked.flatMap(({ places: [place] }) =>
    place === undefined ? [] : [{ cable: place.row, at: place.start, length: place.passage.length }],
  );

/** The full result as plain text for printing, in the order of the draft. */
export function reportOf(desk: Desk, name: string, checked: readonly Checked[], summary: string): string {
  const entries = checked.map(({ line, text, outcome, places, isOpen, isCut, words: compared }) => {
    const cites = places.map(
      ({ row, paragraph }) => `${desk.cables.byRow(row)?.ref ?? ''}${paragraph === 0 ? ours(', subject') : `¶${paragraph}`}`,
    );
    const [place] = places;
    return [
      ours`line ${line}: ${outcome.toUpperCase()}${cites.length === 0 ? '' : `  ${cites.join(', ')}`}`,
      ours`  draft: ${text.replaceAll(/\s+/g, ' ')}`,
      ...(isOpen ? [ours('  its closing quotation mark is missing')] : []),
      ...(isCut ? [ours`  too long: its first ${compared} words were compared`] : []),
      ...(place === undefined || (outcome === 'exact' && place.slight.length === 0)
        ? []
        : [ours`  cable: ${place.passage.replaceAll(/\s+/g, ' ')}`]),
      ...(place?.differences ?? []).map(
        ({ draft, cable }) =>
          ours`  ${draft === '' ? '(nothing)' : `“${draft}”`} in the draft, ${cable === '' ? '(nothing)' : `“${cable}”`} in the cable`,
      ),
      ...(place === undefined || place.slight.length === 0
        ? []
        : [ours`  also different: ${place.slight.map((one) => ours(slightText[one])).join(', ')}`]),
      ...(place === undefined || place.skipped === 0
        ? []
        : [ours`  its ellipses leave out ${place.skipped} words: ${place.leftOut.map((text) => `“${text}”`).join(', ')}`]),
    ].join('\n');
  });
  return ours`Quotations in ${name}, checked against the cables\n${summary}\n\n${entries.join('\n\n')}\n`;
}

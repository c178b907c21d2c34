import { excerptText, headLine, subjectLine } from '../cards.ts';
import type { Cable } from '../cables.ts';
import { pagesOf } from '../text-pages.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit, shownToCaller } from '../../desk/policy.ts';
import { parseQuery } from '../../query/query.ts';
import { form, press, type FormAction } from '../../reply/actions.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Action, Block, Reply } from '../../reply/reply.ts';
import { join, ours, own, plural, quoted, ref, said, strong, type Text } from '../../reply/text.ts';
import { excerpt, marksIn, mostSearched, type Span } from '../../search/excerpt.ts';
import { paragraphAt, paragraphsOf } from '../paragraphs.ts';
import { refuseBeyondLimit } from '../../team/reading-alarms.ts';
import { openAction } from '../../team/pages/lines.ts';
import { citeAction } from './quotation-page.ts';
import { noteOpening } from './opening.ts';

/** Characters of the passage round a place: a phone's screen. */
const shownAround = 700;
/** Paragraphs that are listed. */
const mostListed = 12;

export const longestFind = 200;

/** Asks what to look for in this cable. */
export const findForm = (name: string, value?: string): FormAction =>
  form(
    said`Find in it`,
    'cable',
    { ref: name },
    {
      as: 'replace',
      title: said`Find in this cable`,
      fields: [
        {
          option: 'find',
          label: ours('A word or a phrase'),
          required: true,
          max: longestFind,
          ...(value === undefined ? {} : { value: value.slice(0, longestFind) }),
        },
      ],
    },
  );

/**
 * The places in a cable's text where these words stand, one at a time, with what stands round it. Several words are looked for
 * in a row, and one by one where they never stand so. Throws a DeskError when there is no place, or the words cannot be read.
 */
export function findInCable(desk: Desk, caller: Caller, cable: Cable, typed: string, wanted: number): Reply {
  const isWhole = shownToCaller(desk.exposure).text;
  if (isWhole) refuseBeyondLimit(desk, caller, cable.row);
  const { spans, isApart } = placesOf(cable, typed);
  const again = findForm(cable.ref, typed);
  const isCut = cable.body.length > mostSearched;
  if (spans.length === 0)
    throw new DeskError(said`${quoted(typed)} was not found in the text of ${ref(cable.ref)}.`, {
      hint: isCut
        ? said`Only its first ${mostSearched} characters were searched, for the words and their other forms.`
        : said`All of its text was searched, for the words and their other forms; its header was not.`,
      actions: [again, openAction(cable.ref), press(said`Search all cables`, 'search', { query: typed })],
    });
  const place = isWhole ? Math.min(wanted, spans.length) : 1;
  const [start, end] = spans[place - 1] ?? [0, 0];
  const pages = pagesOf(cable.body);
  const page = Math.max(1, pages.findIndex((one) => start < one.end) + 1);
  noteOpening(desk, caller, cable, page);
  const small: Text[] = [
    ...(isApart ? [said`They are never in a row here: each of the words was searched for.`] : []),
    ...(isCut ? [said`Only the first ${mostSearched} characters were searched.`] : []),
    ...(isWhole ? [] : [said`This desk is sealed: only the first place is shown.`]),
  ];
  const found = excerpt(cable.body, undefined, { max: isWhole ? shownAround : excerptLimit(desk.exposure), also: [[start, end]] });
  const to = (label: Text, target: number): Action =>
    press(label, 'cable', { ref: cable.ref, find: typed, place: target }, { as: 'replace', disabled: target < 1 || target > spans.length });
  return {
    title: subjectLine(cable),
    blocks: [
      { kind: 'text', text: headLine(cable) },
      {
        kind: 'text',
        text: said`${quoted(typed)}: place ${strong(String(place))} of ${strong(String(spans.length))}${paragraphsLine(cable, spans, start)}`,
      },
      { kind: 'passage', text: excerptText(found, cable.row) },
      ...small.map((text): Block => ({ kind: 'small', text })),
    ],
    actions: [
      [
        ...(isWhole && spans.length > 1 ? [to(said`Previous`, place - 1), to(said`Next`, place + 1)] : []),
        press(said`Open this page`, 'cable', { ref: cable.ref, page }, { as: 'replace' }),
        citeAction(cable, paragraphAt(paragraphsOf(cable.body), start)?.number ?? 1),
        again,
      ],
    ],
  };
}

/** Where the words stand; `isApart`: they do not stand in a row anywhere, so each was looked for. */
function placesOf(cable: Cable, typed: string): { spans: Span[]; isApart: boolean } {
  const words = typed
    .trim()
    .replace(/^["“”„«]([^"“”„«»]+)["“”»]$/, '$1')
    .trim();
  const isPlain = /^[\p{L}\p{M}\p{N}\s.,'’-]+$/u.test(words) && !/\b(?:AND|OR|NOT|NEAR)\b/.test(words);
  const spansOf = (query: string): Span[] => {
    const parsed = parseQuery(query);
    const [fault] = parsed.faults;
    if (fault !== undefined) throw new DeskError([own(fault.message)], { kind: 'usage', actions: [findForm(cable.ref, typed)] });
    return marksIn(cable.body, parsed, cable.language);
  };
  if (!isPlain || !/\s/.test(words)) return { spans: spansOf(typed), isApart: false };
  const text = cable.body;
  const inRow = spansOf(`"${words}"`).filter(([start, end]) => /\s|-/.test(text.slice(start, end)));
  return inRow.length > 0 ? { spans: inRow, isApart: false } : { spans: spansOf(words), isApart: true };
}

/** In which paragraph the place is, and in which the others are. */
function paragraphsLine(cable: Cable, spans: readonly Span[], at: number): Text {
  const paragraphs = paragraphsOf(cable.body);
  const numberAt = (offset: number): number => paragraphAt(paragraphs, offset)?.number ?? 1;
  const counts = new Map<number, number>();
  for (const [start] of spans) counts.set(numberAt(start), (counts.get(numberAt(start)) ?? 0) + 1);
  const here = said`, in paragraph ${numberAt(at)}`;
  if (counts.size < 2) return [...here, own('.')];
  const listed = [...counts].slice(0, mostListed).map(([number, count]) => own(count === 1 ? `¶${number}` : `¶${number} (${count})`));
  const more = counts.size - listed.length;
  return said`${here}. All: ${join(listed, ', ')}${more > 0 ? said` and ${plural(more, 'more paragraph')}` : said``}.`;
}

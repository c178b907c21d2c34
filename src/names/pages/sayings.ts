import { passageText } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Entity } from '../resolve/entity.ts';
import { isWholeSentence } from '../../language/clauses.ts';
import { isAbout } from './about.ts';
import { sentenceAround, type Sentence } from '../../language/sentences.ts';
import type { Candidate } from './summary.ts';
import type { NameMention } from '../mentions.ts';
import { paragraphsOf } from '../../cables/paragraphs.ts';
import type { Block, Item } from '../../reply/reply.ts';
import { own, quoted, ref, said, type Text, strong } from '../../reply/text.ts';

/** Mentions read for the sentences of a page; counts always cover all. */
const maxMentions = 300;

/** A name in its cable, with the sentence around it. */
export type MentionPlace = { cable: Cable; mention: NameMention; sentence: Sentence | undefined };

/** A sentence under its source: cable, paragraph, sender and date. */
export function sentenceItem(desk: Desk, candidate: Candidate, places: readonly MentionPlace[]): Item {
  const origin = places.find(({ cable }) => cable.row === candidate.row)?.cable.origin ?? '';
  return {
    head: said`${ref(candidate.ref)}${own(paragraphMark(desk, candidate))}${origin === '' ? said`` : said` · ${quoted(origin)}`}${candidate.date === '' ? said`` : said` · ${quoted(candidate.date)}`}`,
    passage: passageText(
      candidate.text,
      marksOf(candidate, places),
      { before: false, after: false },
      { cable: candidate.row, at: candidate.start },
    ),
  };
}

/** At most `maxMentions` mentions, spread evenly over the list. */
export const sampled = (all: readonly NameMention[]): NameMention[] =>
  all.length <= maxMentions
    ? [...all]
    : Array.from({ length: maxMentions }, (_, i) => all[Math.floor((i * all.length) / maxMentions)]).filter((one) => one !== undefined);

export function placesOf(desk: Desk, mentions: readonly NameMention[]): MentionPlace[] {
  const cables = new Map<number, Cable | undefined>();
  return mentions.flatMap((mention) => {
    if (!cables.has(mention.row)) cables.set(mention.row, desk.cables.byRow(mention.row));
    const cable = cables.get(mention.row);
    return cable === undefined ? [] : [{ cable, mention, sentence: mention.part === 'body' ? sentenceOf(cable.body, mention) : undefined }];
  });
}

/** The sentence that contains a name; none where it is cut off, or the name goes over its end. */
function sentenceOf(body: string, mention: NameMention): Sentence | undefined {
  const { isOne, start, end } = sentenceAround(body, mention);
  return isOne ? { start, end } : undefined;
}

/** Whole sentences that may stand on the page of an entity; on a person's, only those about that person. */
export function candidatesOf(desk: Desk, places: readonly MentionPlace[], entity: Entity): Candidate[] {
  const seen = new Set<string>();
  return places.flatMap(({ cable, mention, sentence }) => {
    if (sentence === undefined) return [];
    const key = `${cable.row}:${sentence.start}`;
    const text = cable.body.slice(sentence.start, sentence.end);
    if (seen.has(key) || !isWholeSentence(text, cable.body.slice(Math.max(0, sentence.start - 300), sentence.start))) return [];
    if (
      entity.kind === 'individual' &&
      !isAbout(text, mention.start - sentence.start, mention.end - sentence.start, othersIn(desk, mention, sentence))
    )
      return [];
    seen.add(key);
    const after = cable.body.slice(mention.end, mention.end + 60);
    const defines =
      entity.kind === 'country'
        ? false
        : /^,? (?:is|was|are|were|became) (?:a|an|the)\b|^, (?:a|an|the|deputy|former|head|president|minister)\b/i.test(after);
    return [{ ref: cable.ref, row: cable.row, date: cable.date, ...sentence, text, opens: mention.start - sentence.start < 25, defines }];
  });
}

/** Spans of other people in the sentence, from its beginning. */
const othersIn = (desk: Desk, mention: NameMention, sentence: Sentence): [number, number][] =>
  peopleIn(desk, mention.row)
    .filter(({ start, end }) => start >= sentence.start && end <= sentence.end && (end <= mention.start || start >= mention.end))
    .map(({ start, end }) => [start - sentence.start, end - sentence.start]);

/** Where the body of a cable names people. */
export const peopleIn = (desk: Desk, row: number): NameMention[] =>
  desk.names.inCable(row).filter(({ part, kind, rule }) => part === 'body' && kind === 'individual' && rule !== 'office');

/** Spans of the entity's names in the sentence, without overlaps. */
function marksOf(candidate: Candidate, places: readonly MentionPlace[]): [number, number][] {
  const marks = places
    .filter(
      ({ cable, mention }) =>
        cable.row === candidate.row && mention.part === 'body' && mention.start >= candidate.start && mention.end <= candidate.end,
    )
    .map(({ mention }): [number, number] => [mention.start - candidate.start, mention.end - candidate.start])
    .toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
  return marks.filter(([start], i) => i === 0 || start >= Math.max(...marks.slice(0, i).map(([, end]) => end)));
}

/** `¶7`, the paragraph in which a place stands. */
export function paragraphMark(desk: Desk, { row, start }: { row: number; start: number }): string {
  const body = desk.cables.byRow(row)?.body ?? '';
  const found = paragraphsOf(body).find((paragraph) => paragraph.start <= start && start < paragraph.end);
  return found === undefined ? '' : `¶${found.number}`;
}

function beginningOf(cable: Cable, { start, end }: Sentence = { start: 0, end: 0 }, most: number): Text {
  return passageText(
    cable.body.slice(start, Math.min(end, start + most)),
    [],
    { before: false, after: false },
    { cable: cable.row, at: start },
  );
}

/** How each sender's cables tell of an event, side by side: one sentence each, of those not shown above. */
export function versionsBlocks(desk: Desk, places: readonly MentionPlace[], shown: readonly Candidate[]): Block[] {
  const origins = new Map<string, MentionPlace>();
  const isShown = (where: MentionPlace): boolean =>
    shown.some(({ row, start }) => row === where.cable.row && start === where.sentence?.start);
  for (const where of places)
    if (where.sentence !== undefined && !origins.has(where.cable.origin) && !isShown(where)) origins.set(where.cable.origin, where);
  const all = new Set(places.map(({ cable }) => cable.origin));
  if (all.size < 2 || origins.size === 0) return [];
  return [
    { kind: 'text', text: [strong('As others tell it')] },
    {
      kind: 'items',
      items: [...origins.values()].slice(0, 4).map(({ cable, sentence }) => ({
        head: said`${quoted(cable.origin)}, ${quoted(cable.date)}, ${ref(cable.ref)}${own(paragraphMark(desk, { row: cable.row, start: sentence?.start ?? 0 }))}`,
        passage: beginningOf(cable, sentence, 300),
      })),
    },
  ];
}

import { headLine, passageText } from '../../cables/cards.ts';
import { citeAction } from '../../cables/pages/quotation-page.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { passageLimit } from '../../desk/policy.ts';
import { press } from '../../reply/actions.ts';
import { absence } from '../../reply/absence.ts';
import { listPage } from '../../reply/paging.ts';
import type { Action, Block, Item, Reply } from '../../reply/reply.ts';
import { english, join, oneOr, ours, own, plural, quoted, ref, said, strong, type Part, type Text } from '../../reply/text.ts';
import { parseQuery } from '../../query/query.ts';
import { searchOf, type Answers, type AskRequest } from '../ask/ask.ts';
import { grouped, type AnswerGroup } from '../ask/groups.ts';
import { answerMarks } from '../ask/marks.ts';
import { queryOfPieces, type QuestionPiece, type Understood } from '../ask/understand.ts';
import { excerpt, marksIn, type Excerpt, type Span } from '../excerpt.ts';
import type { AnswerKind, RankedPassage } from '../passages/plan.ts';
import { askAction, changeQuestion, modelOffer, onlyThen, piecesMenu } from './ask-actions.ts';
import { quotedList } from './query-text.ts';

const perPage = 5;
/** Cables that say the same that are named. */
const sameNamed = 3;
/** Other words that are named of a word where nothing was found. */
const alsoNamed = 8;

const kindWords: Readonly<Record<AnswerKind, string>> = english({
  who: 'who',
  where: 'where',
  when: 'when',
  number: 'how much',
  why: 'why',
  what: 'anything about it',
});

/** A question, what was found, and the number of its receipt. */
export type AskedPage = {
  request: AskRequest;
  asked: Answers;
  receipt: number | undefined;
  page: number | undefined;
  of: string | undefined;
};

/** One page of passages that answer a question, or what was looked for where there is none. */
export function askPage(desk: Desk, shown: AskedPage): Reply {
  const { request, asked, page, of } = shown;
  const { understood } = asked;
  if (asked.passages.length === 0) return nothingPage(desk, shown);
  const all = grouped(desk, asked.passages);
  const some = of === undefined ? [] : passagesOf(all, asked.passages, of);
  const answers = some.length === 0 ? all : some.map((passage): AnswerGroup => ({ passage, same: [] }));
  const { page: _, ...turn } = { ...request, of: some.length === 0 ? undefined : of, page };
  const reply = listPage({
    title: said`${quoted(request.question)}`,
    rows: answers,
    perPage,
    page,
    item: (answer, number) => answerItem(desk, asked, request, answer, number),
    turn: ['ask', turn],
    before: [
      { kind: 'small', text: understoodLine(understood) },
      ...asked.notes.map((note): Block => ({ kind: 'small', text: said`${own(note)}` })),
      ...(asked.isWhole
        ? []
        : [
            {
              kind: 'text' as const,
              text: absence(said`No paragraph of those compared has all of it. Closest first:`, ours('Closest so far:')),
            },
          ]),
    ],
    order: footer(shown),
    beside: some.length === 0 ? [] : [askAction(request, said`All answers`)],
  });
  return {
    ...reply,
    actions: [
      ...(reply.actions ?? []),
      [...changeQuestion(request), asSearch(shown), ...onlyThen(request, understood), ...modelOffer(desk, request)],
      ...piecesMenu(request, understood),
    ],
  };
}

const placeOf = ({ row, start }: RankedPassage): string => `${row}:${start}`;

/** What a press opens: a passage with those that say the same, or all passages of a cable, by its row. */
function passagesOf(all: readonly AnswerGroup[], passages: readonly RankedPassage[], of: string): RankedPassage[] {
  const group = all.find(({ passage }) => placeOf(passage) === of);
  return group === undefined ? passages.filter(({ row }) => String(row) === of) : [group.passage, ...group.same];
}

export function answerItem(
  desk: Desk,
  { understood }: Answers,
  request: AskRequest,
  { passage, same, otherwise, ofCable }: AnswerGroup,
  number: number,
): Item | undefined {
  const cable = desk.cables.byRow(passage.row);
  if (cable === undefined) return undefined;
  const { text: shown, marks } = shownOf(desk, cable, understood, passage);
  const lacks = understood.pieces
    .filter(({ days }, part) => passage.lacks.includes(part) || (days !== undefined && !passage.isOfTime))
    .map(({ text }) => text);
  return {
    head: said`${strong(`${number}.`)} ${headLine(cable, passage.paragraph)}`,
    lines: [
      ...(otherwise === undefined ? [] : [otherwiseLine(otherwise)]),
      ...(lacks.length === 0 ? [] : [said`${absence(said`Not in it:`, ours('Not found so far in it:'))} ${quotedList(lacks)}`]),
      ...(same.length === 0 ? [] : [sameLine(desk, same)]),
    ],
    passage: passageText(shown.text, marks, { before: shown.cutBefore, after: shown.cutAfter }, { cable: cable.row, at: shown.start }),
    actions: [
      press(said`Open`, 'cable', { ref: cable.ref, query: queryOfPieces(understood.pieces), match: 'any' }, { style: 'main' }),
      citeAction(cable, passage.paragraph),
      ...(same.length === 0 ? [] : [press(said`All ${same.length + 1}`, 'ask', { ...request, of: placeOf(passage) }, { as: 'replace' })]),
      ...(ofCable === undefined
        ? []
        : [press(said`All ${ofCable} of this cable`, 'ask', { ...request, of: String(passage.row) }, { as: 'replace' })]),
    ],
  };
}

/**
 * What is shown of a passage: all of it, or where it is long the part that answers; and in that what answers, or where nothing
 * does, the words asked for.
 */
function shownOf(desk: Desk, cable: Cable, understood: Understood, { start, end, best }: RankedPassage): { text: Excerpt; marks: Span[] } {
  const { body, language } = cable;
  const max = passageLimit(desk.exposure);
  const query = parseQuery(queryOfPieces(understood.pieces.filter(({ kind }) => kind !== 'time')), { match: 'any' });
  const isLong = best.end - best.start > max;
  const [from, to] = isLong ? [best.start, best.end] : [start, end];
  const inside = ([a, b]: Span): Span => [a - from, b - from];
  const also = isLong ? answerMarks(desk, cable, understood, best).map(inside) : [inside([best.start, best.end])];
  const cut = excerpt(body.slice(from, to), isLong ? query : undefined, { max, also, language });
  const at = from + cut.start;
  const seen = { start: at, end: at + cut.text.length };
  const answering = { start: Math.max(at, best.start), end: Math.min(seen.end, best.end) };
  // A reason or a date may stand beside the sentence that answers; a name that does is somebody else's.
  const besides = { ...understood, kinds: understood.kinds.filter((kind) => kind !== 'who' && kind !== 'where') };
  const answers = answerMarks(desk, cable, understood, answering);
  const found = answers.length > 0 ? answers : answerMarks(desk, cable, besides, seen);
  const marks = found.length > 0 ? found.map(([a, b]): Span => [a - at, b - at]) : marksIn(cut.text, query, language);
  return { text: { ...cut, start: at, cutBefore: at > start, cutAfter: seen.end < end }, marks };
}

const otherwiseLine = ({ number, figures }: NonNullable<AnswerGroup['otherwise']>): Text =>
  said`Other figures than ${own(String(number))}: “${quoted(figures.here)}”, there “${quoted(figures.there)}”`;

/** `Much the same in 3 others: REF¶2 (2018-03-07, EU Delegation Washington) …` */
function sameLine(desk: Desk, same: readonly RankedPassage[]): Text {
  const named = same.slice(0, sameNamed).flatMap(({ row, paragraph }): Text[] => {
    const [head] = desk.cables.heads([row]);
    return head === undefined ? [] : [said`${ref(head.ref)}${own(`¶${paragraph}`)} ${head.origin === '' ? [] : quoted(head.origin)}`];
  });
  const list = join(named, '; ');
  return same.length > named.length ? said`Much the same: ${list} and ${same.length - named.length} more` : said`Much the same: ${list}`;
}

/** `Understood: who, when · Kuwait (country) · 2013 (time) · “withdrawal”, “troops” (words)`. */
function understoodLine({ kinds, pieces, left, isNegated }: Understood): Text {
  const parts: Text[] = [
    said`Asked for: ${join(
      kinds.map((kind) => own(kindWords[kind])),
      ', ',
    )}`,
  ];
  const add = (label: Text, chosen: readonly QuestionPiece[]): void => {
    if (chosen.length > 0) parts.push(said`${label}: ${quotedList(chosen.map(({ text }) => text))}`);
  };
  const of = (...which: QuestionPiece['kind'][]): QuestionPiece[] => pieces.filter(({ kind }) => which.includes(kind));
  add(said`Countries`, of('country'));
  add(said`Names`, of('individual', 'organization', 'event'));
  add(said`Time`, of('time'));
  add(said`Words`, of('word'));
  if (isNegated) parts.push(said`Denials rank higher`);
  add(said`Left out`, left);
  return join(parts, ' · ');
}

function footer({ asked, receipt }: AskedPage): Text {
  const { cables, paragraphs } = asked.compared;
  const [read, of] = [plural(paragraphs, 'paragraph'), plural(cables, 'cable')];
  const compared =
    asked.cables > cables
      ? said`${read} of ${of} compared, the best of ${asked.cables} with any of these words`
      : said`${read} of ${of} compared`;
  return receipt === undefined ? compared : said`${compared} · receipt ${own(String(receipt))}`;
}

const asSearch = ({ request, asked }: AskedPage): Action => {
  const { copies: _, ...search } = searchOf(request, asked.understood);
  return press(said`As a search`, 'search', search, { as: 'replace' });
};

/** Nothing found: every form that was looked for. */
function nothingPage(desk: Desk, shown: AskedPage): Reply {
  const { request, asked, receipt } = shown;
  const { pieces } = asked.understood;
  const looked = pieces.map((piece): Text => {
    const also = piece.also.slice(0, alsoNamed);
    return also.length === 0 ? said`${quoted(piece.text)}` : said`${quoted(piece.text)} (${quotedList(also)})`;
  });
  const blocks: Block[] = [
    { kind: 'small', text: understoodLine(asked.understood) },
    {
      kind: 'text',
      text: said`${absence(said`I searched all ${plural(desk.cables.count(), 'cable')}`, ours('I searched what is read'))} for any of: ${join(looked, '; ')}. Other endings of a word count, too.`,
    },
    ...(request.since === undefined && request.until === undefined && request.origin === undefined
      ? []
      : [{ kind: 'text' as const, text: limitsText(request) }]),
    ...(asked.cables === 0
      ? []
      : [
          {
            kind: 'text' as const,
            text: said`${plural(asked.cables, 'cable')} ${oneOr(asked.cables, 'has', 'have')} one of them outside the text, such as in the subject.`,
          },
        ]),
  ];
  const about: Action[] = receipt === undefined ? [] : [press(said`Receipt ${own(String(receipt))}`, 'check receipt', { id: receipt })];
  return {
    title: said`${absence(said`No paragraph for`, ours('Not found so far:'))} ${quoted(request.question)}`,
    blocks,
    actions: [[...changeQuestion(request), ...about], ...piecesMenu(request, asked.understood)],
  };
}

function limitsText({ since, until, origin }: AskRequest): Text {
  const parts: (Part | Text)[] = [];
  if (since !== undefined) parts.push(said`since ${quoted(since)}`);
  if (until !== undefined) parts.push(said`until ${quoted(until)}`);
  if (origin !== undefined) parts.push(said`from ${quoted(origin)}`);
  return said`Only cables ${join(parts, ', ')}.`;
}

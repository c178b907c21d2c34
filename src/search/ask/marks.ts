import type { Cable } from '../../cables/cables.ts';
import type { Desk } from '../../desk/desk.ts';
import { fold } from '../../language/tokens.ts';
import { answersIn } from '../passages/answers.ts';
import type { AnswerKind } from '../passages/plan.ts';
import type { Span } from '../excerpt.ts';
import type { QuestionPiece, Understood } from './understand.ts';

/** What kinds of names answer. */
const named = { who: ['individual', 'organization', 'country'], where: ['place', 'country'] } as const;

/**
 * What answers in a stretch of a cable's text: names for who and where, dates, numbers, reasons; as offsets into the text, in order,
 * none over another. Names that the question has itself are no answer.
 */
export const answerMarks = (desk: Desk, cable: Cable, { kinds, pieces }: Understood, within: { start: number; end: number }): Span[] =>
  apart(kinds.flatMap((kind) => spansOf(desk, cable, kind, pieces, within)));

function spansOf(
  desk: Desk,
  cable: Cable,
  kind: AnswerKind,
  pieces: readonly QuestionPiece[],
  { start, end }: { start: number; end: number },
): Span[] {
  const isAsked = (surface: string): boolean => pieces.some(({ text, also }) => [text, ...also].some((one) => fold(one) === fold(surface)));
  if (kind === 'who' || kind === 'where') {
    const kinds: readonly string[] = named[kind];
    const names = desk.names
      .inCable(cable.row)
      .filter((one) => one.part === 'body' && one.start >= start && one.end <= end && kinds.includes(one.kind) && !isAsked(one.surface));
    return names.map((one) => [one.start, one.end]);
  }
  const text = cable.body.slice(start, end);
  return answersIn(text, kind)
    .filter((one) => !isAsked(text.slice(one.start, one.end)))
    .map((one): Span => [one.start + start, one.end + start]);
}

/** In order, none over another. */
function apart(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) if (span[0] >= (found.at(-1)?.[1] ?? 0)) found.push(span);
  return found;
}

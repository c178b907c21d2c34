import type { Cable } from '../../cables/cables.ts';

/*
 * The room of passages: which paragraphs of some cables answer a question best, worked out in a thread of its own. It knows texts and
 * a plan, but neither the desk nor who asks; ask/ makes the plan of a question, pages/ shows what was found.
 */

/** What a question asks for; `what` is anything. */
export const answerKinds = ['who', 'where', 'when', 'number', 'why', 'what'] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** One way to write a part of the question: stems in a row. `worth`: 1 for the words as asked, less for related ones. */
export type WordForm = { stems: readonly string[]; worth: number };

/** One part of a question that a passage may hold: a word or a name, in all its forms. `isLoose`: a passage lacks nothing without it. */
export type AskedPart = { forms: readonly WordForm[]; isLoose: boolean };

/** What passages are ranked by: plain data, so that it can be sent to a thread. */
export type PassagePlan = {
  parts: readonly AskedPart[];
  kinds: readonly AnswerKind[];
  /** The question denies something, or asks for what was denied. */
  isNegated: boolean;
  /** The days it speaks of (`YYYY-MM-DD`); undefined: open. */
  from?: string;
  to?: string;
};

/** What is read of a cable. */
export type PassageText = Pick<Cable, 'row' | 'ref' | 'body' | 'subject' | 'origin' | 'date' | 'language'>;

/**
 * A passage: a paragraph, or a piece of a long one, by UTF-16 offsets into the text. `best`: the sentences in it that answer best;
 * `lacks`: the parts of the question that it does not hold, by their places in the plan. `isOfTime`: its cable was sent at the
 * time asked for, or it names the year.
 */
export type RankedPassage = {
  row: number;
  ref: string;
  paragraph: number;
  start: number;
  end: number;
  best: { start: number; end: number };
  score: number;
  lacks: readonly number[];
  isOfTime: boolean;
};

/** `read`: the paragraphs that were compared; `whole`: how many of them hold every part of the question. */
export type Ranked = { passages: RankedPassage[]; read: number; whole: number };

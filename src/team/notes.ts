import type { Fact, Facts } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';

/** A finding, about a paragraph or the whole cable. */
export type Note = FactValue<'note'> & { key: string; cable: number };

const toNote = ({ value, key, cable }: Fact<'note'>): Note => ({ ...value, key, cable });

/** Notes on a cable, oldest first. */
export const notesOn = (facts: Facts, desk: string, cable: number): Note[] =>
  facts
    .about(desk, 'note', cable)
    .map(toNote)
    .toSorted((a, b) => Number(a.key) - Number(b.key));

export const noteOf = (facts: Facts, desk: string, cable: number, key: string): Note | undefined => {
  const fact = facts.get(desk, 'note', cable, key);
  return fact === undefined ? undefined : toNote(fact);
};

/** Characters; also the limit of a Discord form field. */
export const longestNote = 4000;

export type Paragraph = { number: number; start: number; end: number };

/**
 * Paragraphs of a body: blocks separated by blank lines. A block that begins with a printed number (`12.`) has that
 * number; any other is one more than the block before.
 */
export function paragraphsOf(body: string): Paragraph[] {
  const found: Paragraph[] = [];
  for (const match of body.matchAll(/[^\n](?:[^]*?)(?=\n[ \t]*\n|$)/g)) {
    const printed = /^\s*\(?(\d{1,3})[.)]\s/.exec(match[0])?.[1];
    const counted = (found.at(-1)?.number ?? 0) + 1;
    found.push({ number: printed === undefined ? counted : Number(printed), start: match.index, end: match.index + match[0].length });
  }
  return found;
}

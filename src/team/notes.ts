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

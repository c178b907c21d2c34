import type { Desk } from '../../desk/desk.ts';
import type { Cable } from '../../cables/cables.ts';
import { officesBeside } from '../recognise/offices.ts';
import { plural, quoted, ref, said, type Text } from '../../reply/text.ts';
import { peopleIn, type MentionPlace } from './sayings.ts';

/** A role as a claim: its words, where they stand first, and when cables say so. */
type GivenRole = { text: string; at: Text; row: number; start: number; end: number };

const most = 3;

/** The roles that the cables give somebody beside the name, those of most cables first, with the first and last date. */
export function rolesOf(desk: Desk, places: readonly MentionPlace[]): GivenRole[] {
  const people = new Map<number, { start: number; end: number }[]>();
  const roles = new Map<string, { text: string; cables: Cable[]; start: number; end: number }>();
  for (const { cable, mention } of places) {
    if (mention.part !== 'body') continue;
    const named = people.get(cable.row) ?? peopleIn(desk, cable.row);
    people.set(cable.row, named);
    const others = named.filter(({ start, end }) => end <= mention.start || start >= mention.end);
    for (const { start, end } of officesBeside(cable.body, mention, others)) {
      const text = cable.body
        .slice(start, end)
        .replaceAll(/\s+/g, ' ')
        // Whose it is stands elsewhere in the sentence.
        .replace(/^(?:its|his|her|their) /iu, '');
      const key = keyOf(text);
      const found = roles.get(key) ?? { text, cables: [], start, end };
      if (found.cables.at(-1)?.row !== cable.row) found.cables.push(cable);
      roles.set(key, found);
    }
  }
  const all = [...roles].toSorted(([, a], [, b]) => b.cables.length - a.cables.length);
  return (
    all
      // `President` says nothing that `President of the General Assembly` does not.
      .filter(([key]) => !all.some(([other]) => other !== key && ` ${other} `.includes(` ${key} `)))
      .slice(0, most)
      .map(([, { text, cables, start, end }]) => ({ text, at: whenOf(cables), row: cables[0]?.row ?? -1, start, end }))
  );
}

const keyOf = (text: string): string => text.toLowerCase().replace(/^(?:the|our|its|their|his|her|an?) /u, '');

function whenOf(cables: readonly Cable[]): Text {
  const [first, last] = [cables[0], cables.at(-1)];
  if (first !== last)
    return said`${quoted(first?.date ?? '')} to ${quoted(last?.date ?? '')}, ${plural(cables.length, 'cable')}, first ${ref(first?.ref ?? '')}`;
  return first?.date === '' ? said`${ref(first.ref)}` : said`${quoted(first?.date ?? '')}, ${ref(first?.ref ?? '')}`;
}

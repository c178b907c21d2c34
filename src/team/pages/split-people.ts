import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Choice } from '../../reply/reply.ts';
import type { Member } from '../../desk/roster.ts';
import { colleague, person } from './lines.ts';
import { plural, quoted, said, strong } from '../../reply/text.ts';

const maxPeople = 20;

/** Parses two or more members separated by commas. Throws a DeskError for an unknown name, a duplicate, or a single name. */
export function splitPeople(desk: Desk, caller: Caller, typed: string): Member[] {
  const pieces = typed
    .replaceAll(/<@!?(\d+)>/g, ',$1,')
    .split(/[,;\n]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const names = pieces.flatMap((piece) =>
    desk.roster.named(caller.desk, piece) === undefined ? splitNames(desk, caller, piece) : [piece],
  );
  const people = names.map((name) => colleague(desk, caller, name));
  const duplicate = people.find(({ id }, i) => people.findIndex((other) => other.id === id) < i);
  if (duplicate !== undefined)
    throw new DeskError(said`${person(desk, caller.desk, duplicate.id)} is named twice.`, {
      kind: 'usage',
      hint: said`To give somebody more, use weights: ${strong('weights:2,1')}`,
    });
  const [only] = people;
  if (only === undefined)
    throw new DeskError(said`Name at least two members.`, { kind: 'usage', hint: said`For example ${strong('among:Anna, Ben')}` });
  if (people.length === 1)
    throw new DeskError(said`${person(desk, caller.desk, only.id)} alone: there is nobody to share with.`, {
      kind: 'usage',
      hint: said`Name at least two, parted by commas. One cable is given by /assign.`,
    });
  if (people.length > maxPeople) throw new DeskError(said`${people.length} people are too many: ${maxPeople} at most.`, { kind: 'usage' });
  return people;
}

/** Splits `@Anna @Ben` at spaces when every word is a member. */
function splitNames(desk: Desk, caller: Caller, piece: string): string[] {
  const words = piece.split(/\s+/).filter((word) => !/^(?:and|&)$/i.test(word));
  return words.length > 1 && words.every((word) => desk.roster.named(caller.desk, word) !== undefined) ? words : [piece];
}

/** One weight per person; equal when undefined. Throws a DeskError that names the invalid one. */
export function splitWeights(typed: string | undefined, people: readonly Member[]): number[] {
  if (typed === undefined) return people.map(() => 1);
  const pieces = typed
    .split(/[,;:/\s]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const example = people.map((_, i) => (i === 0 ? 2 : 1)).join(',');
  for (const piece of pieces) {
    if (!/^\d{1,4}(?:\.\d{1,3})?$/.test(piece))
      throw new DeskError(said`The weight ${quoted(piece)} is not a number.`, {
        kind: 'usage',
        hint: said`One number for each: ${strong(`weights:${example}`)}`,
      });
    if (Number(piece) === 0)
      throw new DeskError(said`A weight of 0 gives somebody nothing.`, {
        kind: 'usage',
        hint: said`Leave them out of ${strong('among')}.`,
      });
  }
  if (pieces.length !== people.length)
    throw new DeskError(said`There are ${plural(pieces.length, 'weight')} for ${people.length} people.`, {
      kind: 'usage',
      hint: said`One number for each, in the same order: ${strong(`weights:${example}`)}`,
    });
  return pieces.map(Number);
}

/** Completes the last of several names. */
export function completePeople(desk: Desk, caller: Caller, typed: string): Choice[] {
  const parts = typed.split(',');
  const last = (parts.at(-1) ?? '').trim().replace(/^@/, '').toLowerCase();
  const before = parts
    .slice(0, -1)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const named = new Set(before.map((part) => desk.roster.named(caller.desk, part)?.id));
  return desk.roster
    .all(caller.desk)
    .filter(({ id, name }) => !named.has(id) && name.toLowerCase().includes(last))
    .slice(0, 25)
    .map(({ name }) => [...before, name].join(', '))
    .filter((value) => value.length <= 100)
    .map((value) => ({ label: value, value }));
}

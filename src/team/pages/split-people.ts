import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Role } from '../../desk/roles.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Choice } from '../../reply/reply.ts';
import type { Member } from '../../desk/roster.ts';
import { colleague, person } from './lines.ts';
import { asTyped, own, plural, quoted, said, strong, ours, type Text } from '../../reply/text.ts';

const maxPeople = 25;

/** Roles whose members share in work, as they are typed. A role's name stands for everybody known to have it. */
const sharing = { reporters: 'reporter', editors: 'editor', leads: 'lead' } as const satisfies Record<string, Role>;
type RoleWord = keyof typeof sharing;

/** Two or more members, as in `peopleNamed`. Throws a DeskError for a single one, too. */
export function splitPeople(desk: Desk, caller: Caller, typed: string): Member[] {
  const people = peopleNamed(desk, caller, typed);
  const [only] = people;
  if (only === undefined)
    throw new DeskError(said`Name at least two members.`, { kind: 'usage', hint: said`For example ${strong('among:Anna, Ben')}` });
  if (people.length === 1)
    throw new DeskError(said`${person(desk, caller.desk, only.id)} alone: there is nobody to share with.`, {
      kind: 'usage',
      hint: said`Name at least two, separated by commas. To give one cable, use /work assign.`,
    });
  return people;
}

/**
 * Members, from names, pings and roles (`@reporters`) separated by commas. Throws a DeskError for an unknown name, a duplicate, or
 * too many.
 */
export function peopleNamed(desk: Desk, caller: Caller, typed: string): Member[] {
  const pieces = typed
    .replaceAll(/<@[!&]?\d+>/g, ',$&,')
    .split(/[,;\n]+/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const named = pieces.filter((piece) => roleIn(caller, piece) === undefined);
  const names = named.flatMap((piece) => (desk.roster.named(caller.desk, piece) === undefined ? splitNames(desk, caller, piece) : [piece]));
  const people = names.map((name) => colleague(desk, caller, name));
  const duplicate = people.find(({ id }, i) => people.findIndex((other) => other.id === id) < i);
  if (duplicate !== undefined)
    throw new DeskError(said`${person(desk, caller.desk, duplicate.id)} is named twice.`, {
      kind: 'usage',
      hint: said`To give somebody more, use weights: ${strong('weights:2,1')}`,
    });
  for (const piece of pieces) {
    const role = roleIn(caller, piece);
    const known = role === undefined ? [] : membersWith(desk, caller, role);
    if (role !== undefined && known.length === 0)
      throw new DeskError(said`I know no ${own(role)} here yet.`, {
        kind: 'usage',
        hint: said`Discord does not tell a bot who has a role. Name them once, with @, or pick them: then I know them.`,
      });
    people.push(...known.filter(({ id }) => !people.some((other) => other.id === id)));
  }
  if (people.length > maxPeople) throw new DeskError(said`${people.length} people are too many: ${maxPeople} at most.`, { kind: 'usage' });
  return people;
}

/** The role that a word stands for: `@reporters`, or a ping of a role that gives it on the server. */
function roleIn(caller: Caller, piece: string): Role | undefined {
  const pinged = /^<@&(\d+)>$/.exec(piece)?.[1];
  if (pinged === undefined) return Object.entries(sharing).find(([word]) => `@${word}` === piece.toLowerCase())?.[1];
  const role = caller.deskRoles?.[pinged];
  if (role === undefined) throw new DeskError(said`That role does not belong to this desk.`, { kind: 'usage' });
  return role;
}

/** Everybody known to have this role. */
export const membersWith = (desk: Desk, caller: Caller, role: Role): Member[] =>
  desk.roster.all(caller.desk).filter((member) => member.role === role);

/** The roles that somebody known here has, with how many they are. */
export const rolesToShare = (desk: Desk, caller: Caller): { word: RoleWord; known: number }[] =>
  (Object.keys(sharing) as RoleWord[]).flatMap((word) => {
    const known = membersWith(desk, caller, sharing[word]).length;
    return known === 0 ? [] : [{ word, known }];
  });

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
        hint: said`Leave them out of ${asTyped('among')}.`,
      });
  }
  if (pieces.length !== people.length)
    throw new DeskError(said`There are ${plural(pieces.length, 'weight')} for ${people.length} people.`, {
      kind: 'usage',
      hint: said`One number for each, in the same order: ${strong(`weights:${example}`)}`,
    });
  return pieces.map(Number);
}

/** Completion of an option that takes several members and roles. */
export const peopleCompletion = {
  suggest: ({ desk, caller, typed }: { desk: Desk; caller: Caller; typed: string }): Choice[] => completePeople(desk, caller, typed),
  none: ({ typed }: { typed: string }): Text =>
    said`Nobody I know matches ${quoted((typed.split(',').at(-1) ?? '').trim().slice(0, 40))}; name newcomers with @`,
};

/** Completes the last of several names. */
function completePeople(desk: Desk, caller: Caller, typed: string): Choice[] {
  const parts = typed.split(',');
  const last = (parts.at(-1) ?? '').trim().replace(/^@/, '').toLowerCase();
  const before = parts
    .slice(0, -1)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const named = new Set(before.map((part) => desk.roster.named(caller.desk, part)?.id));
  const roleWords = rolesToShare(desk, caller)
    .filter(({ word }) => word.startsWith(last) && !before.includes(`@${word}`))
    .map(({ word, known }) => ({ name: `@${word}`, label: ours`@${word}: ${known} known here` }));
  const members = desk.roster
    .all(caller.desk)
    .filter(({ id, name }) => !named.has(id) && name.toLowerCase().includes(last))
    .map(({ name }) => ({ name, label: name }));
  return [...roleWords, ...members]
    .slice(0, 25)
    .map(({ name, label }) => ({ label: [...before, label].join(', '), value: [...before, name].join(', ') }))
    .filter(({ value }) => value.length <= 100);
}

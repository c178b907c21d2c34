import type { Caller } from '../desk/caller.ts';
import { sha256 } from '../store/hash.ts';
import { DeskError } from '../reply/failure.ts';
import { noCable, type Fact, type Facts } from '../desk/facts.ts';
import { own, quoted, said, strong } from '../reply/text.ts';

/**
 * Cables collected under a name and a short code. A set is private to its owner until it is shared.
 */
export type CableSet = { code: string; name: string; owner: string; shared: boolean; at: number };

const longestName = 40;

const toSet = ({ key, value, at }: Fact<'set'>): CableSet => ({ code: key, at, ...value });

/** The stored value of a set. */
export const setValue = ({ name, owner, shared }: Pick<CableSet, 'name' | 'owner' | 'shared'>) => ({ name, owner, shared });

/** Normalises a set's name to the form used in `in:`. Throws a DeskError (usage) that says what is wrong with it. */
export function normaliseSetName(typed: string): string {
  const name = typed.normalize('NFKC').trim().toLowerCase().replaceAll(/\s+/g, '-');
  const odd = /[^\p{L}\p{M}\p{N}_-]/u.exec(name)?.[0];
  if (odd !== undefined)
    throw new DeskError(
      said`${quoted(typed.slice(0, 60))} cannot be a set's name: ${quoted(odd)} is neither letter, digit, ${own('- nor _')}.`,
      {
        kind: 'usage',
        hint: said`For example ${strong('hot-zone')}.`,
      },
    );
  if (!/[\p{L}\p{N}]/u.test(name))
    throw new DeskError(said`A set needs a name of letters or digits.`, { kind: 'usage', hint: said`For example ${strong('hot-zone')}.` });
  const length = Array.from(name).length;
  if (length > longestName) throw new DeskError(said`That name has ${length} characters; ${longestName} are allowed.`, { kind: 'usage' });
  return name;
}

/** Sets that this caller may open (their own and shared ones), by name. */
export function setsFor(facts: Facts, { desk, member }: Pick<Caller, 'desk' | 'member'>): CableSet[] {
  return facts
    .all(desk, 'set')
    .map(toSet)
    .filter(({ owner, shared }) => shared || owner === member)
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.at - b.at);
}

/** The set with this name or code among those the caller may open; their own take precedence over shared ones. */
export function setFor(facts: Facts, caller: Pick<Caller, 'desk' | 'member'>, typed: string): CableSet | undefined {
  const wanted = typed.normalize('NFKC').trim().toLowerCase().replaceAll(/\s+/g, '-');
  const mine = setsFor(facts, caller);
  const named = mine.filter(({ name }) => name === wanted);
  return named.find(({ owner }) => owner === caller.member) ?? named[0] ?? mine.find(({ code }) => code === wanted);
}

/** The cables of a set, in the order they were added, hidden ones included. */
export const rowsIn = (facts: Facts, desk: string, code: string): number[] => facts.all(desk, 'in', code).map(({ cable }) => cable);

/** Letters and digits without lookalikes. */
const codeCharacters = '23456789abcdefghjkmnpqrstuvwxyz';

/** A code for a set created by an act: five characters with at least one digit, so that it is never a word. */
export function newCode(facts: Facts, desk: string, act: number): string {
  for (let attempt = 0; ; attempt += 1) {
    const bytes = Buffer.from(sha256(`${desk}\n${act}\n${attempt}`), 'hex');
    const code = Array.from(bytes.subarray(0, 5), (byte) => codeCharacters[byte % codeCharacters.length]).join('');
    if (/\d/.test(code) && facts.get(desk, 'set', noCable, code) === undefined) return code;
  }
}

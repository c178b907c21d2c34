import { terminal } from '../../chat/neutralise.ts';

/** Something of a list. `note`: what speaks against it. */
export type Offer = { id: string; name: string; note?: string | undefined };

/** More are not listed: they can be named. */
const mostListed = 40;

/** The list, a line each, with the numbers to answer with. */
export function listed(choices: readonly Offer[]): string[] {
  const lines = choices
    .slice(0, mostListed)
    .map(({ name, note }, i) => terminal(`${String(i + 1).padStart(4)}  ${name}${note === undefined ? '' : ` (${note})`}`));
  const left = choices.length - mostListed;
  return left > 0 ? [...lines, `      and ${left} more: type the name, or a part of it`] : lines;
}

/** How an answer is read: by its number in the list, too, where somebody sees one; several, separated by commas. */
type Reading = { byNumber: boolean; isList: boolean };

/** Those that were named: by number, id, or name, whole or in part. `fault`: why one of them is none. */
export function chosen(typed: string, choices: readonly Offer[], { byNumber, isList }: Reading): { found: Offer[] } | { fault: string } {
  const whole = named(typed, choices, byNumber);
  if (!isList || 'found' in whole) return whole;
  const parts = typed.split(/^[\d\s,]+$/.test(typed) ? /[\s,]+/ : ',').flatMap((part) => part.trim() || []);
  const each = parts.map((part) => named(part, choices, byNumber));
  const wrong = each.find((one) => 'fault' in one);
  return wrong ?? { found: [...new Set(each.flatMap((one) => ('found' in one ? one.found : [])))] };
}

function named(typed: string, choices: readonly Offer[], byNumber: boolean): { found: Offer[] } | { fault: string } {
  const numbered = byNumber && /^\d{1,4}$/.test(typed) ? choices[Number(typed) - 1] : undefined;
  const exact = numbered ?? choices.find(({ id }) => id === typed);
  if (exact !== undefined) return { found: [exact] };
  const wanted = folded(typed);
  const same = choices.filter(({ name }) => folded(name) === wanted);
  const found = same.length > 0 || wanted === '' ? same : choices.filter(({ name }) => folded(name).includes(wanted));
  if (found.length === 1) return { found };
  const names = found.map(({ name, id }) => `${name} (${id})`).join(', ');
  if (found.length > 1) return { fault: `fits several: ${names}; use the ${byNumber ? 'number' : 'id'}` };
  return { fault: byNumber ? 'is none of the list' : `is none of ${choices.map(({ name }) => name).join(', ') || 'those on the server'}` };
}

const folded = (name: string): string => name.trim().replace(/^[@#]/, '').toLowerCase();

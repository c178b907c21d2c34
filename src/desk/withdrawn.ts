import type { Caller } from './caller.ts';
import type { Facts } from './facts.ts';

/**
 * Cables that a lead withdrew (facts of kind `mask`), for legal reasons for example. For everybody but leads they do
 * not exist: not in searches, lists, completions, citations or pages.
 */

/** Row numbers of cables that this caller must not see; empty for leads. */
export function hiddenFrom(facts: Facts, caller: Pick<Caller, 'desk' | 'role'>): ReadonlySet<number> {
  if (caller.role === 'lead') return new Set();
  return new Set(facts.all(caller.desk, 'mask').map(({ cable }) => cable));
}

import type { Caller } from '../desk/caller.ts';
import type { Facts } from '../desk/facts.ts';

/** Cables that somebody marked for themselves. Nobody else learns of it, leads included. */

type Owner = Pick<Caller, 'desk' | 'member'>;

export const isStarred = (facts: Facts, { desk, member }: Owner, cable: number): boolean =>
  facts.get(desk, 'star', cable, member) !== undefined;

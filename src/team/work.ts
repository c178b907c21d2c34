import type { Status } from '../cables/status.ts';
import type { Facts } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';
import { own, type Part } from '../reply/text.ts';

/**
 * The team's nouns: work, tags, notes, readings, reviews, sets and shifts, each a file with its shape, rules and queries
 * over the desk's facts. What people see of them is in pages/. Used by commands, the clock and search; the desk does not
 * know them.
 */

/** Who works on a cable, and its status. */
export type Work = FactValue<'work'>;

export const noWork: Work = { status: 'new' };

/** The work on one cable. */
export const workOn = (facts: Facts, desk: string, cable: number): Work => facts.get(desk, 'work', cable, '')?.value ?? noWork;

/** All work of the desk, by cable. */
export const allWork = (facts: Facts, desk: string): Map<number, Work> =>
  new Map(facts.all(desk, 'work').map(({ cable, value }) => [cable, value]));

/** Assigned, and neither finished nor set aside. */
export const isOpenWork = ({ status, assignee }: Work): boolean =>
  assignee !== undefined && (status === 'new' || status === 'claimed' || status === 'blocked');

/** Due before this day (`YYYY-MM-DD`) and still open. */
export const isOverdue = (work: Work, today: string): boolean => isOpenWork(work) && work.due !== undefined && work.due < today;

/** The status in words; never conveyed by colour or symbols alone. */
export const statusText = (status: Status): Part => own(status);

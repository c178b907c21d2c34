import { z } from 'zod';
import { statuses, type Status } from '../cables/status.ts';
import type { Fact, Facts } from '../desk/facts.ts';
import { own, type Part } from '../reply/text.ts';

/**
 * The team's nouns: work, tags, notes, readings, reviews, sets and shifts, each a file with its shape, rules and queries
 * over the desk's facts. What people see of them is in pages/. Used by commands, the clock and search; the desk does not
 * know them.
 */

export const priorities = ['low', 'normal', 'high'] as const;

const shape = z.object({
  status: z.enum(statuses),
  /** Who has it, by claiming it or by assignment from `by`. */
  assignee: z.string().optional(),
  by: z.string().optional(),
  /** Assigned, but neither accepted nor declined yet. */
  offered: z.boolean().optional(),
  priority: z.enum(priorities).optional(),
  /** `YYYY-MM-DD`. */
  due: z.string().optional(),
  why: z.string().optional(),
  /** When it was assigned, and when the assignee was last active on it; milliseconds. */
  since: z.number().optional(),
  touched: z.number().optional(),
  nudged: z.number().optional(),
  /** No reminder before this day. */
  snoozed: z.string().optional(),
});

/** Kind `work`, key '': who works on a cable, and its status. */
export type Work = z.infer<typeof shape>;

export const noWork: Work = { status: 'new' };

export const toWork = (fact: Fact | undefined): Work => (fact === undefined ? noWork : shape.parse(fact.value));

/** The work on one cable. */
export const workOn = (facts: Facts, desk: string, cable: number): Work => toWork(facts.get(desk, 'work', cable, ''));

/** All work of the desk, by cable. */
export const allWork = (facts: Facts, desk: string): Map<number, Work> =>
  new Map(facts.all(desk, 'work').map((fact) => [fact.cable, toWork(fact)]));

/** Assigned, and neither finished nor set aside. */
export const isOpenWork = ({ status, assignee }: Work): boolean =>
  assignee !== undefined && (status === 'new' || status === 'claimed' || status === 'blocked');

/** Due before this day (`YYYY-MM-DD`) and still open. */
export const isOverdue = (work: Work, today: string): boolean => isOpenWork(work) && work.due !== undefined && work.due < today;

/** The status in words; never conveyed by colour or symbols alone. */
export const statusText = (status: Status): Part => own(status === 'read' ? 'read through' : status);

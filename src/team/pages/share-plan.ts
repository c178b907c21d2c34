import { z } from 'zod';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Member } from '../../desk/roster.ts';
import { DeskError } from '../../reply/failure.ts';
import { join, said, strong, type Text } from '../../reply/text.ts';
import { shareOut, type Unit } from '../share-out.ts';
import { allWork, isOpenWork } from '../work.ts';
import { person } from './lines.ts';

/** Who would get which cables, as a preview shows it and its confirmation carries it: `/work split` and `/work handoff`. */

const planShape = z.array(z.tuple([z.string(), z.array(z.number())]));
/** Members by id with the rows of their cables; '' stands for nobody. */
export type SharePlan = z.infer<typeof planShape>;

/** Shares the units out so that what everybody has in the end is as even as their weights say. `loads`: what they have open now. */
export function planAmong(
  desk: Desk,
  caller: Caller,
  people: readonly Member[],
  weights: readonly number[],
  units: readonly Unit[],
): { plan: SharePlan; loads: number[] } {
  const open = [...allWork(desk.facts, caller.desk).values()].filter(isOpenWork);
  const loads = people.map(({ id }) => open.filter(({ assignee }) => assignee === id).length);
  const shares = shareOut(
    people.map(({ id }, i) => ({ id, weight: weights[i] ?? 1, load: loads[i] ?? 0 })),
    units,
  );
  return { plan: people.map(({ id }, i) => [id, shares[i] ?? []]), loads };
}

/** A line for each: how many they get, what else there is to say of those, and what they have open already. */
export const planLines = (
  desk: Desk,
  caller: Caller,
  plan: SharePlan,
  loads: readonly number[],
  more: (rows: readonly number[]) => Text,
): Text =>
  join(
    plan.map(([id, rows], i) => {
      const open = loads[i] ?? 0;
      const line = said`${person(desk, caller.desk, id)}: ${strong(String(rows.length))}${more(rows)}`;
      return open === 0 ? line : said`${line}, with ${open} open already`;
    }),
    '\n',
  );

/** Keeps a plan for its confirmation; returns its key. */
export const keepPlan = (desk: Desk, caller: Caller, plan: SharePlan): string => desk.views.keep(caller.desk, JSON.stringify(plan));

/** The plan of a preview. Throws a DeskError when it is no longer kept. */
export function keptPlan(desk: Desk, caller: Caller, key: string): SharePlan {
  const kept = desk.views.find(caller.desk, key);
  const plan = kept === undefined ? undefined : planShape.safeParse(JSON.parse(kept));
  if (plan?.success !== true) throw new DeskError(said`That preview is no longer kept here.`, { hint: said`Ask for it again.` });
  return plan.data;
}

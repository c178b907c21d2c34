import { inLanguage } from '../reply/language.ts';
import type { Tools } from '../desk/act.ts';
import type { ActName } from '../desk/acts.ts';
import { clockCaller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { noCable } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';
import type { Post } from '../reply/reply.ts';
import { addDays, lastDueDay, momentOf, weekdayOf } from '../language/zones.ts';

/**
 * Posts sent once per local day. What is due follows from the database: the schedule (a fact) and the days already marked.
 * Only days after the last marked one count, so a day is never repeated, whatever happens to the clock or the zone. Days
 * missed while the bot was down are covered by the next post.
 */
export type Schedule = FactValue<'daily'>;

export const digestKey = 'digest';
export const weeklyKey = 'weekly';
export const reminderKey = (member: string): string => `remind:${member}`;
/** The member whom this schedule reminds; undefined for another schedule. */
export const reminded = (what: string): string | undefined => /^remind:(.+)$/.exec(what)?.[1];

export function scheduleOf(desk: Desk, home: string, what: string): Schedule | undefined {
  return desk.facts.get(home, 'daily', noCable, what)?.value;
}

export function schedules(desk: Desk, home: string): [what: string, Schedule][] {
  return desk.facts.all(home, 'daily').map(({ key, value }) => [key, value]);
}

export type Day = {
  date: string;
  madeAt: number;
  state: 'sent' | 'empty' | 'covered';
  nonce: string | undefined;
  detail: Record<string, unknown>;
};
type Row = { date: string; made_at: number; state: Day['state']; nonce: string | null; detail: string };
const toDay = ({ date, made_at: madeAt, state, nonce, detail }: Row): Day => ({
  date,
  madeAt,
  state,
  nonce: nonce ?? undefined,
  detail: JSON.parse(detail) as Record<string, unknown>,
});

/** The last days marked for `what`, newest first, without those covered by a later one. */
export function lastDays(desk: Desk, home: string, what: string, count: number): Day[] {
  return desk.db
    .prepare<[string, string, number], Row>(
      "SELECT date, made_at, state, nonce, detail FROM daily WHERE desk = ? AND what = ? AND state <> 'covered' ORDER BY date DESC LIMIT ?",
    )
    .all(home, what, count)
    .map(toDay);
}

export type Due = { date: string; moment: number; isLate: boolean; covered: string[] };

/** Delay after which a post says that it is late; milliseconds. */
const lateAfter = 15 * 60_000;
/** Missed days that are recorded, at most. */
const maxCovered = 60;

/** The latest day on which this was due (`YYYY-MM-DD`). */
export function lastDue({ time, zone, weekday }: Pick<Schedule, 'time' | 'zone' | 'weekday'>, now: number): string {
  const day = lastDueDay(zone, time, now);
  return weekday === undefined ? day : addDays(day, -((weekdayOf(day) - weekday + 7) % 7));
}

/** The day for which this is due now, if any. */
export function dueNow(desk: Desk, what: string, { time, zone, weekday, paused, floor }: Schedule): Due | undefined {
  if (paused === true) return undefined;
  const now = desk.now();
  const date = lastDue({ time, zone, weekday }, now);
  const step = stepOf(weekday);
  const from = doneUntil(desk, what, floor);
  if (date <= from) return undefined;
  const covered: string[] = [];
  for (let day = addDays(date, -step); day > from && covered.length < maxCovered; day = addDays(day, -step)) covered.push(day);
  const moment = momentOf(zone, date, time);
  return { date, moment, isLate: covered.length > 0 || now - moment > lateAfter, covered };
}

/** The next moments at which this comes, soonest first; the present one when it is due now. */
export function nextMoments(desk: Desk, what: string, schedule: Schedule, count: number): number[] {
  const { time, zone, weekday, floor } = schedule;
  const step = stepOf(weekday);
  const from = doneUntil(desk, what, floor);
  const moments = dueNow(desk, what, schedule) === undefined ? [] : [desk.now()];
  for (let day = addDays(lastDue(schedule, desk.now()), step); moments.length < count; day = addDays(day, step))
    if (day > from) moments.push(momentOf(zone, day, time));
  return moments;
}

const stepOf = (weekday: number | undefined): number => (weekday === undefined ? 1 : 7);

/** The last day that is done, or that does not count. */
function doneUntil(desk: Desk, what: string, floor: string): string {
  const last = desk.db
    .prepare<[string, string], string | null>('SELECT max(date) FROM daily WHERE desk = ? AND what = ?')
    .pluck()
    .get(desk.home(), what);
  return typeof last === 'string' && last > floor ? last : floor;
}

/** What goes out for one day. */
export type Outgoing = {
  /** Runs inside the act, because collecting takes a while: what has become out of date by then is left out. */
  posts(tools: Tools): readonly Post[];
  /** Remembered for the days to come. */
  detail?: Record<string, unknown>;
};

/** The outcome of one check for a due post; `empty`: the day is done, without a post. */
export type SendOutcome = 'not due' | 'posted' | 'empty';

/**
 * Collects what is due and sends it, exactly once, whatever crashes: the day is marked in the act that puts the posts into
 * the outbox, which sends them with an enforced nonce. The act bears the name of the day, so that of two that collect for
 * it at the same time only one takes effect.
 */
export async function sendOnce(
  desk: Desk,
  { what, due, act, detail: told = {} }: { what: string; due: Due | undefined; act: ActName; detail?: Record<string, unknown> },
  collect: (due: Due) => Outgoing | Promise<Outgoing>,
): Promise<SendOutcome> {
  if (due === undefined) return 'not due';
  const { posts, detail = {} } = await inLanguage(desk.language, () => collect(due));
  const home = desk.home();
  const caller = clockCaller(home, `${what}:${home}:${due.date}`);
  return desk.act(caller, { act, detail: { ...told, date: due.date, late: due.isLate } }, (tools): SendOutcome => {
    const outgoing = inLanguage(desk.language, () => posts(tools));
    for (const post of outgoing) tools.post(() => post);
    const outcome = outgoing.length > 0 ? 'posted' : 'empty';
    const mark = tools.db.prepare('INSERT INTO daily (desk, what, date, made_at, state, nonce, detail) VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const date of due.covered) mark.run(home, what, date, desk.now(), 'covered', null, JSON.stringify({ by: due.date }));
    mark.run(home, what, due.date, desk.now(), outcome === 'posted' ? 'sent' : 'empty', caller.interaction, JSON.stringify(detail));
    return outcome;
  });
}

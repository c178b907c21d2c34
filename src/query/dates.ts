import { ours, english } from '../reply/text.ts';
import { partialDate } from '../language/partial-date.ts';
import type { Bound } from './tree.ts';

/** A range of days as asked for, or what is wrong with it in our own words. */
export type DateRange = { from?: Bound; to?: Bound; reversed?: boolean } | { problem: string };

const example = english('Dates are written 2018-07-16, 2018-07 or 2018.');

/** `2018`, `2018-07`, `2018-07-16`, `now-7d`: the days it covers. */
export function parseDay(text: string, now: number): DateRange {
  const date = dateOf(text, now);
  if (date === undefined) return { problem: problemOf(text) };
  return { from: { day: firstDayOf(date), inclusive: true }, to: { day: lastDayOf(date), inclusive: true } };
}

/** `>2018-03` (after the whole of March), `>=`, `<`, `<=`. */
export function parseComparison(sign: string, text: string, now: number): DateRange {
  const date = dateOf(text, now);
  if (date === undefined) return { problem: problemOf(text) };
  if (sign === '>') return { from: { day: lastDayOf(date), inclusive: false } };
  if (sign === '>=') return { from: { day: firstDayOf(date), inclusive: true } };
  if (sign === '<') return { to: { day: firstDayOf(date), inclusive: false } };
  return { to: { day: lastDayOf(date), inclusive: true } };
}

/**
 * Reads the text between the brackets of `[a TO b]`. An inclusive end covers the whole day, month or year named, an exclusive
 * one leaves all of it out, `*` is an open end. Ends in the wrong order are swapped, and `reversed` says so.
 */
export function parseRange(text: string, inclusive: { from: boolean; to: boolean }, now: number): DateRange {
  const ends = /^\s*(\S+)\s+TO\s+(\S+)\s*$/i.exec(text);
  if (ends === null) return { problem: ours('A range needs two ends, like date:[2018-02 TO 2018-07]; * leaves one open.') };
  const [, first = '', second = ''] = ends;
  const a = first === '*' ? '*' : dateOf(unquote(first), now);
  const b = second === '*' ? '*' : dateOf(unquote(second), now);
  if (a === undefined || b === undefined) return { problem: problemOf(a === undefined ? first : second) };
  const reversed = a !== '*' && b !== '*' && firstDayOf(a) > lastDayOf(b);
  const [from, to] = reversed ? [b, a] : [a, b];
  const [fromInclusive, toInclusive] = reversed ? [inclusive.to, inclusive.from] : [inclusive.from, inclusive.to];
  return {
    ...(from === '*' ? {} : { from: { day: fromInclusive ? firstDayOf(from) : lastDayOf(from), inclusive: fromInclusive } }),
    ...(to === '*' ? {} : { to: { day: toInclusive ? lastDayOf(to) : firstDayOf(to), inclusive: toInclusive } }),
    ...(reversed ? { reversed } : {}),
  };
}

/**
 * Whether a cable's date (full, partial or '') lies between the bounds. Every day that a partial date may mean must
 * lie there: a cable of `2018` is in 2018, but not known to be in its July. An undated cable is in no range.
 */
export function isWithin(date: string, from: Bound | undefined, to: Bound | undefined): boolean {
  if (date === '') return false;
  const first = firstDayOf(date);
  const last = lastDayOf(date);
  if (from !== undefined && !(from.inclusive ? first >= from.day : first > from.day)) return false;
  return to === undefined || (to.inclusive ? last <= to.day : last < to.day);
}

/** Whether a cable's date, however partial, may lie between the bounds: a cable of `2018` may be of July. */
export const mayBeWithin = (date: string, from: Bound | undefined, to: Bound | undefined): boolean =>
  date !== '' &&
  (from === undefined || (from.inclusive ? lastDayOf(date) >= from.day : lastDayOf(date) > from.day)) &&
  (to === undefined || (to.inclusive ? firstDayOf(date) <= to.day : firstDayOf(date) < to.day));

export const firstDayOf = (date: string): string => (date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date);
export const lastDayOf = (date: string): string => (date.length === 4 ? `${date}-12-31` : date.length === 7 ? lastOfMonth(date) : date);

function lastOfMonth(month: string): string {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0));
  return `${month}-${last.getUTCDate()}`;
}

const unquote = (text: string): string => text.replaceAll(/["“”„‟«»]/g, '');

function dateOf(text: string, now: number): string | undefined {
  const plain = unquote(text).trim().toLowerCase();
  const relative = /^(?:now|today)(?:-(\d{1,4})([dwmy]))?$/.exec(plain);
  if (relative === null) return partialDate(plain);
  const moment = new Date(now);
  const amount = Number(relative[1] ?? 0);
  const unit = relative[2] ?? 'd';
  if (unit === 'd' || unit === 'w') moment.setUTCDate(moment.getUTCDate() - amount * (unit === 'w' ? 7 : 1));
  else subtractMonths(moment, unit === 'y' ? amount * 12 : amount);
  const day = Number.isNaN(moment.getTime()) ? '' : moment.toISOString().slice(0, 10);
  return partialDate(day);
}

/** A month before the 31st is the last day of a shorter month, not the first of the next. */
function subtractMonths(moment: Date, months: number): void {
  const day = moment.getUTCDate();
  moment.setUTCDate(1);
  moment.setUTCMonth(moment.getUTCMonth() - months);
  const last = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0)).getUTCDate();
  moment.setUTCDate(Math.min(day, last));
}

function problemOf(text: string): string {
  return /^\d{4}(-\d{1,2}){0,2}$/.test(unquote(text).trim()) ? ours('There is no such date.') : ours`This is not a date. ${example}`;
}

import { Temporal } from 'temporal-polyfill';

/**
 * Days and hours in a place. A local time that a clock change leaves out is the moment as much later (02:30 is 03:30, as
 * the rule "compatible" of RFC 5545 has it); one that comes twice is the first.
 */

/** Is this the name of a time zone, such as Europe/Brussels? */
export function isZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return /\//.test(name) || name === 'UTC';
  } catch {
    return false;
  }
}

/** The local day (`YYYY-MM-DD`) of a moment. */
export function dayIn(zone: string, at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The moment of a local time (`HH:MM`) on a local day, in milliseconds. */
export function momentOf(zone: string, day: string, time: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** 1 is Monday, 7 Sunday (ISO 8601). */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;

/** The last day whose moment has come. */
export function lastDueDay(zone: string, time: string, now: number): string {
  const today = dayIn(zone, now);
  return momentOf(zone, today, time) <= now ? today : addDays(today, -1);
}

/** The next moments, soonest first. */
export function nextMoments(zone: string, time: string, now: number, count: number): number[] {
  const last = lastDueDay(zone, time, now);
  return Array.from({ length: count }, (_, i) => momentOf(zone, addDays(last, i + 1), time));
}

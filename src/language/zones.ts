import { Temporal } from 'temporal-polyfill';

/**
 * Days and times in a time zone. A local time that a clock change skips moves forward by the gap (02:30 becomes 03:30, the
 * "compatible" rule of RFC 5545); one that occurs twice is the first.
 */

/** Whether this is the name of a time zone, such as Europe/Brussels. */
export function isZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return /\//.test(name) || name === 'UTC';
  } catch {
    return false;
  }
}

/** The local day (`YYYY-MM-DD`) of a moment (milliseconds since the epoch). */
export function dayIn(zone: string, at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** The local hour, 0 to 23, of a moment. */
export const hourIn = (zone: string, at: number): number => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).hour;

/** The moment, in milliseconds since the epoch, of a local time (`HH:MM`) on a local day. */
export function momentOf(zone: string, day: string, time: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
}

/** The day `days` days later; negative for earlier. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** 1 is Monday, 7 Sunday (ISO 8601). */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;

/** The latest local day whose `time` has passed. */
export function lastDueDay(zone: string, time: string, now: number): string {
  const today = dayIn(zone, now);
  return momentOf(zone, today, time) <= now ? today : addDays(today, -1);
}

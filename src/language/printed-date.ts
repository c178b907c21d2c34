import { partialDate } from './partial-date.ts';

/** A parsed date, with its date and time as printed where a time is given; or the reason why it was rejected. */
export type ReadDate = { date: string; datetime?: string } | { reason: string };

const shape = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const dayAndTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2}[0-9:.,]{0,16} ?(?:Z|UTC|[+-]\d{2}:?\d{2})?)$/i;

/**
 * Reads `2018-07-16`, `2018-07`, `2018`, and `2018-07-26 17:40Z` or `2018-07-26T17:40:00+02:00` (the day as printed, with
 * no time zone conversion). Rejects anything else, naming the value and the likely slip: an impossible day, day and month
 * swapped, another order.
 */
export function readDate(printed: string): ReadDate {
  const text = printed.trim();
  const timed = dayAndTime.exec(text);
  const day = timed?.[1] ?? text;
  if (!shape.test(day)) return { reason: `the date "${text.slice(0, 40)}" is not one of YYYY-MM-DD, YYYY-MM, YYYY${otherOrderHint(text)}` };
  const date = partialDate(day);
  if (date === undefined) return { reason: `the date ${day} is impossible${swappedHint(day)}` };
  return timed === null ? { date } : { date, datetime: text };
}

function swappedHint(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-');
  const other = `${year}-${date}-${month}`;
  return date !== '' && partialDate(other) !== undefined ? `; day and month swapped? ${other}` : '';
}

/** For `14.01.1974`, `1/14/1974`: the possible ISO readings. */
function otherOrderHint(text: string): string {
  const found = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text);
  if (found === null) return '';
  const [, first = '', second = '', year = ''] = found;
  const readings = [partialDate(`${year}-${second}-${first}`), partialDate(`${year}-${first}-${second}`)];
  const possible = [...new Set(readings.filter((reading) => reading !== undefined))];
  return possible.length === 0 ? '' : `; write ${possible.join(' or ')}`;
}

/**
 * Expands a two-digit year: 40-99 are 1940-1999, 00-39 are 2000-2039. Telegrams with a date-time group begin in the
 * 1940s; a fixed pivot, unlike a sliding window, reads a file the same way every year.
 */
export function fullYear(digits: string): string {
  if (digits.length !== 2) return digits;
  return `${Number(digits) >= 40 ? '19' : '20'}${digits}`;
}

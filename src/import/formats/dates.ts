import { readDate, type DateHabits, type DayOrder, type ReadDate } from '../../language/printed-date.ts';
import type { RecordWarning } from './format.ts';

/**
 * Reads the dates of a trove. What one date shows of how its source writes them serves for the others: whether the day stands
 * before the month, and which years there are. Those that more knowledge may change are counted, so that they can be read again.
 */
export type DateReader = {
  read(printed: string): ReadDate;
  /** How many were read, or could not be, for want of the order or of the century. */
  readonly unsettled: number;
  /** Takes what has been seen for granted from now on. */
  settle(): void;
  /** What has been seen so far, which another thread may go on from. */
  readonly seen: SeenDates;
};

/** Dates by the order that they show, the years they are of, what is taken for granted, and how many more knowledge may change. */
export type SeenDates = Record<DayOrder | 'unsettled', number> & { span?: readonly [number, number] | undefined; habits: DateHabits };

export function createDateReader(seen: SeenDates = { day: 0, month: 0, unsettled: 0, habits: {} }): DateReader {
  return {
    seen,
    get unsettled() {
      return seen.unsettled;
    },
    read(printed) {
      const read = readDate(printed, seen.habits);
      if ('isAmbiguous' in read) seen.unsettled += 1;
      if (!('date' in read)) return read;
      if (read.order !== undefined) seen[read.order] += 1;
      const year = read.date.slice(0, 4);
      const { span } = seen;
      if (printed.includes(year)) seen.span = [Math.min(Number(year), span?.[0] ?? 9999), Math.max(Number(year), span?.[1] ?? 0)];
      else if (!/^\d{9,}/.test(printed.trim())) seen.unsettled += 1;
      return read;
    },
    settle() {
      // A source that writes both orders has none.
      const hasOne = (seen.day === 0) !== (seen.month === 0);
      seen.habits = { span: seen.span, ...(hasOne ? { order: seen.day > 0 ? 'day' : 'month' } : {}) };
    },
  };
}

/** What a draft says of its date: nothing when none is printed; one that is not understood is kept as printed, with a warning. */
export function readWhen(dates: DateReader, printed: string): { when: { date?: string; datetime?: string }; warnings: RecordWarning[] } {
  if (printed.trim() === '') return { when: {}, warnings: [] };
  const read = dates.read(printed);
  if ('isNone' in read) return { when: {}, warnings: [] };
  if ('reason' in read) return { when: { datetime: printed.trim() }, warnings: [{ kind: 'dates not understood', detail: read.reason }] };
  return { when: { date: read.date, ...(read.datetime === undefined ? {} : { datetime: read.datetime }) }, warnings: [] };
}

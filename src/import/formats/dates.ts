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
};

export function createDateReader(): DateReader {
  const orders: Record<DayOrder, number> = { day: 0, month: 0 };
  let span: readonly [number, number] | undefined;
  let habits: DateHabits = {};
  let unsettled = 0;
  return {
    get unsettled() {
      return unsettled;
    },
    read(printed) {
      const read = readDate(printed, habits);
      if ('isAmbiguous' in read) unsettled += 1;
      if (!('date' in read)) return read;
      if (read.order !== undefined) orders[read.order] += 1;
      const year = read.date.slice(0, 4);
      if (printed.includes(year)) span = [Math.min(Number(year), span?.[0] ?? 9999), Math.max(Number(year), span?.[1] ?? 0)];
      else if (!/^\d{9,}/.test(printed.trim())) unsettled += 1;
      return read;
    },
    settle() {
      // A source that writes both orders has none.
      const hasOne = (orders.day === 0) !== (orders.month === 0);
      habits = { span, ...(hasOne ? { order: orders.day > 0 ? 'day' : 'month' } : {}) };
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

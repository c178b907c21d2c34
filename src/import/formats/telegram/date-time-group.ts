import { partialDate } from '../../../language/partial-date.ts';
import type { RecordWarning } from '../format.ts';
import { fullYear } from '../../../language/printed-date.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Precedence letters before the group (Z flash, O immediate, P priority, R routine), as `O R 022125Z JAN 74`. */
const line = /^\s*(?:[ZOPR] ?){1,3}\s*(\S{5,8}(?:\sZ)?\s+[A-Z0-9]{3}\s+\d{2,4})(?!\d)/i;
const bare = /^\s*(\d{6}\s?Z\s+[A-Z]{3}\s+\d{2,4})(?!\d)/i;
const group = /^(\d{2})\d{4}\s?Z\s+([A-Z]{3})\s+(\d{4}|\d{2})$/i;

export type DateTimeGroup = { printed: string; date?: string; impossible?: boolean };

/** Whether a line is that of the date-time group (`R 141905Z JAN 74`), readable or garbled. */
export function isGroupLine(text: string): boolean {
  return bare.test(text) || (line.test(text) && /[0-9OIL]{4,6}\s?Z?\s/.test(text));
}

/**
 * Reads the date-time group out of its line: as printed without the precedence, and its day. Two digits of the year are
 * completed by `hint` (a full year the document itself gives, as in its number 1974LAPAZ00258) where the last two digits
 * agree, else by `fullYear`. A group garbled in transmission (`3I1905Z`, month `JNA`) has no date; one whose digits are
 * clear but whose day is not in the calendar (`310900Z FEB 74`) is marked impossible. Undefined for any other line.
 */
export function readGroup(text: string, hint?: string): DateTimeGroup | undefined {
  if (!isGroupLine(text)) return undefined;
  const printed = (bare.exec(text) ?? line.exec(text))?.[1];
  return printed === undefined ? undefined : groupDate(printed.replaceAll(/\s+/g, ' '), hint);
}

/** The same for a group that stands alone: `031406Z AUG 10`. */
export function groupDate(printed: string, hint?: string): DateTimeGroup {
  const found = group.exec(printed);
  const month = months.indexOf((found?.[2] ?? '').toUpperCase()) + 1;
  if (found === null || month === 0) return { printed };
  const [, day = '', , digits = ''] = found;
  const year = hint !== undefined && hint.endsWith(digits) ? hint : fullYear(digits);
  const date = partialDate(`${year}-${month}-${day}`);
  return date === undefined ? { printed, impossible: true } : { printed, date };
}

/** What to know of a group that gives no date: it is kept as printed. */
export function warningsOf(group: DateTimeGroup | undefined): RecordWarning[] {
  if (group === undefined || group.date !== undefined) return [];
  const slip = group.impossible === true ? 'is not in the calendar; misread digits?' : 'is garbled';
  return [{ kind: 'dates not understood', detail: `the date-time group ${group.printed} ${slip}` }];
}

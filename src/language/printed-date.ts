import { partialDate } from './partial-date.ts';
import { monthOf } from './months.ts';

/** Which of two numbers is the day: `day` as in Europe (28/12), `month` as in the United States (12/28). */
export type DayOrder = 'day' | 'month';

/** What is known of how a source writes dates. `span`: its first and last year, by which years of two digits are read. */
export type DateHabits = { order?: DayOrder | undefined; span?: readonly [first: number, last: number] | undefined };

/**
 * A parsed date, with its date and time as printed where a time is given, and the order that it shows; `isNone` for what
 * says that there is none (`unknown`, `0000-00-00`); or the reason why it was not understood. `isAmbiguous`: it would be with an order.
 */
export type ReadDate = { date: string; datetime?: string; order?: DayOrder } | { isNone: true } | { reason: string; isAmbiguous?: true };

const none = /^(?:0{4}-00-00\b.*|0+|unknown|undated|none|null|nil|n\/?a|n\.d\.|no date|date unknown|not available|-+|\?+)$/i;
const time = '(?:[T, ]+(?:at )?(\\d{1,2}[:.h]\\d{2}.{0,40}|\\d{4} ?(?:Z|hrs|hours)))?';
const patterns = {
  iso: new RegExp(`^(\\d{4})[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?${time}$`, 'i'),
  compact: /^((?:1[5-9]|20)\d\d)([01]\d)([0-3]\d)(?:T?(\d{4,6}.{0,10}))?$/,
  epoch: /^-?(?:\d{9,10}|\d{12,13})(?:\.\d+)?$/,
  numbers: new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${time}$`, 'i'),
  dayMonth: new RegExp(
    `^(\\d{1,2})(?:st|nd|rd|th|er|º|\\.)?(?: of| de)?[ -]*([\\p{L}]{3,12})\\.?,?(?: de| del)?[ -]+(\\d{4}|'?\\d{2})${time}$`,
    'iu',
  ),
  monthDay: new RegExp(`^([\\p{L}]{3,12})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})${time}$`, 'iu'),
  month: /^([\p{L}]{3,12})\.?,?(?: de| del)? (\d{4})$/iu,
} as const;
const weekday = /^\p{L}{2,12}\.?,\s*/u;

/**
 * Reads a date as sources print it: `2018-07-16`, `2018-07`, `2018`, `20180716`, with a time behind it, seconds or milliseconds since
 * 1970, `16 July 2018`, `July 16, 2018` (names of months in eleven languages), `16.07.2018`, `7/16/2018`, mail's
 * `Mon, 16 Jul 2018 17:40:00 +0200`. The day is the printed one, with no time zone conversion. A date of which day and month
 * could be swapped is not guessed. Names the value and the likely slip of what it cannot read.
 */
export function readDate(printed: string, habits: DateHabits = {}): ReadDate {
  const text = printed.normalize('NFKC').trim().replaceAll(/\s+/g, ' ');
  if (none.test(text)) return { isNone: true };
  if (/^\d{4}$/.test(text)) return { date: text };
  return (
    readIso(text) ??
    readCompact(text) ??
    readEpoch(text) ??
    readNumbers(text, habits) ??
    readNamed(text, habits) ??
    readBehindWeekday(text, habits) ?? {
      reason: `the date "${text.slice(0, 40)}" is not understood; write YYYY-MM-DD, YYYY-MM or YYYY`,
    }
  );
}

/** The date of these numbers, as text; or why there is none. */
function made(
  text: string,
  [year, month, day]: readonly [string, string, (string | undefined)?],
  timed: string | undefined,
  order?: DayOrder,
): ReadDate {
  const written = [year, month, ...(day === undefined ? [] : [day])].map((part) => part.padStart(2, '0')).join('-');
  const date = partialDate(written);
  if (date === undefined) return { reason: `the date ${written} is impossible${day === undefined ? '' : swappedHint(year, month, day)}` };
  return { date, ...(timed === undefined ? {} : { datetime: text }), ...(order === undefined ? {} : { order }) };
}

function swappedHint(year: string, month: string, day: string): string {
  const other = partialDate(`${year}-${day}-${month}`);
  return other === undefined ? '' : `; day and month swapped? ${other}`;
}

function readIso(text: string): ReadDate | undefined {
  const [all, year = '', month = '', day, timed] = patterns.iso.exec(text) ?? [];
  return all === undefined ? undefined : made(text, [year, month, day], timed);
}

function readCompact(text: string): ReadDate | undefined {
  const [all, year = '', month = '', day = '', timed] = patterns.compact.exec(text) ?? [];
  return all === undefined || partialDate(`${year}-${month}-${day}`) === undefined ? undefined : made(text, [year, month, day], timed);
}

function readEpoch(text: string): ReadDate | undefined {
  if (!patterns.epoch.test(text)) return undefined;
  const milliseconds = Number(text) * (text.replace(/^-/, '').replace(/\..*/, '').length > 10 ? 1 : 1000);
  const datetime = new Date(milliseconds).toISOString();
  return { date: datetime.slice(0, 10), datetime };
}

/** Points are European; between slashes and hyphens either number may be the day. */
function readNumbers(text: string, { order, span }: DateHabits): ReadDate | undefined {
  const [all, first = '', separator, second = '', digits = '', timed] = patterns.numbers.exec(text) ?? [];
  if (all === undefined) return undefined;
  const year = yearIn(digits, span);
  const dayFirst = partialDate(`${year}-${second}-${first}`);
  const monthFirst = partialDate(`${year}-${first}-${second}`);
  const isSure = dayFirst === undefined || monthFirst === undefined;
  const shown: DayOrder | undefined = !isSure ? undefined : monthFirst === undefined ? 'day' : 'month';
  if (separator === '.' || (dayFirst === monthFirst && dayFirst !== undefined)) return made(text, [year, second, first], timed);
  if (dayFirst === undefined && monthFirst === undefined) return { reason: `the date ${all.slice(0, 40)} is impossible` };
  const by = shown ?? order;
  if (by === undefined)
    return {
      reason: `the date ${all.slice(0, 40)} can be ${String(dayFirst)} or ${String(monthFirst)}`,
      isAmbiguous: true,
    };
  return made(text, by === 'day' ? [year, second, first] : [year, first, second], timed, shown);
}

function readNamed(text: string, { span }: DateHabits): ReadDate | undefined {
  const [, day = '', name = '', digits = '', timed] = patterns.dayMonth.exec(text) ?? [];
  const [, usName = '', usDay = '', usYear = '', usTimed] = patterns.monthDay.exec(text) ?? [];
  const [, onlyName = '', onlyYear = ''] = patterns.month.exec(text) ?? [];
  const month = monthOf(name || usName || onlyName);
  if (month === undefined) return undefined;
  if (name !== '') return made(text, [yearIn(digits.replace("'", ''), span), month, day], timed);
  return usName !== '' ? made(text, [usYear, month, usDay], usTimed) : made(text, [onlyYear, month], undefined);
}

/** `Mon, 16 Jul 2018 17:40:00 +0200`. */
function readBehindWeekday(text: string, habits: DateHabits): ReadDate | undefined {
  const read = weekday.test(text) ? readNamed(text.replace(weekday, ''), habits) : undefined;
  return read !== undefined && 'datetime' in read ? { ...read, datetime: text } : read;
}

/** A year of two digits: the one that lies in the span of the trove, if just one does; else as `fullYear` says. */
function yearIn(digits: string, span: DateHabits['span']): string {
  if (digits.length !== 2 || span === undefined) return fullYear(digits);
  const within = ['18', '19', '20']
    .map((century) => `${century}${digits}`)
    .filter((year) => Number(year) >= span[0] && Number(year) <= span[1]);
  return within.length === 1 ? (within[0] ?? fullYear(digits)) : fullYear(digits);
}

/**
 * Expands a two-digit year: 40-99 are 1940-1999, 00-39 are 2000-2039. Telegrams with a date-time group begin in the
 * 1940s; a fixed pivot, unlike a sliding window, reads a file the same way every year.
 */
export function fullYear(digits: string): string {
  if (digits.length !== 2) return digits;
  return `${Number(digits) >= 40 ? '19' : '20'}${digits}`;
}

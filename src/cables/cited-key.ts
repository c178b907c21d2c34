import { fullYear } from '../language/printed-date.ts';

const months = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
/** `(A)`, `A.`, `B)`: the letter under which a cable lists what it cites. */
const label = /^(?:\([A-Z]\)|[A-Z]\)|[A-Z]\.(?= )) ?/;
/** `74 STATE 498`, `LA PAZ 0258`, `09LAPAZ123`, `STATE A-0226`, `SECTO 1234/1`; what follows the number is the rest. */
const telegram = /^(?:(\d{4}|\d{2}) ?)?([A-Z][A-Z.' -]{0,40}?)(?: (A ?-? ?)| )?0*(\d{1,7})(?:\/\d{1,2})?(?![\w/])(.*)$/;
/** The id of a mail (`1.JavaMail.x@example.org`): every sign of it counts. */
const mailId = /^[^\s@<>]{1,400}@[^\s@<>]{1,400}$/;

/**
 * One key for all the ways one cable is cited: upper case, blanks and points of the post's name dropped, leading zeros
 * dropped, the year in four digits. `74 STATE 498`, `1974 STATE 0498`, `1974STATE00498` and (in a cable of 1974)
 * `STATE 00498` all give `1974 STATE 498`. Where the citation prints a year, before the number or in a date behind it
 * (`LA PAZ 7565 OF 12/17/73`), that one counts; else `year`, the citing cable's own; else there is none in the key.
 * An airgram keeps its A (`LA PAZ A-05` is `LAPAZ A-5`). A number with slashes, which carries its year itself
 * (`COREU/WAS/0098/18`), and everything else keeps its shape without leading zeros. Never throws.
 */
export const citedKey = (printed: string, year?: string): string => readCitation(printed, year).key;

/** The same of what is a citation as a whole; '' where more than a date stands behind the number (`LA PAZ 258 and wine`). */
export function wholeKey(typed: string): string {
  const { key, rest } = readCitation(typed.replace(/[#.;,\s]+$/, ''));
  return rest === '' || yearIn(rest) !== undefined ? key : '';
}

function readCitation(printed: string, year?: string): { key: string; rest: string } {
  if (mailId.test(printed)) return { key: printed.toUpperCase(), rest: '' };
  const text = printed.slice(0, 300).normalize('NFKC').toUpperCase().replaceAll(/\s+/g, ' ').trim().replace(label, '').trim();
  const found = telegram.exec(text);
  if (found === null) return { key: withoutZeros(text), rest: '' };
  const [, before, post = '', airgram, number = '', rest = ''] = found;
  const own = before ?? yearIn(rest) ?? year?.slice(0, 4) ?? '';
  const name = post.replaceAll(/[^A-Z]/g, '');
  return { key: `${own === '' ? '' : `${fullYear(own)} `}${name} ${airgram === undefined ? '' : 'A-'}${number}`, rest };
}

/** The year of a date printed behind a number: `OF NOVEMBER 9, 1973`, `OF 12/17/73`, `DTD 240237Z FEB 78`. */
function yearIn(rest: string): string | undefined {
  const slashed = /\b\d{1,2}\/\d{1,2}\/(\d{4}|\d{2})\b/.exec(rest);
  const named = new RegExp(`\\b(?:${months})[A-Z]{0,6}\\.? (?:\\d{1,2}, ?)?(\\d{4}|\\d{2})\\b(?!,)`).exec(rest);
  const found = slashed?.[1] ?? named?.[1];
  if (found === undefined) return undefined;
  // `OF JANUARY 20` is a day, not a year; only a date-time group prints the year in two digits behind the month.
  if (found.length === 2 && slashed === null && !/\d{6}Z/.test(rest)) return undefined;
  return found;
}

function withoutZeros(text: string): string {
  return text.replaceAll(/(^|\D)0+(?=\d)/g, '$1').replace(/[#.;,]+$/, '');
}

/**
 * Texts as FollowTheMoney keeps them: its library drops or replaces some characters, and a text that is clean by its rules
 * comes back from it as it was.
 */

const spaces = /[\u0A00\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;
const dropped = /[[\p{Cc}--[\t\n\r]]\u00AD\u061C\u200B-\u200F\u2060-\u2064\uFEFF\p{Cs}]/gv;

/** A text with its lines. */
export const keptText = (text: string): string => text.replaceAll(spaces, ' ').replaceAll(dropped, '').normalize('NFC').trim();

/** A text in one line. */
export const textLine = (text: string): string => keptText(text.replaceAll(/\s+/g, ' ')).replaceAll(/ {2,}/g, ' ');

/** A name: the library takes quotes around it away. */
export function nameLine(text: string): string {
  const line = textLine(text);
  let [start, end] = [0, line.length];
  while (end - start > 1 && isQuote(line[start]) && isQuote(line[end - 1])) {
    [start, end] = [start + 1, end - 1];
    while (start < end && line[start] === ' ') start += 1;
    while (start < end && line[end - 1] === ' ') end -= 1;
  }
  return line.slice(start, end);
}

const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";

import * as cues from './cues.ts';
import { phraseAt } from './gazetteer.ts';
import { take, type NameReading } from './names-so-far.ts';

/** Mail header lines that list people, with their continuation lines; a reply quotes them behind `>`. */
const headerLines = /^[ \t>.*]*(?:From|To|Cc|CC|Bcc|Sent by):.*(?:\n(?![ \t>]*[\p{L} ]{2,16}:)(?=.*[;<>]).*)*/gmu;
/** `On Feb 9, 2012, at 5:52 AM, "Mills, Cheryl D" <...> wrote:` */
const wroteLines = /^[ \t>]*(?:On .{6,60}[,"]|["“]?\p{Lu}[\p{L}'’-]+, \p{Lu}).*wrote:/gmu;

const end = String.raw`(?=["”]?\s*(?:[;<>[(\r\n]|wrote|via\b|\.?\d|$))`;
const word = String.raw`\p{Lu}[\p{L}\p{M}'’-]+`;
const initial = String.raw`\p{Lu}\.?(?!\p{L})`;
/**
 * `Sullivan, Jacob J`, `Le Mon, Christopher J`, `Pittman, H Dean` before the end of the entry, an address, or a digit (an initial
 * misread by OCR). An entry may go on in the next line.
 */
const surnameFirst = new RegExp(
  String.raw`(?<![\p{L}\p{M}'’-])((?:(?:Le|La|De|Del|Di|Da|Van|Von|El|Al|St\.) )?${word}),\s(${word}|${initial}\s${word})(?:\s(?:${initial}|${word}(?=\s*[;<(\r\n"”])))?(?:\s${word}(?=\s*[;<"”]))?${end}`,
  'gu',
);
/** `Huma Abedin`, `Melanne S. Verveer`: a whole entry of two or three words. */
const givenFirst = new RegExp(String.raw`(?<=[:;>"“'‘]\s*)${word}(?: \p{Lu}\.?)?(?: ${word}){1,2}${end}`, 'gu');

/** `H <name@example.org>`, `H`: an entry of one letter. */
const oneLetter = /(?<=[:;]\s*)\p{Lu}(?=\s*(?:[;<[\r\n(]|$))(?:\s*(?=[<[(])[^;\n]{0,60})?/gu;

/** Takes people from mail headers, which list nothing but people and addresses. */
export function takeMailHeaders(reading: NameReading): void {
  const { text } = reading;
  for (const lines of [headerLines, wroteLines])
    for (const { 0: header, index } of text.matchAll(lines))
      for (const form of [surnameFirst, givenFirst])
        for (const { 0: name, index: at } of header.matchAll(form)) takeEntry(reading, index + at, name.length, form === surnameFirst);
  for (const { 0: header, index } of text.matchAll(headerLines))
    for (const { 0: entry, index: at } of header.matchAll(oneLetter)) takeLetter(reading, index + at, entry.slice(1).trim());
}

function takeEntry(reading: NameReading, start: number, length: number, isSurnameFirst: boolean): void {
  const { words, keys, texts, known, taken } = reading;
  const from = words.findIndex((word) => word.start >= start);
  let to = from;
  while (to < words.length && (words[to]?.end ?? 0) <= start + length) to += 1;
  const span = keys.slice(from, to);
  const isPlace = [from, from + 2].some((one) => phraseAt(known.countryPhrases, keys, texts, one)?.value.role === 'name');
  // A mailbox of an office is no person.
  const isOffice = span.some((key) => cues.organizationHeads.has(key) || cues.telegraphic.has(key));
  const isTitled = !isSurnameFirst && span.some((key) => key.length > 1 && cues.titles.has(key));
  const isCommon = !isSurnameFirst && span.every((key) => known.isCommon(key) && known.givenName(key) === undefined);
  if (to - from < (isSurnameFirst ? 3 : 2) || isPlace || isOffice || isTitled || isCommon || taken.slice(from, to).includes(true)) return;
  take(reading, from, to, 'individual', 'mail head', 0.95);
}

function takeLetter(reading: NameReading, start: number, address: string): void {
  const at = reading.words.findIndex((word) => word.start === start);
  if (at >= 0 && reading.words[at]?.end === start + 1 && reading.taken[at] !== true)
    take(reading, at, at + 1, 'individual', 'mail initial', 0.5, { address });
}

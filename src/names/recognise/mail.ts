import { phraseAt } from './gazetteer.ts';
import { take, type NameReading } from './names-so-far.ts';

/** Mail header lines that list people, with their continuation lines. */
const headerLines = /^[ \t]*(?:From|To|Cc|CC|Bcc|Sent by):.*(?:\n(?![ \t]*[\p{L} ]{2,16}:)(?=.*[;<>]).*)*/gmu;
/** `Sullivan, Jacob J` before the end of the entry, an address, or a digit (an initial misread by OCR). */
const entry =
  /(?<![\p{L}\p{M}'’-])(\p{Lu}[\p{L}\p{M}'’-]+), (\p{Lu}[\p{L}\p{M}'’-]+(?: \p{Lu}\.?(?!\p{L}))?)(?=\s*(?:[;<>[(\r\n]|\.?\d|$))/gu;

/** Takes people from mail headers, which put the surname first. */
export function takeMailHeaders(reading: NameReading): void {
  const { text, words, keys, texts, known, taken } = reading;
  for (const { 0: header, index } of text.matchAll(headerLines))
    for (const { 0: name, index: at } of header.matchAll(entry)) {
      const start = index + at;
      const from = words.findIndex((word) => word.start >= start);
      let to = from;
      while (to < words.length && (words[to]?.end ?? 0) <= start + name.length) to += 1;
      const isPlace = [from, from + 2].some((one) => phraseAt(known.countryPhrases, keys, texts, one)?.value.role === 'name');
      if (to - from >= 3 && !isPlace && !taken.slice(from, to).includes(true)) take(reading, from, to, 'individual', 'mail head', 0.95);
    }
}

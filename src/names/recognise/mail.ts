import { phraseAt } from './gazetteer.ts';
import { take, type NameReading } from './names-so-far.ts';

/** The lines of a mail's head that list people, with the lines on which the list goes on. */
const heads = /^[ \t]*(?:From|To|Cc|CC|Bcc|Sent by):.*(?:\n(?![ \t]*[\p{L} ]{2,16}:)(?=.*[;<>]).*)*/gmu;
/** `Sullivan, Jacob J`, before the end of the entry, an address, or a digit that was an initial before it was scanned. */
const entry =
  /(?<![\p{L}\p{M}'’-])(\p{Lu}[\p{L}\p{M}'’-]+), (\p{Lu}[\p{L}\p{M}'’-]+(?: \p{Lu}\.?(?!\p{L}))?)(?=\s*(?:[;<>[(\r\n]|\.?\d|$))/gu;

/** People in the head of a mail, whose surname stands first. */
export function takeHeads(reading: NameReading): void {
  const { text, words, keys, texts, known, taken } = reading;
  for (const { 0: head, index } of text.matchAll(heads))
    for (const { 0: name, index: at } of head.matchAll(entry)) {
      const start = index + at;
      const from = words.findIndex((word) => word.start >= start);
      let to = from;
      while (to < words.length && (words[to]?.end ?? 0) <= start + name.length) to += 1;
      const isPlace = [from, from + 2].some((one) => phraseAt(known.countryPhrases, keys, texts, one)?.value.role === 'name');
      if (to - from >= 3 && !isPlace && !taken.slice(from, to).includes(true)) take(reading, from, to, 'individual', 'mail head', 0.95);
    }
}

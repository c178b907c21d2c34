/**
 * Words of documents as a picture may show them: no signs that nobody sees or that turn the line round, no towers of
 * accents, and cut with an ellipsis where they take more room than `most` average small letters. Pure.
 */
export function labelText(text: string, most: number): string {
  const clean = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
  return room(clean) <= most ? clean : `${cutTo(clean, most - 1.5).trimEnd()}…`;
}

/** How much room a text takes, in average small letters of the font. Without a screen nobody measures it: this is an estimate on the safe side. */
export const room = (text: string): number => Array.from(text).reduce((sum, sign) => sum + roomOf(sign), 0);

function roomOf(sign: string): number {
  if (/[\p{M}]/u.test(sign)) return 0;
  if (/[iljftr.,:;'’|!()[\] ]/.test(sign)) return 0.65;
  if (/[mwMWЖШЩЮМШ@%—…]/.test(sign)) return 1.5;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u.test(sign)) return 1.8;
  return /\p{Lu}/u.test(sign) ? 1.22 : 1.05;
}

/** The beginning of a text that takes no more room. */
function cutTo(text: string, most: number): string {
  let kept = '';
  let taken = 0;
  for (const sign of text) {
    taken += roomOf(sign);
    if (taken > most) break;
    kept += sign;
  }
  return kept;
}

/** The same, cut in the middle: names that begin alike are told apart by their ends. */
export function labelEnds(text: string, most: number): string {
  const clean = labelText(text, 400);
  if (room(clean) <= most) return clean;
  // The last word whole, where that leaves something of the beginning.
  const word = clean.slice(clean.lastIndexOf(' ') + 1);
  const isShort = room(word) >= 3 && room(word) <= most * 0.68;
  const backwards = (text_: string): string => Array.from(text_).toReversed().join('');
  const end = isShort ? word : backwards(cutTo(backwards(clean), (most - 1.5) / 2)).trimStart();
  return `${cutTo(clean, most - 1.5 - room(end)).trimEnd()}…${end}`;
}

/** The same in at most two lines that take so much room each, parted between words where that is possible. */
export function labelLines(text: string, most: number): string[] {
  const lines = [''];
  for (const word of labelText(text, most * 2 + 1).split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (room(longer) <= most || line === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const [first = '', ...rest] = lines;
  return rest.length === 0 ? [labelText(first, most)] : [labelText(first, most), labelText(rest.join(' '), most)];
}

/** A number as a small field of a picture shows it: 940, 1k, 15k. */
export const shortCount = (value: number): string => (value < 1000 ? String(value) : `${Math.round(value / 1000)}k`);

/**
 * Cleans a text from a document for a picture: removes invisible and bidirectional control characters and stacked
 * accents, and truncates with an ellipsis beyond a width of `max` average lower-case letters.
 */
export function labelText(text: string, max: number): string {
  const clean = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll(/(\p{M}{2})\p{M}+/gu, '$1')
    .trim();
  return textWidth(clean) <= max ? clean : `${cutTo(clean, max - 1.5).trimEnd()}…`;
}

/** Width of a text in average lower-case letters of the font: an estimate on the safe side, since nothing can measure it here. */
export const textWidth = (text: string): number => Array.from(text).reduce((sum, character) => sum + characterWidth(character), 0);

function characterWidth(character: string): number {
  if (/[\p{M}]/u.test(character)) return 0;
  if (/[iljftr.,:;'’|!()[\] ]/.test(character)) return 0.65;
  if (/[mwMWЖШЩЮМШ@%—…]/.test(character)) return 1.5;
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u.test(character)) return 1.8;
  return /\p{Lu}/u.test(character) ? 1.22 : 1.05;
}

/** The longest prefix within a width. */
function cutTo(text: string, max: number): string {
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > max) break;
    kept += character;
  }
  return kept;
}

/** As `labelText`, but truncated in the middle, to keep apart names that begin alike. */
export function labelEnds(text: string, max: number): string {
  const clean = labelText(text, 400);
  if (textWidth(clean) <= max) return clean;
  // Keep the last word whole where that leaves something of the beginning.
  const word = clean.slice(clean.lastIndexOf(' ') + 1);
  const isShort = textWidth(word) >= 3 && textWidth(word) <= max * 0.68;
  const reversed = (value: string): string => Array.from(value).toReversed().join('');
  const end = isShort ? word : reversed(cutTo(reversed(clean), (max - 1.5) / 2)).trimStart();
  return `${cutTo(clean, max - 1.5 - textWidth(end)).trimEnd()}…${end}`;
}

/** As `labelText`, on at most two lines of width `max`, broken between words where possible. */
export function labelLines(text: string, max: number): string[] {
  const lines = [''];
  for (const word of labelText(text, max * 2 + 1).split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= max || line === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const [first = '', ...rest] = lines;
  return rest.length === 0 ? [labelText(first, max)] : [labelText(first, max), labelText(rest.join(' '), max)];
}

/** A short number for small fields: 940, 1k, 15k. */
export const shortCount = (value: number): string => (value < 1000 ? String(value) : `${Math.round(value / 1000)}k`);

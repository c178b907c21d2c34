/** A word of a draft or a cable: `start` and `end` are UTF-16 offsets (end exclusive); `key` is compared. */
export type DraftWord = { surface: string; key: string; start: number; end: number };

/** A number with its commas and points, an abbreviation with dots, or letters and digits with inner apostrophes. Hyphens separate words. */
const pattern =
  /\d+(?:[.,]\d+)+(?![\p{L}\p{N}])|\p{L}(?:\.\p{L})+(?![\p{L}\p{N}\p{M}])|[\p{L}\p{N}\p{M}]+(?:['’ʼ‘\u00ad\u200b-\u200d\u2060\ufeff]+[\p{L}\p{N}\p{M}]+)*/gu;

/**
 * The words of a text in order. Unlike search tokens (tokens.ts), which ignore possessives and elided articles, every
 * letter counts here: quotations end up in print.
 */
export function wordsIn(text: string): DraftWord[] {
  const found: DraftWord[] = [];
  for (const { 0: surface, index: start } of text.matchAll(pattern))
    found.push({ surface, key: wordKey(surface), start, end: start + surface.length });
  return found;
}

/** A word without case, accents, apostrophes, dots and compatibility forms. */
export function wordKey(surface: string): string {
  if (/^[a-z0-9]+$/.test(surface)) return surface;
  // `2.4` is not `24`; `42,000` is 42000.
  if (/^[\d.,]+$/.test(surface)) return /^\d{1,3}(?:,\d{3})+$/.test(surface) ? surface.replaceAll(',', '') : surface;
  return surface
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('đ', 'd');
}

/** The spelling, with one kind of apostrophe and without invisible characters. */
export const spellingOf = (surface: string): string =>
  surface
    .normalize('NFKC')
    .replaceAll(/[’ʼ‘]/g, "'")
    .replaceAll(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '');

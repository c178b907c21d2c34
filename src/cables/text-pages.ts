/**
 * A cable's text cut into pages for reading. Pure; pages join up to the text exactly.
 */

export type Page = { start: number; end: number };

/** Characters of a page at most: escaped at its worst (twice as long) it fits Discord's 4,000 with the card around it. */
const pageSize = 1400;

/** Pages of at most 1,400 UTF-16 units, cut after a paragraph, else a line, else a sentence, else a word; at least one page. */
export function pagesOf(body: string): Page[] {
  const pages: Page[] = [];
  let start = 0;
  while (body.length - start > pageSize) {
    const end = start + cutAt(body.slice(start, start + pageSize));
    pages.push({ start, end });
    start = end;
  }
  pages.push({ start, end: body.length });
  return pages;
}

/** Where to cut: after the last good break in the second half, never inside a surrogate pair. */
function cutAt(text: string): number {
  const from = Math.floor(text.length / 2);
  for (const break_ of ['\n\n', '\n', '. ', ' ']) {
    const found = text.lastIndexOf(break_);
    if (found >= from) return found + break_.length;
  }
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd8_00 && last <= 0xdb_ff ? text.length - 1 : text.length;
}

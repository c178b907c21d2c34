import type { PageLine } from './lines.ts';

/** What was found at the head or the foot of most pages, and the pages without it. */
export type WithoutMargins = { pages: PageLine[][]; margins: string[] };

const reach = 2;
const fewest = 3;

/**
 * Takes out what repeats at the head or the foot of the pages, numbers of pages apart: from at least three pages, and four in
 * ten of all. Each of these lines is told once.
 */
export function withoutMargins(pages: readonly PageLine[][]): WithoutMargins {
  const counts = new Map<string, number>();
  for (const page of pages) for (const key of new Set(edgesOf(page).map(({ key }) => key))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const needed = Math.max(fewest, pages.length * 0.4);
  const margins = new Set<string>();
  const rest = pages.map((page) => {
    const out = new Set(
      edgesOf(page)
        .filter(({ key }) => (counts.get(key) ?? 0) >= needed)
        .map(({ at }) => at),
    );
    for (const at of out) {
      const line = page[at]?.text.trim() ?? '';
      if (/\p{L}{2}/u.test(line.replace(/\bpage\b/i, ''))) margins.add(line.replaceAll(/\d+/g, '#'));
    }
    return page.filter((_, at) => !out.has(at));
  });
  return { pages: rest, margins: [...margins] };
}

function edgesOf(page: readonly PageLine[]): { at: number; key: string }[] {
  return page.flatMap(({ text }, at) => {
    const place = at < reach ? 'head' : at >= page.length - reach ? 'foot' : undefined;
    const key = text
      .trim()
      .replaceAll(/\d+|\b[ivxlc]+\b/g, '#')
      .replaceAll(/\s+/g, ' ');
    return place === undefined ? [] : [{ at, key: `${place} ${key}` }];
  });
}

/** The pages as they are printed, a form feed between them; one that ends within a sentence goes on without an empty line. */
export const asPrinted = (pages: readonly PageLine[][]): string =>
  joined(pages, '\f', ({ text, isApart }, i) => `${i === 0 ? '' : isApart ? '\n\n' : '\n'}${text}`);

/** The pages as one text: words that were parted at the end of a line in one piece, lines without their indents. */
export function asText(pages: readonly PageLine[][]): string {
  const text = joined(
    pages,
    '\n',
    ({ text: line, isApart }, i) => `${i === 0 ? '' : isApart ? '\n\n' : '\n'}${line.trim().replaceAll(/ {2,}/g, ' ')}`,
  );
  const words = new Set(text.match(/\p{L}+(?:-\p{L}+)*/gu));
  return text.replaceAll(/(\p{L}{1,40})[-\u00AD\u2010]\n+(\p{Ll}{1,40})/gu, (_, before: string, after: string) =>
    words.has(`${before}-${after}`) && !words.has(before + after) ? `${before}-${after}` : before + after,
  );
}

function joined(pages: readonly PageLine[][], between: string, written: (line: PageLine, i: number) => string): string {
  let whole = '';
  for (const page of pages) {
    if (page.length === 0) continue;
    if (whole !== '') whole += /[.:!?…"”»)]\s*$/.test(whole) ? `\n${between}` : between;
    whole += page.map(written).join('');
  }
  return whole;
}

/** A piece of text as a PDF places it: from `x` to `end`, on the line at height `y`. */
export type PlacedText = { text: string; x: number; y: number; end: number; size: number; isUpright: boolean };

/** A line of a page as text, indented as far as it stands from the left, and whether an empty line is above it. */
export type PageLine = { text: string; isApart: boolean };

type Line = { items: PlacedText[]; x: number; y: number; end: number; size: number };

/** The lines of a page in the order of reading: from above to below; of a page in columns, as its text comes. */
export function linesOfPage(placed: readonly PlacedText[], width: number): PageLine[] {
  const streamed = inLines(placed.filter(({ isUpright }) => isUpright));
  const lines = hasColumns(streamed, width) ? streamed : fromAbove(streamed);
  const left = Math.min(...lines.map(({ x }) => x));
  const spacing = spacingOf(lines);
  const upright = lines.map((line, i): PageLine => {
    const above = lines[i - 1];
    const isApart = above !== undefined && above.y - line.y > 1.5 * Math.max(spacing, line.size);
    return { text: textOf(line, left), isApart };
  });
  const turned = inLines(placed.filter(({ isUpright }) => !isUpright)).map((line, i) => ({ text: textOf(line, line.x), isApart: i === 0 }));
  return [...upright, ...turned].filter(({ text }) => text.trim() !== '');
}

/** What follows on the same height, further to the right, is of the same line. */
function inLines(placed: readonly PlacedText[]): Line[] {
  const lines: Line[] = [];
  for (const item of placed) {
    const last = lines.at(-1);
    if (last !== undefined && isLevel(last, item) && item.x > last.end - item.size) {
      last.items.push(item);
      last.end = Math.max(last.end, item.end);
      last.size = Math.max(last.size, item.size);
    } else if (item.text.trim() !== '') lines.push({ items: [item], x: item.x, y: item.y, end: item.end, size: item.size });
  }
  return lines;
}

const isLevel = (a: { y: number; size: number }, b: { y: number; size: number }): boolean =>
  Math.abs(a.y - b.y) < 0.3 * Math.max(a.size, b.size, 4);

/** Sorted by height; what was placed apart on one height is one line. */
function fromAbove(lines: readonly Line[]): Line[] {
  const sorted: Line[] = [];
  for (const line of lines.toSorted((a, b) => b.y - a.y || a.x - b.x)) {
    const last = sorted.at(-1);
    if (last !== undefined && isLevel(last, line)) {
      last.items.push(...line.items);
      last.x = Math.min(last.x, line.x);
      last.end = Math.max(last.end, line.end);
    } else sorted.push({ ...line, items: [...line.items] });
  }
  return sorted;
}

/** Whether a gap runs down the middle: lines on both sides of it, and hardly one across. */
function hasColumns(lines: readonly Line[], width: number): boolean {
  for (let at = 0.35; at < 0.66; at += 0.02) {
    const gutter = width * at;
    const left = lines.filter(({ end }) => end <= gutter);
    const right = lines.filter(({ x }) => x >= gutter);
    const across = lines.length - left.length - right.length;
    if (left.length >= 5 && right.length >= 5 && across <= lines.length / 10 && widest(left) > width / 4 && widest(right) > width / 4)
      return true;
  }
  return false;
}

const widest = (lines: readonly Line[]): number => Math.max(...lines.map(({ x, end }) => end - x));

/** How far apart the lines of a paragraph stand: the smallest distance that is common on the page. */
function spacingOf(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const [i, line] of lines.entries()) {
    const distance = Math.round((lines[i - 1]?.y ?? 0) - line.y);
    if (i > 0 && distance >= line.size * 0.8) counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const common = [...counts].filter(([, count]) => count >= Math.max(2, lines.length / 6)).map(([distance]) => distance);
  return common.length === 0 ? 0 : Math.min(...common);
}

function textOf(line: Line, left: number): string {
  const items = line.items.toSorted((a, b) => a.x - b.x);
  const letters = items.filter(({ text }) => text.trim() !== '');
  const signs = letters.reduce((sum, { text }) => sum + text.length, 0);
  const sign = Math.max(1, letters.reduce((sum, { x, end }) => sum + end - x, 0) / Math.max(1, signs));
  let text = '';
  let end = left;
  let isSpaced = false;
  for (const item of items) {
    if (item.text.trim() === '') {
      isSpaced ||= item.text !== '';
      continue;
    }
    const blanks = Math.min(80, Math.round((item.x - end) / sign));
    const needed = text !== '' && (isSpaced || item.x - end > item.size * 0.2) ? 1 : 0;
    text += ' '.repeat(Math.max(blanks, needed, 0)) + item.text;
    end = Math.max(end, item.end);
    isSpaced = false;
  }
  return text.trimEnd();
}

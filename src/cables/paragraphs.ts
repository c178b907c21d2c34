/** A paragraph of a cable's text, or a part of one: `start` and `end` are UTF-16 offsets, end exclusive. */
export type Paragraph = { number: number; start: number; end: number };

/** A stretch of lines without a blank one between them, and the number with which it begins. */
type Block = { start: number; end: number; printed: { number: number; style: string } | undefined };

/** The next number is more by so much at most, unless pages are missing; so many behind it are looked at to tell. */
const [nextBy, lookedAhead] = [3, 50];
/** Where numbers begin so late, or so few blocks have one, they are those of a list. */
const [latestFirst, fewestNumbered] = [3, 1 / 4];

/**
 * The blocks of a body, which blank lines separate, each with the number of its paragraph. Where paragraphs are numbered in print
 * (`1.`, `2.` and so on), a block without a number belongs to the paragraph above it, those at the head to the first. Otherwise
 * blocks are counted: neither the number of a telegram (`571. Your 415 ...`) nor that of a list in a letter is one of a paragraph.
 */
export function paragraphsOf(body: string): Paragraph[] {
  const blocks = blocksOf(body);
  const printed = printedNumbers(blocks);
  const [first] = printed.values();
  let current = first;
  return blocks.map(({ start, end }, i) => ({ number: (current = printed.get(i) ?? current) ?? i + 1, start, end }));
}

/** All of the paragraph that has this number, from its number in print on, where it has one; undefined where there is none. */
export function paragraphNumbered(body: string, number: number): Paragraph | undefined {
  const parts = paragraphsOf(body).filter((one) => one.number === number);
  const printed = parts.find(({ start, end }) => printedAt(body.slice(start, end))?.number === number);
  const [first, last] = [printed ?? parts[0], parts.at(-1)];
  return first === undefined || last === undefined ? undefined : { number, start: first.start, end: last.end };
}

const blocksOf = (body: string): Block[] =>
  Array.from(body.matchAll(/[^\n](?:[^]*?)(?=\n[ \t]*\n|$)/g), ({ index, 0: text }) => ({
    start: index,
    end: index + text.length,
    printed: printedAt(text),
  }));

function printedAt(text: string): Block['printed'] {
  const found = /^\s*(\(?)(\d{1,3})([.)])\s/.exec(text);
  return found === null ? undefined : { number: Number(found[2]), style: `${found[1]}${found[3]}` };
}

/** The numbers of paragraphs, by block; none where paragraphs have none. They rise, and look alike. */
function printedNumbers(blocks: readonly Block[]): Map<number, number> {
  const all = blocks.flatMap(({ printed }, at) => (printed === undefined ? [] : [{ ...printed, at }]));
  const found = new Map<number, number>();
  let [current, style] = [0, all[0]?.style];
  for (const [i, one] of all.entries()) {
    const { number, at } = one;
    if (found.size > 0 && (one.style !== style || number <= current)) continue;
    const behind = all.slice(i + 1, i + 1 + lookedAhead).filter((other) => other.style === one.style);
    const isNext = number <= current + nextBy;
    const goesOn = (behind[0]?.number ?? 0) > number && (behind[0]?.number ?? 0) <= number + nextBy;
    const isLeap = found.size > 1 && !behind.some((other) => other.number > current && other.number < number);
    if (!isNext && !goesOn && !isLeap) continue;
    found.set(at, number);
    [current, style] = [number, one.style];
  }
  const [first = 0] = found.keys();
  return found.size > 1 && first <= latestFirst && found.size >= blocks.length * fewestNumbered ? found : new Map<number, number>();
}

/** The paragraph in which an offset of the body stands, or the one after it. */
export const paragraphAt = (paragraphs: readonly Paragraph[], offset: number): Paragraph | undefined =>
  paragraphs.find(({ end }) => offset < end);

/** Where the words of a paragraph begin: behind its own number, if that is printed before them. */
export function wordsBegin(body: string, { number, start, end }: Paragraph): number {
  const found = /^\s*\(?(\d{1,3})[.)]\s+(?=\S)/.exec(body.slice(start, end));
  return found !== null && Number(found[1]) === number ? start + found[0].length : start;
}

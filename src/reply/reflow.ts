import type { Part, Text } from './text.ts';

/**
 * Words of a cable for a narrow screen: lines that a typewriter or a printer broke are joined, and nothing but white space
 * changes. What stands in lines of its own stays there: headings, lists, tables, signatures, centred lines. In doubt a line
 * stays as it is.
 */

/** White space to be shown otherwise: from where, how much, and as what. */
type Join = { at: number; length: number; by: '' | ' ' };

type Line = { start: number; end: number; indent: number; text: string };

/** Widths that are typed or printed; a line of a narrower one is no line of prose, and a wider one is a paragraph. */
const widths = { least: 40, long: 50, most: 110 };
/** Lines of prose end within so many characters of the width: a word does not fit. */
const ragged = 12;
/** So much of a text, and of a block, must look broken at the width. */
const leastShare = { text: 0.35, block: 0.5, ownWidth: 0.8, small: 0.3 };
/** What a typist left free at the end of a line, though a word would have had room. */
const slack = 5;

const startsList =
  /^(?:[-*•·–—>+]|\(?\d{1,3}[.):]|\(?(?:[a-zA-Z]|[ivxIVX]{2})[.)](?!\w)|\d{1,2}[:.]\d\d\b|\p{Lu}[\p{L}.-]{0,14}:(?:\s|$))/u;
/** A line of a message's head; its value goes on after a comma. */
const isField = /^(?:from|fm|to|cc|bcc|info|sent|date|subject|subj|re|ref|tags)\s*:.*[^,;]$/iu;
const endsSentence = /[.!?:;][”"’')\]]*$/u;
const startsLower = /^[“"‘'(]?\p{Ll}/u;
/** A word or a figure that goes on in the next line. */
const endsBroken = /[\p{L}\p{N}](?:-{1,2}|[\u00AD\u2010/\u2014])$/u;
const isCapitals = (text: string): boolean => /\p{Lu}/u.test(text) && !/\p{Ll}{2}/u.test(text);
const isTabular = (text: string): boolean =>
  /\t|\S {3,}\S|\S \| \S|\.{4,}|_{3,}/.test(text) || (text.match(/[\p{L}]/gu)?.length ?? 0) * 2 < text.length;
const isSpaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** The text as a phone shows it; parts that are no words of a cable stay as they are, and each part keeps where it is from. */
export function reflowed(text: Text): Text {
  const whole = text.map(wordsOf).join('');
  const joins = joinsIn(whole);
  if (joins.length === 0) return text;
  let start = 0;
  return text.map((part) => {
    const from = start;
    start += wordsOf(part).length;
    return isVerbatim(part) ? { ...part, text: joined(part.text, from, joins) } : part;
  });
}

/** Whether a text would be shown with other lines than its own. */
export const isReflowed = (text: string): boolean => joinsIn(text).length > 0;

const wordsOf = (part: Part): string => ('text' in part ? part.text : ' ');
const isVerbatim = (part: Part): part is Extract<Part, { kind: 'quoted' | 'mark' }> =>
  (part.kind === 'quoted' || part.kind === 'mark') && part.from !== undefined;

/** A piece of a text, which begins at `from` in it, with the joins made; one that begins before the piece was made there. */
function joined(piece: string, from: number, joins: readonly Join[]): string {
  const made: string[] = [];
  let kept = 0;
  for (const { at, length, by } of joins) {
    const [begin, end] = [Math.max(0, at - from), Math.min(piece.length, at + length - from)];
    if (end <= begin) continue;
    made.push(piece.slice(kept, begin), at >= from ? by : '');
    kept = end;
  }
  return [...made, piece.slice(kept)].join('');
}

/** Where a typewriter or a printer broke lines of one paragraph: the white space between them, in order. */
export function joinsIn(text: string): Join[] {
  const lines = linesOf(text);
  const width = widthOf(lines) ?? Number.POSITIVE_INFINITY;
  const joins: Join[] = [];
  const blocks = blocksOf(lines, text);
  for (const block of blocks.filter((one) => !isEnumeration(one))) {
    const own = block.length < 4 ? undefined : widthOf(block);
    const isOwn = own !== undefined && shareOfFull(block, own) >= leastShare.ownWidth;
    const broken = isOwn ? own : width;
    const isProse = (isOwn || shareOfFull(block, width) >= leastShare.block) && !isListOfNames(block);
    for (const [i, line] of block.entries()) {
      const next = block[i + 1];
      if (next !== undefined && goesOn(line, next, { width: broken, isProse, isLast: i + 2 === block.length }))
        joins.push(joinOf(line, next));
    }
  }
  for (const [i, block] of blocks.entries()) {
    const [line, next] = [block.at(-1), blocks[i + 1]?.[0]];
    const isMiddle = line !== undefined && joins.some(({ at, length }) => at + length === line.start);
    if (isMiddle && next !== undefined && goesOnBelow(line, next, width, text)) joins.push(joinOf(line, next));
  }
  return joins.sort((a, b) => a.at - b.at);
}

function linesOf(text: string): Line[] {
  return Array.from(text.matchAll(/[^\n\r]+/g), ({ 0: raw, index }): Line => {
    const words = raw.trim();
    const indent = raw.length - raw.trimStart().length;
    return { start: index + indent, end: index + indent + words.length, indent, text: words };
  }).filter((line) => line.text !== '');
}

const lengthOf = ({ indent, text }: Line): number => indent + text.length;

/** The width at which a text was broken: below it most lines end. Undefined for a text that was not. */
function widthOf(lines: readonly Line[]): number | undefined {
  const lengths = lines.map(lengthOf);
  const nearly = (width: number): number => lengths.filter((length) => length <= width && length > width - ragged).length;
  let best = 0;
  let width: number | undefined;
  for (const one of new Set(lengths)) {
    if (one < widths.least || one > widths.most || nearly(one) < best || (nearly(one) === best && one < (width ?? 0))) continue;
    [best, width] = [nearly(one), one];
  }
  return best >= 2 && best >= lines.length * leastShare.text ? width : undefined;
}

/** Lines with nothing between them but one break. */
function blocksOf(lines: readonly Line[], text: string): Line[][] {
  const blocks: Line[][] = [];
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before !== undefined && breaksBetween(before, line, text) === 1) blocks.at(-1)?.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

const breaksBetween = (line: Line, next: Line, text: string): number => text.slice(line.end, next.start).match(/\r\n|\n|\r/g)?.length ?? 0;

/** How much of a block looks broken at the width: of its lines but the last, and but those before an entry of a list. */
function shareOfFull(block: readonly Line[], width: number): number {
  const pairs = block.slice(1).flatMap((next, i): [Line, Line][] => {
    const line = block[i];
    return line === undefined || startsList.test(next.text) ? [] : [[line, next]];
  });
  return pairs.length === 0 ? 1 : pairs.filter(([line, next]) => isFull(line, next, width)).length / pairs.length;
}

/** Whether the first word of the next line had no room in this one. A line far wider is a paragraph of its own. */
function isFull(line: Line, next: Line, width: number): boolean {
  const length = lengthOf(line);
  if (length > width * (endsSentence.test(line.text) ? 1.2 : 2.2)) return false;
  // What an excerpt leaves out before it belonged to its first line.
  if (line.text.startsWith('… ')) return !endsSentence.test(line.text);
  return length + 1 + (/^\S+/.exec(next.text)?.[0].length ?? 0) > width - slack;
}

/** A line that ends no sentence goes on from so much of the width. */
const leastMiddle = 0.75;

/** Every line of it but the last ends with a comma or a semicolon. */
const isEnumeration = (block: readonly Line[]): boolean => block.length > 2 && block.slice(0, -1).every(({ text }) => /[,;]$/.test(text));

/** Every line of it begins with a capital, and not for want of small letters. */
function isListOfNames(block: readonly Line[]): boolean {
  const below = block.slice(1).filter(({ text }) => !startsList.test(text));
  if (below.length === 0 || isCapitals(block.map(({ text }) => text).join(' '))) return false;
  const small = below.filter(({ text }) => startsLower.test(text)).length;
  return below.length === 1 ? small === 0 && endsSentence.test(block[0]?.text ?? '') : small / below.length < leastShare.small;
}

type Block = { width: number; isProse: boolean; isLast: boolean };

/** Whether a line and the one under it are of one paragraph. */
function goesOn(line: Line, next: Line, { width, isProse, isLast }: Block): boolean {
  if (startsList.test(next.text) || isTabular(line.text) || isTabular(next.text) || !isAligned(line, next)) return false;
  if (isField.test(line.text)) return false;
  const isEnd = endsSentence.test(line.text);
  const doesEnd = endsSentence.test(next.text);
  // Capitals over or under ordinary text are a heading, unless a sentence ends with them.
  if (isCapitals(line.text) !== isCapitals(next.text) && (isEnd || !doesEnd)) return false;
  // The name under a telegram.
  if (isEnd && isLast && !doesEnd && next.text.split(/\s+/).length <= 3) return false;
  if (startsLower.test(next.text) && ((!isEnd && lengthOf(line) >= width / 2) || isMidSentence(line))) return true;
  return isProse && (isFull(line, next, width) || (!isEnd && lengthOf(line) >= width * leastMiddle));
}

/** Whether a long line stops at a word, whatever the width: an entry of a list would end with a mark. */
const isMidSentence = (line: Line): boolean => lengthOf(line) >= widths.long && /[\p{L}\p{N}-]$/u.test(line.text);

/** Whether a paragraph goes on under a blank line, as at the end of a printed page. */
function goesOnBelow(line: Line, next: Line, width: number, text: string): boolean {
  if (breaksBetween(line, next, text) !== 2 || endsSentence.test(line.text) || !isFull(line, next, width)) return false;
  if (startsList.test(next.text) || isTabular(next.text) || Math.abs(line.indent - next.indent) > 1) return false;
  if (isCapitals(line.text) !== isCapitals(next.text)) return false;
  return startsLower.test(next.text) || (isCapitals(next.text) && (lengthOf(next) >= width * 0.6 || endsSentence.test(next.text)));
}

/** Under one another, or indented as the first line of a paragraph and as what hangs under the mark of a list. */
function isAligned(line: Line, next: Line): boolean {
  const further = next.indent - line.indent;
  if (Math.abs(further) <= 1) return true;
  return startsList.test(line.text) ? further > 0 && further <= 8 : further < 0 && further >= -8 && next.indent <= 1;
}

/** A word that was divided keeps its hyphen: whether it is part of the word, nobody can tell. */
function joinOf(line: Line, next: Line): Join {
  const isWhole = endsBroken.test(line.text) || (isSpaceless.test(line.text.slice(-1)) && isSpaceless.test(next.text.slice(0, 1)));
  return { at: line.end, length: next.start - line.end, by: isWhole ? '' : ' ' };
}

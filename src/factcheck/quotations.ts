import { sentencesOf } from '../language/sentences.ts';
import { wordsIn, type DraftWord } from './draft-words.ts';
import { refsIn } from './refs.ts';

/**
 * A quotation in a draft: text between quotation marks of any kind, or a Markdown block quote. `inner`: nested quotations;
 * `isOpen`: its closing mark is missing, so it extends to the end of the paragraph.
 */
export type Quotation = { text: string; line: number; isBlock: boolean; isOpen: boolean; around: Around; inner: Quotation[] };

/** A draft's own words around a quotation, in which every quotation is blanked (`_____`); this one is from `start` to `end`. */
export type Around = { text: string; start: number; end: number };

/** Characters of the draft read on each side of a quotation. */
const near = 700;

/** A paragraph around the quotation from one offset to another; the quotations in it are blanked. */
function aroundOf(blanked: string, from: number, to: number): Around {
  const before = blanked.slice(Math.max(0, from - near), from);
  return { text: `${before}_____${blanked.slice(Math.max(from, to - 1), to + near)}`, start: before.length, end: before.length + 6 };
}

/** The paragraph with all between these offsets blanked, but for a full stop at their end, which may end a sentence. */
function blankedAt(text: string, spans: readonly (readonly [number, number])[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const [from, to] of spans) {
    if (from < at) continue;
    parts.push(text.slice(at, from), text.slice(from, to).replaceAll(/[^\n](?!$)|[^\n.!?]$/g, '_'));
    at = to;
  }
  return parts.join('') + text.slice(at);
}

/** Quotation marks nested deeper are ignored. */
const maxDepth = 6;
/** Characters to look ahead to decide whether an apostrophe closes a quotation or is possessive (`the ministers’ view`). */
const lookahead = 600;

/** The outermost quotations of a draft in order, with those nested inside. Takes linear time. */
export function quotationsIn(draft: string): Quotation[] {
  let before = '';
  return paragraphsIn(draft).flatMap(({ text, line, isBlock }) => {
    if (!isBlock) {
      const found = quotationsBetweenMarks(text, line);
      before = blankedAt(
        text,
        found.map(({ span }) => span),
      );
      const blanked = before;
      const placed = (one: Marked): Quotation => ({ ...one, around: aroundOf(blanked, ...one.span), inner: one.inner.map(placed) });
      return found.map(placed);
    }
    const source = /\n\s*[—–-]{1,2}\s[^\n]{1,150}$/.exec(text);
    const block = (source === null ? text : text.slice(0, source.index)).trim();
    const opening = before.slice(-near);
    const around = { text: `${opening} _____.${source?.[0] ?? ''}`, start: opening.length + 1, end: opening.length + 6 };
    const inBlock = (one: Marked): Quotation => ({ ...one, around, inner: one.inner.map(inBlock) });
    return wordsIn(block).length === 0
      ? []
      : [{ text: block, line, isBlock: true, isOpen: false, around, inner: quotationsBetweenMarks(block, line).map(inBlock) }];
  });
}

/** The sentences of a draft that cite a cable, each with its line; `own`: the same with its quotations blanked. */
export function citingIn(draft: string): { text: string; own: string; line: number }[] {
  return paragraphsIn(draft).flatMap(({ text, line, isBlock }) => {
    if (isBlock || refsIn(text).length === 0) return [];
    const blanked = blankedAt(
      text,
      quotationsBetweenMarks(text, line).map(({ span }) => span),
    );
    return sentencesOf(blanked).flatMap(({ start, end }) => {
      const own = blanked.slice(start, end);
      const linesBefore = blanked.slice(0, start).split('\n').length - 1;
      return refsIn(own).length === 0 ? [] : [{ text: text.slice(start, end), own, line: line + linesBefore }];
    });
  });
}

type Paragraph = { text: string; line: number; isBlock: boolean };

/** Paragraphs separated by blank lines; lines that begin with `>` are block quotes. Inline Markdown is removed. */
function paragraphsIn(draft: string): Paragraph[] {
  const found: Paragraph[] = [];
  let open: { lines: string[]; line: number; isBlock: boolean } | undefined;
  const close = (): void => {
    if (open !== undefined) found.push({ text: withoutMarkdown(open.lines.join('\n')), line: open.line, isBlock: open.isBlock });
    open = undefined;
  };
  draft.split(/\r\n?|\n/).forEach((raw, i) => {
    const quote = /^ {0,3}((?:> ?)+)(?=(.*)$)/.exec(raw);
    const isBlock = quote !== null;
    const text = isBlock ? raw.slice(quote[0].length) : raw;
    if (text.trim() === '') return close();
    if (open !== undefined && open.isBlock !== isBlock) close();
    open ??= { lines: [], line: i + 1, isBlock };
    open.lines.push(text);
  });
  close();
  return found;
}

/** Removes inline Markdown. Line breaks stay, so that lines can be counted. */
const withoutMarkdown = (text: string): string =>
  text
    .replaceAll(/!?\[([^[\]\n]{0,300})\]\([^()\s]{0,500}(?: "[^"\n]{0,200}")?\)/g, '$1')
    .replaceAll(/\[\^[^\]\n]{1,40}\]/g, '')
    .replaceAll(/\\(?=["'[\]*_`>])/g, '')
    .replaceAll(/\*+|`+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');

/** A quotation with its offsets in its paragraph. */
type Marked = Omit<Quotation, 'around' | 'inner'> & { span: [from: number, to: number]; inner: Marked[] };
type Open = { mark: string; from: number; line: number; inner: Marked[]; isNested: boolean };

const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
/** Whether an ambiguous mark can open a quotation: at the start, or after whitespace, a bracket, a dash or another mark. */
const mayOpenAfter = (before: string): boolean => before === '' || /[\s([{—–\-“‘„‚«»"'/]/.test(before);

/** Closing marks by opening mark. Straight marks, Swedish ones and reversed guillemets are resolved by their context. */
const closingMarks: Readonly<Record<string, string>> = {
  '“': '”',
  '„': '“”',
  '«': '»',
  '»': '«',
  '‹': '›',
  '›': '‹',
  '‘': '’',
  '‚': '‘’',
  '"': '"',
  "'": "'",
  '”': '”',
};
const isSingle = (mark: string): boolean => mark === '‘' || mark === "'" || mark === '‚';

/** Quotations between marks in one paragraph. */
function quotationsBetweenMarks(text: string, firstLine: number): Marked[] {
  const stack: Open[] = [];
  const found: Marked[] = [];
  let line = firstLine;
  const target = (): Marked[] => stack.at(-1)?.inner ?? found;
  const finish = (open: Open, to: number, isOpen: boolean): void => {
    const inside = text.slice(open.from, to).trim();
    const words = wordsIn(inside).length;
    // Single straight marks are apostrophes more often than not.
    if (words === 0 || (open.mark === "'" && words < 3)) target().push(...open.inner);
    else target().push({ text: inside, line: open.line, isBlock: false, isOpen, span: [open.from, to], inner: open.inner });
  };
  /** Closes the mark at this stack index; unclosed marks above it were not quotations, and pass on their nested ones. */
  const closeAt = (at: number, to: number): void => {
    while (stack.length > at + 1) {
      const stray = stack.pop();
      if (stray !== undefined) target().push(...stray.inner);
    }
    const open = stack.pop();
    if (open !== undefined) finish(open, to, false);
  };

  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '\n') line += 1;
    if (closingMarks[character] === undefined && character !== '’') continue;
    const before = text.charAt(i - 1);
    const after = text.charAt(i + 1);
    const at = stack.findLastIndex(({ mark }) => closingMarks[mark]?.includes(character) === true);
    if (at >= 0 && closes(text, i, character, stack[at]?.mark ?? '', before, after)) {
      closeAt(at, i);
      continue;
    }
    if (character === '’' || stack.length >= maxDepth) continue;
    const isOpening =
      character === '“' || character === '„' || character === '«' || character === '‹'
        ? true
        : character === '‘' || character === '‚'
          ? !isWord(before) && !/\s|^$/.test(after) && !/^\d0s/.test(text.slice(i + 1, i + 4))
          : character === '"'
            ? mayOpenAfter(before) && after !== ''
            : character === "'"
              ? mayOpenAfter(before) && /\p{L}/u.test(after)
              : mayOpenAfter(before) && isWord(after);
    if (isOpening) stack.push({ mark: character, from: i + 1, line, inner: [], isNested: stack.some(({ mark }) => mark === character) });
  }
  // Still open: a quotation continued in the next paragraph, or with its closing mark missing. Single marks were apostrophes.
  while (stack.length > 0) {
    const open = stack.pop();
    if (open === undefined) break;
    if (isSingle(open.mark) || open.isNested) target().push(...open.inner);
    else finish(open, text.length, true);
  }
  return found.toSorted((a, b) => a.line - b.line);
}

/** Whether the character at this offset closes a quotation opened by `mark`. */
function closes(text: string, i: number, character: string, mark: string, before: string, after: string): boolean {
  // Between whitespace and a word it opens a nested quotation, if another mark follows to close that.
  if (character === '"') return !(/\s|^$/.test(before) && isWord(after) && text.includes('"', i + 1));
  if (character === '’' || character === "'") {
    if (isWord(after) || (character === "'" && /\s|^$/.test(before))) return false;
    // `the ministers’ view`: possessive, if the quotation is closed further on.
    if (/s/i.test(before) && /^ \p{Ll}/u.test(text.slice(i + 1, i + 3))) return !closesLater(text, i, character, mark);
  }
  return true;
}

function closesLater(text: string, i: number, character: string, mark: string): boolean {
  const rest = text.slice(i + 1, i + 1 + lookahead);
  for (const { index } of rest.matchAll(new RegExp(`[${character}${mark}]`, 'g'))) {
    const one = rest.charAt(index);
    if (one === mark && mark !== character) return false;
    if (mark === character && mayOpenAfter(rest.charAt(index - 1)) && isWord(rest.charAt(index + 1))) return false;
    if (one === character && !isWord(rest.charAt(index + 1))) return true;
  }
  return false;
}

/** Consecutive words, and what precedes them: nothing, an ellipsis, or an insertion in square brackets (`inserted`). */
export type QuotationPiece = { words: DraftWord[]; text: string; join: 'start' | 'ellipsis' | 'insertion'; inserted: string };

/** A quotation prepared for matching. `readings`: for a word with bracketed letters (`[T]he`, `minister[s]`), its possible originals. */
export type ParsedQuotation = {
  pieces: QuotationPiece[];
  readings: Map<string, ReadonlySet<string>>;
  /** In words. */
  length: number;
  /** It was too long to be compared whole. */
  isCut: boolean;
};

/** Pieces compared per quotation, and words per piece. */
const maxPieces = 40;
const longestPiece = 1500;

const separators =
  /(?<ellipsis>\[\s*(?:\.\s?){2,5}\]|\[\s*…\s*\]|\(\s*(?:\.\s?){3,5}\)|\(\s*…\s*\)|…|\.\s?\.\s?\.(?:\s?\.)?)|\[\s*(?:sic|!|\d{1,3})\s*\]|(?<insertion>\[[^[\]]{1,300}\])/gi;
const changedLetters = /(\p{L}*)\[(\p{L}{1,12})\](\p{L}+)|(\p{L}+)\[(\p{L}{1,12})\]/gu;

/** Splits a quotation at its ellipses and insertions. */
export function parseQuotation(quotation: string): ParsedQuotation {
  const readings = new Map<string, ReadonlySet<string>>();
  const text = quotation.replaceAll(changedLetters, (_, ...groups: (string | undefined)[]) => {
    const [before = '', inside = '', after = '', stem = '', ending = ''] = groups;
    const merged = (before + inside + after + stem + ending).toLowerCase();
    readings.set(merged, new Set([merged, (before + after + stem).toLowerCase()]));
    return merged;
  });
  const pieces: QuotationPiece[] = [];
  let isCut = false;
  let join: QuotationPiece['join'] = 'start';
  let inserted = '';
  let from = 0;
  const take = (to: number): void => {
    const part = text.slice(from, to);
    const words = wordsIn(part);
    if (words.length === 0) return;
    isCut ||= pieces.length >= maxPieces || words.length > longestPiece;
    if (pieces.length >= maxPieces) return;
    pieces.push({ words: words.slice(0, longestPiece), text: part, join: pieces.length === 0 ? 'start' : join, inserted });
    join = 'start';
    inserted = '';
  };
  for (const match of text.matchAll(separators)) {
    take(match.index);
    from = match.index + match[0].length;
    // An ellipsis next to an insertion still leaves out words.
    if (match.groups?.['ellipsis'] !== undefined) join = 'ellipsis';
    else if (match.groups?.['insertion'] !== undefined && join !== 'ellipsis') {
      join = 'insertion';
      inserted += match[0];
    } else if (join === 'start') join = 'insertion';
  }
  take(text.length);
  return { pieces, readings, length: pieces.reduce((sum, { words }) => sum + words.length, 0), isCut };
}

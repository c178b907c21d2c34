import { wordsIn, type DraftWord } from './draft-words.ts';

/**
 * What a draft quotes: words between quotation marks of any kind, and block quotes of Markdown. `inner` are the
 * quotations within it; `isOpen`: its closing mark is missing, it was taken to the paragraph's end.
 */
export type Quotation = { text: string; line: number; isBlock: boolean; isOpen: boolean; inner: Quotation[] };

/** Marks nested deeper are read as plain signs. */
const deepest = 6;
/** As far ahead it is looked whether an apostrophe closes a quotation or ends a plural (`the ministers’ view`). */
const lookahead = 600;

/** Every quotation of a draft, in order, outermost ones with those inside. Takes time in proportion to the text. */
export function quotationsIn(draft: string): Quotation[] {
  return paragraphsIn(draft).flatMap(({ text, line, isBlock }) => {
    if (!isBlock) return marked(text, line);
    const block = text.replace(/\n\s*[—–-]{1,2}\s[^\n]{1,150}$/, '').trim();
    return wordsIn(block).length === 0 ? [] : [{ text: block, line, isBlock: true, isOpen: false, inner: marked(block, line) }];
  });
}

type Paragraph = { text: string; line: number; isBlock: boolean };

/** Paragraphs between empty lines; lines that begin with `>` are block quotes. Links and emphasis of Markdown are undone. */
function paragraphsIn(draft: string): Paragraph[] {
  const found: Paragraph[] = [];
  let open: { lines: string[]; line: number; isBlock: boolean } | undefined;
  const close = (): void => {
    if (open !== undefined) found.push({ text: unmarked(open.lines.join('\n')), line: open.line, isBlock: open.isBlock });
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

/** Without the signs of Markdown that stand among words. Line ends stay, so that lines can be counted. */
const unmarked = (text: string): string =>
  text
    .replaceAll(/!?\[([^[\]\n]{0,300})\]\([^()\s]{0,500}(?: "[^"\n]{0,200}")?\)/g, '$1')
    .replaceAll(/\[\^[^\]\n]{1,40}\]/g, '')
    .replaceAll(/\\(?=["'[\]*_`>])/g, '')
    .replaceAll(/\*+|`+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');

type Open = { mark: string; from: number; line: number; inner: Quotation[]; isNested: boolean };

const isWord = (sign: string): boolean => /[\p{L}\p{N}]/u.test(sign);
/** Where a mark that looks the same at both ends can open: at the start, or behind a blank, a bracket, a dash, another mark. */
const mayOpenAfter = (before: string): boolean => before === '' || /[\s([{—–\-“‘„‚«»"'/]/.test(before);

/** What each opening mark is closed by. A straight mark and those of Swedish and of reversed guillemets are told by their place. */
const closers: Readonly<Record<string, string>> = {
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
function marked(text: string, firstLine: number): Quotation[] {
  const stack: Open[] = [];
  const found: Quotation[] = [];
  let line = firstLine;
  const into = (): Quotation[] => stack.at(-1)?.inner ?? found;
  const finish = (open: Open, to: number, isOpen: boolean): void => {
    const inside = text.slice(open.from, to).trim();
    const words = wordsIn(inside).length;
    // Single straight marks are apostrophes more often than not.
    if (words === 0 || (open.mark === "'" && words < 3)) into().push(...open.inner);
    else into().push({ text: inside, line: open.line, isBlock: false, isOpen, inner: open.inner });
  };
  /** Closes the mark at this place of the stack; what is open above it was none, and hands down what it held. */
  const closeAt = (at: number, to: number): void => {
    while (stack.length > at + 1) {
      const stray = stack.pop();
      if (stray !== undefined) into().push(...stray.inner);
    }
    const open = stack.pop();
    if (open !== undefined) finish(open, to, false);
  };

  for (let i = 0; i < text.length; i += 1) {
    const sign = text.charAt(i);
    if (sign === '\n') line += 1;
    if (closers[sign] === undefined && sign !== '’') continue;
    const before = text.charAt(i - 1);
    const after = text.charAt(i + 1);
    const at = stack.findLastIndex(({ mark }) => closers[mark]?.includes(sign) === true);
    if (at >= 0 && closes(text, i, sign, stack[at]?.mark ?? '', before, after)) {
      closeAt(at, i);
      continue;
    }
    if (sign === '’' || stack.length >= deepest) continue;
    const isOpening =
      sign === '“' || sign === '„' || sign === '«' || sign === '‹'
        ? true
        : sign === '‘' || sign === '‚'
          ? !isWord(before) && !/\s|^$/.test(after) && !/^\d0s/.test(text.slice(i + 1, i + 4))
          : sign === '"'
            ? mayOpenAfter(before) && after !== ''
            : sign === "'"
              ? mayOpenAfter(before) && /\p{L}/u.test(after)
              : mayOpenAfter(before) && isWord(after);
    if (isOpening) stack.push({ mark: sign, from: i + 1, line, inner: [], isNested: stack.some(({ mark }) => mark === sign) });
  }
  // What is still open: a quotation that goes on in the next paragraph, or whose end was forgotten. Single marks were apostrophes.
  while (stack.length > 0) {
    const open = stack.pop();
    if (open === undefined) break;
    if (isSingle(open.mark) || open.isNested) into().push(...open.inner);
    else finish(open, text.length, true);
  }
  return found.toSorted((a, b) => a.line - b.line);
}

/** Whether the sign at this place closes a quotation that `mark` opened. */
function closes(text: string, i: number, sign: string, mark: string, before: string, after: string): boolean {
  // Behind a blank and before a word it opens a quotation within, if there is another mark to close that.
  if (sign === '"') return !(/\s|^$/.test(before) && isWord(after) && text.includes('"', i + 1));
  if (sign === '’' || sign === "'") {
    if (isWord(after) || (sign === "'" && /\s|^$/.test(before))) return false;
    // `the ministers’ view`: a plural, if the quotation is closed further on.
    if (/s/i.test(before) && /^ \p{Ll}/u.test(text.slice(i + 1, i + 3))) return !closesLater(text, i, sign, mark);
  }
  return true;
}

function closesLater(text: string, i: number, sign: string, mark: string): boolean {
  const rest = text.slice(i + 1, i + 1 + lookahead);
  for (const { index } of rest.matchAll(new RegExp(`[${sign}${mark}]`, 'g'))) {
    const one = rest.charAt(index);
    if (one === mark && mark !== sign) return false;
    if (mark === sign && mayOpenAfter(rest.charAt(index - 1)) && isWord(rest.charAt(index + 1))) return false;
    if (one === sign && !isWord(rest.charAt(index + 1))) return true;
  }
  return false;
}

/** Words in a row, and what stands before them: nothing, an ellipsis, or words of the writer's own in square brackets. */
export type QuotationPiece = { words: DraftWord[]; text: string; join: 'start' | 'ellipsis' | 'insertion' };

/** A quotation as it is compared. `readings`: of a word with letters in brackets (`[T]he`, `minister[s]`), what it may be. */
export type Wanted = {
  pieces: QuotationPiece[];
  readings: Map<string, ReadonlySet<string>>;
  /** In words. */
  length: number;
  /** There is more of it than is compared. */
  isCut: boolean;
};

/** Pieces of a quotation that are compared, and words of each. */
const mostPieces = 40;
const longestPiece = 1500;

const cut =
  /(?<ellipsis>\[\s*(?:\.\s?){2,5}\]|\[\s*…\s*\]|\(\s*(?:\.\s?){3,5}\)|\(\s*…\s*\)|…|\.\s?\.\s?\.(?:\s?\.)?)|\[\s*(?:sic|!|\d{1,3})\s*\]|(?<insertion>\[[^[\]]{1,300}\])/gi;
const changedLetters = /(\p{L}*)\[(\p{L}{1,12})\](\p{L}+)|(\p{L}+)\[(\p{L}{1,12})\]/gu;

/** A quotation parted at its ellipses and insertions. */
export function wantedOf(quotation: string): Wanted {
  const readings = new Map<string, ReadonlySet<string>>();
  const text = quotation.replaceAll(changedLetters, (_, ...groups: (string | undefined)[]) => {
    const [before = '', inside = '', behind = '', stem = '', ending = ''] = groups;
    const merged = (before + inside + behind + stem + ending).toLowerCase();
    readings.set(merged, new Set([merged, (before + behind + stem).toLowerCase()]));
    return merged;
  });
  const pieces: QuotationPiece[] = [];
  let isCut = false;
  let join: QuotationPiece['join'] = 'start';
  let from = 0;
  const take = (to: number): void => {
    const part = text.slice(from, to);
    const words = wordsIn(part);
    if (words.length === 0) return;
    isCut ||= pieces.length >= mostPieces || words.length > longestPiece;
    if (pieces.length >= mostPieces) return;
    pieces.push({ words: words.slice(0, longestPiece), text: part, join: pieces.length === 0 ? 'start' : join });
    join = 'start';
  };
  for (const match of text.matchAll(cut)) {
    take(match.index);
    from = match.index + match[0].length;
    // An ellipsis beside an insertion leaves out words all the same.
    if (match.groups?.['ellipsis'] !== undefined) join = 'ellipsis';
    else if (match.groups?.['insertion'] !== undefined && join !== 'ellipsis') join = 'insertion';
    else if (join === 'start') join = 'insertion';
  }
  take(text.length);
  return { pieces, readings, length: pieces.reduce((sum, { words }) => sum + words.length, 0), isCut };
}

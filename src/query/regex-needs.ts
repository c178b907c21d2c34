import { anyCharacter, boundedOf, longestPiece, mostWays, sourceOf, type Bounded, type Chars } from './regex-pieces.ts';
import { regexTree, type RegexNode } from './regex-tree.ts';

/*
 * What a line must hold for a regular expression to match in it. Reading texts with RE2 is slow, so lines that lack any of
 * it are passed over, and an index leaves out the cables that have no such words.
 */

/**
 * `text`: a piece that stands in the line, as an expression of bounded length. `words`: words that stand there one behind
 * the other, each as it is folded.
 */
export type RegexNeeds =
  | { kind: 'all' | 'any'; of: readonly RegexNeeds[] }
  | { kind: 'text'; piece: RegExp }
  | { kind: 'words'; row: readonly WordNeed[] };

/** A folded word of up to `longestTried` characters must match `test`. `letters`: the longest run of letters that all such words hold. */
export type WordNeed = { test: RegExp; letters: string };

/** Words of more characters are not compared with an expression: its time may grow with their square. */
export const longestTried = 64;
/** A word of fewer letters is in too many texts; where it begins is known, one of two is not. */
const fewestLetters = 3;
/** Repetitions without an end in one word. */
const mostOpen = 2;

const nothing: RegexNeeds = { kind: 'all', of: [] };

/**
 * What an expression needs; nothing where that is not known. `whole` finds just the texts in a line of which the expression
 * matches something, where it is short and plain enough. `word`: what it is, if it matches within words and no more.
 */
export type ReadRegex = { needs: RegexNeeds; whole?: RegExp; word?: WordNeed };

export function readRegex(pattern: string): ReadRegex {
  const tree = regexTree(pattern);
  if (tree === undefined) return { needs: nothing };
  const bounded = boundedOf(tree);
  const isExact = bounded?.isExact === true && bounded.least > 0;
  const word = wordOf(itemsOf(tree));
  return {
    needs: needsOfTree(tree),
    ...(isExact ? { whole: new RegExp(bounded.source, 'u') } : {}),
    ...(word === undefined ? {} : { word }),
  };
}

/** False when a text cannot hold a match. */
export function mayHold(text: string, needs: RegexNeeds): boolean {
  switch (needs.kind) {
    case 'all':
      return needs.of.every((one) => mayHold(text, one));
    case 'any':
      return needs.of.some((one) => mayHold(text, one));
    case 'text':
      return needs.piece.test(text);
    case 'words':
      return true;
  }
}

/** Runs of letters that the words of a text must hold between them. */
export function requiredPieces(needs: RegexNeeds): string[] {
  if (needs.kind === 'words') return needs.row.map(({ letters }) => letters).filter((piece) => piece.length >= fewestLetters);
  return needs.kind === 'all' ? needs.of.flatMap(requiredPieces) : [];
}

function needsOfTree(tree: RegexNode): RegexNeeds {
  const items = itemsOf(tree);
  const inner = items.flatMap((item) => (item.needs === undefined ? [] : [item.needs]));
  return { kind: 'all', of: [...textNeeds(items), ...wordNeeds(items), ...inner] };
}

/** One part of an expression behind the other: a bounded one; or one without an end, of which only its characters are known. */
type Item = Bounded | { kind: 'open'; chars: Chars; source?: string; needs?: RegexNeeds };

function itemsOf(node: RegexNode): Item[] {
  if (node.kind === 'row') return node.of.flatMap(itemsOf);
  const bounded = boundedOf(node);
  if (bounded !== undefined) return [bounded];
  if (node.kind === 'either') return [{ kind: 'open', chars: 'other', needs: { kind: 'any', of: node.of.map(needsOfTree) } }];
  if (node.kind !== 'times') return [];
  // As often as it must be there, and then whatever follows.
  const once = boundedOf(node.of);
  const rest: Item = { kind: 'open', chars: once?.chars ?? 'other', ...(node.of.kind === 'char' ? { source: sourceOf(node.of) } : {}) };
  if (node.least === 0) return [rest];
  const first = boundedOf({ ...node, most: node.least });
  return [...(first === undefined ? itemsOf(node.of) : [first]), rest];
}

/** The pieces between whatever has no end. */
function textNeeds(items: readonly Item[]): RegexNeeds[] {
  const found: RegexNeeds[] = [];
  let [source, ways, most] = ['', 1, 0];
  const end = (): void => {
    if (source.replaceAll(anyCharacter, '') !== '') found.push({ kind: 'text', piece: new RegExp(source, 'u') });
    [source, ways, most] = ['', 1, 0];
  };
  for (const item of items) {
    if (item.kind === 'open') end();
    else {
      if (ways * item.ways > mostWays || most + item.most > longestPiece) end();
      source += item.source;
      ways *= item.ways;
      most += item.most;
    }
  }
  end();
  return found;
}

/** What stands before an apostrophe in French and Italian, or behind one in English, is no word of its own. */
const noWords = ['l', 'd', 'j', 's', 'c', 'qu', 'dell', 'nell', 'dall', 'sull', 'all'];

/** The words, as far as they have letters enough; those with nothing but blanks between them are in a row. */
function wordNeeds(items: readonly Item[]): RegexNeeds[] {
  const found: RegexNeeds[] = [];
  let row: WordNeed[] = [];
  let word: WordBuilder | undefined;
  let isBehindBlank = false;
  /** Ends the word, if there is one; `isAtBlank`: a blank follows. Returns whether another may follow it in its row. */
  const endWord = (isAtBlank: boolean): void => {
    const need = word?.end(isAtBlank);
    if (need !== undefined) row.push(need);
    if (!isAtBlank || need === undefined) endRow();
    word = undefined;
  };
  const endRow = (): void => {
    if (row.length > 0) found.push({ kind: 'words', row });
    row = [];
  };
  for (const item of items) {
    const isThere = item.kind === 'bounded' && item.least > 0;
    if (item.chars === 'none') continue;
    if (item.chars === 'word' && (item.kind === 'bounded' || item.source !== undefined)) {
      word ??= new WordBuilder(isBehindBlank);
      word.add(item);
      isBehindBlank = false;
    } else if (item.chars === 'blank' && (isThere || isBehindBlank)) {
      if (word !== undefined) endWord(true);
      isBehindBlank = true;
    } else {
      endWord(false);
      isBehindBlank = false;
    }
  }
  endWord(false);
  return found;
}

/** The word that all of an expression is about, if there is one. */
function wordOf(items: readonly Item[]): WordNeed | undefined {
  const word = new WordBuilder(false);
  for (const item of items) {
    const isSure = item.kind === 'open' ? item.source !== undefined : item.isExact && item.loose === item.source;
    if (item.chars !== 'word' || !isSure) return undefined;
    word.add(item);
  }
  return word.end(false);
}

/** A word of an expression. */
class WordBuilder {
  private source = '';
  private least = 0;
  private open = 0;
  private run = '';
  private longest = '';
  private readonly isAtStart: boolean;

  constructor(isAtStart: boolean) {
    this.isAtStart = isAtStart;
  }

  add(item: Item): void {
    if (item.kind === 'open') {
      this.open += 1;
      this.source += `${item.source ?? ''}*`;
      this.run = '';
      return;
    }
    this.source += item.loose;
    this.least += item.least;
    this.run = item.letter === undefined ? '' : this.run + item.letter;
    if (this.run.length > this.longest.length) this.longest = this.run;
  }

  /** Undefined where it says too little. */
  end(isAtEnd: boolean): WordNeed | undefined {
    const { source, least, open } = this;
    if (least < (this.isAtStart ? 2 : fewestLetters) || open > mostOpen || noWords.some((word) => new RegExp(source, 'u').test(word)))
      return undefined;
    return { test: new RegExp(`${this.isAtStart ? '^' : ''}(?:${source})${isAtEnd ? '$' : ''}`, 'u'), letters: this.longest };
  }
}

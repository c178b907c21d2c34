import { fits, patternSpans } from './patterns.ts';
import { isWithin } from './dates.ts';
import { holdsRegex } from './regex.ts';
import { RowSet } from './row-set.ts';
import { valuesOf, type Field, type Searchable } from './text-fields.ts';
import type { PatternNode, PhraseNode, PhrasePlace, QueryNode, WordNode } from './tree.ts';
import type { Language } from '../language/stems.ts';
import { eachWord, readings, tokenise, type Token } from '../language/tokens.ts';

/** Whether the body is searched as well. */
export const looksInBody = (field: Field | undefined): boolean => field === undefined || field === 'text';

/**
 * Whether a cable matches a query, decided on its text alone: the reference that every engine is tested against. Slow (it
 * reads the whole text), so engines use it on few cables or not at all.
 */
export function matches(node: QueryNode, cable: Searchable & { row?: number }): boolean {
  switch (node.kind) {
    case 'word':
    case 'phrase':
    case 'pattern':
      return (
        valuesOf(cable, node.field).some((value) => holds(value, cable.language, node)) ||
        (looksInBody(node.field) && holds(cable.body, cable.language, node))
      );
    case 'date':
      return isWithin(cable.date, node.from, node.to);
    case 'and':
      return node.nodes.every((part) => matches(part, cable));
    case 'or':
      return node.nodes.some((part) => matches(part, cable));
    case 'some':
      return node.nodes.filter((part) => matches(part, cable)).length >= node.least;
    case 'not':
      return !matches(node.node, cable);
    case 'rows':
      return cable.row !== undefined && new RowSet(node.rows).has(cable.row);
    case 'all':
      return true;
    // State is turned into rows before anything is searched.
    case 'state':
    case 'none':
      return false;
  }
}

/** Whether a text holds the word, the phrase's words in a row (or near each other), or a match of the pattern. */
export function holds(text: string, language: Language, node: WordNode | PhraseNode | PatternNode): boolean {
  if (text === '') return false;
  if (node.kind === 'pattern' && node.how === 'exact') return holdsExact(text, language, node, node.pattern, 0);
  const rows = node.kind === 'phrase' ? (node.places ?? []) : [];
  if (node.kind === 'phrase' && rows.length > 0 && rows.every((row) => asWritten(row) !== undefined))
    return rows.some((row) =>
      holdsExact(text, language, { ...node, places: [row] }, asWritten(row) ?? '', 4 * (row.length + (node.near ?? 0))),
    );
  if (node.kind === 'pattern' && node.how === 'regex') return holdsRegex(text, node);
  return findSpans(text, tokenise(text, language), node).length > 0;
}

/** A word of a phrase that must stand there exactly as it is written. */
const asWritten = (row: readonly PhrasePlace[]): string | undefined =>
  row.flatMap((place) => (place.kind === 'pattern' && place.how === 'exact' ? [place.pattern] : []))[0];

const isLatin = (text: string, at: number): boolean => /[A-Za-z]/.test(text.charAt(at));

/**
 * What has a word exactly as it is written: that is looked for first, and only the lines around it are read as words, on either
 * side as many as have so many words at least. It may be a part of another word.
 */
function holdsExact(text: string, language: Language, node: PatternNode | PhraseNode, word: string, words: number): boolean {
  const isFound = (part: string): boolean => findSpans(part, tokenise(part, language), node).length > 0;
  const wanted = word.normalize('NFC');
  if (!/^[ -~]+$/.test(wanted)) return text.normalize('NFC').includes(wanted) && isFound(text);
  const lineEnd = (at: number): number => (text.includes('\n', at) ? text.indexOf('\n', at) : text.length);
  const hasWords = (from: number, to: number): boolean => (text.slice(from, to).match(/[\p{L}\p{N}]+/gu) ?? []).length >= words;
  for (let at = text.indexOf(wanted); at >= 0;) {
    const isInside = isLatin(text, at - 1) || isLatin(text, at + wanted.length);
    if (!isInside) {
      let start = at;
      for (let lines = 0; start > 0 && (lines < linesBefore || !hasWords(start, at)); lines += 1) start = text.lastIndexOf('\n', start - 1);
      let end = lineEnd(lineEnd(at) + 1);
      while (end < text.length && !hasWords(lineEnd(at), end)) end = lineEnd(end + 1);
      if (isFound(text.slice(Math.max(0, start), end))) return true;
    }
    at = text.indexOf(wanted, isInside ? at + 1 : Math.max(at + 1, lineEnd(at)));
  }
  return false;
}

/** Words that are broken at the end of a line go on in the next. */
const linesBefore = 4;

/** Where a word, a phrase or a pattern stands in a text with these tokens: [start, end) offsets into the text, in order. */
export function findSpans(text: string, tokens: Token[], node: WordNode | PhraseNode | PatternNode): [number, number][] {
  if (node.kind === 'word') return wordSpans(tokens, node.stems);
  if (node.kind === 'pattern') return patternSpans(text, tokens, node);
  const { stems, places, near } = node;
  if (places !== undefined) return readings(tokens).flatMap((reading) => places.flatMap((row) => placeSpans(reading, row, near)));
  return readings(tokens).flatMap((reading) =>
    stems.flatMap((row) => (near === undefined ? phraseSpans(reading, row) : nearSpans(reading, row, near))),
  );
}

function wordSpans(tokens: Token[], stems: readonly string[]): [number, number][] {
  const spans: [number, number][] = [];
  for (const token of eachWord(tokens)) if (stems.includes(token.stem)) spans.push([token.start, token.end]);
  return spans;
}

function phraseSpans(tokens: readonly Token[], stems: readonly string[]): [number, number][] {
  const spans: [number, number][] = [];
  for (const [i, first] of tokens.entries()) {
    if (first.stem !== stems[0] || !stems.every((stem, k) => tokens[i + k]?.stem === stem)) continue;
    const last = tokens[i + stems.length - 1];
    if (last !== undefined) spans.push([first.start, last.end]);
  }
  return spans;
}

/** The same where places are patterns; with `near`, in any order with at most so many other words between them. */
function placeSpans(tokens: readonly Token[], places: readonly PhrasePlace[], near: number | undefined): [number, number][] {
  const tests = places.map((place) => (place.kind === 'pattern' ? fits(place) : ({ stem }: Token) => place.stems.includes(stem)));
  const spans: [number, number][] = [];
  const add = (from: number, to: number): void => {
    const [first, last] = [tokens[from], tokens[to]];
    if (first !== undefined && last !== undefined) spans.push([first.start, last.end]);
  };
  for (const [i, token] of tokens.entries()) {
    if (near !== undefined) {
      const end = shortestFrom(tokens, i, tests, i + tests.length + near);
      if (end !== undefined) add(i, end);
    } else if (tests[0]?.(token) === true && tests.every((isMeant, k) => tokens[i + k] !== undefined && isMeant(tokens[i + k] as Token)))
      add(i, i + tests.length - 1);
  }
  return spans;
}

/** The first index before `before` at which each test has a word of its own from `start` on, which is one of them. */
function shortestFrom(
  tokens: readonly Token[],
  start: number,
  tests: readonly ((token: Token) => boolean)[],
  before: number,
): number | undefined {
  let best: number | undefined;
  const take = (left: readonly ((token: Token) => boolean)[], used: ReadonlySet<number>, last: number): void => {
    const [isMeant, ...others] = left;
    if (isMeant === undefined) {
      if (used.has(start) && (best === undefined || last < best)) best = last;
      return;
    }
    for (let at = start; at < Math.min(before, tokens.length, best ?? before); at += 1) {
      const token = tokens[at];
      if (token !== undefined && !used.has(at) && isMeant(token)) take(others, new Set([...used, at]), Math.max(last, at));
    }
  };
  if (tests.some((isMeant) => isMeant(tokens[start] as Token))) take(tests, new Set(), start);
  return best;
}

/**
 * Stretches that hold all the words, in any order, with at most `most` others between them: each word as often as it was
 * asked for. Of stretches that end at the same word only the shortest.
 */
function nearSpans(tokens: readonly Token[], stems: readonly string[], most: number): [number, number][] {
  const spans: [number, number][] = [];
  for (const [start, end] of nearStretches(
    tokens.map(({ stem }) => stem),
    stems,
    most,
  )) {
    const [first, last] = [tokens[start], tokens[end]];
    if (first !== undefined && last !== undefined) spans.push([first.start, last.end]);
  }
  return spans;
}

/** The same for any values that can be compared: the first and last index of each stretch, in time linear in `words`. */
export function nearStretches<T>(words: ArrayLike<T>, wanted: readonly T[], most: number): [number, number][] {
  const needed = new Map<T, number>();
  for (const one of wanted) needed.set(one, (needed.get(one) ?? 0) + 1);
  const held = new Map<T, number>();
  let missing = wanted.length;
  let start = 0;
  const found: [number, number][] = [];
  for (let end = 0; end < words.length; end += 1) {
    const word = words[end] as T;
    const need = needed.get(word);
    if (need === undefined) continue;
    const has = (held.get(word) ?? 0) + 1;
    held.set(word, has);
    if (has <= need) missing -= 1;
    // Drops words at the start that are not needed.
    for (; start < end; start += 1) {
      const first = words[start] as T;
      const spare = (held.get(first) ?? 0) - (needed.get(first) ?? 0);
      if (needed.has(first) && spare <= 0) break;
      if (needed.has(first)) held.set(first, (held.get(first) ?? 0) - 1);
    }
    if (missing === 0 && end - start + 1 - wanted.length <= most) found.push([start, end]);
  }
  return found;
}

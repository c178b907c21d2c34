import { ours } from '../reply/text.ts';
import { RE2JS } from 're2js';
import { editDistance } from '../language/edit-distance.ts';
import type { PatternNode } from './tree.ts';
import { eachWord, fold, type Token } from '../language/tokens.ts';

/** Longest regular expression, in UTF-16 units. */
export const longestRegex = 200;

/** Words shorter than this have too many near spellings; patterns with fewer letters match too much. */
export const fewestFuzzy = 5;
export const fewestWildcard = 3;

/** Edits allowed when no number is given: one, or two from six letters on. */
export const editsFor = (word: string): number => (fold(word).length >= 6 ? 2 : 1);

/** A word as it is folded, and as it is written where that matters (`exact`). */
type Word = { folded: string; surface?: string };

const compiled = new WeakMap<PatternNode, (word: Word) => boolean>();
const regexes = new WeakMap<PatternNode, RE2JS | undefined>();

/** A test of whether a word matches: by near spelling, by wildcards, or exactly as written. Not for `regex`. */
export function fits(node: PatternNode): (word: Word) => boolean {
  const known = compiled.get(node);
  if (known !== undefined) return known;
  const made = testOf(node);
  compiled.set(node, made);
  return made;
}

function testOf({ how, pattern, most = 0 }: PatternNode): (word: Word) => boolean {
  if (how === 'exact') {
    const wanted = pattern.normalize('NFC');
    return ({ surface }) => surface?.normalize('NFC') === wanted;
  }
  if (how === 'fuzzy') {
    const wanted = fold(pattern);
    return ({ folded }) => editDistance(wanted, folded, most) <= most;
  }
  const parts = wildcardParts(pattern);
  return ({ folded }) => matchesWildcards(folded, parts);
}

/** The characters of a wildcard pattern, folded between its `*` and `?`. */
const wildcardParts = (pattern: string): string[] =>
  pattern.split(/([*?])/).flatMap((part) => (part === '*' || part === '?' ? [part] : Array.from(fold(part))));

/** Whether a word matches a wildcard pattern: `*` is any characters, `?` one. Two pointers, one of which restarts behind the last `*`. */
function matchesWildcards(word: string, parts: readonly string[]): boolean {
  const characters = Array.from(word);
  let [at, part, star, back] = [0, 0, -1, 0];
  while (at < characters.length) {
    const wanted = parts[part];
    if (wanted === '*') {
      star = part;
      back = at;
      part += 1;
    } else if (wanted !== undefined && (wanted === '?' || wanted === characters[at])) {
      at += 1;
      part += 1;
    } else if (star >= 0) {
      back += 1;
      at = back;
      part = star + 1;
    } else return false;
  }
  while (parts[part] === '*') part += 1;
  return part === parts.length;
}

/** Why a regular expression cannot be used, or undefined when it can. Takes linear time on any text (RE2). */
export function regexProblem(pattern: string): string | undefined {
  if (pattern.length > longestRegex) return ours`A regular expression may have ${longestRegex} characters.`;
  try {
    RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE);
    return undefined;
  } catch {
    return ours('This regular expression cannot be read (look-around and back references are not known).');
  }
}

/** Where a pattern matches in a text: offsets into the text, in order. `tokens` are those of the text. */
export function patternSpans(text: string, tokens: readonly Token[], node: PatternNode): [number, number][] {
  if (node.how === 'regex') return regexSpans(text, node);
  const isMeant = fits(node);
  const spans: [number, number][] = [];
  for (const token of eachWord(tokens)) if (isMeant(token)) spans.push([token.start, token.end]);
  return spans;
}

/** Matches within one line each; empty matches are ignored. */
function regexSpans(text: string, node: PatternNode): [number, number][] {
  if (!regexes.has(node))
    regexes.set(node, regexProblem(node.pattern) === undefined ? RE2JS.compile(node.pattern, RE2JS.CASE_INSENSITIVE) : undefined);
  const regex = regexes.get(node);
  const spans: [number, number][] = [];
  if (regex === undefined) return spans;
  for (const line of text.matchAll(/[^\n]+/g)) {
    const found = regex.matcher(line[0]);
    while (found.find()) if (found.end() > found.start()) spans.push([line.index + found.start(), line.index + found.end()]);
  }
  return spans;
}

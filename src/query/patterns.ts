import { editDistance } from '../language/edit-distance.ts';
import { regexSpans } from './regex.ts';
import type { PatternNode } from './tree.ts';
import { eachWord, fold, type Token } from '../language/tokens.ts';

/** Words shorter than this have too many near spellings; patterns with fewer letters match too much. */
export const fewestFuzzy = 5;
export const fewestWildcard = 3;

/** Edits allowed when no number is given: one, or two from six letters on. */
export const editsFor = (word: string): number => (fold(word).length >= 6 ? 2 : 1);

/** A word as it is folded, and as it is written where that matters (`exact`). */
type Word = { folded: string; surface?: string };

const compiled = new WeakMap<PatternNode, (word: Word) => boolean>();

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

/** Where a pattern matches in a text: offsets into the text, in order. `tokens` are those of the text. */
export function patternSpans(text: string, tokens: readonly Token[], node: PatternNode): [number, number][] {
  if (node.how === 'regex') return [...regexSpans(text, node)];
  const isMeant = fits(node);
  const spans: [number, number][] = [];
  for (const token of eachWord(tokens)) if (isMeant(token)) spans.push([token.start, token.end]);
  return spans;
}

import { RE2JS } from 're2js';
import { ours } from '../reply/text.ts';
import { mayHold, readRegex, type ReadRegex } from './regex-needs.ts';
import type { PatternNode } from './tree.ts';

/** Longest regular expression, in UTF-16 units. */
export const longestRegex = 200;

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

type Compiled = ReadRegex & { regex: RE2JS | undefined };
const compiled = new WeakMap<PatternNode, Compiled>();

function compiledOf(node: PatternNode): Compiled {
  const known = compiled.get(node);
  if (known !== undefined) return known;
  const regex = regexProblem(node.pattern) === undefined ? RE2JS.compile(node.pattern, RE2JS.CASE_INSENSITIVE) : undefined;
  const made = { regex, ...readRegex(node.pattern) };
  compiled.set(node, made);
  return made;
}

/** What a regular expression says of the texts in which it matches. */
export const regexOf: (node: PatternNode) => ReadRegex = compiledOf;

/** Where it matches in a text: offsets into the text, in order. Matches are within one line each; empty ones are ignored. */
export function* regexSpans(text: string, node: PatternNode): Generator<[number, number]> {
  const { regex, needs } = compiledOf(node);
  if (regex === undefined || !mayHold(text, needs)) return;
  for (const line of text.matchAll(/[^\n]+/g)) {
    if (!mayHold(line[0], needs)) continue;
    const found = regex.matcher(line[0]);
    while (found.find()) if (found.end() > found.start()) yield [line.index + found.start(), line.index + found.end()];
  }
}

/** Whether it matches anything in a text. */
export function holdsRegex(text: string, node: PatternNode): boolean {
  const { regex, whole } = compiledOf(node);
  return regex !== undefined && whole !== undefined ? whole.test(text) : regexSpans(text, node).next().done !== true;
}

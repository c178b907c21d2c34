import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { secondModel, type SecondModel } from './second-reader-file.ts';
import { createEmbedder, featuresIn, namesAlong } from './second-reader-net.ts';
import { secondTokens, type WordPiece, type SecondToken } from './second-reader-tokens.ts';

/**
 * A reader of names that knows nothing of our lists, rules and weights: spaCy's medium English model for names, in plain
 * arrays. It is no better than ours; but what both see is seldom wrong. The model is in data/second-reader.
 */

/** A name as the second reader sees it: UTF-16 offsets, end exclusive. `other`: a date, a number, a people, a title, a law. */
export type SecondSpan = { start: number; end: number; kind: 'individual' | 'organization' | 'place' | 'event' | 'other' };

/**
 * `read` gives the names in an English text or a sentence of it, in order, none inside another; the same for the same text.
 * Texts in capitals are read as they are: there it sees less, and what it sees is right as often.
 */
export type SecondReader = { read: (text: string) => SecondSpan[] };

const kinds: Readonly<Record<string, SecondSpan['kind']>> = {
  PERSON: 'individual',
  ORG: 'organization',
  GPE: 'place',
  LOC: 'place',
  FAC: 'place',
  EVENT: 'event',
};
/** So many tokens are read at once at most: a longer paragraph is read in pieces. */
const longestRun = 400;
/** So many different words are remembered; then all are forgotten, which costs time and nothing else. */
const mostWords = 20_000;

let shared: SecondReader | undefined;

/** The second reader; its model (7 MB, 14 MB in memory) is read at the first call. Throws what node:fs throws when the file is missing. */
export function secondReader(): SecondReader {
  shared ??= readerOf(secondModel(brotliDecompressSync(readFileSync(join(import.meta.dirname, '../../../data/second-reader/english.br')))));
  return shared;
}

function readerOf(model: SecondModel): SecondReader {
  const pieces = new Map<string, readonly WordPiece[]>();
  const embed = createEmbedder(model, mostWords);
  const readRun = (tokens: readonly SecondToken[]): SecondSpan[] =>
    namesAlong(model, featuresIn(model, tokens.map(embed)), tokens.length).map(({ from, to, label }) => {
      // It takes articles and some possessive endings for parts of names; we do not.
      const first = tokens[from]?.norm === 'the' && to - from > 1 ? from + 1 : from;
      const last = tokens[to - 1]?.norm === "'s" && to - first > 1 ? to - 2 : to - 1;
      return { start: tokens[first]?.start ?? 0, end: tokens[last]?.end ?? 0, kind: kinds[model.labels[label] ?? ''] ?? 'other' };
    });
  return {
    read: (text) => {
      if (pieces.size > mostWords) pieces.clear();
      const tokens = secondTokens(text, model.rules, pieces);
      return runsIn(tokens, text).flatMap(readRun);
    },
  };
}

/** Tokens in pieces that are read each by itself: paragraphs, and parts of long ones, at the end of a sentence if there is one. */
function runsIn(tokens: readonly SecondToken[], text: string): SecondToken[][] {
  const runs: SecondToken[][] = [];
  let run: SecondToken[] = [];
  for (const token of tokens) {
    const last = run.at(-1);
    const isLong = run.length >= longestRun || (run.length >= longestRun / 2 && last?.text === '.');
    if (last !== undefined && (isLong || /\n[^\S\n]*\n/.test(text.slice(last.end, token.start)))) {
      runs.push(run);
      run = [];
    }
    run.push(token);
  }
  return run.length > 0 ? [...runs, run] : runs;
}

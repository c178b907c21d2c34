import { ours } from '../reply/text.ts';
import type { IsOtherField } from './fields.ts';
import { collectFaults, type QueryFault, type QueryFaults } from './faults.ts';
import { lex } from './lexer.ts';
import { parseLexemes } from './parser.ts';
import { settleShape } from './shape.ts';
import { anyOf, group, positives, type QueryNode, type QuerySpan, type Sort } from './tree.ts';
import { fold, isStopWord } from '../language/tokens.ts';

/*
 * The room of the query language: what people type becomes a tree (tree.ts), with faults where it could not be read as
 * intended, and matching.ts says which cables such a tree matches. No database, no index and no desk: what a query asks of
 * the desk's own state is filled in by search/desk-state.ts. Any room but the ground may import it.
 */

/** A query as it was understood. */
export type Query = {
  /** As typed. */
  text: string;
  root: QueryNode;
  /** What could not be read as intended, each with its place. The query is answered all the same. */
  faults: QueryFault[];
  /** The order of the hits, if the query names one. */
  sort?: Sort;
  /** The day that the desk is to be seen as of, as it was typed. */
  asOf?: string;
  /** Hints on how the query was read, in our own words. */
  notes: string[];
  /** The same where words in capitals that were read as acronyms (`US`) are common words. */
  otherReading?: string;
  /** The words (as typed, each once) to look for in the text of a hit: none under a NOT, and no common ones among others. */
  words(): string[];
};

export type QueryOptions = {
  /** Milliseconds since 1970, for `now-7d`; default: the clock. */
  now?: number;
  /** Further queries that must hold as well: choices beside the query box. */
  filters?: readonly string[];
  /** `any`: one of the words of `text` is enough; its fields, dates and exclusions must hold, and so must the filters. */
  match?: 'all' | 'any' | undefined;
  /** Whether records have a field of this name (its key): then a query may name it. */
  isOtherField?: IsOtherField;
};

/** Longest query, in UTF-16 units. */
export const longestQuery = 8000;

/**
 * Reads the query language (docs/query-language.md). Never throws: faulty parts are reported in `faults` and read as
 * plain words. Takes time linear in the text and in the filters.
 */
export function parseQuery(text: string, { now = Date.now(), filters = [], match = 'all', isOtherField }: QueryOptions = {}): Query {
  const faults = collectFaults(text);
  const parsed = parseOne(text, faults, now, isOtherField);
  const { sort, acronyms } = parsed;
  // `asof:` alone asks for all that was there.
  const typed: QueryNode | undefined = parsed.node ?? (parsed.asOf === undefined ? undefined : { kind: 'all' });
  const node = match === 'any' && typed !== undefined ? anyOf(typed) : typed;
  if (node === undefined) faults.add('empty', { at: 0, length: 0 }, ours('There is nothing to search for.'));
  const others = filters.map((filter) => {
    const filterFaults = collectFaults(filter);
    const other = parseOne(filter, filterFaults, now, isOtherField);
    faults.faults.push(...filterFaults.faults);
    return other;
  });
  const days = [...new Set([parsed, ...others].flatMap(({ asOf }) => asOf ?? []))];
  const root = node === undefined ? { kind: 'none' as const } : joined([node, ...others.flatMap((other) => other.node ?? [])]);
  return {
    text,
    root,
    faults: faults.faults,
    notes: faults.notes,
    ...(sort === undefined ? {} : { sort }),
    ...(days.length === 0 ? {} : { asOf: days.join(', ') }),
    ...(acronyms.length === 0 ? {} : { otherReading: withoutCapitals(text, acronyms) }),
    words: () => wordsOf(root),
  };
}

const withoutCapitals = (text: string, places: readonly QuerySpan[]): string =>
  places
    .toSorted((a, b) => b.at - a.at)
    .reduce(
      (typed, { at, length }) =>
        `${typed.slice(0, at)}${typed
          .slice(at, at + length)
          .replaceAll(/[^\p{L}]/gu, '')
          .toLowerCase()}${typed.slice(at + length)}`,
      text,
    );

/** One flat AND group rather than nested ones. */
const joined = (nodes: readonly QueryNode[]): QueryNode =>
  nodes.length === 1
    ? group('and', nodes)
    : group(
        'and',
        nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node])),
      );

function parseOne(text: string, faults: QueryFaults, now: number, isOtherField: IsOtherField | undefined): ReturnType<typeof parseLexemes> {
  const shown = shortened(text);
  if (shown.length < text.length)
    faults.add(
      'limit',
      { at: shown.length, length: text.length - shown.length },
      ours`A query may have ${longestQuery} characters; the rest is left out.`,
    );
  const { lexemes, faults: lexical } = lex(shown, isOtherField);
  for (const { problem, ...place } of lexical) {
    if (problem === 'quote') faults.add('quote', place, ours('This quotation mark has no partner; the words are searched one by one.'));
    else faults.add('date', place, ours('This bracket is never closed; it is left out.'));
  }
  return parseLexemes(settleShape(lexemes, faults), faults, now);
}

/** Cut at the limit, not inside a surrogate pair. */
function shortened(text: string): string {
  if (text.length <= longestQuery) return text;
  const code = text.charCodeAt(longestQuery - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? longestQuery - 1 : longestQuery);
}

function wordsOf(root: QueryNode): string[] {
  const surfaces = positives(root)
    .filter(({ field }) => field === undefined || field === 'text' || field === 'subject')
    .flatMap((node) =>
      node.kind === 'word' ? [node.surface] : node.kind === 'phrase' ? node.surfaces : node.how === 'fuzzy' ? [node.pattern] : [],
    )
    .filter((surface) => !/^[*?]+$/.test(surface));
  const words = new Map(surfaces.map((surface) => [fold(surface), surface]));
  const telling = Array.from(words).filter(([folded]) => !isStopWord(folded));
  return (telling.length > 0 ? telling : Array.from(words)).map(([, surface]) => surface);
}

/**
 * Plain words as a query: operators and punctuation of the query language lose their meaning, common words are left out. A word
 * that is repeated is repeated: it counts more.
 */
export function plainQuestion(text: string): string {
  const words = text
    .replaceAll(/["“”„‟«»()[\]{}:~^*?\\/]|(?:^|\s)[-+!=]/g, ' ')
    .replaceAll(/\b(?:AND|OR|NOT)\b/g, (word) => word.toLowerCase())
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const telling = words.filter((word) => !isStopWord(fold(word)));
  return (telling.length === 0 ? words : telling).join(' ');
}

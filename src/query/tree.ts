import type { RowBits } from './row-set.ts';
import type { Field } from './text-fields.ts';

/**
 * What a query means: a tree of nodes. It is plain data, so that it can be sent to a worker. Pure.
 */

/** What a query can ask of the desk's own state. */
export const stateFields = [
  'tag',
  'tagger',
  'tagged',
  'note',
  'noted',
  'assignee',
  'status',
  'priority',
  'due',
  'is',
  'has',
  'in',
  'age',
  'came',
  'person',
  'org',
  'country',
  'event',
  'words',
] as const;
export type StateField = (typeof stateFields)[number];

/** The orders of hits. */
export const sortOrders = ['best', 'newest', 'oldest'] as const;
export type Sort = (typeof sortOrders)[number];

/** A place in what was typed: UTF-16 offset and length. */
export type QuerySpan = { at: number; length: number };

/**
 * One word. Without a field it may stand anywhere that people read: subject, body, ref, number, sender, recipients and
 * cited refs.
 */
export type WordNode = QuerySpan & {
  kind: 'word';
  field?: Field;
  /** One for each language (language/stems.ts): any of them counts as the word. */
  stems: readonly string[];
  /** As typed. */
  surface: string;
  /** Unquoted and so common that an AND group with other words leaves it out. */
  common: boolean;
  /** Written `+word`. */
  required: boolean;
  /** Weight in the order of hits (`word^2`), 1 by default. */
  boost?: number;
  /** How often it was asked for, 1 by default: it weighs so much more. */
  times?: number;
};

/** Words in a row, inside one part of a cable. `quoted` is false where one typed word is several (`hot-zone`). */
export type PhraseNode = QuerySpan & {
  kind: 'phrase';
  field?: Field;
  /**
   * The words in a row, once for each language, and for each way to write them: `re-election` is two words or one. Any of these
   * rows counts as the phrase. None where there are `places`.
   */
  stems: readonly (readonly string[])[];
  /** Where a word is a pattern, or all are as they are written (`"authori* to finance"`): the rows instead of `stems`. */
  places?: readonly (readonly PhrasePlace[])[];
  /** As typed; a word that may be two is two. */
  surfaces: readonly string[];
  quoted: boolean;
  required: boolean;
  boost?: number;
  times?: number;
  /** `"a b"~5`: in any order, with at most so many other words between them. */
  near?: number;
};

/**
 * Words by their spelling: within `most` edits, matching a pattern with `*` and `?`, exactly as written, or whatever a
 * regular expression matches within a line.
 */
export type PatternNode = QuerySpan & {
  kind: 'pattern';
  field?: Field;
  how: 'fuzzy' | 'wildcard' | 'exact' | 'regex';
  pattern: string;
  most?: number;
  required: boolean;
  boost?: number;
};

/** One place of a phrase: a word by its stems, one for each language, or whatever fits a pattern; `*` fits every word. */
export type PhrasePlace = { kind: 'word'; stems: readonly string[] } | PatternNode;

/** One end of a range of days (`YYYY-MM-DD`). */
export type Bound = { day: string; inclusive: boolean };

/** Cables whose date, as far as it is known, lies wholly between the bounds. Without bounds: every dated cable. */
export type DateNode = QuerySpan & { kind: 'date'; from?: Bound; to?: Bound };

/** Asks for the desk's own state; replaced by rows of cables before an engine sees it (settleState). `due` has bounds, `words` numbers. */
export type StateNode = QuerySpan & {
  kind: 'state';
  field: StateField;
  value: string;
  from?: Bound;
  to?: Bound;
  least?: number;
  most?: number;
};

export type QueryNode =
  | WordNode
  | PhraseNode
  | PatternNode
  | DateNode
  | StateNode
  /** These cables, by row number. */
  | { kind: 'rows'; rows: RowBits }
  | { kind: 'and' | 'or'; nodes: readonly QueryNode[] }
  /** At least so many of these. */
  | { kind: 'some'; least: number; nodes: readonly QueryNode[] }
  | { kind: 'not'; node: QueryNode }
  /** Every cable, or none. */
  | { kind: 'all' | 'none' };

/** What a query looks for in texts. */
export type TextNode = WordNode | PhraseNode | PatternNode;

/** Words, phrases and patterns that a hit may contain: those not under a NOT, in the order typed. */
export const positives = (node: QueryNode): TextNode[] => textNodes(node, false);

/** All words, phrases and patterns, in the order typed; `withNegated`: those under a NOT, too. */
export function textNodes(node: QueryNode, withNegated: boolean): TextNode[] {
  switch (node.kind) {
    case 'word':
    case 'phrase':
    case 'pattern':
      return [node];
    case 'and':
    case 'or':
    case 'some':
      return node.nodes.flatMap((one) => textNodes(one, withNegated));
    case 'not':
      return withNegated ? textNodes(node.node, true) : [];
    case 'date':
    case 'state':
    case 'rows':
    case 'all':
    case 'none':
      return [];
  }
}

/** The same query with each part that asks for the desk's own state replaced by what `resolve` returns. */
export function settleState(node: QueryNode, resolve: (node: StateNode) => QueryNode): QueryNode {
  switch (node.kind) {
    case 'state':
      return resolve(node);
    case 'and':
    case 'or':
    case 'some':
      return { ...node, nodes: node.nodes.map((part) => settleState(part, resolve)) };
    case 'not':
      return { ...node, node: settleState(node.node, resolve) };
    case 'word':
    case 'phrase':
    case 'pattern':
    case 'date':
    case 'rows':
    case 'all':
    case 'none':
      return node;
  }
}

/**
 * The same query asking for any of its words instead of all: whatever is required (fields, dates, NOT, `+word`) still is,
 * and one of the rest is enough. Words typed as one (`hot-zone`) count separately.
 */
export function anyOf(root: QueryNode): QueryNode {
  const { words, must } = wordsAsked(root);
  return words.length === 0 ? root : group('and', [...must, group('or', words)]);
}

/** The words and phrases that a query may do without, as `anyOf` does, and what it requires. */
export function wordsAsked(root: QueryNode): { words: QueryNode[]; must: QueryNode[] } {
  const parts = root.kind === 'and' ? root.nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node])) : [root];
  return { words: parts.filter(isOptional).flatMap(splitWords), must: parts.filter((part) => !isOptional(part)) };
}

/** A group of one is that one; an empty group matches every cable (and) or none (or). */
export function group(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const [first] = nodes;
  if (first === undefined) return { kind: kind === 'and' ? 'all' : 'none' };
  return nodes.length === 1 ? first : { kind, nodes };
}

/** Without the most common words, which say nothing among others; alone they are kept. */
export function withoutCommon(nodes: readonly QueryNode[]): QueryNode[] {
  const isCommon = (node: QueryNode) => node.kind === 'word' && node.common;
  const hasOther = nodes.some(
    (node) =>
      !isCommon(node) &&
      (node.kind === 'word' || node.kind === 'phrase' || node.kind === 'pattern' || node.kind === 'or' || node.kind === 'and'),
  );
  return hasOther ? nodes.filter((node) => !isCommon(node)) : [...nodes];
}

/** Repeated words and phrases once, with how often. */
export function distinct(nodes: readonly QueryNode[]): QueryNode[] {
  const seen = new Map<string, number>();
  const kept: QueryNode[] = [];
  for (const node of nodes) {
    if (node.kind !== 'word' && node.kind !== 'phrase') {
      kept.push(node);
      continue;
    }
    const rows = node.kind === 'word' ? node.stems.join('|') : `${JSON.stringify(node.places) ?? node.stems.join('|')}~${node.near ?? ''}`;
    const key = `${node.field ?? ''}:${node.required}:${node.boost ?? 1}:${rows}`;
    const place = seen.get(key);
    const first = place === undefined ? undefined : kept[place];
    if (place === undefined || (first?.kind !== 'word' && first?.kind !== 'phrase')) {
      seen.set(key, kept.length);
      kept.push(node);
    } else kept[place] = { ...first, times: (first.times ?? 1) + (node.times ?? 1) };
  }
  return kept;
}

function isOptional(node: QueryNode): boolean {
  const leaves = positives(node);
  if (node.kind === 'date' || node.kind === 'not' || leaves.length === 0) return false;
  return leaves.every(({ field, required }) => !required && (field === undefined || field === 'text' || field === 'subject'));
}

/** The stems of a phrase's word, for each language: of its rows those that have a place for each word count. */
export const stemsAt = ({ stems, surfaces }: PhraseNode, i: number): string[] =>
  stems.flatMap((row) => (row.length === surfaces.length ? (row[i] ?? []) : []));

function splitWords(node: QueryNode): QueryNode[] {
  if (node.kind === 'and') return node.nodes.flatMap((part) => (isOptional(part) ? splitWords(part) : [part]));
  if (node.kind !== 'phrase' || node.quoted || node.near !== undefined || node.places !== undefined) return [node];
  const { field, at, length, required, surfaces, times } = node;
  const asOne = node.stems.flatMap((row) => (row.length === 1 ? row : []));
  // A number says nothing without the letters before it (`G-20`).
  if (asOne.length > 0 && /^\p{Nd}/u.test(surfaces[1] ?? '')) return [node];
  const word = (surface: string, stems: readonly string[]): WordNode => ({
    kind: 'word',
    ...(field === undefined ? {} : { field }),
    at,
    length,
    stems,
    surface,
    common: false,
    required,
    ...(times === undefined ? {} : { times }),
  });
  return [
    ...surfaces.map((surface, i) => word(surface, stemsAt(node, i))),
    ...(asOne.length === 0 ? [] : [word(surfaces.join(''), asOne)]),
  ];
}

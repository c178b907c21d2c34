import { isWithin } from '../../query/dates.ts';
import { tokenise, type Token } from '../../language/tokens.ts';
import { findSpans, holds, looksInBody } from '../../query/matching.ts';
import { keptIn, textFields, valuesOf, type Field, type SearchableHead } from '../../query/text-fields.ts';
import type { PatternNode, PhraseNode, PhrasePlace, WordNode } from '../../query/tree.ts';
import type { EngineParts } from './engine.ts';
import type { MiniSearchStore, Postings } from './minisearch-store.ts';
import type { RowSource } from './rows.ts';

type Within = ReadonlySet<number> | undefined;

/** What the fields of heads hold, of those that were asked for; a changed cable has a new head. */
const headValues = new WeakMap<SearchableHead, Map<Field | undefined, readonly { value: string; tokens: Token[] }[]>>();

function valuesIn(head: SearchableHead, field: Field | undefined): readonly { value: string; tokens: Token[] }[] {
  const known = headValues.get(head) ?? new Map<Field | undefined, readonly { value: string; tokens: Token[] }[]>();
  headValues.set(head, known);
  const values = known.get(field) ?? valuesOf(head, field).map((value) => ({ value, tokens: tokenise(value, head.language) }));
  known.set(field, values);
  return values;
}

function isInHead(head: SearchableHead | undefined, node: WordNode | PhraseNode | PatternNode): boolean {
  if (head === undefined) return false;
  return valuesIn(head, node.field).some(({ value, tokens }) =>
    node.kind === 'pattern' ? holds(value, head.language, node) : findSpans(value, tokens, node).length > 0,
  );
}

/** The rows that MiniSearch holds, as a source for one question; `postings` may remember what that question looked up. */
export function createMiniSearchRows(
  { heads, streams, words }: MiniSearchStore,
  postings: Postings,
  bodyOf: EngineParts['bodyOf'],
): RowSource {
  const isWanted = (row: number, within: Within): boolean => (within === undefined ? heads.has(row) : within.has(row));

  const isInBody = (row: number, node: WordNode | PhraseNode | PatternNode): boolean => {
    const head = heads.get(row);
    if (head === undefined || !looksInBody(node.field)) return false;
    if (node.kind === 'pattern' || (node.kind === 'phrase' && node.places !== undefined)) return holds(bodyOf(row), head.language, node);
    if (node.kind === 'phrase') return streams.holds(row, node.stems, node.near);
    return streams.holds(
      row,
      node.stems.map((stem) => [stem]),
    );
  };
  // Most that is asked for stands in the body.
  const isHeld = (row: number, node: WordNode | PhraseNode | PatternNode): boolean => isInBody(row, node) || isInHead(heads.get(row), node);

  /** By the stems of each language in turn; where stems alone do not say enough, the text is checked. */
  const leaf = (node: WordNode | PhraseNode, within?: ReadonlySet<number>): Set<number> => {
    if (node.kind === 'phrase' && node.places !== undefined) return withPlaces(node, node.places, within);
    const isSure = node.kind === 'word' && node.field === undefined;
    const found = new Set<number>();
    const rows = node.kind === 'word' ? node.stems.map((stem) => [stem]) : node.stems;
    // Mostly a word has one stem in all languages.
    for (const row of new Map(rows.map((stems) => [stems.join(' '), stems])).values()) {
      const lists = [...new Set(row)].map((stem) => postings(stem, node.field)).sort((a, b) => a.size - b.size);
      for (const candidate of lists[0]?.keys() ?? [])
        if (
          !found.has(candidate) &&
          isWanted(candidate, within) &&
          lists.every((list) => list.has(candidate)) &&
          (isSure || isHeld(candidate, node))
        )
          found.add(candidate);
    }
    return found;
  };

  /** A phrase of which places are patterns: the texts with something for each place are read. */
  const withPlaces = (node: PhraseNode, places: readonly (readonly PhrasePlace[])[], within: Within): Set<number> => {
    const candidates = (place: PhrasePlace): ReadonlySet<number> => {
      if (place.kind === 'word') return new Set(place.stems.flatMap((stem) => [...postings(stem, node.field).keys()]));
      // The words of labels are not listed.
      const isListed = node.field === undefined || textFields[keptIn(node.field)].place !== 'label';
      return isListed && /[^*?]/.test(place.pattern) ? rowsWithWordsLike(place) : new Set(within ?? heads.keys());
    };
    const rows = places.map((row) => row.map(candidates).reduce((all, one) => all.intersection(one)));
    return filtered(
      rows.reduce((all, one) => all.union(one)),
      (row) => isWanted(row, within) && isHeld(row, node),
    );
  };

  const rowsWithWordsLike = (node: PatternNode): Set<number> => {
    const rows = new Set<number>();
    for (const word of words.like(node)) for (const row of word.rows.keys()) rows.add(row);
    return rows;
  };
  /** By the words that match, then by the texts where the words alone do not say enough. A regular expression reads all texts. */
  const pattern = (node: PatternNode, within?: ReadonlySet<number>): Set<number> => {
    const isAnywhere = node.field === undefined;
    // The words of labels are not listed; they are few, and checked one by one.
    const isListed = node.how !== 'regex' && (isAnywhere || textFields[keptIn(node.field ?? 'text')].place !== 'label');
    const candidates = isListed ? rowsWithWordsLike(node) : (within ?? heads.keys());
    const isSure = isAnywhere && (node.how === 'fuzzy' || node.how === 'wildcard');
    return filtered(candidates, (row) => isWanted(row, within) && (isSure || isHeld(row, node)));
  };

  return {
    all: () => new Set(heads.keys()),
    leaf,
    pattern,
    dated: ({ from, to }, within) => filtered(within ?? heads.keys(), (row) => isWithin(heads.get(row)?.date ?? '', from, to)),
  };
}

function filtered(rows: Iterable<number>, isWanted: (row: number) => boolean): Set<number> {
  const found = new Set<number>();
  for (const row of rows) if (isWanted(row)) found.add(row);
  return found;
}

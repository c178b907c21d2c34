import type { PhraseNode, PhrasePlace } from '../../../query/tree.ts';
import { Bits } from './bits.ts';
import { firstNotBelow, Numbers } from './bytes.ts';
import { inARow, nearEachOther, type Standing } from './standing.ts';
import { fieldCount, isJoinedKind, valueGap } from './layout.ts';
import type { Cursor } from './cursor.ts';
import type { Segment } from './segment.ts';
import { listsLike } from './spellings.ts';

/** One place of a phrase in one field: the lists of the words that may stand there; none where any word may. */
type Place = { lists: readonly number[]; docs: number; isAny: boolean };

/** `isSure`: false where the texts have to be read to be sure. */
export type PhraseFound = { documents: Bits; isSure: boolean };

/**
 * The documents in which a phrase's words stand in a row, or near each other, in one of these fields (bits): by the
 * positions in the index, without reading a text.
 */
export function documentsWithPhrase(segment: Segment, node: PhraseNode, fields: number, within: Bits | undefined): PhraseFound {
  const documents = new Bits(segment.count);
  let isSure = true;
  for (const row of waysOf(node))
    for (let field = 0; field < fieldCount; field += 1) {
      if (((1 << field) & fields) === 0) continue;
      const places = row.map((place): Place => {
        const lists = listsAt(segment, place, 1 << field);
        return { lists, docs: lists.reduce((all, list) => all + segment.lists.docs.get(list), 0), isAny: isAnyWord(place) };
      });
      const named = places.filter(({ isAny }) => !isAny);
      if (named.length === 0) {
        // A phrase of any words alone: every document has to be looked at.
        documents.or(within ?? Bits.all(segment.count));
        isSure = false;
        continue;
      }
      if (named.some(({ lists }) => lists.length === 0)) continue;
      // Any word at an end must be there; and of patterns near each other, one word may fit two.
      const isDecided =
        node.near === undefined ? !places[0]?.isAny && !places.at(-1)?.isAny && row.length <= valueGap : node.places === undefined;
      if (!isDecided) isSure = false;
      const words = row.map((place) => (place.kind === 'word' ? place.stems.join(' ') : place.pattern));
      const test: Standing = !isDecided
        ? () => true
        : node.near === undefined
          ? inARow(places.map(({ isAny }) => isAny))
          : nearEachOther(words, node.near);
      addDocuments({ segment, field, places, test }, within, documents);
    }
  return { documents, isSure };
}

/** The ways to write a phrase, each as its places. */
const waysOf = ({ stems, places }: PhraseNode): readonly (readonly PhrasePlace[])[] =>
  places ?? stems.map((row) => row.map((stem) => ({ kind: 'word', stems: [stem] }) as const));

const isAnyWord = (place: PhrasePlace): boolean => place.kind === 'pattern' && /^\*+$/.test(place.pattern);

function listsAt(segment: Segment, place: PhrasePlace, fields: number): readonly number[] {
  if (isAnyWord(place)) return [];
  return place.kind === 'word' ? place.stems.flatMap((stem) => segment.listsOfStem(stem, fields)) : [...listsLike(segment, place, fields)];
}

type Sought = { segment: Segment; field: number; places: readonly Place[]; test: Standing };

/** A list of words of one place, and whether it holds the document that is looked at. */
type Source = { cursor: Cursor; isJoined: boolean; isHere: boolean };

function addDocuments({ segment, field, places, test }: Sought, within: Bits | undefined, found: Bits): void {
  const sources = places.map(({ lists }) =>
    lists.map((list): Source => ({ cursor: segment.cursor(list), isJoined: isJoinedKind(segment.lists.kinds[list] ?? 0), isHere: false })),
  );
  // The rarest place says which documents are looked at.
  const named = [...places.keys()].filter((i) => places[i]?.isAny === false);
  const [rarest = 0, ...others] = named.sort((a, b) => (places[a]?.docs ?? 0) - (places[b]?.docs ?? 0));
  const order = [rarest, ...others].map((place) => sources[place] ?? []);
  const candidates = new Bits(segment.count);
  for (const list of places[rarest]?.lists ?? []) segment.postings(list).mark(candidates);
  if (within !== undefined) candidates.and(within);
  candidates.without(found);
  const here = sources.map((ofPlace): Here => ({ sources: ofPlace, plain: new Numbers(), joined: new Numbers() }));
  const plain = here.map((one) => one.plain);
  for (let doc = candidates.next(0); doc !== -1; doc = candidates.next(doc + 1)) {
    if (!areAllIn(order, doc)) continue;
    for (const place of here) gather(place);
    if (test(plain)) found.add(doc);
    else {
      const joins = segment.joinsIn(doc, field);
      if (joins !== undefined && test(here.map((one) => readAsOne(one, joins)))) found.add(doc);
    }
  }
}

function areAllIn(order: readonly (readonly Source[])[], doc: number): boolean {
  for (const place of order) if (!isIn(place, doc)) return false;
  return true;
}

function isIn(place: readonly Source[], doc: number): boolean {
  let isFound = false;
  for (const source of place) {
    source.isHere = source.cursor.seek(doc);
    if (source.isHere) isFound = true;
  }
  return isFound;
}

/** Where the words of one place stand in a document: words as they are, and those whose two halves are read as one. */
type Here = { sources: readonly Source[]; plain: Numbers; joined: Numbers };

function gather({ sources, plain, joined }: Here): void {
  plain.clear();
  joined.clear();
  for (const { cursor, isJoined, isHere } of sources) if (isHere) cursor.positionsInto(isJoined ? joined : plain);
}

/** In the reading of a document in which its words of two halves are read as one. */
const readAsOne = ({ plain, joined }: Here, joins: Int32Array): Numbers => {
  const places = new Numbers();
  for (const at of plain.written()) if (!isHalf(joins, at)) places.push(at - joinsBefore(joins, at));
  for (const at of joined.written()) places.push(at - joinsBefore(joins, at));
  return places;
};

const isHalf = (joins: Int32Array, at: number): boolean => {
  const last = joins[joinsBefore(joins, at + 1) - 1];
  return last === at || last === at - 1;
};

/** How many joined words begin before this position. */
const joinsBefore = (joins: Int32Array, at: number): number => firstNotBelow(joins, at);

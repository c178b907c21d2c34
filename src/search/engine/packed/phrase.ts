import type { PhraseNode, PhrasePlace } from '../../../query/tree.ts';
import { Bits } from './bits.ts';
import { firstNotBelow, Numbers } from './bytes.ts';
import { fieldCount, isJoinedKind, valueGap } from './layout.ts';
import { mark, type Cursor } from './stored-list.ts';
import type { Segment } from './segment.ts';
import { findLists } from './spellings.ts';

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
        return { lists, docs: lists.reduce((all, list) => all + (segment.lists.docs[list] ?? 0), 0), isAny: isAnyWord(place) };
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
      const test: Test = !isDecided
        ? () => true
        : node.near === undefined
          ? inARow(places.map(({ isAny }) => isAny))
          : nearness(words, node.near);
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
  return place.kind === 'word' ? place.stems.flatMap((stem) => segment.listsOfStem(stem, fields)) : findLists(segment, place, fields);
}

type Sought = { segment: Segment; field: number; places: readonly Place[]; test: Test };

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
  let candidates = new Bits(segment.count);
  for (const list of places[rarest]?.lists ?? []) mark(segment.postings(list), candidates);
  if (within !== undefined) candidates = candidates.and(within);
  const here = places.map((): Here => ({ plain: new Numbers(), joined: new Numbers() }));
  for (let doc = candidates.next(0); doc !== -1; doc = candidates.next(doc + 1)) {
    if (found.has(doc) || !order.every((place) => isIn(place, doc))) continue;
    for (const [i, one] of here.entries()) gather(one, sources[i] ?? []);
    if (isMet(here, segment.joinsIn(doc, field), test)) found.add(doc);
  }
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
type Here = { plain: Numbers; joined: Numbers };

function gather({ plain, joined }: Here, sources: readonly Source[]): void {
  plain.clear();
  joined.clear();
  let lists = 0;
  for (const { cursor, isJoined, isHere } of sources)
    if (isHere) {
      cursor.positionsInto(isJoined ? joined : plain);
      lists += 1;
    }
  // Each list is in order.
  if (lists > 1) plain.written().sort();
}

type Test = (places: readonly Numbers[]) => boolean;

/** In either reading of the document: its words of two halves in two, or as one. */
function isMet(here: readonly Here[], joins: Int32Array | undefined, test: Test): boolean {
  if (test(here.map(({ plain }) => plain))) return true;
  if (joins === undefined) return false;
  return test(
    here.map(({ plain, joined }) => {
      const places = new Numbers();
      for (const at of plain.written()) if (!isHalf(joins, at)) places.push(at - joinsBefore(joins, at));
      for (const at of joined.written()) places.push(at - joinsBefore(joins, at));
      places.written().sort();
      return places;
    }),
  );
}

const isHalf = (joins: Int32Array, at: number): boolean => {
  const last = joins[joinsBefore(joins, at + 1) - 1];
  return last === at || last === at - 1;
};

/** How many joined words begin before this position. */
const joinsBefore = (joins: Int32Array, at: number): number => firstNotBelow(joins, at);

/** Whether the words stand one behind the other; places where any word may stand are passed over. */
function inARow(isAny: readonly boolean[]): Test {
  return (places) => {
    const [first] = places;
    if (first === undefined) return false;
    for (let i = 0; i < first.length; i += 1) {
      const at = first.data[i] ?? 0;
      let place = 1;
      while (place < places.length && (isAny[place] === true || holds(places[place], at + place))) place += 1;
      if (place === places.length) return true;
    }
    return false;
  };
}

function holds(places: Numbers | undefined, at: number): boolean {
  if (places === undefined) return false;
  const found = firstNotBelow(places.data, at, places.length);
  return found < places.length && places.data[found] === at;
}

/**
 * Whether a stretch holds all the words, each as often as it was asked for, with at most `most` others between them:
 * `nearStretches` of query/matching.ts, on positions.
 */
function nearness(stems: readonly string[], most: number): Test {
  const distinct = [...new Set(stems)];
  /** A position and which word stands there make one number. */
  const mostPlaces = distinct.length;
  const needed = distinct.map((stem) => stems.filter((one) => one === stem).length);
  const firstPlace = distinct.map((stem) => stems.indexOf(stem));
  const held = new Int32Array(distinct.length);
  const words = new Numbers();
  return (places) => {
    words.clear();
    for (const [which, place] of firstPlace.entries()) {
      const { data, length } = places[place] ?? new Numbers();
      for (let i = 0; i < length; i += 1) words.push((data[i] ?? 0) * mostPlaces + which);
    }
    const sorted = words.written().sort();
    held.fill(0);
    let missing = stems.length;
    let start = 0;
    for (let end = 0; end < sorted.length; end += 1) {
      const which = (sorted[end] ?? 0) % mostPlaces;
      held[which] = (held[which] ?? 0) + 1;
      if ((held[which] ?? 0) <= (needed[which] ?? 0)) missing -= 1;
      for (; start < end; start += 1) {
        const first = (sorted[start] ?? 0) % mostPlaces;
        if ((held[first] ?? 0) <= (needed[first] ?? 0)) break;
        held[first] = (held[first] ?? 0) - 1;
      }
      const length = Math.floor((sorted[end] ?? 0) / mostPlaces) - Math.floor((sorted[start] ?? 0) / mostPlaces) + 1;
      if (missing === 0 && length - stems.length <= most) return true;
    }
    return false;
  };
}

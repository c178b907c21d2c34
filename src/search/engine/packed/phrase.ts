import type { PhraseNode, PhrasePlace } from '../../../query/tree.ts';
import { Bits } from './bits.ts';
import { inARow, isBehind, areNear, nearEachOther, type PairStanding, type Standing } from './standing.ts';
import { fieldCount, fieldOfKind, valueGap } from './layout.ts';
import { PlaceCursor } from './place-cursor.ts';
import type { Segment } from './segment.ts';
import { listsLike } from './spellings.ts';
import { seekCost } from './stored-list.ts';

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
      const isPair = isDecided && places.length === 2 && words[0] !== words[1];
      const pair = isPair ? (node.near === undefined ? isBehind : areNear(node.near)) : undefined;
      addDocuments({ segment, field, places, test, pair }, within, documents);
    }
  return { documents, isSure };
}

/** The documents among these in which words of the lists of each place stand in a row, in one field. */
export function documentsInRow(segment: Segment, row: readonly Int32Array[], within: Bits): Bits {
  const found = new Bits(segment.count);
  for (let field = 0; field < fieldCount; field += 1) {
    const places = row.map((all): Place => {
      const lists = [...all].filter((list) => fieldOfKind(segment.lists.kinds[list] ?? 0) === field);
      return { lists, docs: lists.reduce((sum, list) => sum + segment.lists.docs.get(list), 0), isAny: false };
    });
    if (places.every(({ lists }) => lists.length > 0))
      addDocuments({ segment, field, places, test: inARow(places.map(() => false)), pair: undefined }, within, found);
  }
  return found;
}

/** The ways to write a phrase, each as its places. */
const waysOf = ({ stems, places }: PhraseNode): readonly (readonly PhrasePlace[])[] =>
  places ?? stems.map((row) => row.map((stem) => ({ kind: 'word', stems: [stem] }) as const));

const isAnyWord = (place: PhrasePlace): boolean => place.kind === 'pattern' && /^\*+$/.test(place.pattern);

function listsAt(segment: Segment, place: PhrasePlace, fields: number): readonly number[] {
  if (isAnyWord(place)) return [];
  return place.kind === 'word' ? place.stems.flatMap((stem) => segment.listsOfStem(stem, fields)) : [...listsLike(segment, place, fields)];
}

/** `pair`: the same as `test` for the two places of a document that have one list of words there each. */
type Sought = { segment: Segment; field: number; places: readonly Place[]; test: Standing; pair: PairStanding | undefined };

function addDocuments({ segment, field, places, test, pair }: Sought, within: Bits | undefined, found: Bits): void {
  const candidates = candidatesFor(segment, places, within).without(found);
  const cursors = places.map(({ lists }) => new PlaceCursor(segment, lists));
  const plain = cursors.map((cursor) => cursor.plain);
  const named = cursors.filter((_, i) => places[i]?.isAny === false);
  const [first, second] = cursors;
  const { hasJoins } = segment;
  for (let doc = candidates.next(0); doc !== -1; doc = candidates.next(doc + 1)) {
    if (!areAllIn(named, doc)) continue;
    if (pair !== undefined && first?.only !== undefined && second?.only !== undefined) {
      first.only.locate();
      second.only.locate();
      if (pair(first.only, second.only)) {
        found.add(doc);
        continue;
      }
      if (!hasJoins) continue;
    }
    for (const cursor of cursors) cursor.gather();
    if (test(plain)) found.add(doc);
    else {
      const joins = segment.joinsIn(doc, field);
      if (joins !== undefined && test(cursors.map((cursor) => cursor.asOne(joins)))) found.add(doc);
    }
  }
}

/** The documents that may hold all places: those of the rarest one, less those that lack a word of another, as far as that is soon found out. */
function candidatesFor(segment: Segment, places: readonly Place[], within: Bits | undefined): Bits {
  let found = within;
  for (const { lists, docs, isAny } of places.toSorted((a, b) => a.docs - b.docs)) {
    if (isAny || (found !== undefined && found !== within && found.count() * seekCost < docs)) continue;
    const marked = segment.mark(lists, new Bits(segment.count));
    found = found === undefined ? marked : marked.and(found);
  }
  return found ?? Bits.all(segment.count);
}

function areAllIn(places: readonly PlaceCursor[], doc: number): boolean {
  for (let i = 0; i < places.length; i += 1) if (places[i]?.seek(doc) === false) return false;
  return true;
}

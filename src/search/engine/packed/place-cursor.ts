import { firstNotBelow, Numbers } from './bytes.ts';
import type { Cursor } from './cursor.ts';
import { isJoinedKind } from './layout.ts';
import type { Segment } from './segment.ts';

/** Reads where the words of one place of a phrase stand, document by document: in all the lists of words that may stand there. */
export class PlaceCursor {
  /** The list that holds the document, where only one does and its words are as they are. */
  only: Cursor | undefined;
  /** Where words stand as they are, and where those do whose two halves are read as one. */
  readonly plain = new Numbers();
  private readonly joined = new Numbers();
  private readonly cursors: readonly Cursor[];
  private readonly isJoined: Uint8Array;
  private readonly isHere: Uint8Array;

  constructor(segment: Segment, lists: readonly number[]) {
    this.cursors = lists.map((list) => segment.cursor(list));
    this.isJoined = Uint8Array.from(lists, (list) => Number(isJoinedKind(segment.lists.kinds[list] ?? 0)));
    this.isHere = new Uint8Array(lists.length);
  }

  /** Goes to this document; false when no list holds it. Documents are asked for in ascending order. */
  seek(doc: number): boolean {
    const { cursors, isHere } = this;
    let count = 0;
    let last = 0;
    for (let i = 0; i < cursors.length; i += 1) {
      if (cursors[i]?.seek(doc) === true) {
        isHere[i] = 1;
        count += 1;
        last = i;
      } else isHere[i] = 0;
    }
    this.only = count === 1 && this.isJoined[last] === 0 ? cursors[last] : undefined;
    return count > 0;
  }

  /** Gathers the positions in the document that was found. */
  gather(): void {
    const { cursors, isHere, isJoined, plain, joined } = this;
    plain.clear();
    joined.clear();
    for (let i = 0; i < cursors.length; i += 1) if (isHere[i] === 1) cursors[i]?.positionsInto(isJoined[i] === 1 ? joined : plain);
  }

  /** Those in the reading of the document in which its words of two halves are read as one. */
  asOne(joins: Int32Array): Numbers {
    const places = new Numbers();
    for (const at of this.plain.written()) if (!isHalf(joins, at)) places.push(at - joinsBefore(joins, at));
    for (const at of this.joined.written()) places.push(at - joinsBefore(joins, at));
    return places;
  }
}

const isHalf = (joins: Int32Array, at: number): boolean => {
  const last = joins[joinsBefore(joins, at + 1) - 1];
  return last === at || last === at - 1;
};

/** How many joined words begin before this position. */
const joinsBefore = (joins: Int32Array, at: number): number => firstNotBelow(joins, at);

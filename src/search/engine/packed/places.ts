import { RowSet, type RowBits } from '../../../query/row-set.ts';
import { Bits } from './bits.ts';
import type { Segment } from './segment.ts';

/** Where cables are, by their rows: in which segment, under which number. */
export class Places {
  /** By row: the document's number counted through all segments, from 1. */
  private at: Int32Array;
  private readonly bases: number[] = [];
  private known = new WeakMap<RowBits, Bits[]>();

  private readonly segments: readonly Segment[];

  constructor(segments: readonly Segment[]) {
    this.segments = segments;
    let last = 0;
    for (const { rows } of segments) for (const row of rows) if (row > last) last = row;
    this.at = new Int32Array(last + 1);
    let base = 1;
    for (const segment of segments) {
      this.bases.push(base);
      for (const [doc, row] of segment.rows.entries()) if (!segment.gone.has(doc)) this.at[row] = base + doc;
      base += segment.count;
    }
  }

  /** The place of a cable: the index of its segment, and its number there. */
  of(row: number): { index: number; doc: number } | undefined {
    const at = this.at[row] ?? 0;
    if (at === 0) return undefined;
    let index = this.bases.length - 1;
    while (index > 0 && (this.bases[index] ?? 0) > at) index -= 1;
    return { index, doc: at - (this.bases[index] ?? 0) };
  }

  forget(row: number): void {
    if (row < this.at.length) this.at[row] = 0;
    this.known = new WeakMap();
  }

  /** These cables as documents of one segment. A question asks for the same ones in each. */
  documentsIn(index: number, rows: RowBits): Bits {
    const found = this.known.get(rows) ?? this.documents(rows);
    this.known.set(rows, found);
    return found[index]?.copy() ?? new Bits(0);
  }

  /** These cables as documents of each segment; those that are in none are left out. */
  documents(rows: RowBits): Bits[] {
    const found = this.segments.map(({ count }) => new Bits(count));
    for (const row of new RowSet(rows.subarray(0, (this.at.length + 7) >> 3))) {
      const place = this.of(row);
      if (place !== undefined) found[place.index]?.add(place.doc);
    }
    return found;
  }
}

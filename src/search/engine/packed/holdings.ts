import type { RowBits } from '../../../query/row-set.ts';
import type { Searchable } from '../../../query/text-fields.ts';
import type { EngineParts } from '../engine.ts';
import { BackgroundMerge } from './background.ts';
import type { Bits } from './bits.ts';
import { mergeSegments, toMerge } from './merge.ts';
import { Places } from './places.ts';
import { Run } from './run.ts';
import type { Segment } from './segment.ts';
import { SegmentStore, type OpenSegment } from './store.ts';

/** A segment, and the documents of it that do not count: gone, or hidden from whoever asks; `lost` of them. */
export type CountedSegment = { segment: Segment; out: Bits; lost: number };

/** The cables that an index holds: in segments, and those that were put and are not written yet. */
export class Holdings {
  private readonly store: SegmentStore;
  private readonly background: BackgroundMerge;
  private readonly alone: <T>(work: () => T) => T;
  private readonly merged: string;
  /** Written before anything is asked or anybody else may write. */
  private run = new Run();
  /** Where the cables are, in the segments that were open when that was found out. */
  private known: { of: readonly OpenSegment[]; places: Places } | undefined;
  /** Whether something is gone that the manifest does not tell yet. */
  private isChanged = false;

  constructor(file: string, { alone, onceAlone }: Pick<EngineParts, 'alone' | 'onceAlone'>) {
    this.store = new SegmentStore(file);
    this.alone = alone;
    this.background = new BackgroundMerge(this.store, file, onceAlone);
    this.merged = `${file}.merge-${process.pid}-now`;
  }

  /** Looks whether another process has changed the index. To be called before each question and each change: until the next call, all stays as it is. */
  begin(): void {
    this.store.refresh();
  }

  segments(): readonly Segment[] {
    return this.store.segments.map(({ segment }) => segment);
  }

  /** Where each cable is, among the segments as they are now. */
  places(): Places {
    const { segments } = this.store;
    if (this.known?.of !== segments) this.known = { of: segments, places: new Places(this.segments()) };
    return this.known.places;
  }

  counted(without: RowBits): CountedSegment[] {
    const segments = this.segments();
    const hidden = without.length === 0 ? [] : this.places().documents(without);
    return segments.map((segment, i) => {
      const out = hidden[i]?.or(segment.gone) ?? segment.gone;
      return { segment, out, lost: out.count() };
    });
  }

  /** The hash of each cable's text. */
  hashes(): Map<number, string> {
    const found = new Map<number, string>();
    for (const segment of this.segments()) {
      const hashes = segment.hashes();
      for (const [doc, row] of segment.rows.entries()) if (!segment.gone.has(doc)) found.set(row, hashes.get(doc));
    }
    return found;
  }

  count(): number {
    return this.segments().reduce((sum, { count, gone }) => sum + count - gone.count(), 0);
  }

  /** The state of the database of which it was said to hold all; undefined once anything has changed since. */
  covers(): string | undefined {
    return this.store.covers;
  }

  put(cables: readonly { row: number; hash: string; cable: Searchable }[]): void {
    for (const { row, hash, cable } of cables) {
      this.remove(row);
      this.run.add(row, hash, cable);
      if (!this.run.isFull) continue;
      this.seal();
      this.mergeNow();
    }
  }

  remove(row: number): void {
    if (this.run.has(row)) this.seal();
    this.forget(row);
  }

  private forget(row: number): void {
    const place = this.places().of(row);
    if (place === undefined) return;
    this.store.segments[place.index]?.segment.gone.add(place.doc);
    this.places().forget(row);
    this.isChanged = true;
  }

  /**
   * Writes what was put, and lists it. `covers`: the state of the database of which all is held now. When that fails, what was
   * put is kept, and written the next time.
   */
  seal(covers?: string): void {
    this.begin();
    if (this.run.size === 0 && !this.isChanged && (covers ?? this.store.covers) === this.store.covers) return;
    // Another process may have written a cable that is in the run.
    for (const row of this.run.rows) this.forget(row);
    const left = this.store.segments.filter(({ segment }) => segment.gone.count() < segment.count);
    if (this.run.size === 0) this.store.commit(left, covers);
    else this.store.add((path) => this.run.write(path), left, { covers });
    this.run = new Run();
    this.isChanged = false;
  }

  /** Merges what has become many, in the background. Rejects with `DamagedIndex` when that meets damage. */
  async mergeSoon(isIdle: boolean): Promise<void> {
    await this.background.start(this.chosen(isIdle));
  }

  /** Leaves out the segments that are not what was written: their cables are not held from then on. */
  dropDamaged(): void {
    this.alone(() => this.store.dropDamaged());
    this.store.close();
  }

  close(): void {
    this.store.close();
  }

  private chosen(isIdle: boolean): OpenSegment[] {
    return toMerge(this.segments(), isIdle).flatMap((i) => this.store.segments[i] ?? []);
  }

  /** While cables are read in bulk, nothing is asked: segments are merged at once. */
  private mergeNow(): void {
    const chosen = this.chosen(false);
    if (chosen.length === 0) return;
    const segments = chosen.map(({ segment }) => segment);
    mergeSegments(segments, this.merged);
    this.store.replace(
      chosen,
      segments.map(({ gone }) => [...gone]),
      this.merged,
    );
  }
}

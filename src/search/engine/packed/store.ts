import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../../store/hash.ts';
import { isRunning } from '../../../store/running.ts';
import { DamagedFile, SealedReader, syncFolder, writeWhole } from './sealed-file.ts';
import { segmentVersion } from './segment-writer.ts';
import { Segment } from './segment.ts';

/*
 * Which segments make up an index: a manifest, written beside and moved into place, so that an index is as it was before a
 * change or as it is after it. A segment file is written and named before a manifest lists it, and removed after none does.
 */

/** `number` names a segment's file; `gone` are the numbers of its documents that were changed or removed. */
type Listed = { number: number; gone: readonly number[] };
type Manifest = { version: string; next: number; segments: readonly Listed[]; covers?: string | undefined };

export type OpenSegment = { number: number; segment: Segment };

/** The segments of an index file. Another process may write the same ones: `refresh` looks whether it did. */
export class SegmentStore {
  private open: OpenSegment[] = [];
  private next = Date.now();
  private seen = '';
  /** The state of the database of which all cables are held, as whoever wrote last has named it. */
  covers: string | undefined;

  private readonly file: string;

  /** Opens what is there. What is damaged is left out: its cables are not held, and will be read again. To be called with the lock of the index. */
  constructor(file: string) {
    this.file = file;
    this.refresh();
    this.removeUnlisted();
  }

  get segments(): readonly OpenSegment[] {
    return this.open;
  }

  /** Reads the manifest again if it has changed. Returns whether it had. What it lists no more is closed: nothing may be reading it. */
  refresh(): boolean {
    if (stampOf(this.file) === this.seen) return false;
    // Between reading a manifest and opening what it lists, another process may have put another segment in its place.
    for (let tries = 1; ; tries += 1) if (this.read(tries === mostTries)) return true;
  }

  /** False when a segment was not there; `isLast`: it is left out then. */
  private read(isLast: boolean): boolean {
    const stamp = stampOf(this.file);
    const manifest = readManifest(this.file);
    if (manifest === undefined && this.open.length > 0) throw new DamagedFile(`${this.file} is gone, or not what was written`);
    const kept = new Map(this.open.map((one) => [one.number, one]));
    const found: OpenSegment[] = [];
    for (const { number, gone } of manifest?.segments ?? []) {
      const one = kept.get(number) ?? this.tryOpen(number);
      if (one === 'missing' && !isLast) {
        for (const other of found) if (!this.open.includes(other)) other.segment.close();
        return false;
      }
      if (typeof one === 'string') continue;
      kept.delete(number);
      for (const doc of gone) one.segment.gone.add(doc);
      found.push(one);
    }
    for (const { segment } of kept.values()) segment.close();
    this.open = found;
    // Numbers are never used again, not even when the manifest was lost: another process may have a file of that number open.
    this.next = manifest?.next ?? Date.now();
    this.covers = found.length === (manifest?.segments.length ?? 0) ? manifest?.covers : undefined;
    this.seen = stamp;
    return true;
  }

  /** From now on these are the segments, with what is gone of each. Files that no longer belong are removed. */
  commit(segments: readonly OpenSegment[], covers?: string): void {
    const manifest: Manifest = {
      version: segmentVersion,
      next: this.next,
      segments: segments.map(({ number, segment }) => ({ number, gone: [...segment.gone] })),
      covers,
    };
    writeManifest(this.file, manifest);
    this.covers = covers;
    const before = this.open;
    this.open = [...segments];
    this.seen = stampOf(this.file);
    for (const { number, segment } of before)
      if (!segments.some((one) => one.number === number)) {
        segment.close();
        rmSync(this.pathOf(number), { force: true });
      }
  }

  /**
   * Writes a segment and lists it beside these others. `lost`: rows of cables in it that are gone. When any of that fails, its
   * file is removed, and all is as it was.
   */
  add(
    write: (path: string) => void,
    others: readonly OpenSegment[],
    { covers, lost }: { covers?: string | undefined; lost?: ReadonlySet<number> },
  ): void {
    const number = this.next;
    this.next += 1;
    let segment: Segment | undefined;
    try {
      write(this.pathOf(number));
      segment = new Segment(this.pathOf(number));
      if (lost !== undefined && lost.size > 0) for (const [doc, row] of segment.rows.entries()) if (lost.has(row)) segment.gone.add(doc);
      this.commit([...others, { number, segment }], covers);
    } catch (error) {
      segment?.close();
      rmSync(this.pathOf(number), { force: true });
      throw error;
    }
  }

  /**
   * Puts a merged segment in the place of those that it was made of; false when one of them is not listed any more.
   * `known`: what was gone of each when it was merged.
   */
  replace(merged: readonly OpenSegment[], known: readonly (readonly number[])[], path: string): boolean {
    this.refresh();
    if (!merged.every((one) => this.open.includes(one))) return false;
    const lost = new Set<number>();
    for (const [i, { segment }] of merged.entries()) {
      const before = new Set(known[i]);
      for (const doc of segment.gone) if (!before.has(doc)) lost.add(segment.rows[doc] ?? 0);
    }
    const others = this.open.filter((one) => !merged.includes(one));
    this.add((target) => renameSync(path, target), others, { covers: this.covers, lost });
    return true;
  }

  /** Leaves out the segments that are damaged: their cables are not held from then on. Returns whether there was one. To be called alone. */
  dropDamaged(): boolean {
    if (this.open.length > 0 && readManifest(this.file) === undefined) {
      this.close();
      return true;
    }
    this.refresh();
    const sound = this.open.filter(({ segment }) => !isDamaged(segment.file.path));
    if (sound.length === this.open.length) return false;
    this.commit(sound);
    return true;
  }

  close(): void {
    for (const { segment } of this.open) segment.close();
    this.open = [];
  }

  private pathOf(number: number): string {
    return `${this.file}.${number}`;
  }

  private tryOpen(number: number): OpenSegment | 'damaged' | 'missing' {
    try {
      return { number, segment: new Segment(this.pathOf(number)) };
    } catch (error) {
      if (error instanceof DamagedFile) return 'damaged';
      if (isMissing(error)) return 'missing';
      throw error;
    }
  }

  /** What a process left behind that was killed between writing a segment and listing it. */
  private removeUnlisted(): void {
    const folder = dirname(this.file);
    const name = basename(this.file);
    for (const entry of existsSync(folder) ? readdirSync(folder) : []) {
      if (!entry.startsWith(`${name}.`)) continue;
      const ending = entry.slice(name.length + 1);
      const [, pid] = /^merge-(\d+)-/.exec(ending) ?? [];
      const isOurs = /^(?:\d+(?:\.new)?|new)$/.test(ending) && !this.open.some(({ number }) => ending === String(number));
      if (isOurs || (pid !== undefined && !isRunning(Number(pid)))) rmSync(join(folder, entry), { force: true });
    }
  }
}

/** So often a manifest is read again whose segments are not there. */
const mostTries = 20;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const stampOf = (file: string): string => {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? 'none' : `${found.ino} ${found.mtimeNs} ${found.size}`;
};

/** Undefined where there is none, or one that is not what was written, or of another version. */
function readManifest(file: string): Manifest | undefined {
  if (!existsSync(file)) return undefined;
  const [hash, text = ''] = readFileSync(file, 'utf8').split('\n', 2);
  if (hash !== sha256(text)) return undefined;
  const manifest = JSON.parse(text) as Manifest;
  return manifest.version === segmentVersion ? manifest : undefined;
}

function writeManifest(file: string, manifest: Manifest): void {
  const text = JSON.stringify(manifest);
  const beside = `${file}.new`;
  const opened = openSync(beside, 'w', 0o600);
  try {
    writeWhole(opened, Buffer.from(`${sha256(text)}\n${text}`));
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(beside, file);
  syncFolder(dirname(file));
}

/** The files of an index that are not what was written. */
export function damagedFiles(file: string): string[] {
  if (!existsSync(file)) return [];
  const manifest = readManifest(file);
  if (manifest === undefined) return [file];
  return manifest.segments.map(({ number }) => `${file}.${number}`).filter((path) => existsSync(path) && isDamaged(path));
}

/** Reads all of a segment's file. */
function isDamaged(path: string): boolean {
  try {
    const reader = new SealedReader(path);
    try {
      reader.checkAll();
      return false;
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof DamagedFile) return true;
    // Merged with others meanwhile.
    if (isMissing(error)) return false;
    throw error;
  }
}

import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

/*
 * Files that are written once and never changed: named sections, then a directory, then a trailer of fixed size. Every byte
 * is covered by a checksum (CRC-32): the sections by one for each page of 16 KB, the directory with those checksums by one
 * in the trailer, the trailer by its own.
 */

const pageSize = 16_384;
const magic = 0x43_44_50_4b;
const trailerSize = 32;

/** Something in a sealed file is not what was written. */
export class DamagedFile extends Error {}

type Directory = { sections: Record<string, [at: number, length: number]>; about: unknown; pages: number };

/** Writes a sealed file. Its sections are written one after the other; 8-byte aligned, so that numbers can be read in place. */
export class SealedWriter {
  private readonly beside: string;
  private readonly file: number;
  private readonly page = Buffer.alloc(pageSize);
  private filled = 0;
  private isClosed = false;
  private readonly checksums: number[] = [];
  private readonly sections: Directory['sections'] = {};
  private open: { name: string; at: number } | undefined;
  /** How many bytes are written. */
  at = 0;

  private readonly path: string;

  /** The file gets its name when it is finished. */
  constructor(path: string) {
    this.path = path;
    this.beside = `${path}.new`;
    this.file = openSync(this.beside, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  }

  /** What is written from here on belongs to this section. */
  section(name: string): void {
    this.endSection();
    while (this.at % 8 !== 0) this.append(Uint8Array.of(0));
    this.open = { name, at: this.at };
  }

  append(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + pageSize - this.filled);
      this.page.set(part, this.filled);
      this.filled += part.length;
      from += part.length;
      if (this.filled === pageSize) this.endPage();
    }
    this.at += bytes.length;
  }

  /** Appends numbers as they lie in memory (little-endian on every machine that Node runs on). */
  numbers(values: Int32Array | Uint32Array | Float64Array | Uint8Array): void {
    this.append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  text(value: string): void {
    this.append(Buffer.from(value));
  }

  /** Ends the file, brings it to the disk and gives it its name. `about`: plain data kept in the directory. */
  finish(about: unknown): void {
    this.endSection();
    if (this.filled > 0) this.endPage();
    const directory: Directory = { sections: this.sections, about, pages: this.checksums.length };
    const head = Buffer.concat([Buffer.from(Uint32Array.from(this.checksums).buffer), Buffer.from(JSON.stringify(directory))]);
    const trailer = Buffer.alloc(trailerSize);
    trailer.writeUInt32LE(magic, 0);
    trailer.writeUInt32LE(this.checksums.length, 4);
    trailer.writeDoubleLE(this.at, 8);
    trailer.writeUInt32LE(head.length, 16);
    trailer.writeUInt32LE(crc32(head), 20);
    trailer.writeUInt32LE(crc32(trailer.subarray(0, 28)), 28);
    writeWhole(this.file, head);
    writeWhole(this.file, trailer);
    fsyncSync(this.file);
    this.close();
    renameSync(this.beside, this.path);
    syncFolder(dirname(this.path));
  }

  /** Drops what was written. */
  abandon(): void {
    this.close();
    rmSync(this.beside, { force: true });
  }

  /** Once: the number may be another file's by then. */
  private close(): void {
    if (!this.isClosed) closeSync(this.file);
    this.isClosed = true;
  }

  private endPage(): void {
    const page = this.page.subarray(0, this.filled);
    this.checksums.push(crc32(page));
    writeWhole(this.file, page);
    this.filled = 0;
  }

  private endSection(): void {
    if (this.open !== undefined) this.sections[this.open.name] = [this.open.at, this.at - this.open.at];
    this.open = undefined;
  }
}

/** Brings the names in a folder to the disk: a file that was renamed is there after a power cut, too. */
export function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes all of the bytes: one call may write fewer, on a disk that is nearly full for example. */
export function writeWhole(file: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
}

/** Reads a sealed file. Every page is checked when it is first read; one that differs throws `DamagedFile`. */
export class SealedReader {
  readonly about: unknown;
  private readonly file: number;
  private readonly size: number;
  private readonly checksums: Uint32Array;
  private readonly sections: Directory['sections'];
  private readonly isChecked: Uint8Array;
  private readonly scratch = Buffer.alloc(pageSize);

  readonly path: string;

  /** Throws `DamagedFile`, or what `openSync` throws. */
  constructor(path: string) {
    this.path = path;
    this.file = openSync(path, 'r');
    try {
      const { size } = fstatSync(this.file);
      const trailer = Buffer.alloc(trailerSize);
      if (size < trailerSize) throw new DamagedFile(`${path} is too short`);
      this.fill(trailer, size - trailerSize);
      if (
        trailer.readUInt32LE(28) !== crc32(trailer.subarray(0, 28)) ||
        trailer.readUInt32LE(0) !== magic ||
        trailer.readUInt32LE(24) !== 0
      )
        throw new DamagedFile(`${path} has a damaged end`);
      this.size = trailer.readDoubleLE(8);
      const head = Buffer.alloc(trailer.readUInt32LE(16));
      if (this.size + head.length + trailerSize !== size) throw new DamagedFile(`${path} has another length`);
      this.fill(head, this.size);
      if (crc32(head) !== trailer.readUInt32LE(20)) throw new DamagedFile(`${path} has a damaged directory`);
      const pages = trailer.readUInt32LE(4);
      this.checksums = new Uint32Array(new Uint8Array(head.subarray(0, pages * 4)).buffer);
      const { sections, about } = JSON.parse(head.toString('utf8', pages * 4)) as Directory;
      this.sections = sections;
      this.about = about;
      this.isChecked = new Uint8Array(pages);
    } catch (error) {
      closeSync(this.file);
      throw error;
    }
  }

  close(): void {
    closeSync(this.file);
  }

  /** Where a section begins and how long it is. */
  place(name: string): [at: number, length: number] {
    const found = this.sections[name];
    if (found === undefined) throw new DamagedFile(`${this.path} lacks ${name}`);
    return found;
  }

  /** A whole section, in memory of its own. */
  section(name: string): Uint8Array {
    const [at, length] = this.place(name);
    return this.read(at, length);
  }

  /** These bytes, in memory of their own. */
  read(at: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.into(bytes, at, length);
    return bytes;
  }

  /** Reads so many bytes to the beginning of `target`. */
  into(target: Uint8Array, at: number, length: number): void {
    if (length === 0) return;
    this.fill(target.subarray(0, length), at);
    const last = Math.floor((at + length - 1) / pageSize);
    for (let page = Math.floor(at / pageSize); page <= last; page += 1) {
      if (this.isChecked[page] === 1) continue;
      const [start, end] = [page * pageSize - at, Math.min((page + 1) * pageSize, this.size) - at];
      // What was read whole need not be read again to be checked.
      if (start >= 0 && end <= length) this.compare(page, target.subarray(start, end));
      else this.check(page);
    }
  }

  /** Checks every page, also those that were read before. */
  checkAll(): void {
    for (let page = 0; page < this.checksums.length; page += 1) this.check(page);
  }

  private check(page: number): void {
    const at = page * pageSize;
    const bytes = this.scratch.subarray(0, Math.min(pageSize, this.size - at));
    this.fill(bytes, at);
    this.compare(page, bytes);
  }

  private compare(page: number, bytes: Uint8Array): void {
    if (bytes.length === 0 || crc32(bytes) !== this.checksums[page])
      throw new DamagedFile(`${this.path} is damaged at byte ${page * pageSize}`);
    this.isChecked[page] = 1;
  }

  private fill(target: Uint8Array, at: number): void {
    for (let from = 0; from < target.length;) {
      const got = readSync(this.file, target, from, target.length - from, at + from);
      if (got === 0) throw new DamagedFile(`${this.path} is cut off`);
      from += got;
    }
  }
}

/** The bytes of a section as numbers of four bytes. */
export const asInts = (bytes: Uint8Array): Int32Array => new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { constants, crc32, createGunzip } from 'node:zlib';
import { DeskError } from '../reply/failure.ts';
import { count, own, quoted, said, type Text } from '../reply/text.ts';
import { createDateReader, type DateReader } from './formats/dates.ts';
import { decodeText, detectEncoding, type Encoding } from './formats/encoding.ts';
import type { Source, SourceLine } from './formats/format.ts';
import type { FieldNames } from './formats/record.ts';
import { LineCutter, megabytes } from './formats/lines.ts';

/** Limits in bytes; only tests override them. */
export type SourceLimits = { line?: number; whole?: number; bytes?: number };

/** What all sources of an import share. */
export type SharedReading = { limits?: SourceLimits; dates?: DateReader; fieldNames?: FieldNames };

const headBytes = 64 * 1024;
const mostBytes: Required<SourceLimits> = { line: 16 * 1024 * 1024, whole: 25 * 1024 * 1024, bytes: 100 * 1024 * 1024 };

const mostLines = 3_000_000;

function lineEnds(text: string): number {
  let ends = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) ends += 1;
  return ends;
}

/** Where bytes come from: a file, or memory. */
type Raw = {
  disk?: string;
  /** All of it, when that is in memory. */
  held?: readonly Buffer[];
  stream(): Readable;
  /** The first and the last bytes. */
  first(count: number): Promise<Buffer>;
  last(count: number): Promise<Buffer>;
};

/**
 * Opens a file, plain or gzip (told by its first bytes, never by its name), and reads its head. Nothing else is held: it is
 * read again, a piece at a time, so that a gzip of any ratio costs no memory. Throws a DeskError of kind `data` for what is
 * not there, not readable or empty, with the likely slip.
 */
export async function openSource(path: string, reading: SharedReading = {}): Promise<Source> {
  const small = await smallFile(path);
  return openRaw(path, small === undefined ? fileRaw(path) : { ...memoryRaw(small), disk: path }, reading);
}

/** Opens bytes that are in memory, as the file `path` would be. Throws as `openSource` does. */
export const openBytes = (path: string, bytes: Uint8Array, reading: SharedReading = {}): Promise<Source> =>
  openRaw(path, memoryRaw(bytes), reading);

async function openRaw(
  path: string,
  raw: Raw,
  { limits, dates = createDateReader(), fieldNames = new Map() }: SharedReading,
): Promise<Source> {
  const file = new SourceFile(path, raw, await raw.first(2), { ...mostBytes, ...limits });
  const onDisk = file.onDisk();
  const start = await file.readStart();
  const encoding = detectEncoding(start, start.length === headBytes);
  file.read(encoding, start);
  return {
    path,
    onDisk,
    stem: stemOf(path),
    start,
    head: encoding === undefined ? '' : file.withLineFeeds(decodeText(start, encoding.name)),
    dates,
    fieldNames,
    get assumed() {
      return file.assumed;
    },
    lines: () => file.lines(),
    lineGroups: () => file.lineGroups(),
    whole: () => file.whole(),
    bytes: () => file.bytes(),
    pieces: () => file.pieces(),
  };
}

/** `1974LAPAZ00258` for /x/1974LAPAZ00258.txt.gz. */
function stemOf(path: string): string {
  const name = basename(path).replace(/\.gz$/i, '');
  return name.replace(/\.[a-z0-9]{1,8}$/i, '') || name;
}

function refuse(text: Text, cause?: unknown): DeskError {
  return new DeskError(text, { kind: 'data', cause });
}

/** A file of no more than a head, in one go: most are, and there may be many thousands. */
async function smallFile(path: string): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, 'r');
    return (await file.stat()).size > headBytes ? undefined : await file.readFile();
  } catch (error) {
    throw unreadable(path, error);
  }
}

const fileRaw = (path: string): Raw => {
  const at = async (count: number, place: (size: number) => number): Promise<Buffer> => {
    try {
      await using file = await open(path, 'r');
      const { size } = await file.stat();
      const { bytesRead, buffer } = await file.read(Buffer.alloc(count), 0, count, Math.max(0, place(size)));
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      throw unreadable(path, error);
    }
  };
  return {
    disk: path,
    stream: () => createReadStream(path),
    first: (count) => at(count, () => 0),
    last: (count) => at(count, (size) => size - count),
  };
};

const memoryRaw = (bytes: Uint8Array): Raw => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces = Array.from({ length: Math.ceil(all.length / headBytes) }, (_, i) => all.subarray(i * headBytes, (i + 1) * headBytes));
  return {
    held: pieces,
    stream: () => Readable.from(pieces),
    first: async (count) => all.subarray(0, count),
    last: async (count) => all.subarray(-count),
  };
};

function unreadable(path: string, error: unknown): DeskError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return refuse(said`${quoted(path)} does not exist. Was it moved or renamed?`, error);
  if (code === 'EISDIR') return refuse(said`${quoted(path)} is a folder, not a file.`, error);
  if (code === 'EACCES' || code === 'EPERM')
    return refuse(said`${quoted(path)} may not be read by this user. Check its permissions.`, error);
  if (code.startsWith('Z_'))
    return refuse(said`${quoted(path)} is compressed and damaged, so it cannot be unpacked. Copy it again from where it came.`, error);
  return refuse(said`${quoted(path)} cannot be read (${own(code === '' ? 'unknown reason' : code)}).`, error);
}

class SourceFile {
  assumed: string | undefined;
  private readonly path: string;
  private raw: Raw;
  private isGzip: boolean;
  private readonly limits: Required<SourceLimits>;
  private encoding: Encoding | undefined;
  private hasReturnsOnly = false;

  constructor(path: string, raw: Raw, first: Buffer, limits: Required<SourceLimits>) {
    if (first.length === 0) throw refuse(said`${quoted(path)} is empty.`);
    this.path = path;
    this.raw = raw;
    this.isGzip = first[0] === 0x1f && first[1] === 0x8b;
    this.limits = limits;
  }

  /** Where the bytes lie as they are. */
  onDisk(): string | undefined {
    return this.isGzip ? undefined : this.raw.disk;
  }

  async readStart(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    const state = { isCut: false };
    let size = 0;
    for await (const piece of this.pieces(state)) {
      pieces.push(piece);
      size += piece.length;
      if (size >= headBytes) break;
    }
    if (size === 0) throw refuse(said`${quoted(this.path)} is empty.`);
    const start = Buffer.concat(pieces);
    // A small file has been read whole; it is not read from the disk again.
    if (size < headBytes && !state.isCut) [this.raw, this.isGzip] = [memoryRaw(start), false];
    return start.subarray(0, headBytes);
  }

  /** Takes the encoding of the text from here on. */
  read(encoding: Encoding | undefined, start: Buffer): void {
    this.encoding = encoding;
    if (encoding?.isAssumed === true) this.assumed = encoding.name;
    // The classic Macintosh ended its lines with a carriage return alone.
    this.hasReturnsOnly = encoding !== undefined && start.includes(0x0d) && !start.includes(0x0a);
  }

  /** The unpacked bytes in pieces. Ends early, with `isCut` true, where a gzip was cut off. */
  async *pieces(state: { isCut: boolean } = { isCut: false }): AsyncGenerator<Buffer> {
    if (!this.isGzip && this.raw.held !== undefined) {
      yield* this.raw.held;
      return;
    }
    const file = this.raw.stream();
    // Without finishFlush a gzip cut in the middle would throw away what it had already unpacked.
    const stream = this.isGzip ? file.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })) : file;
    file.on('error', (error) => stream.destroy(error));
    let sum = 0;
    let size = 0;
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) {
        if (this.isGzip) sum = crc32(piece, sum);
        size += piece.length;
        yield piece;
      }
    } catch (error) {
      throw error instanceof DeskError ? error : unreadable(this.path, error);
    } finally {
      file.destroy();
      stream.destroy();
    }
    if (this.isGzip && !(await this.endsWith(sum, size))) state.isCut = await this.isTruncated();
  }

  /** Whether the file's last eight bytes are the checksum and size of what was unpacked (RFC 1952, 2.3.1). */
  private async endsWith(sum: number, size: number): Promise<boolean> {
    const end = await this.raw.last(8);
    return end.length === 8 && end.readUInt32LE(0) === sum && end.readUInt32LE(4) === size % 2 ** 32;
  }

  /** Second, strict look: a gzip of several members, or with padding behind it, does not end like a simple one either. */
  private async isTruncated(): Promise<boolean> {
    const file = this.raw.stream();
    const stream = file.pipe(createGunzip());
    file.on('error', (error) => stream.destroy(error));
    try {
      for await (const piece of stream as AsyncIterable<Buffer>) void piece;
      return false;
    } catch {
      return true;
    } finally {
      file.destroy();
    }
  }

  async *lines(): AsyncGenerator<SourceLine> {
    for await (const group of this.lineGroups()) yield* group;
  }

  async *lineGroups(): AsyncGenerator<SourceLine[]> {
    const state = { isCut: false };
    const cutter = new LineCutter(this.limits.line, (encoding) => (this.assumed ??= encoding));
    for await (const piece of this.utf8(state)) yield [...cutter.cut(piece)];
    yield [...cutter.rest(state.isCut)];
  }

  /** The bytes as UTF-8 with line feeds, where they are known to be something else. */
  private async *utf8(state: { isCut: boolean }): AsyncGenerator<Buffer> {
    const { name } = this.encoding ?? { name: 'utf-8' };
    if (name === 'utf-8' && !this.hasReturnsOnly) {
      yield* this.pieces(state);
      return;
    }
    const decoder = new TextDecoder(name);
    const encoded = (text: string): Buffer => Buffer.from(this.withLineFeeds(text));
    for await (const piece of this.pieces(state)) yield encoded(decoder.decode(piece, { stream: true }));
    yield encoded(decoder.decode());
  }

  withLineFeeds(text: string): string {
    return this.hasReturnsOnly ? text.replaceAll('\r', '\n') : text;
  }

  async whole(): Promise<string> {
    const bytes = await this.collect(
      this.limits.whole,
      said`too large for one document. Are these several? Give them as one file each, or as JSON Lines`,
    );
    // The beginning may be in English, and the first sign that tells come later.
    const encoding = detectEncoding(bytes);
    if (encoding === undefined)
      throw refuse(said`${quoted(this.path)} is not text: it has ${own(bytes.includes(0) ? 'NUL bytes' : 'characters that no text has')}.`);
    if (encoding.isAssumed) this.assumed ??= encoding.name;
    const text = this.withLineFeeds(decodeText(bytes, encoding.name));
    // Millions of lines without a word in them would cost gigabytes once they are cut.
    if (lineEnds(text) > mostLines)
      throw refuse(said`${quoted(this.path)} has more than ${own(count(mostLines))} lines, too many for one document.`);
    return text;
  }

  bytes(): Promise<Buffer> {
    return this.collect(this.limits.bytes, said`too large to be read at once`);
  }

  private async collect(limit: number, why: Text): Promise<Buffer> {
    const state = { isCut: false };
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.pieces(state)) {
      pieces.push(piece);
      size += piece.length;
      if (size > limit) throw refuse(said`${quoted(this.path)} is larger than ${own(megabytes(limit))}, ${why}.`);
    }
    if (state.isCut)
      throw refuse(said`${quoted(this.path)} is compressed and ends in the middle: was it copied completely? Nothing of it was read.`);
    return Buffer.concat(pieces);
  }
}

import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, crc32, createGunzip } from 'node:zlib';
import { DeskError } from '../reply/failure.ts';
import { own, quoted, said, type Text } from '../reply/text.ts';
import type { RecordFault, Source } from './formats/format.ts';

/** Limits in bytes; only tests override them. */
export type SourceLimits = { line?: number; whole?: number };

const headBytes = 64 * 1024;
const lineBytes = 16 * 1024 * 1024;
const wholeBytes = 25 * 1024 * 1024;
const newline = 0x0a;

type Line = { line: number; text: string } | { fault: RecordFault };

const cutShort = 'the compressed file ends in the middle: was it copied completely? What came before this line was read';

/**
 * Opens a file of text, plain or gzip (told by its first bytes, never by its name), and reads its head. Nothing else is
 * held: `lines()` and `whole()` read the file again, a piece at a time, so that a gzip of any ratio costs no memory.
 * Throws a DeskError of kind `data` for what is not there, not readable, empty, or not UTF-8 text, with the likely slip.
 */
export async function openSource(path: string, limits: SourceLimits = {}): Promise<Source> {
  const file = new SourceFile(path, await firstBytes(path), limits);
  const head = await file.readHead();
  return { path, stem: stemOf(path), head, lines: () => file.lines(), whole: () => file.whole() };
}

/** `1974LAPAZ00258` for /x/1974LAPAZ00258.txt.gz. */
function stemOf(path: string): string {
  const name = basename(path).replace(/\.gz$/i, '');
  return name.replace(/\.[a-z0-9]{1,8}$/i, '') || name;
}

function refuse(text: Text, cause?: unknown): DeskError {
  return new DeskError(text, { kind: 'data', cause });
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const { bytesRead, buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw unreadable(path, error);
  }
}

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

const utf16Hint = 'It is UTF-16. Convert it first: iconv -f UTF-16 -t UTF-8 FILE > NEW';

/** Magic bytes of files mistaken for text, and what to do with each. */
const strangers: readonly [Buffer, string][] = [
  [Buffer.from('%PDF-'), 'It is a PDF. Take its text out first: pdftotext -layout FILE.pdf FILE.txt'],
  [Buffer.from('PK\u0003\u0004'), 'It is a ZIP archive or an office document. Unpack it, or save it as plain text'],
  [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), 'It is an old office document. Save it as plain text'],
  [Buffer.from([0xff, 0xfe]), utf16Hint],
  [Buffer.from([0xfe, 0xff]), utf16Hint],
];

class SourceFile {
  private readonly path: string;
  private readonly isGzip: boolean;
  private readonly lineLimit: number;
  private readonly wholeLimit: number;

  constructor(path: string, first: Buffer, limits: SourceLimits) {
    if (first.length === 0) throw refuse(said`${quoted(path)} is empty.`);
    this.path = path;
    this.isGzip = first[0] === 0x1f && first[1] === 0x8b;
    this.lineLimit = limits.line ?? lineBytes;
    this.wholeLimit = limits.whole ?? wholeBytes;
  }

  async readHead(): Promise<string> {
    const head = await this.collect(headBytes);
    if (head.length === 0) throw refuse(said`${quoted(this.path)} is empty.`);
    for (const [magic, hint] of strangers) {
      if (head.subarray(0, magic.length).equals(magic)) throw refuse(said`${quoted(this.path)} is not UTF-8 text. ${own(hint)}.`);
    }
    if (head.includes(0))
      throw refuse(said`${quoted(this.path)} is not text: it has NUL bytes. A picture, a program, or UTF-16 without its mark?`);
    return new TextDecoder('utf-8').decode(head.subarray(0, headBytes));
  }

  /** Bytes up to the limit (a last piece may reach over it). A damaged end only matters to a caller that reads that far. */
  private async collect(limit: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.pieces()) {
      pieces.push(piece);
      size += piece.length;
      if (size >= limit) break;
    }
    return Buffer.concat(pieces);
  }

  /** The unpacked bytes in pieces. Ends early, with `isCut` true, where a gzip was cut off. */
  private async *pieces(state: { isCut: boolean } = { isCut: false }): AsyncGenerator<Buffer> {
    const file: ReadStream = createReadStream(this.path);
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
    await using file = await open(this.path, 'r');
    const { size: length } = await file.stat();
    if (length < 18) return false;
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, length - 8);
    return buffer.readUInt32LE(0) === sum && buffer.readUInt32LE(4) === size % 2 ** 32;
  }

  /** Second, strict look: a gzip of several members, or with padding behind it, does not end like a simple one either. */
  private async isTruncated(): Promise<boolean> {
    const file = createReadStream(this.path);
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

  async *lines(): AsyncGenerator<Line> {
    const state = { isCut: false };
    const cutter = new LineCutter(this.lineLimit);
    for await (const piece of this.pieces(state)) {
      let from = 0;
      for (let to = piece.indexOf(newline); to !== -1; to = piece.indexOf(newline, from)) {
        cutter.add(piece.subarray(from, to));
        yield cutter.take();
        from = to + 1;
      }
      cutter.add(piece.subarray(from));
    }
    if (state.isCut) yield cutter.cutOff();
    else if (cutter.size > 0) yield cutter.take();
  }

  async whole(): Promise<string> {
    const state = { isCut: false };
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of this.pieces(state)) {
      pieces.push(piece);
      size += piece.length;
      if (size > this.wholeLimit)
        throw refuse(
          said`${quoted(this.path)} is larger than ${own(megabytes(this.wholeLimit))}, too large for one document. Are these several? Give them as one file each, or as JSON Lines.`,
        );
    }
    if (state.isCut)
      throw refuse(said`${quoted(this.path)} is compressed and ends in the middle: was it copied completely? Nothing of it was read.`);
    const bytes = Buffer.concat(pieces);
    if (bytes.includes(0)) throw refuse(said`${quoted(this.path)} is not text: it has NUL bytes.`);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch (error) {
      const line =
        bytes
          .toString('latin1')
          .split('\n')
          .findIndex((text) => !isUtf8(Buffer.from(text, 'latin1'))) + 1;
      throw refuse(said`${quoted(this.path)}, line ${own(String(line))}: ${own(notUtf8)}.`, error);
    }
  }
}

const notUtf8 = 'not UTF-8. Probably Windows-1252; convert the file first: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW';

const megabytes = (bytes: number): string => (bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${bytes} bytes`);

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Gathers the pieces of one line and turns them into text; of a line over the limit it keeps the beginning only. */
class LineCutter {
  size = 0;
  private line = 1;
  private pieces: Buffer[] = [];
  private readonly limit: number;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(limit: number) {
    this.limit = limit;
  }

  add(piece: Buffer): void {
    this.size += piece.length;
    // Past the limit only its beginning is of interest, for the message; letting go of the rest keeps memory flat.
    if (this.size > this.limit) this.pieces = this.pieces.length === 0 ? [Buffer.from(piece.subarray(0, 800))] : this.pieces.slice(0, 1);
    else if (piece.length > 0) this.pieces.push(piece);
  }

  take(): Line {
    const { line, limit, size } = this;
    const bytes = this.reset();
    if (size > limit) return { fault: this.fault(line, `line too long: ${megabytes(size)}, the limit is ${megabytes(limit)}`, bytes) };
    if (bytes.includes(0)) return { fault: this.fault(line, 'NUL bytes in the line: not text', bytes) };
    try {
      const text = this.decoder.decode(bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes);
      return { line, text: line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text };
    } catch {
      return { fault: this.fault(line, notUtf8, bytes) };
    }
  }

  /** What is left of a line whose file was cut off. */
  cutOff(): Line {
    const { line } = this;
    return { fault: this.fault(line, cutShort, this.reset()) };
  }

  private fault(line: number, reason: string, bytes: Buffer): RecordFault {
    return { line, reason, text: new TextDecoder('utf-8').decode(bytes.subarray(0, 800)).slice(0, 200) };
  }

  private reset(): Buffer {
    const bytes = this.pieces.length === 1 && this.pieces[0] !== undefined ? this.pieces[0] : Buffer.concat(this.pieces);
    this.pieces = [];
    this.size = 0;
    this.line += 1;
    return bytes;
  }
}

import { decodeText, detectEncoding } from './encoding.ts';
import type { RecordFault, SourceLine } from './format.ts';

const newline = 0x0a;

export const megabytes = (bytes: number): string => (bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${bytes} bytes`);

export const cutShort = 'the compressed file ends in the middle: was it copied completely? What came before this line was read';

/**
 * Cuts pieces of UTF-8 into lines of text; of a line over the limit it keeps the beginning only. A line that is not UTF-8 is
 * decoded as what it looks like, which `assume` is told.
 */
export class LineCutter {
  private size = 0;
  private line = 1;
  private pieces: Buffer[] = [];
  private readonly limit: number;
  private readonly assume: (encoding: string) => void;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(limit: number, assume: (encoding: string) => void) {
    this.limit = limit;
    this.assume = assume;
  }

  *cut(piece: Buffer): Generator<SourceLine> {
    let from = 0;
    for (let to = piece.indexOf(newline); to !== -1; to = piece.indexOf(newline, from)) {
      this.add(piece.subarray(from, to));
      yield this.take();
      from = to + 1;
    }
    this.add(piece.subarray(from));
  }

  /** What is left behind the last line end. `isCut`: the file does not end here, it was cut off. */
  *rest(isCut: boolean): Generator<SourceLine> {
    if (isCut) {
      const { line } = this;
      yield { fault: faultOf(line, cutShort, this.reset()) };
    } else if (this.size > 0) yield this.take();
  }

  private add(piece: Buffer): void {
    this.size += piece.length;
    // Past the limit only its beginning is of interest, for the message; letting go of the rest keeps memory flat.
    if (this.size > this.limit) this.pieces = this.pieces.length === 0 ? [Buffer.from(piece.subarray(0, 800))] : this.pieces.slice(0, 1);
    else if (piece.length > 0) this.pieces.push(piece);
  }

  private take(): SourceLine {
    const { line, limit, size } = this;
    const bytes = this.reset();
    if (size > limit) return { fault: faultOf(line, `line too long: ${megabytes(size)}, the limit is ${megabytes(limit)}`, bytes) };
    if (bytes.includes(0)) return { fault: faultOf(line, 'NUL bytes in the line: not text', bytes) };
    const text = this.decode(bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes);
    return { line, text: line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text };
  }

  private decode(bytes: Buffer): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      const { name } = detectEncoding(bytes) ?? { name: 'windows-1252' };
      this.assume(name);
      return decodeText(bytes, name);
    }
  }

  private reset(): Buffer {
    const bytes = this.pieces.length === 1 && this.pieces[0] !== undefined ? this.pieces[0] : Buffer.concat(this.pieces);
    this.pieces = [];
    this.size = 0;
    this.line += 1;
    return bytes;
  }
}

function faultOf(line: number, reason: string, bytes: Buffer): RecordFault {
  return { line, reason, text: new TextDecoder('utf-8').decode(bytes.subarray(0, 800)).slice(0, 200) };
}

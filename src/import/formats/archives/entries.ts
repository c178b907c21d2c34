import { basename } from 'node:path';
import { megabytes } from '../lines.ts';
import type { ReadRecord } from '../format.ts';

/** What archives of every kind have in common: which entries are read, and how much of each. */

/** Most bytes of one entry, unpacked: it is held in memory. */
const mostBytes = 100 * 1024 * 1024;

/** An entry that is packed better than this, and is not small, is made to fill memory and disk. */
const bestRatio = 500;

/** Files that archivers and desktops add. */
const besides = /(?:^|\/)(?:\.(?!\.?\/)|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i;

/** Whether an entry is a file that somebody put there. */
export const isGiven = (name: string): boolean => !name.endsWith('/') && !besides.test(name);

export const refusal = (name: string, reason: string): ReadRecord => ({
  fault: { line: 0, reason: `${name.slice(0, 200)} ${reason}`, text: name.slice(0, 200) },
});

/** Why an entry is not unpacked, by what the archive says of it; undefined when it is. */
export function whyNot(name: string, unpacked: number, packed: number | undefined): string | undefined {
  if (/^(?:\/|[a-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(name)) return 'leads out of the archive, so it was not read';
  if (unpacked > mostBytes) return `is ${megabytes(unpacked)} large, more than ${megabytes(mostBytes)}: unpack the archive first`;
  const isBomb = packed !== undefined && unpacked > 10 * 1024 * 1024 && unpacked > packed * bestRatio;
  return isBomb ? `unpacks to ${Math.round(unpacked / packed)} times its size, so it was not read` : undefined;
}

/** An entry as an inner file, or a fault when it turns out larger than the archive says. */
export async function innerFile(name: string, stream: AsyncIterable<Uint8Array>): Promise<ReadRecord> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    pieces.push(piece);
    size += piece.length;
    if (size > mostBytes) return refusal(name, `is larger than the archive says, more than ${megabytes(mostBytes)}`);
  }
  if (size === 0) return refusal(name, 'is empty');
  return { inner: { name: name.replace(/^\.\//, ''), bytes: Buffer.concat(pieces) } };
}

/** A name for the message, of an archive that cannot be read on. */
export const cannotGoOn = (path: string, error: unknown): ReadRecord =>
  refusal(
    basename(path),
    `cannot be unpacked further: ${error instanceof Error ? error.message : 'it is damaged'}. Copy it again from where it came`,
  );

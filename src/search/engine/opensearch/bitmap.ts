import { RowSet, type RowBits } from '../../../query/row-set.ts';

/** So many rows go as a list; more as a bitmap, which is a tenth of the size and of the time. */
const mostListed = 1000;

/** How the cluster is asked for these rows, in any order. */
export function rowsDsl(bits: RowBits): Record<string, unknown> {
  const rows = new RowSet(bits);
  const { size } = rows;
  if (size === 0) return { match_none: {} };
  return { terms: size <= mostListed ? { row: [...rows] } : { row: [roaringBitmap(bits)], value_type: 'bitmap' } };
}

/** Values of one block below which it is a list, not bits; the bytes of its bits. */
const mostInList = 4096;
const blockBytes = 8192;

/**
 * Rows as a roaring bitmap without runs, in base64 (https://github.com/RoaringBitmap/RoaringFormatSpec): 65,536 numbers are a block,
 * and what it has of many is the same bits as ours.
 */
export function roaringBitmap(bits: RowBits): string {
  const blocks: { key: number; size: number; bytes: Uint8Array }[] = [];
  for (let at = 0; at < bits.length; at += blockBytes) {
    const block = bits.subarray(at, at + blockBytes);
    const rows = new RowSet(block);
    const { size } = rows;
    if (size === 0) continue;
    const bytes = new Uint8Array(size <= mostInList ? 2 * size : blockBytes);
    if (size > mostInList) bytes.set(block);
    else {
      let filled = 0;
      for (const value of rows) {
        bytes[filled] = value & 255;
        bytes[filled + 1] = value >> 8;
        filled += 2;
      }
    }
    blocks.push({ key: at / blockBytes, size, bytes });
  }
  const head = Buffer.alloc(8 + 8 * blocks.length);
  head.writeUInt32LE(12_346, 0);
  head.writeUInt32LE(blocks.length, 4);
  let at = head.length;
  for (const [i, { key, size, bytes }] of blocks.entries()) {
    head.writeUInt16LE(key, 8 + 4 * i);
    head.writeUInt16LE(size - 1, 10 + 4 * i);
    head.writeUInt32LE(at, 8 + 4 * blocks.length + 4 * i);
    at += bytes.length;
  }
  return Buffer.concat([head, ...blocks.map(({ bytes }) => bytes)]).toString('base64');
}

/** So many rows go as a list; more as a bitmap, which is a tenth of the size and of the time. */
const mostListed = 1000;

/** How the cluster is asked for these rows, in any order. */
export function rowsDsl(rows: readonly number[]): Record<string, unknown> {
  if (rows.length === 0) return { match_none: {} };
  return { terms: rows.length <= mostListed ? { row: rows } : { row: [roaringBitmap(rows)], value_type: 'bitmap' } };
}

/** Values of one block below which it is a list, not bits. */
const mostInList = 4096;

/** Rows as a roaring bitmap without runs, in base64 (https://github.com/RoaringBitmap/RoaringFormatSpec). */
export function roaringBitmap(rows: readonly number[]): string {
  const sorted = Uint32Array.from(rows).sort();
  const blocks: { key: number; from: number; to: number }[] = [];
  let last: number | undefined;
  let kept = 0;
  for (const row of sorted) {
    if (row === last) continue;
    last = row;
    sorted[kept] = row;
    const block = blocks.at(-1);
    if (block?.key === row >>> 16) block.to = kept + 1;
    else blocks.push({ key: row >>> 16, from: kept, to: kept + 1 });
    kept += 1;
  }
  const sizeOf = ({ from, to }: { from: number; to: number }): number => (to - from <= mostInList ? 2 * (to - from) : 8192);
  const head = 8 + 8 * blocks.length;
  const bytes = Buffer.alloc(head + blocks.reduce((sum, block) => sum + sizeOf(block), 0));
  bytes.writeUInt32LE(12_346, 0);
  bytes.writeUInt32LE(blocks.length, 4);
  let at = head;
  for (const [i, block] of blocks.entries()) {
    bytes.writeUInt16LE(block.key, 8 + 4 * i);
    bytes.writeUInt16LE(block.to - block.from - 1, 10 + 4 * i);
    bytes.writeUInt32LE(at, 8 + 4 * blocks.length + 4 * i);
    for (let k = block.from; k < block.to; k += 1) {
      const value = (sorted[k] ?? 0) & 0xffff;
      if (block.to - block.from <= mostInList) bytes.writeUInt16LE(value, at + 2 * (k - block.from));
      else bytes[at + (value >> 3)] = (bytes[at + (value >> 3)] ?? 0) | (1 << (value & 7));
    }
    at += sizeOf(block);
  }
  return bytes.toString('base64');
}

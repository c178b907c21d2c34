/** Bytes of files that are kept in memory, of all segments together. */
const most = 40 << 20;

const all = new Set<Kept<unknown>>();
let bytes = 0;

/** Parts of a file that are kept in memory, by number. When all such parts together are too many, all are given up: what is used is soon read again. */
export class Kept<T> {
  private readonly parts = new Map<number, T>();

  get(number: number): T | undefined {
    return this.parts.get(number);
  }

  set(number: number, part: T, size: number): T {
    if (bytes + size > most) {
      for (const kept of all) kept.clear();
      bytes = 0;
    }
    all.add(this);
    this.parts.set(number, part);
    bytes += size;
    return part;
  }

  private clear(): void {
    this.parts.clear();
    all.delete(this);
  }
}

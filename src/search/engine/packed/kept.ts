/** Bytes of files that are kept in memory, of all segments together. */
const most = 32 << 20;

const all = new Set<Kept<unknown>>();
let freshBytes = 0;

/**
 * Parts of a file that are kept in memory, by number. Once what was used of late is half of what may be kept, whatever was not
 * used since the last time is given up.
 */
export class Kept<T> {
  private fresh = new Map<number, { part: T; size: number }>();
  private former: ReadonlyMap<number, { part: T; size: number }> = new Map();

  get(number: number): T | undefined {
    const known = this.fresh.get(number);
    if (known !== undefined) return known.part;
    const before = this.former.get(number);
    return before === undefined ? undefined : this.set(number, before.part, before.size);
  }

  set(number: number, part: T, size: number): T {
    if (freshBytes + size > most / 2) {
      for (const kept of all) kept.age();
      freshBytes = 0;
    }
    all.add(this);
    this.fresh.set(number, { part, size });
    freshBytes += size;
    return part;
  }

  private age(): void {
    this.former = this.fresh;
    this.fresh = new Map();
    if (this.former.size === 0) all.delete(this);
  }
}

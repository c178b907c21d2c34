/** What random tests share: a seed that is printed and can be given again, numbers from it, and how long they run. */

/** `npm run test:long`: every seed and case; otherwise a sample of them. */
export const isLong = process.env['CABLEDESK_LONG'] === '1';

/** The seed of this run (see vitest.config.ts); CABLEDESK_SEED repeats one. `name` says in the output whose it is. */
export function seedOf(name: string): number {
  const seed = Number(process.env['CABLEDESK_SEED']);
  console.log(`${name} seed: ${seed} (repeat with CABLEDESK_SEED=${seed})`);
  return seed;
}

/** Numbers from 0 to 1 (mulberry32), the same for the same seed on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Chooses one of a list, as `random` says. */
export function pickerFrom(random: () => number): <T>(list: readonly T[]) => T {
  return <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
}

/**
 * All of a list in the long run; otherwise `count` of it, or of each kind in it, in their order, as `random` chooses.
 */
export function sampleOf<T>(list: readonly T[], count: number, random: () => number, kindOf: (one: T) => unknown = () => ''): T[] {
  if (isLong) return [...list];
  const drawn = list.map((one) => ({ one, place: random() })).toSorted((a, b) => a.place - b.place);
  const chosen = Map.groupBy(drawn, ({ one }) => kindOf(one))
    .values()
    .flatMap((same) => same.slice(0, count))
    .map(({ one }) => one)
    .toArray();
  return list.filter((one) => chosen.includes(one));
}

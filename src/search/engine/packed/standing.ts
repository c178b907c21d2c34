import { Numbers } from './bytes.ts';

/** Whether a phrase's words stand in a document as it asks, given where each of its places has a word: positions in any order. */
export type Standing = (places: readonly Numbers[]) => boolean;

/** Whether one of the positions stands as a phrase asks to one of the others: both ascend, from the first to before the second number. */
export type PairStanding = (a: Positions, b: Positions) => boolean;
type Positions = { positions: ArrayLike<number>; from: number; to: number };

/** Right behind it. */
export function isBehind(a: Positions, b: Positions): boolean {
  const [first, second] = [a.positions, b.positions];
  for (let i = a.from, j = b.from; i < a.to && j < b.to;) {
    const distance = (second[j] ?? 0) - (first[i] ?? 0);
    if (distance === 1) return true;
    if (distance < 1) j += 1;
    else i += 1;
  }
  return false;
}

/** Near it: with at most so many words between them. */
export const areNear =
  (most: number): PairStanding =>
  (a, b) => {
    const [first, second] = [a.positions, b.positions];
    for (let i = a.from, j = b.from; i < a.to && j < b.to;) {
      const distance = (second[j] ?? 0) - (first[i] ?? 0);
      if (distance <= most + 1 && -distance <= most + 1) return true;
      if (distance < 0) j += 1;
      else i += 1;
    }
    return false;
  };

/** One behind the other; places where any word may stand are passed over. The first and the last may not be such. */
export function inARow(isAny: readonly boolean[]): Standing {
  /** For each position where a row may begin: up to which place it has been met, counted on through all documents. */
  let met: Int32Array = new Int32Array(4096);
  let turn = 0;
  return (places) => {
    turn += places.length;
    let before = turn;
    met = begin(met, places[0] ?? none, turn);
    for (let place = 1; place < places.length; place += 1) {
      if (isAny[place] === true) continue;
      const { data, length } = places[place] ?? none;
      const now = turn + place;
      let isMet = false;
      for (let i = 0; i < length; i += 1) {
        const start = (data[i] ?? 0) - place;
        if (start < 0 || start >= met.length || met[start] !== before) continue;
        met[start] = now;
        isMet = true;
      }
      if (!isMet) return false;
      before = now;
    }
    return (places[0]?.length ?? 0) > 0;
  };
}

/** Notes that a row may begin at each of these positions; returns where that is noted. */
function begin(met: Int32Array, { data, length }: Numbers, turn: number): Int32Array {
  let last = 0;
  for (let i = 0; i < length; i += 1) last = Math.max(last, data[i] ?? 0);
  const noted = last < met.length ? met : grown(met, last + 1);
  for (let i = 0; i < length; i += 1) noted[data[i] ?? 0] = turn;
  return noted;
}

function grown(met: Int32Array, least: number): Int32Array {
  const larger = new Int32Array(Math.max(met.length * 2, least));
  larger.set(met);
  return larger;
}

/**
 * In a stretch that holds all the words, each as often as it was asked for, with at most `most` others between them:
 * `nearStretches` of query/matching.ts, on positions.
 */
export function nearEachOther(words: readonly string[], most: number): Standing {
  const distinct = [...new Set(words)];
  const placeOf = distinct.map((word) => words.indexOf(word));
  const needed = distinct.map((word) => words.filter((one) => one === word).length);
  const longest = most + words.length;
  /** The first occurrence of each word in the stretch. */
  const first = new Int32Array(distinct.length);
  return (places) => {
    first.fill(0);
    for (const place of placeOf) sort(places[place] ?? none);
    for (;;) {
      // The shortest stretch from the earliest of these: then that one is given up.
      let start = 2 ** 31 - 1;
      let end = 0;
      let earliest = 0;
      for (let i = 0; i < first.length; i += 1) {
        const { data, length } = places[placeOf[i] ?? 0] ?? none;
        const from = first[i] ?? 0;
        const to = from + (needed[i] ?? 0) - 1;
        if (to >= length) return false;
        if ((data[from] ?? 0) < start) {
          start = data[from] ?? 0;
          earliest = i;
        }
        if ((data[to] ?? 0) > end) end = data[to] ?? 0;
      }
      if (end - start < longest) return true;
      first[earliest] = (first[earliest] ?? 0) + 1;
    }
  };
}

const none = new Numbers(0);

/** The positions of a word come as a few runs that ascend: mostly one. */
function sort({ data, length }: Numbers): void {
  for (let i = 1; i < length; i += 1) {
    const value = data[i] ?? 0;
    let to = i;
    for (; to > 0 && (data[to - 1] ?? 0) > value; to -= 1) data[to] = data[to - 1] ?? 0;
    data[to] = value;
  }
}

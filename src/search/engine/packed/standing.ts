import { Numbers } from './bytes.ts';

/** Whether a phrase's words stand in a document as it asks, given where each of its places has a word: positions in any order. */
export type Standing = (places: readonly Numbers[]) => boolean;

/** One behind the other; places where any word may stand are passed over. The first and the last may not be such. */
export function inARow(isAny: readonly boolean[]): Standing {
  /** For each position where a row may begin: up to which place it has been met, counted on through all documents. */
  let met = new Int32Array(4096);
  let turn = 0;
  return (places) => {
    turn += places.length;
    let before = 0;
    for (let place = 0; place < places.length; place += 1) {
      if (isAny[place] === true) continue;
      const { data, length } = places[place] ?? none;
      const [now, isLast] = [turn + place, place === places.length - 1];
      let isMet = false;
      for (let i = 0; i < length; i += 1) {
        const start = (data[i] ?? 0) - place;
        if (place === 0 && start >= met.length) met = grown(met, start + 1);
        if (place > 0 && (start < 0 || start >= met.length || met[start] !== before)) continue;
        if (isLast) return true;
        met[start] = now;
        isMet = true;
      }
      if (!isMet) return false;
      before = now;
    }
    return false;
  };
}

function grown(met: Int32Array, least: number): Int32Array<ArrayBuffer> {
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

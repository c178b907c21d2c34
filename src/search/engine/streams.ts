import { nearStretches } from '../../query/matching.ts';
import { isStopWord, readings, type Token } from '../../language/tokens.ts';

/**
 * The stems of each body in order, as numbers, to find phrases in; those of stop words are negative, as a stop word may share its
 * stem with another word. Kept in memory for as many cables as the limit allows;
 * the others are read from the database when needed, so that memory does not grow with the trove.
 */
export type Streams = {
  put(row: number, tokens: Token[]): void;
  remove(row: number): void;
  state(): StreamsState;
  /** Whether the body of this cable is kept in memory. */
  isKept(row: number): boolean;
  /** How often each of these stems occurs in the body of a cable, stop words not counted. */
  counter(stems: readonly string[]): (row: number) => Uint32Array;
  /** Where each of these words, by its stems, stands in the body of a cable: words of two halves as two, stop words not at all. */
  positionsOf(words: readonly (readonly string[])[]): (row: number) => number[][];
  /** Whether the body of this cable contains one of these rows of stems; with `near`, in any order with at most so many words between. */
  holds(row: number, rows: readonly (readonly string[])[], near?: number): boolean;
};

/** Its content as plain data, for a snapshot. */
export type StreamsState = { numbers: Map<string, number>; kept: Map<number, readonly Int32Array[]> };

/** Four bytes each: 64 MB, the bodies of some 20,000 cables. */
const mostKept = 16_000_000;

/** `tokensOf` reads the words of a cable's body, none when the cable is gone. */
export function createStreams(tokensOf: (row: number) => Token[], saved?: StreamsState): Streams {
  const { numbers, kept } = saved ?? { numbers: new Map<string, number>(), kept: new Map<number, readonly Int32Array[]>() };
  let size = [...kept.values()].reduce((sum, streams) => sum + streams.reduce((all, { length }) => all + length, 0), 0);

  const numberOf = (stem: string): number => {
    const known = numbers.get(stem);
    if (known !== undefined) return known;
    numbers.set(stem, numbers.size + 1);
    return numbers.size;
  };
  const streamsOf = (tokens: Token[]): Int32Array[] =>
    readings(tokens).map((reading) =>
      Int32Array.from(reading, ({ folded, stem }) => (isStopWord(folded) ? -numberOf(stem) : numberOf(stem))),
    );
  const sizeOf = (streams: readonly Int32Array[]): number => streams.reduce((sum, stream) => sum + stream.length, 0);

  const put = (row: number, tokens: Token[]): readonly Int32Array[] => {
    remove(row);
    const streams = streamsOf(tokens);
    if (size + sizeOf(streams) > mostKept) return streams;
    kept.set(row, streams);
    size += sizeOf(streams);
    return streams;
  };
  const remove = (row: number) => {
    const streams = kept.get(row);
    if (streams === undefined) return;
    size -= sizeOf(streams);
    kept.delete(row);
  };

  return {
    put,
    remove,
    state: () => ({ numbers, kept }),
    isKept: (row) => kept.has(row),
    counter(stems) {
      /** The place of each word among those wanted, from 1. */
      const places = stems.length < 256 ? new Uint8Array(numbers.size + 1) : new Uint16Array(numbers.size + 1);
      for (const [i, stem] of stems.entries()) places[numbers.get(stem) ?? 0] = i + 1;
      places[0] = 0;
      return (row) => {
        const [joined, split] = (kept.get(row) ?? streamsOf(tokensOf(row))).map((stream) => timesIn(stream, places, stems.length));
        // A word that is joined in one reading and split in the other counts where it is.
        return split === undefined ? (joined ?? new Uint32Array(stems.length)) : split.map((times, i) => Math.max(times, joined?.[i] ?? 0));
      };
    },
    positionsOf(words) {
      const wordOf = new Map(words.flatMap((stems, i) => stems.map((stem) => [numbers.get(stem) ?? 0, i])));
      return (row) => {
        const positions = words.map((): number[] => []);
        const stream = (kept.get(row) ?? streamsOf(tokensOf(row))).at(-1) ?? new Int32Array(0);
        for (let at = 0; at < stream.length; at += 1) positions[wordOf.get(stream[at] ?? 0) ?? -1]?.push(at);
        return positions;
      };
    },
    holds(row, rows, near) {
      const streams = kept.get(row) ?? streamsOf(tokensOf(row));
      return rows.some((stems) => {
        const wanted = stems.map((stem) => numbers.get(stem) ?? 0);
        if (wanted.includes(0)) return false;
        return streams.some((stream) =>
          near === undefined ? hasRun(stream, wanted) : nearStretches(stream.map(Math.abs), wanted, near).length > 0,
        );
      });
    },
  };
}

/** How often each of the words with a place, from 1, stands in a stream; stop words are not counted. */
function timesIn(stream: Int32Array, places: Uint8Array | Uint16Array, count: number): Uint32Array {
  const times = new Uint32Array(count + 1);
  for (let i = 0; i < stream.length; i += 1) {
    const number = stream[i] as number;
    if (number < 0) continue;
    const place = places[number] as number;
    times[place] = (times[place] as number) + 1;
  }
  return times.subarray(1);
}

function hasRun(stream: Int32Array, wanted: readonly number[]): boolean {
  const [first] = wanted;
  if (first === undefined) return false;
  for (let at = 0; at < stream.length; at += 1)
    if (Math.abs(stream[at] as number) === first && wanted.every((number, i) => Math.abs(stream[at + i] ?? 0) === number)) return true;
  return false;
}

import { nearStretches } from '../../query/matching.ts';
import { readings, type Token } from '../../language/tokens.ts';

/**
 * The stems of each body in order, as numbers, to find phrases in. Kept in memory for as many cables as the limit allows;
 * the others are read from the database when needed, so that memory does not grow with the trove.
 */
export type Streams = {
  put(row: number, tokens: Token[]): void;
  remove(row: number): void;
  state(): StreamsState;
  /** How often a stem occurs in the body of this cable. */
  count(row: number, stem: string): number;
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
    readings(tokens).map((reading) => Int32Array.from(reading, ({ stem }) => numberOf(stem)));
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
    count(row, stem) {
      const wanted = numbers.get(stem);
      const [stream] = wanted === undefined ? [] : (kept.get(row) ?? streamsOf(tokensOf(row)));
      let times = 0;
      for (const number of stream ?? []) if (number === wanted) times += 1;
      return times;
    },
    holds(row, rows, near) {
      const streams = kept.get(row) ?? streamsOf(tokensOf(row));
      return rows.some((stems) => {
        const wanted = stems.map((stem) => numbers.get(stem) ?? 0);
        if (wanted.includes(0)) return false;
        return streams.some((stream) => (near === undefined ? hasRun(stream, wanted) : nearStretches(stream, wanted, near).length > 0));
      });
    },
  };
}

function hasRun(stream: Int32Array, wanted: readonly number[]): boolean {
  const [first] = wanted;
  if (first === undefined) return false;
  for (let at = stream.indexOf(first); at !== -1; at = stream.indexOf(first, at + 1)) {
    if (wanted.every((number, i) => stream[at + i] === number)) return true;
  }
  return false;
}

import { nearStretches } from '../../query/matching.ts';
import { readings, type Token } from '../../language/tokens.ts';

/**
 * The bodies' stems in the order of the text, as numbers, to look phrases up in. Kept for as many cables as fit the
 * bound; the rest are read from the database again when asked for, so that memory does not grow with the trove.
 */
export type Streams = {
  put(row: number, tokens: Token[]): void;
  remove(row: number): void;
  /** Whether the body of this cable holds one of the rows of stems, or with `near` its stems in any order with so many others between. */
  state(): StreamsState;
  /** How often the body of this cable holds a stem. */
  count(row: number, stem: string): number;
  holds(row: number, rows: readonly (readonly string[])[], near?: number): boolean;
};

/** What it holds, as plain data. */
export type StreamsState = { numbers: Map<string, number>; kept: Map<number, readonly Int32Array[]> };

/** Four bytes each: 64 MB, the bodies of some 20,000 cables. */
const mostKept = 16_000_000;

/** `tokensOf` reads the words of a cable's body again, none when it is gone. */
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

import type { Source } from './format.ts';

/** The text that was found in a document, as a source of its own, for the format that reads such texts. */
export function textInside(source: Source, text: string): Source {
  const bytes = Buffer.from(text);
  return {
    path: source.path,
    onDisk: undefined,
    stem: source.stem,
    start: bytes.subarray(0, 64 * 1024),
    head: text.slice(0, 64 * 1024),
    assumed: undefined,
    dates: source.dates,
    fieldNames: source.fieldNames,
    async *lines() {
      yield* linesOf(text);
    },
    async *lineGroups() {
      yield linesOf(text);
    },
    whole: async () => text,
    bytes: async () => bytes,
    async *pieces() {
      yield bytes;
    },
  };
}

const linesOf = (text: string): { line: number; text: string }[] => text.split(/\r?\n/).map((line, i) => ({ line: i + 1, text: line }));

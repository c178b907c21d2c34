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
      for (const [i, line] of text.split(/\r?\n/).entries()) yield { line: i + 1, text: line };
    },
    whole: async () => text,
    bytes: async () => bytes,
    async *pieces() {
      yield bytes;
    },
  };
}

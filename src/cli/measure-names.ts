import { eachText } from './each-text.ts';
import { resolve } from 'node:path';
import type { MentionKind } from '../names/recognise/names-so-far.ts';
import { recognise } from '../names/recognise/recognise.ts';
import { secondReader } from '../names/recognise/second-reader.ts';

const labels: Readonly<Record<MentionKind, string>> = {
  country: 'COUNTRY',
  individual: 'PERSON',
  organization: 'ORGANIZATION',
  event: 'EVENT',
  place: 'LOCATION',
};
/** Names below this confidence are not printed. */
const floor = 0.3;

/** The names that our own reader finds, or those that the second reader alone does. */
const readers = {
  ours: (text: string) =>
    recognise(text)
      .filter(({ sure, country, inside }) => sure >= floor && country?.role !== 'demonym' && inside !== true)
      .map(({ start, end, kind }) => ({ start, end, label: labels[kind] })),
  second: (text: string) =>
    secondReader()
      .read(text)
      .flatMap(({ start, end, kind }) => (kind === 'other' ? [] : [{ start, end, label: labels[kind] }])),
};

/**
 * Reads `{"id","text"}` lines and prints one line of JSON for each: `spans` with UTF-16 offsets (PERSON ORGANIZATION
 * LOCATION COUNTRY EVENT). Resolves with the exit code: a line that cannot be read is reported and skipped. Throws a
 * DeskError when there is no such file.
 */
export async function printEntities(
  file: string,
  reader: keyof typeof readers,
  { out, err }: { out: (text: string) => void; err: (text: string) => void },
): Promise<number> {
  return eachText({ path: resolve(file), named: file, use: 'what is to be read', err }, ({ id, text }) =>
    out(`${JSON.stringify({ id, spans: readers[reader](text) })}\n`),
  );
}

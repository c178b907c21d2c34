import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { countriesOf } from '../names/recognise/countries.ts';
import type { MentionKind } from '../names/recognise/names-so-far.ts';
import { recognise } from '../names/recognise/recognise.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';

const line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });

const labels: Readonly<Record<MentionKind, string>> = {
  country: 'COUNTRY',
  individual: 'PERSON',
  organization: 'ORGANIZATION',
  event: 'EVENT',
  place: 'LOCATION',
};
/** Names less sure than this are not printed. */
const floor = 0.3;

/** What is printed for a text: the names in it, or the countries it is about. */
const readers = {
  entities: (text: string) => ({
    spans: recognise(text)
      .filter(({ sure, country, inside }) => sure >= floor && country?.role !== 'demonym' && inside !== true)
      .map(({ start, end, kind }) => ({ start, end, label: labels[kind] })),
  }),
  countries: (text: string) => ({ countries: countriesOf(text) }),
};

/**
 * Reads `{"id","text"}` lines and prints one line of JSON for each: `spans` with UTF-16 offsets (PERSON ORGANIZATION
 * LOCATION COUNTRY EVENT), or `countries` (ISO 3166-1 alpha-2), best first. Resolves with the exit code: a line that cannot
 * be read is named and passed over. Throws a DeskError when there is no such file.
 */
export async function readTexts(
  what: keyof typeof readers,
  file: string,
  out: (text: string) => void,
  err: (text: string) => void,
): Promise<number> {
  const path = resolve(file);
  if (!existsSync(path)) throw new DeskError(said`There is no file ${quoted(path)}.`, { kind: 'data' });
  let number = 0;
  let bad = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() === '') continue;
    const parsed = parse(text);
    if (parsed === undefined) {
      bad += 1;
      err(`${file}:${number}: not a line of the form {"id": "1", "text": "what is to be read"}`);
    } else out(`${JSON.stringify({ id: parsed.id, ...readers[what](parsed.text) })}\n`);
  }
  return bad === 0 ? 0 : exitCodes.data;
}

function parse(text: string): z.infer<typeof line> | undefined {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

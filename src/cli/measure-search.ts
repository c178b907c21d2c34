import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { parseQuery, plainQuestion } from '../query/query.ts';
import { quoted, said } from '../reply/text.ts';
import type { Verb } from './verb.ts';

export const searchArgs = z.object({ queries: z.string(), top: z.number().int().min(1).max(10_000).default(100) });
const question = z.object({ id: z.union([z.string(), z.number()]).transform(String), text: z.string() });

/** Answers a file of plain questions (`{"id","text"}` lines), best match first and any word, for measuring relevance. */
export const searchQueries: Verb<z.infer<typeof searchArgs>> = async ({ desk }, { queries, top }, io) => {
  const path = resolve(io.cwd, queries);
  if (!existsSync(path)) throw new DeskError(said`There is no file ${quoted(path)}.`, { kind: 'data' });
  await desk.index.ready();
  let number = 0;
  let bad = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() === '') continue;
    const asked = read(text);
    if (asked === undefined) {
      bad += 1;
      io.err(`${queries}:${number}: not a line of the form {"id": "1", "text": "what is asked"}`);
      continue;
    }
    const found = await desk.index.find(parseQuery(plainQuestion(asked.text)), { sort: 'best', offset: 0, limit: top, match: 'any' });
    const refs = desk.cables.heads(found.hits.map(({ row }) => row));
    const hits = found.hits.map(({ score }, i) => ({ ref: refs[i]?.ref ?? '', score }));
    await io.out(`${JSON.stringify({ id: asked.id, total: found.total, hits, ms: found.ms })}\n`);
  }
  return bad === 0 ? 0 : exitCodes.data;
};

function read(text: string): z.infer<typeof question> | undefined {
  try {
    return question.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

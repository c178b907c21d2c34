import { eachText } from './each-text.ts';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseQuery, plainQuestion } from '../query/query.ts';
import type { Verb } from './verb.ts';

export const searchArgs = z.object({ queries: z.string(), top: z.number().int().min(1).max(10_000).default(100) });

/** Answers a file of plain questions (`{"id","text"}` lines), best match first and any word, for measuring relevance. */
export const searchQueries: Verb<z.infer<typeof searchArgs>> = async ({ desk }, { queries, top }, io) => {
  const path = resolve(io.cwd, queries);
  await desk.index.ready();
  return eachText({ path, named: queries, use: 'what is asked', err: io.err }, async ({ id, text }) => {
    const found = await desk.index.find(parseQuery(plainQuestion(text), { match: 'any' }), { sort: 'best', offset: 0, limit: top });
    const refs = desk.cables.heads(found.hits.map(({ row }) => row));
    const hits = found.hits.map(({ score }, i) => ({ ref: refs[i]?.ref ?? '', score }));
    await io.out(`${JSON.stringify({ id: String(id), total: found.total, hits, ms: found.ms })}\n`);
  });
};

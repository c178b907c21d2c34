import { eachText } from './each-text.ts';
import { resolve } from 'node:path';
import { z } from 'zod';
import { parseQuery, plainQuestion } from '../query/query.ts';
import { DeskError, exitCodes } from '../reply/failure.ts';
import { count } from '../reply/text.ts';
import { failureText } from './say.ts';
import type { Verb } from './verb.ts';

export const searchArgs = z.object({ queries: z.string(), top: z.number().int().min(1).max(10_000).default(100) });

/**
 * Answers a file of plain questions (`{"id","text"}` lines), best match first and any word, for measuring relevance. One that
 * takes too long is marked in the output, and the next ones are answered.
 */
export const searchQueries: Verb<z.infer<typeof searchArgs>> = async ({ desk }, { queries, top }, io) => {
  const path = resolve(io.cwd, queries);
  await desk.index.ready();
  const answer = async (text: string): Promise<object> => {
    const found = await desk.index.find(parseQuery(plainQuestion(text), { match: 'any' }), { sort: 'best', offset: 0, limit: top });
    const refs = desk.cables.heads(found.hits.map(({ row }) => row));
    const hits = found.hits.map(({ score }, i) => ({ ref: refs[i]?.ref ?? '', score }));
    return { total: found.total, hits, ms: found.ms };
  };
  let [asked, unanswered] = [0, 0];
  const code = await eachText({ path, named: queries, use: 'what is asked', err: io.err }, async ({ id, text }) => {
    asked += 1;
    const answered = await answer(text).catch((error: unknown) => {
      if (!(error instanceof DeskError)) throw error;
      unanswered += 1;
      return { failed: failureText(error) };
    });
    await io.out(`${JSON.stringify({ id: String(id), ...answered })}\n`);
  });
  if (unanswered === 0) return code;
  io.err(`${queries}: ${count(unanswered)} of ${count(asked)} questions were not answered; the output says why ("failed").`);
  return code === 0 ? exitCodes.refused : code;
};

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { searchQueries } from '../../src/cli/measure-search.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { ask, importRecords, quiet, testDesk, wordsOf } from '../helpers/desk.ts';

/** A bot whose questions to the index run out of time as soon as they are begun, where they are of these (the first is 1). */
async function botWithSlow(slow: readonly number[]): Promise<Bot> {
  const desk = testDesk();
  await importRecords(desk, [
    { id: 'A', ref: 'A', body: 'Pumps for Iran.' },
    { id: 'B', ref: 'B', body: 'Iran and oil.' },
  ]);
  const database = join(desk.archive.folder, archiveFiles.database);
  let questions = 0;
  const index = createWorkerIndex({
    engine: 'minisearch',
    database,
    file: `${database}.slow`,
    alarm(milliseconds, ring) {
      // Others are the time-outs of a thread that does not end by itself.
      if (milliseconds !== 10_000) return () => {};
      questions += 1;
      if (slow.includes(questions)) queueMicrotask(ring);
      return () => {};
    },
  });
  onTestFinished(() => index.close());
  await index.ready();
  return createBot({ ...desk, index: { ...desk.index, ...index } }, quiet);
}

const tookTooLong = 'That search took too long and was stopped.';

test('search --queries goes on after a question that ran out of time, and says how many were not answered', async () => {
  const bot = await botWithSlow([2, 3]);
  const cwd = bot.desk.folder;
  const lines = ['iran', 'pumps', 'oil', 'iran'].map((text, i) => JSON.stringify({ id: i + 1, text }));
  writeFileSync(join(cwd, 'asked.jsonl'), lines.join('\n'));
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: async (text: string) => void out.push(text), err: (text: string) => void err.push(text), progress() {}, cwd };
  const code = await searchQueries(bot, { queries: 'asked.jsonl', top: 1 }, io);
  expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { id: '1', total: 2 },
    { id: '2', failed: `${tookTooLong}\nTry fewer or rarer words.` },
    { id: '3', failed: expect.stringContaining(tookTooLong) as string },
    { id: '4', total: 2 },
  ]);
  expect(err).toEqual(['asked.jsonl: 2 of 4 questions were not answered; the output says why ("failed").']);
  expect(code).toBe(1);
});

test('/searches batch goes on after searches that ran out of time, and counts them apart', async () => {
  const bot = await botWithSlow([2, 4]);
  const lines = ['iran', 'pumps', 'quokka', 'oil', 'iran pumps'];
  const { reply } = await ask(bot, 'searches batch', { lines: lines.join('\n') });
  const words = wordsOf(reply);
  expect(words).toContain('5 searches: 2 with cables, 1 without, 2 not answered');
  expect(words).toContain(`pumps: Not answered: ${tookTooLong} Try fewer or rarer words.`);
  expect(words).toContain('pumps | not answered');
  const csv = new TextDecoder().decode(reply.files?.[0]?.bytes);
  expect(csv).toContain(`pumps,,,Not answered: ${tookTooLong} Try fewer or rarer words.`);
  expect(csv).toContain('iran pumps,1,A,\r\n');
});

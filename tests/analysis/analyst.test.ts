import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { AnalysisAsk } from '../../src/analysis/analysis.ts';
import { createAnalyst } from '../../src/analysis/analyst.ts';
import { tempFolder } from '../helpers/temp.ts';

/** What happens to those who wait when one question is too much for the thread. */

/** A thread that does what the label of a question says, one after the other. */
const thread = `
  import { parentPort } from 'node:worker_threads';
  let last = Promise.resolve();
  parentPort.on('message', (message) => {
    if (message === 'end') return parentPort.close();
    const { id, ask } = message;
    last = last.then(async () => {
      parentPort.postMessage({ id, begun: true });
      if (ask.question.label === 'stuck') await new Promise((resolve) => setTimeout(resolve, 60_000));
      if (ask.question.label === 'dies') process.exit(1);
      if (ask.question.label === 'slow') await new Promise((resolve) => setTimeout(resolve, 150));
      parentPort.postMessage({ id, drawn: { title: [], alt: ask.question.label } });
    });
  });
`;

function analyst(limit: number) {
  const file = join(tempFolder(), 'thread.mjs');
  writeFileSync(file, thread);
  const made = createAnalyst({ database: '', names: '', searches: 'off' }, { limit, thread: pathToFileURL(file) });
  onTestFinished(() => made.close());
  const ask = (label: string): Promise<string> =>
    made
      .ask({
        kind: 'stats',
        desk: '',
        member: '',
        hidden: [],
        theme: 'dark',
        question: { label, otherLabel: '', words: [], isAll: true },
      } satisfies AnalysisAsk)
      .then(
        ({ alt }) => alt,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
  return ask;
}

test('who waits is not told that it took too long: only its own time counts', async () => {
  const ask = analyst(1000);
  const labels = Array.from({ length: 10 }, () => 'slow');
  expect(await Promise.all(labels.map(ask))).toEqual(labels);
});

test('a question that takes too long fails alone; those behind it are answered in their order', async () => {
  const ask = analyst(300);
  const done: string[] = [];
  const note = async (label: string): Promise<void> => void done.push(await ask(label));
  await Promise.all(['first', 'stuck', 'second', 'third'].map(note));
  expect(done).toEqual(['first', 'The analysis took longer than a minute.', 'second', 'third']);
  expect(await ask('later')).toBe('later');
});

test('a thread that dies takes one question with it', async () => {
  const ask = analyst(5000);
  expect(await Promise.all(['dies', 'second', 'dies', 'third'].map(ask))).toEqual([
    'The analysis broke off.',
    'second',
    'The analysis broke off.',
    'third',
  ]);
});

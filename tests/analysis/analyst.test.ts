import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { AnalysisAsk } from '../../src/analysis/analysis.ts';
import { createAnalyst } from '../../src/analysis/analyst.ts';
import type { Alarm } from '../../src/threads/thread.ts';
import { tempFolder } from '../helpers/temp.ts';

/** What happens to those who wait when one question is too much for the thread. */

/** A thread that does what the label of a question says. */
const thread = `
  import { serve } from '${new URL('../../src/threads/thread.ts', import.meta.url).href}';
  serve(() => ({
    async draw({ question: { label } }) {
      if (label === 'stuck') await new Promise(() => {});
      if (label === 'dies') process.exit(1);
      return { title: [], alt: label };
    },
  }));
`;

/** Deadlines that nothing rings but the test. */
function handAlarms() {
  const running = new Set<() => void>();
  let started = 0;
  const alarm: Alarm = (milliseconds, ring) => {
    if (milliseconds !== 60_000) return () => {};
    started += 1;
    running.add(ring);
    return () => void running.delete(ring);
  };
  return { alarm, running, started: () => started, ring: () => running.forEach((ring) => ring()) };
}

function analyst(alarm?: Alarm) {
  const file = join(tempFolder(), 'thread.mjs');
  writeFileSync(file, thread);
  const made = createAnalyst(
    { database: { desk: '', archive: '' }, names: '' },
    { script: pathToFileURL(file), ...(alarm === undefined ? {} : { alarm }) },
  );
  onTestFinished(() => made.close());
  const ask = (label: string): Promise<string> =>
    made
      .ask({
        kind: 'stats',
        desk: '',
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

test('time spent waiting for others does not count: an alarm runs only for the question whose turn it is', async () => {
  const { alarm, running, started } = handAlarms();
  const ask = analyst(alarm);
  const labels = Array.from({ length: 10 }, (_, i) => `question ${i}`);
  const most: number[] = [];
  const answered = labels.map(async (label) => {
    const answer = await ask(label);
    most.push(running.size);
    return answer;
  });
  // Nobody's time runs before the thread has begun with their question.
  expect(started()).toBe(0);
  expect(await Promise.all(answered)).toEqual(labels);
  expect(started()).toBe(10);
  expect(Math.max(...most)).toBeLessThanOrEqual(1);
  expect(running.size).toBe(0);
});

test('a question that takes too long fails alone; those behind it are answered in their order', async () => {
  const { alarm, started, ring } = handAlarms();
  const ask = analyst(alarm);
  const done: string[] = [];
  const note = async (label: string): Promise<void> => void done.push(await ask(label));
  const all = Promise.all(['first', 'stuck', 'second', 'third'].map(note));
  await expect.poll(() => [done.length, started()]).toEqual([1, 2]);
  ring();
  await all;
  expect(done).toEqual(['first', 'The analysis took longer than a minute.', 'second', 'third']);
  expect(await ask('later')).toBe('later');
});

test('a thread that dies takes one question with it', async () => {
  const ask = analyst();
  expect(await Promise.all(['dies', 'second', 'dies', 'third'].map(ask))).toEqual([
    'The analysis failed.',
    'second',
    'The analysis failed.',
    'third',
  ]);
});

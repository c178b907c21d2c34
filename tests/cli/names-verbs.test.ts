import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleCount, sampleData } from '../helpers/desk.ts';
import { run } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';
import { workplace, lines } from '../helpers/workplace.ts';

test('countries: of each text of a file, and of each cable of a data folder', async () => {
  const { cwd, data } = workplace();
  writeFileSync(
    join(cwd, 'more.jsonl'),
    JSON.stringify({ id: 'C', date: '2018-03-08', origin: 'Mission', subject: 'Peru', body: 'Lima votes.' }),
  );
  await run(['import', 'records.jsonl', 'more.jsonl', '--data', data], { cwd });
  const texts = [{ id: 1, text: 'Albania and Albanian ports' }, { id: 2, text: 'no country' }, { id: 3 }];
  writeFileSync(join(cwd, 'texts.jsonl'), texts.map((one) => JSON.stringify(one)).join('\n'));
  const ofFile = [
    { id: 1, countries: ['AL'] },
    { id: 2, countries: [] },
  ];
  const alone = await run(['countries', '--texts', 'texts.jsonl'], { cwd });
  expect(lines(alone.out)).toEqual(ofFile);
  expect(alone.code).toBe(65);
  expect(alone.err).toContain('texts.jsonl:3');
  expect(lines((await run(['countries', '--texts', 'texts.jsonl', '--data', data], { cwd })).out)).toEqual(ofFile);
  expect(lines((await run(['countries', '--data', data], { cwd })).out)).toEqual([
    { id: 'A', countries: [] },
    { id: 'B', countries: [] },
    { id: 'C', countries: ['PE'] },
  ]);
  const none = await run(['countries', '--data', 'nowhere'], { cwd });
  expect(none.code).toBe(65);
  expect(none.err).toContain('There is no desk in');
});

test('entities: of each text of a file, and of each cable of a data folder; only what pages would show', async () => {
  const cwd = tempFolder();
  const text = 'We saw Mr. Dornic there, and in the camp we like Zelvatha for it.';
  writeFileSync(join(cwd, 'texts.jsonl'), `${JSON.stringify({ id: 1, text })}\nno line\n`);
  const namesIn = (out: string): string[][] =>
    lines(out).map((one) => (one as { spans: { start: number; end: number }[] }).spans.map(({ start, end }) => text.slice(start, end)));
  const all = await run(['entities', '--texts', 'texts.jsonl'], { cwd });
  expect(namesIn(all.out)).toEqual([['Dornic', 'Zelvatha']]);
  expect(all.code).toBe(65);
  expect(all.err).toContain('texts.jsonl:2');
  expect(namesIn((await run(['entities', '--texts', 'texts.jsonl', '--shown'], { cwd })).out)).toEqual([['Dornic']]);
  const both = await run(['entities', '--texts', 'texts.jsonl', '--shown', '--reader', 'second'], { cwd });
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('cannot be used with')]);

  const data = await sampleData();
  type Read = { id: string; spans: { start: number; end: number; label: string }[] };
  const inSample = async (...more: string[]): Promise<Read[]> =>
    lines((await run(['entities', '--data', data, ...more], { cwd })).out) as Read[];
  const [read, shown] = [await inSample(), await inSample('--shown')];
  expect(shown.map(({ id }) => id)).toEqual(read.map(({ id }) => id));
  expect(read).toHaveLength(sampleCount);
  for (const [i, { spans }] of shown.entries()) expect(read[i]?.spans).toEqual(expect.arrayContaining(spans));
  const count = (found: readonly Read[]): number => found.reduce((sum, { spans }) => sum + spans.length, 0);
  expect(count(shown)).toBeGreaterThan(100);
  expect(count(shown)).toBeLessThan(count(read));
  const none = await run(['entities', '--data', 'nowhere'], { cwd });
  expect([none.code, none.err]).toEqual([65, expect.stringContaining('There is no desk in')]);
});

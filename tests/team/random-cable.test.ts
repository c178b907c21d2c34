import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { ask, importRecords, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { does } from '../helpers/noninterference.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A cable by chance, of those that nobody has opened or has, in a language that the caller reads. */

const all = [
  ['E-1', 'en'],
  ['E-2', 'en'],
  ['E-3', 'English'],
  ['F-1', 'fr'],
  ['F-2', 'fr'],
  ['D-1', 'de'],
  ['N-1', ''],
] as const;

const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  desk.setHome('desk');
  await importRecords(
    desk,
    all.map(([ref, lang]) => ({ id: ref, ref, lang, subject: `Subject ${ref}`, body: `Body of ${ref}.` })),
  );
  await desk.index.ready();
  return desk;
});
const bot = async () => createBot(await reused(), quiet);
const anna = () => someone('editor', { member: 'anna' });

/** The refs that so many presses show, and how often each. */
async function drawn(
  on: Awaited<ReturnType<typeof bot>>,
  options: ActionOptions = {},
  times = 60,
  caller = anna,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let i = 0; i < times; i += 1) {
    const { reply } = await ask(on, 'work random', options, { ...caller(), interaction: `press ${i}` });
    const ref = /[EFDN]-\d/.exec(wordsOf(reply))?.[0] ?? 'none';
    counts.set(ref, (counts.get(ref) ?? 0) + 1);
  }
  return counts;
}
const refsOf = (counts: ReadonlyMap<string, number>): string[] => [...counts.keys()].toSorted();

test('each that suits comes up, about as often as any other, and the same for the same press', async () => {
  const on = await bot();
  const counts = await drawn(on, { lang: 'en' }, 400);
  expect(refsOf(counts)).toEqual(['E-1', 'E-2', 'E-3', 'N-1']);
  // These presses are always the same ones.
  for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(30);
  expect(await drawn(on, { lang: 'en' }, 20)).toEqual(await drawn(on, { lang: 'en' }, 20));
});

test('the languages are those typed, or of what one marked as read, or English', async () => {
  const on = await bot();
  expect(refsOf(await drawn(on, { lang: 'fr, DE' }))).toEqual(['D-1', 'F-1', 'F-2', 'N-1']);
  expect(refsOf(await drawn(on))).toEqual(['E-1', 'E-2', 'E-3', 'N-1']);
  await does(on, anna(), 'work read', { ref: 'F-1' });
  expect(refsOf(await drawn(on))).toEqual(['F-2', 'N-1']);
});

test('what somebody opened or has is not drawn, nor what was withdrawn; drawing opens nothing', async () => {
  const on = await bot();
  const ben = () => someone('lead', { member: 'ben' });
  await does(on, ben(), 'cable', { ref: 'E-1' });
  await does(on, ben(), 'work claim', { ref: 'E-2' });
  expect(refsOf(await drawn(on, { lang: 'en' }))).toEqual(['E-3', 'N-1']);
  await does(on, ben(), 'desk mask', { ref: 'E-3' });
  expect(refsOf(await drawn(on, { lang: 'en' }))).toEqual(['N-1']);
  await does(on, ben(), 'desk mask', { ref: 'N-1' });
  const { reply } = await ask(on, 'work random', { lang: 'en' }, anna());
  expect(wordsOf(reply)).toContain('Somebody has opened or has every cable in en.');
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { runnables } from '../../src/bot/command.ts';
import { recordOf } from '../../src/cables/export-record.ts';
import type { Cable } from '../../src/cables/cables.ts';
import { factsAbout, nameTrove, restoreTrove, takeOutTrove, vacuumTroves, withdrawForAll } from '../../src/import/change-trove.ts';
import { runTask } from '../../src/cli/tasks.ts';
import { importFiles } from '../../src/import/import.ts';
import { lockFolder } from '../../src/store/database.ts';
import { ask, openSample, pressed, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { optionsFor, type Typed } from '../helpers/noninterference.ts';
import { randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';
import type { Caller } from '../../src/desk/caller.ts';

/** Troves that are taken out and come back, renamed, written out and read again; and what desks hold meanwhile. */

const source = (...ids: string[]): string => {
  const path = join(tempFolder(), 'list.jsonl');
  writeFileSync(path, ids.map((id) => JSON.stringify({ id, ref: `X/${id}`, body: `Text of ${id} about pumps.` })).join('\n'));
  return path;
};

async function workedOn() {
  const desk = testDesk();
  const paths = [source('A', 'B', 'C')];
  await importFiles({ desk, paths, trove: 'leak', by: 'test' });
  await importFiles({ desk, paths: [source('Z')], trove: 'other', by: 'test' });
  const bot = await createBot(desk, quiet);
  await ask(bot, 'tag add', { ref: 'X/A', tag: 'pumps' }, someone('editor'));
  await ask(bot, 'tag add', { ref: 'X/Z', tag: 'pumps' }, someone('editor'));
  await ask(bot, 'note', { ref: 'X/B', text: 'Ask.' }, someone('editor'));
  await ask(bot, 'desk mask', { ref: 'X/C' }, someone('lead'));
  const held = (): string[] =>
    (['tag', 'note', 'mask'] as const)
      .flatMap((kind) => desk.facts.all('desk', kind))
      .map(({ kind, cable }) => `${kind} ${desk.cables.byRow(cable)?.ref ?? 'nothing'}`)
      .toSorted();
  const search = async (words: string): Promise<string> => wordsOf((await ask(bot, 'search', { query: words }, someone('lead'))).reply);
  return { desk, bot, paths, held, search };
}

const all = ['mask X/C', 'note X/B', 'tag X/A', 'tag X/Z'];

test('a trove that is taken out is gone from everywhere, and comes back with tags and notes where they were', async () => {
  const { desk, bot, held, search } = await workedOn();
  expect(factsAbout(desk, 'leak')).toEqual(expect.arrayContaining([{ kind: 'tag', facts: 1 }]));
  expect(await takeOutTrove(desk, 'leak')).toBe(3);
  expect([held(), desk.cables.count()]).toEqual([['tag X/Z'], 1]);
  expect(await search('pumps')).toContain('1 cable for pumps');
  expect(wordsOf((await ask(bot, 'tag list', { tag: 'pumps' }, someone('lead'))).reply)).not.toContain('X/A');
  expect(await restoreTrove(desk, 'leak')).toBe(3);
  expect(held()).toEqual(all);
  expect(await search('pumps')).toContain('4 cables for pumps');
  expect(desk.as(someone('reader')).cables.get('X/C')).toBeUndefined();
});

test('dropped for good and imported anew, it has all that the desk held about it, and what was withdrawn is withdrawn', async () => {
  const { desk, paths, held } = await workedOn();
  await takeOutTrove(desk, 'leak');
  await expect(importFiles({ desk, paths, trove: 'leak', by: 'test' })).rejects.toThrow('was removed');
  await vacuumTroves(desk);
  await importFiles({ desk, paths, trove: 'leak', by: 'test' });
  expect(held()).toEqual(all);
  expect([...desk.as(someone('reader')).cables.all()].map(({ ref }) => ref)).toEqual(['X/Z', 'X/A', 'X/B']);
});

test('with a new name its files still belong to it, and the desk holds what it held', async () => {
  const { desk, paths, held } = await workedOn();
  await nameTrove(desk, 'leak', 'Leak of 2018');
  expect(desk.troves.list().map(({ name }) => name)).toEqual(['Leak of 2018', 'other']);
  expect(await importFiles({ desk, paths, trove: 'leak', by: 'test' })).toMatchObject({ trove: 'Leak of 2018', added: 0, same: 3 });
  expect(held()).toEqual(all);
  await expect(nameTrove(desk, 'leak', 'x')).rejects.toThrow('no trove leak');
  await expect(nameTrove(desk, 'other', 'Leak of 2018')).rejects.toThrow('already');
});

test('the last trove can be taken out, too', async () => {
  const { desk, search } = await workedOn();
  for (const name of ['leak', 'other']) await takeOutTrove(desk, name);
  expect(desk.cables.count()).toBe(0);
  expect(await search('pumps')).toContain('all 0 cables');
});

test('every command answers while the trove that it uses is taken out and brought back', async () => {
  const { desk, bot } = await workedOn();
  const editor = (): Caller => someone('editor', { member: 'ed' });
  for (const [command, options] of [
    ['work shift start', { query: 'pumps' }],
    ['set create', { name: 'pumps', query: 'pumps' }],
    ['searches watch add', { query: 'pumps' }],
    ['work claim', { ref: 'X/A' }],
  ] as const)
    expect((await ask(bot, command, options, editor())).ok).toBe(true);
  const typed: Typed = {
    texts: ['pumps', 'X/A', 'X/Z'],
    words: ['pu'],
    numbers: [1, 2],
    dates: ['2018'],
    cables: ['X/A', 'X/B', 'X/Z'],
    members: ['ed'],
  };
  const random = randomFrom(7);
  const changing = { is: true };
  const change = async (): Promise<void> => {
    for (let i = 0; i < 6; i += 1) await (i % 2 === 0 ? takeOutTrove(desk, 'leak') : restoreTrove(desk, 'leak'));
    changing.is = false;
  };
  const broken: string[] = [];
  let answers = 0;
  const use = async (): Promise<void> => {
    do
      for (const runnable of bot.commands.flatMap(runnables)) {
        const call = { command: runnable.name, options: optionsFor(runnable.options, typed, random) };
        const { failure } = await bot.answer(editor(), pressed(call));
        answers += 1;
        if (failure === 'bug') broken.push(JSON.stringify(call));
      }
    while (changing.is);
  };
  await Promise.all([change(), use()]);
  expect([broken, answers > 50]).toEqual([[], true]);
});

test('what the operator withdraws is gone for readers of every desk, and given back by the operator alone', async () => {
  const { desk } = await workedOn();
  const seen = (): boolean => desk.as(someone('reader')).cables.get('X/A') !== undefined;
  await withdrawForAll(desk, 'X/A', 'injunction', false);
  expect([seen(), desk.as(someone('lead')).cables.get('X/A') !== undefined]).toEqual([false, true]);
  await expect(withdrawForAll(desk, 'X/A', 'again', false)).rejects.toThrow('already');
  await withdrawForAll(desk, 'X/A', '', true);
  expect(seen()).toBe(true);
});

test('a cable is withdrawn for all desks also while an import is running', async () => {
  const { desk } = await workedOn();
  const unlock = lockFolder(desk.archive.folder);
  await expect(takeOutTrove(desk, 'leak')).rejects.toThrow('An import is running');
  await withdrawForAll(desk, 'X/A', 'injunction', false);
  unlock?.();
  expect(desk.as(someone('reader')).cables.get('X/A')).toBeUndefined();
});

test('a file that is there, or a folder that is not, is a refusal that names it', async () => {
  const { desk, bot, paths } = await workedOn();
  const task = (file: string): Promise<number> =>
    runTask(bot, { verb: 'troves', args: { what: 'export', name: 'leak', file }, cwd: desk.folder }, io);
  const told: string[] = [];
  const io = { cwd: desk.folder, out: async () => {}, err: (text: string) => void told.push(text), progress: () => {} };
  expect([await task('new.jsonl'), await task(paths[0] ?? ''), await task('nowhere/new.jsonl')]).toEqual([0, 1, 1]);
  expect(told).toEqual([expect.stringContaining('already exists'), expect.stringContaining('cannot be written')]);
});

test('a trove written as JSON Lines is read back as the same cables', async () => {
  const sample = await openSample();
  const path = join(tempFolder(), 'sample.jsonl');
  const some = [...sample.cables.all()].filter(({ row }) => row % 4 === 0);
  const told = (cables: Iterable<Cable>) => [...cables].map(({ ref, identity, hash }) => `${ref} ${identity} ${hash}`).toSorted();
  writeFileSync(path, some.map((cable) => JSON.stringify(recordOf(cable))).join('\n'));
  const other = testDesk();
  const { rejects, warnings } = await importFiles({ desk: other, paths: [path], trove: 'sample', by: 'test' });
  expect([rejects, warnings]).toEqual([[], []]);
  expect(told(other.cables.all())).toEqual(told(some));
  await sample.close();
});

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { withdrawForAll } from '../../src/import/change-trove.ts';
import { importFiles } from '../../src/import/import.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { compareDesks } from '../helpers/noninterference.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { callerAs, inTerminal, neighbours, typedAt } from '../helpers/withheld.ts';
import { ask, quiet, sampleData, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Two desks on one archive, as two processes of one machine have it. */

async function twoDesks(engine: 'minisearch' | 'packed' = 'minisearch'): Promise<{ first: Desk; second: Desk; bots: Bot[] }> {
  // No minute goes by, so that times in answers stay the same.
  const at = Date.now();
  const first = testDesk({ folder: await sampleData(), engine, now: () => at });
  const second = testDesk({ archive: first.archive.folder, engine, now: () => at });
  for (const desk of [first, second]) desk.setHome('desk');
  await Promise.all([first, second].flatMap((desk) => [desk.index.ready(), desk.names.settled()]));
  return { first, second, bots: await Promise.all([createBot(first, quiet), createBot(second, quiet)]) };
}

const words = async (bot: Bot | undefined, command: string, options = {}, role: 'reader' | 'editor' | 'lead' = 'reader'): Promise<string> =>
  bot === undefined ? '' : wordsOf((await ask(bot, command, options, someone(role))).reply).replaceAll(/\d+ ms|receipt \d+/g, '');

test('the second desk finds what the first one has imported, and reads no name again', async () => {
  const { first, second, bots } = await twoDesks();
  expect(second.cables.count()).toBe(first.cables.count());
  expect(existsSync(join(second.folder, 'archive'))).toBe(false);
  for (const command of ['individuals', 'organizations', 'cables'])
    expect(await words(bots[1], command)).toBe(await words(bots[0], command));
  expect(await words(bots[1], 'search', { query: '"hot zone"' })).toContain('1 cable for "hot zone"');
});

test('neither sees what the other does with the cables', async () => {
  const { first, second, bots } = await twoDesks();
  const [mine] = bots;
  const cable = 'COREU/KYI/0039/18';
  const look = () =>
    Promise.all(
      (
        [
          ['cable', { ref: cable }],
          ['search', { query: 'crimea' }],
          ['individuals', {}],
          ['tag list', {}],
          ['searches recent', { whose: 'team' }],
          ['work board', {}],
          ['work activity', {}],
          ['about', {}],
        ] as const
      ).map(([command, options]) => words(bots[1], command, options, 'lead')),
    );
  // What it does itself by looking is the same before and after.
  await look();
  const before = await look();
  await ask(mine as Bot, 'tag add', { ref: cable, tag: 'secret' }, someone('editor'));
  await ask(mine as Bot, 'note', { ref: cable, text: 'Only ours.' }, someone('editor'));
  await ask(mine as Bot, 'search', { query: 'crimea' }, someone('editor'));
  const [person] = first.names.list('individual', { sort: 'mentions', offset: 0, limit: 1 }).rows;
  await ask(mine as Bot, 'names rename', { name: person?.name ?? '', to: 'Somebody Else' }, someone('editor'));
  await ask(mine as Bot, 'desk mask', { ref: cable }, someone('lead'));
  await first.names.settled();
  await second.names.settled();
  expect(first.as(someone('reader')).cables.get(cable)).toBeUndefined();
  expect(await words(mine, 'individuals')).toContain('Somebody Else');
  expect(await look()).toEqual(before);
});

test.each(['minisearch', 'packed'] as const)(
  '%s: what either imports, both find; what the operator withdraws is gone from both',
  async (engine) => {
    const { first, second, bots } = await twoDesks(engine);
    const source = join(tempFolder(), 'new.jsonl');
    writeFileSync(source, JSON.stringify({ id: 'N-1', body: 'The quokkawombat came at night.' }));
    await importFiles({ desk: second, paths: [source], trove: 'new', by: 'test' });
    const find = (i: 0 | 1): Promise<string> => words(bots[i], 'search', { query: 'quokkawombat' });
    expect(await find(1)).toContain('1 cable for quokkawombat');
    await vi.waitFor(async () => expect(await find(0)).toContain('1 cable for quokkawombat'), { timeout: 300_000 });
    await withdrawForAll(first, 'N-1', 'injunction', false);
    expect([await find(0), await find(1)].map((text) => text.includes('No cable'))).toEqual([true, true]);
  },
);

test('nobody at a desk can tell what its neighbour on the same archive does', { timeout: 3_600_000 }, async () => {
  const { besideBusy, besideIdle } = await neighbours(inTerminal);
  const seed = seedOf('neighbours');
  const { pairs, differences } = await compareDesks({
    desks: [besideBusy, besideIdle],
    callers: (['reader', 'editor', 'lead'] as const).map((role) => () => callerAs(inTerminal, role)),
    typed: typedAt(inTerminal),
    random: randomFrom(isLong ? seed : 1),
    rounds: isLong ? 3 : 1,
    isCalled: (_, i) => isLong || i % 2 === seed % 2,
  });
  console.log(`neighbours: ${pairs} pairs compared, ${differences.length} different`);
  expect(differences.join('\n\n')).toBe('');
});

test('a folder without an archive is refused', () => {
  const folder = tempFolder();
  expect(() => testDesk({ archive: folder })).toThrow('There is no archive');
  expect(existsSync(join(folder, archiveFiles.database))).toBe(false);
});

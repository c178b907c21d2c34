import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { runnables, type Call } from '../../src/bot/command.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { actionsOf, importRecords, pressed, someone } from '../helpers/desk.ts';
import { callOf } from '../helpers/noninterference.ts';
import { tempFolder } from '../helpers/temp.ts';
import { isLong, randomFrom, sampleOf, seedOf } from '../helpers/random.ts';

const canary = 'zanzibarquux';
/** Long enough for no button to hold it. */
const query = `crimea OR ${canary} OR ${'iran OR '.repeat(20)}tehran`;
const kyiv = 'COREU/KYI/0039/18';

/** Options that hold what somebody looks for. */
const asked = ['query', 'lines', 'with', 'about', 'filters', 'add', 'message', 'split'];
/** These keep a query because that is what they are for: a standing one, and a shift that goes on where it was left. */
const keepers = ['searches watch add', 'work shift start'];

/** Which files of a folder hold these words, however they are encoded. */
function filesWith(folder: string, words: string): string[] {
  const forms = [
    Buffer.from(words),
    Buffer.from(words.toUpperCase()),
    Buffer.from(words, 'utf16le'),
    Buffer.from(Buffer.from(words).toString('hex')),
  ];
  return globSync('**', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return forms.some((form) => bytes.includes(form));
    });
}

/** Asks every command that takes a query, renders its answers as Discord gets them, and presses what holds the query, two deep. */
async function askEverything(keeping: 'off' | 'team') {
  const folder = tempFolder();
  let logged = '';
  const log = pino({ level: 'trace' }, { write: (line) => void (logged += line) });
  const desk = openDesk({ folder, exposure: 'open', keeping });
  await importRecords(
    desk,
    ['crimea', 'iran', 'tehran', 'crimea and iran'].map((words, i) => ({
      ref: i === 0 ? kyiv : `C-${i}`,
      date: `2018-0${i + 1}-07`,
      origin: 'Mission Kyiv',
      subject: `On ${words}`,
      body: `Mr. Pavel Drobnik spoke of ${words}.`,
    })),
  );
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const bot = await createBot(desk, log);
  const random = randomFrom(seedOf('searches off'));
  const place = { id: '1', name: 'desk', listed: true, open: false };
  const lead = () => someone('lead', { place, via: 'discord' });
  let answers = 0;
  const answer = async (call: Call): Promise<Reply> => {
    const { reply } = await bot.answer(lead(), pressed(call));
    renderReply(reply, { store: { ...desk.views, keep: (view) => desk.views.keep('desk', view) }, commands: new Map() });
    answers += 1;
    return reply;
  };
  for (const { name, options = {} } of bot.commands.flatMap(runnables)) {
    const given = Object.entries(options).filter(([option, { type }]) => type === 'text' && asked.includes(option));
    if (given.length === 0 || keepers.includes(name)) continue;
    for (const [option] of given) {
      await bot.suggest(lead(), { command: name, options: {} }, option, canary);
      const needed = { ref: kyiv, name: 'reading', among: 'editor', set: 'reading' };
      const rest = Object.fromEntries(Object.entries(needed).filter(([key]) => key in options));
      let shown = [await answer({ command: name, options: { ...rest, [option]: query } })];
      for (let deep = 0; deep < 2; deep += 1) {
        const actions = shown.flatMap(actionsOf).filter((action) => JSON.stringify(action).includes(canary));
        const calls = sampleOf(actions, isLong ? actions.length : 4, random).flatMap(
          (action) => callOf(action, { texts: [query], members: ['member-lead'] } as never, random) ?? [],
        );
        shown = [];
        for (const call of calls) if (!keepers.includes(call.command)) shown.push(await answer(call));
      }
    }
  }
  const atWork = filesWith(folder, canary);
  await desk.close();
  return { answers, logged, atWork, after: filesWith(folder, canary) };
}

test('where searches are not kept, no file of the desk and no line of the log ever holds one', async () => {
  const { answers, logged, atWork, after } = await askEverything('off');
  expect(answers).toBeGreaterThan(30);
  expect(atWork).toEqual([]);
  expect(after).toEqual([]);
  expect(logged.toLowerCase()).not.toContain(canary);
});

test('where they are kept, the same look finds them: in the desk’s database', async () => {
  const { atWork, after } = await askEverything('team');
  expect(atWork.some((path) => path.includes('desk.sqlite'))).toBe(true);
  expect(after.map((path) => basename(path))).toEqual(['desk.sqlite']);
});

test('what is forgotten is overwritten', async () => {
  const folder = tempFolder();
  const desk = openDesk({ folder, exposure: 'open' });
  await importRecords(desk, [{ ref: 'A', date: '2018-01-01', body: 'Pumps.' }]);
  await desk.index.ready();
  const bot = await createBot(desk, pino({ level: 'silent' }));
  await bot.answer(someone('reader'), { command: 'search', options: { query: canary } });
  desk.views.keep('desk', canary);
  desk.db.pragma('wal_checkpoint(TRUNCATE)');
  expect(filesWith(folder, canary)).toHaveLength(1);
  expect([desk.searches.forget(desk.now() + 1), desk.views.forget(desk.now() + 1)].every((n) => n > 0)).toBe(true);
  await desk.close();
  expect(filesWith(folder, canary)).toEqual([]);
});

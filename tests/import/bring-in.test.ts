import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AttachedFile } from '../../src/bot/attachment.ts';
import type { Answer, Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { actionNamed, ask, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** A file that a lead brings in by chat. */

const sent = (name: string, text: string): AttachedFile => ({ name, size: text.length, read: async () => Buffer.from(text) });
const send = (bot: Bot, file: AttachedFile, role: 'lead' | 'editor' = 'lead'): Promise<Answer> =>
  bot.answer(someone(role, { member: 'anna' }), { command: 'desk import', options: { file: file.name }, files: { file } });
const lines = (...ids: string[]): string =>
  ids.map((id) => JSON.stringify({ id, date: '2018-01-02', subject: `About ${id}`, body: `Text of ${id}.` })).join('\n');

test('is looked at first, and imported by a press', async () => {
  const desk = testDesk();
  const bot = await createBot(desk, quiet);
  const looked = await send(bot, sent('leak.jsonl', `${lines('A', 'B')}\n{"id":`));
  expect(wordsOf(looked.reply)).toMatch(
    /2 new cables, 1 rejected; trove leak[\s\S]*A[\s\S]*2018-01-02[\s\S]*About A[\s\S]*rejected: leak.jsonl:3/,
  );
  expect(desk.cables.count()).toBe(0);
  const { command, options } = actionNamed(looked.reply, 'Import them');
  const done = await ask(bot, command, options, someone('lead', { member: 'anna' }));
  expect(wordsOf(done.reply)).toContain('leak.jsonl is imported');
  expect([...desk.cables.all()].map(({ ref }) => ref)).toEqual(['A', 'B']);
  expect(desk.db.prepare("SELECT member, role FROM audit WHERE act = 'import'").get()).toEqual({ member: 'anna', role: 'lead' });
  const again = await send(bot, sent('leak.jsonl', lines('A', 'B', 'C')));
  expect(wordsOf(again.reply)).toContain('1 new cable, 2 the same');
});

test('is a lead’s alone, stays in its folder, and is forgotten when it is not brought in', async () => {
  const desk = testDesk();
  const bot = await createBot(desk, quiet);
  expect((await send(bot, sent('a.jsonl', lines('A')), 'editor')).ok).toBe(false);
  const looked = await send(bot, sent('../../out/.evil name?.jsonl', lines('A')));
  const { options } = actionNamed(looked.reply, 'Import them');
  expect(options).toMatchObject({ upload: expect.stringMatching(/^[0-9a-f]{12}\/[^/]+$/) as string });
  for (const upload of ['../desk.sqlite', '000000000000/../../desk.sqlite', '000000000000/none'])
    expect(wordsOf((await ask(bot, 'desk import', { upload }, someone('lead'))).reply)).toContain('not kept any more');
  const [name = ''] = readdirSync(join(desk.folder, 'uploads'));
  const longAgo = new Date(Date.now() - 48 * 60 * 60_000);
  utimesSync(join(desk.folder, 'uploads', name), longAgo, longAgo);
  await send(bot, sent('b.jsonl', lines('B')));
  expect(readdirSync(join(desk.folder, 'uploads'))).not.toContain(name);
});

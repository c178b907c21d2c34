import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { actionsOf, ask, importRecords, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Two readers stay two readers: what one noticed is shown to the other once they have finished, too. */

const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  desk.setHome('desk');
  await importRecords(desk, [
    { id: 'A', ref: 'A/1', subject: 'Norrfald', body: '1. The quokka came at night.\n\n2. It left.\n\n3. Mr Drobnik saw it.' },
  ]);
  return desk;
});

async function bot(): Promise<Bot> {
  const desk = await reused();
  for (const name of ['anna', 'ben', 'carl', 'dora', 'emil']) desk.roster.seen('desk', { id: name, name, role: 'editor', isBot: false }, 1);
  return createBot(desk, quiet);
}

const as = (member: string) => someone('editor', { member });
const say = async (on: Bot, who: string, command: string, options: ActionOptions = {}) => {
  const answer = await ask(on, command, { ref: 'A/1', ...options }, as(who));
  return { ...answer, words: wordsOf(answer.reply) };
};
const offers = (reply: Parameters<typeof actionsOf>[0]): string[] =>
  actionsOf(reply).flatMap((one) => (one.kind === 'run' ? [one.command] : []));

/** Ben has read it, tagged it and noted two paragraphs. */
async function benRead(): Promise<Bot> {
  const on = await bot();
  await say(on, 'ben', 'tag add', { tag: 'marsupials' });
  await say(on, 'ben', 'note', { text: 'At night, then?', paragraph: 1 });
  await say(on, 'ben', 'note', { text: 'Who is Drobnik?', paragraph: 3 });
  await say(on, 'ben', 'work read');
  return on;
}

test('whoever reads it next does not see what the first noticed, and sees it beside their own once they have finished', async () => {
  const on = await benRead();
  await say(on, 'anna', 'work claim');
  const card = await say(on, 'anna', 'cable');
  expect(card.words).toContain('@ben read it before you. What they noticed is shown once you have read it.');
  expect(card.words).not.toMatch(/marsupials|Who is Drobnik/);
  expect((await press(on, card.reply, 'Second look', as('anna'))).reply.tone).toBe('notice');
  await say(on, 'anna', 'tag add', { tag: 'weather' });
  await say(on, 'anna', 'note', { text: 'Which one?', paragraph: 3 });
  await say(on, 'anna', 'note', { text: 'Left where?', paragraph: 2 });
  const own = (await say(on, 'anna', 'cable')).words;
  expect([own.includes('Left where?'), own.includes('Who is Drobnik')]).toEqual([true, false]);
  const read = await say(on, 'anna', 'work read');
  expect(read.words).toContain('@ben read it before you: compare what you noticed.');
  const look = wordsOf((await press(on, read.reply, 'Second look', as('anna'))).reply);
  expect(look).toContain('Only you: #weather, ¶2');
  expect(look).toMatch(/@ben · read it[^]*#marsupials\n¶1: At night, then\?\n¶3 \(you, too\): Who is Drobnik\?/);
  expect((await say(on, 'anna', 'cable')).words).toMatch(/#marsupials/);
});

test('for everybody else the card stays as it is: who does not read it for themselves, the first reader, and where nothing was noticed', async () => {
  const on = await benRead();
  for (const who of ['carl', 'ben']) expect((await say(on, who, 'cable')).words, who).toContain('#marsupials');
  const other = await bot();
  await say(other, 'ben', 'work read');
  await say(other, 'anna', 'work claim');
  const card = await say(other, 'anna', 'cable');
  expect(card.words).not.toContain('read it before you');
  expect(offers((await say(other, 'anna', 'work read')).reply)).not.toContain('work look');
  expect((await say(other, 'anna', 'work look')).words).toContain('Nobody else has read A/1 and noticed something in it.');
});

test('a second reader who was asked reads for themselves, and may look all the same', async () => {
  const on = await benRead();
  await say(on, 'ben', 'check review request', { to: 'anna' });
  const card = await say(on, 'anna', 'cable');
  expect(card.words).not.toContain('Who is Drobnik');
  const held = (await press(on, card.reply, 'Second look', as('anna'))).reply;
  expect(wordsOf(held)).toContain('You have not finished A/1 yet.');
  expect(wordsOf((await press(on, held, 'Show it now', as('anna'))).reply)).toContain('Who is Drobnik?');
});

test('of many who read it, three are named and the others counted', async () => {
  const on = await bot();
  for (const who of ['ben', 'carl', 'dora', 'emil']) {
    await say(on, who, 'tag add', { tag: `of-${who}` });
    await say(on, who, 'work read');
  }
  await say(on, 'anna', 'work claim');
  expect((await say(on, 'anna', 'cable')).words).toContain('@ben, @carl, @dora and 1 more read it before you.');
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { pagesOf } from '../../src/cables/text-pages.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { ActionOptions, Reply } from '../../src/reply/reply.ts';
import { mostSearched } from '../../src/search/excerpt.ts';
import { actionsOf, ask, importRecords, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A word or a phrase in one cable, place by place. */

const paragraphs = Array.from({ length: 40 }, (_, i) => `${i + 1}. ${'The delegation reports nothing of note. '.repeat(8)}`);
paragraphs[4] += 'A quokka came over the hill.';
paragraphs[30] += 'The hill was empty; two quokkas had left it.';
const body = paragraphs.join('\n\n');

let desk: Desk;
let bot: Bot;
beforeAll(async () => {
  desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  await importRecords(desk, [
    { ref: 'Q/1', subject: 'Animals', body },
    { ref: 'Q/2', subject: 'Long', body: `${'word '.repeat(mostSearched / 5)} quokka` },
  ]);
  bot = await createBot(desk, quiet);
});
afterAll(() => desk.close());

const find = (find: string, more: ActionOptions = {}) => ask(bot, 'cable', { ref: 'Q/1', find, ...more });
/** The words of the cable that are marked. */
const marked = (reply: Reply): string[] =>
  reply.blocks
    .flatMap((block) =>
      block.kind === 'passage' ? block.text.flatMap((part) => (part.kind === 'mark' ? [{ ...part, at: part.from?.at ?? -1 }] : [])) : [],
    )
    .map(({ text, at }) => `${text}@${at}`);

test('each place in turn, in what stands round it, by Next and Previous', async () => {
  const { reply } = await find('quokka');
  expect(wordsOf(reply)).toContain('quokka: place 1 of 2, in paragraph 5. All: ¶5, ¶31.');
  expect(wordsOf(reply)).toContain('A quokka came over the hill.');
  expect(marked(reply)).toEqual([`quokka@${body.indexOf('quokka')}`]);
  const { reply: next } = await press(bot, reply, 'Next');
  expect(wordsOf(next)).toContain('place 2 of 2, in paragraph 31.');
  expect(marked(next)).toEqual([`quokkas@${body.indexOf('quokkas')}`]);
  const { reply: back } = await press(bot, next, 'Previous');
  expect(wordsOf(back)).toBe(wordsOf(reply));
  const { reply: page } = await press(bot, next, 'Open this page');
  expect(wordsOf(page)).toContain('two quokkas had left it');
  expect(pagesOf(body).length).toBeGreaterThan(5);
});

test('words are looked for in a row, quoted or not; one by one where they never stand so, which is said', async () => {
  const { reply } = await find('over the hill');
  expect(marked(reply)).toEqual([`over the hill@${body.indexOf('over the hill')}`]);
  expect(wordsOf((await find('“over the hill”')).reply)).toContain('place 1 of 1');
  for (const apart of ['hill quokka', '"hill quokka"']) {
    const { reply: words } = await find(apart);
    expect(wordsOf(words)).toContain('place 1 of 4');
    expect(wordsOf(words)).toContain('They are never in a row here');
  }
});

test('patterns and near spellings as in a search', async () => {
  for (const typed of ['quok*', '/quo[a-z]+/']) expect(wordsOf((await find(typed)).reply), typed).toContain('place 1 of 2');
  expect(wordsOf((await find('quoka~')).reply)).toContain('place 1 of 1, in paragraph 5.');
});

test('what is nowhere is said to be nowhere only in what was searched', async () => {
  const none = await find('wombat');
  expect([none.ok, wordsOf(none.reply)]).toEqual([false, expect.stringContaining('wombat was not found in the text of Q/1.')]);
  expect(wordsOf(none.reply)).toContain('All of its text was searched');
  expect(actionsOf(none.reply).map(({ label }) => label[0])).toEqual(
    expect.arrayContaining([expect.objectContaining({ text: 'Search all cables' })]),
  );
  const cut = await ask(bot, 'cable', { ref: 'Q/2', find: 'quokka' });
  expect(wordsOf(cut.reply)).toContain('Only its first 300,000 characters were searched');
  expect(wordsOf(cut.reply)).not.toContain('All of its text');
  const faulty = await find('/[/');
  expect([faulty.ok, faulty.failure]).toEqual([false, 'usage']);
});

test('it counts as reading, once', async () => {
  const reader = someone('reader', { member: 'first' });
  await ask(bot, 'cable', { ref: 'Q/1', find: 'quokka' }, reader);
  const row = desk.cables.get('Q/1')?.row ?? 0;
  expect(desk.facts.get('desk', 'reading', row, 'first')?.value).toMatchObject({ opened: expect.any(Number) as number });
  expect(desk.ledger.since({ desk: 'desk', member: 'first' }, 0).length).toBeGreaterThan(0);
});

test('a sealed desk shows the first place and no button to another', async () => {
  const sealed = await createBot({ ...desk, exposure: 'sealed' }, quiet);
  const { reply } = await ask(sealed, 'cable', { ref: 'Q/1', find: 'quokka', place: 2 }, someone('editor', { via: 'discord' }));
  expect(wordsOf(reply)).toContain('place 1 of 2');
  expect(wordsOf(reply)).toContain('only the first place is shown');
  expect(() => actionsOf(reply).map(({ label }) => label)).not.toThrow();
  expect(JSON.stringify(reply.actions)).not.toContain('"place":2');
});

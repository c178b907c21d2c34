import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import type { ActionOptions, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { stretchesOf } from '../../src/reply/stretches.ts';
import { actionsOf, ask, importRecords, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A quotation is word for word what stands in the cable, with the paragraph in which it does. */

const long = `The council met ${'and met again '.repeat(200)}and parted.`;
const body = `1. The quokka came at night. "Nobody saw it", he said.\n\n2. The warden said that the fence, which had been mended twice\nin the same week by people from the village, was no obstacle at\nall to an animal of that size; the village was of another mind.\n\n3. ${long}\n\nA`;

const reused = reusedDesk(async (exposure: Exposure) => {
  const desk = openDesk({ folder: tempFolder(), exposure });
  desk.setHome('desk');
  await importRecords(desk, [
    { id: 'A', ref: 'A/1', date: '2018-02-08', origin: 'Mission', subject: 'Quokkas', marking: 'LIMITE', body },
    { id: 'B', ref: 'B/1', subject: 'Twice', body: '1. One place.\n\n1. Another place.' },
  ]);
  await desk.index.ready();
  return desk;
});
const botAt = async (exposure: Exposure = 'desk'): Promise<Bot> => createBot(await reused(exposure), quiet);
const say = (bot: Bot, options: ActionOptions) => ask(bot, 'cable', { ref: 'A/1', ...options }, someone('reader'));
const copied = ({ blocks }: Reply): string => blocks.flatMap((block) => (block.kind === 'copy' ? [plain(block.text)] : [])).join('\n');
const citation = (paragraph: string): string => `Mission, “Quokkas”, 2018-02-08, A/1¶${paragraph}, LIMITE.`;

test('a paragraph is quoted without the number before it, and cited with it', async () => {
  const bot = await botAt();
  const { reply } = await say(bot, { paragraph: 1 });
  expect(copied(reply)).toBe(`“The quokka came at night. "Nobody saw it", he said.”\n\n${citation('1')}`);
  const [piece] = stretchesOf(reply);
  expect(body.slice(piece?.at, (piece?.at ?? 0) + (piece?.length ?? 0))).toBe('The quokka came at night. "Nobody saw it", he said.');
});

test('lines that were broken for paper are joined on Discord', async () => {
  const bot = await botAt();
  const { reply } = await say(bot, { paragraph: 2 });
  const shown = JSON.stringify(
    renderReply(reply, { store: { keep: (view) => bot.desk.views.keep('desk', view), seal: () => 'sealed--' }, commands: new Map() }),
  );
  expect(shown).toContain('mended twice in the same week by people from the village, was no obstacle at all to an animal');
});

test('words are found with their paragraph, from both ends, and across paragraphs', async () => {
  const bot = await botAt();
  expect(copied((await say(bot, { quote: 'nobody saw it' })).reply)).toBe(`“Nobody saw it”\n\n${citation('1')}`);
  expect(copied((await say(bot, { quote: 'the warden said … another mind' })).reply)).toBe(
    `“${body.split('\n\n')[1]?.slice(3, -1)}”\n\n${citation('2')}`,
  );
  expect(copied((await say(bot, { quote: 'he said. 2. The warden said' })).reply)).toContain(`\n\n${citation('1–2')}`);
});

test('words that do not stand there are refused with what does', async () => {
  const bot = await botAt();
  const differs = await say(bot, { quote: 'The quokka left at night' });
  expect([differs.ok, wordsOf(differs.reply)]).toEqual([false, expect.stringContaining('“left” there is “came”')]);
  expect(wordsOf((await say(bot, { quote: 'nobody saw it', paragraph: 2 })).reply)).toContain('These words are not in A/1¶2');
  expect(wordsOf((await say(bot, { paragraph: 9 })).reply)).toContain('A/1 has no paragraph 9');
});

test('what is long is cut where a sentence or a word ends, and that is said; a sealed desk quotes no more than an excerpt', async () => {
  const open = await say(await botAt(), { paragraph: 3 });
  const quotation = copied(open.reply).split('”')[0]?.slice(1) ?? '';
  expect(long.startsWith(quotation)).toBe(true);
  expect([quotation.length > 1400, quotation.length <= 1500]).toEqual([true, true]);
  expect(wordsOf(open.reply)).toMatch(/Its first 1,4\d\d of 2,8\d\d characters/);
  const sealed = await say(await botAt('sealed'), { paragraph: 3 });
  expect(copied(sealed.reply).split('”')[0]?.length).toBeLessThanOrEqual(161);
});

test('Cite stands at a place that was found, under an answer and in the citation', async () => {
  const bot = await botAt();
  const found = await say(bot, { find: 'warden' });
  expect(copied((await press(bot, found.reply, 'Cite', someone('reader'))).reply)).toContain(citation('2'));
  const answered = await ask(bot, 'ask', { question: 'who saw the quokka at night?' }, someone('reader'));
  expect(copied((await press(bot, answered.reply, 'Cite', someone('reader'))).reply)).toContain('A/1¶');
  const quote = actionsOf((await say(bot, { cite: true })).reply).find((one) => one.kind === 'form');
  expect(quote?.kind === 'form' ? quote.fields.map(({ option }) => option) : []).toEqual(['quote', 'paragraph']);
  // Where no paragraph has a number of its own, the numbers of a list are words like others.
  const listed = await ask(bot, 'cable', { ref: 'B/1', find: 'another' }, someone('reader'));
  expect(copied((await press(bot, listed.reply, 'Cite', someone('reader'))).reply)).toMatch(/^“1\. Another place\.”\n\n.*B\/1¶2/);
});

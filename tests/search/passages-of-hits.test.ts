import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import type { ActionOptions, Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { stretchesOf } from '../../src/reply/stretches.ts';
import { actionsOf, ask, importRecords, press, quiet, someone } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** What a list of results shows of a hit: one passage, or of few hits and on a press up to three, each with its paragraph. */

/** Texts unlike one another, or they would be near-copies. */
const filler = (i: number): string => Array.from({ length: 40 }, (_, n) => `word${i}x${n}`).join(' ');
const body = (animal: string, i: number): string =>
  [1, 2, 3, 4].map((n) => `${n}. The ${animal} came on day ${n}. ${filler(10 * i + n)}.`).join('\n\n');

const reused = reusedDesk(async (exposure: Exposure) => {
  const desk = openDesk({ folder: tempFolder(), exposure });
  desk.setHome('desk');
  const names = ['quokka', 'quokka', 'quokka', 'wombat', 'numbat'];
  await importRecords(
    desk,
    names.map((name, i) => ({
      id: `A${i}`,
      ref: `A/${i}`,
      subject: `Report ${i}`,
      body: body(name, i),
    })),
  );
  await desk.index.ready();
  return desk;
});
const search = async (exposure: Exposure, query: string, more: ActionOptions = {}) => {
  const bot = await createBot(await reused(exposure), quiet);
  return { bot, ...(await ask(bot, 'search', { query, ...more }, someone('reader'))) };
};
const numbersIn = (reply: Reply): string[] =>
  reply.blocks.flatMap((block) =>
    block.kind === 'items'
      ? block.items.map(
          ({ passage }) =>
            plain(passage ?? [])
              .match(/(?<=^|\n)¶\d+(?= · )/g)
              ?.join(' ') ?? '',
        )
      : [],
  );

test('of one hit three passages are shown, and less of it than counts as a cable opened', async () => {
  const { reply } = await search('desk', 'wombat');
  expect(numbersIn(reply)).toEqual(['¶1 ¶2 ¶3']);
  expect(stretchesOf(reply).reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(600);
});

test('of many hits one passage is shown, and on a press three', async () => {
  const { bot, reply } = await search('desk', 'quokka');
  expect(numbersIn(reply)).toEqual(['¶1', '¶1', '¶1']);
  const more = await press(bot, reply, 'More passages', someone('reader'));
  expect(numbersIn(more.reply)).toEqual(['¶1 ¶2 ¶3', '¶1 ¶2 ¶3', '¶1 ¶2 ¶3']);
  expect(numbersIn((await search('desk', 'quokka', { passages: true })).reply)).toEqual(numbersIn(more.reply));
});

test('where the words stand in the subject alone, the text begins without a number; a sealed desk shows one excerpt', async () => {
  const { reply } = await search('desk', 'subject:report');
  expect(numbersIn(reply)).toEqual(['', '', '', '', '']);
  const sealed = await search('sealed', 'wombat');
  expect(numbersIn(sealed.reply)).toEqual(['¶1']);
  expect(stretchesOf(sealed.reply).reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(160);
  const many = await search('sealed', 'quokka');
  expect(actionsOf(many.reply).some((one) => one.label.some((part) => 'text' in part && part.text === 'More passages'))).toBe(false);
});

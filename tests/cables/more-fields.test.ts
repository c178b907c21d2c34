import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import type { Role } from '../../src/desk/roles.ts';
import { moreFields } from '../../src/query/more-fields.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, importRecords, itemsOf, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** What a source says in fields that cables have not: shown on the card, and searched. */

const summary = `A short telling of the quokka affair. ${'It is long. '.repeat(60)}`.trim();
const reused = reusedDesk(async (exposure: Exposure) => {
  const desk = openDesk({ folder: tempFolder(), exposure });
  await importRecords(desk, [
    {
      id: 'A1',
      ref: 'A/1',
      body: `The whole text of the affair. ${'There is much more of it. '.repeat(60)}`,
      text: summary,
      desk_officer: 'Jane Miller',
      pages: 12,
      notice: 'Fictional.',
      filed: { 'Box Number': 'B-7', by: null, under: ['**East**', '@everyone West'] },
    },
    { id: 'B1', ref: 'B/1', body: 'Of the office of Miller.' },
  ]);
  await desk.index.ready();
  return desk;
});
const openBot = async (exposure: Exposure = 'desk') => createBot(await reused(exposure), quiet);
const labelsOf = (reply: Parameters<typeof actionsOf>[0]): string[] => actionsOf(reply).map(({ label }) => plain(label));

test('fields within objects are fields, without those that cables know', () => {
  expect(moreFields({ notice: 'x', a: 'one', b: [1, true, null], c: { a: 'two', d: { e: 0 } }, f: {}, g: '' })).toEqual([
    { name: 'a', values: ['one', 'two'] },
    { name: 'b', values: ['1', 'true'] },
    { name: 'e', values: ['0'] },
  ]);
});

test('the card shows them all, long ones cut', async () => {
  const onDiscord = someone('reader', { via: 'discord' });
  const bot = await openBot();
  const { reply } = await press(bot, (await ask(bot, 'cable', { ref: 'A/1' }, onDiscord)).reply, 'More fields', onDiscord);
  expect(itemsOf(reply).map(({ head, lines = [] }) => [head, ...lines].map(plain))).toEqual([
    ['text', `${summary.slice(0, 280)} … (${summary.length - 280} characters more)`],
    ['desk_officer', 'Jane Miller'],
    ['pages', '12'],
    ['Box Number', 'B-7'],
    ['under', '**East**; @everyone West'],
  ]);
  for (const { head, lines = [] } of itemsOf(reply)) expect([head, ...lines].map(([first]) => first?.kind)).toEqual(['mark', 'quoted']);
});

test('the file of the cable has them whole', async () => {
  const bot = await openBot();
  const { reply } = await ask(bot, 'cable', { ref: 'A/1', file: true }, someone('editor'));
  const lines = new TextDecoder().decode(reply.files?.[0]?.bytes).split('\n');
  expect(lines).toContain(`text: ${summary}`);
  expect(lines).toContain('Box Number: B-7');
});

test('a cable without them has no button', async () => {
  const bot = await openBot();
  expect(labelsOf((await ask(bot, 'cable', { ref: 'B/1' })).reply)).not.toContain('More fields');
  expect((await ask(bot, 'cable', { ref: 'B/1', fields: true })).ok).toBe(false);
});

test('a sealed desk shows no more of a field than of the text', async () => {
  const bot = await openBot('sealed');
  const { reply } = await ask(bot, 'cable', { ref: 'A/1', fields: true }, someone('lead', { via: 'discord' }));
  expect(itemsOf(reply).map(({ lines = [] }) => lines.map(plain))[0]).toEqual([
    `${summary.slice(0, 160)} … (${summary.length - 160} characters more)`,
  ]);
  expect(labelsOf(reply)).toEqual(['Open']);
});

test('its texts are found without a field, the shorter of two texts too, and every field by its name', async () => {
  const bot = await openBot();
  const found = async (query: string, role: Role = 'reader'): Promise<string[]> =>
    itemsOf((await ask(bot, 'search', { query }, someone(role))).reply).map(({ head }) => plain(head).slice(3, 6));
  expect(await found('quokka')).toEqual(['A/1']);
  expect((await found('miller')).toSorted()).toEqual(['A/1', 'B/1']);
  expect(await found('desk_officer:miller')).toEqual(['A/1']);
  expect(await found('pages:12 box_number:b-7')).toEqual(['A/1']);
  const unknown = async (): Promise<string> => wordsOf((await ask(bot, 'search', { query: 'desk_oficer:miller' })).reply);
  expect(await unknown()).toContain('There is no field of this name');

  await ask(bot, 'desk mask', { ref: 'A/1' }, someone('lead'));
  expect(await found('desk_officer:miller', 'lead')).toEqual(['A/1']);
  expect(await found('quokka')).toEqual([]);
  const withdrawn = wordsOf((await ask(bot, 'search', { query: 'desk_officer:miller' })).reply);
  // What comes closest differs with the spelling; what is said of the field does not.
  const aboutField = (text: string): string => text.replaceAll('officer', 'oficer').split('this is about the query')[0] ?? '';
  expect(aboutField(withdrawn)).toBe(aboutField(await unknown()));
  expect(withdrawn).not.toContain('A/1');
});

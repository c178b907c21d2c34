import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Desk } from '../../src/desk/desk.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { actionNamed, actionsOf, ask, importRecords, itemsOf, pressed, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** Made up here. */
const records = [
  { id: 'A', ref: 'K/1', date: '2018-01-01', subject: 'One', body: '1. The Kyrn Harbour Office (KHO) met.\n\n2. KHO was late.' },
  { id: 'B', ref: 'K/2', date: '2018-01-02', subject: 'Two', body: 'Nothing new of the kyrn harbour office (K.H.O.) today.' },
  {
    id: 'C',
    ref: 'K/3',
    date: '2018-01-03',
    subject: 'Three',
    body: 'The Kadra Housing Order (KHO) is law. The Royal Union of Ports (RUP) agrees.',
  },
  { id: 'D', ref: 'K/4', date: '2018-01-04', subject: 'Four', body: 'KHO, RUP and the QQX spoke of the rain. EU is not explained.' },
  {
    id: 'E',
    ref: 'K/5',
    date: '2018-01-05',
    subject: 'Five',
    body: 'THE MINISTER OF WATER AND HOUSING OFFICES (WHO) SAID THIS. WHO ELSE?',
  },
];

async function glossaryDesk(): Promise<{ desk: Desk; bot: Bot }> {
  const desk = testDesk();
  await importRecords(desk, records);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return { desk, bot: await createBot(desk, quiet) };
}
const editor = () => someone('editor');
const glossary = async (bot: Bot, options = {}, who = someone('reader')): Promise<Reply> =>
  (await ask(bot, 'names glossary', options, who)).reply;
const heads = (reply: Reply): string[] => itemsOf(reply).map(({ head }) => plain(head));

describe('the glossary', () => {
  test('lists each term once, however it is written, those that most cables spell out first', async () => {
    const { bot } = await glossaryDesk();
    expect(heads(await glossary(bot))).toEqual([
      'KHO: Kyrn Harbour Office · spelled out in 3 cables, 1 other meaning',
      'RUP: Royal Union of Ports · spelled out in 1 cable',
      'WHO: WATER AND HOUSING OFFICES · spelled out in 1 cable',
    ]);
  });

  test('tells every meaning of a term with how many cables and where, and how many use it', async () => {
    const { bot } = await glossaryDesk();
    const reply = await glossary(bot, { term: 'k.h.o.' });
    expect(itemsOf(reply).map(({ head, lines = [], passage = [] }) => [head, ...lines, passage].map(plain))).toEqual([
      ['Kyrn Harbour Office · 2 cables', 'K/1¶1, K/2¶1', 'The Kyrn Harbour Office (KHO) met.'],
      ['Kadra Housing Order · 1 cable', 'K/3¶1', 'The Kadra Housing Order (KHO) is law.'],
    ]);
    expect(wordsOf(reply)).toMatch(/Used in [34] cables/);
    expect(wordsOf(await glossary(bot, { term: 'QQX' }))).toContain(
      'No cable spells it out. Looked for: a bracket behind its meaning, “… (QQX)”',
    );
  });

  test('completes a term', async () => {
    const { bot } = await glossaryDesk();
    const found = await bot.suggest(someone('reader'), { command: 'names glossary', options: {} }, 'term', 'k.h');
    expect(found).toEqual([{ label: 'KHO: Kyrn Harbour Office (3)', value: 'KHO' }]);
  });

  test('an editor says what a term means; it is told in history and undone like any decision', async () => {
    const { bot } = await glossaryDesk();
    expect((await ask(bot, 'names define', { term: 'QQX', meaning: 'A band' }, someone('reporter'))).ok).toBe(false);
    const added = await ask(bot, 'names define', { term: 'QQX', meaning: 'A *band*' }, editor());
    await ask(bot, 'names define', { term: 'kho', meaning: 'The office of the harbour' }, editor());
    expect(heads(await glossary(bot))).toEqual([
      'QQX: A *band* · by the desk',
      'KHO: The office of the harbour · spelled out in 3 cables, the desk’s words',
      'RUP: Royal Union of Ports · spelled out in 1 cable',
      'WHO: WATER AND HOUSING OFFICES · spelled out in 1 cable',
    ]);
    expect(wordsOf(await glossary(bot, { term: 'KHO' }))).toContain('At this desk: The office of the harbour');
    const history = await ask(bot, 'work activity', {}, editor());
    expect(wordsOf(history.reply)).toContain('term explained: KHO');
    await bot.answer(editor(), pressed(actionNamed(added.reply, 'Undo')));
    expect(heads(await glossary(bot))[0]).toContain('KHO');
    await ask(bot, 'names define', { term: 'KHO' }, editor());
    expect(heads(await glossary(bot))[0]).toBe('KHO: Kyrn Harbour Office · spelled out in 3 cables, 1 other meaning');
    expect((await ask(bot, 'names define', { term: 'KHO' }, editor())).ok).toBe(false);
  });

  test('a card offers the terms that its own text does not spell out, and only then', async () => {
    const { bot } = await glossaryDesk();
    const labels = async (ref: string): Promise<string[]> =>
      actionsOf((await ask(bot, 'cable', { ref }, someone('reader'))).reply).map(({ label }) => plain(label));
    expect(await labels('K/1')).not.toContain('Terms');
    expect(await labels('K/5')).not.toContain('Terms');
    // In capitals WHO is a word, and KHO is spelled out nowhere in capitals.
    expect(await labels('K/6')).not.toContain('Terms');
    const card = await ask(bot, 'cable', { ref: 'K/4' }, someone('reader'));
    const { reply } = await bot.answer(someone('reader'), pressed(actionNamed(card.reply, 'Terms')));
    expect(heads(reply).map((head) => head.slice(0, 3))).toEqual(['KHO', 'RUP']);
  });

  test('what an editor said of a term that stands in a withdrawn cable alone goes with it; what they say of it later is their own', async () => {
    const { bot } = await glossaryDesk();
    await ask(bot, 'names define', { term: 'QQX', meaning: 'Quay Quota Exchange' }, editor());
    await ask(bot, 'names define', { term: 'KHO', meaning: 'The harbour' }, editor());
    const seen = async (role: 'reader' | 'editor' | 'lead') =>
      JSON.stringify([await glossary(bot, {}, someone(role)), (await ask(bot, 'work activity', {}, someone(role))).reply]);
    expect(await seen('reader')).toContain('Quay Quota Exchange');
    await ask(bot, 'desk mask', { ref: 'K/4' }, someone('lead'));
    for (const role of ['reader', 'editor'] as const) {
      expect(await seen(role), role).not.toMatch(/QQX|Quay/);
      expect(await seen(role), role).toContain('The harbour');
    }
    expect(await seen('lead')).toContain('Quay Quota Exchange');
    await ask(bot, 'names define', { term: 'QQX', meaning: 'My own guess' }, editor());
    expect(await seen('reader')).toContain('My own guess');
  });

  test('knows nothing of a withdrawn cable, and nothing of one that is gone or changed', async () => {
    const { desk, bot } = await glossaryDesk();
    await ask(bot, 'desk mask', { ref: 'K/3' }, someone('lead'));
    expect(heads(await glossary(bot))).toEqual([
      'KHO: Kyrn Harbour Office · spelled out in 2 cables',
      'WHO: WATER AND HOUSING OFFICES · spelled out in 1 cable',
    ]);
    expect(wordsOf(await glossary(bot, { term: 'RUP' }))).toContain('No cable spells it out');
    expect(JSON.stringify(await glossary(bot, { term: 'KHO' }))).not.toContain('Kadra');
    expect(heads(await glossary(bot, {}, someone('lead')))).toHaveLength(3);
    await importRecords(desk, [{ ...records[0], body: 'The Kyrn Health Order (KHO) met.' }]);
    await Promise.all([desk.index.ready(), desk.names.settled()]);
    expect(itemsOf(await glossary(bot, { term: 'KHO' })).map(({ head }) => plain(head))).toEqual([
      'kyrn harbour office · 1 cable',
      'Kyrn Health Order · 1 cable',
    ]);
  });
});

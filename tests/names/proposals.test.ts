import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { namesInDoubt } from '../../src/names/pages/proposals.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, importRecords, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { sent, rank, model } from '../helpers/model-server.ts';
import { records, editor, useNamesInDoubt, facts } from './names-in-doubt.ts';

const prepared = useNamesInDoubt();

describe('asking', () => {
  test('sends nothing unless a model is set', async () => {
    const { bot } = await prepared(1, null);
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain(
      'No model is set, so nothing is sent anywhere.',
    );
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('No model is set');
    expect(sent).toEqual([]);
  });

  test('sends exactly what was previewed, and nothing before', async () => {
    const { desk, bot } = await prepared(1);
    const preview = await ask(bot, 'names propose', {}, editor());
    expect(sent).toEqual([]);
    const copied = preview.reply.blocks.find((block) => block.kind === 'copy');
    const text = copied?.kind === 'copy' ? plain(copied.text) : '';
    await press(bot, preview.reply, 'Send', editor());
    expect(sent).toHaveLength(1);
    expect(sent[0]?.path).toBe('/v1/chat/completions');
    expect(sent[0]?.headers.authorization).toBe('Bearer sk-secret');
    expect(sent[0]?.body.model).toBe('test-model');
    expect(sent[0]?.body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(sent[0]?.body.messages[1]?.content).toBe(text);
    expect(text).toMatch(
      /^Name: Drobnik\nExcerpt:\n<<<\n[^\n]*Ambassador Drobnik, who showed slides 0\.[^\n]*\n>>>\nCandidates:\n1\. [^\n]+\n2\. [^\n]+$/,
    );
    expect(text).toContain('Jana Drobnik (adviser on raw materials)');
    // No ref, date, sender or subject, and no more text than SECURITY.md says.
    expect(JSON.stringify(sent[0]?.body)).not.toMatch(/C0|2018|Mission|Staff/);
    expect((/<<<\n(.*)\n>>>/.exec(text)?.[1] ?? '').length).toBeLessThanOrEqual(320);
    expect(desk.db.prepare("SELECT detail FROM audit WHERE act = 'model asked'").pluck().get()).toContain('C0');
  });

  test('a sealed desk sends shorter excerpts, and no roles', async () => {
    const desk = testDesk({ model: model.settings, exposure: 'sealed' });
    await importRecords(desk, records(1));
    await desk.names.changed();
    await ask(await createBot(desk, quiet), 'names propose', { sure: true }, editor());
    const text = sent[0]?.body.messages[1]?.content ?? '';
    expect(text).toContain('1. Jana Drobnik\n2. Pavel Drobnik');
    expect((/<<<\n(.*)\n>>>/.exec(text)?.[1] ?? 'x'.repeat(999)).length).toBeLessThanOrEqual(160);
  });

  test('sends nothing of a withdrawn cable, even for a lead', async () => {
    const { bot } = await prepared(3);
    const refs = ['C1', 'C2'];
    for (const ref of refs) await ask(bot, 'desk mask', { ref, why: 'x' }, someone('lead'));
    await ask(bot, 'names propose', { sure: true }, someone('lead'));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body.messages[1]?.content).toContain('slides 0');
    // Without one of the two there is no doubt left that may be spoken of.
    await ask(bot, 'desk mask', { ref: 'B', why: 'x' }, someone('lead'));
    for (const ref of refs) await ask(bot, 'desk mask', { ref, lift: true }, someone('lead'));
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, someone('lead'))).reply)).toContain('every name in doubt');
    expect(sent).toHaveLength(1);
  });

  test('readers can neither ask, see nor settle', async () => {
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    for (const [command, options] of [
      ['names propose', { sure: true }],
      ['names proposals', {}],
      ['names settle', { ref: 'C0', name: 'Drobnik', to: 'jana drobnik' }],
    ] as const)
      expect(wordsOf((await ask(bot, command, options)).reply)).toContain('Only editors can do this');
    expect(wordsOf((await ask(bot, 'names decisions')).reply)).not.toContain('proposal');
    expect(wordsOf((await ask(bot, 'names decisions', {}, editor())).reply)).toContain('1 proposal of the model');
    expect(sent).toHaveLength(1);
    expect(facts(desk)).toBe(1);
  });
});

describe('decisions about a proposal', () => {
  test('accepting makes an ordinary judgment, which undo removes; before, nothing changes', async () => {
    model.behave = rank([2, 1], 'Pavel heads the mission.');
    const { desk, bot } = await prepared(1);
    const [doubt] = namesInDoubt(desk, editor());
    const second = doubt?.candidates[1]?.name ?? '';
    await ask(bot, 'names propose', { sure: true }, editor());
    expect(namesInDoubt(desk, editor())).toHaveLength(1);
    const list = await ask(bot, 'names proposals', {}, editor());
    expect(wordsOf(list.reply)).toContain(`test-model names ${second} before 1 other: “Pavel heads the mission.”`);
    const accepted = await press(bot, list.reply, second, editor());
    expect(wordsOf(accepted.reply)).toContain(`Drobnik in C0 is ${second}. Future imports follow it too.`);
    expect(namesInDoubt(desk, editor())).toEqual([]);
    expect(desk.facts.all('desk', 'judgment')).toMatchObject([{ value: { verb: 'assign', name: 'drobnik', cable: 'C0' } }]);
    expect(desk.names.rowsOf([doubt?.candidates[1]?.id ?? ''])).toContain(doubt?.row);
    await press(bot, accepted.reply, 'Undo', editor());
    await desk.names.settled();
    expect(desk.facts.all('desk', 'judgment')).toEqual([]);
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('1 proposal to decide');
  });

  test('a rejection is remembered until there is a new candidate', async () => {
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    const list = await ask(bot, 'names proposals', {}, editor());
    const rejected = await press(bot, list.reply, 'None of them', editor());
    expect(wordsOf(rejected.reply)).toContain('It is not proposed again.');
    expect(wordsOf((await press(bot, list.reply, 'None of them', editor())).reply)).toContain('No proposal is waiting for');
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain('every name in doubt');
    expect(sent).toHaveLength(1);
    await importRecords(desk, [
      ...records(1),
      { id: 'Z', date: '2018-05-01', origin: 'M', subject: 'S', body: 'Ambassador Viktor Drobnik sat down.' },
    ]);
    await desk.names.changed();
    await ask(bot, 'names propose', { sure: true }, editor());
    expect(sent).toHaveLength(2);
    expect(sent[1]?.body.messages[1]?.content).toContain('Viktor Drobnik');
  });

  test('"none of them" from the model is kept, and shown to nobody', async () => {
    model.behave = rank([]);
    const { bot } = await prepared(1);
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain('1 where it names nobody');
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('No proposals are waiting');
    expect(wordsOf((await ask(bot, 'names propose', { sure: true }, editor())).reply)).toContain('every name in doubt');
  });

  test('only a candidate can be chosen', async () => {
    const { desk, bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    const wrong = await ask(bot, 'names settle', { ref: 'C0', name: 'Drobnik', to: 'Somebody Else' }, editor());
    expect(wordsOf(wrong.reply)).toContain('Somebody Else is not one of the candidates');
    expect(desk.facts.all('desk', 'judgment')).toEqual([]);
    expect(facts(desk)).toBe(1);
  });

  test('a proposal disappears with its withdrawn cable, and returns with it', async () => {
    const { bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    await ask(bot, 'desk mask', { ref: 'C0', why: 'x' }, someone('lead'));
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('No proposals are waiting');
    await ask(bot, 'desk mask', { ref: 'C0', lift: true }, someone('lead'));
    expect(wordsOf((await ask(bot, 'names proposals', {}, editor())).reply)).toContain('1 proposal');
  });

  test('the words of the model are a quotation, cut short', async () => {
    model.behave = rank([1], `**bold** @everyone [x](http://evil) ${'long '.repeat(500)}`);
    const { bot } = await prepared(1);
    await ask(bot, 'names propose', { sure: true }, editor());
    const { reply } = await ask(bot, 'names proposals', {}, editor());
    const items = reply.blocks.flatMap((block) => (block.kind === 'items' ? block.items : []));
    const said = items.flatMap(({ lines }) => lines ?? []).flat();
    expect(
      said
        .filter(({ kind }) => kind === 'said')
        .map((part) => plain([part]))
        .join(''),
    ).not.toMatch(/bold|everyone|evil/);
    const why = said.find((part) => plain([part]).includes('@everyone'));
    expect(why?.kind).toBe('quoted');
    expect(plain(why === undefined ? [] : [why]).length).toBeLessThanOrEqual(200);
  });
});

test('proposals survive a restart, and a confirmed one an import', async () => {
  const folder = tempFolder();
  let desk = openDesk({ folder, exposure: 'desk', model: model.settings });
  desk.setHome('desk');
  await importRecords(desk, records(2));
  await desk.names.changed();
  await ask(await createBot(desk, quiet), 'names propose', { sure: true }, editor());
  await desk.close();
  desk = openDesk({ folder, exposure: 'desk' });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const bot = await createBot(desk, quiet);
  const list = await ask(bot, 'names proposals', {}, editor());
  expect(wordsOf(list.reply)).toContain('2 proposals to decide');
  await press(bot, list.reply, 'Jana Drobnik', editor());
  await importRecords(desk, records(3));
  await desk.names.changed();
  expect(namesInDoubt(desk, editor()).map(({ ref }) => ref)).toEqual(expect.not.arrayContaining(['C0']));
  expect(actionsOf((await ask(bot, 'names proposals', {}, editor())).reply).length).toBeGreaterThan(0);
  await desk.close();
});

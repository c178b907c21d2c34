import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AttachedFile } from '../../../src/bot/attachment.ts';
import type { Caller } from '../../../src/desk/caller.ts';
import type { Bot } from '../../../src/bot/command.ts';
import { createBot } from '../../../src/bot/bot.ts';
import { openDesk, type Desk } from '../../../src/desk/desk.ts';
import { nameKey } from '../../../src/names/resolve/person-name.ts';
import { importFiles } from '../../../src/import/import.ts';
import type { Reply } from '../../../src/reply/reply.ts';
import { plain } from '../../../src/reply/text.ts';
import {
  actionsOf,
  ask,
  importRecords,
  itemsOf,
  openSample,
  press,
  quiet,
  sampleFolder,
  someone,
  testDesk,
  wordsOf,
} from '../../helpers/desk.ts';

/** Lists of names against the trove. */

type Line = Record<string, string>;

const linesOf = (reply: Reply): Line[] => parse(Buffer.from(reply.files?.[0]?.bytes ?? []), { bom: true, columns: true });

describe('a list against the sample trove', () => {
  let desk: Desk;
  let bot: Bot;
  beforeAll(async () => {
    desk = await openSample();
    desk.setHome('desk');
    bot = await createBot(desk, quiet);
  });
  afterAll(() => desk.close());
  const xref = async (names: string, caller: Caller = someone('reader')): Promise<Line[]> =>
    linesOf((await ask(bot, 'names lookup', { names }, caller)).reply);
  const of = (lines: Line[], name: string): Line[] => lines.filter((line) => line['name'] === name);

  test('reports what is found, how, and in which cables', async () => {
    const lines = await xref(
      'Caroline Vicini | Vicini | Rogozin, Dmitri | Рогозин, Дмитрий | 習近平 | Mr. Caroline VICINI | Ohrid confrence | NSC | quokka | Oren Falkowitz | Jana Drobník',
    );
    const how = Object.fromEntries(lines.map(({ name, found, entity }) => [name, `${found ?? ''}: ${entity ?? ''}`]));
    expect(how).toMatchObject({
      'Caroline Vicini': 'exact: Caroline Vicini',
      Vicini: 'alias: Caroline Vicini',
      'Rogozin, Dmitri': 'alias: Dmitry O. Rogozin',
      'Рогозин, Дмитрий': 'near: Dmitry O. Rogozin',
      習近平: 'near: President Xi Jinping',
      'Mr. Caroline VICINI': 'exact: Caroline Vicini',
      'Ohrid confrence': 'near: Ohrid conference',
      NSC: 'alias: National Security Council',
      quokka: 'not found: ',
      'Oren Falkowitz': 'not found: ',
      'Jana Drobník': 'exact: Jana Drobnik',
    });
    expect(of(lines, 'Oren Falkowitz')[0]?.['remark']).toContain('named in no cable');
    expect(of(lines, 'Ohrid confrence')[0]?.['near because']).toBe('one letter off');
  });

  test('counts the cables of an entity, and those with this spelling', async () => {
    const none: ReadonlySet<number> = new Set();
    const people = desk.names.list('individual', { sort: 'mentions', offset: 0, limit: 60, without: none }).rows;
    const lines = await xref(people.map(({ name }) => name).join('\n'));
    for (const person of people) {
      const line = of(lines, person.name).find(({ entity, kind }) => entity === person.name && kind === 'individual');
      const mentions = desk.names.mentions(person.id, none);
      const refs = desk.cables.heads([...new Set(mentions.map(({ row }) => row))]).map(({ ref }) => ref);
      expect(line?.['refs']?.split('; ').toSorted(), person.name).toEqual(refs.toSorted());
      expect(Number(line?.['cables'])).toBe(refs.length);
      const so = mentions.filter(({ surface }) => nameKey('individual', surface) === nameKey('individual', line?.['alias'] ?? ''));
      expect(Number(line?.['cables with this name']), person.name).toBe(new Set(so.map(({ row }) => row)).size);
    }
  });

  test('finds a name that is no entity by its exact words', async () => {
    const entry = 'Sanctions';
    const holding = [...desk.cables.all()]
      .filter(({ subject, body }) => /(?<![\p{L}\p{N}])(?:Sanctions|SANCTIONS)(?![\p{L}\p{N}])/u.test(`${subject}\n${body}`))
      .map(({ ref }) => ref);
    const [line] = await xref(entry);
    expect(line?.['found']).toBe('in the text, not recognised as a name');
    expect(line?.['refs']?.split('; ').toSorted()).toEqual(holding.toSorted());
    expect(holding.length).toBeGreaterThan(2);
    // In small letters it is a word, not a name.
    expect((await xref('overtaken'))[0]?.['found']).toBe('not found');
  });

  test('restricts by kind, merges repeated entries, and reads lists on one line or many', async () => {
    expect(linesOf((await ask(bot, 'names lookup', { names: 'Iran|Vicini', kind: 'country' })).reply).map(({ found }) => found)).toEqual([
      'exact',
      'in the text, not recognised as a name',
    ]);
    expect(await xref('Iran; iran | IRAN')).toHaveLength(1);
    expect(await xref('Rogozin, Dmitri\nIran; the state\n')).toHaveLength(2);
    const { reply } = await ask(bot, 'names lookup', { names: 'Vicini, Rogozin, Putin' });
    expect(wordsOf(reply)).toContain('read as one name');
  });

  test('escapes formulas, and leaves markup as text', async () => {
    const hostile = ['=HYPERLINK("http://x","y")', '+1+cmd', '@SUM(A1)', '-2+3 cmd'];
    const { reply } = await ask(bot, 'names lookup', { names: [...hostile, '**x** <@&1> [a](http://b)'].join('\n') });
    const text = Buffer.from(reply.files?.[0]?.bytes ?? []).toString();
    for (const line of text.split('\r\n').slice(1)) expect(line).not.toMatch(/^"?[=+@-]/);
    expect(linesOf(reply)).toHaveLength(5);
    expect(itemsOf(reply).length).toBeGreaterThan(0);
    for (const { head } of itemsOf(reply)) expect(head[0]).toMatchObject({ kind: 'quoted' });
  });

  test('reads the column "name" of a file; rejects empty, oversized and missing lists', async () => {
    const fileOf = (name: string, content: string): AttachedFile => ({
      name,
      size: Buffer.byteLength(content),
      read: () => Promise.resolve(Buffer.from(content)),
    });
    const send = (file: AttachedFile) =>
      bot.answer(someone('reader'), { command: 'names lookup', options: { file: file.name }, files: { file } });
    const { reply } = await send(fileOf('people.csv', 'id;Name\n1;"Rogozin, Dmitri"\n2;quokka\n'));
    expect(linesOf(reply).map(({ name }) => name)).toEqual(['Rogozin, Dmitri', 'quokka']);
    expect(wordsOf((await send(fileOf('empty.txt', '\n--\n'))).reply)).toContain('no names in empty.txt');
    const many = Array.from({ length: 5001 }, (_, i) => `Name${i}`).join('\n');
    expect(wordsOf((await send(fileOf('many.txt', many))).reply)).toContain('5,001 names are too many');
    expect(actionsOf((await ask(bot, 'names lookup')).reply)[0]?.kind).toBe('form');
  });

  test('shows progress on long lists, with a line for every name', async () => {
    const told: string[] = [];
    const names = Array.from({ length: 250 }, (_, i) => `Quokka${i} Person`).join('\n');
    const answer = await bot.answer(someone('reader'), { command: 'names lookup', options: { names } }, (done, total, what) =>
      told.push(`${what} ${done}/${total}`),
    );
    expect(told).toEqual(
      expect.arrayContaining(['names compared 100/250', 'names compared 250/250', 'names looked for in the texts 250/250']),
    );
    expect(linesOf(answer.reply)).toHaveLength(250);
    expect(wordsOf(answer.reply)).toContain('235 more in the table');
  });

  test('remembers near names that were confirmed, undone or rejected', async () => {
    const editor = someone('editor');
    const again = () => someone('editor');
    const first = await ask(bot, 'names lookup', { names: 'Dmitry Rogosin | Iran' }, editor);
    const review = await press(bot, first.reply, 'Review 1 possible match', again());
    expect(wordsOf(review.reply)).toContain('Dmitry Rogosin → Dmitry O. Rogozin');
    expect(wordsOf(review.reply)).toContain('Rogozin');
    const confirmed = await press(bot, review.reply, 'Same', again());
    expect(wordsOf(confirmed.reply)).toContain('Dmitry Rogosin is Dmitry O. Rogozin. Future lists follow it too.');
    await desk.names.settled();
    expect((await xref('Mr. Rogosin, Dmitry'))[0]).toMatchObject({
      found: 'alias',
      entity: 'Dmitry O. Rogozin',
      'decided by': 'member-editor',
      remark: 'confirmed by an editor',
    });
    expect(desk.names.named('Dmitry Rogosin', 'individual', new Set()).map(({ name }) => name)).toEqual(['Dmitry O. Rogozin']);
    expect(wordsOf((await ask(bot, 'names decisions', {}, again())).reply)).toContain('same individual dmitry rogosin as dmitry o rogozin');
    expect(wordsOf((await ask(bot, 'names decisions', {}, again())).reply)).not.toContain('matches nothing');
    expect(desk.db.prepare("SELECT count(*) FROM audit WHERE act = 'entity same'").pluck().get()).toBe(1);

    await press(bot, confirmed.reply, 'Undo', again());
    await desk.names.settled();
    expect((await xref('Dmitry Rogosin'))[0]).toMatchObject({ found: 'near' });
    expect(desk.names.named('Dmitry Rogosin', 'individual', new Set())).toEqual([]);

    const rejected = await press(bot, review.reply, 'Not the same', again());
    expect(wordsOf(rejected.reply)).toContain('Dmitry Rogosin is not Dmitry O. Rogozin');
    expect(wordsOf(rejected.reply)).toContain('No possible matches are open');
    expect((await xref('Dmitry Rogosin'))[0]).toMatchObject({ found: 'not found' });
    const twice = await press(bot, review.reply, 'Not the same', again());
    expect(wordsOf(twice.reply)).toContain('decided already');
    await press(bot, rejected.reply, 'Undo', again());
  });

  test('a confirmed name survives a restart, an import and a merge', async () => {
    const { reply } = await ask(bot, 'names lookup', { names: 'Anatolij Vermichian' }, someone('editor'));
    const review = await press(bot, reply, 'Review', someone('editor'));
    const confirmed = await press(bot, review.reply, 'Same', someone('editor'));
    expect(confirmed.ok).toBe(true);
    const [before] = await xref('Anatolij Vermichian');
    expect(before?.['found']).toBe('alias');
    const merged = await ask(bot, 'names merge', { name: before?.['entity'] ?? '', into: 'Jana Drobnik', sure: true }, someone('editor'));
    expect(merged.ok).toBe(true);
    expect(await xref('Anatolij Vermichian')).toMatchObject([{ found: 'alias', entity: 'Jana Drobnik' }]);
    await press(bot, merged.reply, 'Undo', someone('editor'));
    await desk.close();
    desk = openDesk({ folder: desk.folder, exposure: 'desk' });
    await importFiles({ desk, paths: [sampleFolder], by: 'test' });
    await Promise.all([desk.index.ready(), desk.names.settled()]);
    bot = await createBot(desk, quiet);
    expect(await xref('Anatolij Vermichian')).toMatchObject([{ found: 'alias', entity: before?.['entity'] }]);
    await press(bot, confirmed.reply, 'Undo', someone('editor'));
    await desk.names.settled();
  });

  test('readers see near names but cannot decide', async () => {
    const { reply } = await ask(bot, 'names lookup', { names: 'Caroline Viccini' });
    const review = await press(bot, reply, 'Review 1 possible match');
    const labels = actionsOf(review.reply).map(({ label }) => plain(label));
    expect(labels).toEqual(['Open']);
    const shown = await press(bot, reply, 'Review 1 possible match', someone('editor'));
    const before = desk.db.prepare('SELECT count(*) FROM changes').pluck().get();
    const forged = await press(bot, shown.reply, 'Same', someone('reader'));
    expect(forged.ok).toBe(false);
    expect(wordsOf(forged.reply)).toContain('Only editors can do this');
    expect(desk.db.prepare('SELECT count(*) FROM changes').pluck().get()).toBe(before);
    const gone = await ask(bot, 'names lookup', { near: 'no-such-key' });
    expect(wordsOf(gone.reply)).toContain('not kept here any more');
  });

  test('a withdrawn cable leaves no trace in names, counts or spellings', async () => {
    const lead = () => someone('lead');
    const ref = 'COREU/PAR/0093/18';
    const names = 'Anatole Vermichian\nVermichian\nAnatol Vermishyan\nRogozin\nIran';
    const before = await xref(names);
    expect(of(before, 'Anatole Vermichian')[0]).toMatchObject({ found: 'exact' });
    await ask(bot, 'desk mask', { ref, why: 'A name' }, lead());
    const masked = await ask(bot, 'names lookup', { names });
    const after = linesOf(masked.reply);
    expect(of(after, 'Anatole Vermichian').map(({ found }) => found)).not.toContain('exact');
    expect(
      JSON.stringify([
        after.map(({ entity, alias, refs }) => [entity, alias, refs]),
        actionsOf(masked.reply).map((action) =>
          action.kind === 'choose' ? action.choices.map(({ label, value }) => [label, value]) : action,
        ),
      ]),
    ).not.toMatch(/vermichian|0093/i);
    for (const line of after) expect(line['refs']).not.toContain(ref);
    expect(await xref(names, lead())).toEqual(before);
    await ask(bot, 'desk mask', { ref, lift: true }, lead());
    expect(await xref(names)).toEqual(before);
  });

  test('a spelling found only in a withdrawn cable leads to nobody', async () => {
    const merged = await ask(bot, 'names merge', { name: 'Anatole Vermichian', into: 'Anatol Vermishyan', sure: true }, someone('editor'));
    expect((await xref('Anatole Vermichian'))[0]).toMatchObject({ found: 'alias', entity: 'Anatol Vermishyan' });
    await ask(bot, 'desk mask', { ref: 'COREU/PAR/0093/18', why: 'A name' }, someone('lead'));
    // Nor does the page of whom it means show it, nor a lookup, nor a completion by it.
    expect(wordsOf((await ask(bot, 'individuals', { name: 'Anatol Vermishyan' })).reply)).not.toContain('Vermichian');
    expect(wordsOf((await ask(bot, 'individuals', { name: 'Anatole Vermichian' })).reply)).toContain(
      'No individual in the cables is called',
    );
    expect(wordsOf((await ask(bot, 'individuals', { name: 'Anatole Vermichian' }, someone('lead'))).reply)).toContain('Vermichian 1');
    expect(await bot.suggest(someone('reader'), { command: 'individuals', options: {} }, 'name', 'vermich')).toMatchObject([
      { label: 'No individual in the cables matches vermich' },
    ]);
    expect(await bot.suggest(someone('lead'), { command: 'individuals', options: {} }, 'name', 'vermich')).toHaveLength(1);
    const [line] = await xref('Anatole Vermichian');
    expect(line).toMatchObject({ found: 'near', alias: 'Anatol Vermishyan', 'cables with this name': '1' });
    await ask(bot, 'desk mask', { ref: 'COREU/PAR/0093/18', lift: true }, someone('lead'));
    await press(bot, merged.reply, 'Undo', someone('editor'));
  });

  test('a sealed desk gives no file, and says so', async () => {
    const sealed = await createBot({ ...desk, exposure: 'sealed' }, quiet);
    const { reply } = await ask(sealed, 'names lookup', { names: 'Vicini' }, someone('reader', { via: 'discord' }));
    expect(reply.files).toBeUndefined();
    expect(wordsOf(reply)).toContain('No file leaves this desk');
  });
});

test('closing the desk ends a running list', async () => {
  const desk = testDesk();
  await importRecords(desk, [{ id: 'A', date: '2018-03-07', origin: 'Mission', subject: 'One', body: 'Mr. Pavel Drobnik spoke.' }]);
  await desk.names.settled();
  const entries = Array.from({ length: 5000 }, (_, i) => `Person${i} Drobnik`);
  const run = desk.names.cross({ entries, kind: undefined, without: [], rulings: [] });
  await run.next();
  const rest = (async () => {
    for await (const _ of run);
  })();
  await Promise.all([desk.close(), expect(rest).rejects.toThrow(/could not be compared|closing/)]);
});

test('two lists are compared at a time; others wait for their turn, or until the desk closes', async () => {
  const desk = testDesk();
  await importRecords(desk, [{ id: 'A', date: '2018-03-07', origin: 'Mission', subject: 'One', body: 'Mr. Pavel Drobnik spoke.' }]);
  await desk.names.settled();
  const start = () => desk.names.cross({ entries: ['Pavel Drobnik'], kind: undefined, without: [], rulings: [] });
  const [first, second] = [start(), start()];
  await Promise.all([first.next(), second.next()]);
  const waiting = Array.from({ length: 8 }, () => start().next());
  const tooMany = { message: '8 other lists are waiting to be compared already.', kind: 'busy' };
  await expect(start().next()).rejects.toMatchObject(tooMany);
  expect(await first.next()).toEqual({ done: true, value: undefined });
  expect((await waiting[0])?.value).toMatchObject([[{ name: 'Pavel Drobnik', how: 'exact' }]]);
  const left = Promise.allSettled(waiting.slice(1));
  await desk.close();
  expect((await left).map((one) => one.status === 'rejected' && (one.reason as Error).message)).toEqual(
    Array.from({ length: 7 }, () => 'The desk is closing.'),
  );
});

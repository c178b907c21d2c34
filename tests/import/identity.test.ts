import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Desk } from '../../src/desk/desk.ts';
import { countAside } from '../../src/desk/held.ts';
import { importFiles, type ImportResult } from '../../src/import/import.ts';
import { createBot } from '../../src/bot/bot.ts';
import { ask, quiet, someone, testDesk } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Files as sources send them: the second import of the same trove never gives one document's work to another. */

const bring = (desk: Desk, ...paths: string[]): Promise<ImportResult> => importFiles({ desk, paths, trove: 't', by: 'test' });

function fileOf(folder: string, name: string, content: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const plainCable = (ref: string | undefined, date: string, from: string, text: string): string =>
  [...(ref === undefined ? [] : [`Ref: ${ref}`]), `Date: ${date}`, `From: ${from}`, 'To: Headquarters', '', text].join('\n');
const lines = (...records: object[]): string => records.map((record) => JSON.stringify(record)).join('\n');
const bodiesOf = (desk: Desk): string[] => [...desk.cables.all()].map(({ body }) => body);
const refsOf = (desk: Desk): string[] => [...desk.cables.all()].map(({ ref }) => ref);

test('a file of the same name with another cable adds it, and tag, note and claim stay where they were', async () => {
  const desk = testDesk();
  const bot = await createBot(desk, quiet);
  const [monday, tuesday] = [tempFolder(), tempFolder()];
  await bring(desk, fileOf(monday, 'cable.txt', plainCable('COREU/RIG/0004/17', '2017-02-01', 'EU Delegation Riga', 'The ferry sails.')));
  await ask(bot, 'tag add', { ref: 'COREU/RIG/0004/17', tag: 'ferry' }, someone('editor'));
  await ask(bot, 'note', { ref: 'COREU/RIG/0004/17', text: 'Who owns it?' }, someone('editor'));
  await ask(bot, 'work claim', { ref: 'COREU/RIG/0004/17' }, someone('editor'));
  const second = await bring(
    desk,
    fileOf(tuesday, 'cable.txt', plainCable('COREU/TAL/0009/17', '2017-02-02', 'EU Delegation Tallinn', 'The port is shut.')),
  );
  expect(second).toMatchObject({ added: 1, changed: 0, gone: 0 });
  const held = (['tag', 'note', 'work'] as const).flatMap((kind) => desk.facts.all('desk', kind));
  expect(held.map(({ cable }) => desk.cables.byRow(cable)?.ref)).toEqual(Array(3).fill('COREU/RIG/0004/17'));
});

test('the same document under another file name is the same', async () => {
  const desk = testDesk();
  const text = plainCable('COREU/RIG/0004/17', '2017-02-01', 'EU Delegation Riga', 'The ferry sails.');
  await bring(desk, fileOf(tempFolder(), 'one.txt', text));
  expect(await bring(desk, fileOf(tempFolder(), 'COREU-RIG-0004-17.txt', text))).toMatchObject({ added: 0, changed: 0, same: 1 });
});

test('one more file that sorts first moves nothing: what was withdrawn stays withdrawn, and nothing else is', async () => {
  const desk = testDesk();
  const bot = await createBot(desk, quiet);
  const folder = tempFolder();
  for (const [name, text] of [
    ['b', 'Nobody may read this.'],
    ['c', 'Everybody may.'],
  ] as const)
    fileOf(folder, `${name}.txt`, plainCable(undefined, '2017-02-01', 'EU Delegation Riga', text));
  await bring(desk, folder);
  await ask(bot, 'desk mask', { ref: 'b' }, someone('lead'));
  fileOf(folder, 'a.txt', plainCable(undefined, '2017-02-03', 'EU Delegation Riga', 'A third one.'));
  await bring(desk, folder);
  const seen = () => bodiesOf(desk.as(someone('reader')));
  expect(seen()).toEqual(['Everybody may.', 'A third one.']);
  // Nor does it come back under other names.
  rmSync(join(folder, 'b.txt'));
  fileOf(folder, 'z.txt', plainCable(undefined, '2017-02-01', 'EU Delegation Riga', 'Nobody may read this.'));
  fileOf(folder, 'y.txt', plainCable('COREU/RIG/0005/17', '2017-02-01', 'EU Delegation Riga', 'Nobody may read this.'));
  await bring(desk, folder);
  expect(seen()).toEqual(['Everybody may.', 'A third one.']);
});

test('ids that number the rows of a file are no ids, and one more row moves nothing', async () => {
  const desk = testDesk();
  const rows = [
    { reference: '66RIGA2481', date: '1966-12-28', content: 'The press says so.' },
    { reference_id: '72MALE1164', date: '1972-02-25', content: 'The minister agreed.' },
    { date: '1972-02-26', content: 'No ref at all.' },
  ];
  const numbered = (some: object[]): string => lines(...some.map((row, i) => ({ id: i + 1, ...row })));
  await bring(desk, fileOf(tempFolder(), 'rows.jsonl', numbered(rows)));
  expect([desk.cables.get('66RIGA2481')?.body, desk.cables.get('72MALE1164')?.body]).toEqual([
    'The press says so.',
    'The minister agreed.',
  ]);
  expect(await bring(desk, fileOf(tempFolder(), 'rows.jsonl', numbered([{ content: 'A new one.' }, ...rows])))).toMatchObject({
    added: 1,
    changed: 0,
    same: 3,
  });
});

test('ids keep every digit; a record that stands there twice counts once; N/A is no ref', async () => {
  const desk = testDesk();
  const ids = '{"id":812345678901234567,"text":"first"}\n{"id":812345678901234569,"text":"second"}';
  const twins = lines({ id: 'X1', text: 'Same.' }, { id: 'X1', text: 'Same.' }, { ref: 'N/A', text: 'one' }, { ref: 'N/A', text: 'two' });
  await bring(desk, fileOf(tempFolder(), 'ids.jsonl', ids));
  expect(refsOf(desk)).toEqual(['812345678901234567', '812345678901234569']);
  expect(await bring(desk, fileOf(tempFolder(), 'twins.jsonl', twins))).toMatchObject({ added: 3, twice: 1 });
  expect(refsOf(desk)[2]).toBe('X1');
});

test('of two texts the longer one is the cable', async () => {
  const desk = testDesk();
  await bring(desk, fileOf(tempFolder(), 'a.jsonl', lines({ id: 'T', body: 'In short.', text: '1. All of it.\n2. To the end.' })));
  expect(desk.cables.get('T')).toMatchObject({ body: '1. All of it.\n2. To the end.', extra: { body: 'In short.' } });
});

test('a number that is given again every year does not replace the one of last year', async () => {
  const desk = testDesk();
  const record = (date: string, body: string) => ({ number: 'No. 12', date, origin: 'Mr. Baker', body });
  await bring(desk, fileOf(tempFolder(), 'a.jsonl', lines(record('1894-07-01', 'First.'))));
  expect(await bring(desk, fileOf(tempFolder(), 'a.jsonl', lines(record('1895-07-01', 'Second.'))))).toMatchObject({
    added: 1,
    changed: 0,
  });
});

test('what its files do not hold any more is marked, and comes back', async () => {
  const desk = testDesk({ now: () => 77 });
  const folder = tempFolder();
  const both = lines({ id: 'A', body: 'alpha' }, { id: 'B', body: 'beta' });
  fileOf(folder, 'list.jsonl', both);
  await bring(desk, folder);
  fileOf(folder, 'list.jsonl', lines({ id: 'A', body: 'alpha' }));
  expect(await bring(desk, folder)).toMatchObject({ same: 1, gone: 1 });
  expect(desk.cables.get('B')?.goneAt).toBe(77);
  fileOf(folder, 'list.jsonl', both);
  expect(await bring(desk, folder)).toMatchObject({ added: 0, same: 2, gone: 0 });
  expect(desk.cables.get('B')?.goneAt).toBe(0);
});

test('a look ahead changes nothing; more than a hundred replaced cables need a yes', async () => {
  const desk = testDesk();
  const records = (text: string): string => lines(...Array.from({ length: 101 }, (_, i) => ({ id: `R-${i}`, body: `${text} ${i}` })));
  const path = fileOf(tempFolder(), 'a.jsonl', records('old'));
  const asked = (how: 'look' | 'ask'): Promise<ImportResult> => importFiles({ desk, paths: [path], trove: 't', by: 'test', how });
  expect(await asked('look')).toMatchObject({
    added: 101,
    isDone: false,
    first: [{ ref: 'R-0' }, { ref: 'R-1' }, { ref: 'R-2' }],
    without: { date: 101 },
  });
  expect([desk.cables.count(), desk.troves.list()]).toEqual([0, []]);
  expect(await asked('ask')).toMatchObject({ added: 101, isDone: true });
  writeFileSync(path, records('new'));
  expect(await asked('ask')).toMatchObject({ changed: 101, isDone: false });
  expect(desk.cables.get('R-7')?.body).toBe('old 7');
  expect(await bring(desk, path)).toMatchObject({ changed: 101, isDone: true });
});

test('a link that leads out of the folder is passed over, and named', async () => {
  const desk = testDesk();
  const folder = tempFolder();
  fileOf(folder, 'a.jsonl', lines({ id: 'A', body: 'alpha' }));
  symlinkSync(fileOf(tempFolder(), 'out.jsonl', lines({ id: 'B', body: 'beta' })), join(folder, 'link.jsonl'));
  const { added, warnings } = await bring(desk, folder);
  expect([added, warnings.join()]).toEqual([1, expect.stringContaining('link.jsonl was skipped: a link that leads out of the folder')]);
});

test('an archive that was lost is made anew, and what the desk holds is on its documents again', async () => {
  const folder = tempFolder();
  const source = fileOf(tempFolder(), 'a.jsonl', lines(...['A', 'B', 'C'].map((id) => ({ id, body: `Text of ${id}.` }))));
  const first = testDesk({ folder });
  await bring(first, source);
  const bot = await createBot(first, quiet);
  for (const ref of ['A', 'C']) await ask(bot, 'tag add', { ref, tag: ref.toLowerCase() }, someone('editor'));
  await ask(bot, 'desk mask', { ref: 'B' }, someone('lead'));
  await ask(bot, 'check fact add', { claim: 'It says C.', cite: 'C¶1' }, someone('editor'));
  await ask(bot, 'work shift start', { query: 'text' }, someone('editor'));
  await first.close();
  rmSync(join(folder, 'archive'), { recursive: true });
  // Nothing is shown of them, and nothing is lost.
  const second = testDesk({ folder });
  expect([second.cables.count(), second.facts.all('desk', 'tag'), countAside(second.db)]).toEqual([0, [], 3]);
  writeFileSync(source, lines(...['C', 'B', 'A'].map((id) => ({ id, body: `Text of ${id}.` }))));
  await bring(second, source);
  const tags = second.facts.all('desk', 'tag').map(({ cable, key }) => `${second.cables.byRow(cable)?.ref} ${key}`);
  expect(tags.toSorted()).toEqual(['A a', 'C c']);
  const [claim] = second.facts.all('desk', 'fact');
  expect(claim?.value.sources.map(({ cable }) => second.cables.byRow(cable)?.ref)).toEqual(['C']);
  expect(refsOf(second.as(someone('reader')))).toEqual(['C', 'A']);
});

import { gzipSync } from 'node:zlib';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importFiles } from '../../src/import/import.ts';
import { ask, importRecords, quiet, sampleFolder, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { createBot } from '../../src/bot/bot.ts';

const record = (id: string, body: string, more: Record<string, unknown> = {}) => ({
  id,
  date: '2018-03-07',
  origin: 'Mission',
  subject: `About ${id}`,
  body,
  ...more,
});

test('imports the whole sample trove, and changes nothing the second time', async () => {
  const desk = testDesk();
  const first = await importFiles({ desk, paths: [sampleFolder], by: 'test' });
  expect(first.rejects).toEqual([]);
  expect(first.warnings).toEqual([]);
  expect(first.added).toBeGreaterThanOrEqual(40);
  expect(first.trove).toBe('sample');
  const second = await importFiles({ desk, paths: [sampleFolder], by: 'test', isReadAgain: true });
  expect(second).toMatchObject({ added: 0, changed: 0, same: first.added, rejects: [], readAt: undefined });
  expect(desk.troves.list()[0]?.about.fictional).toBe(true);
});

test('a changed record updates its cable, keeps the old text, and is searchable immediately', async () => {
  const desk = testDesk();
  await importRecords(desk, [record('A', 'old words'), record('B', 'other')]);
  const again = await importRecords(desk, [record('A', 'fresh phrase'), record('B', 'other')]);
  expect(again).toMatchObject({ added: 0, changed: 1, same: 1 });
  const cable = desk.cables.get('A');
  expect(cable?.body).toBe('fresh phrase');
  expect(desk.cables.versions(cable?.row ?? 0)).toHaveLength(1);
  const bot = await createBot(desk, quiet);
  expect(wordsOf((await ask(bot, 'search', { query: 'fresh' })).reply)).toContain('1 cable for fresh');
  expect(wordsOf((await ask(bot, 'search', { query: 'old' })).reply)).toContain('No cable for old');
});

test('rejects a bad record with file, line and reason, and imports the valid ones', async () => {
  const desk = testDesk();
  const file = join(desk.folder, 'mixed.jsonl');
  writeFileSync(
    file,
    [
      JSON.stringify(record('A', 'a')),
      '{"id": "B", "body": ',
      JSON.stringify({ id: 'C', subject: 'Nothing' }),
      JSON.stringify(record('D', 'd', { date: '2018-02-30' })),
      JSON.stringify(record('E', 'e')),
    ].join('\n'),
  );
  const result = await importFiles({ desk, paths: [file], by: 'test' });
  expect(result.added).toBe(3);
  expect(result.rejects.map(({ line }) => line)).toEqual([2, 3]);
  expect(result.rejects[1]?.reason).toContain('no text');
  expect(result.warnings).toEqual([`dates not understood: 1, such as ${file}:4: the date 2018-02-30 is impossible`]);
  expect(desk.db.prepare('SELECT count(*) FROM rejects').pluck().get()).toBe(2);
});

test('imports two records with the same ref, the second with a suffix and a warning', async () => {
  const desk = testDesk();
  const twins = [record('A', 'first', { ref: 'X/1' }), record('B', 'second', { ref: 'X/1' })];
  const result = await importRecords(desk, twins);
  expect(result.added).toBe(2);
  expect(result.warnings).toHaveLength(1);
  expect(desk.cables.get('X/1')?.body).toBe('first');
  expect(desk.cables.get('X/1 (2)')?.body).toBe('second');
  expect(await importRecords(desk, twins)).toMatchObject({ added: 0, changed: 0, same: 2 });
});

test('does not let two records with the same id overwrite each other', async () => {
  const desk = testDesk();
  const result = await importRecords(desk, [record('A', 'first'), record('A', 'second')]);
  expect(result.added).toBe(2);
  expect([...desk.cables.all()].map(({ body }) => body)).toEqual(['first', 'second']);
});

test.each([
  ['a missing path', 'nowhere.jsonl', undefined],
  ['an empty file', 'empty.jsonl', Buffer.alloc(0)],
  ['binary', 'picture.txt', Buffer.from([0x89, 0x50, 0, 1, 2, 3, 0, 0])],
  ['no known format', 'shopping.txt', Buffer.from('eggs and milk\nand some bread\n')],
])('%s is a reject that names the file', async (_, name, content) => {
  const desk = testDesk();
  const file = join(desk.folder, name);
  if (content !== undefined) writeFileSync(file, content);
  const result = await importFiles({ desk, paths: [file], trove: 't', by: 'test' });
  expect(result.added).toBe(0);
  expect(result.rejects).toHaveLength(1);
  expect(result.rejects[0]?.file).toContain(name);
  expect(result.rejects[0]?.reason.length).toBeGreaterThan(5);
});

test('a text in another encoding is read as what it looks like, which is said and kept', async () => {
  const desk = testDesk();
  const file = join(desk.folder, 'latin.jsonl');
  writeFileSync(file, Buffer.from('{"id":"A","body":"caf\xe9 et th\xe9"}\n', 'latin1'));
  const result = await importFiles({ desk, paths: [file], trove: 't', by: 'test' });
  expect(result.warnings).toEqual([`read as windows-1252: 1, such as ${file}:1: its letters look like windows-1252`]);
  expect(desk.cables.get('A')).toMatchObject({ body: 'café et thé', extra: { 'read as': 'windows-1252' } });
});

test('what is attached to a mail is a cable of its own, which says what it belongs to', async () => {
  const desk = testDesk();
  const file = join(desk.folder, 'draft.eml');
  const parts = [
    'text/plain\n\nSee the annex.',
    'text/plain; name=annex.txt\nContent-Disposition: attachment; filename=annex.txt\n\nPrices.',
  ];
  writeFileSync(
    file,
    `From: a@example.org\nTo: b@example.org\nSubject: Draft\nDate: Tue, 01 Mar 2016 10:00:00 +0100\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n${parts.map((part) => `--b\nContent-Type: ${part}\n`).join('')}--b--\n`,
  );
  expect(await importFiles({ desk, paths: [file], trove: 't', by: 'test' })).toMatchObject({ added: 2, rejects: [] });
  const [mail, annex] = [...desk.cables.all()];
  expect(mail).toMatchObject({ ref: '1@example.org', subject: 'Draft', body: 'See the annex.' });
  expect(annex).toMatchObject({
    file: `${file}/annex.txt`,
    body: 'Prices.',
    extra: { 'belongs to': expect.stringMatching(/Draft|1@example/) as string },
  });
});

test('a record whose text was withheld is a cable, which says so', async () => {
  const desk = testDesk();
  const { warnings } = await importRecords(desk, [{ id: '1975PORT00099', subject: 'Mines', text: '' }]);
  expect(warnings).toEqual([expect.stringMatching(/^documents without text: 1, such as .*records\.jsonl:1: it was withheld/)]);
  const bot = await createBot(desk, quiet);
  for (const [command, options] of [
    ['cable', { ref: '1975PORT00099' }],
    ['search', { query: 'mines' }],
  ] as const)
    expect(wordsOf((await ask(bot, command, options)).reply)).toContain('No text was released.');
});

test('dates that could be read in two ways are read as the others of the trove are', async () => {
  const desk = testDesk();
  const dates = ['02/05/1972', '12/28/1966', '3/14/72'];
  const result = await importRecords(
    desk,
    dates.map((date, i) => record(`D${i}`, `Text ${i}`, { date })),
  );
  expect(result.warnings).toEqual([]);
  expect([...desk.cables.all()].map(({ date }) => date)).toEqual(['1972-02-05', '1966-12-28', '1972-03-14']);
});

test('reads a folder with gzipped files, README.md and trove.json', async () => {
  const desk = testDesk();
  const folder = join(desk.folder, 'in');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.jsonl.gz'), gzipSync(JSON.stringify(record('A', 'zipped'))));
  writeFileSync(join(folder, 'README.md'), '# not a cable');
  writeFileSync(join(folder, 'trove.json'), JSON.stringify({ name: 'named', title: 'A trove' }));
  const result = await importFiles({ desk, paths: [folder], by: 'test' });
  expect(result).toMatchObject({ trove: 'named', added: 1, rejects: [] });
});

test('reports and ignores a faulty trove.json', async () => {
  const desk = testDesk();
  const folder = join(desk.folder, 'in');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.jsonl'), JSON.stringify(record('A', 'text')));
  writeFileSync(join(folder, 'trove.json'), '{"title": 7}');
  const result = await importFiles({ desk, paths: [folder], by: 'test' });
  expect(result.added).toBe(1);
  expect(result.warnings.join()).toContain('trove.json');
});

test('leaves an audit row with counts and no text', async () => {
  const desk = testDesk();
  await importRecords(desk, [record('A', 'secret words')]);
  const rows = desk.db.prepare<[], { act: string; detail: string }>('SELECT act, detail FROM audit').all();
  expect(rows.map(({ act }) => act)).toContain('import');
  expect(JSON.stringify(rows)).not.toContain('secret');
});

test('opens a cable of a second trove in the terminal', async () => {
  const desk = testDesk();
  await importRecords(desk, [record('A', 'alpha')]);
  await importFiles({ desk, paths: [sampleFolder], by: 'test' });
  expect(desk.troves.list().map(({ name }) => name)).toEqual(['sample', 'test']);
  const bot = await createBot(desk, quiet);
  expect(wordsOf((await ask(bot, 'about', {}, someone('reader'))).reply)).toContain('FICTIONAL');
});

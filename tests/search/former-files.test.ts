import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeFormerFiles } from '../../src/search/engine/former-files.ts';
import { parseQuery } from '../../src/query/query.ts';
import { archiveFiles, files } from '../../src/store/database.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { logLines } from '../helpers/log-lines.ts';
import { tempFolder } from '../helpers/temp.ts';

/** No process has this number. */
const nobody = 2 ** 22 + 1;

const made = {
  minisearch: ['search.minisearch', `search.minisearch.${nobody}.new`],
  packed: ['search.packed', 'search.packed.new', 'search.packed.17', 'search.packed.18.new', `search.packed.merge-${nobody}-0a1b-2c`],
  former: ['search.sqlite', 'search.sqlite-shm', 'search.sqlite-wal'],
};
/** Not ours, not of an engine, put aside for somebody to look at, or in use. */
const others = [
  'archive.sqlite',
  'copies.sqlite',
  'copies.sqlite.lock',
  'lock.sqlite',
  'my-search.sqlite',
  'names.sqlite',
  `search.minisearch.${process.pid}.new`,
  'search.minisearch.txt',
  'search.packed.17.txt',
  'search.packed.damaged-2026-11-29',
  `search.packed.merge-${process.pid}-now`,
  'search.packed.zip',
  'search.sqlite.bak',
  'search.sqlite3',
];

test.each([
  ['minisearch', [...made.packed, ...made.former]],
  ['packed', [...made.minisearch, ...made.former]],
] as const)('%s removes what other engines have left, by name, and nothing else', (engine, leftOver) => {
  const folder = tempFolder();
  const all = [...Object.values(made).flat(), ...others];
  for (const name of all) writeFileSync(join(folder, name), name);
  expect(removeFormerFiles(folder, engine).toSorted()).toEqual(leftOver.toSorted());
  expect(readdirSync(folder).toSorted()).toEqual(all.filter((name) => !leftOver.includes(name)).toSorted());
  expect(removeFormerFiles(folder, engine)).toEqual([]);
});

test('a second desk on an archive leaves the index of the first, whatever its own engine', async () => {
  const first = testDesk({ engine: 'packed' });
  await importRecords(first, [{ id: 'A', body: 'Pumps for Iran.' }]);
  await first.index.ready();
  const archive = join(first.folder, files.archive);
  const second = testDesk({ archive, engine: 'minisearch' });
  await second.index.ready();
  expect(readdirSync(archive)).toContain(archiveFiles.packed);
  expect(await first.index.find(parseQuery('pumps'), { sort: 'best', offset: 0, limit: 1 })).toMatchObject({ total: 1 });
  await second.close();
  await first.close();
});

test('a data folder of an engine that is gone starts, is searched, and is tidied with one line in the log', async () => {
  const first = testDesk();
  await importRecords(first, [{ id: 'A', body: 'Pumps for Iran.' }]);
  await first.close();
  const archive = join(first.folder, files.archive);
  mkdirSync(archive, { recursive: true });
  for (const name of [...made.former, ...made.packed]) writeFileSync(join(archive, name), 'left over');
  const { log, lines } = logLines('info');
  const desk = testDesk({ folder: first.folder, log });
  expect(await desk.index.find(parseQuery('pumps'), { sort: 'best', offset: 0, limit: 1 })).toMatchObject({ total: 1 });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { files: [...made.former, ...made.packed].toSorted(), engine: 'minisearch', msg: 'index files of another search engine were removed' },
  ]);
  expect(readdirSync(archive)).toContain(archiveFiles.minisearch);
  expect(readdirSync(archive)).not.toContain(archiveFiles.former);
});

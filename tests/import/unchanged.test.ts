import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Desk } from '../../src/desk/desk.ts';
import { importFiles, type ImportOptions, type ImportResult } from '../../src/import/import.ts';
import { testDesk } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** Files that nobody has touched are not read again. */

const bring = (desk: Desk, path: string, more: Partial<ImportOptions> = {}): Promise<ImportResult> =>
  importFiles({ desk, paths: [path], trove: 't', by: 'test', ...more });

/** A file that was written an hour ago. */
function write(path: string, content: string): string {
  writeFileSync(path, content);
  const hourAgo = new Date(Date.now() - 3_600_000);
  utimesSync(path, hourAgo, hourAgo);
  return path;
}

const record = (id: string, body: string): string => `${JSON.stringify({ id, body, date: '2011-03-04' })}\n`;

function twoFiles(): string {
  const folder = tempFolder();
  write(join(folder, 'a.jsonl'), `${record('A-1', 'The ferry sails.')}not json\n`);
  write(join(folder, 'b.jsonl'), record('B-1', 'The port is shut.'));
  return folder;
}

test('files that are as they were are not read; what is said of them is the same', async () => {
  const desk = testDesk();
  const folder = twoFiles();
  const first = await bring(desk, folder);
  expect(first).toMatchObject({ added: 2, same: 0, readAt: undefined });
  const again = await bring(desk, folder);
  const { added, same, rejects, warnings, files, first: shown } = first;
  expect(again).toMatchObject({ added: 0, changed: 0, gone: 0, same: added + same, rejects, warnings, files, first: shown });
  expect(again.readAt).toBeTypeOf('number');
  // And once more, by the report of the first.
  expect(await bring(desk, folder, { how: 'look' })).toMatchObject({ same: 2, readAt: again.readAt, isDone: false });
  expect(desk.troves.imports(9)).toMatchObject([
    { added: 0, same: 2, rejected: 1 },
    { added: 2, same: 0, rejected: 1 },
  ]);
  expect(await bring(desk, folder, { isReadAgain: true })).toMatchObject({ added: 0, same: 2, readAt: undefined });
});

test('a file with another content is read, though its size and its time are as they were', async () => {
  const desk = testDesk();
  const folder = twoFiles();
  await bring(desk, folder);
  const path = join(folder, 'b.jsonl');
  const { atime, mtime, size } = statSync(path);
  writeFileSync(path, readFileSync(path, 'utf8').replace('shut', 'open'));
  utimesSync(path, atime, mtime);
  expect(statSync(path)).toMatchObject({ size, mtime });
  expect(await bring(desk, folder)).toMatchObject({ changed: 1, same: 1, readAt: undefined });
});

test.each<[string, (desk: Desk, folder: string) => Partial<ImportOptions> | undefined]>([
  ['another file', (_, folder) => (write(join(folder, 'c.jsonl'), record('C-1', 'New.')), undefined)],
  ['a file that was just written', (_, folder) => (writeFileSync(join(folder, 'b.jsonl'), record('B-1', 'The port is shut.')), undefined)],
  ['another way to read', () => ({ isMended: true })],
  ['cables that are gone from the trove', (desk) => void desk.archive.db.exec("UPDATE cables SET gone_at = 1 WHERE ref = 'B-1'")],
])('%s: all files are read', async (_, change) => {
  const desk = testDesk();
  const folder = twoFiles();
  await bring(desk, folder);
  expect((await bring(desk, folder, change(desk, folder) ?? {})).readAt).toBeUndefined();
});

test('an import of other files into the trove in between: all are read', async () => {
  const desk = testDesk();
  const [one, other] = [twoFiles(), write(join(tempFolder(), 'x.jsonl'), record('A-1', 'The ferry waits.'))];
  await bring(desk, one);
  expect(await bring(desk, other)).toMatchObject({ changed: 1 });
  expect(await bring(desk, one)).toMatchObject({ changed: 1, readAt: undefined });
});

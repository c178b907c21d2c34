import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchFolder } from '../../src/cli/watch-folder.ts';
import { importFiles } from '../../src/import/import.ts';
import { testDesk } from '../helpers/desk.ts';

test('what arrives in a folder is brought in once it is whole, and what is taken away is marked', async () => {
  const desk = testDesk();
  const folder = join(desk.folder, 'inbox');
  mkdirSync(folder);
  const put = (name: string, id = name): void =>
    writeFileSync(join(folder, `${name}.jsonl`), JSON.stringify({ id, body: `Text of ${id}.` }));
  const asked: string[][] = [];
  const known = (): string[] => [...desk.cables.all()].map(({ ref, goneAt }) => `${ref}${goneAt > 0 ? ' gone' : ''}`);
  const seen: string[][] = [];
  const end = new AbortController();
  // What happens between one look and the next.
  const between = [
    () => {},
    () => {},
    () => put('B'),
    () => appendFileSync(join(folder, 'B.jsonl'), `\n${JSON.stringify({ id: 'B2', body: 'More.' })}`),
    () => {},
    () => {
      rmSync(join(folder, 'A.jsonl'));
      put('C');
    },
    () => {},
    () => {},
    () => ['B', 'C'].forEach((name) => rmSync(join(folder, `${name}.jsonl`))),
    () => {},
    () => end.abort(),
  ];
  put('A');
  await watchFolder({
    path: folder,
    signal: end.signal,
    async bringIn(paths) {
      asked.push(paths.map((path) => path.replace(`${folder}/`, '')));
      // The first time another import is running.
      if (asked.length === 1) return false;
      await importFiles({ desk, paths, trove: 'inbox', by: 'test' });
      return true;
    },
    async pause() {
      seen.push(known());
      between.shift()?.();
    },
  });
  expect(asked).toEqual([['A.jsonl'], ['A.jsonl'], ['B.jsonl'], [folder], [folder]]);
  const all = ['A', 'B', 'B2'];
  expect(seen).toEqual([
    [],
    [],
    ...[1, 2, 3].map(() => ['A']),
    ...[1, 2].map(() => all),
    ...[1, 2].map(() => ['A gone', 'B', 'B2', 'C']),
    ...[1, 2].map(() => ['A gone', 'B gone', 'B2 gone', 'C gone']),
  ]);
});

import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../database.ts';
import { toCable } from '../cables.ts';
import type { QueryNode } from '../query-tree.ts';
import type { Ask, Said } from './minisearch.ts';
import { createCableSet } from './minisearch-set.ts';
import type { FindOptions } from './search-index.ts';

const { database, ending } = workerData as { database: string; ending: Int32Array };
/** Ends this thread if it is to end; called where no read of the database is under way. */
const heed = (): void => {
  if (Atomics.load(ending, 0) === 1) process.exit();
};
const db = openReader(database);
const bodyOf = db.prepare<[number], string>('SELECT body FROM cables WHERE row = ?').pluck();
const cableOf = db.prepare<[number], Parameters<typeof toCable>[0]>('SELECT * FROM cables WHERE row = ?');
const cables = createCableSet((row) => {
  heed();
  return bodyOf.get(row) ?? '';
});
const say = (message: Said) => parentPort?.postMessage(message);

/** The text of each cable as it was read, so that one that has not changed is not read again. */
const hashes = new Map<number, string>();

function put(rows: readonly number[]): void {
  for (const row of rows) {
    heed();
    const found = cableOf.get(row);
    if (found === undefined) {
      cables.remove(row);
      hashes.delete(row);
    } else if (hashes.get(row) !== found.hash) {
      cables.put(row, toCable(found));
      hashes.set(row, found.hash);
    }
  }
  cables.tidy();
}
parentPort?.on('message', (message: Ask & { id: number }) => {
  heed();
  try {
    const value =
      message.kind === 'put'
        ? put(message.rows)
        : message.kind === 'remove'
          ? message.rows.forEach((row) => cables.remove(row))
          : message.kind === 'find'
            ? cables.find(message.root as QueryNode, message.options as FindOptions)
            : message.kind === 'suggest'
              ? cables.suggest(message.word, message.limit)
              : message.kind === 'similar'
                ? cables.similar(message.row, message.limit, message.without)
                : undefined;
    say({ kind: 'answer', id: message.id, value });
  } catch (error) {
    say({ kind: 'failure', id: message.id, message: String(error) });
  }
});
const rows = db.prepare<[], number>('SELECT row FROM cables ORDER BY row').pluck().all();
say({ kind: 'progress', done: 0, total: rows.length });
for (let i = 0; i < rows.length; i += 100) {
  put(rows.slice(i, i + 100));
  say({ kind: 'progress', done: Math.min(i + 100, rows.length), total: rows.length });
}
say({ kind: 'ready' });

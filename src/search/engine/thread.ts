import { parentPort, workerData } from 'node:worker_threads';
import { toCable } from '../../cables/cables.ts';
import { openReader } from '../../store/database.ts';
import type { QueryNode } from '../../query/tree.ts';
import { DamagedIndex, type Engine, type EngineName } from './engine.ts';
import { openFtsEngine } from './fts-engine.ts';
import { openMiniSearchEngine } from './minisearch-engine.ts';
import { openCopies } from './copies.ts';
import type { FindOptions, Found, Hit } from './search-index.ts';
import type { IndexQuestion, IndexReport } from './index-in-thread.ts';

type ThreadData = { database: string; file: string; copiesFile: string; engine: EngineName; ending: Int32Array };
const { database, file, copiesFile, engine: name, ending } = workerData as ThreadData;
/** Ends this thread if it has been asked to end; called only between reads of the database. */
const stopIfEnding = (): void => {
  if (Atomics.load(ending, 0) === 1) process.exit();
};
const db = openReader(database);
const readBody = db.prepare<[number], string>('SELECT body FROM cables WHERE row = ?').pluck();
const readCable = db.prepare<[number], Parameters<typeof toCable>[0]>('SELECT * FROM cables WHERE row = ?');
const report = (message: IndexReport) => parentPort?.postMessage(message);

const parts = {
  file,
  bodyOf(row: number) {
    stopIfEnding();
    return readBody.get(row) ?? '';
  },
  cableOf(row: number) {
    stopIfEnding();
    const found = readCable.get(row);
    return found === undefined ? undefined : toCable(found);
  },
};
const engine: Engine = name === 'fts5' ? openFtsEngine(parts) : openMiniSearchEngine(parts);

const copies = openCopies(copiesFile, parts.cableOf);

/** The hash of each cable's text as it was indexed, so that an unchanged cable is not read again. */
const hashes = engine.held();
// Cables in the engine have been compared for near-copies already (see put), unless that file was lost.
if (copies.count() !== hashes.size) {
  const compared = copies.held();
  for (const [row, hash] of hashes) if (compared.get(row) !== hash) hashes.delete(row);
}
/** Cables per batch: one transaction of FTS5, and as long as a question has to wait. */
const batch = name === 'fts5' ? 1000 : 100;
/** Milliseconds without a change before the engine may rest. */
const restAfter = 3000;
let restTimer: NodeJS.Timeout | undefined;
/** Whether the engine has changed since it last rested. */
let isUnsaved = false;

function put(rows: readonly number[]): void {
  const fresh: { row: number; hash: string; cable: ReturnType<typeof toCable> }[] = [];
  const gone: number[] = [];
  for (const row of rows) {
    stopIfEnding();
    const found = readCable.get(row);
    if (found === undefined) gone.push(row);
    else if (hashes.get(row) !== found.hash) fresh.push({ row, hash: found.hash, cable: toCable(found) });
  }
  remove(gone);
  if (fresh.length === 0) return;
  copies.put(fresh.map(({ row, hash, cable }) => ({ row, hash, text: cable })));
  engine.put(fresh);
  for (const { row, hash } of fresh) hashes.set(row, hash);
  changed();
}

function remove(rows: readonly number[]): void {
  if (rows.length === 0) return;
  engine.remove(rows);
  copies.remove(rows);
  for (const row of rows) hashes.delete(row);
  changed();
}

function changed(): void {
  engine.tidy();
  isUnsaved = true;
  clearTimeout(restTimer);
  restTimer = setTimeout(rest, restAfter);
  restTimer.unref();
}

function rest(): void {
  if (isUnsaved) engine.rest();
  isUnsaved = false;
}

/** A page of the hits, with near-copies folded if asked. */
function find(root: QueryNode, options: FindOptions): Found {
  const started = performance.now();
  const { rows, hits, partial } = engine.find(root, options);
  const groups = options.fold === true ? copies.groups() : undefined;
  const alike = (leader: number): number[] => [...(groups?.members.get(leader)?.intersection(rows) ?? [])];
  const folded = [...(groups?.members.keys() ?? [])].reduce((sum, leader) => sum + Math.max(0, alike(leader).length - 1), 0);
  const given = new Set<number>();
  const page: Hit[] = [];
  let place = 0;
  for (const hit of options.limit === 0 ? [] : hits) {
    const leader = groups?.leaderOf(hit.row);
    if (leader !== undefined && given.has(leader)) continue;
    if (leader !== undefined) given.add(leader);
    place += 1;
    if (place <= options.offset) continue;
    const others = leader === undefined ? [] : alike(leader).filter((row) => row !== hit.row);
    page.push(others.length === 0 ? hit : { ...hit, copies: others });
    if (page.length >= options.limit) break;
  }
  return {
    total: rows.size,
    shown: rows.size - folded,
    hits: page,
    ms: performance.now() - started,
    ...(partial === undefined ? {} : { partial }),
  };
}

function answer(message: IndexQuestion): unknown {
  switch (message.kind) {
    case 'put':
      return put(message.rows);
    case 'remove':
      return remove(message.rows);
    case 'find':
      return find(message.root as QueryNode, message.options as FindOptions);
    case 'suggest':
      return engine.suggest(message.word, message.limit);
    case 'similar':
      return engine.similar(message.row, message.limit, message.without);
    case 'end':
      return undefined;
  }
}

parentPort?.on('message', (message: IndexQuestion & { id: number }) => {
  // An import in a process of its own ends like this: what it indexed need not be indexed again.
  if (message.kind === 'end') rest();
  stopIfEnding();
  try {
    report({ kind: 'answer', id: message.id, value: answer(message) });
  } catch (error) {
    report({ kind: 'failure', id: message.id, message: String(error) });
    // The next thread builds the index again.
    if (error instanceof DamagedIndex) process.exit(1);
  }
});

// The index is covering: hashes are compared without reading a text.
const stored = db.prepare<[], [number, string]>('SELECT row, hash FROM cables INDEXED BY cables_by_hash').raw().all();
const known = new Set(stored.map(([row]) => row));
remove([...hashes.keys()].filter((row) => !known.has(row)));
const wanted = stored.flatMap(([row, hash]) => (hashes.get(row) === hash ? [] : [row])).sort((a, b) => a - b);
const progress = (left: number): void => report({ kind: 'progress', done: stored.length - left, total: stored.length });
progress(wanted.length);
for (let i = 0; i < wanted.length; i += batch) {
  put(wanted.slice(i, i + batch));
  progress(Math.max(0, wanted.length - i - batch));
}
report({ kind: 'ready' });

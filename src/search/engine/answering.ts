import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { lockFile, openReader } from '../../store/database.ts';
import { rowBits, type RowBits } from '../../query/row-set.ts';
import type { QueryNode } from '../../query/tree.ts';
import type { Inside } from '../../threads/thread.ts';
import { byFrequency, type CountedField } from './counted.ts';
import { openCopies, type Copies } from './copies.ts';
import type { Engine, EngineParts } from './engine.ts';
import { cableReader, archiveState, type IndexProgress, type ThreadData } from './reading.ts';
import { createUpkeep } from './upkeep.ts';
import type { CountOptions, FindOptions, Found, FoundRows, Hit, ValueCounts } from './search-index.ts';

/** Milliseconds without a change before the engine may rest. */
const restAfter = 3000;

/** Locks that this thread has already. */
const locked = new Set<string>();

/** Opens the engine, and reads the cables that it does not hold yet; tells how far that is. Returns what the thread answers. */
export function searchFunctions(
  openEngine: (parts: EngineParts) => Engine,
  data: ThreadData,
  { tell, stopIfEnding }: Inside<IndexProgress>,
) {
  const db = openReader(data.database);
  const { rowOf, ...reading } = cableReader(db, stopIfEnding);
  // Desks of one archive make and write the same files, one after the other.
  const lock = `${data.copiesFile}.lock`;
  const { engine, copies } = whenFree(lock, () => ({
    engine: openEngine({
      file: data.file,
      ...reading,
      alone: (work) => whenFree(lock, work),
      onceAlone: (work) => onceFree(lock, work),
    }),
    copies: openCopies(data.copiesFile, reading.cableOf),
  }));
  const resting = createResting(engine);
  const upkeep = createUpkeep(engine, copies, rowOf, resting.later);

  // The index is covering: hashes are compared without reading a text.
  const storedHashes = db.prepare<[], [number, string]>('SELECT row, hash FROM cables INDEXED BY cables_by_hash').raw();
  /** Reads what the engine does not hold yet, and drops what is gone; tells how far that is. */
  function catchUp(): void {
    const state = archiveState(db);
    if (upkeep.isAt(state)) {
      const count = engine.count();
      tell({ done: count, total: count });
      return;
    }
    const stored = storedHashes.all();
    const { wanted, gone } = upkeep.compare(stored);
    const progress = (left: number): void => tell({ done: stored.length - left, total: stored.length });
    progress(wanted.length);
    whenFree(lock, () => {
      upkeep.remove(gone);
      const batch = data.engine === 'minisearch' ? 100 : 1000;
      for (let i = 0; i < wanted.length; i += batch) {
        upkeep.put(wanted.slice(i, i + batch));
        progress(Math.max(0, wanted.length - i - batch));
      }
      engine.settle(state);
    });
  }
  catchUp();
  return {
    put: (rows: readonly number[]) =>
      whenFree(lock, () => {
        upkeep.put(rows);
        engine.settle();
      }),
    remove: (rows: readonly number[]) =>
      whenFree(lock, () => {
        upkeep.remove(rows);
        engine.settle();
      }),
    /** Another desk of the archive has changed cables. */
    sync(): void {
      upkeep.recall();
      catchUp();
    },
    find: (root: QueryNode, options: FindOptions) => find(engine, copies, root, options),
    rows(root: QueryNode, options: CountOptions): FoundRows {
      const { rows, partial } = engine.find(root, { ...options, sort: 'newest' });
      return { rows: rowBits(rows()), ...(partial === undefined ? {} : { partial }) };
    },
    counts(root: QueryNode, field: CountedField, options: CountOptions): ValueCounts {
      const { total, tally, partial } = engine.find(root, { ...options, sort: 'newest' });
      return { total, values: byFrequency(tally(field)), ...(partial === undefined ? {} : { partial }) };
    },
    suggest: (word: string, limit: number, without: RowBits = new Uint8Array()) => engine.suggest(word, limit, without),
    similar: engine.similar,
    // An import in a process of its own ends like this: what it indexed need not be indexed again.
    end: resting.now,
  };
}

/** Lets the engine rest once nothing has changed for a while; the last thread may not have come to it. */
function createResting(engine: Engine) {
  let timer: NodeJS.Timeout | undefined;
  /** Whether the engine has changed since it last rested. */
  let isUnsaved = false;
  const now = (): void => {
    if (isUnsaved) engine.rest();
    isUnsaved = false;
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      now();
      engine.improve();
    }, restAfter);
    timer.unref();
  };
  wait();
  return {
    now,
    later(): void {
      isUnsaved = true;
      wait();
    },
  };
}

/** Runs the work once no other process writes the same files. The thread waits meanwhile, as it does for anything else. */
function whenFree<T>(lock: string, work: () => T): T {
  if (locked.has(lock)) return work();
  let unlock = lockFile(lock);
  for (; unlock === undefined; unlock = lockFile(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  return holding(lock, unlock, work);
}

/** The same without keeping the thread from anything else. */
async function onceFree<T>(lock: string, work: () => T): Promise<T> {
  for (;;) {
    const unlock = lockFile(lock);
    if (unlock !== undefined) return holding(lock, unlock, work);
    await setTimeoutPromise(lockPause);
  }
}

/** Milliseconds between two looks whether a lock is free. */
const lockPause = 1000;

function holding<T>(lock: string, unlock: () => void, work: () => T): T {
  locked.add(lock);
  try {
    return work();
  } finally {
    locked.delete(lock);
    unlock();
  }
}

/** A page of the hits, with near-copies folded if asked. */
function find(engine: Engine, copies: Copies, root: QueryNode, options: FindOptions): Found {
  const started = performance.now();
  const { total, has, hits, partial } = engine.find(root, options);
  const groups = options.fold === true ? copies.groups() : undefined;
  const folded = groups?.folded(has) ?? 0;
  const given = new Set<number>();
  const page: Hit[] = [];
  let place = 0;
  for (const hit of options.limit === 0 ? [] : hits) {
    const leader = groups?.leaderOf(hit.row);
    if (leader !== undefined && given.has(leader)) continue;
    if (leader !== undefined) given.add(leader);
    place += 1;
    if (place <= options.offset) continue;
    const others = leader === undefined ? [] : Array.from(groups?.ledBy(leader) ?? []).filter((row) => row !== hit.row && has(row));
    page.push(others.length === 0 ? hit : { ...hit, copies: others });
    if (page.length >= options.limit) break;
  }
  return {
    total,
    shown: total - folded,
    hits: page,
    ms: performance.now() - started,
    ...(partial === undefined ? {} : { partial }),
  };
}

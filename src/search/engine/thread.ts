import { toCable } from '../../cables/cables.ts';
import type { CableRow } from '../../cables/fields.ts';
import { openReader, type Db } from '../../store/database.ts';
import type { QueryNode } from '../../query/tree.ts';
import { serve, type Inside } from '../../thread.ts';
import { openCopies, type Copies } from './copies.ts';
import type { Engine, EngineName } from './engine.ts';
import { openFtsEngine } from './fts-engine.ts';
import { openMiniSearchEngine } from './minisearch-engine.ts';
import type { FindOptions, Found, Hit } from './search-index.ts';

type ThreadData = { database: string; file: string; copiesFile: string; engine: EngineName };

/** Milliseconds without a change before the engine may rest. */
const restAfter = 3000;

/** Opens the engine, and reads the cables that it does not hold yet; tells how far that is. */
export const searchThread = serve((data: ThreadData, { tell, stopIfEnding }: Inside<{ done: number; total: number }>) => {
  const db = openReader(data.database);
  const { rowOf, ...reading } = cableReader(db, stopIfEnding);
  const isFts = data.engine === 'fts5';
  const engine = (isFts ? openFtsEngine : openMiniSearchEngine)({ file: data.file, ...reading });
  const copies = openCopies(data.copiesFile, reading.cableOf);
  const hashes = indexedHashes(engine, copies);
  let restTimer: NodeJS.Timeout | undefined;
  /** Whether the engine has changed since it last rested. */
  let isUnsaved = false;

  function put(rows: readonly number[]): void {
    const fresh: { row: number; hash: string; cable: ReturnType<typeof toCable> }[] = [];
    const gone: number[] = [];
    for (const row of rows) {
      const found = rowOf(row);
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

  // The index is covering: hashes are compared without reading a text.
  const stored = db.prepare<[], [number, string]>('SELECT row, hash FROM cables INDEXED BY cables_by_hash').raw().all();
  const known = new Set(stored.map(([row]) => row));
  remove([...hashes.keys()].filter((row) => !known.has(row)));
  const wanted = stored.flatMap(([row, hash]) => (hashes.get(row) === hash ? [] : [row])).sort((a, b) => a - b);
  const progress = (left: number): void => tell({ done: stored.length - left, total: stored.length });
  progress(wanted.length);
  const batch = isFts ? 1000 : 100; // one transaction of FTS5
  for (let i = 0; i < wanted.length; i += batch) {
    put(wanted.slice(i, i + batch));
    progress(Math.max(0, wanted.length - i - batch));
  }
  return {
    put,
    remove,
    find: (root: QueryNode, options: FindOptions) => find(engine, copies, root, options),
    suggest: (word: string, limit: number, without: readonly number[] = []) => engine.suggest(word, limit, without),
    similar: engine.similar,
    // An import in a process of its own ends like this: what it indexed need not be indexed again.
    end: rest,
  };
});

/** Reads cables one by one; the thread ends before a read if it has to. */
function cableReader(db: Db, stopIfEnding: () => void) {
  const body = db.prepare<[number], string>('SELECT body FROM cables WHERE row = ?').pluck();
  const cable = db.prepare<[number], CableRow>('SELECT * FROM cables WHERE row = ?');
  const rowOf = (row: number): CableRow | undefined => {
    stopIfEnding();
    return cable.get(row);
  };
  return {
    rowOf,
    cableOf(row: number) {
      const found = rowOf(row);
      return found === undefined ? undefined : toCable(found);
    },
    bodyOf(row: number): string {
      stopIfEnding();
      return body.get(row) ?? '';
    },
  };
}

/** The hash of each cable's text as it was indexed, so that an unchanged cable is not read again. */
function indexedHashes(engine: Engine, copies: Copies): Map<number, string> {
  const hashes = engine.held();
  // Cables in the engine have been compared for near-copies already, unless that file was lost.
  if (copies.count() === hashes.size) return hashes;
  const compared = copies.held();
  for (const [row, hash] of hashes) if (compared.get(row) !== hash) hashes.delete(row);
  return hashes;
}

/** A page of the hits, with near-copies folded if asked. */
function find(engine: Engine, copies: Copies, root: QueryNode, options: FindOptions): Found {
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

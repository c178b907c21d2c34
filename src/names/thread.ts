import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { troveAbout } from '../cables/troves.ts';
import { openReader } from '../store/database.ts';
import { sha256 } from '../store/hash.ts';
import type { Judgment, ListedName } from './resolve/entity.ts';
import type { ResolvedNames } from './resolving.ts';
import { openNames } from './store.ts';

/** Messages to and from the worker. `turn` numbers the requests; `settled` and `failed` name the last one they cover. */
export type NamesRequest = { kind: 'changed'; turn: number } | { kind: 'end' };
export type NamesResponse =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'settled'; turn: number; stale: Judgment[] }
  | { kind: 'failed'; turn: number; message: string };

const { database, file, ending, floor } = workerData as { database: string; file: string; ending: Int32Array; floor: number };
/** Exits this thread if it was asked to; call it only where no SQLite statement is running. */
const stopIfEnding = (): void => {
  if (Atomics.load(ending, 0) === 1) {
    names.close();
    cables.close();
    process.exit();
  }
};
const cables = openReader(database);
const names = openNames(file);
const post = (message: NamesResponse) => parentPort?.postMessage(message);
const aboutOf = names.prepare<[string], string>('SELECT value FROM about WHERE name = ?').pluck();

let turn = 0;
let busy = false;
parentPort?.on('message', (message: NamesRequest) => {
  stopIfEnding();
  if (message.kind === 'end') return;
  turn = message.turn;
  if (!busy) void work();
});

/** Reads new and changed cables, then resolves all names; repeats while requests arrive meanwhile. */
async function work(): Promise<void> {
  busy = true;
  for (let done = -1; done !== turn;) {
    const now = turn;
    try {
      const listed = listedNames();
      await readNewCables(listed);
      if (turn === now) post({ kind: 'settled', turn: now, stale: await resolveIfChanged(listed) });
    } catch (error) {
      post({ kind: 'failed', turn: now, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    done = now;
  }
  busy = false;
}

/** Reads the cables that are new or changed; all of them when other names are listed, or it takes less to be sure of one. */
async function readNewCables(listed: readonly ListedName[]): Promise<void> {
  const about = JSON.stringify({ listed, floor });
  if (aboutOf.get('listed') !== about) {
    names.transaction(() => {
      names.exec('DELETE FROM read_cables');
      names.prepare("INSERT OR REPLACE INTO about (name, value) VALUES ('listed', ?)").run(about);
    })();
  }
  const known = new Map(
    names
      .prepare<[], { row: number; hash: string }>('SELECT row, hash FROM read_cables')
      .all()
      .map(({ row, hash }) => [row, hash]),
  );
  const current = cables.prepare<[], { row: number; hash: string }>('SELECT row, hash FROM cables ORDER BY row').all();
  forget(new Set(known.keys()).difference(new Set(current.map(({ row }) => row))));
  const todo = current.filter(({ row, hash }) => known.get(row) !== hash).map(({ row }) => row);
  let done = current.length - todo.length;
  post({ kind: 'progress', done, total: current.length });
  if (todo.length === 0) return;
  // Loaded when there is something to read: what recognises names takes longer to load than all of the above.
  const { readCables } = await import('./reading.ts');
  const onRead = (count: number): void => post({ kind: 'progress', done: (done += count), total: current.length });
  await readCables({ cables, names, todo, listed, judgments: readJudgments(), floor, stopIfEnding, onRead });
}

/** Drops what was read in cables that are gone. */
function forget(rows: ReadonlySet<number>): void {
  if (rows.size === 0) return;
  const deletions = ['mentions', 'read_cables'].map((table) => names.prepare(`DELETE FROM ${table} WHERE row = ?`));
  names.transaction(() => {
    names.exec("DELETE FROM about WHERE name = 'resolved'");
    for (const row of rows) for (const deletion of deletions) deletion.run(row);
  })();
}

/** Resolves all names, unless nothing they rest on has changed since the last time. Returns the judgments that match no name. */
async function resolveIfChanged(listed: readonly ListedName[]): Promise<Judgment[]> {
  const judgments = readJudgments();
  const basis = sha256(JSON.stringify([rules(), listed, judgments]));
  const before = JSON.parse(aboutOf.get('resolved') ?? 'null') as ResolvedNames | null;
  if (before?.basis === basis) return before.stale;
  const { resolveNames } = await import('./resolving.ts');
  return resolveNames({ names, judgments, listed, basis, stopIfEnding });
}

/** A hash of the code and the lists by which names are resolved: a new version resolves them anew without being told to. */
function rules(): string {
  const folders = ['.', 'recognise', 'resolve', '../language', '../../data/gazetteer'].map((name) => join(import.meta.dirname, name));
  const contents = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(folder, name))),
  );
  return sha256(Buffer.concat(contents));
}

/** This desk's judgments, oldest first. */
function readJudgments(): Judgment[] {
  const desk = cables.prepare<[], string>("SELECT value FROM settings WHERE name = 'desk'").pluck().get() ?? 'terminal';
  return cables
    .prepare<[string], { value: string; act: number }>(
      "SELECT value, act FROM facts WHERE desk = ? AND kind = 'judgment' ORDER BY act, key",
    )
    .all(desk)
    .map(({ value, act }) => ({ ...(JSON.parse(value) as Omit<Judgment, 'act'>), act }) as Judgment);
}

/** The people, organizations and events listed in the troves' descriptions. */
function listedNames(): ListedName[] {
  const abouts = cables
    .prepare<[], string>('SELECT about FROM troves ORDER BY name')
    .pluck()
    .all()
    .map((about) => troveAbout.parse(JSON.parse(about)));
  return abouts.flatMap(({ people, organizations, events }) => [
    ...people.map(({ name, role, aliases }): ListedName => ({ kind: 'individual', name, role, aliases })),
    ...organizations.map(({ name, aliases }): ListedName => ({ kind: 'organization', name, aliases })),
    ...events.map(({ name, aliases, date }): ListedName => ({ kind: 'event', name, aliases, date })),
  ]);
}

import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { openReader } from '../store/database.ts';
import { phrases } from './recognise/gazetteer.ts';
import type { CableName } from './recognise/read-cable.ts';
import { lastName } from './recognise/people.ts';
import type { Mention } from './recognise/names-so-far.ts';
import type { CableNames, EntityKind, Judgment, ListedName } from './resolve/entity.ts';
import { resolve } from './resolve/resolve.ts';
import { nameKey } from './resolve/person-name.ts';
import read, { type ReadingTask } from './recognise/pool-task.ts';
import { openNames } from './store.ts';
import { troveAbout } from '../cables/troves.ts';

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

const cableOf = cables.prepare<[number], { row: number; ref: string; date: string; subject: string; body: string; hash: string }>(
  'SELECT row, ref, date, subject, body, hash FROM cables WHERE row = ?',
);
const deleteMentions = names.prepare('DELETE FROM mentions WHERE row = ?');
const insert = names.prepare(
  'INSERT OR IGNORE INTO mentions (row, part, start, end, kind, surface, rule, sure, more) VALUES (@row, @part, @start, @end, @kind, @surface, @rule, @sure, @more)',
);
const markRead = names.prepare('INSERT OR REPLACE INTO read_cables (row, ref, date, hash) VALUES (@row, @ref, @date, @hash)');

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
      const listed = listedNames(cables);
      await readCables(listed);
      if (turn === now) post({ kind: 'settled', turn: now, stale: resolveNames(listed) });
    } catch (error) {
      post({ kind: 'failed', turn: now, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    done = now;
  }
  busy = false;
}

const yieldToEventLoop = () => new Promise((done) => setImmediate(done));

async function readCables(listed: readonly ListedName[]): Promise<void> {
  const about = JSON.stringify({ listed, floor });
  const before = names.prepare<[], string>("SELECT value FROM about WHERE name = 'listed'").pluck().get();
  if (before !== about) {
    names.transaction(() => {
      names.exec('DELETE FROM read_cables');
      names.prepare("INSERT OR REPLACE INTO about (name, value) VALUES ('listed', ?)").run(about);
    })();
  }
  const phrasesListed = phrases(
    [
      ...listed.flatMap(({ kind, name, aliases }) => [name, ...aliases].map((one) => [one, kind] as const)),
      ...judgedNames(readJudgments()),
    ].filter(([name, kind]) => nameKey(kind, name).length > 2 && /\s|\p{Lu}\p{Lu}/u.test(name)),
  );
  const known = new Map(
    names
      .prepare<[], { row: number; hash: string }>('SELECT row, hash FROM read_cables')
      .all()
      .map(({ row, hash }) => [row, hash]),
  );
  const current = cables.prepare<[], { row: number; hash: string }>('SELECT row, hash FROM cables ORDER BY row').all();
  const removed = new Set(known.keys());
  for (const { row } of current) removed.delete(row);
  for (const row of removed) {
    deleteMentions.run(row);
    names.prepare('DELETE FROM read_cables WHERE row = ?').run(row);
  }
  const todo = current.filter(({ row, hash }) => known.get(row) !== hash);
  post({ kind: 'progress', done: current.length - todo.length, total: current.length });
  let next = 0;
  let done = current.length - todo.length;
  const readBatches = async (reader: (task: ReadingTask) => CableName[][] | Promise<CableName[][]>): Promise<void> => {
    while (next < todo.length) {
      stopIfEnding();
      const batch = todo.slice(next, next + batchSize);
      next += batchSize;
      const found = batch.flatMap(({ row }) => cableOf.get(row) ?? []);
      const texts = found.map(({ subject, body }) => ({ subject, body }));
      keepNames(found, await reader({ cables: texts, listed: phrasesListed, floor }));
      done += batch.length;
      post({ kind: 'progress', done, total: current.length });
      await yieldToEventLoop();
    }
  };
  const threads = todo.length < poolThreshold ? 0 : Math.min(maxPoolThreads, availableParallelism() - 1);
  const pool =
    threads > 0 ? new Piscina({ filename: new URL('./recognise/pool-task.ts', import.meta.url).href, maxThreads: threads }) : undefined;
  const askPool = (task: ReadingTask): Promise<CableName[][]> => pool?.run(task) as Promise<CableName[][]>;
  try {
    // Two batches in flight per pool thread keep it busy while this thread reads a batch of its own.
    await Promise.all([readBatches(read), ...Array.from({ length: 2 * threads }, () => readBatches(askPool))]);
  } finally {
    next = todo.length;
    await pool?.destroy();
  }
}

/** Cables per batch. */
const batchSize = 25;
/** With this many cables to read, as after an import, a pool of threads helps. */
const poolThreshold = 200;
const maxPoolThreads = 3;

function keepNames(found: readonly { row: number; ref: string; date: string; hash: string }[], mentions: readonly CableName[][]): void {
  stopIfEnding();
  names.transaction(() => {
    for (const [i, cable] of found.entries()) {
      deleteMentions.run(cable.row);
      for (const { part, start, end, kind, surface, rule, sure, country, title, inside } of mentions[i] ?? [])
        insert.run({ row: cable.row, part, start, end, kind, surface, rule, sure, more: JSON.stringify({ country, title, inside }) });
      markRead.run({ row: cable.row, ref: cable.ref, date: cable.date, hash: cable.hash });
    }
  })();
}

type Row = {
  row: number;
  part: string;
  start: number;
  end: number;
  kind: Mention['kind'];
  surface: string;
  rule: string;
  sure: number;
  more: string;
};

function resolveNames(listed: readonly ListedName[]): Judgment[] {
  stopIfEnding();
  const read = names.prepare<[], { row: number; ref: string; date: string }>('SELECT row, ref, date FROM read_cables ORDER BY ref').all();
  const byRow = new Map<number, Row[]>();
  // Subject before body, as in reading order.
  for (const row of names.prepare<[], Row>("SELECT * FROM mentions ORDER BY row, part = 'body', start, end DESC").iterate()) {
    const list = byRow.get(row.row);
    if (list === undefined) byRow.set(row.row, [row]);
    else list.push(row);
  }
  const cableNames: CableNames[] = read.map(({ row, ref, date }) => ({
    row,
    ref,
    date,
    names: (byRow.get(row) ?? []).map(({ start, end, kind, surface, rule, sure, more }) => ({
      start,
      end,
      kind,
      surface,
      rule,
      sure,
      ...(JSON.parse(more) as object),
    })),
  }));
  stopIfEnding();
  const { entities, of, stale } = resolve(cableNames, readJudgments(), listed);
  stopIfEnding();
  const settle = names.prepare(
    'UPDATE mentions SET entity = ? WHERE row = ? AND part = ? AND start = ? AND kind = ? AND end = ? AND entity <> ?',
  );
  const add = names.prepare(
    'INSERT INTO entities (id, kind, name, aliases, ambiguous, candidates, hidden, date, parent) VALUES (@id, @kind, @name, @aliases, @ambiguous, @candidates, @hidden, @date, @parent)',
  );
  const addName = names.prepare('INSERT OR IGNORE INTO names (key, entity) VALUES (?, ?)');
  names.transaction(() => {
    names.exec('DELETE FROM entities; DELETE FROM names');
    for (const { known, ...entity } of entities) {
      add.run({
        ...entity,
        aliases: JSON.stringify(entity.aliases),
        candidates: JSON.stringify(entity.candidates),
        ambiguous: entity.ambiguous ? 1 : 0,
        hidden: entity.hidden ? 1 : 0,
      });
      const surnames =
        entity.kind === 'individual' && !entity.ambiguous
          ? [lastName(entity.name), ...entity.aliases.map((alias) => lastName(alias.name))]
          : [];
      for (const key of new Set([
        ...surnames,
        nameKey(entity.kind, entity.name),
        ...[...entity.aliases.map((alias) => alias.name), ...known].map((one) => nameKey(entity.kind, one)),
      ]))
        addName.run(key, entity.id);
    }
    for (const [i, { row }] of cableNames.entries())
      for (const [j, mention] of (byRow.get(row) ?? []).entries()) {
        const entity = of[i]?.[j] ?? '';
        settle.run(entity, row, mention.part, mention.start, mention.kind, mention.end, entity);
      }
    names.exec(`UPDATE entities SET cables = n.cables, mentions = n.mentions, first = n.first, last = n.last FROM (
      SELECT m.entity AS id, count(DISTINCT m.row) AS cables, count(*) AS mentions,
        coalesce(min(nullif(r.date, '')), '') AS first, coalesce(max(nullif(r.date, '')), '') AS last
      FROM mentions m JOIN read_cables r ON r.row = m.row WHERE m.entity <> '' GROUP BY m.entity) AS n WHERE n.id = entities.id`);
  })();
  return stale;
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

/** Names in editors' judgments, with their kinds: recognised as such in every cable read from then on. */
function judgedNames(judgments: readonly Judgment[]): (readonly [string, EntityKind])[] {
  return judgments.flatMap((one): (readonly [string, EntityKind])[] => {
    if (one.kind === 'country') return [];
    if (one.verb === 'merge' || one.verb === 'rename') return [[one.name, one.kind] as const, [one.to, one.kind] as const];
    if (one.verb === 'retype') return one.to === 'country' ? [] : [[one.name, one.to] as const];
    return one.verb === 'assign' ? [[one.name, one.kind] as const] : [];
  });
}

/** The people, organizations and events listed in the troves' descriptions. */
function listedNames(db: typeof cables): ListedName[] {
  const abouts = db
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

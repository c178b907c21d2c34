import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { troveAbout } from '../cables/troves.ts';
import { openReader, type Databases, type Db } from '../store/database.ts';
import { sha256 } from '../store/hash.ts';
import { serve, type Inside } from '../threads/thread.ts';
import { sumUpTerms } from './glossary.ts';
import type { Judgment, ListedName } from './resolve/entity.ts';
import type { ResolvedNames } from './resolving.ts';
import type { NamePlace, SecondOpinion } from './second-opinions.ts';
import { mentionColumns, openMadeNames, openNames } from './store.ts';

/** `shared`: another names file that the same texts were read into; `evenJudged`: what editors decided had a part in that here, too. */
type NamesData = { database: Databases; file: string; shared?: string; evenJudged?: boolean; floor: number };
/** What the functions below work with: the desk's database, the names file, and what the thread can do. */
type Work = Inside<{ done: number; total: number }> & { cables: Db; names: Db; shared: Shared | undefined; floor: number };
type Shared = { file: string; evenJudged: boolean };

export const namesThread = serve(
  ({ database, file, shared, evenJudged = false, floor }: NamesData, inside: Inside<{ done: number; total: number }>) => {
    const work: Work = {
      ...inside,
      cables: openReader(database),
      names: openNames(file, { sealed: !evenJudged }),
      shared: shared === undefined ? undefined : { file: shared, evenJudged },
      floor,
    };
    return {
      /** Reads new and changed cables, then resolves all names if need be. Returns the judgments that match no name. */
      async update(): Promise<Judgment[]> {
        let listed = listedNames(work.cables);
        // Cables that come meanwhile are read before names are resolved.
        while (await readNewCables(work, listed)) listed = listedNames(work.cables);
        return resolveIfChanged(work, listed);
      },
      /** What the second reader sees at these places of bodies; undefined where it is not asked: it reads English alone. */
      async second(places: readonly NamePlace[]): Promise<(SecondOpinion | undefined)[]> {
        const { secondOpinions } = await import('./second-opinions.ts');
        return secondOpinions(work.cables, places);
      },
    };
  },
);

const aboutOf = (names: Db, name: string): string | undefined =>
  names.prepare<[string], string>('SELECT value FROM about WHERE name = ?').pluck().get(name);

/**
 * Reads the cables that are new or changed; all of them when other names are listed, or it takes less to be sure of one.
 * Returns whether there were any.
 */
async function readNewCables({ tell, stopIfEnding, cables, names, shared, floor }: Work, listed: readonly ListedName[]): Promise<boolean> {
  stopIfEnding();
  forgetWhereListsChanged(names, listed, floor);
  if (shared !== undefined) takeRead(names, shared);
  const known = new Map(
    names
      .prepare<[], { row: number; hash: string }>('SELECT row, hash FROM read_cables')
      .all()
      .map(({ row, hash }) => [row, hash]),
  );
  const current = cables.prepare<[], { row: number; hash: string }>('SELECT row, hash FROM cables ORDER BY row').all();
  forget(names, new Set(known.keys()).difference(new Set(current.map(({ row }) => row))));
  const todo = current.filter(({ row, hash }) => known.get(row) !== hash).map(({ row }) => row);
  let done = current.length - todo.length;
  tell({ done, total: current.length });
  if (todo.length === 0) return false;
  // Loaded when there is something to read: what recognises names takes longer to load than all of the above.
  const { readCables } = await import('./reading.ts');
  const onRead = (count: number): void => tell({ done: (done += count), total: current.length });
  const judgments = readJudgments(cables);
  if (judgments.length > 0) names.exec("INSERT OR REPLACE INTO about (name, value) VALUES ('judged', '1')");
  await readCables({ cables, names, todo, listed, judgments, floor, stopIfEnding, onRead });
  return true;
}

/**
 * Takes what another desk of the archive has read in the same texts, by the same rules and lists, unless its editors'
 * decisions had a part in that. Whom it took the names for stays its own.
 */
function takeRead(names: Db, { file, evenJudged }: Shared): void {
  const other = openMadeNames(file);
  if (other === undefined) return;
  const [own, theirs] = [listedIn(names), listedIn(other)];
  const isJudged = aboutOf(other, 'judged') !== undefined;
  other.close();
  if (own.floor !== theirs.floor || (isJudged && !evenJudged)) return;
  const troves = new Set([...Object.keys(own.lists), ...Object.keys(theirs.lists)]);
  const differ = [...troves].filter((trove) => JSON.stringify(own.lists[trove]) !== JSON.stringify(theirs.lists[trove]));
  names.prepare('ATTACH ? AS shared').run(file);
  try {
    names.transaction(() => {
      const isNew = `row IN (SELECT row FROM shared.read_cables WHERE trove NOT IN (SELECT value FROM json_each(?))
        EXCEPT SELECT row FROM main.read_cables)`;
      const taken = names
        .prepare(`INSERT INTO mentions (${mentionColumns}) SELECT ${mentionColumns} FROM shared.mentions WHERE ${isNew}`)
        .run(JSON.stringify(differ));
      names.prepare(`INSERT INTO spelled_out SELECT * FROM shared.spelled_out WHERE ${isNew}`).run(JSON.stringify(differ));
      const read = names.prepare(`INSERT INTO read_cables SELECT * FROM shared.read_cables WHERE ${isNew}`).run(JSON.stringify(differ));
      if (taken.changes + read.changes > 0) names.exec("DELETE FROM about WHERE name = 'resolved'");
    })();
  } finally {
    names.exec('DETACH shared');
  }
}

/** By which lists of names, trove by trove, and how sure of one, the cables of a names file were read. */
type Listed = { floor?: number; lists: Readonly<Record<string, readonly ListedName[]>> };
const listedIn = (names: Db): Listed => ({ lists: {}, ...(JSON.parse(aboutOf(names, 'listed') ?? '{}') as Partial<Listed>) });

/** A trove whose description lists other names is read anew, all of them when it takes less to be sure of a name. */
function forgetWhereListsChanged(names: Db, listed: readonly ListedName[], floor: number): void {
  const lists = Object.fromEntries(Map.groupBy(listed, ({ trove }) => trove));
  const before = listedIn(names);
  const isOther = (trove: string): boolean =>
    before.floor !== floor || JSON.stringify(lists[trove] ?? []) !== JSON.stringify(before.lists[trove] ?? []);
  names.transaction(() => {
    for (const trove of names.prepare<[], string>('SELECT DISTINCT trove FROM read_cables').pluck().all())
      if (isOther(trove)) names.prepare('DELETE FROM read_cables WHERE trove = ?').run(trove);
    names.prepare("INSERT OR REPLACE INTO about (name, value) VALUES ('listed', ?)").run(JSON.stringify({ floor, lists }));
  })();
}

/** Drops what was read in cables that are gone. */
function forget(names: Db, rows: ReadonlySet<number>): void {
  if (rows.size === 0) return;
  const deletions = ['mentions', 'spelled_out', 'read_cables'].map((table) => names.prepare(`DELETE FROM ${table} WHERE row = ?`));
  names.transaction(() => {
    names.exec("DELETE FROM about WHERE name = 'resolved'");
    for (const row of rows) for (const deletion of deletions) deletion.run(row);
  })();
}

/** Resolves all names, unless nothing they rest on has changed since the last time. Returns the judgments that match no name. */
async function resolveIfChanged({ cables, names, stopIfEnding }: Work, listed: readonly ListedName[]): Promise<Judgment[]> {
  const judgments = readJudgments(cables);
  const basis = sha256(JSON.stringify([rules(), listed, judgments]));
  const before = JSON.parse(aboutOf(names, 'resolved') ?? 'null') as ResolvedNames | null;
  if (before?.basis === basis) return before.stale;
  sumUpTerms(names);
  const { resolveNames } = await import('./resolving.ts');
  const parties = new Map(
    cables
      .prepare<[], { row: number; origin: string; destination: string }>('SELECT row, origin, destination FROM cables')
      .all()
      .map(({ row, ...same }) => [row, same]),
  );
  return resolveNames({ names, parties, judgments, listed, basis, stopIfEnding });
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
function readJudgments(cables: Db): Judgment[] {
  const desk = cables.prepare<[], string>("SELECT value FROM settings WHERE name = 'desk'").pluck().get() ?? 'terminal';
  return cables
    .prepare<[string], { value: string; act: number }>(
      "SELECT value, act FROM facts WHERE desk = ? AND kind = 'judgment' ORDER BY act, key",
    )
    .all(desk)
    .map(({ value, act }) => ({ ...(JSON.parse(value) as Omit<Judgment, 'act'>), act }) as Judgment);
}

/** The people, organizations and events listed in the troves' descriptions. */
function listedNames(cables: Db): ListedName[] {
  const abouts = cables
    .prepare<[], { name: string; about: string }>('SELECT name, about FROM troves ORDER BY name')
    .all()
    .map(({ name, about }) => ({ trove: name, ...troveAbout.parse(JSON.parse(about)) }));
  return abouts.flatMap(({ trove, people, organizations, events }) => [
    ...people.map(({ name, role, aliases }): ListedName => ({ trove, kind: 'individual', name, role, aliases })),
    ...organizations.map(({ name, aliases }): ListedName => ({ trove, kind: 'organization', name, aliases })),
    ...events.map(({ name, aliases, date }): ListedName => ({ trove, kind: 'event', name, aliases, date })),
  ]);
}

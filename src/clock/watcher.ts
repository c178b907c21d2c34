import { inLanguage } from '../reply/language.ts';
import { randomUUID } from 'node:crypto';
import { digestKey, dueNow, scheduleOf, sendOnce, type Schedule } from './once-a-day.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { clockCaller } from '../desk/caller.ts';
import { ofDesk } from '../desk/home.ts';
import { kindsThat } from '../desk/kinds.ts';
import { errorFields, type Log } from '../log.ts';
import { parseQuery } from '../query/query.ts';
import type { Post } from '../reply/reply.ts';
import { allAmong, recordFields } from '../search/search.ts';
import { sha256 } from '../store/hash.ts';
import { hookPosts } from './hook-posts.ts';
import { itemsOf, letterFor, troublePost, type News, type NewItems } from './watch-letters.ts';
import { RowSet } from '../query/row-set.ts';
import { keepWatched, needsOf, watchedBy, watchesOf, watchOf, type Needs, type Watch } from './watches.ts';

/** Changes come in bursts, so checks are debounced; milliseconds. */
const debounce = 300;
/** How often queries that depend on the time alone are checked; milliseconds. */
const clockInterval = 10 * 60_000;
/** Watches written in one transaction: few enough for the bot to stay responsive. */
const maxBatch = 10;
/** When daily watches are due: at the hour of the digest, in the morning where none is scheduled. */
export function watchTime(desk: Desk, home: string): Pick<Schedule, 'time' | 'zone'> {
  const { time, zone } = scheduleOf(desk, home, digestKey) ?? { time: '08:00', zone: 'UTC' };
  return { time, zone };
}

export type Watcher = {
  /** Schedules a check; calls are debounced. */
  nudge(): void;
  /** Checks now, or once the running check is done. Returns how many messages it wrote. */
  look(): Promise<number>;
  stop(): Promise<void>;
};

/** The high-water marks of cables, versions and changes at the last check. */
type Mark = { row: number; version: number; act: number };

/**
 * Runs the desk's standing queries. The first check covers all cables; later ones only new or changed cables, and, for
 * queries on the desk's state, those whose state changed. What was reported is stored in the same transaction as the
 * message, so that a crash neither repeats nor loses anything.
 */
export function createWatcher(desk: Desk, log: Log): Watcher {
  let mark: Mark | undefined;
  let needsNames = true;
  let clockAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number> = Promise.resolve(0);

  const check = async (): Promise<number> => {
    // During an import, cables are stored before they are searchable; its end triggers another check.
    if (isStopped || desk.importing > 0) return 0;
    await desk.index.ready();
    const before = mark;
    const now = markNow(desk);
    const home = desk.home();
    const newRows = before === undefined ? new RowSet() : rowsSince(desk, before);
    const changed = before === undefined ? { rows: [], masks: [], isWide: true, judged: true } : changedSince(desk, home, before.act);
    if (newRows.size > 0 || changed.judged) needsNames = true;
    const hasNames = needsNames && areNamesRead(desk);
    if (needsNames && !hasNames) desk.names.settled().then(nudge, () => {});
    const isClock = desk.now() - clockAt >= clockInterval;
    /** The cables on which a query has to be run; undefined: all. */
    const scopeOf = ({ state, names, clock }: Needs): RowSet | undefined => {
      if (before === undefined || (names && hasNames) || (clock && isClock) || (state && changed.isWide)) return undefined;
      return new RowSet().add(newRows).add(state || names ? changed.rows : changed.masks);
    };
    const watches = watchesOf(desk.facts, home).filter(({ when }) => when === 'at once');
    const written = await report(desk, home, watches, scopeOf, () => isStopped);
    if (isStopped) return written;
    mark = now;
    if (hasNames) needsNames = false;
    if (isClock) clockAt = desk.now();
    return written + (await reportDaily(desk, home));
  };

  const look = (): Promise<number> => {
    running = running.catch(() => 0).then(() => inLanguage(desk.language, check));
    return running;
  };

  const nudge = (): void => {
    if (isStopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      look().catch((error: unknown) => log.error(errorFields(error), 'checking watches failed'));
    }, debounce);
  };

  desk.onChanged(nudge);
  return {
    nudge,
    look,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running.catch(() => 0);
    },
  };
}

const areNamesRead = (desk: Desk): boolean => {
  const { done, total } = desk.names.progress();
  return done >= total;
};

function markNow({ db }: Desk): Mark {
  const last = (sql: string): number => db.prepare<[], number | null>(sql).pluck().get() ?? 0;
  return {
    row: last('SELECT max(row) FROM cables'),
    version: last('SELECT max(rowid) FROM cable_versions'),
    act: last('SELECT max(act) FROM changes'),
  };
}

/** Cables that are new or whose text changed. */
function rowsSince({ db }: Desk, { row, version }: Mark): RowSet {
  const rows = db
    .prepare<[number, number], number>('SELECT row FROM cables WHERE row > ? UNION ALL SELECT row FROM cable_versions WHERE rowid > ?')
    .pluck();
  return new RowSet().add(rows.iterate(row, version));
}

type Changed = { rows: number[]; masks: number[]; isWide: boolean; judged: boolean };

/** Cables whose facts changed. `isWide`: a change that affects more than single cables; `judged`: a judgment on names. */
function changedSince({ db }: Desk, home: string, act: number): Changed {
  const found = db
    .prepare<[object], { kind: string; cable: number }>(
      `SELECT DISTINCT kind, cable FROM changes WHERE act > @act AND ${ofDesk('desk', '@home')} AND kind IN (SELECT value FROM json_each(@kinds))`,
    )
    .all({ act, home, kinds: JSON.stringify(kindsThat(({ wakesWatches }) => wakesWatches)) });
  const rows = (isWanted: (kind: string) => boolean): number[] => [
    ...new Set(found.flatMap(({ kind, cable }) => (cable !== 0 && isWanted(kind) ? [cable] : []))),
  ];
  return {
    rows: rows(() => true),
    // A cable whose mask was lifted is new to every watch.
    masks: rows((kind) => kind === 'mask'),
    isWide: found.some(({ kind, cable }) => cable === 0 && kind !== 'judgment'),
    judged: found.some(({ kind }) => kind === 'judgment'),
  };
}

/** Watches run as a reader, whoever set them up: a message cannot be recalled if a cable is withdrawn later. */
const watchCaller = (home: string, owner: string): Caller => ({
  desk: home,
  member: owner,
  name: owner,
  role: 'reader',
  via: 'clock',
  interaction: '',
  place: undefined,
});

/** The result of a query, and what is wrong with it; shared by all watches with the same query. */
type QueryResult = { rows: RowSet; trouble: string };

export async function runWatchQuery(desk: Desk, home: string, owner: string, text: string, scope?: RowSet): Promise<QueryResult> {
  const caller = watchCaller(home, owner);
  const seen = desk.as(caller);
  const [fault] = parseQuery(text, recordFields(seen)).faults;
  if (fault !== undefined) return { rows: new RowSet(), trouble: fault.message };
  const { query, rows } = await allAmong(seen, caller, text, scope);
  return { rows, trouble: query.faults[0]?.message ?? '' };
}

/** What a watch has to report. `known`: what it finds at its first check, which is no news. */
type Fresh = { watch: Watch; rows: RowSet; shown: NewItems; trouble: string; known: RowSet };
const nothing: NewItems = { items: [], more: 0 };

/** What is new in a result for a watch; `itemsByRows` is shared by watches with the same result. */
async function freshOf(
  desk: Desk,
  home: string,
  watch: Watch,
  { rows, trouble }: QueryResult,
  itemsByRows = new Map<string, NewItems>(),
): Promise<Fresh & { isKnown: boolean }> {
  const watched = watchedBy(desk.db, home, watch.key);
  const news = watched === undefined ? new RowSet() : rows.without(watched.seen);
  const isNone = news.size === 0;
  const key = sha256(news.bytes());
  const shown = isNone ? nothing : (itemsByRows.get(key) ?? (await itemsOf(desk, watchCaller(home, watch.owner), watch.query, news)));
  itemsByRows.set(key, shown);
  const isKnown = watched !== undefined && isNone && watched.trouble === trouble;
  return { watch, rows: news, shown, trouble, known: watched === undefined ? rows : new RowSet(), isKnown };
}

/** Checks each watch and reports what is new. Returns how many messages were written. */
async function report(
  desk: Desk,
  home: string,
  watches: readonly Watch[],
  scopeOf: (needs: Needs) => RowSet | undefined,
  isStopped: () => boolean,
): Promise<number> {
  let written = 0;
  const batch: Fresh[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) written += write(desk, home, batch.splice(0));
    await new Promise((done) => setImmediate(done));
  };
  for (const same of Map.groupBy(watches, sharedKey).values()) {
    const [first] = same;
    if (first === undefined || isStopped()) break;
    // One that was never checked is checked on all cables, whatever has changed.
    const isNew = same.some(({ key }) => watchedBy(desk.db, home, key) === undefined);
    const scope = isNew ? undefined : scopeOf(needsOf(parseQuery(first.query).root, first.query));
    if (scope?.size === 0) continue;
    const result = await runWatchQuery(desk, home, first.owner, first.query, scope);
    const itemsByRows = new Map<string, NewItems>();
    for (const watch of same) {
      const fresh = await freshOf(desk, home, watch, result, itemsByRows);
      if (fresh.isKnown) continue;
      batch.push(fresh);
      if (batch.length >= maxBatch) await flush();
    }
  }
  await flush();
  return written;
}

/** Watches with the same key share a result: same query and, where the result may depend on it, same owner. */
function sharedKey({ query, owner }: Watch): string {
  const { state } = needsOf(parseQuery(query).root, query);
  return JSON.stringify([query, state ? owner : '']);
}

/** Reports what is new for several watches, each in a letter of its own, in one act. Returns how many letters. */
function write(desk: Desk, home: string, fresh: readonly Fresh[]): number {
  const caller = clockCaller(home, `watch:${randomUUID()}`);
  return desk.act(caller, { act: 'watched', detail: { watches: fresh.length } }, ({ post }) => {
    const { news, troubles } = keepReported(desk, home, fresh);
    const letters = news.flatMap((one) => letterFor(desk, home, [one]) ?? []);
    for (const one of [...letters, ...hookPosts(desk, home, news), ...troubles]) post(() => one);
    return letters.length;
  });
}

/** Records what is new as reported, and returns it; call it inside the act that reports it. */
function keepReported(desk: Desk, home: string, fresh: readonly Fresh[]): { news: News[]; troubles: Post[] } {
  const news: News[] = [];
  const troubles: Post[] = [];
  for (const { watch, rows, shown, trouble, known } of fresh) {
    // The watch may have been removed meanwhile.
    if (watchOf(desk.facts, home, watch.key) === undefined) continue;
    const { seen, trouble: before } = watchedBy(desk.db, home, watch.key) ?? { seen: known, trouble: '' };
    const unseen = rows.without(seen);
    keepWatched(desk.db, home, watch.key, { seen: seen.add(unseen), trouble });
    if (trouble !== '' && trouble !== before) troubles.push(troublePost(watch, trouble));
    if (unseen.size > 0) news.push({ watch, rows: unseen, ...shown });
  }
  return { news, troubles };
}

/** Sends the daily watches that are due, one letter per member and channel. Returns how many members and channels were told. */
async function reportDaily(desk: Desk, home: string): Promise<number> {
  const daily = watchesOf(desk.facts, home).filter(({ when }) => when === 'daily');
  let written = 0;
  for (const [to, together] of Map.groupBy(daily, ({ channel, owner }) => channel ?? `member ${owner}`)) {
    const [floor = ''] = together.map((watch) => watch.floor ?? '').toSorted();
    const what = `watches:${to}`;
    const due = dueNow(desk, what, { ...watchTime(desk, home), floor });
    const outcome = await sendOnce(desk, { what, due, act: 'watched', detail: { watches: together.length } }, async () => {
      const fresh: Fresh[] = [];
      for (const watch of together) fresh.push(await freshOf(desk, home, watch, await runWatchQuery(desk, home, watch.owner, watch.query)));
      return {
        posts() {
          const { news, troubles } = keepReported(desk, home, fresh);
          return [letterFor(desk, home, news) ?? [], hookPosts(desk, home, news), troubles].flat();
        },
      };
    });
    if (outcome === 'posted') written += 1;
    await new Promise((done) => setImmediate(done));
  }
  return written;
}

import { randomUUID } from 'node:crypto';
import { digestKey, dueNow, lastDays, markDay, scheduleOf, type Due, type Schedule } from './once-a-day.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { clockCaller } from '../desk/caller.ts';
import { errorFields, type Log } from '../log.ts';
import { parseQuery } from '../query/query.ts';
import type { Post } from '../reply/reply.ts';
import { findAmong } from '../search/search.ts';
import { itemsOf, letterOf, troublePost, type News, type NewItems } from './watch-letters.ts';
import { keepWatched, needsOf, RowSet, watchedBy, watchesOf, watchOf, type Needs, type Watch } from './watches.ts';

/** Changes come in bursts: so long is waited for the next one, in milliseconds. */
const pause = 300;
/** What hangs on the clock alone is looked at so often. */
const clockEvery = 10 * 60_000;
/** Watches whose telling is written in one transaction: short enough for the bot to go on answering. */
const togetherAtMost = 10;
/** Kinds of facts that no query can ask for: a change of theirs is nothing new. */
const silentKinds = "('watch', 'daily', 'draft', 'fact', 'review', 'double', 'shift', 'thread')";

/** When the daily ones are told, where no digest is scheduled. */
const morning: Pick<Schedule, 'time' | 'zone'> = { time: '08:00', zone: 'UTC' };

export type Watcher = {
  /** Looks for news soon; many calls are one look. */
  nudge(): void;
  /** Looks now, after the look that is under way. Returns how many messages it wrote. */
  look(): Promise<number>;
  stop(): Promise<void>;
};

/** Where cables and changes ended at the last look. */
type Mark = { row: number; version: number; act: number };

/**
 * Looks after the desk's standing queries. The first look is at everything; from then on a watch is only asked about the
 * cables that came or changed, and one that asks for the desk's state about those whose state changed. What was told is
 * kept in the same transaction as the message, so that a crash repeats nothing and loses nothing.
 */
export function createWatcher(desk: Desk, log: Log): Watcher {
  let mark: Mark | undefined;
  let owesNames = true;
  let clockAt = Number.NEGATIVE_INFINITY;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number> = Promise.resolve(0);

  const looked = async (): Promise<number> => {
    // Cables of an import under way are stored before they can be found: its end is told.
    if (isStopped || desk.importing > 0) return 0;
    await desk.index.ready();
    const before = mark;
    const now = markNow(desk);
    const home = desk.home();
    const came = before === undefined ? [] : rowsSince(desk, before);
    const changed = before === undefined ? { rows: [], masks: [], isWide: true, judged: true } : changedSince(desk, home, before.act);
    if (came.length > 0 || changed.judged) owesNames = true;
    const hasNames = owesNames && isRead(desk);
    if (owesNames && !hasNames) desk.names.settled().then(nudge, () => {});
    const isClock = desk.now() - clockAt >= clockEvery;
    /** Which cables a query has to be asked about; undefined: all of them. */
    const scopeOf = ({ state, names, clock }: Needs): readonly number[] | undefined => {
      if (before === undefined || (names && hasNames) || (clock && isClock) || (state && changed.isWide)) return undefined;
      return state || names ? [...came, ...changed.rows] : [...came, ...changed.masks];
    };
    const watches = watchesOf(desk.facts, home).filter(({ when }) => when === 'at once');
    const told = await tell(desk, home, watches, scopeOf, () => isStopped);
    if (isStopped) return told;
    mark = now;
    if (hasNames) owesNames = false;
    if (isClock) clockAt = desk.now();
    return told + (await tellDaily(desk, home));
  };

  const look = (): Promise<number> => {
    running = running.catch(() => 0).then(looked);
    return running;
  };

  const nudge = (): void => {
    if (isStopped || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      look().catch((error: unknown) => log.error(errorFields(error), 'watches'));
    }, pause);
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

const isRead = (desk: Desk): boolean => {
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

/** Cables that are new, or whose text changed. */
function rowsSince({ db }: Desk, { row, version }: Mark): number[] {
  return db
    .prepare<[number, number], number>('SELECT row FROM cables WHERE row > ? UNION SELECT row FROM cable_versions WHERE rowid > ?')
    .pluck()
    .all(row, version);
}

type Changed = { rows: number[]; masks: number[]; isWide: boolean; judged: boolean };

/** Cables of which the desk holds something else now. `isWide`: something that holds for more than the cables it names. */
function changedSince({ db }: Desk, home: string, act: number): Changed {
  const found = db
    .prepare<[number, string], { kind: string; cable: number }>(
      `SELECT DISTINCT kind, cable FROM changes WHERE act > ? AND desk = ? AND kind NOT IN ${silentKinds}`,
    )
    .all(act, home);
  const rows = (isWanted: (kind: string) => boolean): number[] => [
    ...new Set(found.flatMap(({ kind, cable }) => (cable !== 0 && isWanted(kind) ? [cable] : []))),
  ];
  return {
    rows: rows(() => true),
    // A cable that is given back to everybody is new to every watch.
    masks: rows((kind) => kind === 'mask'),
    isWide: found.some(({ kind, cable }) => cable === 0 && kind !== 'judgment'),
    judged: found.some(({ kind }) => kind === 'judgment'),
  };
}

/** Watches ask as readers, whoever set them up: a message stays where it is posted, and a mask may come later. */
const asker = (home: string, owner: string): Caller => ({
  desk: home,
  member: owner,
  name: owner,
  role: 'reader',
  via: 'clock',
  interaction: '',
  place: undefined,
});

/** What one question finds, and what is wrong with it; asked once for all watches that ask it. */
type Answered = { rows: number[]; trouble: string };

export async function answer(desk: Desk, home: string, owner: string, text: string, scope?: readonly number[]): Promise<Answered> {
  const { faults } = parseQuery(text);
  const [fault] = faults;
  if (fault !== undefined) return { rows: [], trouble: fault.message };
  const { query, hits } = await findAmong(desk, asker(home, owner), text, { rows: scope });
  return { rows: hits.map(({ row }) => row), trouble: query.faults[0]?.message ?? '' };
}

/** `known`: what one that was never looked at finds now; it is no news. */
type Fresh = { watch: Watch; rows: readonly number[]; shown: NewItems; trouble: string; known: readonly number[] };
const nothing: NewItems = { items: [], more: 0 };

/** Asks each watch and tells what is new. Returns how many messages were written. */
async function tell(
  desk: Desk,
  home: string,
  watches: readonly Watch[],
  scopeOf: (needs: Needs) => readonly number[] | undefined,
  isStopped: () => boolean,
): Promise<number> {
  let told = 0;
  const waiting: Fresh[] = [];
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) told += write(desk, home, waiting.splice(0));
    await new Promise((done) => setImmediate(done));
  };
  for (const same of Map.groupBy(watches, questionOf).values()) {
    const [first] = same;
    if (first === undefined || isStopped()) break;
    const scope = scopeOf(needsOf(parseQuery(first.query).root, first.query));
    if (scope?.length === 0) continue;
    const { rows, trouble } = await answer(desk, home, first.owner, first.query, scope);
    const drawn = new Map<string, NewItems>();
    for (const watch of same) {
      const watched = watchedBy(desk.db, home, watch.key);
      const seen = watched?.seen ?? new RowSet().add(rows);
      const news = rows.filter((row) => !seen.has(row));
      if (watched !== undefined && news.length === 0 && watched.trouble === trouble) continue;
      const key = news.join(' ');
      const shown = news.length === 0 ? nothing : (drawn.get(key) ?? (await itemsOf(desk, asker(home, watch.owner), watch.query, news)));
      drawn.set(key, shown);
      waiting.push({ watch, rows: news, shown, trouble, known: watched === undefined ? rows : [] });
      if (waiting.length >= togetherAtMost) await flush();
    }
  }
  await flush();
  return told;
}

/** Watches of the same question, of whoever they are, are one: but where the answer may hang on who asks. */
function questionOf({ query, owner }: Watch): string {
  const { state } = needsOf(parseQuery(query).root, query);
  return JSON.stringify([query, state ? owner : '']);
}

/** One act for several watches: what is new of each is kept as told, and put into the outbox. */
function write(desk: Desk, home: string, fresh: readonly Fresh[]): number {
  const caller = clockCaller(desk.home(), `watch:${randomUUID()}`);
  return desk.act(caller, { act: 'watched', detail: { watches: fresh.length } }, ({ post }) => {
    let told = 0;
    for (const { watch, rows, shown, trouble, known } of fresh) {
      // Asked again inside: it may have been given up meanwhile.
      if (watchOf(desk.facts, home, watch.key) === undefined) continue;
      const { seen, trouble: before } = watchedBy(desk.db, home, watch.key) ?? { seen: new RowSet().add(known), trouble: '' };
      const news = rows.filter((row) => !seen.has(row));
      keepWatched(desk.db, home, watch.key, { seen: seen.add(news), trouble });
      if (trouble !== '' && trouble !== before) post(troublePost(watch, trouble));
      const letter = news.length === 0 ? undefined : letterOf(desk, home, [{ watch, rows: news, ...shown }]);
      if (letter === undefined) continue;
      post(letter);
      told += 1;
    }
    return told;
  });
}

/** The daily ones whose hour has come: one letter for each member and channel. Returns how many were written. */
async function tellDaily(desk: Desk, home: string): Promise<number> {
  const { time, zone } = scheduleOf(desk, home, digestKey) ?? morning;
  const due = watchesOf(desk.facts, home).flatMap((watch): { watch: Watch; due: Due }[] => {
    const now = watch.when === 'daily' ? dueNow(desk, home, dayKey(watch), { time, zone, floor: watch.floor ?? '' }) : undefined;
    return now === undefined ? [] : [{ watch, due: now }];
  });
  let told = 0;
  for (const together of Map.groupBy(due, ({ watch }) => watch.channel ?? `member ${watch.owner}`).values()) {
    const fresh: (Fresh & { due: Due })[] = [];
    for (const one of together) {
      const { watch } = one;
      const { rows, trouble } = await answer(desk, home, watch.owner, watch.query);
      const before = watchedBy(desk.db, home, watch.key)?.seen;
      const seen = before ?? new RowSet().add(rows);
      const news = rows.filter((row) => !seen.has(row));
      const shown = news.length === 0 ? nothing : await itemsOf(desk, asker(home, watch.owner), watch.query, news);
      fresh.push({ ...one, rows: news, shown, trouble, known: before === undefined ? rows : [] });
    }
    told += writeDaily(desk, home, fresh);
    await new Promise((done) => setImmediate(done));
  }
  return told;
}

const dayKey = ({ key }: Watch): string => `watch:${key}`;

function writeDaily(desk: Desk, home: string, fresh: readonly (Fresh & { due: Due })[]): number {
  const caller = clockCaller(desk.home(), `watches:${randomUUID()}`);
  return desk.act(caller, { act: 'watched', detail: { watches: fresh.length } }, ({ post }) => {
    const news: News[] = [];
    const posts: Post[] = [];
    for (const { watch, rows, shown, trouble, due, known } of fresh) {
      if (watchOf(desk.facts, home, watch.key) === undefined || lastDays(desk, home, dayKey(watch), 1)[0]?.date === due.date) continue;
      const { seen, trouble: before } = watchedBy(desk.db, home, watch.key) ?? { seen: new RowSet().add(known), trouble: '' };
      keepWatched(desk.db, home, watch.key, { seen: seen.add(rows), trouble });
      markDay(desk, home, dayKey(watch), due, rows.length === 0 ? 'empty' : 'sent', {}, caller.interaction);
      if (trouble !== '' && trouble !== before) posts.push(troublePost(watch, trouble));
      if (rows.length > 0) news.push({ watch, rows, ...shown });
    }
    const letter = letterOf(desk, home, news);
    for (const one of [...(letter === undefined ? [] : [letter]), ...posts]) post(one);
    return letter === undefined ? 0 : 1;
  });
}

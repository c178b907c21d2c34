import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { partialDate } from '../../language/partial-date.ts';
import { dayIn } from '../../language/zones.ts';
import { DeskError } from '../../reply/failure.ts';
import { own, quoted, said } from '../../reply/text.ts';
import { RowSet, type RowBits } from '../../query/row-set.ts';
import type { FittingIndex } from '../../search/engine/fitting-index.ts';
import { files, type Databases } from '../../store/database.ts';
import { Thread } from '../../threads/thread.ts';
import type { Desk } from '../desk.ts';
import { askedWithout } from '../without-rows.ts';
import { endOf, zoneOf } from '../zone.ts';
import { lookOnly } from './look-only.ts';
import type { pastThread } from './thread.ts';

/**
 * The desk as it was at the end of a day: its data folder is written anew from what is kept of what happened, and opened as a
 * desk of its own, so that everything that reads a desk reads this one. It is only for looking; it is in no backup, and removed
 * when nobody asked for it for a while, when cables are changed or withdrawn, and when the desk is closed.
 */

/** What a desk that is one of the past is as of. */
export type Past = {
  /** `YYYY-MM-DD`, in the zone; the moment is its last, in milliseconds. */
  day: string;
  zone: string;
  at: number;
  /** Cables whose text an import has changed since, and which version it was then. */
  changed: ReadonlyMap<number, number>;
  /** Cables that were there then and cannot be shown, because their trove was removed since; withdrawn ones do not count. */
  removed: number;
};

/** Opens a folder as a desk. `names`: where names were read in the same texts before; `index`: what finds its cables. */
type Open = (folder: string, at: number, made: { names: string; index: FittingIndex | undefined }) => Desk;

/** Kept open at a time, and for how long without a question; milliseconds. */
const mostOpen = 2;
const idle = 10 * 60_000;
/** Whoever was asking has an answer by then. */
const grace = 60_000;
/** How long an answer waits for texts, and for names, to be read; after that it says how far they are. */
const patience = { texts: 20_000, names: 8000 };

/** One day's desk, perhaps still being made. `stamp`: of what it was made from. */
type Kept = { day: string; stamp: string; desk: Promise<Desk>; timer: NodeJS.Timeout | undefined };

/** The ways to the past of the desk in a folder. `names`: its file of names. */
export function createPasts({ folder: home, databases, names, open }: { folder: string; databases: Databases; names: string; open: Open }) {
  const pasts = join(home, files.past);
  // Left by a process that was killed.
  rmSync(pasts, { recursive: true, force: true });
  const opened = new Map<string, Kept>();
  const retired = new Set<Kept>();
  const closing = Promise.withResolvers<void>();
  let made = 0;

  const make = async (live: Desk, { day, zone, at }: Asked): Promise<Desk> => {
    made += 1;
    const folder = join(pasts, `${day}-${made}`);
    const changed = new Map(await rebuild(databases, folder, at));
    const past: Past = { day, zone, at, changed, removed: removedSince(live, at) };
    const desk = open(folder, at, { names, index: changed.size === 0 ? indexThen(live, at) : undefined });
    // What cannot be read is told by whatever asks for it.
    await Promise.all([
      within(patience.texts, [desk.index.ready(), closing.promise]),
      within(patience.names, [desk.names.settled(), closing.promise]),
    ]);
    return lookOnly(desk, live, past);
  };
  const end = async (kept: Kept): Promise<void> => {
    retired.delete(kept);
    clearTimeout(kept.timer);
    const [found] = await Promise.allSettled([kept.desk]);
    if (found.status !== 'fulfilled') return;
    await found.value.close();
    rmSync(found.value.folder, { recursive: true, force: true });
  };
  const retire = (kept: Kept): void => {
    if (opened.get(kept.day) === kept) opened.delete(kept.day);
    retired.add(kept);
    setTimeout(() => void end(kept), grace).unref();
  };
  return {
    /** The desk at the end of a day, for looking only. Throws a DeskError (usage) for a day that is none, is not over, or before the desk began. */
    async asOf(live: Desk, typed: string): Promise<Desk> {
      const asked = askedDay(live, typed);
      const { day } = asked;
      const stamp = stampOf(live);
      const before = opened.get(day);
      if (before !== undefined && before.stamp !== stamp) retire(before);
      const kept = opened.get(day) ?? { day, stamp, desk: make(live, asked), timer: undefined };
      // The one asked for last is last.
      opened.delete(day);
      opened.set(day, kept);
      for (const old of [...opened.values()].slice(0, -mostOpen)) retire(old);
      clearTimeout(kept.timer);
      kept.timer = setTimeout(() => retire(kept), idle).unref();
      try {
        return await kept.desk;
      } catch (error) {
        retire(kept);
        throw error;
      }
    },
    /** Drops those that do not hold any more: to be called whenever the desk or its cables have changed. */
    look({ db }: Pick<Desk, 'db'>): void {
      if (opened.size === 0) return;
      const stamp = stampOf({ db });
      for (const kept of opened.values()) if (kept.stamp !== stamp) retire(kept);
    },
    /** Ends them all, and removes what they were made of. */
    async close(): Promise<void> {
      closing.resolve();
      await Promise.all([...opened.values(), ...retired].map(end));
      opened.clear();
      rmSync(pasts, { recursive: true, force: true });
    },
  };
}

/** Waits for the first of these, whatever becomes of it, but no longer than so many milliseconds. */
async function within(most: number, these: readonly Promise<void>[]): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, most);
  await Promise.race([late, ...these.map(async (one) => Promise.allSettled([one]))]);
  clearTimeout(timer);
}

type Asked = Pick<Past, 'day' | 'zone' | 'at'>;

/** The day as it was typed, with its last moment. */
function askedDay(live: Desk, typed: string): Asked {
  const zone = zoneOf(live.facts, live.home());
  const usage = (text: ReturnType<typeof said>, hint: ReturnType<typeof said>): DeskError => new DeskError(text, { kind: 'usage', hint });
  const day = typed.trim();
  const example = said`Write a whole day that is over: asof:${own(dayIn(zone, live.now() - 24 * 60 * 60_000))}.`;
  if (partialDate(day) !== day || day.length < 10) throw usage(said`asof: takes one day, not ${quoted(day.slice(0, 60))}.`, example);
  const at = endOf(zone, day);
  const today = dayIn(zone, live.now());
  if (day > today) throw usage(said`${own(day)} is in the future.`, example);
  if (at >= live.now()) throw usage(said`${own(day)} is not over yet (${own(zone)}).`, said`Leave asof: out to see the desk as it is now.`);
  const began = beganAt(live);
  if (began === undefined || at < began)
    throw usage(
      began === undefined
        ? said`This desk has nothing yet.`
        : said`On ${own(day)} this desk had not begun: its first day is ${own(dayIn(zone, began))}.`,
      said`asof: is about what this desk had and knew on a day. For cables sent by then, search with date:<=${own(day)}.`,
    );
  return { day, zone, at };
}

/** When the first cable came or the first thing was done. */
function beganAt({ db }: Desk): number | undefined {
  const first = 'SELECT min(at) FROM (SELECT min(at) AS at FROM main.audit UNION ALL SELECT min(imported_at) FROM archive.cables)';
  return db.prepare<[], number | null>(first).pluck().get() ?? undefined;
}

/** Another one when a past that was opened before does not hold any more: cables were changed, removed or withdrawn, somebody was forgotten. */
function stampOf({ db }: Pick<Desk, 'db'>): string {
  const masks = "(SELECT group_concat(cable || ' ' || at) FROM main.facts WHERE kind IN ('mask', 'withheld'))";
  return JSON.stringify(
    db
      .prepare(
        `SELECT (SELECT value FROM archive.about WHERE name = 'changed'), (SELECT count(*) FROM archive.cable_versions),
          (SELECT count(*) FROM archive.withdrawn), (SELECT max(seq) FROM main.audit WHERE act = 'forget'), ${masks}`,
      )
      .raw()
      .get(),
  );
}

/** How many cables that were there at a moment went since, with their troves. */
function removedSince({ db }: Desk, at: number): number {
  const contents = (from: string): string => `content NOT IN (SELECT each.value FROM ${from}, json_each(contents) AS each)`;
  const found = db.prepare<[object], number>(
    `SELECT count(*) FROM archive.removed_cables WHERE imported_at <= @at AND trove IN (SELECT name FROM archive.removed_troves WHERE removed_at > @at)
      AND ${contents("(SELECT json_extract(value, '$.contents') AS contents FROM main.facts WHERE kind = 'mask')")} AND ${contents('archive.withdrawn')}`,
  );
  return found.pluck().get({ at }) ?? 0;
}

/** No text has changed since: the present index without what came later. */
function indexThen(live: Desk, at: number): FittingIndex {
  const rows = live.db.prepare<[number], number>('SELECT row FROM archive.cables WHERE imported_at > ?').pluck();
  const also = (without?: RowBits): RowBits => new RowSet(without).add(rows.iterate(at)).bytes();
  return {
    ...live.index,
    get engine() {
      return live.index.engine;
    },
    ...askedWithout(live.index, also),
    // The present desk ends it.
    close: async () => {},
  };
}

async function rebuild(databases: Databases, folder: string, at: number) {
  const thread = new Thread<typeof pastThread>({
    script: new URL('./thread.ts', import.meta.url),
    data: undefined,
    broke: () => ({ text: said`The desk as it was then could not be put together.`, hint: said`Try again.` }),
    isForOneJob: true,
  });
  try {
    return await thread.ask('rebuild', [databases, folder, at]);
  } finally {
    await thread.close();
  }
}

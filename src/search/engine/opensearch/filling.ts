import { toCable } from '../../../cables/cables.ts';
import type { CableRow } from '../../../cables/fields.ts';
import type { Db } from '../../../store/database.ts';
import type { Copies, Groups } from '../copies.ts';
import { places, type Lengths } from '../scoring.ts';
import type { Cluster, ClusterSettings } from './cluster.ts';
import { viewing } from './answers.ts';
import { heldOf, heldPages, type IndexedCable } from './held.ts';
import { changeOver, indexBehind, makeIndex, noteAbout, removeUnfinished, type Index } from './indices.ts';
import { documentOf, layoutVersion, meansOf } from './layout.ts';
import { ClusterTrouble } from './trouble.ts';
import { Writer } from './writing.ts';

/** What filling an index needs besides the cluster. `rowOf` reads a cable from the database; `state` names what that holds. */
export type FillerSource = {
  db: Db;
  copies: Copies;
  rowOf(row: number): CableRow | undefined;
  state(): string;
  /** How many cables are searchable of how many. */
  tell(done: number, total: number): void;
};

/** Cables that near-copies are looked for among at once. */
const batch = 500;
/** Cables by which the length of all is estimated. */
const sampled = 300;

/**
 * What a word is worth in a cable is kept with it, by how long cables were on average then. When they are so many times longer or
 * shorter now, hits come in a worse order.
 */
const furthestMean = 2;
const hasDrifted = (kept: Lengths, now: Lengths): boolean =>
  places.some((place) => Math.max(kept[place] / now[place], now[place] / kept[place]) > furthestMean);
/** Estimated from no cable. */
const isUnmeasured = (means: Lengths): boolean => places.every((place) => means[place] === 1);

/**
 * Keeps the index of an archive in a cluster at what the database holds. Whatever breaks off is taken up where it was: what the
 * cluster holds is compared with the database, row by row.
 */
export class Filler {
  private readonly cluster: Cluster;
  private readonly alias: string;
  private readonly settings: ClusterSettings;
  private readonly source: FillerSource;

  constructor(cluster: Cluster, alias: string, settings: ClusterSettings, source: FillerSource) {
    this.cluster = cluster;
    this.alias = alias;
    this.settings = settings;
    this.source = source;
  }

  /** Brings the index to what the database holds; makes it where there is none, or none by these rules and in so many parts. */
  async catchUp(): Promise<void> {
    const { cluster, alias, settings, source } = this;
    const current = await indexBehind(cluster, alias);
    if (current?.version === layoutVersion && current.shards === settings.shards) {
      const state = source.state();
      const count = await this.count(current);
      if (current.covers === state && count === source.copies.count()) return source.tell(count, count);
      if (!hasDrifted(current.means, meansOf(this.sample()))) return this.fill(current);
    }
    await removeUnfinished(cluster, alias, current?.name);
    const next = await makeIndex(cluster, alias, settings, this.sample());
    // Questions are answered by the one before meanwhile, if that can answer them; else what breaks off goes on in this one.
    const canWait = current?.version === layoutVersion;
    if (!canWait) await changeOver(cluster, alias, next);
    await this.fill(next);
    if (canWait) await changeOver(cluster, alias, next);
  }

  /** Reads these cables again; those that the database no longer has are taken out. */
  async put(rows: readonly number[]): Promise<void> {
    const index = await this.measured(await this.required());
    const writer = new Writer(this.cluster, index.name);
    for (let i = 0; i < rows.length; i += batch) {
      const some = rows.slice(i, i + batch);
      const held = await viewing(this.cluster, index.name, (view) => heldOf(view, some));
      await this.write(writer, index.means, some, held);
    }
    await writer.end();
  }

  async remove(rows: readonly number[]): Promise<void> {
    const index = await this.required();
    const writer = new Writer(this.cluster, index.name);
    await this.takeOut(writer, index.means, rows);
    await writer.end();
  }

  private async required(): Promise<Index> {
    const index = await indexBehind(this.cluster, this.alias);
    if (index === undefined) throw new ClusterTrouble({ what: 'missing' });
    return index;
  }

  /** The index with the lengths of cables: it may have been made before there were any. */
  private async measured(index: Index): Promise<Index> {
    if (!isUnmeasured(index.means)) return index;
    return noteAbout(this.cluster, index, { means: meansOf(this.sample()) });
  }

  private async count(index: Index): Promise<number> {
    return viewing(this.cluster, index.name, async (view) => {
      const { hits } = await view.search({ size: 0, track_total_hits: true, query: { match_all: {} } });
      return hits.total?.value ?? 0;
    });
  }

  private sample() {
    const { db, rowOf } = this.source;
    const rows = db.prepare<[], number>('SELECT row FROM cables INDEXED BY cables_by_hash').pluck().all();
    const step = Math.max(1, Math.floor(rows.length / sampled));
    return rows
      .filter((_, i) => i % step === 0)
      .flatMap((row) => {
        const found = rowOf(row);
        return found === undefined ? [] : [toCable(found)];
      });
  }

  /** Compares, and writes what differs. */
  private async fill(index: Index): Promise<void> {
    const { source, cluster } = this;
    const state = source.state();
    const { wanted, gone, total } = await this.compare(index);
    source.tell(total - wanted.length, total);
    const filled = await this.measured(index);
    const writer = new Writer(cluster, filled.name);
    await this.takeOut(writer, filled.means, gone);
    for (let i = 0; i < wanted.length; i += batch) {
      await this.write(writer, filled.means, wanted.slice(i, i + batch), new Map());
      source.tell(total - wanted.length + i, total);
    }
    await writer.end();
    await noteAbout(cluster, filled, { covers: state });
    source.tell(total, total);
  }

  /** What the database holds and the cluster does not, or otherwise, and what it holds besides; both are read in the order of rows. */
  private async compare(index: Index): Promise<{ wanted: number[]; gone: number[]; total: number }> {
    const { db, copies } = this.source;
    const between = db
      .prepare<[number, number], [number, string]>('SELECT row, hash FROM cables WHERE row > ? AND row <= ? ORDER BY row')
      .raw();
    const groups = copies.groups();
    const looked = copies.count() === (await this.count(index)) ? undefined : copies.held();
    const wanted: number[] = [];
    const gone: number[] = [];
    let [total, last] = [0, -1];
    const compareTo = (upTo: number, there: ReadonlyMap<number, IndexedCable>): void => {
      const stored = new Set<number>();
      for (const [row, hash] of between.iterate(last, upTo)) {
        total += 1;
        stored.add(row);
        const one = there.get(row);
        const isRight = one?.hash === hash && one.leader === groups.leaderOf(row) && (looked === undefined || looked.get(row) === hash);
        if (!isRight) wanted.push(row);
      }
      for (const row of there.keys()) if (!stored.has(row)) gone.push(row);
      last = upTo;
    };
    await viewing(this.cluster, index.name, async (view) => {
      for await (const page of heldPages(view)) compareTo(Math.max(...page.keys()), page);
    });
    compareTo(Number.MAX_SAFE_INTEGER, new Map());
    return { wanted, gone, total };
  }

  /** Writes these cables as the database has them, unless they are held so, and those whose near-copies have become others by it. */
  private async write(writer: Writer, means: Lengths, rows: readonly number[], held: ReadonlyMap<number, IndexedCable>): Promise<void> {
    const { copies, rowOf } = this.source;
    const found = rows.map((row) => [row, rowOf(row)] as const);
    await this.takeOut(
      writer,
      means,
      found.flatMap(([row, cable]) => (cable === undefined ? [row] : [])),
    );
    const fresh = found.flatMap(([row, cable]) =>
      cable === undefined || held.get(row)?.hash === cable.hash ? [] : [{ row, cable: toCable(cable), hash: cable.hash }],
    );
    if (fresh.length === 0) return;
    const before = copies.groups();
    copies.put(fresh.map(({ row, hash, cable }) => ({ row, hash, text: cable })));
    const groups = copies.groups();
    for (const { row, hash, cable } of fresh) await writer.put(row, documentOf({ row, hash, cable, leader: groups.leaderOf(row) }, means));
    await this.regroup(
      writer,
      means,
      fresh.map(({ row }) => row),
      before,
    );
  }

  private async takeOut(writer: Writer, means: Lengths, rows: readonly number[]): Promise<void> {
    if (rows.length === 0) return;
    const { copies } = this.source;
    const before = copies.groups();
    copies.remove(rows);
    for (const row of rows) await writer.remove(row);
    await this.regroup(writer, means, rows, before);
  }

  /** Writes the other members of the groups that these cables are and were in, where they are led by another now. */
  private async regroup(writer: Writer, means: Lengths, rows: readonly number[], before: Groups): Promise<void> {
    const after = this.source.copies.groups();
    if (after === before) return;
    const near = new Set<number>();
    const add = (groups: Groups, row: number): void => {
      const leader = groups.leaderOf(row);
      for (const member of leader === undefined ? [] : groups.ledBy(leader)) near.add(member);
    };
    for (const row of rows) for (const groups of [before, after]) add(groups, row);
    for (const row of near) for (const groups of [before, after]) add(groups, row);
    for (const row of rows) near.delete(row);
    for (const row of near) {
      if (before.leaderOf(row) === after.leaderOf(row)) continue;
      const found = this.source.rowOf(row);
      if (found === undefined) continue;
      await writer.put(row, documentOf({ row, hash: found.hash, cable: toCable(found), leader: after.leaderOf(row) }, means));
    }
  }
}

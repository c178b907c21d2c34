import { dirname } from 'node:path';
import { z } from 'zod';
import { createUnpacker } from '../../../cables/carried.ts';
import { copyOf, noteCopy, type ClusterCopy } from '../../../cables/copied.ts';
import { RowSet } from '../../../query/row-set.ts';
import { noteChange } from '../../../store/about.ts';
import { lockFolder, openDatabase, schemas, type Db } from '../../../store/database.ts';
import { viewing } from './answers.ts';
import type { Cluster, ClusterSettings, Dsl } from './cluster.ts';
import { heldPages } from './held.ts';
import { indexBehind } from './indices.ts';
import { layoutVersion } from './layout.ts';
import { archivesIn, textsBehind, textsOf, type ClusterTexts } from './texts.ts';
import { ClusterTrouble } from './trouble.ts';

/** Cables in one answer, and in one transaction. */
const atOnce = 100;

/** Behind every row of a turn. */
const endOfTurn = 2_147_483_647;
const isRead = ({ at: [turn, row] }: ClusterCopy, last: number): boolean => turn >= last && row === endOfTurn;

const pieces = z.array(z.object({ _source: z.object({ row: z.number(), turn: z.number(), hash: z.string(), text: z.string() }) }));

/** `tell`: how many cables are here of how many. */
type FollowerSource = { database: string; tell(done: number, total: number): void; stopIfEnding(): void };

/**
 * Keeps a copy of the cables that another desk has put into the cluster, and of what it says of them: with the same numbers, so that
 * its index answers for the copy, too. What is read is kept at once, with how far that is: whatever breaks off goes on there.
 */
export class Follower {
  private readonly cluster: Cluster;
  private readonly settings: ClusterSettings;
  private readonly source: FollowerSource;
  private readonly db: Db;
  private readonly unpacker: ReturnType<typeof createUnpacker>;

  constructor(cluster: Cluster, settings: ClusterSettings, source: FollowerSource) {
    this.cluster = cluster;
    this.settings = settings;
    this.source = source;
    this.db = openDatabase(source.database, 'archive');
    // Pieces come one by one, in the order in which they were written.
    this.db.pragma('foreign_keys = OFF');
    this.unpacker = createUnpacker(this.db);
  }

  /** The name of the index that answers for the copy. Throws a ClusterTrouble while that is not known. */
  alias(): string {
    const copy = this.copy();
    if (copy === undefined) throw new ClusterTrouble({ what: 'texts' });
    return copy.id;
  }

  private copy(): ClusterCopy | undefined {
    const copy = copyOf(this.db);
    return copy?.of === 'cluster' ? copy : undefined;
  }

  /** What the index may hold that is not here yet: cables that came later. */
  known = (): Dsl[] => [{ range: { row: { lte: this.db.prepare<[], number | null>('SELECT max(row) FROM cables').pluck().get() ?? 0 } } }];

  /** Brings the copy to what the cluster holds. Throws a ClusterTrouble where the index does not answer for all of it. */
  async catchUp(): Promise<void> {
    const unlock = lockFolder(dirname(this.source.database));
    // Looked at again in a moment.
    if (unlock === undefined) return;
    try {
      const id = this.copy()?.id ?? (await this.onlyOne());
      const texts = await textsBehind(this.cluster, textsOf(id));
      if (texts === undefined) throw new ClusterTrouble({ what: 'texts' });
      if (texts.schema !== schemas.archive.length) throw new ClusterTrouble({ what: 'release' });
      if (this.copy()?.made !== texts.made) await this.begin(id, texts);
      if (await this.read(texts)) noteChange(this.db);
    } finally {
      unlock();
    }
    await this.compareIndex();
  }

  /** The archive that is followed, where none is named. */
  private async onlyOne(): Promise<string> {
    const { follows = '' } = this.settings;
    const all = follows === '' ? await archivesIn(this.cluster) : [follows];
    const [one, ...others] = all;
    if (one === undefined) throw new ClusterTrouble({ what: 'texts' });
    if (others.length > 0) throw new ClusterTrouble({ what: 'several', names: all.map((name) => name.replace('cabledesk-', '')) });
    return one;
  }

  /** Before an index with texts is read from its start: what it does not hold is not there any more. */
  private async begin(id: string, texts: ClusterTexts): Promise<void> {
    const there = new RowSet();
    await viewing(this.cluster, texts.name, async (view) => {
      for await (const page of heldPages(view)) for (const { row, hash } of page.values()) if (hash !== '') there.addOne(row);
    });
    this.db
      .transaction(() => {
        for (const row of this.rows()) if (!there.has(row)) this.unpacker.remove(row);
        noteCopy(this.db, { of: 'cluster', id, made: texts.made, at: [0, -1] });
      })
      .immediate();
  }

  private rows = (): number[] => this.db.prepare<[], number>('SELECT row FROM cables').pluck().all();
  private count = (): number => this.db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get() ?? 0;

  /** Takes over what was written since. Returns whether that was anything. */
  private async read({ name, turn }: ClusterTexts): Promise<boolean> {
    for (let isChanged = false; ;) {
      const copy = this.copy();
      if (copy === undefined || isRead(copy, turn)) return isChanged;
      this.source.stopIfEnding();
      const { hits } = await viewing(this.cluster, name, (view) =>
        view.once({
          size: atOnce,
          track_total_hits: true,
          query: { range: { turn: { lte: turn } } },
          sort: [{ turn: 'asc' }, { row: 'asc' }],
          search_after: copy.at,
        }),
      );
      const read = pieces.parse(hits.hits).map(({ _source: one }) => one);
      const last = read.at(-1);
      this.db
        .transaction(() => {
          for (const one of read) isChanged = this.take(one) || isChanged;
          noteCopy(this.db, { ...copy, at: last === undefined ? [turn, endOfTurn] : [last.turn, last.row] });
        })
        .immediate();
      if (last === undefined) return isChanged;
      const count = this.count();
      // The piece of the archive as a whole is none of the cables.
      this.source.tell(count, Math.max(count, (hits.total?.value ?? 0) - 1));
    }
  }

  /** Returns whether the piece was another. */
  private take({ row, hash, text }: { row: number; hash: string; text: string }): boolean {
    if (hash === '') this.unpacker.remove(row);
    else if (row === 0 || this.unpacker.hashOf(row) !== hash) this.unpacker.put({ row, text });
    else return false;
    return true;
  }

  /** Whether the index holds all that is here, by the rules of this program. Throws a ClusterTrouble where it does not. */
  private async compareIndex(): Promise<void> {
    const index = await indexBehind(this.cluster, this.alias());
    if (index === undefined) throw new ClusterTrouble({ what: 'missing' });
    if (index.version !== layoutVersion) throw new ClusterTrouble({ what: 'release' });
    const { hits } = await viewing(this.cluster, index.name, (view) =>
      view.once({ size: 0, track_total_hits: true, query: { bool: { filter: this.known() } } }),
    );
    const [done, total] = [hits.total?.value ?? 0, this.count()];
    if (done < total) throw new ClusterTrouble({ what: 'behind', done, total });
    this.source.tell(total, total);
  }
}

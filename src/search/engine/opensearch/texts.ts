import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createPacker, type CarriedPiece } from '../../../cables/carried.ts';
import { RowSet } from '../../../query/row-set.ts';
import { aboutArchive } from '../../../store/about.ts';
import { schemas, type Db } from '../../../store/database.ts';
import { archiveState } from '../reading.ts';
import { viewing } from './answers.ts';
import type { Cluster, ClusterSettings, Dsl } from './cluster.ts';
import { heldPages } from './held.ts';
import { writeAlias, Writer } from './writing.ts';

/*
 * The cables themselves in a cluster, in an index of their own: for machines that have nothing but its address. Each document is a
 * piece of the archive (cables/carried.ts), with the turn in which it was written; turns are counted, and those that can be read
 * to their end are noted. Whoever has read up to one asks only for what came later; what was taken out leaves an empty piece.
 */

/** Changes with what is kept. */
const version = 'texts 1';
/** Cables in one turn. */
const slice = 2000;

const about = z.object({ version: z.string(), schema: z.number(), made: z.string(), turn: z.number(), covers: z.string() });
type About = z.infer<typeof about>;
/** `made`: another index has another one; `schema`: of the tables that the pieces are of. */
export type ClusterTexts = About & { name: string };

const prefix = 'cabledesk-texts-';
/** The name of the index with the cables of an archive. `alias`: that of the index that is searched. */
export const textsOf = (alias: string): string => alias.replace(/^cabledesk-/, prefix);
/** The archives whose cables are kept in a cluster, by the names of their indices that are searched. */
export async function archivesIn(cluster: Cluster): Promise<string[]> {
  const all = Object.keys((await cluster.send({ method: 'GET', path: `/${prefix}*` })) ?? {});
  return all.map((name) => name.replace(prefix, 'cabledesk-')).toSorted();
}

const described = z.record(z.string(), z.object({ mappings: z.object({ _meta: z.unknown().optional() }) }));

/** What is known of an index with texts; undefined where there is none of ours. */
export async function textsBehind(cluster: Cluster, name: string): Promise<ClusterTexts | undefined> {
  const answer = await cluster.send({ method: 'GET', path: `/${name}/_mapping` });
  const meta = answer === undefined ? undefined : described.parse(answer)[name]?.mappings._meta;
  const read = about.safeParse(meta);
  return read.success && read.data.version === version ? { name, ...read.data } : undefined;
}

/** How such an index is made. */
function indexBody({ shards, replicas }: ClusterSettings, meta: About): Dsl {
  return {
    settings: {
      index: {
        number_of_shards: shards,
        ...(replicas === undefined ? { auto_expand_replicas: '0-1' } : { number_of_replicas: replicas }),
        refresh_interval: '30s',
        codec: 'best_compression',
      },
    },
    mappings: {
      dynamic: 'strict',
      _meta: meta,
      properties: {
        row: { type: 'integer' },
        turn: { type: 'long' },
        // Empty where the piece was taken out.
        hash: { type: 'keyword', index: false },
        text: { type: 'keyword', index: false, doc_values: false },
      },
    },
  };
}

/** Keeps the cables of an archive in a cluster as the database holds them. */
export class TextKeeper {
  private readonly cluster: Cluster;
  private readonly name: string;
  private readonly settings: ClusterSettings;
  private readonly db: Db;
  private readonly packer: ReturnType<typeof createPacker>;

  constructor(cluster: Cluster, alias: string, settings: ClusterSettings, db: Db) {
    this.cluster = cluster;
    this.name = textsOf(alias);
    this.settings = settings;
    this.db = db;
    this.packer = createPacker(db);
  }

  /** Writes what the database holds otherwise. */
  async catchUp(): Promise<void> {
    const { cluster, name, packer } = this;
    const covers = JSON.stringify([archiveState(this.db), aboutArchive(this.db, 'changed'), packer.archive().hash]);
    const found = await textsBehind(cluster, name);
    if (found?.schema === schemas.archive.length && found.covers === covers) return;
    const texts = found?.schema === schemas.archive.length ? found : await this.make();
    const rows = await this.differing(texts);
    const noted = await this.write(texts, rows);
    await this.note(noted, { covers });
  }

  /** Writes these cables as they are now, or that they are not there any more. */
  async put(rows: readonly number[]): Promise<void> {
    const texts = await textsBehind(this.cluster, this.name);
    if (texts !== undefined) await this.write(texts, rows);
  }

  private async make(): Promise<ClusterTexts> {
    const { cluster, name, settings } = this;
    await cluster.send({ method: 'DELETE', path: `/${name}` });
    const meta: About = { version, schema: schemas.archive.length, made: randomUUID(), turn: 0, covers: '' };
    await cluster.send({ method: 'PUT', path: `/${name}`, body: { ...indexBody(settings, meta), aliases: { [writeAlias(name)]: {} } } });
    return { name, ...meta };
  }

  private async note({ name, ...before }: ClusterTexts, more: Partial<About>): Promise<ClusterTexts> {
    const meta = { ...before, ...more };
    await this.cluster.send({ method: 'PUT', path: `/${name}/_mapping`, body: { _meta: meta } });
    return { name, ...meta };
  }

  /** The cables that are here otherwise than there, or at one place only. */
  private async differing({ name }: ClusterTexts): Promise<RowSet> {
    const rows = new RowSet();
    let last = 0;
    const compareTo = (upTo: number, there: ReadonlyMap<number, { hash: string }>): void => {
      const here = new Set<number>();
      for (const [row, hash] of this.packer.hashes(last, upTo)) {
        here.add(row);
        if (there.get(row)?.hash !== hash) rows.addOne(row);
      }
      for (const [row, { hash }] of there) if (row > 0 && hash !== '' && !here.has(row)) rows.addOne(row);
      last = upTo;
    };
    await viewing(this.cluster, name, async (view) => {
      for await (const page of heldPages(view)) compareTo(Math.max(...page.keys()), page);
    });
    compareTo(Number.MAX_SAFE_INTEGER, new Map());
    return rows;
  }

  /** Writes pieces in turns; that of the archive as a whole comes first in each. */
  private async write(texts: ClusterTexts, rows: Iterable<number>): Promise<ClusterTexts> {
    let noted = texts;
    let some: number[] = [];
    const flush = async (): Promise<void> => {
      const turn = noted.turn + 1;
      const writer = new Writer(this.cluster, this.name);
      const put = ({ row, hash, text }: CarriedPiece): Promise<void> => writer.put(row, { row, turn, hash, text });
      await put(this.packer.archive());
      for (const row of some) await put(this.packer.cable(row) ?? { row, hash: '', text: '' });
      some = [];
      await writer.end();
      noted = await this.note(noted, { turn });
    };
    for (const row of rows) {
      some.push(row);
      if (some.length >= slice) await flush();
    }
    await flush();
    return noted;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Cluster, Dsl } from './cluster.ts';
import { ClusterTrouble } from './trouble.ts';

/** Characters in one request: more are not quicker, and a node keeps all of them in memory. */
const mostCharacters = 4_000_000;
/** Milliseconds before what a full node has turned away is sent again, the first time and at most; after the last it is given up. */
const pauses = [100, 300, 1000, 3000, 5000, 5000, 5000] as const;

const bulk = z.object({
  errors: z.boolean(),
  items: z.array(
    z.record(
      z.string(),
      z.object({
        _id: z.string(),
        status: z.number(),
        error: z.object({ type: z.string().optional(), reason: z.string().nullish() }).optional(),
      }),
    ),
  ),
});

/** The name by which an index is written to, and which exists only with it. */
export const writeAlias = (index: string): string => `${index}-written`;

/**
 * Writes documents to an index: one request is under way while the next is filled, so that as much is read as the cluster takes.
 * Each document is named by its row, so that writing it again changes nothing.
 */
export class Writer {
  private readonly cluster: Cluster;
  private readonly index: string;
  private lines: string[] = [];
  private size = 0;
  private sending: Promise<void> = Promise.resolve();

  constructor(cluster: Cluster, index: string) {
    this.cluster = cluster;
    this.index = index;
  }

  put(row: number, document: Dsl): Promise<void> {
    return this.add(`${JSON.stringify({ index: { _id: String(row) } })}\n${JSON.stringify(document)}\n`);
  }

  remove(row: number): Promise<void> {
    return this.add(`${JSON.stringify({ delete: { _id: String(row) } })}\n`);
  }

  /** Resolves once all has been taken, and can be found. */
  async end(): Promise<void> {
    await this.flush();
    await this.sending;
    const answer = await this.cluster.send({ method: 'POST', path: `/${this.index}/_refresh` });
    if (answer === undefined) throw new ClusterTrouble({ what: 'missing' });
    const { _shards: shards } = z.object({ _shards: z.object({ total: z.number(), failed: z.number() }) }).parse(answer);
    if (shards.failed > 0) throw new ClusterTrouble({ what: 'parts', failed: shards.failed, of: shards.total });
  }

  private async add(line: string): Promise<void> {
    this.lines.push(line);
    this.size += line.length;
    if (this.size >= mostCharacters) await this.flush();
  }

  private async flush(): Promise<void> {
    const { lines } = this;
    this.lines = [];
    this.size = 0;
    await this.sending;
    if (lines.length === 0) return;
    this.sending = this.write(lines);
    // Told when the next one waits for it.
    this.sending.catch(() => {});
  }

  private async write(lines: readonly string[]): Promise<void> {
    let left = lines;
    for (const wait of [...pauses, undefined]) {
      // A name alone would make a lost index anew, as whatever the cluster thinks fit.
      const query = { require_alias: true };
      const answer = await this.cluster.send({ method: 'POST', path: `/${writeAlias(this.index)}/_bulk`, query, lines: left.join('') });
      if (answer === undefined) throw new ClusterTrouble({ what: 'missing' });
      const { items } = bulk.parse(answer);
      const failed = items.flatMap((item, i) => {
        const [entry] = Object.values(item);
        return entry?.error === undefined ? [] : [{ i, ...entry }];
      });
      if (failed.length === 0) return;
      const lost = failed.find(({ status }) => status !== 429 && status < 500);
      if (lost !== undefined)
        throw lost.error?.type === 'index_not_found_exception'
          ? new ClusterTrouble({ what: 'missing' })
          : new Error(`the cluster does not take document ${lost._id}: ${lost.error?.reason ?? ''}`);
      if (wait === undefined) break;
      left = failed.map(({ i }) => left[i] ?? '');
      await pause(wait);
    }
    throw new ClusterTrouble({ what: 'overloaded' });
  }
}

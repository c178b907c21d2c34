import { sha256 } from '../store/hash.ts';
import { type Db } from '../store/database.ts';
import type { Post } from '../reply/reply.ts';

/** A post that is waiting, was sent, or cannot be sent. */
export type OutboxRow = { id: number; desk: string; post: Post; nonce: string; madeAt: number; tries: number };

/**
 * What is to be posted elsewhere. Rows are written in the transaction of the act that causes them and sent afterwards,
 * so that a crash neither loses a post nor sends one for an act that did not happen. The nonce makes a repeated send
 * within minutes harmless; the stored state prevents one after a restart.
 */
export type Outbox = {
  /** Must be called inside the act's transaction. */
  add(desk: string, post: Post, nonceOf: string, at: number): void;
  due(limit: number): OutboxRow[];
  sent(id: number, message: string): void;
  /** The attempt failed; the post stays due. */
  again(id: number, problem: string): void;
  /** Will never be sent: records the reason and adds the fallback post, if any. */
  failed(id: number, problem: string, at: number): void;
  /** Why the post of this act will never be sent; undefined when it was sent or is still due. `nonceOf` as given to `add`. */
  problemOf(desk: string, nonceOf: string): string | undefined;
  /** Called after each transaction that added posts. */
  onAdded(listener: () => void): void;
  notify(): void;
};

/** Files are stored as text in a post's JSON. */
const packBytes = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
const unpackBytes = (key: string, value: unknown): unknown =>
  key === 'bytes' && typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string'
    ? new Uint8Array(Buffer.from(value.base64, 'base64'))
    : value;

export function createOutbox(db: Db): Outbox {
  const listeners: (() => void)[] = [];
  type Row = { id: number; desk: string; post: string; nonce: string; made_at: number; tries: number };
  // A nonce holds at most 25 characters (Discord's message reference).
  const nonceFor = (desk: string, nonceOf: string): string => sha256(`${desk}\n${nonceOf}`).slice(0, 25);
  const add: Outbox['add'] = (desk, post, nonceOf, at) => {
    const nonce = nonceFor(desk, nonceOf);
    db.prepare('INSERT INTO outbox (desk, target, post, nonce, made_at) VALUES (?, ?, ?, ?, ?)').run(
      desk,
      JSON.stringify(post.to),
      JSON.stringify(post, packBytes),
      nonce,
      at,
    );
  };
  return {
    add,
    due(limit) {
      const rows = db
        .prepare<[number], Row>("SELECT id, desk, post, nonce, made_at, tries FROM outbox WHERE state = 'due' ORDER BY id LIMIT ?")
        .all(limit);
      return rows.map((row) => ({
        id: row.id,
        desk: row.desk,
        post: JSON.parse(row.post, unpackBytes) as Post,
        nonce: row.nonce,
        madeAt: row.made_at,
        tries: row.tries,
      }));
    },
    sent(id, message) {
      db.prepare("UPDATE outbox SET state = 'sent', message = ?, problem = NULL WHERE id = ?").run(message, id);
    },
    again(id, problem) {
      db.prepare('UPDATE outbox SET tries = tries + 1, problem = ? WHERE id = ?').run(problem, id);
    },
    failed: db.transaction((id: number, problem: string, at: number) => {
      db.prepare("UPDATE outbox SET state = 'failed', tries = tries + 1, problem = ? WHERE id = ?").run(problem, id);
      const row = db.prepare<[number], Pick<Row, 'desk' | 'post'>>('SELECT desk, post FROM outbox WHERE id = ?').get(id);
      const { fallback } = row === undefined ? { fallback: undefined } : (JSON.parse(row.post) as Post);
      if (row !== undefined && fallback !== undefined)
        add(row.desk, { to: { channel: fallback.channel }, reply: fallback.reply }, `fallback:${id}`, at);
    }),
    problemOf: (desk, nonceOf) =>
      db
        .prepare<[string], string>("SELECT coalesce(problem, 'It was refused.') FROM outbox WHERE nonce = ? AND state = 'failed'")
        .pluck()
        .get(nonceFor(desk, nonceOf)),
    onAdded(listener) {
      listeners.push(listener);
    },
    notify() {
      for (const listener of listeners) listener();
    },
  };
}

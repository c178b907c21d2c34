import { sha256 } from '../store/hash.ts';
import { type Db } from '../store/database.ts';
import type { Post } from '../reply/reply.ts';

/** A post that is due. `target` is the queue it stands in: posts to one place go out one after the other. */
type Due = { id: number; desk: string; target: string; nonce: string; madeAt: number; tries: number };
export type OutboxRow = Due & { post: Post };
/** The same, read when it is its turn: `read` throws what JSON.parse throws when the row is damaged. */
export type NextPost = Due & { read(): Post };

/** Whose business a post is: that of the chat platform, or of webhooks. */
export type PostedTo = 'chat' | 'webhooks';

/**
 * What is to be posted elsewhere. Rows are written in the transaction of the act that causes them and sent afterwards,
 * so that a crash neither loses a post nor sends one for an act that did not happen. The nonce makes a repeated send
 * within minutes harmless; the stored state prevents one after a restart.
 */
export type Outbox = {
  /** Must be called inside the act's transaction. */
  add(desk: string, post: Post, nonceOf: string, at: number): void;
  due(limit: number): OutboxRow[];
  /** The first due post of each target of this kind, but for these targets. */
  firstOfEach(limit: number, except: readonly string[], to: PostedTo): NextPost[];
  /** Notes an attempt, before it is made: what cannot be noted must not be sent. Returns which attempt it is. */
  attempt(id: number): number;
  sent(id: number, message: string): void;
  /** The attempt failed; the post stays due. `counts` is false for a failure that says nothing of this post. */
  again(id: number, problem: string, counts: boolean): void;
  /** Will never be sent: records the reason, and adds the fallback post, if any, and these, which tell of it. */
  failed(id: number, problem: string, at: number, alarms?: readonly Post[]): void;
  /** Whether the last post to this target that was settled could not be sent, either. */
  hasFailedBefore(target: string): boolean;
  /** Why the post of this act will never be sent; undefined when it was sent or is still due. `nonceOf` as given to `add`. */
  problemOf(desk: string, nonceOf: string): string | undefined;
  /** The message that the post of this act became; undefined while it is due, or when it was never sent. */
  messageOf(desk: string, nonceOf: string): string | undefined;
  /** Drops the texts of posts that are settled; what was sent where, and that it is not sent again, stays. Returns how many. */
  dropTexts(): number;
  /** Called after each transaction that added posts. */
  onAdded(listener: () => void): void;
  notify(): void;
};

/** How long texts are kept after a post was sent, or found never to be; milliseconds. Discord knows a nonce for some minutes. */
const kept = { sent: 60 * 60_000, failed: 30 * 24 * 60 * 60_000 } as const;

/** Files are stored as text in a post's JSON. */
const packBytes = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
const unpackBytes = (key: string, value: unknown): unknown =>
  key === 'bytes' && typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string'
    ? new Uint8Array(Buffer.from(value.base64, 'base64'))
    : value;

type Row = { id: number; desk: string; target: string; post: string; nonce: string; made_at: number; tries: number };
const toDue = ({ id, desk, target, nonce, made_at: madeAt, tries }: Row): Due => ({ id, desk, target, nonce, madeAt, tries });
const postOf = ({ post }: Pick<Row, 'post'>): Post => JSON.parse(post, unpackBytes) as Post;

export function createOutbox(db: Db, now: () => number): Outbox {
  const listeners: (() => void)[] = [];
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
  const settle = db.prepare<[string, string | null, string | null, number, number]>(
    'UPDATE outbox SET state = ?, message = ?, problem = ?, settled_at = ? WHERE id = ?',
  );
  return {
    add,
    due: (limit) =>
      db
        .prepare<[number], Row>("SELECT * FROM outbox WHERE state = 'due' ORDER BY id LIMIT ?")
        .all(limit)
        .map((row) => ({ ...toDue(row), post: postOf(row) })),
    firstOfEach: (limit, except, to) =>
      db
        .prepare<[string, number, number], Row>(
          `SELECT * FROM outbox WHERE id IN (
             SELECT min(id) FROM outbox WHERE state = 'due' AND target NOT IN (SELECT value FROM json_each(?)) AND target LIKE '{"webhook":%' = ? GROUP BY target)
           ORDER BY id LIMIT ?`,
        )
        .all(JSON.stringify(except), to === 'webhooks' ? 1 : 0, limit)
        .map((row) => ({ ...toDue(row), read: () => postOf(row) })),
    attempt: (id) => db.prepare<[number], number>('UPDATE outbox SET tries = tries + 1 WHERE id = ? RETURNING tries').pluck().get(id) ?? 0,
    sent: (id, message) => void settle.run('sent', message, null, now(), id),
    again(id, problem, counts) {
      db.prepare('UPDATE outbox SET tries = tries - ?, problem = ? WHERE id = ?').run(counts ? 0 : 1, problem, id);
    },
    failed: db.transaction((id: number, problem: string, at: number, alarms: readonly Post[] = []) => {
      settle.run('failed', null, problem, at, id);
      const row = db.prepare<[number], Row>("SELECT *, iif(json_valid(post), post, '{}') AS post FROM outbox WHERE id = ?").get(id);
      if (row === undefined) return;
      const { fallback } = postOf(row);
      if (fallback !== undefined) add(row.desk, { to: { channel: fallback.channel }, reply: fallback.reply }, `fallback:${id}`, at);
      for (const [i, alarm] of alarms.entries()) add(row.desk, alarm, `alarm:${id}:${i}`, at);
    }),
    hasFailedBefore: (target) =>
      db
        .prepare<[string], string>("SELECT state FROM outbox WHERE target = ? AND state <> 'due' ORDER BY settled_at DESC, id DESC LIMIT 1")
        .pluck()
        .get(target) === 'failed',
    messageOf: (desk, nonceOf) =>
      db.prepare<[string], string>("SELECT message FROM outbox WHERE nonce = ? AND state = 'sent'").pluck().get(nonceFor(desk, nonceOf)),
    dropTexts: () =>
      db
        .prepare(
          `UPDATE outbox SET post = '' WHERE post <> '' AND (state = 'sent' AND settled_at < @sent OR state = 'failed' AND settled_at < @failed)`,
        )
        .run({ sent: now() - kept.sent, failed: now() - kept.failed }).changes,
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

import type { Db } from '../store/database.ts';
import { explain } from '../store/sqlite-errors.ts';
import type { Post } from '../reply/reply.ts';
import { inLanguage, type SpokenLanguage } from '../reply/language.ts';
import { stretchesOf } from '../reply/stretches.ts';
import { withholdIn, withholdNames } from '../reply/withhold.ts';
import { actKind, type ActName } from './acts.ts';
import { appendAudit, nextAct } from './audit.ts';
import type { Caller } from './caller.ts';
import { noCable, type Facts, type Writing } from './facts.ts';
import type { FactKind } from './kinds.ts';
import { openedOrNot, type Ledger } from './ledger.ts';
import type { Outbox } from './outbox.ts';
import { noteSaved } from './saved.ts';
import type { Trouble } from './trouble.ts';

/** What an effect works with: the facts it changes and the posts it causes. */
export type Tools = Writing & {
  /** Queues what `make` makes in the desk's language, whoever acts: others read it. */
  post(make: () => Post): void;
  /** The connection that writes, inside the act's transaction. */
  readonly db: Db;
};

/** What the audit log records about an act. */
export type Act = { act: ActName; cable?: string; detail?: Record<string, unknown> };

type Parts = {
  db: Db;
  /** Of the database, for messages. */
  path: string;
  now: () => number;
  facts: Facts;
  outbox: Outbox;
  /** The desk's language. */
  language: SpokenLanguage | undefined;
  ledger: Ledger;
  trouble: Trouble;
  /** Called after each act that took effect. */
  onDone(done: { isJudged: boolean; isChanged: boolean }): void;
};

/** Who reads a post, as the ledger has it. */
const readerOf = (to: Post['to']): string => ('member' in to ? to.member : 'webhook' in to ? `webhook ${to.webhook}` : `#${to.channel}`);

/** For somebody who only looks: while the disk takes nothing, and in the past. */
export const writingNothing: Writing = { act: 0, put: () => false, drop: () => false, restore: () => false };

/** People's acts, each executed once however often its interaction is delivered. See `act`, `claim` and `wasDone` of Desk. */
export function createActs({ db, path, now, facts, outbox, language, ledger, onDone, trouble }: Parts) {
  const claimRow = db.prepare('INSERT INTO interactions (id, at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING');
  const saveOutcome = db.prepare(
    'INSERT INTO interactions (id, at, outcome) VALUES (@id, @at, @outcome) ON CONFLICT (id) DO UPDATE SET outcome = @outcome',
  );
  const outcomeOf = db.prepare<[string], string | null>('SELECT outcome FROM interactions WHERE id = ?').pluck();

  /** What goes to a channel shows none of the names that leads withhold, whatever posts it. */
  const withheldIn = (desk: string, post: Post): Post => {
    if ('member' in post.to) return post;
    const names = facts.all(desk, 'withheld').map(({ key }) => key);
    return { ...post, reply: withholdNames(post.reply, names), ...(post.news === undefined ? {} : { news: withholdIn(post.news, names) }) };
  };

  const act = <T>(caller: Caller, entry: Act, effect: (tools: Tools) => T): T => {
    const posts: Post[] = [];
    const written = new Set<FactKind>();
    let isNew = false;
    const work = db.transaction((): T => {
      const before = outcomeOf.get(caller.interaction);
      if (before !== undefined && before !== null) return (JSON.parse(before) as { outcome: T }).outcome;
      isNew = true;
      const at = now();
      const writing = noting(facts.writing(caller.desk, nextAct(db), caller.member, at), written);
      const outcome = effect({
        ...writing,
        db,
        post: (make) => void posts.push(inLanguage(language, () => withheldIn(caller.desk, make()))),
      });
      appendAudit(db, {
        desk: caller.desk,
        at,
        member: caller.member,
        role: caller.role ?? 'none',
        via: caller.via,
        act: entry.act,
        cable: entry.cable,
        detail: entry.detail ?? {},
      });
      for (const [i, post] of posts.entries()) {
        if ('member' in post.to && facts.get(caller.desk, 'paused', noCable, post.to.member) !== undefined) continue;
        const reader = { desk: caller.desk, member: readerOf(post.to) };
        ledger.record(
          reader,
          entry.act,
          openedOrNot(stretchesOf(post.reply), () => Infinity),
          at,
        );
        outbox.add(caller.desk, post, `${caller.interaction}:${i}`, at);
      }
      saveOutcome.run({ id: caller.interaction, at, outcome: JSON.stringify({ outcome }) });
      return outcome;
    });
    let outcome: T;
    try {
      // Deferred: an immediate transaction would lock the attached archive, too.
      outcome = work();
    } catch (error) {
      // Reading goes on: the ledger's entry waits in memory, only the row of the audit log is missing.
      if (trouble.note(error) && actKind(entry.act).looks === true) return effect({ ...writingNothing, db, post: () => {} });
      throw explain(path, error);
    }
    trouble.over();
    // From here on it stands, whatever fails.
    // What the bot does by itself on the way, such as telling the leads, is nobody's change and nobody else's business.
    if (isNew && caller.via !== 'clock' && actKind(entry.act).looks !== true) noteSaved(entry.act);
    if (posts.length > 0) outbox.notify();
    onDone({ isJudged: written.has('judgment'), isChanged: written.size > 0 });
    return outcome;
  };

  return {
    act,
    claim: (interaction: string): boolean => claimRow.run(interaction, now()).changes === 1,
    wasDone: (interaction: string): boolean => (outcomeOf.get(interaction) ?? null) !== null,
  };
}

/** Wraps the writer so that `written` collects the kinds it actually changed. */
const noting = (writing: Writing, written: Set<FactKind>): Writing => {
  const note = (kind: FactKind, isChanged: boolean): boolean => {
    if (isChanged) written.add(kind);
    return isChanged;
  };
  return {
    ...writing,
    put: (kind, ...rest) => note(kind, writing.put(kind, ...rest)),
    drop: (kind, ...rest) => note(kind, writing.drop(kind, ...rest)),
    restore: (change) => note(change.kind, writing.restore(change)),
  };
};

import { statfsSync } from 'node:fs';
import type { Line } from '../../chat/chat.ts';
import { backupState } from '../../desk/backups/state.ts';
import type { Desk } from '../../desk/desk.ts';
import { version } from '../../desk/version.ts';
import { limits } from '../limits.ts';

type Part = { done: number; total: number };

/**
 * How the running bot is. `status`: `starting` until people can be answered; `failing` when they cannot be, or nothing can be
 * saved; `degraded` when somebody should look at it, but it works. Times are ISO 8601, null for never. It says nothing of what
 * cables hold or people do.
 */
export type Health = {
  status: 'ok' | 'degraded' | 'starting' | 'failing';
  /** What is wrong, a sentence each. */
  problems: string[];
  version: string;
  cables: number;
  chat: { connected: boolean; answered: string | null; event: string | null };
  posts: { due: number; oldest: string | null };
  index: Part;
  names: Part;
  /** Bytes that are free where the desk's data lies. */
  disk: { free: number; since: string | null };
  digest: string | null;
  backup: { last: string | null; failing: string | null };
};

/** Whether people can be answered. */
export const isAnswering = ({ status }: Health): boolean => status === 'ok' || status === 'degraded';

/** `line`: undefined while the chat is being started. */
export function healthOf(desk: Desk, folder: string, line: Line | undefined): Health {
  const now = desk.now();
  const one = (sql: string): number | undefined => desk.db.prepare<[], number | null>(sql).pluck().get() ?? undefined;
  const due = one("SELECT count(*) FROM outbox WHERE state = 'due'") ?? 0;
  const oldest = one("SELECT min(made_at) FROM outbox WHERE state = 'due'");
  const digest = one("SELECT max(at) FROM audit WHERE act = 'digest'");
  const backup = backupState(desk.db);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const full = desk.trouble.since();
  const isSilent = line !== undefined && now - line.answeredAt > limits.silence;
  const fatal = [
    isSilent && `Discord has not answered since ${iso(line.answeredAt) ?? 'the start'}.`,
    full !== undefined && `Nothing has been saved since ${iso(full)}: the disk is full, read-only or failing.`,
  ].filter((problem) => problem !== false);
  const others = [
    line?.isConnected === false && !isSilent && 'The bot is not connected to Discord; it tries again.',
    oldest !== undefined && now - oldest > limits.post && `Posts have been waiting since ${iso(oldest)}.`,
    backup?.trouble !== undefined && `Backups have been failing since ${iso(backup.trouble.since)}; the log says why.`,
    backup?.madeAt !== undefined && now - backup.madeAt > limits.backup && `The last backup was made at ${iso(backup.madeAt)}.`,
    free < limits.room && `Less than 1 GB is free in the data folder's file system.`,
  ].filter((problem) => problem !== false);
  return {
    status: fatal.length > 0 ? 'failing' : line === undefined ? 'starting' : others.length > 0 ? 'degraded' : 'ok',
    problems: [...fatal, ...others],
    version,
    cables: desk.cables.count(),
    chat: { connected: line?.isConnected ?? false, answered: iso(line?.answeredAt), event: iso(line?.eventAt) },
    posts: { due, oldest: iso(oldest) },
    index: desk.index.progress(),
    names: desk.names.progress(),
    disk: { free, since: iso(full) },
    digest: iso(digest),
    backup: { last: iso(backup?.madeAt), failing: iso(backup?.trouble?.since) },
  };
}

const iso = (at: number | undefined): string | null => (at === undefined || at === 0 ? null : new Date(at).toISOString());

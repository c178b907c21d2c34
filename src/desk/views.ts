import { createHmac, randomBytes } from 'node:crypto';
import { sha256 } from '../store/hash.ts';
import type { Db } from '../store/database.ts';
import { isDiskTrouble } from '../store/sqlite-errors.ts';

/**
 * Button state that does not fit into the platform's 100 characters. A view is found by
 * a hash of its content, so the same state is stored once and a button works after a restart and weeks later. Where searches
 * are not kept, it stays in memory, because most of it holds what somebody asked: after a restart such a button is gone.
 */
export type Views = {
  /** Stores a JSON text and returns its key: 22 characters of base64url. */
  keep(desk: string, view: string): string;
  /** The JSON text, or undefined when this desk has none under that key. */
  find(desk: string, key: string): string | undefined;
  /** What only this desk can write under a text, with a secret of its own: 8 characters of base64url (48 bits). */
  seal(text: string): string;
  /** Drops what was last shown before a moment. Returns how many. */
  forget(before: number): number;
  /**
   * Stores all views of one message in one transaction: one disk sync instead of ten. What the disk does not take waits in
   * memory, where `find` finds it, and is stored with the next that can be.
   */
  together<T>(work: () => T): T;
};

const day = 24 * 60 * 60_000;
/** Views held in memory: the last ones of some thousand messages. */
const mostInMemory = 20_000;

export function createViews(db: Db, now: () => number, isKept: boolean): Views {
  db.prepare("INSERT OR IGNORE INTO settings (name, value) VALUES ('button secret', ?)").run(randomBytes(32).toString('base64url'));
  const secret = db.prepare<[], string>("SELECT value FROM settings WHERE name = 'button secret'").pluck().get() ?? '';
  const insert = db.prepare(
    `INSERT INTO views (key, desk, view, made_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET made_at = excluded.made_at WHERE made_at < excluded.made_at - ${day}`,
  );
  const memory = new Map<string, { desk: string; view: string }>();
  let isCollecting = false;
  const storeAll = db.transaction(() => {
    for (const [key, { desk, view }] of memory) insert.run(key, desk, view, now());
  });
  const store = (): void => {
    if (!isKept || memory.size === 0) return;
    try {
      storeAll();
      memory.clear();
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
    }
  };
  return {
    forget: (before) => db.prepare('DELETE FROM views WHERE made_at < ?').run(before).changes,
    seal: (text) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 8),
    keep(desk, view) {
      const key = Buffer.from(sha256(`${desk}\n${view}`), 'hex')
        .toString('base64url')
        .slice(0, 22);
      memory.delete(key);
      memory.set(key, { desk, view });
      const [oldest] = memory.size > mostInMemory ? memory.keys() : [];
      if (oldest !== undefined) memory.delete(oldest);
      if (!isCollecting) store();
      return key;
    },
    find(desk, key) {
      const held = memory.get(key);
      if (held?.desk === desk) return held.view;
      return db.prepare<[string, string], string>('SELECT view FROM views WHERE key = ? AND desk = ?').pluck().get(key, desk);
    },
    together(work) {
      isCollecting = true;
      try {
        return work();
      } finally {
        isCollecting = false;
        store();
      }
    },
  };
}

import { createHmac, randomBytes } from 'node:crypto';
import { sha256 } from '../store/hash.ts';
import { type Db } from '../store/database.ts';

/**
 * Button state that does not fit into the platform's 100 characters. A view is found by
 * a hash of its content, so the same state is stored once and a button works after a restart and weeks later.
 */
export type Views = {
  /** Stores a JSON text and returns its key: 22 characters of base64url. */
  keep(desk: string, view: string): string;
  /** The JSON text, or undefined when this desk has none under that key. */
  find(desk: string, key: string): string | undefined;
  /** What only this desk can write under a text, with a secret of its own: 8 characters of base64url (48 bits). */
  seal(text: string): string;
  /** Stores all views of one message in one transaction: one disk sync instead of ten. */
  together<T>(work: () => T): T;
};

export function createViews(db: Db, now: () => number): Views {
  db.prepare("INSERT OR IGNORE INTO settings (name, value) VALUES ('button secret', ?)").run(randomBytes(32).toString('base64url'));
  const secret = db.prepare<[], string>("SELECT value FROM settings WHERE name = 'button secret'").pluck().get() ?? '';
  return {
    seal: (text) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 8),
    keep(desk, view) {
      const key = Buffer.from(sha256(`${desk}\n${view}`), 'hex')
        .toString('base64url')
        .slice(0, 22);
      db.prepare('INSERT INTO views (key, desk, view, made_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING').run(
        key,
        desk,
        view,
        now(),
      );
      return key;
    },
    find(desk, key) {
      return db.prepare<[string, string], string>('SELECT view FROM views WHERE key = ? AND desk = ?').pluck().get(key, desk);
    },
    together: (work) => db.transaction(work)(),
  };
}

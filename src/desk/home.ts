import type { Db } from '../store/database.ts';

/** Owner of the facts until the bot is first started for a server. */
export const terminalDesk = 'terminal';

const setting = (db: Db, name: string): string | undefined =>
  db.prepare<[string], string>('SELECT value FROM settings WHERE name = ?').pluck().get(name);
const set = (db: Db, name: string, value: string): void =>
  void db
    .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(name, value);

/** The server that a desk belongs to; `terminal` before there is one. */
export const homeIn = (db: Db): string => setting(db, 'desk') ?? terminalDesk;

/** The demo's own server; undefined for a desk that was never opened in the demo. */
export const demoServer = (db: Db): string | undefined => setting(db, 'demo');
export const noteDemoServer = (db: Db, id: string): void => set(db, 'demo', id);

/** The server that the bot was last started for. See `home` and `setHome` of Desk. */
export function createHome(db: Db) {
  const home = (): string => homeIn(db);
  return {
    home,
    setHome: db.transaction((id: string) => {
      // A withdrawn cable stays withdrawn, whichever server the desk runs on.
      if (home() !== id) db.prepare("UPDATE OR IGNORE facts SET desk = ? WHERE desk = ? AND kind = 'mask'").run(id, home());
      // Tags and notes made in the terminal before there was a server belong to the same people.
      if (home() === terminalDesk && id !== terminalDesk)
        for (const table of ['facts', 'roster', 'watched'])
          db.prepare(`UPDATE OR IGNORE ${table} SET desk = ? WHERE desk = ?`).run(id, terminalDesk);
      set(db, 'desk', id);
    }),
  };
}

import type { Db } from '../store/database.ts';

/** Owner of the facts until the bot is first started for a server. */
const terminalDesk = 'terminal';

/** The server that the bot was last started for. See `home` and `setHome` of Desk. */
export function createHome(db: Db) {
  const home = (): string => db.prepare<[], string>("SELECT value FROM settings WHERE name = 'desk'").pluck().get() ?? terminalDesk;
  return {
    home,
    setHome: db.transaction((id: string) => {
      // A withdrawn cable stays withdrawn, whichever server the desk runs on.
      if (home() !== id) db.prepare("UPDATE OR IGNORE facts SET desk = ? WHERE desk = ? AND kind = 'mask'").run(id, home());
      // Tags and notes made in the terminal before there was a server belong to the same people.
      if (home() === terminalDesk && id !== terminalDesk)
        for (const table of ['facts', 'roster', 'watched'])
          db.prepare(`UPDATE OR IGNORE ${table} SET desk = ? WHERE desk = ?`).run(id, terminalDesk);
      db.prepare("INSERT INTO settings (name, value) VALUES ('desk', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(id);
    }),
  };
}

import { DeskError } from '../reply/failure.ts';
import { own, quoted, said } from '../reply/text.ts';
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

/**
 * SQL: whether a row of audit or changes is one of this desk's, under whichever id it was written. What happened is not
 * rewritten when a desk moves (the audit's hashes cover the id): the ids that it had before are noted in the settings.
 * `desk`: a parameter with a name, or a literal.
 */
export const ofDesk = (column: string, desk: string): string => `${column} IN (SELECT ${desk}
  UNION ALL SELECT id.value FROM main.settings AS s, json_each(s.value) AS id WHERE s.name = 'former ' || ${desk})`;

/** The ids that a desk had before. */
export const formerIds = (db: Db, desk: string): string[] => JSON.parse(setting(db, `former ${desk}`) ?? '[]') as string[];

/** Notes ids that a desk had before. */
export function noteFormer(db: Db, desk: string, ids: readonly string[]): void {
  const all = [...new Set([...formerIds(db, desk), ...ids])].filter((id) => id !== desk);
  if (all.length > 0) set(db, `former ${desk}`, JSON.stringify(all));
}

/** Makes a folder the home of a desk. */
export const takeHome = (db: Db, desk: string): void => set(db, 'desk', desk);

/** Gives all that is one desk's to another id, and notes what it was called before. Rows that are there already stay. */
export function giveTo(db: Db, from: string, to: string): void {
  const tables = db
    .prepare<[], string>(
      `SELECT t.name FROM main.sqlite_schema AS t, pragma_table_info(t.name) AS c
       WHERE t.type = 'table' AND c.name = 'desk' AND t.name NOT IN ('audit', 'changes')`,
    )
    .pluck()
    .all();
  for (const table of tables)
    for (const [old, now] of [
      [from, to],
      // The facts of documents that are gone: see held.ts.
      [`aside ${from}`, `aside ${to}`],
    ]) {
      db.prepare(`UPDATE OR IGNORE main.${table} SET desk = ? WHERE desk = ?`).run(now, old);
      // The same person, the same day: once is enough. A withdrawal stays, whatever else is there.
      if (table !== 'facts') db.prepare(`DELETE FROM main.${table} WHERE desk = ?`).run(old);
    }
  noteFormer(db, to, [...formerIds(db, from), from]);
  db.prepare('DELETE FROM settings WHERE name = ?').run(`former ${from}`);
  if (homeIn(db) === from) set(db, 'desk', to);
}

/** Throws a DeskError (config) when the desk in this folder belongs to another server. */
export function refuseOtherServer(db: Db, folder: string, server: string): void {
  const home = homeIn(db);
  if (home === terminalDesk || home === server) return;
  const isDemo = home === demoServer(db);
  throw new DeskError(
    said`The desk in ${quoted(folder)} belongs to ${own(isDemo ? 'the demo’s server' : 'the server')} ${quoted(home)}, not to ${quoted(server)} (DISCORD_GUILD_ID): its tags, notes and history would be hidden there.`,
    {
      kind: 'config',
      hint: said`${own(isDemo ? 'Move' : 'Set DISCORD_GUILD_ID to that server, move')} the desk to this one (${own('npm run -s cabledesk -- desk move')} ${quoted(server)}), or start another desk in its own folder (--data).`,
    },
  );
}

/** The server that the bot was last started for. See `home` and `setHome` of Desk. */
export function createHome(db: Db, folder: string) {
  return {
    home: (): string => homeIn(db),
    setHome: db.transaction((id: string) => {
      refuseOtherServer(db, folder, id);
      // What was done in the terminal before there was a server belongs to the same people.
      if (homeIn(db) !== id) giveTo(db, homeIn(db), id);
      set(db, 'desk', id);
    }),
  };
}

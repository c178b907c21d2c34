import { afterAll } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Desk } from '../../src/desk/desk.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import { openSample, quiet } from './desk.ts';

/**
 * One desk for all tests of a file (one for each kind that they ask for): starting its threads for each would cost half a
 * second. It is opened when the first test asks, and each gets it as it was then; when a test has imported something or
 * closed it, the next gets a new one.
 */
export function reusedDesk<Kind extends readonly unknown[]>(open: (...kind: Kind) => Promise<Desk>): (...kind: Kind) => Promise<Desk> {
  const opened = new Map<string, { desk: Desk; restore: () => boolean }>();
  const close = async ({ desk }: { desk: Desk }): Promise<void> => {
    if (desk.db.open) await desk.close();
  };
  afterAll(async () => void (await Promise.all(opened.values().map(close))));
  return async (...kind) => {
    const key = JSON.stringify(kind);
    const last = opened.get(key);
    if (last?.restore() === true) {
      // What editors decided about names is forgotten, too.
      await last.desk.names.changed();
      return last.desk;
    }
    opened.delete(key);
    if (last !== undefined) await close(last);
    const desk = await open(...kind);
    opened.set(key, { desk, restore: restorer(desk) });
    return desk;
  };
}

/** A bot over the sample trove at a reused desk, one for each exposure. */
export function reusedSample(): (exposure?: Exposure) => Promise<Bot> {
  const reused = reusedDesk((exposure: Exposure) => openSample({ exposure }));
  return async (exposure = 'desk') => createBot(await reused(exposure), quiet);
}

/** Puts back what the desk holds now. The function returned says false when that cannot be done. */
function restorer({ db }: Desk): () => boolean {
  const tables = db
    .prepare<[], string>("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  const triggers = db.prepare<[], { name: string; sql: string }>("SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger'");
  const first = triggers.all();
  for (const table of tables) db.exec(`CREATE TEMP TABLE first_${table} AS SELECT * FROM main.${table}`);
  const imports = db.prepare<[], number>('SELECT count(*) FROM imports').pluck();
  const before = imports.get();
  const putBack = db.transaction(() => {
    // They let nothing be removed from some tables; a test may have dropped some, and made others.
    for (const { name } of triggers.all()) db.exec(`DROP TRIGGER ${name}`);
    for (const table of tables) db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM first_${table}`);
    for (const { sql } of first) db.exec(sql);
  });
  return () => {
    if (!db.open || imports.get() !== before) return false;
    putBack();
    return true;
  };
}

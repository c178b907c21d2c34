import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { happy } from '../fixtures/every-command.ts';
import { ask, quiet, sampleData, someone, testDesk } from '../helpers/desk.ts';

/*
 * The rows of `cables` hold the texts: whoever goes through them all reads gigabytes, on the thread that answers everybody. What is asked
 * of all cables is read from indexes that hold it.
 */

/** How SQLite goes about each statement that is run from now on, by its words. */
function notePlans(): Map<string, string> {
  const plans = new Map<string, string>();
  const own = Database.prototype.prepare;
  const note = (db: Database.Database, sql: string, values: unknown[]): void => {
    if (plans.has(sql) || /^\s*(?:EXPLAIN|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|ATTACH|VACUUM)/i.test(sql)) return;
    const steps = (own.call(db, `EXPLAIN QUERY PLAN ${sql}`) as Database.Statement<unknown[], { detail: string }>).all(...values);
    plans.set(sql, steps.map(({ detail }) => detail).join('\n'));
  };
  Database.prototype.prepare = function prepare(this: Database.Database, sql: string) {
    const statement = own.call(this, sql);
    for (const name of ['get', 'all', 'run', 'iterate'] as const) {
      const run = statement[name].bind(statement) as (...values: unknown[]) => unknown;
      Object.defineProperty(statement, name, {
        value: (...values: unknown[]) => {
          note(this, sql, values);
          return run(...values);
        },
      });
    }
    return statement;
  } as typeof own;
  onTestFinished(() => {
    Database.prototype.prepare = own;
  });
  return plans;
}

/** The steps of a plan that go through all rows of what holds texts. */
function scans(sql: string, plan: string): string[] {
  const names = ['cables', 'cable_versions'].flatMap((table) => [
    table,
    ...[...sql.matchAll(new RegExp(`\\b${table}(?: AS)? (\\w+)`, 'g'))].map(([, alias]) => alias),
  ]);
  return plan.split('\n').filter((step) => names.some((name) => new RegExp(`^SCAN (?:\\w+\\.)?${name}\\b(?!.*COVERING INDEX)`).test(step)));
}

test.each(['lead', 'editor'] as const)('no command goes through the rows of all cables (%s, with a cable withdrawn)', async (role) => {
  const folder = await sampleData();
  const plans = notePlans();
  const desk = testDesk({ folder });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const bot = await createBot(desk, quiet);
  await ask(bot, 'desk mask', { ref: 'COREU/WAS/0107/18', why: 'A court asked for it' }, someone('lead'));
  for (const [name, options] of happy) await ask(bot, name, options, someone(role));
  const found = [...plans].flatMap(([sql, plan]) => scans(sql, plan).map((step) => `${step}: ${sql.replaceAll(/\s+/g, ' ')}`));
  expect(found).toEqual([]);
  expect(plans.size).toBeGreaterThan(100);
});

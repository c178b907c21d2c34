import Database from 'better-sqlite3';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDesk } from '../../src/desk/desk.ts';
import { verifyFolder } from '../../src/desk/verify/verify.ts';
import { restore } from '../../src/store/backup.ts';
import { archiveFiles, files, openReader, schemas } from '../../src/store/database.ts';
import { testDesk } from '../helpers/desk.ts';
import { workIn, type DeskWork } from '../helpers/desk-work.ts';
import { layMonth, months } from '../helpers/months.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * Thirty days of work at a desk of each release, and of commit 9a62184, before there were any: opened by the program as it is
 * now. What was done was written down by that release itself: docs/releasing.md.
 */

/** A database as the bytes of a copy without free pages, and without the number that counts such copies: the same for the same schema and rows. */
function bytesOf(path: string): Buffer {
  const copy = join(tempFolder(), 'copy.sqlite');
  const db = new Database(path);
  db.prepare('VACUUM INTO ?').run(copy);
  db.close();
  return readFileSync(copy).fill(0, 40, 44);
}

const schemaOf = (path: string): number => {
  const db = openReader(path);
  const version = Number(db.pragma('user_version', { simple: true }));
  db.close();
  return version;
};

describe.each(months)('thirty days of work, as %s left them', (release) => {
  test('are all there after the upgrade, and whole', async () => {
    const folder = tempFolder();
    const done = layMonth(release, folder);
    const desk = testDesk({ folder });
    await Promise.all([desk.index.ready(), desk.names.settled()]);
    const now = workIn(desk.db);
    for (const what of Object.keys(done) as (keyof DeskWork)[]) expect(now[what], what).toEqual(done[what]);
    expect(done.audit.length).toBeGreaterThan(400);
    expect(new Set(done.facts.map(([, kind]) => kind)).size).toBeGreaterThan(14);
    await desk.close();
    const { isWhole, faults } = verifyFolder({ folder, archive: join(folder, files.archive), backups: join(folder, files.backups) }, 0);
    expect([isWhole, faults]).toEqual([true, []]);
  });

  test('are seen as of each of their days after the upgrade', async () => {
    const folder = tempFolder();
    layMonth(release, folder);
    const desk = testDesk({ folder, now: () => Date.UTC(2027, 0, 1) });
    const [first = 0] = desk.db.prepare<[], number>('SELECT min(at) FROM audit').pluck().all();
    const changes = desk.db
      .prepare<[], { at: number; path: string; after: string | null }>(
        "SELECT audit.at, kind || ' ' || changes.cable || ' ' || key AS path, after FROM changes JOIN audit ON seq = changes.act WHERE kind <> 'mask' ORDER BY changes.act, n",
      )
      .all();
    for (const days of [2, 11, 40]) {
      const day = new Date(first + days * 24 * 60 * 60_000).toISOString().slice(0, 10);
      const { db } = await desk.asOf(day);
      // The other way round than the desk makes it: from nothing, change by change.
      const made = new Map<string, string | null>();
      for (const { at, path, after } of changes) if (new Date(at).toISOString().slice(0, 10) <= day) made.set(path, after);
      const stands = db
        .prepare<[], [string, string]>(
          "SELECT kind || ' ' || cable || ' ' || key, json_object('value', json(value), 'member', member, 'at', at) FROM main.facts WHERE kind <> 'mask'",
        )
        .raw();
      expect(new Map(stands.all())).toEqual(new Map([...made].filter(([, after]) => after !== null)));
      expect(made.size).toBeGreaterThan(20);
    }
  });

  test('come back from the copies that the upgrade made, byte for byte', async () => {
    const [folder, before, back] = [tempFolder(), tempFolder(), tempFolder()];
    layMonth(release, folder);
    layMonth(release, before);
    await openDesk({ folder, exposure: 'desk' }).close();
    const archive = join(files.archive, archiveFiles.database);
    const asked = [
      { path: files.database, newest: schemas.desk.length },
      { path: archive, newest: schemas.archive.length },
    ].filter(({ path, newest }) => existsSync(join(before, path)) && schemaOf(join(before, path)) < newest);
    for (const { path, newest } of asked) {
      const copy = join(folder, `${path}.before-schema-${newest}`);
      if (path === files.database) await restore(copy, back, 0);
      expect(bytesOf(path === files.database ? join(back, path) : copy).equals(bytesOf(join(before, path))), path).toBe(true);
    }
    expect(asked.length > 0 || release !== '9a62184').toBe(true);
  });
});

test('a data folder is kept of each release', () => {
  const changes = readFileSync(join(import.meta.dirname, '../../docs/CHANGELOG.md'), 'utf8');
  const releases = [...changes.matchAll(/^## (\d+\.\d+\.\d+)\b/gm)].map(([, version]) => version);
  expect(releases.filter((version) => !months.includes(version ?? ''))).toEqual([]);
});

import { z } from 'zod';
import { quoted, said, time, type Text } from '../../reply/text.ts';
import type { Db } from '../../store/database.ts';

/** What the desk knows of its nightly backups. `trouble`: why the last attempt failed, and since when they fail. */
const shape = z.object({
  madeAt: z.number().optional(),
  drilledAt: z.number().optional(),
  trouble: z.object({ since: z.number(), why: z.string() }).optional(),
});
export type BackupState = z.infer<typeof shape>;

/** Undefined for a desk without nightly backups. */
export function backupState(db: Db): BackupState | undefined {
  const value = db.prepare<[], string>("SELECT value FROM settings WHERE name = 'backup'").pluck().get();
  return value === undefined ? undefined : shape.parse(JSON.parse(value));
}

export function keepBackupState(db: Db, state: BackupState): void {
  db.prepare("INSERT INTO settings (name, value) VALUES ('backup', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value").run(
    JSON.stringify(state),
  );
}

/** How old the last backup is and when it was restored on trial; undefined without nightly backups. */
export function backupAge(db: Db): Text | undefined {
  const state = backupState(db);
  if (state === undefined) return undefined;
  const { madeAt, drilledAt, trouble } = state;
  const failing = trouble === undefined ? said`` : said` Backups have been failing since ${time(trouble.since, 'both')}.`;
  if (madeAt === undefined) return said`No backup has been made yet.${failing}`;
  return said`The last backup was made ${time(madeAt, 'relative')}${drilledAt === undefined ? said`` : said`, and test-restored ${time(drilledAt, 'relative')}`}.${failing}`;
}

/** The same with why backups fail, which may name files of the machine: for leads. */
export function backupText(db: Db): Text | undefined {
  const age = backupAge(db);
  const why = backupState(db)?.trouble?.why;
  return age === undefined || why === undefined ? age : said`${age} ${quoted(why)}`;
}

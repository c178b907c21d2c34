import { resolve } from 'node:path';
import { z } from 'zod';
import { brokenAuditRow } from '../desk/audit.ts';
import { makeBackup } from '../desk/backups/make.ts';
import { keepBackupState } from '../desk/backups/state.ts';
import { DeskError } from '../reply/failure.ts';
import { backUp } from '../store/backup.ts';
import { terminal } from '../chat/neutralise.ts';
import { count, plain, plural, said } from '../reply/text.ts';
import type { Verb } from './verb.ts';

export const backupArgs = z.object({
  file: z.string().optional(),
  nightly: z.object({ folder: z.string(), recipient: z.string().optional(), command: z.string().optional() }).optional(),
});

/** Writes consistent copies of the desk's database and its archive's: to a file, or as one more of the nightly ones. */
export const runBackup: Verb<z.infer<typeof backupArgs>> = async ({ desk }, { file, nightly }, io) => {
  if (file === undefined) {
    if (nightly === undefined)
      throw new DeskError(said`Nightly backups are off (CABLEDESK_BACKUPS).`, { kind: 'usage', hint: said`Name a file.` });
    const { path, madeAt, drilledAt, counts, encrypted, audit } = await makeBackup(desk, nightly);
    keepBackupState(desk.db, { madeAt, drilledAt });
    await io.out(
      `${terminal(path)}: ${plain([plural(counts.cables, 'cable')])}, ${plain([plural(counts.facts, 'fact')])}, ${encrypted ? 'encrypted' : 'not encrypted'}\n` +
        `A test restore succeeded. The audit log ${audit.seq === 0 ? 'is empty' : `has ${count(audit.seq)} rows and ends in ${audit.hash.slice(0, 12)}`}.\n`,
    );
    return 0;
  }
  const path = resolve(io.cwd, file);
  const { bytes, sha256 } = await backUp(desk, path);
  await io.out(`${path}: ${count(bytes)} bytes, sha-256 ${sha256} (also in ${path}.sha256)\n${path}.archive: the cables\n`);
  const broken = brokenAuditRow(desk.db);
  await io.out(
    broken === undefined
      ? 'The audit log is intact.\n'
      : `The audit log was changed from outside: row ${broken} does not follow from the rows before it. An older backup may tell what it said.\n`,
  );
  return 0;
};

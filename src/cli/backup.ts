import { resolve } from 'node:path';
import { z } from 'zod';
import { brokenAuditRow } from '../desk/audit.ts';
import { backUp } from '../store/backup.ts';
import { count } from '../reply/text.ts';
import type { Verb } from './verb.ts';

export const backupArgs = z.object({ file: z.string() });

/** Writes consistent copies of the desk's database and its archive's with their checksums, and says whether its audit log is whole. */
export const runBackup: Verb<z.infer<typeof backupArgs>> = async ({ desk }, { file }, io) => {
  const path = resolve(io.cwd, file);
  const { bytes, sha256 } = await backUp(desk, path);
  await io.out(`${path}: ${count(bytes)} bytes, sha-256 ${sha256} (also in ${path}.sha256)\n${path}.archive: the cables\n`);
  const broken = brokenAuditRow(desk.db);
  await io.out(
    broken === undefined
      ? 'The audit log is whole.\n'
      : `The audit log was changed from outside: row ${broken} does not follow from the rows before it. An older backup may tell what it said.\n`,
  );
  return 0;
};

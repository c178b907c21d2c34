import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { terminal } from '../chat/neutralise.ts';
import { restoreBackup } from '../desk/backups/make.ts';
import { plain, plural } from '../reply/text.ts';
import { readManifest } from '../store/backup-sets.ts';
import { readIdentities } from '../store/backup-crypt.ts';
import { ownerOnly } from '../store/modes.ts';
import { tellMended } from './open-configured.ts';
import { dayAndTime } from './verify.ts';

/**
 * Puts a backup in the place of a data folder's databases. Returns what there is to say, once all of it is on the disk. Throws
 * as `restoreBackup` does, and a DeskError (data) for a file without an identity.
 */
export async function restoreInto(folder: string, file: string, identity: string | undefined): Promise<string> {
  tellMended(ownerOnly([file, `${file}.archive`, ...(identity === undefined ? [] : [identity])]));
  const identities = identity === undefined ? [] : readIdentities(identity);
  const kept = await restoreBackup(resolve(file), folder, identities, Date.now());
  const made = statSync(file).isDirectory() ? readManifest(file) : undefined;
  const what =
    made === undefined
      ? ''
      : ` as it was on ${dayAndTime(made.madeAt)} UTC: ${plain([plural(made.counts.cables, 'cable')])}, ${plain([plural(made.counts.facts, 'fact')])}`;
  return `Restored into ${terminal(folder)}${what}.${kept.length === 0 ? '' : ` What was there is kept: ${kept.map(terminal).join(', ')}`}`;
}

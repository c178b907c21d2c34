import { resolve } from 'node:path';
import { terminal } from '../chat/neutralise.ts';
import { restoreBackup } from '../desk/backups/make.ts';
import { readIdentities } from '../store/backup-crypt.ts';
import { ownerOnly } from '../store/modes.ts';
import { tellMended } from './open-configured.ts';

/**
 * Puts a backup in the place of a data folder's databases. Returns what there is to say, once all of it is on the disk. Throws
 * as `restoreBackup` does, and a DeskError (data) for a file without an identity.
 */
export async function restoreInto(folder: string, file: string, identity: string | undefined): Promise<string> {
  tellMended(ownerOnly([file, `${file}.archive`, ...(identity === undefined ? [] : [identity])]));
  const identities = identity === undefined ? [] : readIdentities(identity);
  const kept = await restoreBackup(resolve(file), folder, identities, Date.now());
  return `Restored into ${terminal(folder)}.${kept.length === 0 ? '' : ` What was there is kept: ${kept.map(terminal).join(', ')}`}`;
}

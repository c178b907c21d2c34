import { makeBackup, takeAway, type BackupSettings } from '../desk/backups/make.ts';
import { backupState, keepBackupState, type BackupState } from '../desk/backups/state.ts';
import { clockCaller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { dayIn } from '../language/zones.ts';
import { errorFields, newReference } from '../log.ts';
import { own, quoted, said, strong } from '../reply/text.ts';
import { backupsIn } from '../store/backup-sets.ts';

const day = 24 * 60 * 60_000;
/** The time of day from which the next backup is due; milliseconds after midnight UTC. */
const dueAfter = 3 * 60 * 60_000;

/** Makes the night's backup if it is due: none was made since 3:00 UTC. Leads are told of a failure once a day; it is tried again. */
export async function backUpNightly(desk: Desk, settings: BackupSettings): Promise<'not due' | 'made' | 'failed'> {
  const due = Math.floor((desk.now() - dueAfter) / day) * day + dueAfter;
  const before = backupState(desk.db);
  try {
    const [newest] = backupsIn(settings.folder);
    const made = newest !== undefined && newest.madeAt >= due ? newest : undefined;
    if (made !== undefined && before?.trouble === undefined) return 'not due';
    // One that is made, but was not taken off the machine, is only taken again.
    if (made !== undefined) await takeAway(settings.command, made.path);
    const { madeAt, drilledAt } = made ?? (await makeBackup(desk, settings));
    keepBackupState(desk.db, { madeAt, drilledAt });
    return 'made';
  } catch (error) {
    const reference = newReference();
    desk.log.error({ reference, ...errorFields(error) }, 'the nightly backup failed');
    tellLeads(desk, before, error instanceof Error ? error.message : String(error), reference);
    return 'failed';
  }
}

function tellLeads(desk: Desk, before: BackupState | undefined, why: string, reference: string): void {
  keepBackupState(desk.db, { ...before, trouble: { since: before?.trouble?.since ?? desk.now(), why } });
  const home = desk.home();
  const caller = clockCaller(home, `backup-failed:${dayIn('UTC', desk.now())}`);
  if (desk.wasDone(caller.interaction)) return;
  desk.act(caller, { act: 'backup failed' }, ({ post }) => {
    for (const { id } of desk.roster.leads(home))
      post(() => ({
        to: { member: id },
        reply: {
          tone: 'notice',
          title: [strong('Backup')],
          blocks: [
            { kind: 'text', text: said`The nightly backup failed: ${quoted(why)}` },
            {
              kind: 'text',
              text: said`Older backups are kept, and I try again every hour. Tell whoever runs the bot (reference ${own(reference)}).`,
            },
          ],
        },
      }));
    return null;
  });
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import { demoServer, homeIn, terminalDesk } from '../desk/home.ts';
import { desksIn, moveDesk, removeDesk, type DeskCounts } from '../desk/moving.ts';
import { openFolder } from '../desk/opening.ts';
import { DeskError } from '../reply/failure.ts';
import { count, own, plain, plural, quoted, said } from '../reply/text.ts';
import { copyFolder } from '../store/backup.ts';
import { files } from '../store/database.ts';
import { tellMended } from './open-configured.ts';
import type { Verb } from './verb.ts';

export const deskListArgs = z.object({ json: z.boolean().default(false) });
export const deskCopyArgs = z.object({ to: z.string() });

/** Says whose desk lives in the folder, what it holds, and on which archive it stands. */
export const listDesks: Verb<z.infer<typeof deskListArgs>> = async ({ desk }, { json }, io) => {
  const desks = desksIn(desk.db);
  const archive = { folder: desk.archive.folder, cables: desk.cables.count(), troves: desk.troves.list().length };
  if (json) {
    await io.out(`${JSON.stringify({ folder: desk.folder, desks, archive })}\n`);
    return 0;
  }
  const demo = demoServer(desk.db);
  const lines = desks.flatMap((one, i) => {
    const place = one.id === terminalDesk ? 'The terminal' : one.id === demo ? `The demo, server ${one.id}` : `Server ${one.id}`;
    return [`${place}${i === 0 ? '' : ' (out of sight)'}`, `  ${held(one)}`];
  });
  if (desks[0]?.id === terminalDesk) lines.push('The first server that the bot is started for takes it over.');
  if (desks.length > 1)
    lines.push(
      `What is out of sight belongs to another server than this folder: desk move SERVER --from ${desks[1]?.id} brings it to one.`,
    );
  const { cables, troves } = archive;
  lines.push(plain(said`Archive: ${plural(cables, 'cable')} in ${plural(troves, 'trove')}, in ${quoted(archive.folder)}`));
  await io.out(`${lines.map(terminal).join('\n')}\n`);
  return 0;
};

function held({ tags, notes, assignments, searches, members, schedules, withdrawn, aside }: DeskCounts): string {
  const counts = [
    plural(tags, 'tag'),
    plural(notes, 'note'),
    plural(assignments, 'assignment'),
    plural(searches, 'search', 'searches'),
    plural(members, 'member'),
    plural(schedules, 'schedule'),
    plural(withdrawn, 'withdrawn cable'),
  ];
  return `${counts.map((one) => plain([one])).join(', ')}${aside === 0 ? '' : `; ${count(aside)} set aside, of cables that are gone`}`;
}

/** Copies the folder's desk and its archive into an empty folder. */
export const copyDesk: Verb<z.infer<typeof deskCopyArgs>> = async ({ desk }, { to }, io) => {
  const folder = resolve(io.cwd, to);
  const bytes = await copyFolder(desk, folder);
  await io.out(`${terminal(folder)}: ${count(bytes)} bytes, the desk of ${terminal(desk.home())} with its archive.\n`);
  await io.out('Run only one of the two on that server: both would post. desk move takes one to another server.\n');
  return 0;
};

/** A Discord server's id. */
const server = /^[0-9]{17,20}$/;

/**
 * Takes the desk of a folder (or another one that is in it: `from`) to another server. Throws DeskErrors: `busy` while a
 * process has the folder, `usage` for what is no server's id, and as `moveDesk` does. Returns what there is to say.
 */
export function moveDeskIn(folder: string, to: string, from: string | undefined, elsewhere?: string): string {
  if (!server.test(to))
    throw new DeskError(said`${quoted(to)} is not a server’s id: ids are 17 to 20 digits.`, {
      kind: 'usage',
      hint: said`Discord: right-click on the server, Copy ID.`,
    });
  refuseNoDesk(folder);
  const { db, archive, unlock, mended } = openFolder(folder, elsewhere);
  tellMended(mended);
  try {
    const before = from ?? homeIn(db);
    moveDesk(db, before, to, Date.now());
    const moved = desksIn(db).find(({ id }) => id === to);
    return `${before} → ${to}: ${moved === undefined ? '' : held(moved)}. Set DISCORD_GUILD_ID=${to} and the role settings, then start.
Digest, weekly letter and watches still name channels of the old server: set them up again there.`;
  } finally {
    db.close();
    archive.db.close();
    unlock();
  }
}

/** Sets the desk of a folder aside. Throws DeskErrors: `busy` while a process has it, `usage` without `yes`. Returns what there is to say. */
export function removeDeskIn(folder: string, yes: boolean, elsewhere?: string): string {
  refuseNoDesk(folder);
  if (!yes)
    throw new DeskError(said`This sets the desk in ${quoted(folder)} aside: its tags, notes, history and searches. The cables stay.`, {
      kind: 'usage',
      hint: said`Type it again with ${own('--yes')}. ${own('desk list')} shows what it holds.`,
    });
  const { kept, withdrawn } = removeDesk(folder, Date.now(), elsewhere);
  const still = withdrawn === 0 ? '' : ` What it withdrew stays withdrawn: ${plain([plural(withdrawn, 'cable')])}.`;
  return `The desk is kept as ${kept}. The cables are where they were.${still}`;
}

function refuseNoDesk(folder: string): void {
  if (!existsSync(join(folder, files.database)))
    throw new DeskError(said`There is no desk in ${quoted(folder)}.`, { kind: 'data', hint: said`Name its folder with --data.` });
}

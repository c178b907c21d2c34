import { resolve } from 'node:path';
import { z } from 'zod';
import { recordOf } from '../cables/export-record.ts';
import { removedTroves } from '../cables/removal.ts';
import { terminal } from '../chat/neutralise.ts';
import type { Desk } from '../desk/desk.ts';
import { factsAbout, nameTrove, requireTrove, restoreTrove, takeOutTrove, vacuumTroves, withdrawForAll } from '../import/change-trove.ts';
import { count } from '../reply/text.ts';
import type { Io } from './socket.ts';
import { needsYes, type Verb } from './verb.ts';
import { writeLines } from './write-lines.ts';

const name = z.string();
export const trovesArgs = z.discriminatedUnion('what', [
  z.object({ what: z.literal('list'), json: z.boolean().default(false) }),
  z.object({ what: z.literal('rename'), name, to: z.string().min(1).max(64) }),
  z.object({ what: z.literal('remove'), name, yes: z.boolean().default(false) }),
  z.object({ what: z.literal('restore'), name }),
  z.object({ what: z.literal('vacuum'), yes: z.boolean().default(false) }),
  z.object({ what: z.literal('export'), name, file: z.string() }),
  z.object({ what: z.literal('withdraw'), ref: z.string(), why: z.string() }),
  z.object({ what: z.literal('lift'), ref: z.string() }),
]);

/** The troves of an archive: list, rename, take out and bring back, write to a file, withdraw a cable for all desks. */
export const runTroves: Verb<z.infer<typeof trovesArgs>> = async ({ desk }, args, io) => {
  const tell = (line: string): Promise<void> => io.out(`${terminal(line)}\n`);
  switch (args.what) {
    case 'list':
      await list(desk, args.json, io);
      return 0;
    case 'rename':
      await nameTrove(desk, args.name, args.to);
      await tell(`The trove ${args.name} is now called ${args.to}.`);
      return 0;
    case 'remove':
      return remove(desk, args, io);
    case 'restore':
      await tell(`${count(await restoreTrove(desk, args.name))} cables are back, with all that the desk holds about them.`);
      return 0;
    case 'vacuum':
      return vacuum(desk, args.yes, io);
    case 'export':
      await tell(`${count(await exportTrove(desk, args.name, resolve(io.cwd, args.file)))} cables written to ${args.file}`);
      return 0;
    case 'withdraw':
      await tell(
        `${await withdrawForAll(desk, args.ref, args.why, false)} is withdrawn for every desk of this archive; leads still see it.`,
      );
      return 0;
    case 'lift':
      await tell(`${await withdrawForAll(desk, args.ref, '', true)} is no longer withdrawn for all desks.`);
      return 0;
  }
};

async function list(desk: Desk, json: boolean, io: Io): Promise<void> {
  const troves = desk.troves.list();
  const removed = removedTroves(desk.archive.db);
  const imports = desk.troves.imports(10);
  if (json) {
    await io.out(`${JSON.stringify({ troves, removed, imports })}\n`);
    return;
  }
  const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const lines = [
    ...troves.map(
      ({ name: trove, about, cables, first, last }) =>
        `${trove}: ${count(cables)} cables${first === '' ? '' : `, ${first} to ${last}`}${about.title === '' ? '' : ` (${about.title})`}`,
    ),
    ...(troves.length === 0 ? ['No troves yet: npm run -s cabledesk -- import PATH'] : []),
    ...removed.map(({ name: trove, cables, removedAt }) => `removed on ${day(removedAt)}: ${trove}, ${count(cables)} cables`),
    ...(imports.length === 0 ? [] : ['', 'The last imports (UTC):']),
    ...imports.map(
      ({ trove, by, startedAt, endedAt, added, changed, same, rejected }) =>
        `${day(startedAt)} ${trove} by ${by}: ${count(added)} new, ${count(changed)} changed, ${count(same)} the same, ${count(rejected)} rejected${endedAt === undefined ? '; unfinished: start it again, it continues where it stopped' : ''}`,
    ),
  ];
  await io.out(`${lines.map(terminal).join('\n')}\n`);
}

async function remove(desk: Desk, { name: trove, yes }: { name: string; yes: boolean }, io: Io): Promise<number> {
  requireTrove(desk, trove);
  const cables = desk.troves.list().find((one) => one.name === trove)?.cables ?? 0;
  const facts = factsAbout(desk, trove).map(({ kind, facts: n }) => `${count(n)} ${kind}`);
  await io.out(
    `${terminal(`The trove ${trove}: ${count(cables)} cables. This desk holds about them: ${facts.length === 0 ? 'nothing' : facts.join(', ')}.`)}\n`,
  );
  if (!yes) {
    io.err('Nothing was changed. With --yes it is removed; "troves restore" brings all of it back, until "troves vacuum".');
    return needsYes;
  }
  await takeOutTrove(desk, trove);
  await io.out('Removed. What the desk holds about its cables is set aside and comes back with them.\n');
  return 0;
}

async function vacuum(desk: Desk, yes: boolean, io: Io): Promise<number> {
  const removed = removedTroves(desk.archive.db);
  await io.out(
    `${removed.length === 0 ? 'There are no removed troves.' : terminal(`To be permanently deleted: ${removed.map((one) => `${one.name} (${count(one.cables)} cables)`).join(', ')}`)}\n`,
  );
  if (removed.length === 0) return 0;
  if (!yes) {
    io.err('Nothing was changed. With --yes they are deleted, and cannot be brought back.');
    return needsYes;
  }
  await vacuumTroves(desk);
  await io.out('Deleted.\n');
  return 0;
}

/** Writes a trove as JSON Lines, with everything that was read. Returns how many cables those are. Throws a DeskError when it cannot be written. */
async function exportTrove(desk: Desk, trove: string, path: string): Promise<number> {
  requireTrove(desk, trove);
  let cables = 0;
  function* records(): Generator {
    for (const cable of desk.cables.all()) {
      if (cable.trove !== trove) continue;
      cables += 1;
      yield recordOf(cable);
    }
  }
  await writeLines(path, records());
  return cables;
}

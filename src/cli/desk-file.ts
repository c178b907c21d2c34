import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import { loadDesk } from '../interchange/load-desk.ts';
import { deskLines } from '../interchange/save-desk.ts';
import { DeskError } from '../reply/failure.ts';
import { plain, plural, quoted, said } from '../reply/text.ts';
import { operatorOf } from './member.ts';
import type { Verb } from './verb.ts';
import { writeLines } from './write-lines.ts';

export const deskFileArgs = z.object({ file: z.string() });

/** Writes all that the desk holds and what was done at it to a file: the operator's own, as secret as the data folder. */
export const saveDesk: Verb<z.infer<typeof deskFileArgs>> = async ({ desk }, { file }, io) => {
  desk.act(operatorOf(desk), { act: 'export', detail: { as: 'desk' } }, () => null);
  const lines = deskLines(desk);
  await writeLines(resolve(io.cwd, file), lines);
  const n = (type: string, one: string): string => plain([plural(lines.filter((line) => line.type === type).length, one)]);
  await io.out(
    `${terminal(`${file}: ${n('fact', 'fact')}, ${n('act', 'act')}, ${n('change', 'change')}, about ${n('document', 'cable')}, of ${n('member', 'member')}.`)}\n`,
  );
  await io.out('It holds no cable, but notes, claims, names of members and what was withdrawn: keep it as you keep the data folder.\n');
  return 0;
};

/** Reads such a file into an empty desk. */
export const readDesk: Verb<z.infer<typeof deskFileArgs>> = async ({ desk }, { file }, io) => {
  const { facts, acts, head, isSameLog, missing } = loadDesk(desk, await linesOf(resolve(io.cwd, file)));
  desk.changed();
  desk.rereadNames();
  const tell = (line: string): Promise<void> => io.out(`${terminal(line)}\n`);
  await tell(plain(said`Read: ${plural(facts, 'fact')}, ${plural(acts, 'act')} of history.`));
  await tell(
    isSameLog
      ? `The audit log continues after row ${head.seq} (${head.hash.slice(0, 12)}): heads printed earlier are still valid.`
      : `This desk already had a log, so the one in the file was added after it, with new hashes. Its head was ${head.seq} ${head.hash}; the log records that.`,
  );
  if (missing.length > 0) {
    await tell(
      plain(
        said`Not in this archive: ${plural(missing.length, 'cable')}. What the desk holds about what is missing is kept, and comes back with it:`,
      ),
    );
    for (const ref of missing) await tell(`  ${ref}`);
  }
  return 0;
};

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) lines.push(line);
  } catch (cause) {
    throw new DeskError(said`${quoted(path)} cannot be read.`, { kind: 'data', cause });
  }
  return lines;
}

import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import { exitCodes } from '../reply/failure.ts';
import { importFiles } from '../import/import.ts';
import { count } from '../reply/text.ts';
import type { Verb } from './verb.ts';

export const importArgs = z.object({
  paths: z.array(z.string()),
  trove: z.string().min(1).max(64).optional(),
  json: z.boolean().default(false),
});

/** Rejects and warnings shown on a terminal; all of them are in the JSON and in the database. */
const shown = 20;

/** Brings files into the trove and says what became of each record. 65 when nothing valid was among them. */
export const runImport: Verb<z.infer<typeof importArgs>> = async ({ desk }, { paths, trove, json }, io) => {
  const result = await importFiles({
    desk,
    paths,
    by: 'operator',
    cwd: io.cwd,
    progress: io.progress,
    ...(trove === undefined ? {} : { trove }),
  });
  const { added, changed, same, rejects, warnings } = result;
  if (json) await io.out(`${JSON.stringify(result)}\n`);
  else {
    const seconds = (result.ms / 1000).toFixed(1);
    const lines = [
      `${count(added)} new, ${count(changed)} changed, ${count(same)} the same, ${count(rejects.length)} rejected (trove ${result.trove}, ${count(result.files)} ${result.files === 1 ? 'file' : 'files'}, ${seconds} s)`,
      ...warnings.slice(0, shown).map((warning) => `warning: ${warning}`),
      ...more(warnings.length, 'warnings'),
      ...rejects.slice(0, shown).map(({ file, line, reason }) => `rejected: ${file}${line === 0 ? '' : `:${line}`}: ${reason}`),
      ...more(rejects.length, 'rejects'),
    ];
    await io.out(`${lines.map(terminal).join('\n')}\n`);
  }
  return added + changed + same === 0 && rejects.length > 0 ? exitCodes.data : 0;
};

const more = (total: number, what: string): string[] =>
  total > shown ? [`... and ${count(total - shown)} more ${what}; --json lists them all`] : [];

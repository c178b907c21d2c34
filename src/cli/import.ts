import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import { exitCodes } from '../reply/failure.ts';
import { readFieldNames } from '../import/formats/record.ts';
import { importFiles, type ImportResult } from '../import/import.ts';
import { count } from '../reply/text.ts';
import { needsYes, type Verb } from './verb.ts';

export const importArgs = z.object({
  paths: z.array(z.string()),
  trove: z.string().min(1).max(64).optional(),
  json: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  yes: z.boolean().default(false),
  /** `FIELD=COLUMN` each. */
  map: z.array(z.string()).default([]),
  mend: z.boolean().default(false),
  reread: z.boolean().default(false),
});

/** Rejects and warnings shown on a terminal; all of them are in the JSON and in the database. */
const shown = 20;

/**
 * Brings files into the trove and says what became of each record, or what would. 65 when nothing valid was among them;
 * `needsYes` when it would replace much and nobody has said yes to that.
 */
export const runImport: Verb<z.infer<typeof importArgs>> = async ({ desk }, { paths, trove, json, dryRun, yes, map, mend, reread }, io) => {
  const how = dryRun ? 'look' : yes ? 'go' : 'ask';
  const result = await importFiles({
    desk,
    paths,
    by: 'operator',
    cwd: io.cwd,
    progress: io.progress,
    trove,
    how,
    fieldNames: readFieldNames(map),
    isMended: mend,
    isReadAgain: reread,
  });
  if (json) await io.out(`${JSON.stringify(result)}\n`);
  else await io.out(`${linesOf(result).map(terminal).join('\n')}\n`);
  const { added, changed, same, twice, rejects, isDone } = result;
  if (added + changed + same + twice === 0 && rejects.length > 0) return exitCodes.data;
  if (isDone || dryRun) return 0;
  io.err(
    `Nothing was changed: ${count(changed)} cables that are there would be replaced, and ${count(result.gone)} are gone from their files. To go ahead, add --yes.`,
  );
  return needsYes;
};

function linesOf(result: ImportResult): string[] {
  const { added, changed, same, twice, clashing, copies, gone, rejects, warnings, isDone, readAt } = result;
  const seconds = (result.ms / 1000).toFixed(1);
  const some = (what: string, n: number): string[] => (n === 0 ? [] : [`${what}: ${count(n)}`]);
  return [
    `${isDone ? '' : 'Preview only, nothing imported: '}${count(added)} new, ${count(changed)} changed, ${count(same)} the same, ${count(rejects.length)} rejected (trove ${result.trove}, ${count(result.files)} ${result.files === 1 ? 'file' : 'files'}, ${seconds} s)`,
    ...some('twice in the source, counted once', twice),
    ...some('with the ref or id of another document; both are kept', clashing),
    ...some('with a text that is there already under another ref', copies),
    ...some('no longer in their files; they are kept and marked as gone', gone),
    ...(readAt === undefined
      ? []
      : [`No file has changed since they were read on ${new Date(readAt).toISOString().slice(0, 10)}; --reread reads them anyway`]),
    ...(isDone ? [] : previewLines(result)),
    ...warnings.slice(0, shown).map((warning) => `warning: ${warning}`),
    ...more(warnings.length, 'warnings'),
    ...rejects.slice(0, shown).map(({ file, line, reason }) => `rejected: ${file}${line === 0 ? '' : `:${line}`}: ${reason}`),
    ...more(rejects.length, 'rejects'),
  ];
}

/** The first records as they were read, and how many of all lack what matters. */
function previewLines({ first, without, added, changed, same }: ImportResult): string[] {
  const all = Math.max(1, added + changed + same);
  const share = (n: number): string => `${count(n)} (${Math.round((100 * n) / all)} %)`;
  return [
    ...first.map(
      ({ ref, date, origin, subject }, i) =>
        `${i + 1}. ${ref} | ${date === '' ? 'no date' : date} | ${origin === '' ? 'no sender' : origin} | ${subject === '' ? 'no subject' : subject}`,
    ),
    `without a date: ${share(without.date)}, a sender: ${share(without.origin)}, a marking: ${share(without.marking)}`,
  ];
}

const more = (total: number, what: string): string[] =>
  total > shown ? [`... and ${count(total - shown)} more ${what}; --json lists them all`] : [];

import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AttachedFile } from '../../bot/attachment.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { press } from '../../reply/actions.ts';
import { DeskError } from '../../reply/failure.ts';
import type { Block, Progress, Reply } from '../../reply/reply.ts';
import { join as joined, own, plural, quoted, said, strong, type Text, ours, english } from '../../reply/text.ts';
import { sha256 } from '../../store/hash.ts';
import { untouchedQuery } from '../../team/progress.ts';
import type { importFiles as ImportFiles, ImportResult } from '../import.ts';

/** How a lead brings a file in by chat: it is looked at first, then imported by a press. */

/** Larger files are brought in by the operator, at the machine itself. */
const mostBytes = 100 * 1024 * 1024;
/** Warnings and rejects listed. */
const shown = 5;
const day = 24 * 60 * 60_000;

/** Readers of all formats take a tenth of a second to load, which no other command needs. */
const importFiles: typeof ImportFiles = async (what) => (await import('../import.ts')).importFiles(what);

const uploads = (desk: Desk): string => join(desk.folder, 'uploads');

/** What would become of the records of a file. Throws a DeskError when it is too large, cannot be fetched, or an import is running. */
export async function previewFile(
  desk: Desk,
  caller: Caller,
  file: AttachedFile,
  trove: string | undefined,
  progress: Progress,
): Promise<Reply> {
  if (file.size > mostBytes)
    throw new DeskError(said`${quoted(file.name)} is larger than 100 MB.`, {
      hint: said`The operator can import it on the command line: cabledesk import FILE`,
    });
  forgetOld(desk);
  const bytes = await file.read();
  const upload = `${sha256(bytes).slice(0, 12)}/${nameOnDisk(file.name)}`;
  const path = join(uploads(desk), upload);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  const result = await importFiles({ desk, paths: [path], trove, by: caller, how: 'look', progress });
  const { added, changed } = result;
  const actions =
    added + changed === 0
      ? []
      : [[press(said`Import them`, 'desk import', { upload, trove: result.trove }, { as: 'replace', style: 'main' })]];
  return { title: said`Preview of ${quoted(file.name)}: nothing is imported yet`, blocks: blocksOf(result, file.name), actions };
}

/** Imports a file that was looked at. Throws a DeskError when it is not there any more, or an import is running. */
export async function bringIn(desk: Desk, caller: Caller, upload: string, trove: string | undefined, progress: Progress): Promise<Reply> {
  const path = join(uploads(desk), upload);
  if (!/^[0-9a-f]{12}\/[^/\\\0]{1,120}$/.test(upload) || !existsSync(path))
    throw new DeskError(said`That file is not kept any more.`, { hint: said`Attach it again: /desk import` });
  const result = await importFiles({ desk, paths: [path], trove, by: caller, progress });
  return {
    title: said`${quoted(basename(upload))} is imported`,
    blocks: blocksOf(result, basename(upload)),
    actions: [
      [
        press(said`Share them out`, 'work split', { query: `trove:"${result.trove}" ${untouchedQuery}` }, { style: 'main' }),
        press(said`Where the desk stands`, 'work board', {}),
      ],
    ],
  };
}

/** A name that no file system minds, with its ending. */
const nameOnDisk = (name: string): string =>
  name
    .replaceAll(/[^\p{L}\p{N}._ -]+/gu, '_')
    .replace(/^[. ]+/, '')
    .slice(-120) || 'file';

/** Files that were looked at and never brought in. */
function forgetOld(desk: Desk): void {
  const folder = uploads(desk);
  if (!existsSync(folder)) return;
  const isUsed = desk.archive.db.prepare<[string]>("SELECT 1 FROM cables WHERE file LIKE ? || '/%' LIMIT 1").pluck();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < Date.now() - day && isUsed.get(path) === undefined) rmSync(path, { recursive: true });
  }
}

function blocksOf(result: ImportResult, name: string): Block[] {
  const { added, changed, same, twice, clashing, gone, first, rejects, warnings, trove, isDone } = result;
  const some = (n: number, what: string): Text[] => (n === 0 ? [] : [said`${n} ${own(what)}`]);
  const counts = joined(
    [
      said`${plural(added, 'new cable')}`,
      ...some(changed, english('changed')),
      ...some(same, ours('the same')),
      ...some(twice, ours('twice in the file')),
      ...some(clashing, ours('with the ref of another document')),
      ...some(gone, ours('gone from the file')),
      ...some(rejects.length, english('rejected')),
    ],
    ', ',
  );
  const without = joined(
    [
      ...some(result.without.date, ours('without a date')),
      ...some(result.without.origin, ours('without a sender')),
      ...some(result.without.marking, ours('without a marking')),
    ],
    ', ',
  );
  const items = first.map(({ ref, date, origin, subject }, i) => ({
    head: said`${strong(`${i + 1}.`)} ${quoted(ref)}`,
    lines: [
      said`${date === '' ? own('no date') : quoted(date)}, from ${origin === '' ? own('an unnamed sender') : quoted(origin)}`,
      subject === '' ? said`no subject` : [quoted(subject)],
    ],
  }));
  const short = (path: string): string => path.slice(path.lastIndexOf(name));
  const told = [
    ...warnings.slice(0, shown).map((warning) => said`${quoted(warning.replaceAll(/\S*\/uploads\/[0-9a-f]{12}\//g, ''))}`),
    ...rejects
      .slice(0, shown)
      .map(({ file, line, reason }) => said`rejected: ${quoted(`${short(file)}${line === 0 ? '' : `:${line}`}`)}: ${quoted(reason)}`),
  ];
  const left = warnings.length + rejects.length - told.length;
  return [
    { kind: 'text', text: said`${counts}; trove ${quoted(trove)}.${without.length === 0 ? said`` : said` Of all: ${without}.`}` },
    ...(isDone || items.length === 0
      ? []
      : [
          { kind: 'text' as const, text: said`${strong('The first of them')}` },
          { kind: 'items' as const, items },
        ]),
    ...told.map((text): Block => ({ kind: 'text', text })),
    ...(left > 0 ? [{ kind: 'text' as const, text: said`... and ${plural(left, 'line')} more.` }] : []),
  ];
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join as joinPath, resolve } from 'node:path';
import { z } from 'zod';
import { refuseCopy } from '../cables/copied.ts';
import { currentName, removedTroves } from '../cables/removal.ts';
import { troveAbout, type TroveAbout } from '../cables/troves.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { DeskError } from '../reply/failure.ts';
import type { Progress } from '../reply/reply.ts';
import { count, quoted, said } from '../reply/text.ts';
import { archiveFiles, lockFolder } from '../store/database.ts';
import { explain } from '../store/sqlite-errors.ts';
import { findFiles } from './files.ts';
import { planImport, type Brief, type Plan } from './plan.ts';
import { createSourceReader, type ReadingOptions, type SourceReader } from './reader.ts';
import { readSource, type Reject, type SourceRead, type Warned } from './read-source.ts';
import { storePlan, whoOf } from './store-plan.ts';
import { listingOf, rejectsOf, repeatImport, sameAsBefore } from './unchanged.ts';

/**
 * The way in for cables: files are found and opened (`files.ts`, `source.ts`), read by a format (formats/), compared with
 * the trove (`plan.ts`) and handed to cables/storing (`store-plan.ts`). No format knows the database, and nothing here
 * answers people. Only the command line imports it.
 */

export type ImportResult = {
  trove: string;
  files: number;
  /** What became of the records, or would become of them. */
  added: number;
  changed: number;
  same: number;
  /** Records that stood in the source twice; counted once. */
  twice: number;
  /** Records with the ref or id of another document, kept beside it. */
  clashing: number;
  /** New ones whose text is there already under another ref. */
  copies: number;
  /** Cables that were read from these files before and are not in them any more. They stay, marked so. */
  gone: number;
  /** The first records, and how many there are without a date, a marking, a sender. */
  first: Pick<Brief, 'ref' | 'date' | 'origin' | 'subject'>[];
  without: { date: number; marking: number; origin: number };
  rejects: Reject[];
  /** Things that were kept but that the person should know: refs that clashed, a trove.json that could not be read. */
  warnings: string[];
  /** False for a look ahead: nothing was changed. */
  isDone: boolean;
  /** When these very files were read, in milliseconds: no file was touched since, so none was read again. Undefined when they were. */
  readAt: number | undefined;
  ms: number;
};

export type ImportOptions = Omit<ReadingOptions, 'trove'> & {
  desk: Desk;
  paths: readonly string[];
  /** Default: the name in trove.json, else that of the first folder or file. */
  trove?: string | undefined;
  /** The operator's name, or the lead who asked. */
  by: string | Caller;
  /** Relative paths are resolved against this. */
  cwd?: string;
  progress?: Progress;
  /** `look`: finds what would happen and changes nothing. `ask`: the same when it would replace much. Default: goes ahead. */
  how?: 'look' | 'ask' | 'go';
  /** Reads files that nobody has touched since the last import, too. */
  isReadAgain?: boolean | undefined;
};

/** So many cables may be replaced, or be gone from their source, without a question; new ones don't count. */
const mostUnasked = 100;

/**
 * Reads files and folders into a trove. What is valid is in, what is not is a reject with file, line and reason, kept in
 * the database and returned. All records are read and compared with the trove before the first is stored. The same files
 * again change nothing, and are not even read; a changed record updates its cable and keeps the old text. Commits often: one that was interrupted
 * goes on where it was when it is started again. Resolves once everything is searchable. Throws a DeskError when nothing
 * could be started, when another import is running, or when the disk is full.
 */
export async function importFiles(options: ImportOptions): Promise<ImportResult> {
  const { desk, paths, by, cwd = process.cwd(), progress = () => {}, how = 'go' } = options;
  const started = performance.now();
  if (paths.some((path) => path.trim() === ''))
    throw new DeskError(said`One of the paths is empty.`, {
      kind: 'usage',
      hint: said`Is a shell variable unset? To import the folder you are in, name it: .`,
    });
  if (paths.length === 0) throw new DeskError(said`Name at least one file or folder to import.`, { kind: 'usage' });
  const roots = paths.map((path) => resolve(cwd, path));
  const warnings: string[] = [];
  const about = readAbout(roots, warnings);
  const named = options.trove ?? about?.name ?? defaultName(roots[0] ?? '');
  const trove = currentName(desk.archive.db, named);
  refuseCopy(desk.archive.db);
  refuseRemoved(desk, trove);
  if (trove !== named) warnings.push(`the trove ${named} is now called ${trove}`);
  const unlock = lockFolder(desk.archive.folder);
  if (unlock === undefined)
    throw new DeskError(said`Another import is running.`, { kind: 'busy', hint: said`Start this one when that one is done.` });
  desk.importing += 1;
  const reader = createSourceReader({ ...options, trove });
  try {
    const found = await readAndStore({ ...options, by, how, progress, trove, about: about?.about, roots, warnings }, reader);
    return { trove, ...found, ms: Math.round(performance.now() - started) };
  } catch (error) {
    throw explain(joinPath(desk.archive.folder, archiveFiles.database), error);
  } finally {
    await reader.close();
    unlock();
    desk.importing -= 1;
    desk.changed();
  }
}

type Prepared = Omit<ImportOptions, 'trove'> &
  Required<Pick<ImportOptions, 'by' | 'how' | 'progress'>> & {
    trove: string;
    about: TroveAbout | undefined;
    roots: string[];
    warnings: string[];
  };

async function readAndStore(prepared: Prepared, reader: SourceReader): Promise<Omit<ImportResult, 'trove' | 'ms'>> {
  const { desk, trove, about, roots, how, progress, fieldNames, isMended = false, isReadAgain = false } = prepared;
  const listed = await Array.fromAsync(findFiles(roots));
  const listing = listingOf(listed, { trove, roots, about, fieldNames: [...(fieldNames ?? [])], isMended });
  const before = listing === undefined || isReadAgain ? undefined : sameAsBefore(desk.archive.db, trove, listing);
  if (before !== undefined) {
    // The one that stored them may have ended before they were searchable.
    await desk.index.ready();
    return repeated(desk, before, prepared);
  }
  const source = await readSource(reader, { roots, listed }, progress);
  const plan = planImport(desk.archive.db, trove, source.briefs, source.isWhole);
  const report = { files: source.files.length, ...reportOf(plan), warnings: [...prepared.warnings, ...warningsOf(source)] };
  const isAhead = how === 'look' || (how === 'ask' && report.changed + report.gone > mostUnasked);
  const done = isAhead ? undefined : await storePlan({ ...prepared, reader, source, plan, toRepeat: { listing, report } });
  return {
    ...report,
    ...done?.counts,
    rejects: [...source.rejects, ...(done?.rejects ?? [])].map(({ file, line, reason }) => ({ file, line, reason })),
    warnings: [...report.warnings, ...copyLines(plan.copies), ...(done?.warnings ?? [])],
    isDone: !isAhead,
    readAt: undefined,
  };
}

/** A trove that was taken out would come into being twice. */
function refuseRemoved(desk: Desk, trove: string): void {
  if (removedTroves(desk.archive.db).every(({ name }) => name !== trove)) return;
  throw new DeskError(said`The trove ${quoted(trove)} was removed.`, {
    hint: said`Bring it back first (npm run -s cabledesk -- troves restore NAME), or delete it permanently (troves vacuum), or import under another name (--trove NAME).`,
  });
}

const copyLines = (copies: Plan['copies']): string[] =>
  copies.map(
    ({ brief, of }) => `${brief.file}:${brief.line}: "${brief.ref}" has the text of "${of}"; both are kept, and folded in searches`,
  );

type Report = ReturnType<typeof reportOf> & { files: number; warnings: string[] };

/** The report of files that are as they were: all records are the same now. */
function repeated(
  { archive: { db }, now }: Desk,
  { id, at, report: kept }: { id: number; at: number; report: string },
  { by, how }: Required<Pick<ImportOptions, 'by' | 'how'>>,
): Omit<ImportResult, 'trove' | 'ms'> {
  const report = JSON.parse(kept) as Report;
  const same = report.added + report.changed + report.same;
  if (how !== 'look') repeatImport(db, id, { by: whoOf(by).member, at: now(), same });
  const rejects = rejectsOf(db, id).map(({ file, line, reason }) => ({ file, line, reason }));
  return { ...report, added: 0, changed: 0, clashing: 0, copies: 0, gone: 0, same, rejects, isDone: how !== 'look', readAt: at };
}

const warningsOf = ({ passed, warned }: SourceRead): string[] => [
  ...passed.map(({ path, reason }) => `${path} was skipped: ${reason}`),
  ...warned.map(warnedLine),
];

const warnedLine = ({ kind, records, example }: Warned): string => `${kind}: ${count(records)}, such as ${example}`;

/** What a plan comes to. */
function reportOf({ briefs, matches, gone, copies }: Plan) {
  const countOf = (...what: string[]): number => matches.filter(({ is }) => what.includes(is)).length;
  const without = (field: 'date' | 'marking' | 'origin'): number => briefs.filter((brief) => brief[field] === '').length;
  return {
    added: countOf('new', 'clash'),
    changed: countOf('changed'),
    same: countOf('same'),
    twice: countOf('twice'),
    clashing: countOf('clash'),
    copies: copies.length,
    gone: gone.length,
    first: briefs.slice(0, 3).map(({ ref, date, origin, subject }) => ({ ref, date, origin, subject })),
    without: { date: without('date'), marking: without('marking'), origin: without('origin') },
  };
}

/** trove.json in the first folder named, or beside the first file. */
function readAbout(paths: readonly string[], warnings: string[]): { name: string | undefined; about: TroveAbout } | undefined {
  const first = paths[0] ?? '';
  if (!existsSync(first)) return undefined;
  const path = joinPath(statSync(first).isDirectory() ? first : dirname(first), 'trove.json');
  if (!existsSync(path)) return undefined;
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const { name } = z.object({ name: z.string().min(1).optional() }).parse(json);
    return { name, about: troveAbout.parse(json) };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : 'unreadable';
    warnings.push(`${path} cannot be read and was skipped: ${reason}`);
    return undefined;
  }
}

/** `reports-2018` for /x/reports-2018/ or reports-2018.jsonl.gz. */
function defaultName(path: string): string {
  const stem = basename(path)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z0-9]+$/i, '');
  if (stem === '')
    throw new DeskError(said`No name for the trove can be taken from ${quoted(path)}.`, {
      kind: 'usage',
      hint: said`Give one with --trove NAME.`,
    });
  return stem;
}

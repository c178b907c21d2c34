import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join as joinPath, resolve } from 'node:path';
import { z } from 'zod';
import { appendAudit } from '../desk/audit.ts';
import type { Progress } from '../reply/reply.ts';
import { explain, files as folderFiles } from '../store/database.ts';
import type { Desk } from '../desk/desk.ts';
import { recogniseLanguage } from '../language/detect.ts';
import { DeskError } from '../reply/failure.ts';
import type { Draft } from '../cables/draft.ts';
import type { ReadRecord } from './formats/format.ts';
import { formats, recogniseFormat } from './formats/formats.ts';
import { findFiles } from './files.ts';
import { openSource } from './source.ts';
import { namedLanguage, type Language } from '../language/stems.ts';
import { count, quoted, said } from '../reply/text.ts';
import { troveAbout, type TroveAbout } from '../cables/troves.ts';

/**
 * The way in for cables: files are found and opened (`files.ts`, `source.ts`), read by a format (formats/), and handed to
 * cables/storing, which decides what is new. No format knows the database, and nothing here answers people. Only the command
 * line imports it.
 */

/** A rejected record or file, with the reason. `line` is 0 when the whole file was rejected. */
export type Reject = { file: string; line: number; reason: string };

export type ImportResult = {
  trove: string;
  files: number;
  added: number;
  changed: number;
  same: number;
  rejects: Reject[];
  /** Things that were kept but that the person should know: refs that clashed, a trove.json that could not be read. */
  warnings: string[];
  ms: number;
};

export type ImportOptions = {
  desk: Desk;
  paths: readonly string[];
  /** Default: the name in trove.json, else that of the first folder or file. */
  trove?: string;
  by: string;
  /** Relative paths are resolved against this. */
  cwd?: string;
  progress?: Progress;
};

/** Most records in one transaction. */
const batchSize = 500;
/** Longest run of storing, in milliseconds, before yielding to the event loop: a transaction cannot be interrupted. */
const stretch = 15;

/**
 * Reads files and folders into a trove. What is valid is in, what is not is a reject with file, line and reason, kept in
 * the database and returned. The same file again changes nothing; a changed record updates its cable and keeps the old
 * text. Commits often, so that a crash loses nothing that was committed and the import can be repeated.
 * Resolves once everything is searchable. Throws a DeskError when nothing could be started or the disk is full.
 */
export async function importFiles({
  desk,
  paths,
  trove,
  by,
  cwd = process.cwd(),
  progress = () => {},
}: ImportOptions): Promise<ImportResult> {
  const started = performance.now();
  if (paths.some((path) => path.trim() === ''))
    throw new DeskError(said`One of the paths is empty.`, {
      kind: 'usage',
      hint: said`An unset variable of the shell, perhaps? To import the folder you are in, name it: .`,
    });
  if (paths.length === 0) throw new DeskError(said`Name at least one file or folder to import.`, { kind: 'usage' });
  const absolute = paths.map((path) => resolve(cwd, path));
  const warnings: string[] = [];
  const about = readAbout(absolute, warnings);
  const name = trove ?? about?.name ?? defaultName(absolute[0] ?? '');
  const run = new ImportRun(desk, name, by, absolute);
  desk.importing += 1;
  try {
    desk.troves.keep(name, about?.about, desk.now());
    const found = await listFiles(absolute, run);
    for (const [i, path] of found.entries()) {
      progress(i, found.length, basename(path));
      run.onCommit = (records) => progress(i, found.length, `${basename(path)}: ${count(records)} records saved in all`);
      await run.readFile(path);
    }
    await run.flush();
    progress(found.length, found.length, `${count(run.saved)} records saved in all, making them searchable`);
    await run.finish();
    return {
      trove: name,
      files: found.length,
      ...run.counts,
      rejects: run.rejects,
      warnings: [...warnings, ...run.warnings],
      ms: Math.round(performance.now() - started),
    };
  } catch (error) {
    throw explain(joinPath(desk.folder, folderFiles.database), error);
  } finally {
    desk.importing -= 1;
    desk.changed();
  }
}

/** The state of one import: its counts, and the records pending for the next commit. */
class ImportRun {
  readonly counts = { added: 0, changed: 0, same: 0 };
  readonly rejects: Reject[] = [];
  readonly warnings: string[] = [];
  /** Called after each commit with the number of records on disk, so what it reports is never lost. */
  onCommit: (records: number) => void = () => {};
  saved = 0;
  private readonly seen = new Set<string>();
  private readonly touched: number[] = [];
  private batch: { file: string; found: ReadRecord; language: Language }[] = [];
  private readonly id: number;
  private readonly desk: Desk;
  private readonly trove: string;
  private readonly by: string;

  constructor(desk: Desk, trove: string, by: string, paths: readonly string[]) {
    this.desk = desk;
    this.trove = trove;
    this.by = by;
    desk.troves.keep(trove, undefined, desk.now());
    const made = desk.db
      .prepare('INSERT INTO imports (trove, paths, by, started_at) VALUES (?, ?, ?, ?)')
      .run(trove, JSON.stringify(paths), by, desk.now());
    this.id = Number(made.lastInsertRowid);
  }

  async readFile(path: string): Promise<void> {
    try {
      const source = await openSource(path);
      const format = recogniseFormat(source);
      if (format === undefined) {
        this.reject(path, {
          line: 0,
          reason: `none of the known formats (${formats.map((known) => known.description).join('; ')})`,
          text: source.head.slice(0, 200),
        });
        return;
      }
      for await (const found of format.read(source)) {
        await this.add(path, found);
      }
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.reject(path, { line: 0, reason: error.message, text: '' });
    }
  }

  reject(file: string, fault: { line: number; reason: string; text: string }): void {
    this.batch.push({ file, found: { fault }, language: '' });
  }

  private async add(file: string, found: ReadRecord): Promise<void> {
    const language = 'draft' in found ? (namedLanguage(found.draft.lang ?? '') ?? (await recogniseLanguage(found.draft.body))) : '';
    this.batch.push({ file, found, language });
    if (this.batch.length >= batchSize) await this.flush();
  }

  /** Commits pending records in batches, yielding to the event loop between them. */
  async flush(): Promise<void> {
    while (this.batch.length > 0) {
      this.commit();
      this.onCommit(this.saved);
      await new Promise((done) => setImmediate(done));
    }
  }

  /** One transaction: as many pending records as fit the time limit, with their counts and audit row. */
  private commit(): void {
    const at = this.desk.now();
    const before = { ...this.counts };
    const until = performance.now() + stretch;
    const keepReject = this.desk.db.prepare('INSERT INTO rejects (import, file, line, reason, text) VALUES (?, ?, ?, ?, ?)');
    let taken = 0;
    this.desk.db
      .transaction(() => {
        for (const { file, found, language } of this.batch) {
          if ('fault' in found) {
            keepReject.run(this.id, file, found.fault.line, found.fault.reason, found.fault.text.slice(0, 200));
            this.rejects.push({ file, line: found.fault.line, reason: found.fault.reason });
          } else {
            this.store(file, found.draft, language, at);
          }
          taken += 1;
          if (performance.now() > until) break;
        }
        const { added, changed, same } = this.counts;
        this.desk.db
          .prepare('UPDATE imports SET added = ?, changed = ?, same = ?, rejected = ? WHERE id = ?')
          .run(added, changed, same, this.rejects.length, this.id);
        const detail = { import: this.id, trove: this.trove, added: added - before.added, changed: changed - before.changed };
        if (detail.added + detail.changed > 0) {
          appendAudit(this.desk.db, { desk: '', at, member: this.by, role: 'operator', via: 'terminal', act: 'import', detail });
        }
      })
      .immediate();
    this.batch.splice(0, taken);
    this.saved += taken;
  }

  private store(file: string, draft: Draft, language: Language, at: number): void {
    const stored = this.desk.cables.store(draft, { trove: this.trove, file, at, seen: this.seen, language });
    this.counts[stored.result] += 1;
    if (stored.result !== 'same') this.touched.push(stored.row);
    if (stored.clash !== undefined)
      this.warnings.push(
        `${file}:${draft.line}: the ref "${draft.ref ?? draft.id ?? ''}" is taken by another record; this one is "${stored.clash}"`,
      );
  }

  /** Makes what changed searchable and closes the import's record. */
  async finish(): Promise<void> {
    if (this.touched.length > 0) await this.desk.index.put(this.touched);
    // Names are recognised in the background; answers that use them report the progress.
    this.desk.names.changed().catch(() => {});
    this.desk.db.prepare('UPDATE imports SET ended_at = ? WHERE id = ?').run(this.desk.now(), this.id);
  }
}

async function listFiles(paths: readonly string[], run: ImportRun): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of findFiles(paths)) {
    if ('path' in entry) found.push(entry.path);
    else run.reject(entry.problem.path, { line: 0, reason: entry.problem.reason, text: '' });
  }
  return found;
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
    warnings.push(`${path} cannot be read and was passed over: ${reason}`);
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

import { basename, dirname } from 'node:path';
import type { Progress } from '../reply/reply.ts';
import { count } from '../reply/text.ts';
import { isUnder, noFile, type FoundFile } from './files.ts';
import { toBrief, type Brief } from './plan.ts';
import type { SourceReader } from './reader.ts';

/** A rejected record or file, with the reason. `line` is 0 when the whole file was rejected. */
export type Reject = { file: string; line: number; reason: string };
export type KeptReject = Reject & { text: string };

/** Warnings of one kind: how many records, and one of them. */
export type Warned = { kind: string; records: number; example: string };

/** A source that was read through once. */
export type SourceRead = {
  files: readonly string[];
  /** What lies there and was passed over, with the reason. */
  passed: readonly { path: string; reason: string }[];
  /** Of every record that can be read, in the order of files and lines. */
  briefs: readonly Brief[];
  rejects: readonly KeptReject[];
  warned: readonly Warned[];
  /** Whether this file is one of the source, or would be if it were there still, and nothing in it was rejected. */
  isWhole(file: string): boolean;
};

/** What was found in one file. */
type FileRead = { briefs: Brief[]; rejects: KeptReject[]; warned: Map<string, Warned> };

/**
 * Reads the files that were found under these paths, keeping only what tells their records apart. Never throws for what a file
 * holds.
 */
export async function readSource(
  reader: SourceReader,
  { roots, listed }: { roots: readonly string[]; listed: readonly FoundFile[] },
  progress: Progress,
): Promise<SourceRead> {
  const files: string[] = [];
  const problems: KeptReject[] = [];
  const passed: { path: string; reason: string }[] = [];
  for (const found of listed) {
    if ('path' in found) files.push(found.path);
    else if ('passed' in found) passed.push(found.passed);
    else problems.push({ file: found.problem.path, line: 0, reason: found.problem.reason, text: '' });
  }
  const read = new Map<string, FileRead>();
  const unsettled: string[] = [];
  let records = 0;
  const readOne = async (file: string, i: number): Promise<void> => {
    const before = reader.dates.unsettled;
    const found = await readFile(reader, file, (more) =>
      progress(i, files.length, `reading ${basename(file)}: ${count(records + more)} records in all`),
    );
    records += found.briefs.length - (read.get(file)?.briefs.length ?? 0);
    read.set(file, found);
    if (reader.dates.unsettled > before) unsettled.push(file);
  };
  for (const [i, file] of files.entries()) await readOne(file, i);
  // What all dates together show of how they are written may settle those that could be read in two ways.
  reader.dates.settle();
  for (const file of unsettled.splice(0)) await readOne(file, files.indexOf(file));
  progress(files.length, files.length, `${count(records)} records read, comparing them with the trove`);
  const all = [...read.values()];
  const rejects = [...problems, ...all.flatMap((one) => one.rejects)];
  // What lay in a folder that is empty now is gone.
  const broken = new Set(rejects.flatMap(({ file, reason }) => (reason === noFile ? [] : file)));
  return {
    files,
    passed,
    briefs: all.flatMap(({ briefs }) => briefs),
    rejects,
    warned: [...notMet(reader.missing()), ...together(all.flatMap(({ warned }) => [...warned.values()]))],
    isWhole: (file) => isUnder(roots, file) && (broken.size === 0 || !withFolders(file).some((path) => broken.has(path))),
  };
}

const tellEvery = 500;

async function readFile(reader: SourceReader, path: string, tell: (records: number) => void): Promise<FileRead> {
  const read: FileRead = { briefs: [], rejects: [], warned: new Map() };
  tell(0);
  for await (const found of reader.records(path)) {
    const { file } = found;
    if ('fault' in found) read.rejects.push({ file, ...found.fault });
    else {
      read.briefs.push(toBrief(found.cable, path));
      for (const { kind, detail } of found.warnings) {
        const known = read.warned.get(kind);
        if (known !== undefined) known.records += 1;
        else read.warned.set(kind, { kind, records: 1, example: `${file}:${found.cable.line}: ${detail}` });
      }
      if (read.briefs.length % tellEvery === 0) {
        tell(read.briefs.length);
        await new Promise((done) => setImmediate(done));
      }
    }
  }
  return read;
}

const notMet = (columns: readonly string[]): Warned[] =>
  columns.map((column) => ({ kind: '--map names a column or key that no record has', records: 1, example: column }));

function together(warned: readonly Warned[]): Warned[] {
  return [...Map.groupBy(warned, ({ kind }) => kind)].map(([kind, some]) => ({
    kind,
    records: some.reduce((sum, { records }) => sum + records, 0),
    example: some[0]?.example ?? '',
  }));
}

/** A path and all folders that it lies in, an archive being one. */
function withFolders(path: string): string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...withFolders(above)];
}

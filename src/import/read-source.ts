import { basename } from 'node:path';
import type { Draft } from '../cables/draft.ts';
import { cableOf, type NewCable } from '../cables/storing.ts';
import { DeskError } from '../reply/failure.ts';
import type { Progress } from '../reply/reply.ts';
import { count } from '../reply/text.ts';
import { findFiles, isUnder } from './files.ts';
import type { RecordFault } from './formats/format.ts';
import { formats, recogniseFormat } from './formats/formats.ts';
import { toBrief, type Brief } from './plan.ts';
import { openSource } from './source.ts';

/** A rejected record or file, with the reason. `line` is 0 when the whole file was rejected. */
export type Reject = { file: string; line: number; reason: string };
export type KeptReject = Reject & { text: string };

/** A source that was read through once. */
export type SourceRead = {
  files: readonly string[];
  /** What lies there and was passed over, with the reason. */
  passed: readonly { path: string; reason: string }[];
  /** Of every record that can be read, in the order of files and lines. */
  briefs: readonly Brief[];
  rejects: readonly KeptReject[];
  /** Whether this file is one of the source, or would be if it were there still, and nothing in it was rejected. */
  isWhole(file: string): boolean;
};

/** Reads all files under these paths, keeping only what tells their records apart. Never throws for what a file holds. */
export async function readSource(roots: readonly string[], trove: string, progress: Progress): Promise<SourceRead> {
  const files: string[] = [];
  const rejects: KeptReject[] = [];
  const passed: { path: string; reason: string }[] = [];
  const briefs: Brief[] = [];
  for await (const found of findFiles(roots)) {
    if ('path' in found) files.push(found.path);
    else if ('passed' in found) passed.push(found.passed);
    else rejects.push({ file: found.problem.path, line: 0, reason: found.problem.reason, text: '' });
  }
  for (const [i, file] of files.entries()) {
    const tell = (): void => progress(i, files.length, `reading ${basename(file)}: ${count(briefs.length)} records in all`);
    tell();
    for await (const found of readRecords(file, trove)) {
      if ('fault' in found) rejects.push({ file, ...found.fault });
      else briefs.push(toBrief(found.cable));
      if (briefs.length % tellEvery === 0) {
        tell();
        await new Promise((done) => setImmediate(done));
      }
    }
  }
  progress(files.length, files.length, `${count(briefs.length)} records read, comparing them with the trove`);
  const broken = new Set(rejects.map(({ file }) => file));
  return { files, passed, briefs, rejects, isWhole: (file) => isUnder(roots, file) && !broken.has(file) };
}

const tellEvery = 500;

/** The records of one file, as cables, and what is wrong in it. */
export async function* readRecords(
  file: string,
  trove: string,
): AsyncGenerator<{ cable: NewCable; draft: Draft } | { fault: RecordFault }> {
  const refused = (reason: string, text = ''): { fault: RecordFault } => ({ fault: { line: 0, reason, text } });
  try {
    const source = await openSource(file);
    const format = recogniseFormat(source);
    if (format === undefined) {
      yield refused(`none of the known formats (${formats.map((known) => known.description).join('; ')})`, source.head.slice(0, 200));
      return;
    }
    for await (const found of format.read(source)) {
      if ('fault' in found) yield found;
      else yield { draft: found.draft, cable: cableOf(found.draft, { trove, file, name: source.stem }) };
    }
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    yield refused(error.message);
  }
}

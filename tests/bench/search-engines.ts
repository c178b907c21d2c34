/** An engine of ours in a process of its own: builds its index, or answers the questions of the search bench. */
import { existsSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { toCable } from '../../src/cables/cables.ts';
import type { CableRow } from '../../src/cables/fields.ts';
import { parseQuery, type Query } from '../../src/query/query.ts';
import { openPackedEngine } from '../../src/search/engine/packed-engine.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { archiveFiles, openReader, reading } from '../../src/store/database.ts';
import { indexFiles, openIndex, type ComparedEngine } from '../helpers/engines.ts';
import type { Question } from './search-questions.ts';

/** `product` is the packed index in its thread, as people use it; `packed` the same without the thread. */
export const ownNames = ['product', 'packed', 'fts5', 'minisearch'] as const;
export type OwnName = (typeof ownNames)[number];

/** Processor time in seconds, and the most memory in bytes. */
export type BuildFigures = { cpu: number; rss: number };

/** The total, and milliseconds. */
type Timed = { total: number; ms: number };

/** `first`: milliseconds from the start of the process to the first answer. No answer where it was not asked, or took too long. */
export type ServeFigures = {
  first: number;
  rss: number;
  /** On disk. */
  bytes: number;
  /** Milliseconds that the event loop was late, p99; only where an engine has a thread of its own. */
  loop?: number;
  answers: (Timed | null)[];
};

const hits = 10;
const rounds = 3;
/** Milliseconds after which a question is not asked again, and a class is warm. */
const enough = 300;
const warmEnough = 1000;
/** Milliseconds after which the work of a resting engine has begun, and those that it may take. */
const restTime = 8000;
const mostRest = 600_000;

export const engineOf = (name: OwnName): ComparedEngine => (name === 'product' ? 'packed' : name);

/** Whether the packed index of an archive holds all its cables: one that was made by other rules holds none. */
export function isWhole(archive: string): boolean {
  const cables = reading(join(archive, archiveFiles.database), (db) => db.prepare<[], number>('SELECT count(*) FROM cables').pluck().get());
  return existsSync(join(archive, archiveFiles.packed)) && openBare(archive).count() === cables;
}

/** The packed index as it lies in an archive's folder, without a thread. Only while nobody writes it. */
export function openBare(archive: string) {
  const db = openReader(join(archive, archiveFiles.database));
  const read = db.prepare<[number], CableRow>('SELECT * FROM cables WHERE row = ?');
  const cableOf = (row: number) => {
    const found = read.get(row);
    return found === undefined ? undefined : toCable(found);
  };
  return openPackedEngine({
    file: join(archive, archiveFiles.packed),
    bodyOf: (row) => String(read.get(row)?.body ?? ''),
    cableOf,
    alone: (work) => work(),
    onceAlone: async (work) => work(),
  });
}

/** Asks one question and returns its total, once the first hits are there. */
type Ask = (query: Query, sort: Question['sort']) => Promise<number>;

function askBare(archive: string): Ask {
  const engine = openBare(archive);
  return async (query, sort) => {
    const { total, hits: found } = engine.find(query.root, { sort });
    let left = hits;
    for (const _ of found) if ((left -= 1) === 0) break;
    return total;
  };
}

const openThread = (engine: ComparedEngine, archive: string) =>
  openIndex(engine, { database: join(archive, archiveFiles.database), file: join(archive, indexFiles[engine]) });

/** The bytes of an engine's index; those of near-copies are counted apart. */
const bytesOf = (engine: ComparedEngine, archive: string): number =>
  readdirSync(archive)
    .filter((name) => name.startsWith(indexFiles[engine]) && !name.includes('copies'))
    .reduce((sum, name) => sum + statSync(join(archive, name)).size, 0);

/** A snapshot is written, and segments are merged, once nothing changes for a while. */
async function rested(archive: string): Promise<void> {
  const until = performance.now() + mostRest;
  do await new Promise((resolve) => setTimeout(resolve, restTime));
  while (performance.now() < until && readdirSync(archive).some((name) => name.includes('.merge-') || name.endsWith('.new')));
}

async function build(engine: ComparedEngine, archive: string): Promise<BuildFigures> {
  const index = openThread(engine, archive);
  await index.ready();
  const { user, system } = process.cpuUsage();
  await rested(archive);
  await index.close();
  return { cpu: (user + system) / 1e6, rss: process.resourceUsage().maxRSS * 1024 };
}

/** The best of some rounds. */
async function timed(ask: Ask, question: Question): Promise<Timed> {
  let [total, ms] = [0, Number.POSITIVE_INFINITY];
  const started = performance.now();
  for (let round = 0; round < rounds && performance.now() - started < enough; round += 1) {
    // Read anew each time, as a question is that somebody asks: an engine keeps some of what it finds out with the query.
    const query = parseQuery(question.text);
    const before = performance.now();
    total = await ask(query, question.sort);
    ms = Math.min(ms, performance.now() - before);
  }
  return { total, ms };
}

/** A search that takes too long is ended by its thread, which starts again; anything else is a fault. */
function ended(error: unknown): null {
  if (error instanceof DeskError) return null;
  throw error;
}

async function serve(name: OwnName, archive: string, questions: readonly Question[]): Promise<void> {
  const loop = monitorEventLoopDelay({ resolution: 5 });
  const index = name === 'packed' ? undefined : openThread(engineOf(name), archive);
  const ask: Ask =
    index === undefined
      ? askBare(archive)
      : async (query, sort) => (await index.find(query, { sort, offset: 0, limit: hits, fold: true })).total;
  await index?.ready();
  const [first] = questions;
  if (first !== undefined) await ask(parseQuery(first.text), first.sort).catch(ended);
  writeSync(1, 'first\n');
  if (index !== undefined) await rested(archive);
  for (const asked of Map.groupBy([...questions, ...questions], ({ name: of }) => of).values())
    for (const until = performance.now() + warmEnough, next = asked.values(); performance.now() < until;) {
      const { value } = next.next();
      if (value === undefined) break;
      await ask(parseQuery(value.text), value.sort).catch(ended);
    }
  loop.enable();
  const answers: ServeFigures['answers'] = [];
  for (const question of questions) answers.push(await timed(ask, question).catch(ended));
  loop.disable();
  await index?.close();
  const rss = process.resourceUsage().maxRSS * 1024;
  const bytes = bytesOf(engineOf(name), archive);
  const figures: Omit<ServeFigures, 'first'> = { rss, bytes, answers, ...(index === undefined ? {} : { loop: loop.percentile(99) / 1e6 }) };
  writeSync(1, JSON.stringify(figures));
}

/** What such a process does: `questions` names their file; without one the index is built. */
export async function work(name: OwnName, archive: string, questions: string | undefined): Promise<void> {
  if (questions === undefined) writeSync(1, JSON.stringify(await build(engineOf(name), archive)));
  else await serve(name, archive, JSON.parse(readFileSync(questions, 'utf8')) as Question[]);
}

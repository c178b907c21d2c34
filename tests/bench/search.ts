/**
 * `npm run bench -- search [--n 25000,250000] [--without fts5,minisearch] [--folder F] [--keep]`: our engines, Lucene and tantivy over the
 * same generated cables, asked the same questions in one run. Where more than one size is given, F has a folder for each.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { archiveFiles, files, makeFolder } from '../../src/store/database.ts';
import { indexFiles } from '../helpers/engines.ts';
import { tempFolder } from '../helpers/temp.ts';
import { fillWithGenerated } from './generated.ts';
import { askPeer, buildPeer, linesOf, peerNames, programOf, writeDocuments, type PeerName } from './peers/peers.ts';
import { engineOf, isWhole, ownNames, work, type BuildFigures, type OwnName, type ServeFigures } from './search-engines.ts';
import { drawQuestions, type Question } from './search-questions.ts';

const { values: args } = parseArgs({
  args: process.argv.slice(3),
  options: {
    n: { type: 'string', default: '1100' },
    without: { type: 'string', default: '' },
    folder: { type: 'string' },
    keep: { type: 'boolean', default: false },
    // A process of this bench: an engine, and the questions that it is asked.
    as: { type: 'string' },
    questions: { type: 'string' },
  },
});

type Name = OwnName | PeerName;
type Figures = { build: BuildFigures | undefined; serve: ServeFigures };
type Results = { questions: Question[]; of: Map<Name, Figures> };

/** All in memory, MiniSearch does not hold more cables than this. */
const mostInMemory = 30_000;
const bench = join(import.meta.dirname, 'bench.ts');
const without = new Set(args.without.split(','));
// As at every start of cabledesk (src/start.mjs), what was compiled once is kept.
process.env['NODE_COMPILE_CACHE'] ??= join(bench, '../../../node_modules/.cache/compiled');

/** What a process wrote about a build is kept beside the index: it is built once. */
function kept(path: string, build: () => BuildFigures | undefined): BuildFigures | undefined {
  if (!existsSync(path)) {
    const figures = build();
    if (figures === undefined) return undefined;
    writeFileSync(path, JSON.stringify(figures));
  }
  return JSON.parse(readFileSync(path, 'utf8')) as BuildFigures;
}

/** Builds an engine's index in a process of its own, so that memory is that of one engine, unless it is there. */
function buildOwn(name: OwnName, folder: string): BuildFigures | undefined {
  const archive = join(folder, files.archive);
  const figures = join(folder, `built-${engineOf(name)}.json`);
  const isBuilt = engineOf(name) === 'packed' ? isWhole(archive) : existsSync(join(archive, indexFiles[engineOf(name)]));
  if (isBuilt && !existsSync(figures)) return undefined;
  if (!isBuilt) rmSync(figures, { force: true });
  return kept(figures, () => {
    const child = spawnSync(process.execPath, [bench, 'search', '--as', name, '--folder', archive], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return child.status === 0 ? (JSON.parse(child.stdout) as BuildFigures) : undefined;
  });
}

async function serveOwn(name: OwnName, folder: string, questions: string): Promise<ServeFigures | undefined> {
  const asked = [bench, 'search', '--as', name, '--folder', join(folder, files.archive), '--questions', questions];
  const { lines, first } = await linesOf(process.execPath, asked);
  return lines[1] === undefined ? undefined : { first, ...(JSON.parse(lines[1]) as Omit<ServeFigures, 'first'>) };
}

async function measurePeer(name: PeerName, folder: string, questions: readonly Question[]): Promise<Figures | undefined> {
  const program = programOf(name);
  if ('why' in program) {
    console.log(`${name} is left out: ${program.why}.`);
    return undefined;
  }
  const index = join(folder, name);
  const build = kept(`${index}.json`, () => {
    const documents = join(folder, 'documents.tsv');
    if (!existsSync(documents)) writeDocuments(join(folder, files.archive, archiveFiles.database), documents);
    return buildPeer(program, documents, index);
  });
  const serve = build === undefined ? undefined : await askPeer(program, index, questions);
  return serve === undefined ? undefined : { build, serve };
}

async function measure(count: number, folder: string): Promise<Results> {
  makeFolder(folder);
  if (!existsSync(join(folder, files.archive))) {
    const started = performance.now();
    const words = fillWithGenerated(folder, count);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${count} cables of ${Math.round(words / count)} words each made in ${seconds} s`);
  }
  const built = buildOwn('product', folder);
  const questions = drawQuestions(join(folder, files.archive));
  const path = join(folder, 'questions.json');
  writeFileSync(path, JSON.stringify(questions));
  const of = new Map<Name, Figures>();
  for (const name of ownNames) {
    if (without.has(name) || (name === 'minisearch' && count > mostInMemory)) continue;
    const build = engineOf(name) === 'packed' ? built : buildOwn(name, folder);
    const serve = await serveOwn(name, folder, path);
    if (serve === undefined) console.log(`${name} is left out: it did not live through it.`);
    else of.set(name, { build, serve });
  }
  for (const name of peerNames) {
    const figures = without.has(name) ? undefined : await measurePeer(name, folder, questions);
    if (figures !== undefined) of.set(name, figures);
  }
  rmSync(join(folder, 'documents.tsv'), { force: true });
  return { questions, of };
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** The p50 and p95 of a class in milliseconds; undefined where it was not asked. */
function timesOf({ questions, of }: Results, name: Name, kind: string): [p50: number, p95: number] | undefined {
  const taken = (of.get(name)?.serve.answers ?? []).flatMap((answer, i) =>
    answer !== null && questions[i]?.name === kind ? [answer.ms] : [],
  );
  taken.sort((a, b) => a - b);
  return taken.length === 0 ? undefined : [at(taken, 0.5), at(taken, 0.95)];
}

const digits = (ms: number): string => (ms < 0.1 ? ms.toFixed(3) : ms < 10 ? ms.toFixed(2) : ms.toFixed(0));
const pairOf = (times: readonly [number, number] | undefined): string => times?.map(digits).join(' / ') ?? '-';

/** How many times as long the packed index takes as the better peer. */
function ratio(results: Results, kind: string): string {
  const ours = timesOf(results, 'packed', kind);
  const theirs = peerNames.flatMap((name) => [timesOf(results, name, kind) ?? []].filter((times) => times.length > 0));
  if (ours === undefined || theirs.length === 0) return '-';
  return [0, 1].map((i) => ((ours[i] ?? 0) / Math.min(...theirs.map((times) => times[i] ?? 0))).toFixed(1)).join(' / ');
}

const classesOf = ({ questions }: Results): string[] => [...new Set(questions.map(({ name }) => name))];

function print(count: number, results: Results): void {
  const { questions, of } = results;
  const names = [...of.keys()];
  const row = (title: string, cell: (figures: Figures) => string, last = ''): void =>
    console.log(`| ${title} | ${names.map((name) => cell(of.get(name) as Figures)).join(' | ')} | ${last} |`);
  const built = (title: string, value: (build: BuildFigures) => number, unit: string): void =>
    row(title, ({ build }) => (build === undefined ? '-' : `${value(build).toFixed(0)} ${unit}`));
  console.log(`\n| ${count} cables, p50 / p95 in ms | ${names.join(' | ')} | packed / better peer |`);
  console.log(`|---|${'---|'.repeat(names.length + 1)}`);
  for (const kind of classesOf(results)) {
    const mean = of.get('packed')?.serve.answers.filter((_, i) => questions[i]?.name === kind) ?? [];
    const hits = mean.reduce((sum, answer) => sum + (answer?.total ?? 0), 0) / Math.max(1, mean.length);
    const cells = names.map((name) => pairOf(timesOf(results, name, kind)));
    console.log(`| ${kind} (${hits.toFixed(0)}) | ${cells.join(' | ')} | ${ratio(results, kind)} |`);
  }
  row('start to the first answer', ({ serve }) => `${serve.first.toFixed(0)} ms`);
  row('peak memory, searching', ({ serve }) => `${(serve.rss / 1e6).toFixed(0)} MB`);
  row('index on disk', ({ serve }) => `${(serve.bytes / 1e6).toFixed(0)} MB`);
  row('event-loop delay p99', ({ serve }) => (serve.loop === undefined ? '-' : `${serve.loop.toFixed(1)} ms`));
  built('build, processor time', ({ cpu }) => cpu, 's');
  built('peak memory, build', ({ rss }) => rss / 1e6, 'MB');
}

/** Says in which questions an engine counts other than the packed index. */
function compareTotals({ questions, of }: Results): void {
  const ours = of.get('packed')?.serve.answers ?? [];
  for (const [name, { serve }] of of) {
    if (name === 'packed') continue;
    const asked = questions.flatMap(({ text, name: kind }, i) => {
      const [total, theirs] = [ours[i]?.total, serve.answers[i]?.total];
      return total === undefined || theirs === undefined ? [] : [{ text, kind, total, theirs }];
    });
    const ended = ownNames.some((own) => own === name) ? serve.answers.filter((answer) => answer === null).length : 0;
    if (ended > 0) console.log(`${name} took too long for ${ended} questions: they are in none of its figures.`);
    const others = asked.filter(({ total, theirs }) => total !== theirs);
    const shown = others.slice(0, 5).map(({ kind, text, total, theirs }) => `${kind}: ${text} (packed ${total}, ${name} ${theirs})`);
    const rest = others.length === 0 ? '' : `, other ones in ${others.length}: ${shown.join('; ')}`;
    console.log(`Totals of packed and ${name}: equal in ${asked.length - others.length} of ${asked.length} questions${rest}.`);
  }
}

/** By which power of the number of cables the p50 grows: 1 is twice the time for twice the cables. */
function printGrowth([few, fewer]: [number, Results], [many, more]: [number, Results]): void {
  const names = [...more.of.keys()].filter((name) => fewer.of.has(name));
  console.log(`\n| growth from ${few} to ${many}, as a power | ${names.join(' | ')} |\n|---|${'---|'.repeat(names.length)}`);
  for (const kind of classesOf(more)) {
    const powers = names.map((name) => {
      const [[before] = [], [after] = []] = [timesOf(fewer, name, kind), timesOf(more, name, kind)];
      return before === undefined || after === undefined ? '-' : (Math.log(after / before) / Math.log(many / few)).toFixed(2);
    });
    console.log(`| ${kind} | ${powers.join(' | ')} |`);
  }
}

if (args.as !== undefined && args.folder !== undefined) await work(args.as as OwnName, args.folder, args.questions);
else {
  const counts = args.n.split(',').map(Number);
  const folder = args.folder ?? (args.keep ? mkdtempSync(join(tmpdir(), 'cabledesk-bench-')) : tempFolder());
  mkdirSync(folder, { recursive: true });
  const all: [number, Results][] = [];
  for (const count of counts) {
    const results = await measure(count, counts.length === 1 ? folder : join(folder, String(count)));
    print(count, results);
    compareTotals(results);
    const before = all.at(-1);
    if (before !== undefined) printGrowth(before, [count, results]);
    all.push([count, results]);
  }
}

/** Lucene and tantivy beside our own index: built with what this machine has, fed our tokens, asked the same questions. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toCable } from '../../../src/cables/cables.ts';
import type { CableRow } from '../../../src/cables/fields.ts';
import { tokenise } from '../../../src/language/tokens.ts';
import { valuesByField, firstLabel } from '../../../src/search/engine/packed/layout.ts';
import { openReader } from '../../../src/store/database.ts';
import type { BuildFigures, ServeFigures } from '../search-engines.ts';
import type { Question } from '../search-questions.ts';

export const peerNames = ['lucene', 'tantivy'] as const;
export type PeerName = (typeof peerNames)[number];

/** What is compiled is kept here for the next run. */
const made = join(tmpdir(), 'cabledesk-bench-peers');
/** Stands between two values of a cable. */
const gap = '\u001f';

/** A program that can be run: its command, and the arguments before those of the peer. */
type Program = { command: string; before: string[] };
/** Or why there is none. */
type Missing = { why: string };

/** Runs a program to its end, and gives what it wrote, or why it failed. */
function run(command: string, args: readonly string[], env: Record<string, string> = {}): { out: string } | Missing {
  const child = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1e8 });
  if (child.status === 0) return { out: `${child.stdout}${child.stderr}` };
  if (child.error !== undefined) return { why: child.error.message };
  const said = child.stderr.trim().split('\n');
  return { why: `${command}: ${said.find((line) => /error/i.test(line)) ?? said.at(-1) ?? 'failed'}` };
}

/** The program of a peer, compiled where it has changed. */
export const programOf = (name: PeerName): Program | Missing => (name === 'lucene' ? lucene() : tantivy());

/** Lucene 10 needs Java 21. */
const leastJava = 21;

function lucene(): Program | Missing {
  const homes = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name, 'bin')) : [];
  const given = process.env['JAVA_HOME'];
  const bins = [...(given === undefined ? [] : [join(given, 'bin')]), '', ...homes];
  const bin = bins.find((one) => {
    const answer = run(join(one, 'javac'), ['-version']);
    return 'out' in answer && Number(/javac (\d+)/.exec(answer.out)?.[1] ?? 0) >= leastJava;
  });
  if (bin === undefined) return { why: `no Java of version ${leastJava} or later` };
  const source = join(import.meta.dirname, 'lucene');
  const [libraries, classes] = [join(made, 'lucene', 'lib'), join(made, 'lucene', 'classes')];
  if (!existsSync(libraries)) {
    const fetched = join(made, 'lucene', 'lib.new');
    const copied = run('mvn', ['-q', '-B', '-f', join(source, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${fetched}`]);
    if ('why' in copied) return copied;
    renameSync(fetched, libraries);
  }
  const compiled = run(join(bin, 'javac'), ['-cp', join(libraries, '*'), '-d', classes, join(source, 'LucenePeer.java')]);
  if ('why' in compiled) return compiled;
  const before = ['-Xmx1g', '--add-modules', 'jdk.incubator.vector', '-cp', `${classes}:${join(libraries, '*')}`, 'LucenePeer'];
  return { command: join(bin, 'java'), before };
}

function tantivy(): Program | Missing {
  const target = join(made, 'tantivy');
  const source = join(import.meta.dirname, 'tantivy', 'Cargo.toml');
  const built = run('cargo', ['build', '--release', '--locked', '--quiet', '--manifest-path', source], { CARGO_TARGET_DIR: target });
  return 'why' in built ? built : { command: join(target, 'release', 'tantivy-peer'), before: [] };
}

/**
 * Writes the cables for the peers, one a line: the day, the sender, the stems of all that a word without a field may stand in,
 * and each of its spellings once.
 */
export function writeDocuments(database: string, path: string): void {
  const db = openReader(database);
  const out = openSync(path, 'w', 0o600);
  for (const row of db.prepare<[], CableRow>('SELECT * FROM cables').iterate()) {
    const cable = toCable(row);
    const values = valuesByField(cable).slice(0, firstLabel).flat();
    const tokens = values.map((value) => tokenise(value, cable.language));
    const stems = tokens.map((ones) => ones.map(({ stem }) => stem).join(' ')).join(` ${gap} `);
    const forms = new Set(tokens.flat().map(({ folded }) => folded));
    writeSync(out, `${cable.date.replaceAll('-', '')}\t${cable.origin}\t${stems}\t${[...forms].join(' ')}\n`);
  }
  closeSync(out);
  db.close();
}

/** Builds a peer's index over written documents, at low priority. Undefined when it fails. */
export function buildPeer({ command, before }: Program, documents: string, folder: string): BuildFigures | undefined {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const child = spawnSync('nice', ['-n', '5', command, ...before, 'build', documents, folder], { encoding: 'utf8' });
  if (child.status !== 0) {
    console.error(child.stderr);
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  return JSON.parse(child.stdout) as BuildFigures;
}

const bytesIn = (folder: string): number => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** Asks a peer the questions that it can be asked. Undefined when it fails. */
export async function askPeer(program: Program, folder: string, questions: readonly Question[]): Promise<ServeFigures | undefined> {
  const known = questions.flatMap(({ peer }, i) => (peer === undefined ? [] : [{ peer, i }]));
  const path = `${folder}.questions`;
  writeFileSync(path, known.map(({ peer }) => peer.join('\t')).join('\n'));
  const { lines, first } = await linesOf(program.command, [...program.before, 'serve', folder, path]);
  const rss = /^rss (\d+)$/.exec(lines.at(-1) ?? '')?.[1];
  if (rss === undefined) return undefined;
  const answers: ServeFigures['answers'] = questions.map(() => null);
  for (const [at, { i }] of known.entries()) {
    const [total, ms] = (lines[at + 1] ?? '').split(' ').map(Number);
    answers[i] = { total: total ?? 0, ms: ms ?? 0 };
  }
  return { first, rss: Number(rss), bytes: bytesIn(folder), answers };
}

/** What a process writes, line by line, and how many milliseconds after its start the first line came. */
export async function linesOf(command: string, args: readonly string[]): Promise<{ lines: string[]; first: number }> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors, first] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (out === '') first = performance.now() - started;
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (status !== 0) console.error(errors);
  return { lines: status === 0 ? out.trim().split('\n') : [], first };
}

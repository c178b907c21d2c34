import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/*
 * Real OpenSearch nodes on 127.0.0.1, put together from Maven Central, for the tests that need them. Each is a process of ours, ended
 * by its number; what it writes is removed.
 */

/** Says that the tests are to be run with nodes; `npm run test:cluster` sets it. */
const asked = 'CABLEDESK_CLUSTER';
/** Where the node for all tests is, and why there is none. */
export const urlVariable = 'CABLEDESK_CLUSTER_URL';
const reasonVariable = 'CABLEDESK_CLUSTER_REASON';

const here = import.meta.dirname;
const cache = process.env['CABLEDESK_CLUSTER_PARTS'] ?? join(here, '../../../node_modules/.cache/opensearch-2.19.6');
/** Milliseconds that fetching the parts of a node may take, and its start. */
const limits = { fetch: Number(process.env['CABLEDESK_CLUSTER_FETCH'] ?? 300_000), start: 120_000, look: 60_000 } as const;

/** Before all test files: one node for all of them, where that is asked for and can be had. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[asked] === undefined) return undefined;
  const nodes = await startNodes(1).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  if (typeof nodes === 'string') {
    process.env[reasonVariable] = nodes;
    return undefined;
  }
  process.env[urlVariable] = nodes.urls[0];
  return () => nodes.stop();
}

/** Whether there is a node for the tests; says why not, once for each file. */
export function hasNode(): boolean {
  if (process.env[urlVariable] !== undefined) return true;
  console.log(`not tried: ${process.env[reasonVariable] ?? '“npm run test:cluster” tries it, with a real OpenSearch node'}`);
  return false;
}

export type Nodes = {
  urls: string[];
  /** As a power cut ends it. */
  kill(i: number): Promise<void>;
  /** Starts it again where it was. */
  start(i: number): Promise<void>;
  stop(): Promise<void>;
};

/** Fetches what a node needs, unless that is there. Throws an Error that says why it cannot. */
export function fetchParts(): void {
  if (existsSync(join(cache, 'classes'))) return;
  for (const program of ['java', 'javac', 'mvn'])
    if (spawnSync(program, ['-version'], { timeout: limits.look }).status !== 0) throw new Error(`there is no ${program} here`);
  mkdirSync(join(cache, '..'), { recursive: true });
  const folder = mkdtempSync(`${cache}-`);
  const run = (program: string, args: string[]): void => {
    const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: limits.fetch });
    if (status !== 0)
      throw new Error(
        `the parts of an OpenSearch node could not be had: ${stdout.split('\n').find((line) => line.includes('ERROR')) ?? `${program} was stopped`}`,
      );
  };
  try {
    run('mvn', ['-q', '-B', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}/lib`]);
    run('javac', ['-cp', `${folder}/lib/*`, '-d', `${folder}/classes`, join(here, 'TestNode.java')]);
    if (!existsSync(cache)) renameSync(folder, cache);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts so many nodes as one cluster; `heap`: megabytes for each. Throws an Error that says why it cannot. */
export async function startNodes(count: number, heap = 512): Promise<Nodes> {
  fetchParts();
  const folder = mkdtempSync(join(tmpdir(), 'cabledesk-cluster-'));
  const ports = await freePorts(2 * count);
  const http = ports.slice(0, count);
  const transport = ports.slice(count);
  const running: (ChildProcess | undefined)[] = [];
  const urls = http.map((port) => `http://127.0.0.1:${port}`);
  const start = (i: number): void => {
    const settings = {
      'cluster.name': `cabledesk-${process.pid}`,
      'node.name': `n${i}`,
      'path.home': join(folder, `n${i}`),
      'path.repo': join(folder, 'snapshots'),
      'http.port': http[i],
      'transport.port': transport[i],
      'discovery.seed_hosts': transport.map((port) => `127.0.0.1:${port}`).join(','),
      'cluster.initial_cluster_manager_nodes': 'n0',
      // One of two can go on alone.
      ...(i === 0 ? {} : { 'node.roles': 'data' }),
    };
    const memory = [`-Xms${heap}m`, `-Xmx${heap}m`, '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
    const args = [
      ...memory,
      '-cp',
      `${cache}/classes:${cache}/lib/*`,
      'TestNode',
      ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    ];
    const child = spawn('java', args, { stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin?.on('error', () => {});
    running[i] = child;
  };
  const end = async (i: number): Promise<void> => {
    const child = running[i];
    running[i] = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((_, i) => end(i)));
    rmSync(folder, { recursive: true, force: true });
  };
  for (let i = 0; i < count; i += 1) start(i);
  try {
    await there(urls[0] ?? '', count, running);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls,
    kill: end,
    async start(i) {
      start(i);
      await there(urls[i] ?? '', running.filter((one) => one !== undefined).length, running);
    },
    stop,
  };
}

/** Waits until a node answers, and has found the others. */
async function there(url: string, count: number, running: readonly (ChildProcess | undefined)[]): Promise<void> {
  const until = Date.now() + limits.start;
  while (Date.now() < until) {
    if (running.some((one) => one !== undefined && one.exitCode !== null)) throw new Error('an OpenSearch node did not start');
    try {
      const answer = await fetch(`${url}/_cluster/health?wait_for_nodes=${count}&timeout=5s`, { signal: AbortSignal.timeout(10_000) });
      const { timed_out: isLate } = (await answer.json()) as { timed_out?: boolean };
      if (answer.ok && isLate === false) return;
    } catch {
      // Not yet.
    }
    await pause(200);
  }
  throw new Error('an OpenSearch node took too long to start');
}

/** Ports that nobody listens at. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

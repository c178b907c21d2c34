import { spawn, type ChildProcess } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { builtDoor } from './built.ts';

export type Ran = { code: number | null; out: string; err: string };

/** Environment of a process under test: nothing of the developer's own settings. */
const environment = (extra: Record<string, string>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  CABLEDESK_DEMO_PORT: '0',
  CABLEDESK_LOG: 'warn',
  ...extra,
});

/** Runs the door as a process of its own, in `cwd`, and waits for its end. */
export async function run(args: readonly string[], { cwd, env = {} }: { cwd: string; env?: Record<string, string> }): Promise<Ran> {
  const child = spawn(process.execPath, [await builtDoor(), ...args], { cwd, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const ran: Ran = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (ran.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ran.err += chunk.toString()));
  ran.code = await new Promise((resolve) => child.on('close', resolve));
  return ran;
}

export type Started = { child: ChildProcess; output(): string; ended: Promise<number | null> };

/** Starts the bot and waits until it says that it is ready; ended with the test. */
export async function startProcess(
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Started> {
  const child = spawn(process.execPath, [await builtDoor(), 'start', ...args], {
    cwd,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Ready:')) resolve();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void ended.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  return { child, output: () => output, ended };
}

/** What a person answers: the first pattern that fits the last line printed says it. A function is called each time. */
export type Answers = readonly (readonly [asked: RegExp, answer: string | (() => string)])[];

/** Runs the door and answers its questions, as somebody at a pipe; `end`: after so many answers the input ends, or the process is told to. */
export async function converse(
  args: readonly string[],
  answers: Answers,
  { cwd, env = {}, end }: { cwd: string; env?: Record<string, string>; end?: { after: number; by: 'input' | 'SIGINT' } },
): Promise<Ran & { answered: number }> {
  const child = spawn(process.execPath, [await builtDoor(), ...args], { cwd, env: environment(env), stdio: 'pipe' });
  const ran = { code: null as number | null, out: '', err: '', answered: 0 };
  let seen = 0;
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk: Buffer) => {
    ran.out += chunk.toString();
    const asked = ran.out.slice(Math.max(seen, ran.out.lastIndexOf('\n') + 1));
    if (!asked.endsWith(': ')) return;
    const answer = answers.find(([pattern]) => pattern.test(asked))?.[1] ?? '';
    if (ran.answered === end?.after) {
      if (end.by === 'input') child.stdin.end();
      else child.kill(end.by);
      return;
    }
    ran.answered += 1;
    const typed = typeof answer === 'string' ? answer : answer();
    ran.out += /Token/.test(asked) ? '' : typed;
    seen = ran.out.length;
    child.stdin.write(`${typed}\n`);
  });
  child.stderr.on('data', (chunk: Buffer) => (ran.err += chunk.toString()));
  ran.code = await new Promise((resolve) => child.on('close', resolve));
  return ran;
}

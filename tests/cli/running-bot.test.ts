import { once } from 'node:events';
import { createConnection } from 'node:net';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files } from '../../src/store/database.ts';
import { socketPath } from '../../src/cli/socket.ts';
import { run, startProcess } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';
import { demoPlace } from '../helpers/workplace.ts';

test('while the bot runs, verbs are handed to it, and what is imported is found at once', async () => {
  const { cwd, data } = await demoPlace();
  const bot = await startProcess(['--data', data], { cwd });
  expect((await run(['import', 'records.jsonl', '--trove', 'mine', '--data', data], { cwd })).out).toContain('2 new');
  expect((await run(['say', '/search query:alpha', '--data', data], { cwd })).out).toContain('1 cable for alpha');
  expect((await run(['backup', 'while.backup', '--data', data], { cwd })).code).toBe(0);
  expect(existsSync(join(cwd, 'while.backup.sha256'))).toBe(true);
  expect(statSync(socketPath(data)).mode & 0o077).toBe(0);

  // Clients that hang up in the middle, as `cables --json | head` does, are nobody's trouble.
  for (let i = 0; i < 20; i += 1) {
    const client = createConnection(socketPath(data));
    client.on('error', () => undefined);
    await once(client, 'connect');
    client.write(`${JSON.stringify({ verb: 'cables', args: { json: true }, cwd })}\n`);
    // What was sent and never read is what breaks the line.
    await once(client, 'readable');
    client.destroy();
  }
  expect((await run(['say', '/search query:alpha', '--data', data], { cwd })).out).toContain('1 cable for alpha');

  const second = await run(['start', '--data', data], { cwd });
  expect(second.code).toBe(75);
  expect(second.err).toMatch(/The demo is already running: http:\/\/127\.0\.0\.1:\d+\//);
  const restore = await run(['restore', 'while.backup', '--data', data], { cwd });
  expect(restore.code).toBe(75);
  expect((await run(['desk', 'list', '--data', data], { cwd })).out).toMatch(/^The demo, server \d+\n {2}0 tags, /);
  expect((await run(['desk', 'move', '112233445566778899', '--data', data], { cwd })).code).toBe(75);

  bot.child.kill('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect((await run(['say', '/search query:alpha', '--data', data], { cwd })).out).toContain('1 cable for alpha');
});

test('the running bot is found through its data folder, whatever /tmp and the folder’s path are', async () => {
  const { cwd } = await demoPlace();
  const deep = join(cwd, ...Array.from({ length: 12 }, (_, i) => `a-long-name-of-a-folder-${i}`));
  mkdirSync(deep, { recursive: true });
  for (const [folder, from] of [
    ['desk', cwd],
    ['.', deep],
  ] as const) {
    const data = join(from, folder);
    await startProcess(['--data', folder], { cwd: from });
    // A service with PrivateTmp=yes has another one than the operator's shell.
    const said = await run(['say', '/about', '--data', folder], { cwd: from, env: { TMPDIR: tempFolder() } });
    expect([said.code, said.err]).toEqual([0, '']);
    expect(statSync(join(data, files.socket)).isSocket()).toBe(true);
  }
  const far = await run(['say', '/about', '--data', deep], { cwd: '/' });
  expect(far.code).toBe(78);
  expect(far.err).toMatch(/too long for the socket in it.* has \d+ bytes, 10[37] at most.*\n.*cd/);
});

test('a bot that was killed leaves nothing that stops the next', async () => {
  const { cwd, data } = await demoPlace();
  const bot = await startProcess(['--data', data], { cwd });
  bot.child.kill('SIGKILL');
  await bot.ended;
  expect((await run(['say', '/about', '--data', data], { cwd })).code).toBe(0);
  const next = await startProcess(['--data', data], { cwd });
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});

test('a port that is taken: the demo takes the next one and says so', async () => {
  const { cwd, data } = await demoPlace();
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  const bot = await startProcess(['--data', data], { cwd, env: { CABLEDESK_DEMO_PORT: String(port) } });
  expect(bot.output()).toContain(`Port ${port} is taken`);
  server.close();
});

test('the demo, typed: search, open, share, another colleague, an error', async () => {
  const { cwd, data } = await demoPlace();
  writeFileSync(
    join(cwd, 'script.txt'),
    [
      '/search query:"hot zone"',
      '1',
      '/channel listed',
      '/cable ref:COREU/KYI/0039/18 share:true',
      '1',
      '/claim ref:COREU/KYI/0039/18',
      '/read',
      '/as stranger',
      '/channel general',
      '/about',
      '/nothing',
      '/quit',
    ].join('\n'),
  );
  const ran = await run(['start', '--script', 'script.txt', '--data', data], { cwd });
  expect(ran.code).toBe(0);
  for (const words of [
    '1 cable for "hot zone"',
    'page *1* of *2*',
    'Preview: what',
    'shares a cable',
    'You have no role at this desk',
    'No command "nothing" is registered',
    '/claim is called /work claim now.',
  ])
    expect(ran.out).toContain(words);
});

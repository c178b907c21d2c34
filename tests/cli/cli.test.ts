import { once } from 'node:events';
import { createConnection } from 'node:net';
import Database from 'better-sqlite3';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files, schemas } from '../../src/store/database.ts';
import { socketPath } from '../../src/cli/socket.ts';
import { sampleCount, sampleData } from '../helpers/desk.ts';
import { run, startProcess } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';

const record = (id: string, body: string) => JSON.stringify({ id, date: '2018-03-07', origin: 'Mission', subject: `About ${id}`, body });

/** A folder to type in, with a file of two records and one bad line. */
function workplace(): { cwd: string; data: string; file: string } {
  const cwd = tempFolder();
  const file = join(cwd, 'records.jsonl');
  writeFileSync(file, [record('A', 'alpha words'), '{"id": "broken"', record('B', 'beta words')].join('\n'));
  return { cwd, data: join(cwd, 'desk'), file };
}

/** The same place with its records imported already: by one process for all tests. */
const imported = (() => {
  const { cwd, data } = workplace();
  const whole = () => run(['import', 'records.jsonl', '--data', data], { cwd });
  let once: ReturnType<typeof whole> | undefined;
  return async () => {
    const first = await (once ??= whole());
    const copy = workplace();
    cpSync(data, copy.data, { recursive: true });
    return { ...copy, first };
  };
})();

/** A place where the demo has been before: its cables need not be imported again. */
async function demoPlace(): Promise<{ cwd: string; data: string }> {
  const { cwd } = workplace();
  return { cwd, data: await sampleData() };
}

/** What was printed, a line of JSON each. */
const lines = (out: string): unknown[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

test('countries: of each text of a file, and of each cable of a data folder', async () => {
  const { cwd, data } = await imported();
  writeFileSync(
    join(cwd, 'more.jsonl'),
    JSON.stringify({ id: 'C', date: '2018-03-08', origin: 'Mission', subject: 'Peru', body: 'Lima votes.' }),
  );
  await run(['import', 'more.jsonl', '--data', data], { cwd });
  const texts = [{ id: 1, text: 'Albania and Albanian ports' }, { id: 2, text: 'no country' }, { id: 3 }];
  writeFileSync(join(cwd, 'texts.jsonl'), texts.map((one) => JSON.stringify(one)).join('\n'));
  const ofFile = [
    { id: 1, countries: ['AL'] },
    { id: 2, countries: [] },
  ];
  const alone = await run(['countries', '--texts', 'texts.jsonl'], { cwd });
  expect(lines(alone.out)).toEqual(ofFile);
  expect(alone.code).toBe(65);
  expect(alone.err).toContain('texts.jsonl:3');
  expect(lines((await run(['countries', '--texts', 'texts.jsonl', '--data', data], { cwd })).out)).toEqual(ofFile);
  expect(lines((await run(['countries', '--data', data], { cwd })).out)).toEqual([
    { id: 'A', countries: [] },
    { id: 'B', countries: [] },
    { id: 'C', countries: ['PE'] },
  ]);
  const none = await run(['countries', '--data', 'nowhere'], { cwd });
  expect(none.code).toBe(65);
  expect(none.err).toContain('There is no desk in');
});

test('entities: of each text of a file, and of each cable of a data folder; only what pages would show', async () => {
  const cwd = tempFolder();
  const text = 'We saw Mr. Dornic there, and in the camp we like Zelvatha for it.';
  writeFileSync(join(cwd, 'texts.jsonl'), `${JSON.stringify({ id: 1, text })}\nno line\n`);
  const namesIn = (out: string): string[][] =>
    lines(out).map((one) => (one as { spans: { start: number; end: number }[] }).spans.map(({ start, end }) => text.slice(start, end)));
  const all = await run(['entities', '--texts', 'texts.jsonl'], { cwd });
  expect(namesIn(all.out)).toEqual([['Dornic', 'Zelvatha']]);
  expect(all.code).toBe(65);
  expect(all.err).toContain('texts.jsonl:2');
  expect(namesIn((await run(['entities', '--texts', 'texts.jsonl', '--shown'], { cwd })).out)).toEqual([['Dornic']]);
  const both = await run(['entities', '--texts', 'texts.jsonl', '--shown', '--reader', 'second'], { cwd });
  expect([both.code, both.err]).toEqual([2, expect.stringContaining('cannot be used with')]);

  const data = await sampleData();
  type Read = { id: string; spans: { start: number; end: number; label: string }[] };
  const inSample = async (...more: string[]): Promise<Read[]> =>
    lines((await run(['entities', '--data', data, ...more], { cwd })).out) as Read[];
  const [read, shown] = [await inSample(), await inSample('--shown')];
  expect(shown.map(({ id }) => id)).toEqual(read.map(({ id }) => id));
  expect(read).toHaveLength(sampleCount);
  for (const [i, { spans }] of shown.entries()) expect(read[i]?.spans).toEqual(expect.arrayContaining(spans));
  const count = (found: readonly Read[]): number => found.reduce((sum, { spans }) => sum + spans.length, 0);
  expect(count(shown)).toBeGreaterThan(100);
  expect(count(shown)).toBeLessThan(count(read));
  const none = await run(['entities', '--data', 'nowhere'], { cwd });
  expect([none.code, none.err]).toEqual([65, expect.stringContaining('There is no desk in')]);
});

test('import, say, cables, search: a desk made and asked from the terminal', async () => {
  const { cwd, data, first } = await imported();
  expect(first.code).toBe(0);
  expect(first.out).toContain('2 new, 0 changed, 0 the same, 1 rejected');
  expect(first.out).toMatch(/records\.jsonl:2: /);
  const again = await run(['import', 'records.jsonl', '--data', data, '--json'], { cwd });
  expect(JSON.parse(again.out)).toMatchObject({ added: 0, changed: 0, same: 2, rejects: [{ line: 2 }] });

  const said = await run(['say', '/search query:alpha', '--data', data], { cwd });
  expect(said.code).toBe(0);
  expect(said.out).toContain('1 cable for alpha');
  const json = JSON.parse((await run(['say', '/search query:alpha', '--data', data, '--json', '--role', 'reader'], { cwd })).out) as Record<
    string,
    unknown
  >;
  expect(json).toMatchObject({ ok: true, visibility: 'caller', files: [] });
  expect((json['actions'] as { label: string; say: string }[])[0]).toEqual({ label: 'Open', say: '/cable ref:A query:alpha at:1' });

  const cables = (await run(['cables', '--json', '--data', data], { cwd })).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(cables.map(({ ref }) => ref)).toEqual(['A', 'B']);
  for (const name of [
    'ref',
    'date',
    'datetime',
    'origin',
    'destination',
    'info',
    'subject',
    'marking',
    'subjectCodes',
    'refs',
    'body',
    'trove',
  ])
    expect(cables[0]).toHaveProperty(name);

  writeFileSync(
    join(cwd, 'questions.jsonl'),
    ['{"id": 1, "text": "what of alpha?"}', 'nonsense', '{"id": "2", "text": "words"}'].join('\n'),
  );
  const searched = await run(['search', '--queries', 'questions.jsonl', '--top', '1', '--data', data], { cwd });
  expect(searched.code).toBe(65);
  expect(searched.err).toContain('questions.jsonl:2');
  const answers = searched.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; total: number; hits: { ref: string; score: number }[]; ms: number });
  expect(answers.map(({ id, total, hits }) => [id, total, hits.length])).toEqual([
    ['1', 1, 1],
    ['2', 2, 1],
  ]);
  expect(answers[0]?.hits[0]?.ref).toBe('A');
});

test.each([
  ['an unknown verb', ['imprt', 'x'], 2, 'imprt'],
  ['an unknown flag', ['cables', '--jsn'], 2, '--jsn'],
  ['an unknown command', ['say', '/serach query:x'], 2, '/search'],
  ['no slash', ['say', 'search x'], 2, 'slash'],
  ['an unknown option', ['say', '/cables mnth:2018'], 2, 'month'],
  ['an unknown ref', ['say', '/cable ref:NOPE'], 1, 'NOPE'],
  ['a role that is none', ['say', '/help', '--role', 'boss'], 2, 'boss'],
  ['a file that is not there', ['import', 'nowhere.jsonl'], 65, 'nowhere.jsonl'],
  ['no path', ['import'], 2, 'path'],
  ['an empty path', ['import', ''], 2, 'One of the paths is empty'],
  ['a backup into nowhere', ['backup', 'no/such/folder/file'], 1, 'cannot be written'],
  ['a desk moved to what is no server', ['desk', 'move', 'rome'], 2, 'is not a server'],
  ['a desk removed where there is none', ['desk', 'remove', '--yes'], 65, 'There is no desk'],
  ['a restore of nothing', ['restore', 'nothing.sqlite'], 65, 'nothing.sqlite'],
])('%s: a sentence and its exit code', async (_, args, code, words) => {
  const { cwd, data } = workplace();
  const ran = await run([...args, '--data', data], { cwd });
  expect(ran.out + ran.err).toContain(words);
  expect(ran.code).toBe(code);
  expect(ran.err).not.toMatch(/^\s+at /m);
});

test('faulty settings are reported all at once, with exit code 78', async () => {
  const { cwd } = workplace();
  const ran = await run(['start'], { cwd, env: { DISCORD_TOKEN: 'abc', CABLEDESK_EXPOSURE: 'closed', DISCORD_GUILD_ID: 'here' } });
  expect(ran.code).toBe(78);
  for (const words of ['CABLEDESK_EXPOSURE', 'closed', 'DISCORD_GUILD_ID', 'here']) expect(ran.err).toContain(words);
  expect(ran.err).not.toContain('abc');
});

test.each([
  ['not a database', (path: string) => writeFileSync(path, 'words '.repeat(500)), 'is not a database'],
  ['an empty database', (path: string) => writeFileSync(path, ''), 'is empty'],
  [
    'a newer database',
    (path: string) => {
      const db = new Database(path);
      db.pragma(`user_version = ${schemas.desk.length + 1}`);
      db.exec('CREATE TABLE t (x)');
      db.close();
    },
    'newer cabledesk',
  ],
])('%s in the data folder: refused, exit code 78, file untouched', async (_, make, words) => {
  const { cwd, data } = workplace();
  mkdirSync(data);
  const path = join(data, files.database);
  make(path);
  const before = readFileSync(path);
  const ran = await run(['say', '/about', '--data', data], { cwd });
  expect(ran.code).toBe(78);
  expect(ran.err).toContain(words);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a data folder that cannot be written is refused by name', async () => {
  const { cwd, data } = workplace();
  writeFileSync(data, 'a file where the folder should be');
  const ran = await run(['say', '/about', '--data', data], { cwd });
  expect(ran.code).toBe(78);
  expect(ran.err).toContain(data);
});

test('backup and restore: the same cables; a changed byte is refused', async () => {
  const { cwd, data } = await imported();
  const backup = join(cwd, 'desk.backup');
  const made = await run(['backup', 'desk.backup', '--data', data], { cwd });
  expect(made.code).toBe(0);
  expect(made.out).toContain('The audit log is intact.');
  expect(statSync(backup).mode & 0o077).toBe(0);
  expect((await run(['backup', 'desk.backup', '--data', data], { cwd })).code).toBe(1);
  const other = join(cwd, 'other');
  expect((await run(['restore', 'desk.backup', '--data', other], { cwd })).code).toBe(0);
  const restored = await run(['say', '/search query:beta', '--data', other], { cwd });
  expect(restored.out).toContain('1 cable for beta');
  expect((await run(['restore', 'desk.backup', '--data', other], { cwd })).out).toContain('What was there is kept');

  chmodSync(backup, 0o600);
  const bytes = readFileSync(backup);
  bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
  writeFileSync(backup, bytes);
  const altered = await run(['restore', 'desk.backup', '--data', other], { cwd });
  expect(altered.code).toBe(65);
  expect(altered.err).toContain('checksum differs');
});

test('backup says that the audit log was changed from outside, and where', async () => {
  const { cwd, data } = await imported();
  for (const ref of ['A', 'B']) await run(['say', `/tag add ref:${ref} tag:pumps`, '--data', data], { cwd });
  const db = new Database(join(data, files.database));
  db.exec('DROP TRIGGER audit_no_update');
  db.prepare("UPDATE audit SET member = 'somebody else' WHERE seq = 2").run();
  db.close();
  const made = await run(['backup', 'desk.backup', '--data', data], { cwd });
  expect(made.code).toBe(0);
  expect(made.out).toContain('changed from outside: row 2');
});

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

test('the running bot is found through its data folder, whatever /tmp is, and whatever stands in the folder’s path', async () => {
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

test.skipIf(process.getuid === undefined)('what other accounts had access to is its owner’s alone, and a sentence says so', async () => {
  const { cwd, data } = await imported();
  writeFileSync(join(cwd, '.env'), 'CABLEDESK_SEARCHES=off\n');
  const copy = `${files.database}.before-schema-9`;
  writeFileSync(join(data, copy), 'a copy of an earlier version');
  const loose = ['.env', 'desk', 'desk/archive', ...[files.database, copy, 'archive/archive.sqlite'].map((name) => `desk/${name}`)];
  for (const name of loose) chmodSync(join(cwd, name), name.endsWith('desk') || name.endsWith('archive') ? 0o755 : 0o644);
  writeFileSync(join(data, 'of somebody else’s'), '', { mode: 0o644 });
  const first = await run(['say', '/about', '--data', data], { cwd });
  for (const name of loose) {
    expect(statSync(join(cwd, name)).mode & 0o077, name).toBe(0);
    expect(first.err).toMatch(new RegExp(`had access to .*${name.replaceAll('.', '\\.')}.*\\(mode (755|644)\\)`));
  }
  expect(statSync(join(data, 'of somebody else’s')).mode & 0o077).not.toBe(0);
  expect((await run(['say', '/about', '--data', data], { cwd })).err).toBe('');
  await run(['backup', 'desk.backup', '--data', data], { cwd });
  chmodSync(join(cwd, 'desk.backup'), 0o640);
  expect((await run(['restore', 'desk.backup', '--data', data], { cwd })).err).toContain('mode 640');
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

test('the terminal gets no control characters from documents', async () => {
  const { cwd, data } = workplace();
  writeFileSync(
    join(cwd, 'hostile.jsonl'),
    JSON.stringify({ id: 'H', subject: '\u001B[31mred', body: 'needle \u001B]0;title\u0007 \u202Etxt' }),
  );
  await run(['import', 'hostile.jsonl', '--data', data], { cwd });
  for (const args of [['say', '/search query:needle'], ['say', '/cable ref:H'], ['cables']]) {
    const { out } = await run([...args, '--data', data], { cwd });
    expect(out).toContain('H');
    expect(/[\p{Cc}\u202E]/u.test(out.replaceAll('\n', ''))).toBe(false);
  }
});

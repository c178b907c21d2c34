import Database from 'better-sqlite3';
import { chmodSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files, schemas } from '../../src/store/database.ts';
import { run } from '../helpers/run.ts';
import { workplace } from '../helpers/workplace.ts';

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
  ['an unknown role', ['say', '/help', '--role', 'boss'], 2, 'boss'],
  ['a file that is not there', ['import', 'nowhere.jsonl'], 65, 'nowhere.jsonl'],
  ['no path', ['import'], 2, 'path'],
  ['an empty path', ['import', ''], 2, 'One of the paths is empty'],
  ['a backup into nowhere', ['backup', 'no/such/folder/file'], 1, 'cannot be written'],
  ['a desk moved to something that is not a server', ['desk', 'move', 'rome'], 2, 'is not a server'],
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

test.skipIf(process.getuid === undefined)(
  'what other accounts had access to becomes its owner’s alone, and a sentence says so',
  async () => {
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
  },
);

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

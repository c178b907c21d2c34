import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUpNightly } from '../../src/clock/nightly-backup.ts';
import { backupText } from '../../src/desk/backups/state.ts';
import { makeBackup, restoreBackup } from '../../src/desk/backups/make.ts';
import { verifyFolder } from '../../src/desk/verify/verify.ts';
import { auditHead } from '../../src/desk/audit.ts';
import { plain } from '../../src/reply/text.ts';
import { backupsIn, unfinished } from '../../src/store/backup-sets.ts';
import { ask, importRecords, someone, testDesk } from '../helpers/desk.ts';
import { builtDoor } from '../helpers/built.ts';
import { isLong } from '../helpers/random.ts';
import { run } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';
import { createBot } from '../../src/bot/bot.ts';
import { quiet } from '../helpers/desk.ts';

const record = { id: 'A', ref: 'A', date: '2018-03-07', subject: 'Pumps', body: 'The pumps of the old harbour do not work.' };

async function deskWith(now?: () => number) {
  const desk = testDesk(now === undefined ? {} : { now });
  await importRecords(desk, [record]);
  const bot = await createBot(desk, quiet);
  await ask(bot, 'tag add', { ref: 'A', tag: 'pumps' }, someone('editor'));
  return { desk, bot, folder: join(tempFolder(), 'backups') };
}

test('a backup is private, was restored on trial, and comes back whole', async () => {
  const { desk, folder } = await deskWith();
  const made = await makeBackup(desk, { folder });
  expect(made.audit).toEqual(auditHead(desk.db));
  expect(made.counts).toMatchObject({ cables: 1 });
  expect(readdirSync(folder)).toHaveLength(1);
  const names = ['desk.sqlite', 'desk.sqlite.archive', 'desk.sqlite.archive.sha256', 'desk.sqlite.sha256'];
  expect(made.files.map(({ name }) => name).toSorted()).toEqual(names);
  for (const path of [folder, made.path, ...readdirSync(made.path).map((name) => join(made.path, name))])
    expect(statSync(path).mode & 0o077).toBe(0);
  const target = join(tempFolder(), 'restored');
  expect(await restoreBackup(made.path, target, [], Date.now())).toEqual([]);
  expect(verifyFolder({ folder: target, archive: join(target, 'archive'), backups: folder }, Date.now()).faults).toEqual([]);
  const again = testDesk({ folder: target });
  expect(again.cables.count()).toBe(1);
  expect(auditHead(again.db)).toEqual(made.audit);
});

test('an encrypted one holds no word of the cables, opens with its identity alone, and not with a changed byte', async () => {
  const { desk, folder } = await deskWith();
  const identity = await generateX25519Identity();
  const made = await makeBackup(desk, { folder, recipient: await identityToRecipient(identity) });
  for (const name of readdirSync(made.path)) expect(readFileSync(join(made.path, name)).includes('harbour')).toBe(false);
  const target = (): string => join(tempFolder(), 'restored');
  await expect(restoreBackup(made.path, target(), [], 0)).rejects.toMatchObject({ kind: 'usage' });
  await expect(restoreBackup(made.path, target(), [await generateX25519Identity()], 0)).rejects.toThrow('another key');
  const restored = target();
  await restoreBackup(made.path, restored, [identity], 0);
  expect(readdirSync(restored).filter((name) => name.endsWith(unfinished))).toEqual([]);
  expect(testDesk({ folder: restored }).cables.count()).toBe(1);
  for (const { name } of made.files) {
    const path = join(made.path, name);
    const bytes = readFileSync(path);
    const changed = Buffer.from(bytes);
    changed[bytes.length >> 1] = (changed[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, changed);
    await expect(restoreBackup(made.path, target(), [identity], 0)).rejects.toMatchObject({ kind: 'data' });
    writeFileSync(path, bytes);
  }
});

test('what is damaged makes no backup, leads are told once a day, and older ones stay', async () => {
  let now = Date.UTC(2026, 2, 1, 4);
  const { desk, bot, folder } = await deskWith(() => now);
  desk.setHome('desk');
  desk.roster.seen('desk', { id: '112233445566778899', name: 'Lena', role: 'lead', isBot: false }, now);
  expect(await backUpNightly(desk, { folder })).toBe('made');
  expect(await backUpNightly(desk, { folder })).toBe('not due');
  now += 24 * 60 * 60_000;
  desk.db.exec('DROP TRIGGER audit_no_update');
  desk.db.prepare("UPDATE audit SET member = 'somebody else' WHERE seq = 1").run();
  for (let i = 0; i < 3; i += 1) expect(await backUpNightly(desk, { folder })).toBe('failed');
  expect(backupsIn(folder)).toHaveLength(1);
  expect(readdirSync(folder)).toHaveLength(1);
  const posts = desk.outbox.due(100).filter(({ post }) => JSON.stringify(post).includes('backup failed'));
  expect(posts.map(({ target }) => target)).toEqual([expect.stringContaining('112233445566778899')]);
  expect(plain(backupText(desk.db) ?? [])).toContain('row 1');
  expect(JSON.stringify((await ask(bot, 'about', {}, someone('lead'))).reply)).toContain('last backup');
  expect(JSON.stringify((await ask(bot, 'about', {}, someone('reader'))).reply)).not.toContain('last backup');
});

test('the operator’s program gets the path and no shell; when it fails, that is said and it is tried again', async () => {
  let now = Date.UTC(2026, 2, 1, 4);
  const { desk, folder } = await deskWith(() => now);
  const program = join(tempFolder(), 'off-site');
  const told = `${program}.told`;
  writeFileSync(program, `#!/bin/sh\nprintf '%s|%s' "$#" "$1" > '${told}'\nexit 3\n`);
  chmodSync(program, 0o700);
  expect(await backUpNightly(desk, { folder, command: program })).toBe('failed');
  expect(readFileSync(told, 'utf8')).toBe(`1|${backupsIn(folder)[0]?.path}`);
  writeFileSync(program, '#!/bin/sh\nexit 0\n');
  now += 60 * 60_000;
  expect(await backUpNightly(desk, { folder, command: program })).toBe('made');
  expect(backupsIn(folder), 'the one that was made').toHaveLength(1);
  expect(await backUpNightly(desk, { folder, command: program })).toBe('not due');
});

test.each(isLong ? ['desk.sqlite.archive.partial', 'desk.sqlite', 'trial', 'manifest.json'] : ['trial'])(
  'killed when %s appears, there is no half backup that counts, and the next one sweeps it away',
  async (name) => {
    const { desk, folder } = await deskWith();
    const data = desk.folder;
    await desk.close();
    await makeEmpty(folder, data);
    const child = spawn(process.execPath, [await builtDoor(), 'backup', '--data', data], {
      env: { ...process.env, CABLEDESK_BACKUPS: folder },
      stdio: 'ignore',
    });
    const watcher = watch(folder, { recursive: true }, (_, path) => {
      if (path?.endsWith(`/${name}`)) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
    watcher.close();
    // Whether it was killed in time or not: what counts is whole.
    for (const { path } of backupsIn(folder)) await restoreBackup(path, join(tempFolder(), 'restored'), [], 0);
    expect((await run(['backup', '--data', data], { cwd: tempFolder(), env: { CABLEDESK_BACKUPS: folder } })).out).toContain(
      'A test restore succeeded',
    );
    expect(readdirSync(folder).filter((one) => one.endsWith(unfinished))).toEqual([]);
    expect(existsSync(backupsIn(folder)[0]?.path ?? '')).toBe(true);
  },
);

/** The folder is there before anything is watched in it. */
async function makeEmpty(folder: string, data: string): Promise<void> {
  const first = await run(['backup', '--data', data], { cwd: tempFolder(), env: { CABLEDESK_BACKUPS: folder } });
  expect(first.code).toBe(0);
}

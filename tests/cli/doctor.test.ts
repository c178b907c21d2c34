import Database from 'better-sqlite3';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Check } from '../../src/cli/doctor/check.ts';
import { runDoctor } from '../../src/cli/doctor/doctor.ts';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import { createBot } from '../../src/bot/bot.ts';
import { keepBackupState } from '../../src/desk/backups/state.ts';
import { verifyFolder } from '../../src/desk/verify/verify.ts';
import { createLocalDiscord, type LocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { quiet, sampleData, testDesk } from '../helpers/desk.ts';
import { settingsFor } from '../helpers/live.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A desk that lacks nothing, its settings, and the Discord that it is on. */
type Place = { folder: string; env: Record<string, string>; discord: LocalDiscord };

async function soundPlace(): Promise<Place> {
  const discord = await createLocalDiscord();
  onTestFinished(() => discord.close());
  const folder = await sampleData();
  chmodSync(folder, 0o700);
  const settings = settingsFor(discord);
  const desk = testDesk({ folder });
  const chat = createDiscordChat({ bot: await createBot(desk, quiet), settings, log: quiet });
  await chat.start();
  await chat.stop();
  keepBackupState(desk.db, { madeAt: Date.now(), drilledAt: Date.now() });
  await desk.names.settled();
  await desk.close();
  expect(verifyFolder({ folder, archive: join(folder, 'archive'), backups: join(folder, 'backups') }, Date.now()).isWhole).toBe(true);
  const program = join(tempFolder(), 'off-site');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const env = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
    DISCORD_GUILD_ID: discord.guildId,
    DISCORD_REPORTER_ROLES: discord.roles.reporter.id,
    DISCORD_LEAD_ROLES: discord.roles.lead.id,
    DISCORD_LISTED_CHANNELS: discord.channels.listed.id,
    CABLEDESK_DATA: folder,
    CABLEDESK_BACKUP_COMMAND: program,
    CABLEDESK_BACKUP_RECIPIENT: 'age1qpzry9x8gf2tvdw0s3jn54khce6mua7l',
  };
  return { folder, env, discord };
}

async function examined({ env }: Place): Promise<{ code: number; found: string[] }> {
  let out = '';
  const code = await runDoctor({ environment: env, log: quiet, code: 0 }, { json: true }, (text) => (out += text));
  const checks = JSON.parse(out) as Check[];
  return {
    code,
    found: checks.flatMap(({ state, name, says, fix = '' }) => (state === 'ok' ? [] : [`${state} ${name}: ${says} -> ${fix}`])),
  };
}

const inDatabase = (file: string, sql: string): void => {
  const db = new Database(file);
  db.exec(sql);
  db.close();
};
const desk = ({ folder }: Place): string => join(folder, 'desk.sqlite');
const archive = ({ folder }: Place): string => join(folder, 'archive', 'archive.sqlite');
/** Sets a setting otherwise. Returns what sets it back. */
function setting({ env }: Place, name: string, value: string): () => void {
  const before = env[name];
  env[name] = value;
  return () => (before === undefined ? delete env[name] : (env[name] = before));
}
/** Puts other bytes into a file. Returns what puts the old ones back. */
function bytes(path: string, change: (old: Buffer) => Buffer): () => void {
  const old = readFileSync(path);
  writeFileSync(path, change(old));
  return () => writeFileSync(path, old);
}
const later = Date.now() + 60 * 60_000;

/** A way to break a desk, which returns what its fix does; what is said; whether the bot would not work with it. */
const broken: [name: string, breaks: (place: Place) => () => void, said: RegExp][] = [
  ['a setting that is none', (p) => setting(p, 'CABLEDESK_EXPOSURE', 'shut'), /^fault settings: CABLEDESK_EXPOSURE .*shut.*-> correct it/],
  ['a refused token', (p) => setting(p, 'DISCORD_TOKEN', 'a.b.c'), /^fault discord: Discord refused the token.*-> Copy it again/],
  [
    'no Discord',
    (p) => setting(p, 'DISCORD_API_URL', 'http://127.0.0.1:1/api'),
    /^fault discord: Discord cannot be reached.*-> Check the network/,
  ],
  [
    'another server',
    (p) => setting(p, 'DISCORD_GUILD_ID', '112233445566778899'),
    /^fault server: the desk belongs to \d+, .*-> .*desk move 112233445566778899/,
  ],
  [
    'a role that is none',
    (p) => setting(p, 'DISCORD_LEAD_ROLES', '112233445566778899'),
    /^look discord: The lead role 112233445566778899 does not exist.*DISCORD_LEAD_ROLES/,
  ],
  [
    'a channel that is none',
    (p) => setting(p, 'DISCORD_LISTED_CHANNELS', '112233445566778899'),
    /^look discord: The listed channel 112233445566778899 does not exist/,
  ],
  [
    'a channel that everybody reads',
    (p) => setting(p, 'DISCORD_LISTED_CHANNELS', p.discord.channels.general.id),
    /^look discord: The listed channel \d+: everybody on the server can read it/,
  ],
  [
    'readers alone',
    (p) => {
      const fixes = [
        setting(p, 'DISCORD_READER_ROLES', p.discord.roles.reader.id),
        setting(p, 'DISCORD_REPORTER_ROLES', ''),
        setting(p, 'DISCORD_LEAD_ROLES', ''),
      ];
      return () => fixes.forEach((fix) => fix());
    },
    /^look roles: nobody can tag.*-> set DISCORD_REPORTER_ROLES/,
  ],
  [
    'an archive that is none',
    (p) => setting(p, 'CABLEDESK_ARCHIVE', tempFolder()),
    /^fault archive: .* holds none -> correct CABLEDESK_ARCHIVE/,
  ],
  ['a file for a folder', (p) => setting(p, 'CABLEDESK_DATA', desk(p)), /^fault data folder: .* is a file -> set CABLEDESK_DATA/],
  [
    'no way to a folder',
    (p) => setting(p, 'CABLEDESK_DATA', join(desk(p), 'below')),
    /^fault data folder: .* is not there, and .* is a file -> make it/,
  ],
  ['no desk', (p) => setting(p, 'CABLEDESK_DATA', tempFolder()), /^look desk: there is none yet -> start the bot/],
  [
    'an open folder',
    (p) => (chmodSync(p.folder, 0o755), () => chmodSync(p.folder, 0o700)),
    /^look data folder: other accounts .*-> chmod 700/,
  ],
  [
    'no archive',
    (p) => (renameSync(archive(p), `${archive(p)}.away`), () => renameSync(`${archive(p)}.away`, archive(p))),
    /^fault archive: .*-> put it back from a backup/,
  ],
  [
    'no database',
    (p) => bytes(desk(p), () => Buffer.from('not a database, but text that is long enough to be taken for one '.repeat(20))),
    /^fault desk: .* cannot be read as a database \(SQLITE_NOTADB\) -> restore/,
  ],
  [
    'a damaged database',
    (p) => bytes(archive(p), (old) => Buffer.concat([old.subarray(0, 4096), Buffer.alloc(old.length - 4096, 7)])),
    /^fault archive: .* (?:is damaged|cannot be read as a database \(\w+\)) -> .*restore/,
  ],
  [
    'a newer database',
    (p) => (inDatabase(desk(p), 'PRAGMA user_version = 99'), () => inDatabase(desk(p), `PRAGMA user_version = ${schemaOf(p)}`)),
    /^fault desk: .*newer cabledesk \(schema 99.*-> update cabledesk/,
  ],
  [
    'an older database',
    (p) => (inDatabase(desk(p), 'PRAGMA user_version = 12'), () => inDatabase(desk(p), `PRAGMA user_version = ${schemaOf(p)}`)),
    /^look desk: schema 12, to be brought to \d+ -> start the bot/,
  ],
  [
    'a clock that is behind',
    (p) => {
      inDatabase(
        desk(p),
        `INSERT INTO audit (seq, desk, at, member, role, via, act, cable, detail, hash) SELECT 999999, desk, ${later}, member, role, via, act, NULL, '{}', 'x' FROM audit LIMIT 1`,
      );
      return () => inDatabase(desk(p), 'DROP TRIGGER IF EXISTS audit_no_delete; DELETE FROM audit WHERE seq = 999999');
    },
    /^fault clock: it is behind .*-> set the clock/,
  ],
  [
    'posts that wait',
    (p) => {
      inDatabase(desk(p), `INSERT INTO outbox (desk, target, post, nonce, made_at) VALUES ('x', '{}', '{}', 'late', 1)`);
      return () => inDatabase(desk(p), "DELETE FROM outbox WHERE nonce = 'late'");
    },
    /^look posts: 1 have been waiting.*-> is the bot running/,
  ],
  [
    'a backup that fails',
    (p) => backup(p, { madeAt: Date.now(), trouble: { since: 1, why: 'no room' } }),
    /^look backups: failing since 1970-01-01 00:00 UTC: no room -> fix that/,
  ],
  ['an old backup', (p) => backup(p, { madeAt: 1 }), /^look backups: the last one is of 1970.*-> let the bot run/],
  ['no backups', (p) => setting(p, 'CABLEDESK_BACKUPS', 'off'), /^look backups: off -> unset CABLEDESK_BACKUPS/],
  [
    'a program that is none',
    (p) => setting(p, 'CABLEDESK_BACKUP_COMMAND', '/nowhere/off-site'),
    /^fault off-site copy: \/nowhere\/off-site .*-> name it/,
  ],
  [
    'webhooks that are not there',
    (p) => setting(p, 'CABLEDESK_WEBHOOKS', '/nowhere/webhooks.json'),
    /^fault webhooks: CABLEDESK_WEBHOOKS: the file \/nowhere\/webhooks.json .*-> docs\/interchange.md/,
  ],
  [
    'backups that anybody reads',
    (p) => setting(p, 'CABLEDESK_BACKUP_RECIPIENT', ''),
    /^look encryption: .*-> set CABLEDESK_BACKUP_RECIPIENT/,
  ],
];

const schemaOf = (p: Place): number => schemas.get(p) ?? 0;
const schemas = new Map<Place, number>();

function backup(p: Place, state: Parameters<typeof keepBackupState>[1]): () => void {
  const set = (to: typeof state): void => {
    const db = new Database(desk(p));
    keepBackupState(db, to);
    db.close();
  };
  set(state);
  return () => set({ madeAt: Date.now() });
}

test('finds what is wrong in each way, names the fix, and the fix helps', async () => {
  const place = await soundPlace();
  const db = new Database(desk(place));
  schemas.set(place, Number(db.pragma('user_version', { simple: true })));
  db.close();
  expect(await examined(place)).toEqual({ code: 0, found: [] });
  for (const [name, breaks, said] of broken) {
    const fix = breaks(place);
    const { code, found } = await examined(place);
    expect(
      found.filter((line) => said.test(line)),
      `${name}: ${found.join('\n')}`,
    ).toHaveLength(1);
    expect(code, name).toBe(found.some((line) => line.startsWith('fault')) ? 78 : 0);
    fix();
    expect(await examined(place), `${name}, mended`).toEqual({ code: 0, found: [] });
  }
});

test('changes nothing, and leaves Discord to a bot that is running', async () => {
  const place = await soundPlace();
  const running = testDesk({ folder: place.folder });
  let out = '';
  await runDoctor({ environment: place.env, log: quiet, code: 0 }, {}, (text) => (out += text));
  expect(out).toMatch(/^ok +discord +not checked: the bot is running/m);
  await running.close();
});

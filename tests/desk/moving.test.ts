import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { moveDeskIn, removeDeskIn } from '../../src/cli/desk.ts';
import { brokenAuditRow } from '../../src/desk/audit.ts';
import { desksIn, moveDesk } from '../../src/desk/moving.ts';
import type { Role } from '../../src/desk/roles.ts';
import { copyFolder } from '../../src/store/backup.ts';
import { files, openReader } from '../../src/store/database.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

const [rome, paris, oslo] = ['112233445566778801', '112233445566778802', '112233445566778803'] as const;
const records = ['A/1', 'B/1', 'C/1'].map((ref, i) => ({
  ref,
  date: '2018-03-07',
  subject: `About ${ref}`,
  body: `1. The words of ${ref}, number ${i}.`,
}));

/** A desk of three cables at a server, or in the terminal. */
async function deskOf(server?: string): Promise<{ bot: Bot; folder: string }> {
  const folder = tempFolder();
  const desk = testDesk({ folder });
  await importRecords(desk, records);
  await desk.index.ready();
  if (server !== undefined) desk.setHome(server);
  return { bot: await createBot(desk, quiet), folder };
}

const place = { id: '1', name: 'desk', listed: true, open: false };

/** What somebody at the desk's server gets to read. */
async function read(bot: Bot, line: string, options: Record<string, string | boolean> = {}, role: Role = 'editor', member: string = role) {
  const desk = bot.desk.home();
  bot.desk.roster.seen(desk, { id: member, name: member, role, isBot: false }, bot.desk.now());
  return wordsOf((await ask(bot, line, options, someone(role, { desk, member, place }))).reply);
}

/** Closes the desk, does something with its folder, and opens it again. */
async function meanwhile(bot: Bot, folder: string, work: () => void): Promise<Bot> {
  await bot.desk.close();
  work();
  const desk = testDesk({ folder });
  await desk.index.ready();
  return createBot(desk, quiet);
}

describe('a desk that is moved to another server', () => {
  test('takes along what it holds and what was done, which can be taken back there', async () => {
    const { bot, folder } = await deskOf(rome);
    await read(bot, 'tag add', { ref: 'A/1', tag: 'pact' });
    await read(bot, 'note', { ref: 'A/1', text: 'Look here' });
    await read(bot, 'claim', { ref: 'B/1' });
    await read(bot, 'search', { query: 'words' });
    await read(bot, 'digest schedule', { time: '08:30', zone: 'UTC' }, 'lead');
    await read(bot, 'desk mask', { ref: 'C/1', why: 'By injunction' }, 'lead');
    const { id: _, ...before } = desksIn(bot.desk.db)[0] ?? { id: '' };
    expect(before).toMatchObject({ tags: 1, notes: 1, assignments: 1, schedules: 1, withdrawn: 1, members: 2 });

    const moved = await meanwhile(bot, folder, () => expect(moveDeskIn(folder, paris, undefined)).toContain('1 tag, 1 note, 1 assignment'));
    expect(moved.desk.home()).toBe(paris);
    expect(desksIn(moved.desk.db)).toEqual([{ id: paris, ...before }]);
    expect(brokenAuditRow(moved.desk.db)).toBeUndefined();
    expect(await read(moved, 'search', { query: 'tag:pact' })).toContain('1 cable');
    expect(await read(moved, 'history', { ref: 'A/1' })).toMatch(/tag #pact/);
    expect(await read(moved, 'work activity', {})).toMatch(/claim on B\/1/);
    expect(await read(moved, 'cable', { ref: 'C/1' }, 'reader')).not.toContain('The words of');
    expect(await read(moved, 'undo', {})).toContain('Undone: claim on B/1');
    expect(await read(moved, 'desk mask', { ref: 'C/1', lift: true }, 'lead')).toContain('C/1');
    expect(await read(moved, 'cable', { ref: 'C/1' }, 'reader')).toContain('The words of');

    // And again: what was done on the first server is still there on the third.
    const again = await meanwhile(moved, folder, () => void moveDeskIn(folder, oslo, undefined));
    expect(await read(again, 'history', { ref: 'A/1' })).toMatch(/tag #pact/);
  });

  test('still keeps a blind reader’s marks from the other one', async () => {
    const { bot, folder } = await deskOf(rome);
    for (const name of ['anna', 'ben']) await read(bot, 'about', {}, 'editor', name);
    await read(bot, 'check review double', { ref: 'A/1', first: 'anna', second: 'ben' }, 'lead');
    await read(bot, 'check review mark', { ref: 'A/1', tags: 'quokka' }, 'editor', 'anna');
    const moved = await meanwhile(bot, folder, () => void moveDeskIn(folder, paris, undefined));
    const marks = (member: string): number =>
      moved.desk
        .as({ desk: paris, role: 'editor', member })
        .db.prepare<[], number>("SELECT count(*) FROM changes WHERE after LIKE '%quokka%'")
        .pluck()
        .get() ?? 0;
    expect(marks('anna')).toBe(1);
    expect(marks('ben')).toBe(0);
  });

  test('takes along what it holds about documents that are gone', async () => {
    const { bot } = await deskOf(rome);
    await read(bot, 'tag add', { ref: 'A/1', tag: 'pact' });
    const { db } = bot.desk;
    db.prepare("UPDATE facts SET desk = 'aside ' || desk, cable = -1").run();
    moveDesk(db, rome, paris, 1);
    expect(desksIn(db)).toMatchObject([{ id: paris, tags: 0, aside: 1 }]);
  });

  test('does not go where another desk is, nor nowhere', async () => {
    const { bot, folder } = await deskOf(rome);
    await read(bot, 'tag add', { ref: 'A/1', tag: 'pact' });
    const { db } = bot.desk;
    // An older version went on with another server, and took only what was withdrawn along.
    db.prepare("UPDATE settings SET value = ? WHERE name = 'desk'").run(paris);
    expect(desksIn(db).map(({ id }) => id)).toEqual([paris, rome]);
    expect(() => moveDesk(db, paris, paris, 1)).toThrow('belongs to 112233445566778802 already');
    expect(() => moveDesk(db, oslo, paris, 1)).toThrow('There is no desk of');
    await read(bot, 'desk mask', { ref: 'C/1' }, 'lead');
    await read(bot, 'tag add', { ref: 'B/1', tag: 'mine' });
    expect(() => moveDesk(db, rome, paris, 1)).toThrow('has a desk here already');
    await read(bot, 'tag remove', { ref: 'B/1', tag: 'mine' });
    moveDesk(db, rome, paris, 1);
    expect(desksIn(db)).toMatchObject([{ id: paris, tags: 1, withdrawn: 1 }]);
    expect(() => moveDeskIn(folder, 'rome', undefined)).toThrow('is not a server’s id');
    expect(() => moveDeskIn(folder, oslo, undefined)).toThrow('Another process is using');
    expect(() => moveDeskIn(tempFolder(), oslo, undefined)).toThrow('There is no desk in');
  });
});

test('a desk is bound to its first server, with what was done in the terminal before, and to no other', async () => {
  const { bot } = await deskOf();
  await read(bot, 'tag add', { ref: 'A/1', tag: 'early' });
  bot.desk.setHome(rome);
  expect(await read(bot, 'history', { ref: 'A/1' })).toMatch(/tag #early/);
  expect(await read(bot, 'undo', {})).toContain('Undone');
  expect(() => bot.desk.setHome(paris)).toThrow(`belongs to the server ${rome}, not to ${paris}`);
  expect(bot.desk.home()).toBe(rome);
});

test('a desk that is removed is kept under another name; what it withdrew stays withdrawn, and a lead can lift it', async () => {
  const { bot, folder } = await deskOf(rome);
  await read(bot, 'tag add', { ref: 'A/1', tag: 'pact' });
  await read(bot, 'desk mask', { ref: 'C/1' }, 'lead');
  await bot.desk.close();
  expect(() => removeDeskIn(folder, false)).toThrow('aside');
  const after = await meanwhile(bot, folder, () => {
    const kept = /kept as (.*removed-[^ ]*)\. /.exec(removeDeskIn(folder, true))?.[1] ?? '';
    const old = openReader(kept);
    expect(desksIn(old)).toMatchObject([{ id: rome, tags: 1, withdrawn: 1 }]);
    old.close();
  });
  expect(desksIn(after.desk.db)).toMatchObject([{ id: 'terminal', tags: 0, withdrawn: 1 }]);
  after.desk.setHome(paris);
  expect(await read(after, 'cables', {})).toContain('A/1');
  expect(await read(after, 'cables', {})).not.toContain('C/1');
  await read(after, 'desk mask', { ref: 'C/1', lift: true }, 'lead');
  expect(await read(after, 'cable', { ref: 'C/1' }, 'reader')).toContain('The words of');
});

test('a copy of a desk is the same desk on an archive of its own', async () => {
  const { bot } = await deskOf(rome);
  await read(bot, 'tag add', { ref: 'A/1', tag: 'pact' });
  const folder = join(tempFolder(), 'copy');
  expect(await copyFolder(bot.desk, folder)).toBeGreaterThan(0);
  await expect(copyFolder(bot.desk, folder)).rejects.toThrow('There is something in');
  await read(bot, 'tag add', { ref: 'B/1', tag: 'later' });
  const copy = testDesk({ folder });
  await copy.index.ready();
  expect(desksIn(copy.db)).toMatchObject([{ id: rome, tags: 1 }]);
  expect(await read(await createBot(copy, quiet), 'search', { query: 'tag:pact words' })).toContain('1 cable');

  const used = tempFolder();
  mkdirSync(used, { recursive: true });
  writeFileSync(join(used, files.database), 'something');
  await expect(copyFolder(bot.desk, used)).rejects.toThrow('There is something in');
});

import pino from 'pino';
import { expect, test } from 'vitest';
import { brokenAuditRow, type AuditRow } from '../../src/desk/audit.ts';
import { runnables } from '../../src/bot/command.ts';
import { testCommand } from '../helpers/test-command.ts';
import { type Role } from '../../src/desk/roles.ts';
import { createBot } from '../../src/bot/bot.ts';
import { readCommands } from '../../src/bot/read-commands.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { said } from '../../src/reply/text.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

const reused = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

test('an act, its audit row and its post are written together or not at all', async () => {
  const desk = await reused();
  const caller = someone('lead');
  const insert = () => desk.db.prepare("INSERT INTO settings VALUES ('a', 'b')").run();
  expect(() =>
    desk.act(caller, { act: 'share' }, ({ post }) => {
      insert();
      post(() => ({ to: { channel: '1' }, reply: { blocks: [] } }));
      throw new Error('in the middle');
    }),
  ).toThrow('in the middle');
  const counts = () =>
    ['settings', 'audit', 'outbox', 'interactions'].map((table) => desk.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  const before = counts();
  expect(before).toEqual([2, 0, 0, 0]);
  desk.act(caller, { act: 'share' }, ({ post }) => {
    insert();
    post(() => ({ to: { channel: '1' }, reply: { blocks: [] } }));
  });
  expect(counts()).toEqual([3, 1, 1, 1]);
});

test('the same interaction twice takes effect once and returns the first outcome', async () => {
  const desk = await reused();
  const caller = someone('editor');
  let runs = 0;
  const act = () => desk.act(caller, { act: 'export' }, () => (runs += 1));
  expect(act()).toBe(1);
  expect(act()).toBe(1);
  expect(runs).toBe(1);
  expect(desk.db.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(1);
});

test('an interaction can be claimed once', async () => {
  const desk = await reused();
  expect(desk.claim('i-1')).toBe(true);
  expect(desk.claim('i-1')).toBe(false);
  expect(desk.claim('i-2')).toBe(true);
});

test('a claimed interaction can still act', async () => {
  const desk = await reused();
  const caller = someone('editor');
  desk.claim(caller.interaction);
  expect(desk.act(caller, { act: 'export' }, () => 'done')).toBe('done');
  expect(desk.act(caller, { act: 'export' }, () => 'again')).toBe('done');
});

test('detects a changed audit row', async () => {
  const desk = await reused();
  for (let i = 0; i < 5; i += 1) desk.act(someone(), { act: 'open', cable: `C${i}` }, () => null);
  expect(brokenAuditRow(desk.db)).toBeUndefined();
  desk.db.exec('DROP TRIGGER audit_no_update');
  desk.db.prepare("UPDATE audit SET member = 'somebody else' WHERE seq = 3").run();
  expect(brokenAuditRow(desk.db)).toBe(3);
});

test('every role may run exactly the commands its table allows', async () => {
  const desk = await reused();
  const ran: string[] = [];
  const levels: Role[] = ['reader', 'editor', 'lead'];
  const commands = levels.map((who) =>
    testCommand({ name: `for-${who}`, description: 'd', who, run: () => (ran.push(who), { blocks: [] }) }),
  );
  const bot = await createBot(desk, quiet, commands);
  for (const role of [undefined, ...levels]) {
    for (const who of levels) {
      ran.length = 0;
      // `someone` reads undefined as "no argument", so a stranger is made by hand.
      const { ok, reply, visibility } = await ask(bot, `for-${who}`, {}, { ...someone('reader'), role });
      const allowed = role !== undefined && levels.indexOf(role) >= levels.indexOf(who);
      expect([role, who, ok, ran.length]).toEqual([role, who, allowed, allowed ? 1 : 0]);
      // Whoever is refused learns in private whom to ask.
      const isToldWhom = visibility === 'caller' && wordsOf(reply).includes('Ask a lead of this desk');
      expect(isToldWhom).toBe(!allowed);
    }
  }
});

test('a stranger gets no completions', async () => {
  const desk = await reused();
  const commands = [
    testCommand({
      name: 'x',
      description: 'd',
      who: 'reader',
      options: { o: { type: 'text', description: 'd', suggest: () => [{ label: 'l', value: 'v' }], none: () => said`Nothing` } },
      run: () => ({ blocks: [] }),
    }),
  ];
  const bot = await createBot(desk, quiet, commands);
  expect(await bot.suggest({ ...someone(), role: undefined }, { command: 'x', options: {} }, 'o', '')).toEqual([
    { label: 'You have no role at this desk, so I can’t show you anything.', value: '⟦none⟧ ' },
  ]);
  expect(await bot.suggest(someone('reader'), { command: 'x', options: {} }, 'o', '')).toHaveLength(1);
});

test('answers a bug with a reference that the log has too, and a refusal with its reason', async () => {
  const desk = await reused();
  const lines: Record<string, unknown>[] = [];
  const log = {
    ...quiet,
    info: () => {},
    warn: () => {},
    error: (fields: Record<string, unknown>) => void lines.push(fields),
  } as unknown as typeof quiet;
  const commands = [
    testCommand({
      name: 'bug',
      description: 'd',
      who: 'reader',
      run: () => {
        throw new TypeError('secret words of a cable');
      },
    }),
    testCommand({
      name: 'refusal',
      description: 'd',
      who: 'reader',
      run: () => {
        throw new DeskError(said`No.`, { hint: said`Because.` });
      },
    }),
  ];
  const bot = await createBot(desk, log, commands);
  const bug = await ask(bot, 'bug');
  expect(bug.failure).toBe('bug');
  expect(lines).toHaveLength(1);
  expect(wordsOf(bug.reply)).toContain(String(lines[0]?.['reference']));
  expect(JSON.stringify(lines)).not.toContain('secret');
  const refusal = await ask(bot, 'refusal');
  expect(refusal.failure).toBe('refused');
  expect(wordsOf(refusal.reply)).toBe('\nNo.\nBecause.');
  expect(lines).toHaveLength(1);
});

test.each([
  ['no such command', 'serach', {}, '/search'],
  ['an unknown option', 'search', { query: 'a', sinse: '2018' }, 'since'],
  ['a missing option', 'search', {}, 'needs a value for query'],
  ['a choice that is none', 'search', { query: 'a', sort: 'worst' }, 'best, newest, oldest'],
  ['a number that is none', 'search', { query: 'a', page: 'two' }, 'whole number'],
  ['a page below one', 'search', { query: 'a', page: 0 }, '1 or more'],
  ['an impossible date', 'search', { query: 'a', since: '2018-02-30' }, '2018-02-30'],
  ['reversed dates', 'search', { query: 'a', since: '2018-05', until: '2018-02' }, 'is after'],
  ['nothing to search for', 'search', { query: '   ' }, 'nothing to search for'],
])('rejects %s in plain words', async (_, name, options, sentence) => {
  const desk = await reused();
  const bot = await createBot(desk, quiet);
  const { ok, failure, reply } = await ask(bot, name, options);
  expect(ok).toBe(false);
  expect(failure).toBe('usage');
  expect(wordsOf(reply)).toContain(sentence);
});

test('every command has examples that name it and readable options', async () => {
  for (const runnable of (await readCommands()).flatMap(runnables)) {
    expect(runnable.examples?.length, runnable.name).toBeGreaterThan(0);
    for (const example of runnable.examples ?? []) expect(example.startsWith(`/${runnable.name}`)).toBe(true);
  }
});

test('writes one audit entry for each opened page', async () => {
  const desk = await reused();
  desk.act(someone('reader'), { act: 'open', cable: 'A', detail: { page: 2 } }, () => null);
  const [row] = desk.db.prepare<[], AuditRow>('SELECT * FROM audit').all();
  expect(row).toMatchObject({ seq: 1, act: 'open', cable: 'A', role: 'reader', detail: '{"page":2}' });
});

test('what an orderly end leaves undone is not logged as a failure', async () => {
  const logged: string[] = [];
  const desk = testDesk({ log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }) });
  await importRecords(
    desk,
    Array.from({ length: 50 }, (_, i) => ({ ref: `E/${i}`, body: `The minister Per Lund met Ana Ruiz in Riga, ${i}.` })),
  );
  await desk.close();
  expect(logged).toEqual([]);
});

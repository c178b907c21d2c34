import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { auditHead } from '../../src/desk/audit.ts';
import { headText } from '../../src/desk/verify/anchors.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { collectDigest } from '../../src/clock/digest.ts';
import { runVerify } from '../../src/cli/verify.ts';
import { verifyAtStart, verifyNightly } from '../../src/clock/nightly-verify.ts';
import { createLog } from '../../src/log.ts';
import { ask, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { ref, placeOf, verify, told, file, dataFolder, meddle } from '../helpers/written-folder.ts';

test('damaged derived files are rebuilt by the nightly verify, while the desk answers', async () => {
  const folder = await dataFolder();
  const desk = openDesk({ folder, exposure: 'desk', engine: 'minisearch' });
  const bot = await createBot(desk, quiet);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const snapshot = join(folder, 'archive', 'search.minisearch');
  writeFileSync(snapshot, readFileSync(snapshot).fill(0, 50, 3000));
  meddle(join(folder, 'archive', 'names.sqlite'), (db) => db.exec("UPDATE mentions SET surface = 'Planted'"));
  const named = desk.names.list('individual', { sort: 'name', offset: 0, limit: 5 });
  const night = verifyNightly(desk, createLog('silent'));
  expect(wordsOf((await ask(bot, 'search', { query: '"hot zone"' }, someone('editor'))).reply)).toContain(ref);
  expect(new Set((await night).derived.map((one) => one.file)).size).toBe(2);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  expect(desk.names.list('individual', { sort: 'name', offset: 0, limit: 5 })).toEqual(named);
  await desk.close();
  expect(told(verify(folder))).toBe('');
  const aside = new Set(globSync('archive/*.damaged-*', { cwd: folder }).map((name) => name.replace(/\.damaged-.*/, '')));
  expect(aside).toEqual(new Set(['archive/names.sqlite', 'archive/search.minisearch']));
});

test('a nightly verify tells each lead once of the same damage, and the digest shows the head of the log as an anchor', async () => {
  const folder = await dataFolder();
  meddle(file(folder, 'archive'), (db) => db.prepare("UPDATE cables SET body = 'planted' WHERE ref = ?").run(ref));
  const desk = openDesk({ folder, exposure: 'desk', now: () => 2_000 });
  const lead = { id: '112233445566778899', name: 'lead', role: 'lead' as const, isBot: false };
  desk.roster.seen(desk.home(), lead, 2_000);
  const log = createLog('silent');
  for (let night = 0; night < 2; night += 1) expect((await verifyNightly(desk, log)).faults).toMatchObject([{ ref }]);
  const posts = desk.outbox.due(10).map(({ post }) => [post.to, wordsOf(post.reply)]);
  expect(posts).toEqual([[{ member: lead.id }, expect.stringContaining(ref)]]);
  expect(verifyAtStart(desk, log)).toEqual([]);

  const { reply, detail } = await collectDigest(desk);
  const head = auditHead(desk.db);
  expect(wordsOf(reply)).toContain(`Audit log: ${headText(head)}`);
  desk.db.prepare("INSERT INTO daily VALUES (?, 'digest', '2018-03-07', 1500, 'sent', NULL, ?)").run(desk.home(), JSON.stringify(detail));
  desk.db.exec('DROP TRIGGER audit_no_delete');
  desk.db.prepare('DELETE FROM audit WHERE seq >= ?').run(head.seq);
  expect(verifyAtStart(desk, log).join()).toContain('the digest of 2018-03-07');
  await desk.close();
});

test('what is found is reported even when it cannot be kept for the next verify, on a full disk for example', async () => {
  const folder = await dataFolder();
  mkdirSync(join(folder, 'verified.json.new'));
  const lines: string[] = [];
  const run = (): number => runVerify({ ...placeOf(folder), anchor: undefined, json: false }, (text) => void lines.push(text));
  expect(run()).toBe(0);
  meddle(file(folder, 'archive'), (db) => db.prepare("UPDATE cables SET body = 'planted' WHERE ref = ?").run(ref));
  expect(run()).toBe(65);
  for (const text of lines) expect(text).toMatch(/This could not be noted for the next verify: EISDIR/);
  expect(lines[0]).toMatch(/^Everything is as it was written/);
  expect(lines[1]).toMatch(new RegExp(`^1 fault:\n.*${ref}[^]*To put a backup back: end the bot, then npm run -s cabledesk -- restore`));
});

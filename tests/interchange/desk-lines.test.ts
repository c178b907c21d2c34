import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { auditHead, brokenAuditRow } from '../../src/desk/audit.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { verifyFolder } from '../../src/desk/verify/verify.ts';
import type { DeskLine } from '../../src/interchange/desk-lines.ts';
import { loadDesk } from '../../src/interchange/load-desk.ts';
import { deskLines } from '../../src/interchange/save-desk.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

const [ref, other, claimed] = ['COREU/KYI/0039/18', 'COREU/WAS/0107/18', 'COREU/BEI/0199/18'] as const;
const texts = (lines: readonly DeskLine[]): string[] => lines.map((line) => JSON.stringify(line));

/** The cables that two archives hold. */
const bringIn = (desk: Desk) =>
  importRecords(
    desk,
    [ref, other, claimed].map((one) => ({ ref: one, date: '2018-03-07', origin: 'Mission', subject: one, body: `What ${one} says.` })),
    'shared.jsonl',
    'shared',
  );

/** A desk that stands on cables, on which people have worked; `first`: records that are there before. */
async function workedOn(): Promise<Desk> {
  const desk = testDesk();
  await importRecords(
    desk,
    [{ ref: 'GONE/1/18', origin: 'Mission', subject: 'One', body: 'A cable that no other archive holds.' }],
    'one.jsonl',
    'gone',
  );
  await bringIn(desk);
  await desk.index.ready();
  const bot = await createBot(desk, quiet);
  const lead = () => someone('lead', { desk: desk.home(), member: 'anna', name: 'Anna' });
  desk.roster.seen(desk.home(), { id: 'anna', name: 'Anna', role: 'lead', isBot: false }, 1);
  for (const one of [ref, other, 'GONE/1/18']) await ask(bot, 'tag add', { ref: one, tag: 'crimea' }, lead());
  await ask(bot, 'tag add', { ref: other, tag: 'wrong' }, lead());
  await ask(bot, 'undo', {}, lead());
  await ask(bot, 'note', { ref, text: 'Who\nsays so?' }, lead());
  await ask(bot, 'work claim', { ref }, lead());
  const rowOf = (one: string): number => desk.cables.get(one)?.row ?? 0;
  desk.act(lead(), { act: 'fact' }, ({ put }) => {
    const source = { paragraph: 1, start: 0, end: 5, words: 'Words', by: 'anna' };
    const sources = [rowOf(claimed), rowOf(other)].map((cable) => ({ ...source, cable }));
    put('fact', 0, '1', { claim: 'They met.', author: 'anna', at: 1, sources, status: 'open', confirmed: [] });
    put('shift', 0, 'anna', { query: 'x', started: 1, done: [[rowOf(ref), 'read']], current: rowOf(other) });
    put('mask', rowOf(claimed), '', { why: 'court' });
    put('judgment', 0, 'hide|x', { verb: 'hide', kind: 'individual', name: 'x' });
  });
  return desk;
}

/** What a desk holds, by what its cables are called. */
function heldBy(desk: Desk): unknown {
  const lines = deskLines(desk);
  const refs = new Map<number, string>(lines.flatMap((line) => (line.type === 'document' ? [[line.cable, line.ref]] : [])));
  const called = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, inner: unknown) =>
        (key === 'cable' || key === 'current') && typeof inner === 'number' && inner !== 0
          ? refs.get(inner)
          : key === 'done' && Array.isArray(inner)
            ? inner.map(([cable, ...more]: [number, ...unknown[]]) => [refs.get(cable), ...more])
            : inner,
      ),
    );
  return called(
    lines
      .filter(({ type }) => !['desk', 'document', 'act', 'end'].includes(type))
      .toSorted((a, b) => (JSON.stringify(called(a)) < JSON.stringify(called(b)) ? -1 : 1)),
  );
}

/** An empty desk on cables that came in another order, without one of them. */
async function empty(folder = tempFolder()): Promise<Desk> {
  const desk = openDesk({ folder, exposure: 'desk' });
  await importRecords(
    desk,
    [{ ref: 'NEW/1/18', origin: 'Mission', subject: 'New', body: 'A cable of this archive alone.' }],
    'new.jsonl',
    'new',
  );
  await bringIn(desk);
  return desk;
}

test('a desk in an empty folder: the same facts, the same log with the same hashes; its cables may come later', async () => {
  const desk = await workedOn();
  const folder = tempFolder();
  const back = openDesk({ folder, exposure: 'desk' });
  const loaded = loadDesk(back, texts(deskLines(desk)));
  expect(loaded).toMatchObject({ isSameLog: true, head: auditHead(desk.db) });
  expect(loaded.missing).toContain(ref);
  expect(back.home()).toBe(desk.home());
  const rows = (one: Desk): unknown[] => one.db.prepare('SELECT * FROM audit ORDER BY seq').all();
  expect(rows(back).slice(0, -1)).toEqual(rows(desk));
  expect(heldBy(back)).toEqual(heldBy(desk));
  await bringIn(back);
  expect(back.facts.about(back.home(), 'tag', back.cables.get(ref)?.row ?? 0).map(({ key }) => key)).toEqual(['crimea']);
  await back.index.ready();
  expect(heldBy(back)).toEqual(heldBy(desk));
  await back.close();
  expect(verifyFolder({ folder, archive: join(folder, 'archive'), backups: join(folder, 'backups') }, 1_000).faults).toEqual([]);
});

test('a desk on other cables: facts stand on their documents, what is missing is named and kept, the log follows its own', async () => {
  const desk = await workedOn();
  const folder = tempFolder();
  const back = await empty(folder);
  // Somebody has looked at something before: that is no work, but it stands in the log.
  back.act(someone('lead', { desk: back.home() }), { act: 'export' }, () => null);
  const before = auditHead(back.db);
  const { isSameLog, head, missing, acts } = loadDesk(back, texts(deskLines(desk)));
  expect({ isSameLog, missing }).toEqual({ isSameLog: false, missing: ['GONE/1/18'] });
  expect(auditHead(back.db).seq).toBe(before.seq + acts + 1);
  expect(brokenAuditRow(back.db)).toBeUndefined();
  expect(back.db.prepare<[], string>('SELECT detail FROM audit ORDER BY seq DESC LIMIT 1').pluck().get()).toContain(
    `${head.seq} ${head.hash}`,
  );
  const facts = (one: Desk, kind: 'tag' | 'mask'): unknown[] =>
    one.facts.all(one.home(), kind).map(({ cable, key, member }) => [one.cables.byRow(cable)?.ref, key, member]);
  expect(facts(back, 'mask')).toEqual([[claimed, '', 'anna']]);
  expect(facts(back, 'tag')).toEqual(facts(desk, 'tag').filter((tag) => !JSON.stringify(tag).includes('GONE')));
  const sources = (one: Desk): unknown =>
    one.facts.get(one.home(), 'fact', 0, '1')?.value.sources.map(({ cable }) => one.cables.byRow(cable)?.ref);
  expect(sources(back)).toEqual([claimed, other]);
  await back.index.ready();
  const bot = await createBot(back, quiet);
  const { reply } = (await ask(bot, 'history', { ref: other }, someone('lead', { desk: back.home() }))) as {
    reply: Parameters<typeof wordsOf>[0];
  };
  expect(wordsOf(reply)).toMatch(/wrong/);
  await importRecords(
    back,
    [{ ref: 'GONE/1/18', origin: 'Mission', subject: 'One', body: 'A cable that no other archive holds.' }],
    'one.jsonl',
    'gone',
  );
  expect(facts(back, 'tag')).toEqual(facts(desk, 'tag'));
  await back.close();
  expect(verifyFolder({ folder, archive: join(folder, 'archive'), backups: join(folder, 'backups') }, 1_000).faults).toEqual([]);
});

test('refuses a desk that holds something, and a file that is not whole or was changed; nothing is changed then', async () => {
  const desk = await workedOn();
  const lines = texts(deskLines(desk));
  expect(() => loadDesk(desk, lines)).toThrow(/not empty: it holds \d+ facts, and its history \d+ changes/);
  const back = testDesk();
  const changed = (pattern: RegExp, to: string): string[] => lines.map((line) => line.replace(pattern, to));
  for (const [given, reason] of [
    [lines.slice(0, -1), /not whole/],
    [lines.toSpliced(5, 1), /not whole/],
    [lines.slice(1), /does not begin/],
    [[], /does not begin/],
    [[...lines.slice(0, 3), '{"type":', ...lines.slice(3)], /^Line 4 is not JSON/],
    [changed(/"version":1/, '"version":2'), /later version of cabledesk \(2\)/],
    [changed(/"act":"tag","cable":"COREU\/KYI/, '"act":"tag","cable":"COREU/KYJ'), /Row \d+ of the log .* was changed/],
    [changed(/"status":"open"/, '"status":"shut"'), /^Line \d+ is not a line of a desk: .*status/],
    [changed(/^{"type":"document","cable":\d+/, '{"type":"document","cable":9999999'), /which document the number \d+ means/],
  ] as const)
    expect(() => loadDesk(back, given), String(reason)).toThrow(reason);
  expect(auditHead(back.db).seq).toBe(0);
  expect(loadDesk(back, lines).facts).toBeGreaterThan(5);
});

import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { DeskOptions } from '../../src/desk/desk.ts';
import { actionNamed, ask, importRecords, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** Searches are written down, can be asked again, and can be proved. */

async function bot(options: Partial<DeskOptions> = {}) {
  const desk = testDesk(options);
  await importRecords(desk, [
    { id: 'A', ref: 'A', date: '2018-01-01', body: 'Pumps for Iran.' },
    { id: 'B', ref: 'B', date: '2018-02-01', body: 'Iran and oil.' },
  ]);
  await desk.index.ready();
  return createBot(desk, quiet);
}

const anna = () => someone('reader', { member: 'anna' });
const ben = () => someone('reader', { member: 'ben' });

test('keeps a search once, not its pages, and can repeat it', async () => {
  const over = await bot();
  const { reply } = await ask(over, 'search', { query: 'iran', since: '2018' }, anna());
  expect(wordsOf(reply)).toContain('receipt 1');
  await ask(over, 'search', { query: 'iran', since: '2018', page: 1 }, anna());
  const list = await ask(over, 'searches recent', {}, anna());
  expect(wordsOf(list.reply)).toContain('1 search by you');
  expect(wordsOf(list.reply)).toContain('iran · since 2018 · 2 cables');
  expect(wordsOf((await press(over, list.reply, 'Run again', anna())).reply)).toContain('2 cables for iran');
  expect(wordsOf((await ask(over, 'searches recent', {}, ben())).reply)).toContain('0 searches by you');
  expect(wordsOf((await ask(over, 'searches recent', { whose: 'team' }, ben())).reply)).toContain('@anna');
});

test('what could not be read finds nothing, and neither the answer nor its receipt takes that for a finding', async () => {
  const over = await bot();
  const { reply } = await ask(over, 'search', { query: 'is:nonsense' }, anna());
  expect(wordsOf(reply)).toContain('There is no such state: untouched');
  expect(wordsOf(reply)).not.toContain('I searched all');
  const { command, options } = actionNamed(reply, 'Receipt 1');
  const receipt = (await ask(over, command, options, anna())).reply;
  for (const words of [wordsOf(reply), wordsOf(receipt)]) expect(words).toContain('this is about the query, not about the cables');
  expect(new TextDecoder().decode(receipt.files?.[0]?.bytes)).toContain('Not read as typed: There is no such state');
});

test('a receipt says what was found and what changed since, even for an empty search', async () => {
  const over = await bot();
  const none = await ask(over, 'search', { query: 'quokka' }, anna());
  const { command, options } = actionNamed(none.reply, 'Receipt 1');
  const receipt = await ask(over, command, options, anna());
  expect(wordsOf(receipt.reply)).toContain('None of the 2 cables matched.');
  expect(wordsOf(receipt.reply)).toContain('The cables are the same as then');
  await ask(over, 'search', { query: 'iran' }, anna());
  await importRecords(
    over.desk,
    [
      { id: 'A', ref: 'A', date: '2018-01-01', body: 'Pumps for nobody.' },
      { id: 'C', ref: 'C', date: '2018-03-01', body: 'A quokka in Iran.' },
    ],
    'more.jsonl',
  );
  const now = wordsOf((await ask(over, 'check receipt', { id: 2 }, anna())).reply);
  expect(now).toContain('The cables have changed since');
  expect(now).toContain('New: C');
  expect(now).toContain('No longer found: A');
  expect(wordsOf((await ask(over, 'check receipt', { id: 1 }, anna())).reply)).toContain('New: C');
  const [file] = (await ask(over, 'check receipt', { id: 2 }, anna())).reply.files ?? [];
  const text = new TextDecoder().decode(file?.bytes);
  expect(text).toMatch(/^Receipt 2\nAsked: iran\nAt: .*\nOver: 2 cables, SHA-256 [0-9a-f]{64}\nFound: 2\n/);
});

test('the checksum depends on the cables alone, not on the order of import', async () => {
  const one = await bot();
  const other = await createBot(testDesk(), quiet);
  await importRecords(other.desk, [
    { id: 'B', ref: 'B', date: '2018-02-01', body: 'Iran and oil.' },
    { id: 'A', ref: 'A', date: '2018-01-01', body: 'Pumps for Iran.' },
  ]);
  const { changedAt: _, ...same } = one.desk.searches.corpus();
  expect(other.desk.searches.corpus()).toMatchObject(same);
  const before = one.desk.searches.corpus().checksum;
  await importRecords(one.desk, [{ id: 'A', ref: 'A', date: '2018-01-01', body: 'Changed.' }], 'again.jsonl');
  expect(one.desk.searches.corpus().checksum).not.toBe(before);
});

test('a withdrawn cable is only in a lead’s receipt', async () => {
  const over = await bot();
  await ask(over, 'search', { query: 'iran' }, anna());
  await ask(over, 'desk mask', { ref: 'A' }, someone('lead'));
  const receipt = await ask(over, 'check receipt', { id: 1 }, anna());
  expect(wordsOf(receipt.reply)).not.toMatch(/\bA\b,|, A\b/);
  expect(new TextDecoder().decode(receipt.reply.files?.[0]?.bytes)).not.toMatch(/^A$/m);
});

test('the operator chooses whether searches are kept; old ones are dropped', async () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const mine = await bot({ keeping: 'mine', now: () => now });
  await ask(mine, 'search', { query: 'iran' }, anna());
  expect((await ask(mine, 'searches recent', { whose: 'team' }, ben())).ok).toBe(false);
  expect((await ask(mine, 'check receipt', { id: 1 }, ben())).ok).toBe(false);
  expect((await ask(mine, 'check receipt', { id: 1 }, anna())).ok).toBe(true);
  now += 10_000;
  expect(mine.desk.searches.forget(now)).toBe(1);
  const off = await bot({ keeping: 'off' });
  const { reply } = await ask(off, 'search', { query: 'iran' }, anna());
  expect(wordsOf(reply)).not.toContain('check receipt');
  expect((await ask(off, 'searches recent', {}, anna())).ok).toBe(false);
});

test('a batch answers each line separately, with faults as remarks, and a table of all', async () => {
  const over = await bot();
  const lines = [
    'iran',
    'pumps',
    'quokka',
    '"iran and',
    'iran~',
    '=HYPERLINK("x")',
    'iran',
    ...Array.from({ length: 30 }, (_, i) => `word${i}`),
  ].join('\n');
  const { reply } = await ask(over, 'searches batch', { lines }, anna());
  expect(wordsOf(reply)).toContain('36 searches: 4 with cables, 32 without');
  const csv = new TextDecoder().decode(reply.files?.[0]?.bytes);
  expect(csv.split('\r\n').filter((line) => line !== '')).toHaveLength(37);
  expect(csv).toContain('pumps,1,A');
  expect(csv).toContain('quotation mark has no partner');
  expect(csv).not.toMatch(/^=HYPERLINK/m);
  expect(
    (await ask(over, 'searches batch', { lines: 'x|'.repeat(10) + Array.from({ length: 600 }, (_, i) => `w${i}`).join('|') }, anna())).ok,
  ).toBe(false);
  expect(wordsOf((await ask(over, 'searches batch', {}, anna())).reply)).toContain('Paste or attach a list');
});

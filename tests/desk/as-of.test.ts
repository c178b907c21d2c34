import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { plain } from '../../src/reply/text.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { stretchesOf } from '../../src/reply/stretches.ts';
import { actionsOf, ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { does, numberFrom } from '../helpers/noninterference.ts';

const day = 24 * 60 * 60_000;
const clock = { now: 0 };

const record = (n: number, body: string) => ({ ref: `A/${n}`, date: '2018-05-01', from: 'Washington', subject: `Subject ${n}`, body });
const ann = () => someone('editor', { name: 'Ann', member: 'ann' });
const lea = () => someone('lead', { name: 'Lea', member: 'lea' });

/**
 * On the 1st of March two cables come, and Ann tags and notes one of them. On the 2nd its text is changed, another comes, and the tag
 * goes over to that one. Now it is noon of the 3rd.
 */
async function threeDays(): Promise<{ desk: Desk; bot: Bot }> {
  clock.now = Date.parse('2026-03-01T09:00:00Z');
  const desk = testDesk({ now: () => clock.now });
  const bot = await createBot(desk, quiet);
  const records = [record(1, '1. The minister Karl Vicini spoke of oil.'), record(2, 'Nothing of note.')];
  await importRecords(desk, records);
  await ask(bot, 'tag add', { ref: 'A/1', tag: 'energy', new: true }, ann());
  await ask(bot, 'note', { ref: 'A/1', text: 'Who told him?' }, ann());
  await ask(bot, 'check fact add', { claim: 'He spoke of oil.', cite: 'A/1¶1' }, ann());
  clock.now += day;
  const [claim] = desk.facts.all('desk', 'fact');
  await ask(bot, 'check fact confirm', { number: Number(claim?.key) }, lea());
  await importRecords(desk, [
    record(1, '1. The minister Karl Vicini spoke of gas.'),
    record(2, 'Nothing of note.'),
    record(3, 'Oil again.'),
  ]);
  await ask(bot, 'tag remove', { ref: 'A/1', tag: 'energy' }, ann());
  await ask(bot, 'tag add', { ref: 'A/3', tag: 'energy' }, ann());
  clock.now += day + 3 * 60 * 60_000;
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return { desk, bot };
}

const refsIn = (text: string): string[] => [...new Set(text.match(/A\/\d/g) ?? [])];

test('a search finds the cables of that day, by their texts and tags of then', async () => {
  const { bot } = await threeDays();
  const found = async (query: string): Promise<string[]> => refsIn(wordsOf((await ask(bot, 'search', { query }, ann())).reply));
  expect(await found('oil')).toEqual(['A/3']);
  expect(await found('oil asof:2026-03-01')).toEqual(['A/1']);
  expect(await found('oil asof:2026-03-02')).toEqual(['A/3']);
  expect(await found('tag:energy asof:2026-3-1')).toEqual(['A/1']);
  expect(await found('tag:energy asof:2026-03-02')).toEqual(['A/3']);
  expect(await found('asof:2026-03-01')).toEqual(['A/1', 'A/2']);
  expect(await found('came:2026-03-02')).toEqual(['A/3']);
  expect(await found('came:>2026-02 -came:>=2026-03-02')).toEqual(['A/1', 'A/2']);
});

test('where no text has changed since, what came later is neither found nor counted', async () => {
  clock.now = Date.parse('2026-03-01T09:00:00Z');
  const desk = testDesk({ now: () => clock.now });
  const bot = await createBot(desk, quiet);
  await importRecords(desk, [record(1, 'Oil.')]);
  clock.now += day;
  await importRecords(desk, [record(1, 'Oil.'), record(2, 'More oil.')]);
  clock.now += day;
  await desk.index.ready();
  const counted = async (query: string): Promise<string> =>
    wordsOf((await ask(bot, 'searches refine', { query, by: 'origin' }, ann())).reply);
  expect(await counted('oil')).toContain('2 cables for');
  expect(await counted('oil asof:2026-03-01')).toMatch(/1 cable for[^]*Washington\W+1\b/);
});

test('an answer says of which day it is and what happened since, and its buttons stay on that day', async () => {
  const { bot } = await threeDays();
  const { reply } = await ask(bot, 'search', { query: 'oil asof:2026-03-01' }, ann());
  expect(plain(reply.title ?? [])).toMatch(/^As of 2026-03-01: 1 cable/);
  expect(wordsOf(reply)).toContain('Since then: 1 cable came, the text of 1 cable changed, 1 claim confirmed, 1 tag, 1 tag removed.');
  const actions = actionsOf(reply).filter((one) => one.kind !== 'link');
  expect(actions.map(({ command }) => command)).not.toContain('tag add');
  const staying = actions.filter(({ label }) => !plain(label).endsWith('since'));
  expect(staying.length).toBeGreaterThan(3);
  for (const action of staying) expect(JSON.stringify(action)).toContain('2026-03-01');
  const since = actions.find(({ command }) => command === 'work activity');
  expect(wordsOf((await ask(bot, 'work activity', since?.options, ann())).reply)).toMatch(/^3 actions since/);
  const refused = await ask(bot, 'cable', { ref: 'A/3', asof: '2026-03-01' }, ann());
  expect(refused.ok).toBe(false);
  expect(wordsOf(refused.reply)).toContain('As of 2026-03-01:');
});

test('cable, name, board, receipt and claims are shown as they were', async () => {
  const { bot } = await threeDays();
  const shown = async (command: string, options: Record<string, string | number>) =>
    wordsOf((await ask(bot, command, { ...options, asof: '2026-03-01' }, ann())).reply);
  const card = await shown('cable', { ref: 'A/1' });
  expect(card).toContain('spoke of oil');
  expect(card).toContain('#energy');
  expect(card).toContain('An import has since changed a text shown here.');
  expect(card).toContain('Who told him?');
  expect(await shown('individuals', { name: 'Vicini' })).toContain('named in 1 cable');
  expect(await shown('work board', {})).toContain('2 cables: 0 read by somebody, 1 tagged');
  expect(await shown('check fact list', {})).toContain('0 verified');
  expect(wordsOf((await ask(bot, 'check fact list', {}, ann())).reply)).toContain('1 verified');
  const { reply } = await ask(bot, 'check fact export', { as: 'text', asof: '2026-03-01' }, lea());
  const [sheet] = reply.files ?? [];
  expect(sheet?.name).toBe('as-of-2026-03-01-facts-2026-03-01.txt');
  expect(new TextDecoder().decode(sheet?.bytes)).toMatch(/^Fact-check sheet as of 2026-03-01: 1 claims, 0 verified[^]*spoke of oil/);
  expect(new TextDecoder().decode(sheet?.bytes)).not.toContain('CHANGED');
});

test.each([
  ['oil asof:2026-02-28', 'On 2026-02-28 this desk had not begun: its first day is 2026-03-01.'],
  ['oil asof:2026-03-03', '2026-03-03 is not over yet (UTC).'],
  ['oil asof:2031-01-01', '2031-01-01 is in the future.'],
  ['oil asof:yesterday', 'asof: takes one day, not yesterday.'],
  ['oil asof:2026-03', 'asof: takes one day, not 2026-03.'],
  ['oil asof:2026-02-30', 'asof: takes one day, not 2026-02-30.'],
  ['oil asof:>2026-03-01', 'asof: takes one day, not >2026-03-01.'],
  ['asof:2026-03-01 asof:2026-03-02', 'asof: takes one day, not 2026-03-01, 2026-03-02.'],
  ['oil asof: 2026-03-01', 'asof: needs a day right behind it.'],
])('%s is refused', async (query, why) => {
  const { bot } = await threeDays();
  const { ok, reply } = await ask(bot, 'search', { query }, ann());
  expect(ok).toBe(false);
  expect(wordsOf(reply)).toContain(why);
});

test('nothing is changed in the past, and what is kept of looking at it is kept now', async () => {
  const { desk, bot } = await threeDays();
  const facts = (): unknown => desk.db.prepare('SELECT * FROM facts').all();
  const before = facts();
  for (const [command, options] of [
    ['tag bulk', { query: 'oil asof:2026-03-01', add: 'x' }],
    ['searches watch add', { query: 'oil asof:2026-03-01' }],
    ['set create', { name: 'x', query: 'oil asof:2026-03-01' }],
    ['work split', { query: 'oil asof:2026-03-01', to: 'ann' }],
  ] as const) {
    const { ok, reply } = await ask(bot, command, options, lea());
    expect(ok, command).toBe(false);
    expect(wordsOf(reply), command).toContain('asof:');
  }
  const { reply } = await ask(bot, 'cable', { ref: 'A/1', asof: '2026-03-01' }, ann());
  expect(facts()).toEqual(before);
  // It is the first text that she saw, at this moment.
  expect(stretchesOf(reply).map(({ version }) => version)).toEqual([1]);
  expect(desk.ledger.since({ desk: 'desk', member: 'ann' }, clock.now - 1)).toMatchObject([{ cable: 1, version: 1, when: clock.now }]);
  await ask(bot, 'export', { query: 'oil asof:2026-03-01' }, lea());
  expect(desk.db.prepare("SELECT json_extract(detail, '$.asof') FROM audit WHERE act = 'export'").pluck().all()).toEqual(['2026-03-01']);
});

test('a search as of a day has a receipt that holds whatever comes later', async () => {
  const { desk, bot } = await threeDays();
  const { reply } = await ask(bot, 'search', { query: 'oil asof:2026-03-01' }, ann());
  const id = Number(/receipt (\d+)/.exec(wordsOf(reply))?.[1]);
  await importRecords(desk, [record(1, 'Rewritten.'), record(4, 'More oil.')]);
  const receipt = wordsOf((await ask(bot, 'check receipt', { id }, ann())).reply);
  expect(receipt).toContain('1 cable for oil asof:2026-03-01');
  expect(receipt).toContain('it finds the same cables. The cables are the same as then.');
});

test('what is withdrawn now is withdrawn in the past for all but leads, at once', async () => {
  const { desk, bot } = await threeDays();
  const found = async (caller = ann()) => refsIn(wordsOf((await ask(bot, 'search', { query: 'oil asof:2026-03-01' }, caller)).reply));
  expect(await found()).toEqual(['A/1']);
  await ask(bot, 'desk mask', { ref: 'A/1', why: 'asked to' }, lea());
  expect(await found()).toEqual([]);
  expect((await ask(bot, 'cable', { ref: 'A/1', asof: '2026-03-01' }, ann())).ok).toBe(false);
  expect(await found(lea())).toEqual(['A/1']);
  expect(wordsOf((await ask(bot, 'work board', { asof: '2026-03-01' }, ann())).reply)).not.toContain('2 cables');
  expect(desk.facts.all('desk', 'mask')).toHaveLength(1);
});

/** Four days of a desk; where it holds Z/1, that one is worked on with the others, and withdrawn on the third day. */
async function fourDays(isHeld: boolean): Promise<Bot> {
  clock.now = Date.parse('2026-03-01T09:00:00Z');
  const desk = testDesk({ now: () => clock.now });
  const bot = await createBot(desk, quiet);
  for (const { member: id, name, role } of [ann(), lea()]) desk.roster.seen('desk', { id, name, role, isBot: false }, clock.now);
  const secret = { ...record(9, 'Mr. Olav Zetterquist told the minister Karl Vicini of the quokkapact and oil.'), ref: 'Z/1' };
  await importRecords(desk, [record(1, '1. The minister Karl Vicini spoke of oil.'), record(2, '1. Karl Vicini came.')]);
  const work = async (ref: string): Promise<void> => {
    await does(bot, ann(), 'tag add', { ref, tag: 'energy', new: true });
    await does(bot, ann(), 'note', { ref, text: 'Who told him?' });
    await does(bot, lea(), 'work assign', { ref, to: 'ann' });
    await does(bot, ann(), 'check fact add', { claim: `It is in ${ref}.`, cite: `${ref}¶1` });
  };
  await work('A/1');
  if (isHeld) {
    await importRecords(desk, [secret], 'secret.jsonl');
    await desk.names.settled();
    await work('Z/1');
    await does(bot, ann(), 'names rename', { name: 'Olav Zetterquist', to: 'Olaf Zetterqvist' });
  }
  numberFrom(desk, 'desk', 500);
  await does(bot, ann(), 'names rename', { name: 'Karl Vicini', to: 'Carl Vicini' });
  clock.now += day;
  if (isHeld) await importRecords(desk, [{ ...secret, body: `${secret.body} Olav Zetterquist was at the Brann Council.` }], 'secret.jsonl');
  await importRecords(desk, [record(1, '1. The minister Karl Vicini spoke of gas.'), record(2, '1. Karl Vicini came.')]);
  clock.now += day;
  if (isHeld) await does(bot, lea(), 'desk mask', { ref: 'Z/1', why: 'asked to' });
  numberFrom(desk, 'desk', 1000);
  clock.now += day;
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return bot;
}

test('as of no day can anybody but leads tell that there was a cable which is withdrawn', async () => {
  const bots = [await fourDays(true), await fourDays(false)];
  const asked: [command: string, options: ActionOptions][] = [
    ...['oil', 'tag:energy', 'quokkapact', 'person:"Olav Zetterquist"', 'has:note', 'is:mine', '-gas', 'came:2026-03-01'].map(
      (query): [string, ActionOptions] => ['search', { query, page: 1 }],
    ),
    ['cable', { ref: 'Z/1' }],
    ['cable', { ref: 'A/1' }],
    ['individuals', {}],
    ['individuals', { name: 'Vicini' }],
    ['organizations', {}],
    ['names decisions', {}],
    ['work board', {}],
    ['tag list', {}],
    ['history', { ref: 'A/1' }],
    ['cables', {}],
    ['check fact list', {}],
    ['analysis', { kind: 'coverage' }],
    ['searches refine', { query: '*' }],
  ];
  const [mine, theirs] = await Promise.all(
    bots.map(async (bot) => {
      const told: string[] = [];
      for (const date of ['2026-03-01', '2026-03-02', '2026-03-03'])
        for (const [command, options] of asked) {
          const query = options['query'] === undefined ? { asof: date } : { query: `${String(options['query'])} asof:${date}` };
          const { reply } = await ask(bot, command, { ...options, ...query }, ann());
          const labels = actionsOf(reply).map(({ label }) => plain(label));
          told.push(
            `${date} ${command} ${JSON.stringify(options)}\n${wordsOf(reply)}\n${labels.join(' | ')}`.replaceAll(
              /(?:under )?\d+ ms/g,
              'N ms',
            ),
          );
        }
      return told;
    }),
  );
  expect(mine).toEqual(theirs);
  const { reply } = await ask(bots[0] as Bot, 'search', { query: 'quokkapact asof:2026-03-01' }, lea());
  expect(wordsOf(reply)).toContain('1 cable');
});

test('the copies lie in the data folder, for their owner alone, until the desk is closed, or opened again', async () => {
  const { desk, bot } = await threeDays();
  const past = join(desk.folder, 'past');
  for (const date of ['2026-03-01', '2026-03-02']) await ask(bot, 'work board', { asof: date }, ann());
  expect(readdirSync(past)).toHaveLength(2);
  await desk.close();
  expect(existsSync(past)).toBe(false);
  mkdirSync(join(past, '2026-03-01-1'), { recursive: true });
  await testDesk({ folder: desk.folder, now: () => clock.now }).close();
  expect(existsSync(past)).toBe(false);
});

import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import { keyness } from '../../src/language/keyness.ts';
import { collectLetter, sendLetter } from '../../src/clock/weekly.ts';
import { ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** The letter of the week: once for each week, true of it, and nothing of what is withdrawn. */

const hour = 60 * 60_000;
const day = 24 * hour;
const place = { id: '5', name: 'desk', listed: false, open: false };

async function desk(now: () => number, exposure: Exposure = 'desk'): Promise<{ bot: Bot; mine: Desk }> {
  const mine = testDesk({ now, exposure });
  mine.setHome('desk');
  await importRecords(
    mine,
    Array.from({ length: 40 }, (_, i) => ({
      ref: `W-${i}`,
      subject: `Report ${i}`,
      body: `1. The minister spoke about the weather.${i < 4 ? ' A zirconium shipment was seen in Norrfaldia.' : ''}${i === 4 ? ' Quokkaland is silent.' : ''}`,
    })),
  );
  await Promise.all([mine.index.ready(), mine.names.settled()]);
  for (const name of ['anna', 'ben', 'lea'])
    mine.roster.seen('desk', { id: name, name, role: name === 'lea' ? 'lead' : 'editor', isBot: false }, now());
  return { bot: await createBot(mine, quiet), mine };
}

const as = (member: string) => someone(member === 'lea' ? 'lead' : member === 'rita' ? 'reader' : 'editor', { member, place });
const letters = (mine: Desk): string[] => mine.outbox.due(99).flatMap(({ post }) => ('channel' in post.to ? [wordsOf(post.reply)] : []));

test('reports the topics of the work, the progress, and what is open or waiting', async () => {
  let now = Date.parse('2026-11-20T08:00:00Z');
  const { bot, mine } = await desk(() => now);
  for (const ref of ['W-0', 'W-1', 'W-2', 'W-7']) await ask(bot, 'tag add', { ref, tag: 'ore' }, as('anna'));
  await ask(bot, 'note', { ref: 'W-0', text: 'Who sent it?', paragraph: 1 }, as('anna'));
  await ask(bot, 'note', { ref: 'W-1', text: 'Answered?' }, as('anna'));
  const asked = mine.facts.all('desk', 'note').at(-1)?.key ?? '';
  await ask(bot, 'note', { ref: 'W-1', text: 'Yes.', to: asked }, as('ben'));
  await ask(bot, 'check review request', { ref: 'W-2', to: 'ben', due: '2026-12-01' }, as('anna'));
  await ask(bot, 'check fact add', { claim: 'It is so.', cite: 'W-0¶1' }, as('anna'));
  now += hour;
  const { reply, ok } = await ask(bot, 'digest weekly', {}, as('rita'));
  const words = wordsOf(reply);
  expect(ok).toBe(true);
  expect(words).toContain('Of 40 cables: 0 opened, 4 tagged, 0 verified; 0 % have been opened.');
  expect(words).toContain('4 tags');
  // 3 of the week's 4 cables hold the word, of 4 in all; "minister" is in every cable and tells nothing.
  expect(words).toMatch(/Words of the week: [^\n]*zirconium \(3 of 4\)/);
  expect(words).not.toMatch(/Words of the week: [^\n]*minister/);
  expect(words).toMatch(/Open questions: 1\nW-0¶1, asked by @anna/);
  expect(words).toMatch(/Second readings due: 1\nW-2, with @ben[^\n]*due 2026-12-01/);
  expect(words).toContain('Claims waiting to be confirmed: 1, 0 of them disputed');
});

test('comes once a week on its day, with the changes since the last letter', async () => {
  // A Wednesday.
  let now = Date.parse('2026-11-18T10:00:00Z');
  const { bot, mine } = await desk(() => now);
  expect((await ask(bot, 'digest weekly', { day: 'friday' }, as('anna'))).ok).toBe(false);
  const set = wordsOf((await ask(bot, 'digest weekly', { day: 'friday', time: '16:00', zone: 'Europe/Brussels' }, as('lea'))).reply);
  expect(set).toContain('every Friday at 16:00 (Europe/Brussels)');
  expect(set).toContain('Next: 2026-11-20 15:00');
  const outcomes: string[] = [];
  for (let i = 0; i < 24 * 16; i += 1) {
    const outcome = await sendLetter(mine);
    if (outcome !== 'not due') outcomes.push(`${outcome} ${new Date(now).toISOString().slice(0, 13)}`);
    if (i === 60) await ask(bot, 'tag add', { ref: 'W-3', tag: 'ore' }, as('anna'));
    now += hour;
  }
  expect(outcomes).toEqual(['posted 2026-11-20T15', 'posted 2026-11-27T15']);
  expect(letters(mine)[0]).toContain('0 tagged,');
  expect(letters(mine)[1]).toContain('1 tagged (+1)');
  // Three weeks of standing still are one letter.
  now += 21 * day;
  expect([await sendLetter(mine), await sendLetter(mine)]).toEqual(['posted', 'not due']);
  expect(letters(mine)[2]).toContain('and covers 2 earlier weeks too');
  expect((await ask(bot, 'digest weekly', { off: true }, as('lea'))).ok).toBe(true);
  now += 8 * day;
  expect(await sendLetter(mine)).toBe('not due');
  expect((await ask(bot, 'digest weekly', { off: true }, as('lea'))).ok).toBe(false);
});

test('stops after a channel refuses it, and resumes when scheduled again', async () => {
  let now = Date.parse('2026-11-18T10:00:00Z');
  const { bot, mine } = await desk(() => now);
  await ask(bot, 'digest weekly', { day: 'friday', time: '16:00', zone: 'UTC' }, as('lea'));
  now += 3 * day;
  expect(await sendLetter(mine)).toBe('posted');
  const [row] = mine.outbox.due(20).filter(({ post }) => 'channel' in post.to);
  mine.outbox.failed(row?.id ?? 0, 'Missing Access', now);
  now += 7 * day;
  expect([await sendLetter(mine), await sendLetter(mine)]).toEqual(['stopped', 'not due']);
  expect(
    mine.outbox
      .due(20)
      .map(({ post }) => wordsOf(post.reply))
      .join('\n'),
  ).toContain('The weekly letter could not be posted');
  await ask(bot, 'digest weekly', { day: 'friday' }, as('lea'));
  now += 7 * day;
  expect(await sendLetter(mine)).toBe('posted');
});

describe('a withdrawn cable', () => {
  test('leaves no trace', async () => {
    const { bot, mine } = await desk(() => Date.parse('2026-11-20T08:00:00Z'));
    for (const ref of ['W-0', 'W-1', 'W-2', 'W-4']) await ask(bot, 'tag add', { ref, tag: 'ore' }, as('anna'));
    await ask(bot, 'note', { ref: 'W-4', text: 'Who sent it?' }, as('anna'));
    await ask(bot, 'check review request', { ref: 'W-4' }, as('anna'));
    await ask(bot, 'check fact add', { claim: 'It is so.', cite: 'W-4¶1' }, as('anna'));
    await ask(bot, 'check review double', { ref: 'W-3', first: 'anna', second: 'ben' }, as('lea'));
    for (const ref of ['W-3', 'W-4']) await ask(bot, 'desk mask', { ref }, as('lea'));
    for (const words of [wordsOf((await collectLetter(mine)).reply), wordsOf((await ask(bot, 'digest weekly', {}, as('lea'))).reply)]) {
      expect(words).toContain('Of 38 cables: 0 opened, 3 tagged');
      expect(words).toMatch(/zirconium \(3 of 3\)/);
      expect(words).not.toMatch(/W-[34]|quokkaland|Open questions|Second readings due|Claims waiting/i);
    }
  });
});

test('gives counts only on a sealed desk', async () => {
  const { bot, mine } = await desk(() => Date.parse('2026-11-20T08:00:00Z'), 'sealed');
  for (const ref of ['W-0', 'W-1']) await ask(bot, 'note', { ref, text: 'Who?' }, as('anna'));
  const words = wordsOf((await collectLetter(mine)).reply);
  expect(words).toContain('Open questions: 2');
  expect(words).not.toMatch(/W-\d|zirconium|Norrfaldia/);
});

test('keyness is Dunning’s ratio, computed by hand, and 0 when nothing is more frequent', () => {
  // O 10 5 / 10 75: 2 * sum of O ln(O / E), E = 3 12 / 17 68.
  const by = (o: number, e: number): number => o * Math.log(o / e);
  expect(keyness(10, 20, 5, 80)).toBeCloseTo(2 * (by(10, 3) + by(5, 12) + by(10, 17) + by(75, 68)), 10);
  expect(keyness(1, 20, 40, 80)).toBe(0);
  expect(keyness(0, 0, 0, 0)).toBe(0);
  expect(keyness(5, 10, 0, 0)).toBeGreaterThanOrEqual(0);
});

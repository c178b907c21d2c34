import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { mostLookedAt } from '../../src/factcheck/pages/story.ts';
import { actionNamed, actionsOf, ask, importRecords, itemsOf, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';

/** What a story lacks before print, and who signed it. */

const camp = 'The army moved forty battle tanks into the northern camp near Norrfald.';
const records = [
  { id: 'A', origin: 'Mission Kyiv', subject: 'Norrfald', body: `1. ${camp}\n\n2. It is rumoured that the quokka minister resigned.` },
  {
    id: 'B',
    origin: 'Mission Minsk',
    subject: 'Camps',
    body: `1. We confirm: the army moved forty battle tanks into the northern camp near Norrfald on Monday.`,
  },
  {
    id: 'C',
    origin: 'Mission Kyiv',
    subject: 'More on camps',
    body: `1. Forty battle tanks stand in the northern camp near Norrfald today, seen by the attaché himself.`,
  },
  {
    id: 'D',
    origin: 'Mission Rome',
    subject: 'Otherwise',
    body: `1. The army moved sixty battle tanks into the northern camp near Norrfald.`,
  },
  // The same text as A, sent on.
  { id: 'E', origin: 'Mission Oslo', subject: 'Norrfald', body: `1. ${camp}\n\n2. It is rumoured that the quokka minister resigned.` },
  {
    id: 'F',
    origin: 'Mission Kyiv',
    subject: 'Pumps',
    body: '1. Anna Drobnik sold water pumps to the ministry of fisheries.\n\n2. Mr. Oskar Lindqvist said nothing.',
  },
];

const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  desk.setHome('desk');
  await importRecords(desk, records);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return desk;
});

async function bot(): Promise<Bot> {
  const desk = await reused();
  for (const name of ['anna', 'ben', 'lea'])
    desk.roster.seen('desk', { id: name, name, role: name === 'lea' ? 'lead' : 'editor', isBot: false }, 1);
  await desk.names.settled();
  return createBot(desk, quiet);
}

const as = (member: string) => someone(member === 'lea' ? 'lead' : member === 'rita' ? 'reader' : 'editor', { member });
const say = async (on: Bot, who: string, command: string, options: ActionOptions = {}) => {
  await on.desk.names.settled();
  const answer = await ask(on, command, options, as(who));
  return { ...answer, words: wordsOf(answer.reply) };
};
async function claim(on: Bot, text: string, cite: string): Promise<number> {
  const { reply } = await say(on, 'anna', 'check fact add', { claim: text, cite });
  return Number(actionNamed(reply, 'Show').options['number']);
}
/** What the story page says of each claim, by its number. */
async function lines(on: Bot, who = 'rita'): Promise<Map<number, string>> {
  const { reply } = await say(on, who, 'check story');
  return new Map(
    itemsOf(reply).map((item) => {
      const words = wordsOf({ blocks: [{ kind: 'items', items: [item] }] });
      return [Number.parseInt(words, 10), words];
    }),
  );
}

test('what kind of support each claim has', async () => {
  const on = await bot();
  const one = await claim(on, 'The army moved tanks into a camp near Norrfald.', 'F¶1');
  const mission = await claim(on, 'Forty battle tanks stand in the northern camp near Norrfald.', 'A¶1; C¶1');
  const missions = await claim(on, 'Forty battle tanks were moved.', 'A¶1; B¶1');
  const copies = await claim(on, 'The tanks were moved to the camp.', 'A¶1; E¶1');
  const rumour = await claim(on, 'The quokka minister resigned.', 'A¶2');
  const of = await lines(on);
  expect(of.get(one)).toContain('One cable, from Mission Kyiv\n');
  expect(of.get(mission)).toContain('2 cables, all from Mission Kyiv\n');
  expect(of.get(missions)).toContain('2 missions: Mission Kyiv, Mission Minsk');
  expect(of.get(copies)).toMatch(/One cable, from Mission (?:Kyiv|Oslo) \(1 near-copy not counted\)/);
  expect(of.get(rumour)).toContain('Only hearsay: “It is rumoured that”');
  expect([...of].filter(([, words]) => words.includes('hearsay')).map(([number]) => number)).toEqual([rumour]);
  expect((await say(on, 'rita', 'check fact show', { number: missions })).words).toContain('2 missions: Mission Kyiv, Mission Minsk');
});

test('a cable that counts otherwise than a claim stands beside it, word for word; the sources of the claim do not', async () => {
  const on = await bot();
  const number = await claim(on, 'The army moved forty battle tanks into the northern camp near Norrfald.', 'A¶1');
  const words = (await lines(on)).get(number) ?? '';
  expect(words).toContain('Other figures in D¶1: “sixty battle tanks”, here “forty battle tanks”');
  expect(words).toContain('The army moved sixty battle tanks into the northern camp near Norrfald.');
  const pumps = await claim(on, 'Anna Drobnik sold water pumps.', 'F¶1');
  expect((await lines(on)).get(pumps)).not.toContain('Other figures');
  await on.desk.names.settled();
  expect((await say(on, 'rita', 'check story')).words).toContain('☐ no other figures found: 1 of 2');
  // To a claim on those sixty the others are what counts otherwise.
  const sixty = await claim(on, 'The army moved sixty battle tanks into the northern camp near Norrfald.', 'D¶1');
  expect((await lines(on)).get(sixty)).toMatch(/Other figures in [ABE]¶1/);
});

test('a response is noted when it is asked for and when it comes; the confirmation stands', async () => {
  const on = await bot();
  const number = await claim(on, 'Anna Drobnik sold water pumps.', 'F¶1');
  expect((await lines(on)).get(number)).toContain('Nobody was asked to respond');
  await say(on, 'ben', 'check fact confirm', { number });
  await say(on, 'anna', 'check fact response', { number, of: 'Ministry of Fisheries' });
  expect((await lines(on)).get(number)).toContain('Ministry of Fisheries was asked by @anna');
  await say(on, 'ben', 'check fact response', { number, of: 'ministry of fisheries', answer: 'We bought *none*.' });
  const { words } = await say(on, 'rita', 'check fact show', { number });
  expect(words).toContain('Ministry of Fisheries: We bought *none*. (@ben');
  expect(words).toContain('verified');
  expect((await say(on, 'rita', 'check fact response', { number, of: 'Anna' })).ok).toBe(false);
  expect((await say(on, 'anna', 'check fact response', { number, of: ' ' })).words).toContain('Say who was asked.');
  const { reply } = await say(on, 'anna', 'check fact response', { number, of: 'Anna Drobnik' });
  const undo = actionNamed(reply, 'Undo');
  await say(on, 'anna', undo.command, undo.options);
  expect((await lines(on)).get(number)).not.toContain('Anna Drobnik was asked');
});

test('the names of a draft that no claim has, by any form of a name; nothing of the draft is kept', async () => {
  const on = await bot();
  await claim(on, 'Drobnik sold water pumps.', 'F¶1');
  const { words } = await say(on, 'anna', 'check story', {
    text: 'Mrs. Anna Drobnik met Mr. Peter Vandersloot in Norrfald. Mr. Vandersloot denied it. Oskar Lindqvist met nobody on that Green Grass.',
  });
  expect(words).toMatch(/Names in the draft without a claim: (?:Mr\. )?Peter Vandersloot, Oskar Lindqvist\n/);
  expect(words).toContain('names found in the draft that a claim has: 1 of 3');
  const kept = on.desk.db.prepare<[], string>('SELECT group_concat(value) FROM facts').pluck().get() ?? '';
  expect(kept).not.toContain('Vandersloot');
});

test('what was found stands on every page, the numbers of the draft too; a claim that is new since is looked at by itself', async () => {
  const on = await bot();
  const forty = await claim(on, 'The army moved forty battle tanks into the northern camp near Norrfald.', 'A¶1');
  for (let i = 0; i < 5; i += 1) await claim(on, `Anna Drobnik sold water pumps, lot ${i}.`, 'F¶1');
  const first = await say(on, 'rita', 'check story', { text: 'Mr. Peter Vandersloot met Mr. Oskar Lindqvist.' });
  const next = actionNamed(first.reply, 'Next');
  const second = await say(on, 'rita', next.command, next.options);
  expect(second.words).toContain('names found in the draft that a claim has: 0 of 2');
  expect(second.words).not.toContain('Vandersloot');
  expect(second.words.split('\n')[0]).toBe(first.words.split('\n')[0]);
  const sixty = await claim(on, 'The army moved sixty battle tanks into the northern camp near Norrfald.', 'D¶1');
  const back = actionNamed(second.reply, 'Previous');
  const again = itemsOf((await say(on, 'rita', back.command, back.options)).reply).map((item) =>
    wordsOf({ blocks: [{ kind: 'items', items: [item] }] }),
  );
  for (const number of [forty, sixty]) expect(again.find((words) => Number.parseInt(words, 10) === number)).toContain('Other figures in');
});

test('an editor signs, with a reason for what is open; whoever looks later sees what changed', async () => {
  const on = await bot();
  expect((await say(on, 'ben', 'check sign')).words).toContain('There is no claim to sign');
  const number = await claim(on, 'Anna Drobnik sold water pumps.', 'F¶1');
  expect((await say(on, 'rita', 'check sign', { note: 'x' })).ok).toBe(false);
  expect((await say(on, 'ben', 'check sign')).words).toContain('say why it can go to print');
  expect((await say(on, 'ben', 'check sign', { note: 'No answer by 18:00' })).words).toContain('You signed 1 claim with 3 points open');
  const page = async () => (await say(on, 'rita', 'check story')).words;
  expect(await page()).toMatch(/Signed by @ben[^]*3 points open: No answer by 18:00[^]*No claim was changed or added since/);
  await say(on, 'ben', 'check fact confirm', { number });
  expect(await page()).toContain(`Sign again: changed since: claim ${number}`);
  const second = await claim(on, 'The quokka minister resigned.', 'A¶2');
  expect(await page()).toContain(`changed since: claim ${number}; new since: claim ${second}`);
  await say(on, 'ben', 'check sign', { note: 'Still' });
  expect(await page()).toContain('No claim was changed or added since');
});

test('what is signed is what was seen: a checklist that changed meanwhile is read again', async () => {
  const on = await bot();
  const number = await claim(on, 'Anna Drobnik sold water pumps.', 'F¶1');
  const { reply } = await say(on, 'ben', 'check story');
  const sign = actionsOf(reply).find((action) => action.kind === 'form' && action.command === 'check sign');
  if (sign?.kind !== 'form') throw new Error('nothing to sign with');
  await say(on, 'lea', 'check fact dispute', { number, why: 'Not sold' });
  const stale = await say(on, 'ben', sign.command, { ...sign.options, note: 'Fine' });
  expect([stale.ok, stale.words]).toEqual([false, expect.stringContaining('The checklist has changed since you read it.')]);
  expect((await say(on, 'rita', 'check story')).words).toContain('Not signed yet.');
  const again = actionsOf((await say(on, 'ben', 'check story')).reply).find(
    (action) => action.kind === 'form' && action.command === 'check sign',
  );
  expect((await say(on, 'ben', 'check sign', { ...(again?.kind === 'form' ? again.options : {}), note: 'Fine' })).words).toContain(
    'You signed',
  );
});

test('of more claims than are looked at, the checklist says for which no other figures were looked for', async () => {
  const on = await bot();
  const first = await claim(on, 'The army moved forty battle tanks into the northern camp near Norrfald.', 'A¶1');
  for (let i = 0; i < mostLookedAt; i += 1) await claim(on, `Anna Drobnik sold water pumps, lot ${i}.`, 'F¶1');
  const { words } = await say(on, 'rita', 'check story');
  expect(words).toContain(`no other figures found: ${mostLookedAt} of ${mostLookedAt + 1}`);
  expect(words).toMatch(new RegExp(`${first} · open\\nThe army moved[^]{0,150}Other figures were not looked for`));
  expect(words).not.toContain('Other figures in D');
});

test('who may not see a source learns nothing of it: neither its mission, nor that the claim was signed with it', async () => {
  const on = await bot();
  await claim(on, 'Forty battle tanks were moved.', 'A¶1; B¶1');
  await say(on, 'lea', 'check sign', { note: 'Fine' });
  await say(on, 'lea', 'desk mask', { ref: 'B' });
  const { words } = await say(on, 'rita', 'check story');
  expect(words).not.toContain('Minsk');
  expect(words).not.toContain('changed since');
  expect((await say(on, 'lea', 'check story')).words).toContain('Mission Minsk');
});

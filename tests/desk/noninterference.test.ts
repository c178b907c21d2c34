import { cpSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { importRecords, quiet, sampleData, someone, testDesk } from '../helpers/desk.ts';
import { compareDesks, does as doesAs, numberFrom, tagMany, type Typed } from '../helpers/noninterference.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * One desk holds a cable that a lead withdrew, another never had it. Readers and editors get the same answers from both, byte
 * for byte.
 */

let now = Date.UTC(2026, 10, 27, 12);
const hour = 3_600_000;
const home = 'terminal';
const shared = 'COREU/KYI/0039/18';
const secret = {
  id: 'ZETA/1',
  ref: 'ZETA/1',
  date: '2018-03-08',
  origin: 'Office Zeta',
  subject: 'The quokkapact',
  marking: 'ZETA ONLY',
  body: `Mr. Olav Zetterquist of the Quokka Directorate signed the quokkapact on Crimea at the Zeta Conference. Mr. Dmitry Rogozin agreed.\n\nSee ${shared}.`,
};

const people = { reader: 'member-reader', editor: 'member-editor', lead: 'member-lead' };

const typed: Typed = {
  texts: [
    'quokkapact',
    'crimea',
    'iran',
    'Olav Zetterquist',
    'Zetterquist',
    'Quokka Directorate',
    'Zeta Conference',
    'Vicini',
    'Rogozin',
    'quokkatag',
    'warheads',
    'peninsula',
    'shared-set',
    'ZETA/1',
    'ZETA/2',
    'tag:quokkatag',
    'tag:warheads OR quokkapact',
    'person:"Olav Zetterquist"',
    'person:zetter',
    'org:"Quokka Directorate"',
    'event:"Zeta Conference"',
    'marking:"ZETA ONLY"',
    'from:"Office Zeta"',
    '-iran',
    'quokkapackt',
    '09:00',
    'UTC',
  ],
  words: ['', 'quok', 'zet', 'ZETA', 'w', 'rog', 'shared', 'Office'],
  numbers: [1, 2, 5, 501, 502, 1000, 1001],
  dates: ['2018-03', '2018-03-08', '2017'],
  cables: [shared, secret.ref, 'COREU/WAR/0055/17'],
  members: Object.values(people),
};

const as = (role: 'reader' | 'editor' | 'lead'): Caller => someone(role, { desk: home });
const does = (bot: Bot, role: 'reader' | 'editor' | 'lead', command: string, options: ActionOptions): Promise<void> =>
  doesAs(bot, as(role), command, options);

/** What was done at both desks. */
async function sharedPast(bot: Bot): Promise<void> {
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen(home, { id: people[role], name: role, role, isBot: false }, now);
  await does(bot, 'editor', 'tag add', { ref: shared, tag: 'warheads' });
  await does(bot, 'editor', 'note', { ref: shared, text: 'Who saw it?' });
  await does(bot, 'editor', 'claim', { ref: shared });
  await does(bot, 'reader', 'search', { query: 'crimea' });
  await does(bot, 'lead', 'search', { query: 'iran' });
  await does(bot, 'editor', 'set create', { name: 'shared-set', query: 'crimea' });
  await does(bot, 'editor', 'set share', { set: 'shared-set' });
  await does(bot, 'editor', 'fact add', { claim: 'It may be a hot zone.', cite: `${shared}¶2` });
  await does(bot, 'editor', 'watch add', { query: 'crimea' });
}

/** Acts at both desks that at the one also change the cable that is to be withdrawn. */
async function pastOfMany(bot: Bot): Promise<void> {
  await tagMany(bot, () => as('editor'), 'crimea', 'peninsula');
  await does(bot, 'editor', 'set create', { name: 'peninsula', query: 'crimea' });
  await does(bot, 'editor', 'watch add', { query: 'rogozin' });
  await does(bot, 'reader', 'search', { query: 'rogozin' });
}

/** What only the one desk knows: the cable, and what was done with it before it was withdrawn. */
async function secretPast(bot: Bot): Promise<void> {
  await does(bot, 'editor', 'tag add', { ref: secret.ref, tag: 'quokkatag' });
  await does(bot, 'editor', 'tag define', { tag: 'quokkatag', meaning: 'About the pact' });
  await does(bot, 'editor', 'tag add', { ref: secret.ref, tag: 'warheads' });
  await does(bot, 'editor', 'note', { ref: secret.ref, text: 'Explosive' });
  await does(bot, 'lead', 'assign', { ref: secret.ref, to: people.reader });
  await does(bot, 'editor', 'entity rename', { name: 'Olav Zetterquist', to: 'Olaf Zetterqvist' });
  await does(bot, 'editor', 'set add', { set: 'shared-set', refs: secret.ref });
  await does(bot, 'editor', 'fact add', { claim: 'There is a pact.', cite: `${secret.ref}¶1` });
  await does(bot, 'editor', 'review request', { ref: secret.ref });
  await does(bot, 'lead', 'search', { query: 'quokkapact' });
  now += hour;
  await does(bot, 'lead', 'mask', { ref: secret.ref, why: 'By injunction' });
}

async function botOver(folder: string): Promise<Bot> {
  const desk = testDesk({ folder, now: () => now });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return createBot(desk, quiet);
}

async function importSecret({ desk }: Bot): Promise<void> {
  now += hour;
  await importRecords(desk, [secret], 'secret.jsonl', desk.troves.list()[0]?.name ?? '');
  await desk.names.settled();
  now += hour;
}

async function twoDesks(): Promise<{ withheld: Bot; without: Bot }> {
  const folder = await sampleData();
  const copy = tempFolder();
  cpSync(folder, copy, { recursive: true });
  const [withheld, without] = await Promise.all([botOver(folder), botOver(copy)]);
  await sharedPast(withheld);
  await sharedPast(without);
  await importSecret(withheld);
  for (const { desk } of [withheld, without]) numberFrom(desk, home, 500);
  await pastOfMany(withheld);
  await pastOfMany(without);
  now += hour;
  await secretPast(withheld);
  now += hour;
  numberFrom(withheld.desk, home, 1000);
  numberFrom(without.desk, home, 1000);
  return { withheld, without };
}

test('what a reader sees does not depend on who else asks meanwhile', async () => {
  const withheld = await botOver(await sampleData());
  await sharedPast(withheld);
  await importSecret(withheld);
  await secretPast(withheld);
  const reader = withheld.desk.as({ desk: home, role: 'reader' });
  withheld.desk.as({ desk: home, role: 'lead' });
  expect(withheld.desk.facts.all(home, 'judgment')).toHaveLength(1);
  expect(reader.facts.all(home, 'judgment')).toEqual([]);
});

test('readers and editors cannot tell a desk with a withdrawn cable from one that never had it', { timeout: 3_600_000 }, async () => {
  const { withheld, without } = await twoDesks();
  const { pairs, differences } = await compareDesks({
    desks: [withheld, without],
    callers: [() => as('reader'), () => as('editor')],
    typed,
    // One seed for every day; the long run looks further.
    random: randomFrom(isLong ? seedOf('noninterference') : 1),
    rounds: isLong ? 10 : 1,
  });
  console.log(`noninterference: ${pairs} pairs compared, ${differences.length} different`);
  expect(differences.join('\n\n')).toBe('');
});

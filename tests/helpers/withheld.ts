import { cpSync } from 'node:fs';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Desk, DeskOptions } from '../../src/desk/desk.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { importRecords, quiet, sampleData, someone, testDesk } from './desk.ts';
import { does as doesAs, numberFrom, tagMany, type Typed } from './noninterference.ts';
import { tempFolder } from './temp.ts';

/** Two desks with the same past; one of them holds a cable that a lead withdrew, the other never had it. */

let now = Date.UTC(2026, 10, 27, 12);
/** The clock of all these desks; it moves only while their past is made. */
export const clock = (): number => now;
const hour = 3_600_000;
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

type Working = 'reader' | 'editor' | 'lead';
/** The desk that they work at, and their ids there. */
export type Where = { home: string; people: Readonly<Record<Working, string>> };
export const inTerminal: Where = { home: 'terminal', people: { reader: 'member-reader', editor: 'member-editor', lead: 'member-lead' } };

/** What people type, of what both desks hold and of what one of them must not tell. */
export const typedAt = ({ people }: Where): Typed => ({
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
    'is:starred',
    'quokkapackt',
    '09:00',
    'UTC',
  ],
  words: ['', 'quok', 'zet', 'ZETA', 'w', 'rog', 'shared', 'Office'],
  numbers: [1, 2, 5, 501, 502, 1000, 1001],
  dates: ['2018-03', '2018-03-08', '2017'],
  cables: [shared, secret.ref, 'COREU/WAR/0055/17'],
  members: Object.values(people),
});

export const callerAs = ({ home, people }: Where, role: Working): Caller => someone(role, { desk: home, member: people[role] });
const does = (where: Where, bot: Bot, role: Working, command: string, options: ActionOptions): Promise<void> =>
  doesAs(bot, callerAs(where, role), command, options);

/** What was done at both desks. */
async function sharedPast(where: Where, bot: Bot): Promise<void> {
  for (const role of ['reader', 'editor', 'lead'] as const)
    bot.desk.roster.seen(where.home, { id: where.people[role], name: role, role, isBot: false }, now);
  await does(where, bot, 'editor', 'tag add', { ref: shared, tag: 'warheads' });
  await does(where, bot, 'editor', 'note', { ref: shared, text: 'Who saw it?' });
  await does(where, bot, 'editor', 'work claim', { ref: shared });
  await does(where, bot, 'reader', 'search', { query: 'crimea' });
  await does(where, bot, 'lead', 'search', { query: 'iran' });
  await does(where, bot, 'editor', 'set create', { name: 'shared-set', query: 'crimea' });
  await does(where, bot, 'editor', 'set share', { set: 'shared-set' });
  await does(where, bot, 'editor', 'check fact add', { claim: 'It may be a hot zone.', cite: `${shared}¶2` });
  await does(where, bot, 'editor', 'searches watch add', { query: 'crimea' });
}

/** Acts at both desks that at the one also change the cable that is to be withdrawn. */
async function pastOfMany(where: Where, bot: Bot): Promise<void> {
  await tagMany(bot, () => callerAs(where, 'editor'), 'crimea', 'peninsula');
  await does(where, bot, 'editor', 'set create', { name: 'peninsula', query: 'crimea' });
  await does(where, bot, 'editor', 'searches watch add', { query: 'rogozin' });
  await does(where, bot, 'reader', 'search', { query: 'rogozin' });
}

/** What only the one desk knows: the cable, and what was done with it before it was withdrawn. */
async function secretPast(where: Where, bot: Bot): Promise<void> {
  await does(where, bot, 'editor', 'tag add', { ref: secret.ref, tag: 'quokkatag' });
  await does(where, bot, 'editor', 'tag define', { tag: 'quokkatag', meaning: 'About the pact' });
  await does(where, bot, 'editor', 'tag add', { ref: secret.ref, tag: 'warheads' });
  await does(where, bot, 'editor', 'note', { ref: secret.ref, text: 'Explosive' });
  await does(where, bot, 'lead', 'work assign', { ref: secret.ref, to: where.people.editor });
  await does(where, bot, 'editor', 'names rename', { name: 'Olav Zetterquist', to: 'Olaf Zetterqvist' });
  await does(where, bot, 'editor', 'set add', { set: 'shared-set', refs: secret.ref });
  await does(where, bot, 'editor', 'check fact add', { claim: 'There is a pact.', cite: `${secret.ref}¶1` });
  await does(where, bot, 'editor', 'check review request', { ref: secret.ref });
  await does(where, bot, 'editor', 'work star', { ref: secret.ref });
  await does(where, bot, 'lead', 'search', { query: 'quokkapact' });
  now += hour;
  await does(where, bot, 'lead', 'desk mask', { ref: secret.ref, why: 'By injunction' });
}

async function botOver({ home }: Where, folder: string, options: Partial<DeskOptions> = {}): Promise<Bot> {
  const desk = testDesk({ ...options, folder, now: clock });
  if (home !== inTerminal.home) desk.setHome(home);
  await desk.index.ready();
  // Of cables that were copied just now.
  if (options.copied !== undefined) desk.rereadNames();
  await desk.names.settled();
  return createBot(desk, quiet);
}

async function importSecret({ desk }: Bot): Promise<void> {
  now += hour;
  await importRecords(desk, [secret], 'secret.jsonl', desk.troves.list()[0]?.name ?? '');
  await desk.names.settled();
  now += hour;
}

export async function twoDesks(where: Where): Promise<{ withheld: Bot; without: Bot }> {
  const folder = await sampleData();
  const copy = tempFolder();
  cpSync(folder, copy, { recursive: true });
  const [withheld, without] = await Promise.all([botOver(where, folder), botOver(where, copy)]);
  await sharedPast(where, withheld);
  await sharedPast(where, without);
  await importSecret(withheld);
  for (const { desk } of [withheld, without]) numberFrom(desk, where.home, 500);
  await pastOfMany(where, withheld);
  await pastOfMany(where, without);
  now += hour;
  await secretPast(where, withheld);
  now += hour;
  numberFrom(withheld.desk, where.home, 1000);
  numberFrom(without.desk, where.home, 1000);
  return { withheld, without };
}

/** How desks are opened that have neighbours, and those beside them. */
type Neighbourhood = { first: Partial<DeskOptions>; beside(first: Desk): Partial<DeskOptions> };
const onOneArchive: Neighbourhood = { first: {}, beside: ({ archive }) => ({ archive: archive.folder }) };

/** Two desks that never did anything, each on an archive with the cable; the one has a neighbour there who did all of this. */
export async function neighbours(where: Where, how = onOneArchive): Promise<{ besideBusy: Bot; besideIdle: Bot }> {
  const [folder, copy] = [await sampleData(), tempFolder()];
  const first = await botOver(where, folder, how.first);
  await importSecret(first);
  await first.desk.close();
  cpSync(folder, copy, { recursive: true });
  const [busy, idle] = [await botOver(where, folder, how.first), await botOver(where, copy, how.first)];
  await sharedPast(where, busy);
  await pastOfMany(where, busy);
  await secretPast(where, busy);
  await busy.desk.names.settled();
  const beside = ({ desk }: Bot): Promise<Bot> => botOver(where, tempFolder(), how.beside(desk));
  return { besideBusy: await beside(busy), besideIdle: await beside(idle) };
}

/** A desk that withholds the cable, alone. */
export async function withholdingDesk(where: Where): Promise<Bot> {
  const bot = await botOver(where, await sampleData());
  await sharedPast(where, bot);
  await importSecret(bot);
  await secretPast(where, bot);
  return bot;
}

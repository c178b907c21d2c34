import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import cron from 'node-cron';
import pino from 'pino';
import { createBot } from '../../src/bot/bot.ts';
import { startSchedule } from '../../src/clock/schedule.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { workIn } from '../helpers/desk-work.ts';
import { keepMonth } from '../helpers/months.ts';

/**
 * Thirty days of a desk on a clock that is moved, the same every time: five members read, tag, assign, note, claim, review,
 * watch, decide on names and undo, while digests, letters and reminders come when they are due. `npm run bench -- month FOLDER
 * [RELEASE]` leaves a data folder there, with all that was done as `work.json`; with the
 * name of a release it is kept for the test of upgrades (docs/releasing.md).
 */
const [, folder = '', release] = process.argv.slice(2);
if (folder === '') throw new Error('usage: npm run bench -- month FOLDER [RELEASE]');
const hour = 3_600_000;
let now = Date.parse('2026-10-01T05:00:00Z');
mkdirSync(folder, { recursive: true });
const log = pino({ level: 'silent' });
const desk = openDesk({ folder, exposure: 'desk', now: () => now, log });
await importFiles({ desk, paths: ['data/sample/2018'], by: 'bench' });
await Promise.all([desk.index.ready(), desk.names.settled()]);
const bot = await createBot(desk, log);
const stop = startSchedule(desk, { patience: { nudge: 2, giveBack: 4 }, searchDays: 90, backups: undefined }, log);
const refs = [...desk.cables.all()].map(({ ref }) => ref).toSorted();
const words = ['tariffs', 'sanctions', 'nuclear', 'brexit', 'gas', 'summit', 'visa', 'export', 'missile', 'elections'];
/** Where the digest and the letter go: nobody sends them here, they stay in the outbox. */
const channel = '100000000000000001';
const tags = ['trade', 'energy', 'iran', 'follow up', 'story one', 'brexit'];

const members = { lead: 'lead', editor: 'editor', second: 'editor', reader: 'reader', other: 'reader' } as const;
type Member = keyof typeof members;
const idOf = (who: Member): string => `terminal:${who}`;
let sent = 0;
const refused = new Map<string, string>();

async function say(who: Member, command: string, options: Record<string, string | number | boolean> = {}): Promise<void> {
  sent += 1;
  now += 47_000;
  const caller = {
    desk: desk.home(),
    member: idOf(who),
    name: who,
    role: members[who],
    via: 'terminal' as const,
    interaction: `month-${sent}`,
    place: undefined,
  };
  desk.roster.seen(caller.desk, { id: caller.member, name: who, role: members[who], isBot: false }, now);
  const { ok, reply } = await bot.answer(caller, { command, options, byButton: Object.keys(options) });
  if (!ok) refused.set(command, JSON.stringify(reply.blocks[0]));
}

async function pass(hours: number): Promise<void> {
  for (let i = 0; i < hours; i += 1) {
    now = now - (now % hour) + hour;
    for (const task of cron.getTasks().values()) if (task.name !== 'backup' && task.name !== 'verify') await task.execute();
    await new Promise((done) => setImmediate(done));
  }
}

/** A small trove that changes: what is imported on the 10th day has other words on the 20th. */
async function importLate(words: string): Promise<void> {
  const file = join(folder, 'late.jsonl');
  const record = (n: number): string =>
    JSON.stringify({
      id: `late-${n}`,
      ref: `LATE/${n}/18`,
      date: `2018-09-0${n}`,
      from: 'Mission Alpha',
      subject: `Late ${n}`,
      body: `1. ${words} of paper ${n}.`,
    });
  writeFileSync(file, [1, 2, 3].map(record).join('\n'));
  await importFiles({ desk, paths: [file], trove: 'late', by: 'bench' });
  await desk.index.ready();
}

async function begin(): Promise<void> {
  await say('lead', 'digest schedule', { time: '08:00', zone: 'UTC', channel });
  await say('lead', 'digest weekly', { day: 'monday', time: '09:00', zone: 'UTC', channel });
  for (const who of ['editor', 'second', 'reader'] as const) await say(who, 'work remind at', { time: '09:00', zone: 'UTC' });
  await say('reader', 'searches watch add', { query: 'iran', when: 'at once' });
  await say('editor', 'searches watch add', { query: 'tag:trade', when: 'daily' });
  await say('lead', 'tag define', { tag: 'trade', meaning: 'Tariffs, quotas and talks about them' });
  await say('editor', 'set create', { name: 'summit papers', query: 'summit' });
}

async function day(n: number): Promise<void> {
  const ref = (i: number): string => refs[(n * 11 + i * 5) % refs.length] ?? '';
  const word = words[n % words.length] ?? '';
  const tag = tags[n % tags.length] ?? '';
  await say('editor', 'search', { query: word });
  await say('reader', 'cable', { ref: ref(0) });
  await say('reader', 'work read', { ref: ref(0) });
  await say('editor', 'tag add', { ref: ref(0), tag, new: true });
  await say('second', 'tag add', { ref: ref(1), tag, new: true });
  await say('second', 'work claim', { ref: ref(1) });
  await say('second', 'work status', { ref: ref(1), status: n % 2 === 0 ? 'verified' : 'blocked', why: `Day ${n}` });
  await say('lead', 'work assign', {
    ref: ref(2),
    to: idOf('editor'),
    due: `2026-11-0${1 + (n % 9)}`,
    priority: 'high',
    why: 'For the story',
  });
  if (n % 2 === 0) await say('editor', 'work accept', { ref: ref(2) });
  await say('editor', 'note', { ref: ref(0), text: `What was found on day ${n}: ${word}`, ...(n % 3 === 0 ? { paragraph: 1 } : {}) });
  if (n % 3 === 0) await say('second', 'work release', { ref: ref(1), why: 'Not mine' });
  if (n % 3 === 1) await say('editor', 'check fact add', { claim: `The story says this on day ${n}.`, cite: `${ref(0)}¶2` });
  if (n % 6 === 4) await say('second', 'check fact confirm', { number: Math.ceil((n - 1) / 3) });
  if (n % 5 === 0) await say('editor', 'undo');
  if (n % 4 === 0) await say('editor', 'check review request', { ref: ref(0), to: idOf('second') });
  if (n % 8 === 0) await say('second', 'check review verdict', { ref: ref(0), verdict: 'agrees', note: 'Read again' });
  if (n % 7 === 0) await say('reader', 'searches watch add', { query: word, when: 'daily' });
  if (n % 9 === 0) await say('lead', 'work split', { query: word, among: `${idOf('editor')}, ${idOf('second')}` });
  if (n % 6 === 0) await say('editor', 'set add', { set: 'summit papers', refs: ref(3) });
}

/** What comes once in the month. */
const once: Readonly<Record<number, () => Promise<void>>> = {
  4: () => say('editor', 'names merge', { name: 'Anatole Vermichian', into: 'Anatol Wermischjan', sure: true }),
  6: () => say('editor', 'names hide', { name: 'Brexit', sure: true }),
  8: () => say('lead', 'desk mask', { ref: refs[3] ?? '', why: 'A source could be recognised' }),
  10: () => importLate('Coal, quotas and tariffs'),
  11: () => say('reader', 'work shift start', { query: 'sanctions' }),
  12: () => say('reader', 'work shift next', { did: 'read' }),
  13: () => say('lead', 'check review double', { ref: refs[7] ?? '', first: idOf('editor'), second: idOf('second') }),
  14: () => say('editor', 'check review mark', { ref: refs[7] ?? '', tags: 'trade, energy' }),
  15: () => say('lead', 'tag rename', { tag: 'follow up', to: 'later' }),
  16: () => say('lead', 'desk mask', { ref: refs[5] ?? '', why: 'Asked by the lawyer' }),
  17: () => say('lead', 'desk mask', { ref: refs[5] ?? '', lift: true }),
  18: () => say('editor', 'check draft', { text: 'A “hot zone where nuclear warheads might have already been deployed.”', keep: true }),
  20: () => importLate('Gas, pipelines and a summit'),
  21: () => say('editor', 'tag add', { ref: 'LATE/2/18', tag: 'energy' }),
  22: () => say('second', 'work remind snooze', { ref: refs[2] ?? '', days: 3 }),
  24: () => say('lead', 'digest pause'),
  25: () => say('lead', 'digest resume'),
  26: () => say('lead', 'work handoff', { from: idOf('second'), to: idOf('editor'), why: 'On leave' }),
};

await begin();
for (let n = 1; n <= 30; n += 1) {
  await day(n);
  await once[n]?.();
  await pass(24);
}
await stop();
writeFileSync(join(folder, 'work.json'), JSON.stringify(workIn(desk.db)));
rmSync(join(folder, 'late.jsonl'));
await desk.close();
if (release !== undefined) keepMonth(folder, release);
console.log(`${sent} commands in 30 days; refused at least once: ${refused.size}`);
for (const [command, why] of refused) console.log(`${command}: ${why}`);

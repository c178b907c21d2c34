import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createBot } from '../../src/bot/bot.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { covered } from '../../src/desk/ledger.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import { importFiles } from '../../src/import/import.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { count } from '../../src/reply/text.ts';

/**
 * What one stolen reader's account gets: it wants everything, knows every ref, asks once a second by every way there is, and
 * goes on with the next way when one gives nothing more. `npm run bench -- thief FOLDER [desk | sealed | open]`.
 */
const [, folder = 'data/sample', exposure = 'desk'] = process.argv.slice(2);
const second = 1000;
const hour = 3_600_000;
const start = Date.parse('2026-11-24T09:00:00Z');
let now = start;
const desk = openDesk({ folder: mkdtempSync(join(tmpdir(), 'thief-')), exposure: exposure as Exposure, now: () => now });
await importFiles({ desk, paths: [folder], by: 'bench' });
await Promise.all([desk.index.ready(), desk.names.settled()]);
desk.roster.seen('desk', { id: 'lead', name: 'lead', role: 'lead', isBot: false }, now);
desk.roster.seen('desk', { id: 'thief', name: 'thief', role: 'reader', isBot: false }, now);
const bot = await createBot(desk, pino({ level: 'silent' }));
const all = [...desk.cables.all()];
const whole = all.reduce((sum, { body }) => sum + body.length, 0);

const elapsed = (): number => now - start;

let calls = 0;
async function ask(command: string, options: ActionOptions = {}): Promise<boolean> {
  calls += 1;
  now += second;
  const caller: Caller = {
    desk: 'desk',
    member: 'thief',
    name: 'thief',
    role: 'reader',
    via: 'discord',
    interaction: `c${calls}`,
    place: undefined,
  };
  return (await bot.answer(caller, { command, options })).ok;
}

const taken = (): { opened: number; characters: number; whole: number } => {
  const read = desk.ledger.list('desk', { member: 'thief' }, 0, 10_000_000).rows;
  const by = Map.groupBy(read, ({ cable }) => cable);
  const parts = [...by].map(([cable, pieces]) => ({ part: covered(pieces), of: desk.cables.byRow(cable)?.body.length ?? 0 }));
  return {
    opened: new Set(read.filter(({ isOpened }) => isOpened).map(({ cable }) => cable)).size,
    characters: parts.reduce((sum, { part }) => sum + part, 0),
    whole: parts.filter(({ part, of }) => part >= of * 0.9).length,
  };
};

/** A search for every word that he can think of. */
const words = [...new Set(all.flatMap(({ subject }) => subject.toLowerCase().match(/\p{L}{4,}/gu) ?? []))];
const ways: Readonly<Record<string, (i: number) => Promise<boolean>>> = {
  cable: (i) => ask('cable', { ref: all[i % all.length]?.ref ?? '', page: 1 + Math.floor(i / all.length) }),
  'cable file': (i) => ask('cable', { ref: all[i % all.length]?.ref ?? '', file: true }),
  search: (i) => ask('search', { query: words[i % words.length] ?? 'the', page: 1 + Math.floor(i / words.length) }),
  shift: (i) =>
    i === 0 ? ask('work shift start', { query: '*' }) : ask('work shift next', { did: 'read', ref: all[i % all.length]?.ref ?? '' }),
  mentions: (i) => ask('names in', { ref: all[i % all.length]?.ref ?? '', page: 1 + Math.floor(i / all.length) }),
  batch: (i) => ask('searches batch', { lines: words.slice((10 * i) % words.length, ((10 * i) % words.length) + 10).join('\n') }),
  individuals: (i) => ask('individuals', { page: i + 1 }),
  similar: (i) => ask('searches similar', { ref: all[i % all.length]?.ref ?? '' }),
  export: () => ask('export', { query: '*' }),
};

const tried = new Map<string, number>();

const firstTold = (): number | undefined =>
  desk.db.prepare<[], number | null>("SELECT min(at) FROM audit WHERE act = 'alarm'").pluck().get() ?? undefined;

console.log(`${exposure}: ${count(all.length)} cables, ${count(whole)} characters`);
for (const until of [1, 24]) {
  let empty = 0;
  const names = Object.keys(ways);
  // Each way in turn for as long as it brings something; when none does, he waits for half an hour.
  while (elapsed() < until * hour) {
    const name = names[empty % names.length] ?? '';
    const before = desk.ledger.list('desk', { member: 'thief' }, 0, 0).total;
    for (let n = 0; n < 10; n += 1) {
      if (elapsed() >= until * hour) break;
      const at = tried.get(name) ?? 0;
      // What was refused is asked for again later.
      if ((await ways[name]?.(at)) === true || desk.ledger.list('desk', { member: 'thief' }, 0, 0).total > before) tried.set(name, at + 1);
      else break;
    }
    if (desk.ledger.list('desk', { member: 'thief' }, 0, 0).total === before) empty += 1;
    if (empty >= names.length) [now, empty] = [now + hour / 2, 0];
  }
  const got = taken();
  const told = firstTold();
  console.log(
    `after ${until} h: ${count(got.opened)} opened, ${count(got.whole)} whole, ${count(got.characters)} characters (${((100 * got.characters) / whole).toFixed(1)} %) in ${count(calls)} calls; leads told ${told === undefined ? 'never' : `after ${Math.round((told - start) / second)} s, ${count(desk.db.prepare<[number], number>('SELECT count(DISTINCT cable) FROM reads WHERE opened = 1 AND at <= ?').pluck().get(told) ?? 0)} cables in`}`,
  );
}
await desk.close();

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiscordSettings } from '../../src/chat/discord/settings.ts';
import { createLocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';

/**
 * A day of a desk, hour by hour, on a clock that is moved: 20 members search, open, tag, claim and press while digest,
 * reminders, watches, backup and verify come when they are due. What the bot holds after each hour (heap after a collection,
 * open files, the write-ahead log) should not grow. `npm run bench -- day [HOURS] [INTERACTIONS AN HOUR] [FOLDER]`.
 */
const [, hours = '24', perHour = '150', trove = 'data/sample'] = process.argv.slice(2);
const start = Date.parse('2026-11-23T23:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'day-'));
const desk = openDesk({ folder, exposure: 'desk', now: () => start });
await importFiles({ desk, paths: [trove], by: 'bench' });
await Promise.all([desk.index.ready(), desk.names.settled()]);
const refs = [...desk.cables.all()].map(({ ref }) => ref);
const words = [...new Set([...desk.cables.all()].flatMap(({ subject }) => subject.toLowerCase().match(/\p{L}{5,}/gu) ?? []))];
await desk.close();

const names = Array.from({ length: 20 }, (_, i) => `m${i}`);
const discord = await createLocalDiscord({
  guild: { members: Object.fromEntries(names.map((name) => [name, ['editor']])) },
  // What is held is asked here, not how soon: an hour passes in seconds.
  answerMs: () => 100_000,
});
const { roles, channels } = discord;
const settings: DiscordSettings & { enrolment: boolean } = {
  token: discord.token,
  api: discord.url,
  guild: discord.guildId,
  roles: { reader: [roles.reader.id], reporter: [roles.reporter.id], editor: [roles.editor.id], lead: [roles.lead.id] },
  listed: [channels.listed.id],
  enrolment: false,
};
const bot = fork(join(import.meta.dirname, 'day-bot.ts'), [folder, JSON.stringify(settings), String(start)], { execArgv: ['--expose-gc'] });
// Without the bot nobody would ever answer.
bot.once('exit', (code) => code === 0 || process.exit(1));
await once(bot, 'message');
const ask = async (what: string): Promise<unknown> => {
  const told = once(bot, 'message');
  bot.send(what);
  return (await told)[0] as unknown;
};

const lead = discord.as('lead');
await (await lead.slash('desk', 'digest schedule', { time: '08:00', zone: 'UTC' })).settled();
for (const [i, name] of names.entries()) {
  await (await discord.as(name).slash('desk', 'work remind at', { time: '09:00', zone: 'UTC' })).settled();
  const query = i % 2 === 0 ? `tag:day-${i}` : (words[i * 7] ?? 'iran');
  await (await discord.as(name).slash('desk', 'searches watch add', { query, when: i % 3 === 0 ? 'daily' : 'at once' })).settled();
}

let [sent, failed] = [0, 0];
async function act(i: number): Promise<void> {
  const who = discord.as(names[(i * 7) % names.length] ?? 'm0');
  const ref = refs[(i * 17) % refs.length] ?? '';
  const query = words[(i * 13) % words.length] ?? 'iran';
  sent += 1;
  const kinds = [
    () => who.slash('desk', 'search', { query }),
    () => who.slash('desk', 'cable', { ref }),
    () => who.slash('desk', 'tag add', { ref, tag: `day-${i % 20}` }),
    () => who.slash('desk', 'work claim', { ref }),
    () => who.slash('desk', 'search', { query, page: 2 }),
    () => who.slash('desk', 'work release', { ref }),
    () => who.slash('desk', 'work mine'),
    () => who.slash('desk', 'note', { ref, text: `Seen in round ${i}` }),
    () => who.autocomplete('desk', 'cable', 'ref', ref.slice(0, 8)),
    () => who.slash('desk', 'searches similar', { ref }),
  ];
  try {
    const answer = await (kinds[i % kinds.length] as (typeof kinds)[number])();
    await answer.settled(60_000);
    if (answer.failed !== undefined) failed += 1;
  } catch {
    failed += 1;
  }
}

type Measured = { heap: number; external: number; rss: number; descriptors: number; wal: number; audit: number; waiting: number } & {
  backups: number;
  daily: number;
  runs: Record<string, number>;
  acts: Record<string, number>;
  faults: string[];
};
const measured: Measured[] = [];
for (let hour = 1; hour <= Number(hours); hour += 1) {
  const passed = ask('hour');
  for (let i = 0; i < Number(perHour); i += 5)
    await Promise.all(Array.from({ length: 5 }, (_, at) => act((hour - 1) * Number(perHour) + i + at)));
  await passed;
  const found = (await ask('measure')) as Measured;
  measured.push(found);
  const { heap, external, rss, descriptors, wal, audit, waiting, backups, daily } = found;
  console.log(
    `hour ${hour}: heap ${heap} MB, external ${external}, rss ${rss}, ${descriptors} descriptors, WAL ${wal} MB; ${sent} interactions, ${failed} failed; audit ${audit}, waiting ${waiting}, daily posts ${daily}, backups ${backups}`,
  );
  for (const line of found.faults) console.log(line.trim().slice(0, 300));
}
console.log(`ran: ${JSON.stringify(measured.at(-1)?.runs)}; done: ${JSON.stringify(measured.at(-1)?.acts)}`);
/** From the third hour on: what was held least, most, and at the end. */
for (const what of ['heap', 'descriptors', 'wal'] as const) {
  const all = measured.slice(2).map((one) => one[what]);
  console.log(`${what}: hour 3 ${all[0]}, least ${Math.min(...all)}, most ${Math.max(...all)}, last ${all.at(-1)}`);
}
bot.kill('SIGTERM');
await once(bot, 'exit');
await discord.close();

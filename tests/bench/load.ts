import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiscordSettings } from '../../src/chat/discord/settings.ts';
import { createLocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';

/**
 * 50 interactions a second from 100 members, client and bot in processes of their own: 70 % searches, 15 % cables opened,
 * 15 % tags. They come at a fixed rate, whether the bot keeps up or not. `npm run bench -- load [SECONDS] [FOLDER] [SYNC]`;
 * SYNC: microseconds that each sync takes longer (needs a C compiler).
 */
const [, seconds = '300', trove = 'data/sample', sync = '0'] = process.argv.slice(2);
const rate = 50;
const folder = mkdtempSync(join(tmpdir(), 'load-'));
const desk = openDesk({ folder, exposure: 'desk' });
await importFiles({ desk, paths: [trove], by: 'bench' });
await Promise.all([desk.index.ready(), desk.names.settled()]);
const refs = [...desk.cables.all()].map(({ ref }) => ref);
const words = [...new Set([...desk.cables.all()].flatMap(({ subject }) => subject.toLowerCase().match(/\p{L}{5,}/gu) ?? []))];
await desk.close();

const members = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`m${i}`, ['editor']]));
const discord = await createLocalDiscord({ guild: { members } });
const settings: DiscordSettings & { enrolment: boolean } = {
  token: discord.token,
  api: discord.url,
  guild: discord.guildId,
  roles: {
    reader: [discord.roles.reader.id],
    reporter: [discord.roles.reporter.id],
    editor: [discord.roles.editor.id],
    lead: [discord.roles.lead.id],
  },
  listed: [discord.channels.listed.id],
  enrolment: false,
};
const env = { ...process.env };
if (sync !== '0') {
  const library = join(folder, 'faulty-disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, '../fixtures/faulty-disk.c'), '-ldl']);
  Object.assign(env, { LD_PRELOAD: library, FAULTY_DISK_COUNT: join(folder, 'count') });
}
const bot = fork(join(import.meta.dirname, 'load-bot.ts'), [folder, JSON.stringify(settings), sync], { env });
await once(bot, 'message');

const acknowledged: number[] = [];
const answered: number[] = [];
let [sent, failed] = [0, 0];
const open = new Set<number>();
async function send(i: number): Promise<void> {
  const who = discord.as(`m${(i * 37) % 100}`);
  const kind = (i * 61) % 100;
  const ref = refs[(i * 17) % refs.length] ?? '';
  const began = performance.now();
  open.add(i);
  try {
    const answer = await (kind < 70
      ? who.slash('desk', 'search', { query: words[(i * 13) % words.length] ?? 'iran' })
      : kind < 85
        ? who.slash('desk', 'cable', { ref })
        : who.slash('desk', 'tag add', { ref, tag: `load-${i % 50}` }));
    await answer.answered;
    acknowledged.push(performance.now() - began);
    await answer.settled(60_000);
    answered.push(performance.now() - began);
    if (answer.failed !== undefined) failed += 1;
  } catch {
    failed += 1;
  }
  open.delete(i);
}
const began = performance.now();
while (performance.now() - began < Number(seconds) * 1000) {
  // As many as should have been sent by now, also after a pause of this process.
  for (const due = ((performance.now() - began) / 1000) * rate; sent < due; sent += 1) void send(sent);
  await new Promise((done) => setTimeout(done, 5));
}
while (open.size > 0) await new Promise((done) => setTimeout(done, 50));
const told = once(bot, 'message');
bot.kill('SIGTERM');
const [inside] = (await told) as [{ loop: Record<string, number>; rss: number }];
await once(bot, 'exit');
await discord.close();
const at = (all: number[], share: number): number => Math.round(all.toSorted((a, b) => a - b)[Math.floor(all.length * share)] ?? 0);
console.log(
  `${sent} interactions at ${rate}/s, sync +${Number(sync) / 1000} ms: acknowledged p50 ${at(acknowledged, 0.5)} p95 ${at(acknowledged, 0.95)} ms, answered p50 ${at(answered, 0.5)} p95 ${at(answered, 0.95)} p99 ${at(answered, 0.99)} ms, missed ${failed}; event loop p99 ${inside.loop['p99']} max ${inside.loop['max']} ms; ${inside.rss} MB`,
);

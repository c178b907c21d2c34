/**
 * Figures, never asserted: `npm run bench -- watches [cables.jsonl]`. What 500 standing queries cost while cables are
 * imported, and whether each is told of each cable once: held against asking each question by itself.
 */
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import pino from 'pino';
import type { Caller } from '../../src/desk/caller.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { noCable } from '../../src/desk/facts.ts';
import { importFiles } from '../../src/import/import.ts';
import { tokenise } from '../../src/language/tokens.ts';
import { runWatchQuery, createWatcher } from '../../src/clock/watcher.ts';
import { RowSet } from '../../src/query/row-set.ts';
import { keepWatched, watchedBy, watchesOf } from '../../src/clock/watches.ts';
import { randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const wanted = 500;
const [, , , path = join(import.meta.dirname, '../../data/sample')] = process.argv;
const quiet = pino({ level: 'silent' });
const caller = (member: string, interaction: string): Caller => ({
  desk: 'desk',
  member,
  name: member,
  role: 'editor',
  via: 'terminal',
  interaction,
  place: undefined,
});

/** Words of the trove itself: of frequent ones and of rare ones. */
async function questions(): Promise<string[]> {
  const folder = tempFolder();
  const desk = openDesk({ folder, exposure: 'desk' });
  await importFiles({ desk, paths: [path], by: 'bench' });
  const words = new Map<string, number>();
  for (const { body } of desk.cables.all())
    for (const word of new Set(tokenise(body).map(({ folded }) => folded)))
      if (/^[a-z]{4,}$/.test(word)) words.set(word, (words.get(word) ?? 0) + 1);
  await desk.close();
  const random = randomFrom(20_181_219);
  const known = [...words].filter(([, cables]) => cables > 1).map(([word]) => word);
  const word = (): string => known[Math.floor(random() * known.length)] ?? 'trade';
  const kinds: (() => string)[] = [
    word,
    () => `${word()} OR ${word()}`,
    () => `${word()} -${word()}`,
    () => `${word()} is:unread`,
    () => `${word()} -tag:iran age:<30d`,
    () => `is:untagged is:unassigned ${word()}`,
    () => `"${word()} ${word()}"`,
    () => `${word()} date:>2000`,
  ];
  return Array.from({ length: wanted }, (_, i) => kinds[i % kinds.length]?.() ?? word());
}

async function run(name: string, queries: readonly string[]): Promise<void> {
  const folder = tempFolder();
  const desk = openDesk({ folder, exposure: 'desk' });
  desk.setHome('desk');
  await desk.index.ready();
  for (const [i, query] of queries.entries())
    desk.act(caller(`m${i % 20}`, `add-${i}`), { act: 'watch add' }, ({ put, act }) => {
      put('watch', noCable, String(act), { query, when: 'at once' });
      keepWatched(desk.db, 'desk', String(act), { seen: new RowSet(), trouble: '' });
    });
  const watcher = createWatcher(desk, quiet);
  await watcher.look();
  const { added, ms } = await importFiles({ desk, paths: [path], by: 'bench' });
  const loop = monitorEventLoopDelay({ resolution: 2 });
  loop.enable();
  const started = performance.now();
  const told = await watcher.look();
  const took = performance.now() - started;
  loop.disable();
  const again = await watcher.look();
  let matches = 0;
  let wrong = 0;
  let due = 0;
  for (const { key, query, owner } of watchesOf(desk.facts, 'desk')) {
    const { rows } = await runWatchQuery(desk, 'desk', owner, query);
    const seen = watchedBy(desk.db, 'desk', key)?.seen;
    matches += rows.size;
    if (rows.size > 0) due += 1;
    for (const row of desk.cables.rows()) if ((seen?.has(row) ?? false) !== rows.has(row)) wrong += 1;
  }
  const posts = desk.db.prepare<[], number>('SELECT count(*) FROM outbox').pluck().get() ?? 0;
  console.log(
    `${name}: import of ${added} cables ${ms} ms; looking after ${queries.length} watches ${Math.round(took)} ms (${(took / ms).toFixed(2)} x the import), ${matches} matches, ${told} messages of ${due} due (${posts} in the outbox), ${again} at a second look, ${wrong} matches missed or invented; hold-up of the bot meanwhile: longest ${(loop.max / 1e6).toFixed(0)} ms, p99 ${(loop.percentile(99) / 1e6).toFixed(0)} ms`,
  );
  loop.reset();
  loop.enable();
  const before = performance.now();
  const row = desk.cables.rows()[0] ?? 1;
  desk.act(caller('m0', 'tag'), { act: 'tag' }, ({ put }) => put('tag', row, 'iran', {}));
  await watcher.look();
  loop.disable();
  console.log(`${name}: after one tag ${Math.round(performance.now() - before)} ms; longest hold-up ${(loop.max / 1e6).toFixed(0)} ms`);
  await watcher.stop();
  await desk.close();
}

await run('different questions', await questions());
await run(
  'one word',
  Array.from({ length: wanted }, () => 'government'),
);

import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { archiveFiles } from '../../src/store/database.ts';
import { parseQuery } from '../../src/query/query.ts';
import { openCopies } from '../../src/search/engine/copies.ts';
import { isNearCopy, nearCopyShare, sketchOf } from '../../src/search/engine/near-copy.ts';
import { copies } from '../fixtures/planted.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { comparedEngines, openIndex } from '../helpers/engines.ts';
import { readAnswer, startLive } from '../helpers/live.ts';
import { randomFrom, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const text = (body: string) => ({ subject: '', body });
const words = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `word${i + from}`).join(' ');

/** The share of runs of four words that both texts have, the long way. */
function shareOf(one: string, other: string): number {
  const runs = (body: string) => {
    const list = body.split(' ');
    return new Set(list.slice(0, Math.max(1, list.length - 3)).map((_, i) => list.slice(i, i + 4).join(' ')));
  };
  const [a, b] = [runs(one), runs(other)];
  const both = [...a].filter((run) => b.has(run)).length;
  return both / (a.size + b.size - both);
}

test('near-copies match a brute-force count of shared runs of words', () => {
  const word = fc.constantFrom('iran', 'trade', 'report', 'the', 'mission', 'notes');
  const body = fc.array(word, { minLength: 1, maxLength: 30 }).map((list) => list.join(' '));
  fc.assert(
    fc.property(body, body, (one, other) => {
      expect(isNearCopy(text(one), text(other))).toBe(shareOf(one, other) >= nearCopyShare);
      expect(isNearCopy(text(one), text(one))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('sketches of near-copies meet; those of other texts hardly ever do', () => {
  let [met, strangers] = [0, 0];
  for (let i = 0; i < 200; i += 1) {
    const one = words(200, i * 1000);
    // Eight words of 200 are others: 32 of 197 runs.
    const changed = one.split(' ').map((word, k) => (k % 25 === 3 ? `other${i}x${k}` : word));
    const shares = new Set(sketchOf(text(one)));
    if (sketchOf(text(changed.join(' '))).some((band) => shares.has(band))) met += 1;
    if (sketchOf(text(words(200, i * 1000 + 500_000))).some((band) => shares.has(band))) strangers += 1;
  }
  expect(met).toBeGreaterThanOrEqual(195);
  expect(strangers).toBeLessThanOrEqual(2);
  expect(sketchOf(text(''))).toEqual([]);
  expect(isNearCopy(text(''), text(''))).toBe(false);
});

test('a group is led by the cable that came first, and of those that are found all but one are folded', () => {
  const random = randomFrom(seedOf('groups'));
  const kinds = Array.from({ length: 60 }, (_, i) => words(40, i * 1000));
  const bodies = new Map(Array.from({ length: 200 }, (_, i) => [i * 3 + 1, kinds[Math.floor(random() * kinds.length)] ?? '']));
  const kept = openCopies(join(tempFolder(), 'copies'), (row) => (bodies.has(row) ? text(bodies.get(row) ?? '') : undefined));
  kept.put([...bodies].map(([row, body]) => ({ row, hash: body, text: text(body) })));
  const { leaderOf, ledBy, folded } = kept.groups();
  const wanted = [...Map.groupBy(bodies.keys(), (row) => bodies.get(row)).values()];
  for (const rows of wanted)
    for (const row of rows)
      expect([leaderOf(row), [...ledBy(row)]]).toEqual(rows.length === 1 ? [undefined, []] : [rows[0], row === rows[0] ? rows : []]);
  expect([leaderOf(2), leaderOf(0), leaderOf(9999)]).toEqual([undefined, undefined, undefined]);
  const found = new Set([...bodies.keys()].filter(() => random() < 0.6));
  const others = wanted.map((rows) => rows.filter((row) => found.has(row)).length).reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  expect(folded((row) => found.has(row))).toBe(others);
  kept.close();
});

test('groups follow additions, changes and removals; the next copy leads when the first goes', () => {
  const bodies = new Map<number, string>();
  const kept = openCopies(join(tempFolder(), 'copies'), (row) => (bodies.has(row) ? text(bodies.get(row) ?? '') : undefined));
  const put = (row: number, body: string) => {
    bodies.set(row, body);
    kept.put([{ row, hash: body, text: text(body) }]);
  };
  const groups = () => {
    const { leaderOf, ledBy } = kept.groups();
    const leaders = new Set([...bodies.keys()].flatMap((row) => leaderOf(row) ?? []));
    return [...leaders].map((leader) => [...ledBy(leader)].toSorted((a, b) => a - b));
  };
  put(1, words(100));
  put(2, `${words(100)} reissued`);
  put(3, words(100, 5000));
  put(4, `Correction: ${words(100)}`);
  expect(groups()).toEqual([[1, 2, 4]]);
  put(2, words(80, 9000));
  expect(groups()).toEqual([[1, 4]]);
  put(2, words(100));
  bodies.delete(1);
  kept.remove([1]);
  expect(groups()).toEqual([[2, 4]]);
  expect(kept.groups().leaderOf(4)).toBe(2);
  kept.remove([2]);
  bodies.delete(2);
  expect(groups()).toEqual([]);
  expect(kept.held()).toEqual(
    new Map([
      [3, bodies.get(3)],
      [4, bodies.get(4)],
    ]),
  );
  kept.close();
});

test.each(comparedEngines)('%s: folded, each group is one hit on one page, and the total counts every cable', async (engine) => {
  const desk = testDesk();
  await importRecords(
    desk,
    Array.from({ length: 12 }, (_, i) => ({ id: `C-${i}`, body: `alpha ${words(60, Math.floor(i / 3) * 1000)} copy${i}` })),
  );
  const index = openIndex(engine, {
    database: join(desk.archive.folder, archiveFiles.database),
    file: join(tempFolder(), 'index'),
  });
  await index.ready();
  const ask = (offset: number, fold: boolean, query = 'alpha') => index.find(parseQuery(query), { sort: 'oldest', offset, limit: 3, fold });
  const [first, second, plain] = [await ask(0, true), await ask(3, true), await ask(0, false)];
  expect([first.total, first.shown, first.hits.length, second.hits.length, plain.shown]).toEqual([12, 4, 3, 1, 12]);
  const rows = [...first.hits, ...second.hits].flatMap(({ row, copies: folded = [] }) => [row, ...folded]);
  expect(new Set(rows).size).toBe(12);
  // Copies that do not answer are not told of.
  const narrow = await ask(0, true, 'alpha (copy3 OR copy4)');
  expect([narrow.total, narrow.shown, narrow.hits.length, narrow.hits[0]?.copies?.length]).toEqual([2, 1, 1, 1]);
  await index.close();
});

test('in the chat, a near-copy is named with its hit, and shown separately on request', async () => {
  const running = await startLive();
  const [one = '', other = ''] = copies[0] ?? [];
  const query = `ref:(${one} OR ${other})`;
  const reader = running.discord.as('reader');
  const answer = await reader.slash('desk', 'search', { query });
  const shown = await readAnswer(answer);
  expect(shown).toContain('2 cables for');
  expect(shown).toMatch(new RegExp(`\\+1 near-copy: (?:${one}|${other})`));
  const [message] = answer.messages;
  if (message === undefined) throw new Error('nothing is shown');
  const apart = await readAnswer(await reader.press(message, 'Near-copies one by one'));
  expect(apart).not.toContain('near-copy:');
  expect(apart).toContain(one);
  expect(apart).toContain(other);
  await running.stop();
});

import { expect, test } from 'vitest';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, importRecords, press, quiet, testDesk, wordsOf } from '../helpers/desk.ts';
import { createBot } from '../../src/bot/bot.ts';
import { reusedSample } from '../helpers/reused-desk.ts';

const crimea = 'COREU/KYI/0039/18';

const botWith = reusedSample();

test('from a search to a cable, its next hit, and back to the results', async () => {
  const bot = await botWith();
  const results = await ask(bot, 'search', { query: 'weekly report', sort: 'oldest' });
  const total = Number(/^(\d+) cables/.exec(wordsOf(results.reply))?.[1]);
  expect(total).toBeGreaterThan(10);
  const opened = await press(bot, results.reply, 'Open');
  expect(opened.ok).toBe(true);
  expect(wordsOf(opened.reply)).toContain(`hit 1 of ${total}`);
  const next = await press(bot, opened.reply, 'Next hit');
  expect(wordsOf(next.reply)).toContain(`hit 2 of ${total}`);
  const back = await press(bot, next.reply, 'Results');
  // Two of them have been opened since, and colleagues see that.
  const same = wordsOf(back.reply).replaceAll('\nopened by 1', '');
  expect(wordsOf(back.reply).length - same.length).toBe(2 * '\nopened by 1'.length);
  expect(same).toBe(
    wordsOf(results.reply)
      .replace(/ · receipt \d+/, '')
      .replace(/\d+ ms|under 1 ms/, /\d+ ms|under 1 ms/.exec(wordsOf(back.reply))?.[0] ?? ''),
  );
});

test('results are paged with exact totals, and a page that is not there says so', async () => {
  const bot = await botWith();
  const first = await ask(bot, 'search', { query: 'type:"weekly report"' });
  const total = Number(/^(\d+) cables/.exec(wordsOf(first.reply))?.[1]);
  const seen: string[] = [];
  let page = first.reply;
  for (;;) {
    seen.push(
      ...actionsOf(page).flatMap((action) =>
        action.kind === 'run' && plain(action.label) === 'Open' ? [String(action.options['ref'])] : [],
      ),
    );
    const next = actionsOf(page).find((action) => action.kind === 'run' && plain(action.label) === 'Next');
    if (next?.kind !== 'run' || next.disabled === true) break;
    page = (await ask(bot, 'search', next.options)).reply;
  }
  expect(seen).toHaveLength(total);
  expect(new Set(seen).size).toBe(total);
  const beyond = await ask(bot, 'search', { query: 'type:"weekly report"', page: 99 });
  expect(beyond.ok).toBe(false);
  expect(wordsOf(beyond.reply)).toContain('There is no page 99');
  expect((await press(bot, beyond.reply, 'Last page')).ok).toBe(true);
});

test('no hit: says what was searched, and offers any word and the corrected query with their counts', async () => {
  const bot = await botWith();
  const none = await ask(bot, 'search', { query: 'vicinni' });
  expect(none.ok).toBe(true);
  expect(wordsOf(none.reply)).toContain('No cable for vicinni');
  const near = await press(bot, none.reply, 'Vicini · 1 cable');
  expect(wordsOf(near.reply)).toContain('COREU/WAS/0107/18');
  const both = await ask(bot, 'search', { query: 'rogozin vicini' });
  const any = await press(bot, both.reply, 'Any word · 2 cables');
  expect(wordsOf(any.reply)).toMatch(/^2 cables/);
});

test('no hit: only words that the trove lacks are corrected, and the whole query is one press away', async () => {
  const bot = await botWith();
  for (const [query, meant] of [
    ['hot zome', 'hot zone'],
    ['"hot zome"', '"hot zone"'],
    ['hot zome from:kyiv', 'hot zone from:kyiv'],
    ['subject:zome hott', 'subject:zone hot'],
  ] as const) {
    const { reply } = await ask(bot, 'search', { query });
    const offers = actionsOf(reply).filter(({ kind, label }) => kind === 'run' && /cable/.test(plain(label)));
    expect(plain(offers[0]?.label ?? []), query).toBe(`${meant} · 1 cable`);
    expect(
      offers.filter(({ label }) => !plain(label).startsWith('Any word')),
      query,
    ).toHaveLength(1);
    const found = await press(bot, reply, meant);
    expect(wordsOf(found.reply), query).toMatch(/^1 cable for /);
    expect(wordsOf(found.reply), query).toContain(crimea);
  }
  // Both words are in the trove, never together: there is nothing to correct.
  expect(wordsOf((await ask(bot, 'search', { query: 'rogozin vicini' })).reply)).not.toContain('Did you mean');
  // Where no cable has all of them, any will do.
  const any = await press(bot, (await ask(bot, 'search', { query: 'vicinni rogozzin' })).reply, 'Vicini Rogozin, any word · ');
  expect(wordsOf(any.reply)).toContain('COREU/WAS/0107/18');
});

test('no hit: the cables with most of the words come first, each with what it lacks', async () => {
  const bot = await botWith();
  const { reply } = await ask(bot, 'search', { query: 'pumps drinking crimea nuclear' });
  const lines = wordsOf(reply)
    .split('\n')
    .filter((line) => / of your 4 words/.test(line));
  expect(lines[0]).toBe('3 of your 4 words; not crimea');
  const has = lines.map((line) => Number(line.slice(0, 1)));
  expect(has).toEqual(has.toSorted((a, b) => b - a));
  expect(lines.length).toBeGreaterThan(2);
  expect((await press(bot, reply, 'Open')).ok).toBe(true);
});

test('no hit: a word with a hyphen is its two words, however a cable writes them; an asterisk alone is none', async () => {
  const desk = testDesk();
  await importRecords(desk, [
    { id: 'A', ref: 'A', body: 'The reelection of a mayor near the quay.' },
    { id: 'B', ref: 'B', body: 'The election of a mayor near the quay.' },
    { id: 'C', ref: 'C', body: 'A zeppelin.' },
  ]);
  const bot = await createBot(desk, quiet);
  const { reply } = await ask(bot, 'search', { query: 're-election mayor zeppelin' });
  expect(
    wordsOf(reply)
      .split('\n')
      .filter((line) => / of your /.test(line)),
  ).toEqual(['3 of your 4 words; not zeppelin', '2 of your 4 words; not re, zeppelin']);
  const { reply: none } = await ask(bot, 'search', { query: '"a *" zeppelin "quay *" mayor' });
  expect(wordsOf(none)).toContain('for zeppelin, quay, mayor.');
});

test('an unbalanced quote is shown with a caret and answered as plain words', async () => {
  const bot = await botWith();
  const { ok, reply } = await ask(bot, 'search', { query: '"hot zone' });
  expect(ok).toBe(true);
  expect(wordsOf(reply)).toContain('^');
  expect(wordsOf(reply)).toContain(crimea);
});

test('filters narrow a search and are listed', async () => {
  const bot = await botWith();
  const { reply } = await ask(bot, 'search', { query: 'report', since: '2018-07', until: '2018-07', origin: 'Washington' });
  expect(wordsOf(reply)).toContain('since 2018-07');
  for (const line of wordsOf(reply)
    .split('\n')
    .filter((text) => /^\d+\. [A-Z]+\//.test(text)))
    expect(line).toMatch(/2018-07.*Washington/);
});

test('a query of 5,000 characters is answered whole; for one of 9,000 the answer gives the limit', async () => {
  const bot = await botWith();
  const answer = async (times: number) => wordsOf((await ask(bot, 'search', { query: 'crimea '.repeat(times) })).reply);
  expect(await answer(714)).not.toContain('left out');
  expect(await answer(1300)).toContain('6,000');
});

test('hostile text of a document reaches a reply only as quoted parts', async () => {
  const desk = testDesk();
  await importRecords(desk, [
    {
      id: '@everyone',
      ref: '<@1>',
      subject: '[x](https://evil.example)',
      origin: '<@&2>',
      body: 'needle @here **bold**',
      marking: '# M',
      type: '> t',
    },
  ]);
  const bot = await createBot(desk, quiet);
  const { reply } = await ask(bot, 'search', { query: 'needle' });
  const parts = JSON.stringify(reply);
  for (const hostile of ['evil.example', '<@&2>', '<@1>', '@here', '# M']) {
    expect(parts).toContain(hostile);
    expect(parts).not.toMatch(new RegExp(`"kind":"(said|strong)","text":"[^"]*${hostile.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  }
});

import { expect, test } from 'vitest';
import type { AuditRow } from '../../src/desk/audit.ts';
import type { Place } from '../../src/desk/caller.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, importRecords, openSample, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { createBot } from '../../src/bot/bot.ts';
import { runnables, topics } from '../../src/bot/command.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';

const listed: Place = { id: '10', name: 'desk', listed: true, open: false };
const general: Place = { id: '11', name: 'general', listed: true, open: true };
const unlisted: Place = { id: '12', name: 'side', listed: false, open: false };
const crimea = 'COREU/KYI/0039/18';

const reused = reusedDesk((exposure: Exposure) => openSample({ exposure }));
const botWith = async (exposure: Exposure = 'desk') => createBot(await reused(exposure), quiet);

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
  expect(wordsOf(next.reply)).toContain(`hit 2 of ${total}`);
  const back = await press(bot, next.reply, 'Results');
  // Two of them were opened meanwhile, and colleagues see that.
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

test('no hit: what was searched is said, any word and the corrected query are offered with their counts', async () => {
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

test('filters narrow and are said', async () => {
  const bot = await botWith();
  const { reply } = await ask(bot, 'search', { query: 'report', since: '2018-07', until: '2018-07', origin: 'Washington' });
  expect(wordsOf(reply)).toContain('since 2018-07');
  for (const line of wordsOf(reply)
    .split('\n')
    .filter((text) => /^\d+\. [A-Z]+\//.test(text)))
    expect(line).toMatch(/2018-07.*Washington/);
});

test('an unknown ref offers the nearest; a cable is found whatever its case', async () => {
  const bot = await botWith();
  const wrong = await ask(bot, 'cable', { ref: 'COREU/KYI/0039/17' });
  expect(wrong.ok).toBe(false);
  expect((await press(bot, wrong.reply, crimea)).ok).toBe(true);
  expect((await ask(bot, 'cable', { ref: crimea.toLowerCase() })).ok).toBe(true);
});

test('a long cable is read page by page, verbatim, and each page leaves an audit row', async () => {
  const bot = await botWith();
  const long = [...bot.desk.cables.all()].toSorted((a, b) => b.body.length - a.body.length)[0];
  const parts: string[] = [];
  let reply = (await ask(bot, 'cable', { ref: long?.ref ?? '' })).reply;
  for (;;) {
    const passage = reply.blocks.find((block) => block.kind === 'passage');
    parts.push(passage?.kind === 'passage' ? plain(passage.text) : '');
    const next = actionsOf(reply).find((action) => action.kind === 'run' && plain(action.label) === 'Next page');
    if (next?.kind !== 'run' || next.disabled === true) break;
    reply = (await ask(bot, 'cable', next.options)).reply;
  }
  expect(parts.length).toBeGreaterThan(3);
  expect(parts.join('')).toBe(long?.body);
  const opened = bot.desk.db.prepare<[string], AuditRow>("SELECT * FROM audit WHERE act = 'open' AND cable = ?").all(long?.ref ?? '');
  expect(opened).toHaveLength(parts.length);
});

test('what a cable cites and what cites it are buttons both ways', async () => {
  const bot = await botWith();
  const citing = [...bot.desk.cables.all()].find(({ row }) => bot.desk.cables.citations(row).some(({ ref }) => ref !== undefined));
  const { reply } = await ask(bot, 'cable', { ref: citing?.ref ?? '' });
  const cited = await press(bot, reply, 'Cites ');
  expect(cited.ok).toBe(true);
  expect(actionsOf(cited.reply).map(({ label }) => plain(label))).toContain(`Cited by ${citing?.ref}`);
});

test('a caveat of the trove stands beside its cable', async () => {
  const bot = await botWith();
  expect(wordsOf((await ask(bot, 'cable', { ref: crimea })).reply)).toContain('American officials say they have not seen evidence');
});

test('the citation names ref, sender, date and marking', async () => {
  const bot = await botWith();
  const { reply } = await ask(bot, 'cable', { ref: crimea, cite: true });
  for (const part of [crimea, 'EU Delegation Kyiv', '2018-02-08', 'RESTREINT UE']) expect(wordsOf(reply)).toContain(part);
});

test.each([
  ['open', general, true, true],
  ['desk', listed, true, true],
  ['desk', general, true, false],
  ['desk', unlisted, true, false],
  ['sealed', listed, false, false],
] as const)('sharing with exposure %s in %o', async (exposure, place, shares, withExcerpt) => {
  const bot = await botWith(exposure);
  const options = { ref: crimea, query: 'hot zone', at: 1 };
  const preview = await ask(bot, 'cable', { ...options, share: true }, someone('reader', { place }));
  expect(preview.ok).toBe(shares);
  expect(preview.visibility).toBe('caller');
  expect(bot.desk.outbox.due(10)).toEqual([]);
  if (!shares) return;
  expect(wordsOf(preview.reply).includes('turned into')).toBe(withExcerpt);
  const posted = await press(bot, preview.reply, 'Post here', someone('reader', { place }));
  expect(posted.ok).toBe(true);
  const due = bot.desk.outbox.due(10);
  expect(due).toHaveLength(1);
  expect(due[0]?.post.to).toEqual({ channel: place.id });
  expect(wordsOf(due[0]?.post.reply ?? { blocks: [] }).includes('turned into')).toBe(withExcerpt);
  expect(bot.desk.db.prepare("SELECT count(*) FROM audit WHERE act = 'share' AND cable = ?").pluck().get(crimea)).toBe(1);
});

test('a share whose preview no longer holds is not posted: a new preview is shown', async () => {
  const bot = await botWith();
  const preview = await ask(bot, 'cable', { ref: crimea, share: true }, someone('reader', { place: listed }));
  const elsewhere = await press(bot, preview.reply, 'Post here', someone('reader', { place: general }));
  expect(wordsOf(elsewhere.reply)).toContain('nothing was posted');
  expect(bot.desk.outbox.due(10)).toEqual([]);
});

test('a share carries the reason of whoever shares it, as their words, after a preview', async () => {
  const bot = await botWith();
  const first = await ask(bot, 'cable', { ref: crimea, share: true }, someone('reader', { place: listed }));
  expect(actionsOf(first.reply).map(({ label }) => plain(label))).toContain('Add a reason');
  const why = '@everyone **Look** at\nparagraph 2, [here](https://example.org)';
  const preview = await ask(bot, 'cable', { ref: crimea, share: true, why }, someone('reader', { place: listed }));
  expect(bot.desk.outbox.due(10)).toEqual([]);
  await press(bot, preview.reply, 'Post here', someone('reader', { place: listed }));
  const [due] = bot.desk.outbox.due(10);
  const reply = due?.post.reply ?? { blocks: [] };
  expect(wordsOf(reply)).toContain('Their reason: @everyone **Look** at paragraph 2');
  // As words of a person, not as ours: they are escaped wherever they are shown.
  expect(JSON.stringify(reply)).toMatch(/\{[^{}]*"kind":"quoted"[^{}]*@everyone/);
});

test('pressing Post twice by one interaction posts once', async () => {
  const bot = await botWith();
  const preview = await ask(bot, 'cable', { ref: crimea, share: true }, someone('reader', { place: listed }));
  const caller = someone('reader', { place: listed });
  await press(bot, preview.reply, 'Post here', caller);
  await press(bot, preview.reply, 'Post here', caller);
  expect(bot.desk.outbox.due(10)).toHaveLength(1);
});

test.each([
  ['open', 'reader', true],
  ['desk', 'reader', false],
  ['desk', 'editor', true],
  ['sealed', 'lead', false],
] as const)('a file with exposure %s for a %s: %s', async (exposure, role, given) => {
  const bot = await botWith(exposure);
  const { ok, reply } = await ask(bot, 'cable', { ref: crimea, file: true }, someone(role, { via: 'discord' }));
  expect(ok).toBe(given);
  expect(reply.files?.length ?? 0).toBe(given ? 1 : 0);
  const body = bot.desk.cables.get(crimea)?.body ?? 'no such cable';
  expect(new TextDecoder().decode(reply.files?.[0]?.bytes).includes(body)).toBe(given);
});

test('a sealed desk hands out no table of a batch, but says what is wrong with its lines', async () => {
  const bot = await botWith('sealed');
  const lines = 'rogozin\ndate:2018-99\n"hot zone"';
  const { reply } = await ask(bot, 'searches batch', { lines }, someone('reader', { via: 'discord' }));
  expect(reply.files).toBeUndefined();
  expect(wordsOf(reply)).toMatch(/No file leaves this desk/);
  expect(wordsOf(reply)).toContain('date:2018-99: There is no such date.');
  expect((await ask(bot, 'searches batch', { lines }, someone('lead', { via: 'terminal' }))).reply.files).toHaveLength(1);
});

test('a sealed desk shows an excerpt and never the whole text', async () => {
  const bot = await botWith('sealed');
  const body = bot.desk.cables.get(crimea)?.body ?? '';
  const passages = (await ask(bot, 'cable', { ref: crimea, query: 'hot zone', at: 1 })).reply.blocks.filter(
    (block) => block.kind === 'passage',
  );
  expect(passages).toHaveLength(1);
  for (const passage of passages) expect(plain(passage.text).length).toBeLessThan(200);
  expect(body.length).toBeGreaterThan(1000);
});

test('browsing: by month, by sender, oldest first, undated last', async () => {
  const bot = await botWith();
  const july = await ask(bot, 'cables', { month: '2018-07' });
  expect(wordsOf(july.reply)).toMatch(/^\d+ cables of 2018-07/);
  const all = bot.desk.cables.browse({ sort: 'newest', offset: 0, limit: 500 }).rows.map(({ date }) => date);
  expect(all.at(-1)).toBe('');
  expect(bot.desk.cables.browse({ sort: 'oldest', offset: 0, limit: 500 }).rows.at(-1)?.date).toBe('');
  const none = await ask(bot, 'cables', { month: '1999' });
  expect(none.ok).toBe(false);
  expect(wordsOf(none.reply)).toContain('No cable of 1999');
});

test('completions: refs and subject words rank exact, prefix, inside', async () => {
  const bot = await botWith();
  const suggest = (typed: string) => bot.suggest(someone(), { command: 'cable', options: {} }, 'ref', typed);
  expect((await suggest(crimea))[0]?.value).toBe(crimea);
  expect((await suggest('COREU/WAS')).every(({ value }) => value.startsWith('COREU/WAS'))).toBe(true);
  expect((await suggest('hot zone')).map(({ value }) => value)).toEqual([crimea]);
  expect((await suggest('')).length).toBe(25);
  expect((await suggest('zzzz')).map(({ label }) => label)).toEqual(['No ref or subject matches zzzz']);
});

test('/about states attribution as a claim by a named party, with the responses and the notice', async () => {
  const bot = await botWith();
  const words = wordsOf((await ask(bot, 'about')).reply);
  for (const part of [
    'FICTIONAL',
    'Claim by Blake Darche',
    'there is no doubt this campaign is connected to the Chinese government',
    'Response of European Union',
    'LIMITE',
    'RESTREINT UE',
  ])
    expect(words).toContain(part);
  // The checksum is the one that receipts give.
  const { checksum, cables } = bot.desk.searches.corpus();
  await bot.desk.index.ready();
  const standing = wordsOf((await ask(bot, 'about')).reply);
  expect(standing).toMatch(new RegExp(`cabledesk \\d+\\.\\d+\\.\\d+.* · ${cables} cables, all searchable, latest change`));
  expect(standing).toContain(`SHA-256 ${checksum.slice(0, 16)}`);
});

test('a group without one of its subcommands names those there are', async () => {
  const { ok, failure, reply } = await ask(await botWith(), 'tag', {}, someone('lead'));
  expect([ok, failure]).toEqual([false, 'usage']);
  for (const part of ['/tag add', '/tag list', '/tag bulk']) expect(wordsOf(reply)).toContain(part);
});

test('/help lists every command and shows one in full', async () => {
  const bot = await botWith();
  const help = async (options: ActionOptions): Promise<string> => wordsOf((await ask(bot, 'help', options, someone('lead'))).reply);
  const words = await help({});
  const topic = (await Promise.all(Object.keys(topics).map((one) => help({ topic: one })))).join('\n');
  for (const { name, description } of bot.commands) {
    expect(words).toContain(`/${name}`);
    expect(topic).toContain(`/${name} · ${description}`);
  }
  for (const { name, description } of bot.commands.flatMap(runnables)) expect(await help({ command: name })).toContain(description);
  expect(wordsOf((await ask(bot, 'help', { command: 'search' })).reply)).toContain('/search query:"hot zone"');
  expect((await ask(bot, 'help', { command: 'nothing' })).ok).toBe(false);
});

test('an empty desk says how cables get in', async () => {
  const bot = await createBot(testDesk(), quiet);
  await bot.desk.index.ready();
  expect(wordsOf((await ask(bot, 'about')).reply)).toContain('No cables have been imported yet');
  expect(wordsOf((await ask(bot, 'cables')).reply)).toContain('import PATH');
  expect(wordsOf((await ask(bot, 'search', { query: 'anything' })).reply)).toContain('No cable for anything');
});

test('a query of 5,000 characters is answered as a whole, one of 9,000 with its limit said', async () => {
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

test('what stands in place of a question that was asked before is refused in a sentence', async () => {
  const bot = await botWith();
  for (const again of ['shared-set', '{"command":1}']) {
    const { failure, reply } = await ask(bot, 'about', { tell: true, again });
    expect(failure).toBe('usage');
    expect(wordsOf(reply)).toContain(`${again} is no question that was asked before.`);
  }
});

import { expect, test } from 'vitest';
import type { AuditRow } from '../../src/desk/audit.ts';
import { plain } from '../../src/reply/text.ts';
import { actionsOf, ask, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { createBot } from '../../src/bot/bot.ts';
import { runnables, topics } from '../../src/bot/command.ts';
import { reusedSample } from '../helpers/reused-desk.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';

const crimea = 'COREU/KYI/0039/18';

const botWith = reusedSample();

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

test('a caveat of the trove is shown with its cable', async () => {
  const bot = await botWith();
  expect(wordsOf((await ask(bot, 'cable', { ref: crimea })).reply)).toContain('American officials say they have not seen evidence');
});

test('the citation names ref, sender, date and marking', async () => {
  const bot = await botWith();
  const { reply } = await ask(bot, 'cable', { ref: crimea, cite: true });
  for (const part of [crimea, 'EU Delegation Kyiv', '2018-02-08', 'RESTREINT UE']) expect(wordsOf(reply)).toContain(part);
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

test('a group called without a subcommand lists its subcommands', async () => {
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

test.each(['timeline', 'glossary'])('/help topic:%s tells of it, and its button leads there', async (topic) => {
  const bot = await botWith();
  const { reply } = await ask(bot, 'help', { topic });
  const [button] = actionsOf(reply);
  const examples = reply.blocks.flatMap((block) => (block.kind === 'copy' ? plain(block.text).split('\n') : []));
  expect(examples.length).toBeGreaterThan(1);
  expect(
    examples.every((one) => bot.commands.flatMap(runnables).some(({ name }) => one.startsWith(`/${name} `) || one === `/${name}`)),
  ).toBe(true);
  expect(button?.kind === 'run' && (await ask(bot, button.command, button.options)).reply.blocks.length > 0).toBe(true);
});

test('an empty desk says how cables get in', async () => {
  const bot = await createBot(testDesk(), quiet);
  await bot.desk.index.ready();
  expect(wordsOf((await ask(bot, 'about')).reply)).toContain('No cables have been imported yet');
  expect(wordsOf((await ask(bot, 'cables')).reply)).toContain('import PATH');
  expect(wordsOf((await ask(bot, 'search', { query: 'anything' })).reply)).toContain('No cable for anything');
});

test('what is not a question that was asked before is refused in a sentence', async () => {
  const bot = await botWith();
  for (const again of ['shared-set', '{"command":1}']) {
    const { failure, reply } = await ask(bot, 'about', { tell: true, again });
    expect(failure).toBe('usage');
    expect(wordsOf(reply)).toContain(`${again} is no question that was asked before.`);
  }
});

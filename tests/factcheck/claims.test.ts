import { describe, expect, test } from 'vitest';
import type { Bot } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import type { ActionOptions } from '../../src/reply/reply.ts';
import { actionNamed, actionsOf, ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** The claim ledger: two signatures, and words that stand in the cables. */

const records = [
  {
    id: 'A',
    ref: 'A/1',
    subject: 'Norrfald',
    body: '1. The quokka came over the hill at night.\n\n2. It left again before the morning, they said.',
  },
  { id: 'B', ref: 'B/2', subject: 'Pumps', body: '1. Pumps were sold to the ministry.' },
];

const reused = reusedDesk(async () => {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
  desk.setHome('desk');
  await importRecords(desk, records);
  return desk;
});

async function small(): Promise<Bot> {
  const desk = await reused();
  for (const name of ['anna', 'ben', 'lea'])
    desk.roster.seen('desk', { id: name, name, role: name === 'lea' ? 'lead' : 'editor', isBot: false }, 1);
  return createBot(desk, quiet);
}

const as = (member: string) => someone(member === 'lea' ? 'lead' : member === 'rita' ? 'reader' : 'editor', { member });
const say = async (bot: Bot, who: string, command: string, options: ActionOptions = {}) => {
  const answer = await ask(bot, command, options, as(who));
  return { ...answer, words: wordsOf(answer.reply) };
};
async function added(bot: Bot, cite = 'A/1¶2', more: ActionOptions = {}): Promise<number> {
  const { words, reply } = await say(bot, 'anna', 'check fact add', { claim: 'The animal left early.', cite, ...more });
  expect(words).toContain('is in the ledger');
  return Number(actionNamed(reply, 'Show').options['number']);
}

describe('a claim', () => {
  test('shows the words that it cites, and is verified once somebody else confirms it', async () => {
    const bot = await small();
    const number = await added(bot);
    const page = await say(bot, 'anna', 'check fact show', { number });
    expect(page.words).toContain('2. It left again before the morning, they said.');
    expect(page.words).toContain('open; written by @anna');
    expect(actionsOf(page.reply).find((action) => action.kind === 'run' && action.command === 'check fact confirm')).toMatchObject({
      disabled: true,
    });
    const own = await say(bot, 'anna', 'check fact confirm', { number });
    expect([own.ok, own.words]).toEqual([false, expect.stringContaining('is your own')]);
    expect((await say(bot, 'ben', 'check fact confirm', { number, note: 'Read it twice' })).words).toContain('is verified');
    expect((await say(bot, 'rita', 'check fact show', { number })).words).toMatch(/verified[^]*Confirmed by @ben[^]*Read it twice/);
    expect((await say(bot, 'ben', 'check fact confirm', { number })).words).toContain('You confirmed Claim');
    expect((await say(bot, 'rita', 'check fact confirm', { number })).ok).toBe(false);
    expect(bot.desk.outbox.due(9).map(({ post }) => ['member' in post.to && post.to.member, wordsOf(post.reply).trim()])).toEqual([
      ['anna', `@ben confirmed your claim ${number}.`],
    ]);
  });

  test('reopens when disputed, says why, and needs a new confirmation', async () => {
    const bot = await small();
    const number = await added(bot);
    await say(bot, 'ben', 'check fact confirm', { number });
    expect((await say(bot, 'lea', 'check fact dispute', { number, why: 'They *said* so' })).words).toContain('is disputed');
    const { words } = await say(bot, 'rita', 'check fact show', { number });
    expect(words).toMatch(/disputed[^]*Disputed by @lea[^]*They \*said\* so/);
    expect(words).not.toContain('Confirmed by');
    expect((await say(bot, 'rita', 'check fact list', { status: 'verified' })).words).toContain('None of 1 claim matches');
    await say(bot, 'ben', 'check fact confirm', { number });
    expect((await say(bot, 'rita', 'check fact show', { number })).words).toMatch(/verified[^]*Was disputed by @lea/);
  });

  test('reopens with another source, whose finder cannot confirm it', async () => {
    const bot = await small();
    const number = await added(bot);
    const page = await say(bot, 'ben', 'check fact show', { number });
    const seen = actionNamed(page.reply, 'Confirm');
    expect((await say(bot, 'ben', 'check fact add', { number, cite: 'B/2 par. 1' })).words).toContain('A/1¶2, B/2¶1');
    expect((await say(bot, 'ben', 'check fact confirm', { number })).words).toContain('is your own');
    expect((await say(bot, 'lea', 'check fact confirm', seen.options)).words).toContain('another source since you read it');
    expect((await say(bot, 'lea', 'check fact confirm', { number })).ok).toBe(true);
    expect((await say(bot, 'ben', 'check fact add', { number, cite: 'B/2¶1' })).words).toContain('cites that already');
  });

  test('can be undone act by act', async () => {
    const bot = await small();
    const number = await added(bot);
    const confirmed = await say(bot, 'ben', 'check fact confirm', { number });
    const { options } = actionNamed(confirmed.reply, 'Undo');
    expect((await say(bot, 'anna', 'undo', options)).ok).toBe(false);
    expect((await say(bot, 'ben', 'undo', options)).ok).toBe(true);
    expect((await say(bot, 'rita', 'check fact show', { number })).words).toContain('open; written by');
    expect((await say(bot, 'ben', 'check fact drop', { number })).words).toContain('only they and leads');
    const dropped = await say(bot, 'anna', 'check fact drop', { number });
    expect((await say(bot, 'rita', 'check fact list')).words).toContain('no claims');
    expect((await say(bot, 'anna', 'undo', actionNamed(dropped.reply, 'Undo').options)).ok).toBe(true);
    expect((await say(bot, 'rita', 'check fact list')).words).toContain('1 claim');
  });

  test('is visible to leads only when its cable, or any source, is withdrawn', async () => {
    const bot = await small();
    const number = await added(bot, 'B/2¶1; A/1¶2');
    await say(bot, 'lea', 'desk mask', { ref: 'A/1' });
    for (const [command, options] of [
      ['check fact list', {}],
      ['check fact show', { number }],
      ['check fact export', {}],
      ['check fact confirm', { number }],
      ['check fact dispute', { number, why: 'x' }],
      ['check fact list', { ref: 'B/2' }],
    ] as const) {
      const answer = await say(bot, 'ben', command, options);
      expect(answer.words, command).not.toMatch(/animal|A\/1|quokka/);
      expect(answer.reply.files, command).toBeUndefined();
    }
    expect((await say(bot, 'lea', 'check fact show', { number })).words).toContain('animal');
  });

  test('says when an import changed its cable, and cannot be confirmed', async () => {
    const bot = await small();
    const number = await added(bot);
    await importRecords(bot.desk, [{ ...records[0], body: '1. Nothing came.\n\n2. And nothing left.' }], 'again.jsonl');
    const { words } = await say(bot, 'ben', 'check fact show', { number });
    expect(words).toContain('changed by an import');
    expect(words).toContain('It left again before the morning');
    expect((await say(bot, 'ben', 'check fact confirm', { number })).ok).toBe(false);
    expect(new TextDecoder().decode((await say(bot, 'ben', 'check fact export', { as: 'text' })).reply.files?.[0]?.bytes)).toContain(
      'TEXT HAS CHANGED',
    );
  });
});

test.each<[cite: string, quote: string | undefined, words: string]>([
  ['A/1¶2', 'left again before the morning', 'is in the ledger, on A/1¶2'],
  ['A/1', 'left again before the morning', 'is in the ledger, on A/1¶2'],
  ['A/1 2', undefined, 'on A/1¶2'],
  ['a/1 ¶ 1\nB/2¶1', undefined, 'on A/1¶1, B/2¶1'],
  ['A/1', undefined, 'Which paragraph of A/1? It has 1 to 2'],
  ['A/1¶7', undefined, 'A/1 has no paragraph 7: it has 1 to 2'],
  ['A/9¶1', undefined, 'No cable has the ref A/9'],
  [' ; ', undefined, 'Which cable supports it?'],
  ['A/1¶1', 'left again before the morning', 'These words are not in A/1¶1'],
  ['A/1¶2', 'left again before the evening', 'says it differently: “evening” there is “morning”'],
  ['A/1¶2; B/2¶1', 'left again', 'Words are quoted from one paragraph; 2 are named'],
])('cite %j with %j', async (cite, quote, expected) => {
  const bot = await small();
  const { words, reply, ok } = await say(bot, 'anna', 'check fact add', {
    claim: 'It is so.',
    cite,
    ...(quote === undefined ? {} : { quote }),
  });
  expect(words).toContain(expected);
  // What was typed comes back with a refusal.
  const form = JSON.stringify(actionsOf(reply).find(({ kind }) => kind === 'form')) ?? '';
  expect(ok || form.includes('It is so.')).toBe(true);
});

test('exports every claim as a text and as a table safe for spreadsheets', async () => {
  const bot = await small();
  await added(bot, 'A/1¶1; B/2¶1');
  const number = Number(
    actionNamed((await say(bot, 'anna', 'check fact add', { claim: '=HYPERLINK("x")', cite: 'B/2¶1' })).reply, 'Show').options['number'],
  );
  await say(bot, 'ben', 'check fact confirm', { number });
  const table = new TextDecoder().decode((await say(bot, 'ben', 'check fact export')).reply.files?.[0]?.bytes);
  expect(table.split('\r\n')).toHaveLength(5);
  expect(table).toContain(`"'=HYPERLINK(""x"")"`);
  expect(table).toContain('A/1¶1');
  const text = new TextDecoder().decode((await say(bot, 'ben', 'check fact export', { as: 'text' })).reply.files?.[0]?.bytes);
  expect(text).toMatch(
    /2 claims, 1 verified[^]*\[ \] \d+\. The animal left early\.[^]*\| 1\. The quokka came over the hill at night\.[^]*\[x\]/,
  );
  expect((await ask(bot, 'check fact export', {}, someone('editor', { via: 'discord' }))).ok).toBe(true);
  const sealed = testDesk({ exposure: 'sealed' });
  expect((await ask(await createBot(sealed, quiet), 'check fact export', {}, someone('lead', { via: 'discord' }))).ok).toBe(false);
});

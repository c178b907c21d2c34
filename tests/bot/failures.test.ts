import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { said } from '../../src/reply/text.ts';
import { ask, sampleBot, someone, wordsOf } from '../helpers/desk.ts';
import { logLines } from '../helpers/log-lines.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { testCommand } from '../helpers/test-command.ts';

/** What a failure says of what was saved: what really was committed, whatever the command meant to do. */

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

const act = (desk: Desk, caller: Caller, n: number, fails = false): void =>
  desk.act({ ...caller, interaction: `${caller.interaction}:${n}` }, { act: 'tag' }, () => {
    if (fails) throw new Error('bug');
  });

const failing = (run: (desk: Desk, caller: Caller) => unknown) =>
  testCommand({
    name: 'fail',
    description: 'd',
    who: 'reader',
    run: async ({ desk, caller }) => {
      await run(desk, caller);
      return { blocks: [] };
    },
  });

test.each([
  ['before anything was saved', (desk: Desk, caller: Caller) => act(desk, caller, 1, true), 'Nothing was changed.'],
  [
    'after one act',
    (desk: Desk, caller: Caller) => {
      act(desk, caller, 1);
      throw new Error('bug');
    },
    '1 change was saved before that and stays: tag. The rest did not happen.',
  ],
  [
    'in the third of three acts, after a wait',
    async (desk: Desk, caller: Caller) => {
      act(desk, caller, 1);
      await new Promise((resolve) => setImmediate(resolve));
      act(desk, caller, 2);
      act(desk, caller, 3, true);
    },
    '2 changes were saved before that and stay: tag (2 times). The rest did not happen.',
  ],
  [
    'in what follows an act that was committed',
    (desk: Desk, caller: Caller) => {
      desk.outbox.onAdded(() => {
        throw new Error('bug');
      });
      desk.act(caller, { act: 'tag' }, ({ post }) => (post(() => ({ to: { channel: '1' }, reply: { blocks: [] } })), null));
    },
    '1 change was saved before that and stays: tag.',
  ],
])('a failure %s', async (_, run, words) => {
  const { lines, log } = logLines();
  const bot = await createBot(await empty(), log, [failing(run)]);
  const { ok, reply } = await ask(bot, 'fail');
  expect(ok).toBe(false);
  expect(wordsOf(reply)).toContain(words);
  const reference = /[0-9A-F]{8}/.exec(wordsOf(reply))?.[0] ?? 'none';
  expect(lines.join('')).toContain(reference);
});

test('two people at the same time: each is told of their own', async () => {
  const { promise: both, resolve: go } = Promise.withResolvers<void>();
  const bot = await createBot(await empty(), logLines().log, [
    failing(async (desk, caller) => {
      if (caller.name === 'one') act(desk, caller, 1);
      else go();
      await both;
      throw new Error('bug');
    }),
  ]);
  const answers = await Promise.all(['one', 'two'].map((name) => ask(bot, 'fail', {}, someone('reader', { name, member: name }))));
  expect(wordsOf(answers[0]!.reply)).toContain('1 change was saved');
  expect(wordsOf(answers[1]!.reply)).toContain('Nothing was changed.');
});

test('a refusal after something was saved says so, and a plain refusal does not', async () => {
  const refusing = (isLate: boolean) =>
    failing((desk, caller) => {
      if (isLate) act(desk, caller, 1);
      throw new DeskError(said`The disk is full.`);
    });
  const desk = await empty();
  const [late, plain] = await Promise.all(
    [true, false].map(async (isLate) => ask(await createBot(desk, logLines().log, [refusing(isLate)]), 'fail')),
  );
  expect(wordsOf(late!.reply)).toMatch(/The disk is full[^]*1 change was saved/);
  expect(wordsOf(plain!.reply)).not.toMatch(/saved|changed/);
});

test('a search that cannot be kept is answered, and says that there is no receipt', async () => {
  const { lines, log } = logLines();
  const bot = await sampleBot({ log });
  bot.desk.db.exec("CREATE TRIGGER full BEFORE INSERT ON searches BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");
  const { ok, reply } = await ask(bot, 'search', { query: '"hot zone"' });
  expect(ok).toBe(true);
  expect(wordsOf(reply)).toMatch(/could not be kept[^]*COREU\/KYI\/0039\/18/);
  expect(lines.join('')).toContain('a search could not be kept');
});

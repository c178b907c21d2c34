import pino from 'pino';
import { expect, test } from 'vitest';
import { openDesk } from '../../src/desk/desk.ts';
import { said } from '../../src/reply/text.ts';
import { countCommits } from '../helpers/commits.ts';
import { live, readAnswer } from '../helpers/live.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { testCommand } from '../helpers/test-command.ts';

/** Many at the same time: each is acknowledged before anything is done for it, answered once, and none is lost. */

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

test('of 260 at once, 247 are acknowledged before the disk is asked for anything, ten are refused in words, and none is lost', async () => {
  const { promise: finish, resolve: finished } = Promise.withResolvers<void>();
  const slow = testCommand({
    name: 'slow',
    description: 'd',
    who: 'reader',
    run: async () => (await finish, { blocks: [{ kind: 'text' as const, text: said`Here at last.` }] }),
  });
  const desk = await empty();
  const before: boolean[] = [];
  const isClaimed = (id: string): boolean => desk.db.prepare('SELECT 1 FROM interactions WHERE id = ?').get(id) !== undefined;
  const log = pino(
    { level: 'info' },
    {
      write(line: string) {
        const { msg, interaction = '' } = JSON.parse(line) as { msg: string; interaction?: string };
        if (msg === 'an answer was announced') before.push(!isClaimed(interaction));
      },
    },
  );
  const { discord } = await live({ reused: desk, commands: [slow], log });
  const reader = discord.as('reader');
  const answers = await Promise.all(Array.from({ length: 260 }, () => reader.slash('desk', 'slow')));
  // Those refused are answered; all others are announced, the first three of them later, because few were in work then.
  await Promise.all(answers.map(({ answered }) => answered));
  expect(answers.filter(({ failed }) => failed !== undefined)).toEqual([]);
  expect(answers.filter(({ deferred }) => deferred)).toHaveLength(250);
  expect(before.filter((isBefore) => isBefore)).toHaveLength(247);
  finished();
  const words = await Promise.all(answers.map((answer) => readAnswer(answer)));
  expect(words.filter((text) => text.includes('Here at last.'))).toHaveLength(250);
  expect(words.filter((text) => text.includes('too busy'))).toHaveLength(10);
  expect(answers.every(({ messages }) => messages.length === 1)).toBe(true);
  expect(desk.db.prepare('SELECT count(*) FROM interactions').pluck().get()).toBe(250);
});

test('a search waits for the disk four times at most, and a page of it three times', async () => {
  const { discord, desk } = await live();
  const reader = discord.as('reader');
  // Who is new at the desk is noted once.
  await readAnswer(await reader.slash('desk', 'search', { query: 'iran' }));
  const commits = countCommits(desk.db);
  const first = await reader.slash('desk', 'search', { query: 'trade' });
  await readAnswer(first);
  const ofSearch = commits();
  // Claim, receipt, ledger, buttons.
  expect(ofSearch).toBeLessThanOrEqual(4);
  expect(ofSearch).toBeGreaterThan(0);
  await readAnswer(await reader.slash('desk', 'search', { query: 'trade', page: 2 }));
  expect(commits() - ofSearch).toBeLessThanOrEqual(3);
});

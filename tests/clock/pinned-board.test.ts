import { expect, test } from 'vitest';
import { createBoardKeeper } from '../../src/clock/pinned-board.ts';
import type { Message } from '../../src/demo/discord/wire.ts';
import { live, readAnswer, wordsIn, type Live } from '../helpers/live.ts';

const inChannel = ({ discord }: Live, name: 'desk' | 'listed'): Message[] => discord.messages(discord.channels[name].id);
const board = (running: Live): Message => {
  const [first] = inChannel(running, 'desk');
  if (first === undefined) throw new Error('nothing is posted');
  return first;
};

async function pinned(running: Live): Promise<void> {
  expect(await readAnswer(await running.discord.as('lead').slash('desk', 'work board', { pin: true }))).toContain(
    'The board is pinned here',
  );
  await expect.poll(() => inChannel(running, 'desk').map((message) => message.pinned)).toEqual([true]);
}

test('a pinned board is edited when the desk has got further, and only then', async () => {
  const running = await live();
  const { discord, desk } = running;
  await pinned(running);
  expect(wordsIn(board(running))).toContain('162 cables: 0 read by somebody');
  const keep = createBoardKeeper(desk);
  await readAnswer(await discord.as('reporter').slash('desk', 'work claim', { ref: 'COREU/WAS/0107/18' }));
  keep();
  await expect.poll(() => wordsIn(board(running))).toContain('1 claimed');
  expect(wordsIn(board(running))).toMatch(/<@\d+> 1 open/);
  expect(inChannel(running, 'desk')).toHaveLength(1);
  const acts = () => desk.db.prepare<[], number>("SELECT count(*) FROM audit WHERE act = 'board'").pluck().get();
  const before = acts();
  keep();
  // Somebody's private set is nothing that a board counts.
  await readAnswer(await discord.as('reporter').slash('desk', 'set create', { name: 'mine' }));
  keep();
  expect(acts()).toBe(before);
});

test('it ends where a lead says so, or where another one is pinned', async () => {
  const running = await live();
  const { discord } = running;
  await pinned(running);
  await readAnswer(await discord.as('lead').slash('listed', 'work board', { pin: true }));
  await expect.poll(() => wordsIn(board(running))).toContain('no longer kept up to date');
  const ended = await readAnswer(await discord.as('lead').slash('desk', 'work board', { pin: false }));
  expect(ended).toContain('no longer kept up to date');
  // What was posted cannot be taken back.
  expect(ended).not.toContain('Undo');
  await expect.poll(() => inChannel(running, 'listed')[0]?.pinned).toBe(false);
  await expect.poll(() => wordsIn(inChannel(running, 'listed')[0] as Message)).toContain('no longer kept up to date');
  expect(await readAnswer(await discord.as('lead').slash('desk', 'work board', { pin: false }))).toContain('No board is pinned');
  expect(await readAnswer(await discord.as('editor').slash('desk', 'work board', { pin: true }))).toContain('Only leads can do this');
});

test('a board that was deleted ends, and who pinned it is told', async () => {
  const running = await live();
  const { discord, desk } = running;
  await pinned(running);
  discord.deleteMessage(board(running).id);
  const keep = createBoardKeeper(desk);
  keep();
  await expect.poll(() => desk.db.prepare('SELECT state FROM outbox ORDER BY id').pluck().all()).toEqual(['sent', 'failed']);
  keep();
  await expect
    .poll(() =>
      discord
        .as('lead')
        .directMessages()
        .map((message) => wordsIn(message))
        .join(),
    )
    .toContain('That message no longer exists');
  keep();
  expect(inChannel(running, 'desk')).toEqual([]);
  expect(desk.facts.all(discord.guildId, 'board')).toEqual([]);
});

test('where the bot may not pin, it says which right it needs, and posts nothing', async () => {
  const running = await live({ discord: { guild: { botPermissions: ['VIEW_CHANNEL', 'SEND_MESSAGES'] } } });
  const answer = await readAnswer(await running.discord.as('lead').slash('desk', 'work board', { pin: true }));
  expect(answer).toContain('I’m not allowed to pin messages in');
  expect(answer).toContain('give me Pin Messages there');
  expect(inChannel(running, 'desk')).toEqual([]);
});

test('a sealed desk’s board counts, and shows nothing that stands in a cable', async () => {
  const running = await live({ exposure: 'sealed' });
  await pinned(running);
  expect(wordsIn(board(running))).toContain('162 cables');
  expect(wordsIn(board(running))).not.toMatch(/Mission|2018/);
});

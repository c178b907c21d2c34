import { expect, test } from 'vitest';
import { createInteractionAge } from '../../src/chat/discord/interaction-age.ts';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import { type Command } from '../../src/bot/command.ts';
import { testCommand } from '../helpers/test-command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { InteractionAnswer } from '../../src/demo/discord/answer.ts';
import { createLocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { DeskError } from '../../src/reply/failure.ts';
import type { Post, Reply } from '../../src/reply/reply.ts';
import { own, quoted, said } from '../../src/reply/text.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { quiet, testDesk } from '../helpers/desk.ts';
import { logLines } from '../helpers/log-lines.ts';
import { live, readAnswer, settingsFor, shown, wordsIn, type Live } from '../helpers/live.ts';

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

const quick = (name: string, run: Extract<Command, { run: unknown }>['run']): Command =>
  testCommand({ name, description: 'd', who: 'reader', run });

const answering = quick('answer', () => ({ blocks: [{ kind: 'text', text: said`Here at last.` }] }));

/** A command that answers, or is refused, once its test says so. */
function slow(
  more: Partial<Extract<Command, { run: unknown }>> = {},
  outcome: () => Reply = () => ({ blocks: [{ kind: 'text', text: said`Here at last.` }] }),
) {
  const { promise, resolve: finish } = Promise.withResolvers<void>();
  const slowly = testCommand({
    name: 'slow',
    description: 'Takes its time',
    who: 'reader',
    run: async () => (await promise, outcome()),
    ...more,
  });
  return { slowly, finish };
}

/** The answer of `/slow` once it is announced. */
async function announced({ discord }: Live): Promise<InteractionAnswer> {
  const answer = await discord.as('reader').slash('desk', 'slow');
  await answer.answered;
  expect(answer.deferred).toBe(true);
  return answer;
}

/** Puts a post into the outbox, as an act would. */
function post(running: Live, what: Omit<Post, 'reply'> & Partial<Post>, at = 'x'): void {
  const { desk, discord } = running;
  desk.db.transaction(() => {
    desk.outbox.add(
      discord.guildId,
      { reply: { blocks: [{ kind: 'text', text: said`A word.` }] }, ...what },
      `${at}${Math.random()}`,
      Date.now(),
    );
  })();
  desk.outbox.notify();
}

const states = (running: Live) => running.desk.db.prepare<[], string>('SELECT state FROM outbox ORDER BY id').pluck().all();
const problems = (running: Live) => running.desk.db.prepare<[], string | null>('SELECT problem FROM outbox ORDER BY id').pluck().all();
const posted = (running: Live) => running.discord.messages(running.discord.channels.listed.id);

test('an announcement that was applied but answered 500 is followed by the answer', async () => {
  const { slowly, finish } = slow();
  const running = await live({ reused: await empty(), commands: [slowly] });
  running.discord.faults.answer(500, { matcher: /callback/, applied: true });
  const answer = await announced(running);
  finish();
  expect(await readAnswer(answer)).toContain('Here at last.');
  expect(answer.messages).toHaveLength(1);
});

test('what was announced to the channel is not shown there when it was refused', async () => {
  const { slowly, finish } = slow({ visibility: 'channel' }, () => {
    throw new DeskError(said`Not for the ears of ${quoted('others')}.`);
  });
  const running = await live({ reused: await empty(), commands: [slowly] });
  const { discord } = running;
  const answer = await announced(running);
  finish();
  await expect.poll(() => answer.messages.map(({ message }) => wordsIn(message)).join('')).toContain('Not for the ears');
  expect(answer.messages.map(({ ephemeral }) => ephemeral)).toEqual([true]);
  expect(discord.messages(discord.channels.desk.id)).toEqual([]);
});

test('an answer to the channel that was announced is shown to the channel', async () => {
  const { slowly, finish } = slow({ visibility: 'channel' });
  const running = await live({ reused: await empty(), commands: [slowly] });
  const { discord } = running;
  const answer = await announced(running);
  finish();
  expect(await readAnswer(answer)).toContain('Here at last.');
  expect(discord.messages(discord.channels.desk.id)).toHaveLength(1);
});

test('what came too late is left alone, and takes no effect', async () => {
  let clock = 0;
  let ran = 0;
  const counting = quick('count', () => ((ran += 1), { blocks: [{ kind: 'text', text: said`Counted.` }] }));
  const { lines, log } = logLines();
  const { discord } = await live({ reused: await empty(), commands: [counting], log, discord: { now: () => Date.now() + clock } });
  await readAnswer(await discord.as('reader').slash('desk', 'count'));
  clock = -10_000;
  await discord.as('reader').slash('desk', 'count');
  await expect.poll(() => lines.join('')).toContain('came too late');
  expect(ran).toBe(1);
  clock = 0;
  await readAnswer(await discord.as('reader').slash('desk', 'count'));
  expect(ran).toBe(2);
});

test("Discord's clock may be wrong by an hour", async () => {
  const { discord } = await live({ reused: await empty(), commands: [answering], discord: { now: () => Date.now() - 3_600_000 } });
  expect(await readAnswer(await discord.as('reader').slash('desk', 'answer'))).toContain('Here at last.');
});

test('age is measured against the quickest delivery of late, so a clock that drifts shuts nobody out', () => {
  let now = 1_000_000;
  const age = createInteractionAge(() => now);
  const at = (time: number, created: number) => ((now = time), age(created));
  expect(at(1_000_000, 999_000)).toBe(0);
  expect(at(1_010_000, 1_005_000)).toBe(4000);
  // Neither an id of no sense nor one of times to come is a measure.
  expect([at(1_010_000, Number.NaN), at(1_010_000, 1e30), at(1_010_000, 1_005_000)]).toEqual([0, 0, 4000]);
  // An hour later our clock is 9 s ahead of before: the old measure is forgotten within the hour.
  expect(at(1_000_000 + 40 * 60_000, 1_000_000 + 40 * 60_000 - 10_000)).toBe(9000);
  expect(at(1_000_000 + 75 * 60_000, 1_000_000 + 75 * 60_000 - 10_000)).toBe(0);
});

test('a role that was taken away counts at once, and an administrator without a role gets nothing', async () => {
  const { discord } = await live({
    reused: await empty(),
    commands: [answering],
    discord: { guild: { members: { boss: ['admins'] }, roles: ['admins'] } },
  });
  expect(await readAnswer(await discord.as('reader').slash('desk', 'answer'))).toContain('Here at last.');
  discord.setRoles('reader', []);
  expect(await readAnswer(await discord.as('reader').slash('general', 'answer'))).toContain('You have no role');
  expect(await readAnswer(await discord.as('boss').slash('general', 'answer'))).toContain('You have no role');
  discord.setRoles('stranger', ['reader', 'lead']);
  expect(await readAnswer(await discord.as('stranger').slash('desk', 'answer'))).toContain('Here at last.');
});

test('the place of a command: its name, whether it is listed, whether everybody reads it', async () => {
  const where = quick('where', ({ caller: { place } }) => ({
    blocks: [{ kind: 'text', text: said`${own(`${place?.name} listed ${place?.listed} open ${place?.open}`)}` }],
  }));
  const { discord } = await live({ reused: await empty(), commands: [where] });
  const ask = async (channel: string) => readAnswer(await discord.as('reader').slash(channel, 'where'));
  expect(await ask('desk')).toContain('desk listed false open false');
  expect(await ask('listed')).toContain('listed listed true open false');
  expect(await ask('general')).toContain('general listed false open true');
});

test('an answer that cannot be set is said so, and nobody waits for ever', async () => {
  const broken = quick('broken', () => ({ blocks: [], files: [{ name: 'a.txt', bytes: new Uint8Array(11 * 1024 * 1024) }] }));
  const { discord } = await live({ reused: await empty(), commands: [broken] });
  expect(await readAnswer(await discord.as('editor').slash('desk', 'broken'))).toContain('I cannot show the answer');
});

test('a desk that cannot write answers with a sentence', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  running.desk.db.exec("CREATE TRIGGER full BEFORE INSERT ON interactions BEGIN SELECT RAISE(FAIL, 'disk full'); END");
  expect(await readAnswer(await running.discord.as('reader').slash('desk', 'answer'))).toContain('Something went wrong on my side');
});

test('a button in a direct message is answered, once the server has said who presses it', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const actions: Post['reply']['actions'] = [[{ kind: 'run', label: said`Open`, command: 'answer', options: {}, as: 'reply' }]];
  post(running, { to: { member: running.discord.members.reader.user.id }, reply: { blocks: [], actions } });
  const reader = running.discord.as('reader');
  await expect.poll(() => reader.directMessages().length).toBe(1);
  const [message] = reader.directMessages();
  if (message === undefined) throw new Error('no message');
  expect(await readAnswer(await reader.press(message, 'Open'))).toContain('Here at last.');
  running.discord.setRoles('reader', []);
  expect(await readAnswer(await reader.press(message, 'Open'))).toContain('no role at this desk');
});

test('who has left the server is told where to go, when they press a button in a direct message', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const actions: Post['reply']['actions'] = [[{ kind: 'run', label: said`Open`, command: 'answer', options: {}, as: 'reply' }]];
  post(running, { to: { member: running.discord.members.editor.user.id }, reply: { blocks: [], actions } });
  const editor = running.discord.as('editor');
  await expect.poll(() => editor.directMessages().length).toBe(1);
  const [message] = editor.directMessages();
  if (message === undefined) throw new Error('no message');
  running.discord.faults.answer(404, { matcher: 'GET /guilds', code: 10_007, message: 'Unknown Member' });
  expect(await readAnswer(await editor.press(message, 'Open'))).toContain("only answer on the desk's own server");
});

test('a form is opened by what its button keeps, also after a restart, and answers beside when it should', async () => {
  const ask = testCommand({
    name: 'ask',
    description: 'Asks',
    who: 'reader',
    options: { words: { type: 'text', description: 'Words' }, about: { type: 'text', description: 'About', hidden: true } },
    run: ({ options }) => ({
      blocks: [{ kind: 'text', text: said`${quoted(options.about ?? 'nothing')}: ${quoted(options.words ?? 'nothing')}` }],
      actions: [
        [
          {
            kind: 'form',
            label: said`Write`,
            title: said`On ${quoted('x'.repeat(80))}`,
            command: 'ask',
            options: { about: 'y'.repeat(120) },
            fields: [
              { option: 'words', label: 'L'.repeat(60), description: 'D'.repeat(200), value: 'V'.repeat(300), max: 200, long: true },
            ],
            as: 'reply',
          },
        ],
      ],
    }),
  });
  const running = await live({ reused: await empty(), commands: [ask] });
  const reader = running.discord.as('reader');
  const asked = await (await reader.slash('desk', 'ask')).settled();
  await running.restart();
  const { modal } = await (await reader.press(shown(asked), 'Write')).settled();
  if (modal === undefined) throw new Error('no form was opened');
  expect(modal.title).toHaveLength(45);
  expect(modal.custom_id).toMatch(/^v2\|[\w-]{8}\|n\|0\|#/);
  const sent = await (await reader.submit(modal, { words: 'typed' })).settled();
  expect(await readAnswer(sent)).toContain('yyy');
  expect(await readAnswer(sent)).toContain('typed');
  expect(reader.messages('desk')).toHaveLength(2);
});

test('an answer that Discord refuses is followed by a sentence', async () => {
  const { discord } = await live({ reused: await empty(), commands: [answering] });
  discord.faults.answer(400, { matcher: /callback/, code: 50_035 });
  expect(await readAnswer(await discord.as('reader').slash('desk', 'answer'))).toContain('Discord rejected my answer');
});

test('the log keeps neither words nor tokens, whatever fails', async () => {
  const { lines, log } = logLines();
  const canary = 'CANARY-4711';
  const echo = quick('echo', () => ({ blocks: [{ kind: 'passage', text: [quoted(canary)] }] }));
  const running = await live({ reused: await empty(), commands: [echo], log });
  const { discord } = running;
  const tokens: string[] = [discord.token];
  discord.faults.answer(400, { matcher: /callback/, code: 50_035, times: 2 });
  await discord.as('reader').slash('desk', 'echo');
  await expect.poll(() => lines.join('')).toContain('reporting the failure failed too');
  discord.faults.answer(404, { matcher: /callback/, code: 10_062 });
  await discord.as('reader').slash('desk', 'echo');
  await expect.poll(() => lines.join('')).toContain('an answer came too late');
  discord.faults.answer(403, { matcher: 'POST /channels/', code: 50_013 });
  post(running, { to: { channel: discord.channels.listed.id }, reply: { blocks: [{ kind: 'text', text: [quoted(canary)] }] } });
  await expect.poll(() => states(running)).toEqual(['failed']);
  const all = lines.join('');
  expect(all).toContain('50013');
  expect(all).toContain('10062');
  expect(all).not.toContain(canary);
  expect(all).not.toMatch(/interactions\/\d+\/|webhooks\/\d+\//);
  for (const token of tokens) expect(all).not.toContain(token);
});

test('a post that cannot be set does not hold up those behind it', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const channel = running.discord.channels.listed.id;
  post(running, { to: { channel }, reply: {} as never });
  post(running, { to: { channel } });
  await expect.poll(() => states(running)).toEqual(['failed', 'sent']);
});

test('a post waits through 429 and 503, and goes once', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { faults } = running.discord;
  faults.answer(429, { matcher: 'POST /channels/', retryAfter: 0.2 });
  // As often as discord.js tries by itself, so that the first sending fails as a whole.
  faults.answer(503, { matcher: 'POST /channels/', times: 4 });
  post(running, { to: { channel: running.discord.channels.listed.id } });
  await expect.poll(() => problems(running)[0]).toContain('is having problems');
  await expect.poll(() => states(running)).toEqual(['sent']);
  expect(posted(running)).toHaveLength(1);
});

test('a post outlives a token that was reset', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  running.discord.faults.answer(401, { matcher: 'POST /channels/' });
  post(running, { to: { channel: running.discord.channels.listed.id } });
  await expect.poll(() => problems(running)[0]).toBeTruthy();
  expect(states(running)).toEqual(['due']);
  await running.restart();
  await expect.poll(() => states(running)).toEqual(['sent']);
});

test('a post to a channel that is gone fails, and one to a member without a role', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { discord } = running;
  const { id } = discord.channels.listed;
  discord.removeChannel('listed');
  // Events come in order: when the bot has answered this, it knows that the channel is gone.
  await readAnswer(await discord.as('reader').slash('desk', 'answer'));
  post(running, { to: { channel: id } });
  post(running, { to: { member: discord.members.stranger.user.id } });
  post(running, { to: { member: '112233445566778899' } });
  discord.closeDms('reader');
  post(running, { to: { member: discord.members.reader.user.id } });
  await expect.poll(() => states(running)).toEqual(['failed', 'failed', 'failed', 'failed']);
  expect(problems(running)).toEqual([
    expect.stringContaining('does not exist'),
    expect.stringContaining('no longer has a role'),
    expect.stringContaining('10007'),
    expect.stringContaining('50007'),
  ]);
});

test('an excerpt goes to a listed channel, and to no other', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { channels } = running.discord;
  post(running, { to: { channel: channels.listed.id }, shows: 'excerpt' });
  post(running, { to: { channel: channels.desk.id }, shows: 'excerpt' });
  post(running, { to: { channel: channels.general.id }, shows: 'metadata' });
  post(running, { to: { channel: channels.listed.id }, shows: 'text' });
  await expect.poll(() => states(running)).toEqual(['sent', 'failed', 'sent', 'failed']);
});

test('a post pings whom it names and nobody else, and silently when asked', async () => {
  const running = await live({ reused: await empty(), commands: [answering] });
  const { members, channels } = running.discord;
  const person = (name: 'reader' | 'editor') => ({ kind: 'member' as const, id: members[name].user.id, name });
  post(running, {
    to: { channel: channels.listed.id },
    reply: { blocks: [{ kind: 'text', text: said`${person('reader')} and ${person('editor')}` }] },
    ping: [members.reader.user.id],
    silent: true,
  });
  await expect.poll(() => posted(running).length).toBe(1);
  expect(posted(running)[0]?.mentions.map(({ id }) => id)).toEqual([members.reader.user.id]);
  expect((posted(running)[0]?.flags ?? 0) & (1 << 12)).not.toBe(0);
});

test('posts that are there before the start go out after it, and none is lost by being early', async () => {
  const discord = await createLocalDiscord();
  const desk = testDesk();
  const bot = await createBot(desk, quiet, []);
  const chat = createDiscordChat({ bot, settings: settingsFor(discord), log: quiet, strict: true });
  post({ desk, discord } as Live, { to: { channel: discord.channels.listed.id } });
  expect(states({ desk } as Live)).toEqual(['due']);
  await chat.start();
  await expect.poll(() => states({ desk } as Live)).toEqual(['sent']);
  await chat.stop();
  await discord.close();
});

test('a post that hangs for ten minutes holds up neither other posts nor the end', async () => {
  const running = await live({ reused: await empty(), commands: [slow().slowly] });
  await running.discord.as('reader').slash('desk', 'slow');
  const { promise: hangs, resolve: reached } = Promise.withResolvers<void>();
  const { listed, general } = running.discord.channels;
  running.discord.faults.delay(600_000, ({ path }) => path.includes(listed.id) && (reached(), true));
  post(running, { to: { channel: listed.id } });
  await hangs;
  post(running, { to: { channel: general.id } });
  await expect.poll(() => states(running)).toEqual(['due', 'sent']);
  // It gives up after 5 s; waiting for Discord would outlast the limit of this test by far.
  expect(await running.stop().then(() => 'stopped')).toBe('stopped');
});

test('a server that does not let the bot register its commands ends the start with the invite link', async () => {
  const discord = await createLocalDiscord();
  discord.faults.answer(403, { matcher: /guilds\/\d+\/commands/, code: 50_001 });
  const chat = createDiscordChat({ bot: await createBot(testDesk(), quiet, []), settings: settingsFor(discord), log: quiet });
  const failure = await chat.start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DeskError);
  expect(JSON.stringify((failure as DeskError).hint)).toContain('oauth2/authorize');
  expect(discord.isConnected()).toBe(false);
  await discord.close();
});

test('op 7, an invalid session and a broken line are survived', async () => {
  const { lines, log } = logLines();
  const { discord } = await live({ reused: await empty(), commands: [answering], log });
  const connections = () => lines.filter((line) => line.includes('connected to Discord')).length;
  for (const fault of [() => discord.faults.op7(), () => discord.faults.invalidSession(true), () => discord.faults.dropGateway(0)]) {
    const before = connections();
    fault();
    await expect.poll(connections).toBeGreaterThan(before);
    expect(await readAnswer(await discord.as('reader').slash('desk', 'answer'))).toContain('Here at last.');
  }
});

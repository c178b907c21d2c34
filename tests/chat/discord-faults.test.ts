import { expect, test } from 'vitest';
import { createInteractionAge } from '../../src/chat/discord/interaction-age.ts';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import { testCommand } from '../helpers/test-command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { InteractionAnswer } from '../../src/demo/discord/answer.ts';
import { createLocalDiscord } from '../../src/demo/discord/local-discord.ts';
import { DeskError } from '../../src/reply/failure.ts';
import type { Post } from '../../src/reply/reply.ts';
import { own, quoted, said } from '../../src/reply/text.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { quiet, testDesk } from '../helpers/desk.ts';
import { logLines } from '../helpers/log-lines.ts';
import { live, readAnswer, settingsFor, shown, wordsIn, type Live } from '../helpers/live.ts';
import { quick, answering, slow, post, states } from '../helpers/live-commands.ts';

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

/** The answer of `/slow` once it is announced. */
async function announced({ discord }: Live): Promise<InteractionAnswer> {
  const answer = await discord.as('reader').slash('desk', 'slow');
  await answer.answered;
  expect(answer.deferred).toBe(true);
  return answer;
}

test('an announcement that was applied but answered with 500 is followed by the answer', async () => {
  const { slowly, finish } = slow();
  const running = await live({ reused: await empty(), commands: [slowly] });
  running.discord.faults.answer(500, { matcher: /callback/, applied: true });
  const answer = await announced(running);
  finish();
  expect(await readAnswer(answer)).toContain('Here at last.');
  expect(answer.messages).toHaveLength(1);
});

test('what was announced to the channel is not shown there once it is refused', async () => {
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

test('what comes too late is left alone, and has no effect', async () => {
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

test('age is measured against the quickest recent delivery, so a clock that drifts shuts nobody out', () => {
  let now = 1_000_000;
  const age = createInteractionAge(() => now);
  const at = (time: number, created: number) => ((now = time), age(created));
  expect(at(1_000_000, 999_000)).toBe(0);
  expect(at(1_010_000, 1_005_000)).toBe(4000);
  // Neither an id that makes no sense nor one from the future is a measure.
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

test('an answer that cannot be shown is reported, and nobody waits for ever', async () => {
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

test('somebody who has left the server and presses a button in a direct message is told where to go', async () => {
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

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createAsker } from '../../src/cli/setup/ask.ts';
import { readAnswer } from '../helpers/live.ts';
import { converse, run, startProcess, type Answers } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';
import { newcomer, settingsIn, tokenFile } from '../helpers/newcomer.ts';

/** Each answer in turn, and the last one from then on. */
const inTurn = (...answers: (string | (() => string))[]): (() => string) => {
  let next = 0;
  return () => {
    const answer = answers[Math.min(next++, answers.length - 1)] ?? '';
    return typeof answer === 'string' ? answer : answer();
  };
};

/** A conversation without what differs from run to run. */
const neutral = (out: string, cwd: string): string[] =>
  out
    .replaceAll(cwd, '/srv/cabledesk')
    .replaceAll(/\d{17,20}/g, '112233445566778899')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d.-]+Z/g, '2026-11-29T07-19-35.251Z')
    .replaceAll(/ +$/gm, '')
    .split('\n');
const transcriptInDocs = (): string[] =>
  /<!-- transcript: setup -->\n```\n([^]*?)\n```/
    .exec(readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8'))?.[1]
    ?.split('\n')
    .filter((line) => line !== '…') ?? [];
/** The lines that do not follow each other there, others left out. */
function notInOrder(lines: readonly string[], all: readonly string[]): string[] {
  let from = 0;
  return lines.filter((line) => {
    const at = all.indexOf(line, from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

test('setup alone leads from an empty folder, and a bot that is on no server, to one that answers', async () => {
  const { discord, cwd, env } = await newcomer({ guild: { hasBot: false }, answerMs: () => 100_000 });
  let looked = 0;
  const answers: Answers = [
    [/Token/, discord.token],
    [
      /Press Enter/,
      () => {
        if (looked++ === 1) discord.inviteBot();
        return '';
      },
    ],
    [/excerpts/, 'listed'],
  ];
  const { code, out, err } = await converse(['setup'], answers, { cwd, env });
  expect(code, out + err).toBe(0);
  expect(out.match(/The bot is on no server yet/g)?.length).toBeGreaterThanOrEqual(2);
  expect(out).toMatch(/permissions=309237648384\n/);
  expect(out).toContain(`guild_id=${discord.guildId}`);
  expect(out).toMatch(/A backup now; .*\n.*backups.*0 cables/);
  expect(out).toMatch(/type \/help/);
  expect(out + err).not.toContain(discord.token);
  expect(transcriptInDocs().length).toBeGreaterThan(30);
  expect(notInOrder(transcriptInDocs(), neutral(out, cwd))).toEqual([]);
  const { roles, channels } = discord;
  expect(settingsIn(cwd)).toMatchObject({
    DISCORD_TOKEN: discord.token,
    DISCORD_GUILD_ID: discord.guildId,
    DISCORD_READER_ROLES: roles.reader.id,
    DISCORD_REPORTER_ROLES: roles.reporter.id,
    DISCORD_EDITOR_ROLES: roles.editor.id,
    DISCORD_LEAD_ROLES: roles.lead.id,
    DISCORD_LISTED_CHANNELS: channels.listed.id,
  });
  expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
  expect(discord.messages(channels.listed.id).map(({ content }) => content)).toEqual([
    'cabledesk is set up, and posts here. Once it is running, type /help.',
  ]);
  expect(readdirSync(join(cwd, 'data/desk/backups'))).toHaveLength(1);

  const { child, ended } = await startProcess([], { cwd });
  expect(await readAnswer(await discord.as('lead').slash('desk', 'help'))).toMatch(/search/i);
  // Its answers are taken by Enter; the one that runs makes the backup.
  const again = await converse(['setup'], [], { cwd });
  expect(again.code, again.out + again.err).toBe(0);
  expect(again.out).toContain('says all this already');
  expect(again.out).toContain('The bot is running: start it again');
  expect(again.out).toContain('A test restore succeeded');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('asks again, with value, reason and example, for what is not acceptable', async () => {
  const { discord, cwd, env } = await newcomer({
    guild: { channels: { away: ['lead'] }, application: { bot_public: true, flags: 1 << 15 } },
  });
  discord.denyBot('away', 'SEND_MESSAGES');
  const answers: Answers = [
    [/Token/, inTurn('', 'wrong.token', discord.token)],
    [/Server/, inTurn('Elsewhere', '112233445566778899', '')],
    [/of readers/, inTurn('9', 'e', '-')],
    [/of reporters/, inTurn('?', 'reporter, editor')],
    [/of editors|of leads/, '-'],
    [/Exposure/, inTurn('shut', 'desk')],
    [/excerpts/, inTurn('general', '#away', 'desk,listed')],
    [/^ {3}Folder \[/, inTurn('/dev/null', 'cables')],
    [/or off/, inTurn('/dev/null/backups', 'off')],
    [/Channel \[/, inTurn('away', 'general')],
  ];
  const { code, out, err } = await converse(['setup'], answers, { cwd, env });
  expect(code, out + err).toBe(0);
  for (const said of [
    /DISCORD_TOKEN is missing\. Example: DISCORD_TOKEN=/,
    /DISCORD_TOKEN does not work: Discord refused the token/,
    /DISCORD_GUILD_ID "Elsewhere" is none of the list, or the bot is not on it: https:\S+309237648384\. Example: 1/,
    /DISCORD_GUILD_ID "112233445566778899" .*guild_id=112233445566778899/,
    /DISCORD_READER_ROLES "9" is none of the list\. Example: 1/,
    /DISCORD_READER_ROLES "e" fits several: .*@reader \(\d+\)/,
    /CABLEDESK_EXPOSURE "shut" is not one of open, desk, sealed\. Example: CABLEDESK_EXPOSURE=sealed/,
    /DISCORD_LISTED_CHANNELS "general" will not do: #general: everybody on the server can read it/,
    /DISCORD_LISTED_CHANNELS "#away" will not do: #away: the bot needs Send Messages there/,
    /CABLEDESK_DATA "\/dev\/null" will not do: \/dev\/null is a file/,
    /CABLEDESK_BACKUPS "\/dev\/null\/backups" \/dev\/null is a file/,
    /#away \(the bot lacks Send Messages\)/,
    /I am not allowed to write there/,
    /Public Bot: off {3}<- now/,
    /Intents: all three off {3}<- now/,
    /None are made: CABLEDESK_BACKUPS=off/,
  ])
    expect(out).toMatch(said);
  expect(out).not.toMatch(/Install Link: None {3}<- now/);
  expect(out).not.toContain('wrong.token');
  const { DISCORD_REPORTER_ROLES, DISCORD_READER_ROLES, CABLEDESK_DATA, CABLEDESK_BACKUPS } = settingsIn(cwd);
  expect({ DISCORD_REPORTER_ROLES, DISCORD_READER_ROLES, CABLEDESK_DATA, CABLEDESK_BACKUPS }).toEqual({
    DISCORD_REPORTER_ROLES: `${discord.roles.reporter.id},${discord.roles.editor.id}`,
    DISCORD_READER_ROLES: undefined,
    CABLEDESK_DATA: 'cables',
    CABLEDESK_BACKUPS: 'off',
  });
  expect(discord.messages(discord.channels.general.id)).toHaveLength(1);
});

test('offers every server the bot is on, wants one on which its commands may be registered, and outlasts a broken connection', async () => {
  const { discord, cwd, env } = await newcomer();
  const authorization = `Bot ${discord.token}`;
  const guild = (await (await fetch(`${discord.url}/v10/guilds/${discord.guildId}`, { headers: { authorization } })).json()) as object;
  const answers: Answers = [
    [/Token/, discord.token],
    // Invited to another one while the list is on the screen.
    [
      /Server/,
      inTurn(
        () => {
          discord.faults.sendEvent('GUILD_CREATE', {
            ...guild,
            id: '112233445566778899',
            name: 'Second newsroom',
            channels: [],
            roles: [],
          });
          return '?';
        },
        '?',
        'news',
        () => {
          discord.faults.answer(403, { matcher: /guilds\/\d+\/commands/, code: 50_001 });
          return 'Newsroom';
        },
        'Newsroom',
      ),
    ],
    [
      /Exposure/,
      () => {
        discord.faults.dropGateway(0);
        return '';
      },
    ],
  ];
  const { code, out, err } = await converse(['setup'], answers, { cwd, env });
  expect(code, out + err).toBe(0);
  expect(out).toMatch(/ 1 {2}Newsroom\n +2 {2}Second newsroom\n/);
  expect(out).toMatch(/"news" fits several: Newsroom \(\d+\), Second newsroom \(112233445566778899\)/);
  expect(out).toMatch(/will not do yet: Discord does not let the bot register its commands there; invite it again: https:\S+guild_id=\d+/);
  expect(out).toMatch(/Posted in #|No test message/);
});

test.each([
  ['the input ends', { after: 4, by: 'input' }, 2, /The input ended where an answer was due: Roles of editors/],
  ['it is interrupted', { after: 4, by: 'SIGINT' }, 130, /Nothing was written/],
] as const)('leaves nothing behind where %s', async (_, end, code, said) => {
  const { discord, cwd, env } = await newcomer();
  const ran = await converse(['setup'], [[/Token/, discord.token]], { cwd, env, end });
  expect(ran.code, ran.out + ran.err).toBe(code);
  expect(ran.err).toMatch(said);
  expect(readdirSync(cwd)).toEqual([]);
});

test('writes nothing without consent, and nothing that a file cannot hold', async () => {
  const { discord, cwd, env } = await newcomer();
  const ran = await converse(
    ['setup'],
    [
      [/Token/, discord.token],
      [/Write it/, 'n'],
    ],
    { cwd, env },
  );
  expect(ran.code, ran.out + ran.err).toBe(1);
  expect(ran.out).toContain('Nothing was written.');
  expect(readdirSync(cwd)).toEqual([]);

  // A value over several lines, in which one only looks like a setting.
  const text = `OTHER="one\nDISCORD_GUILD_ID=112233445566778899\n"\n`;
  writeFileSync(join(cwd, '.env'), text, { mode: 0o600 });
  const refused = await run(['setup', '--yes', '--token-file', tokenFile({ discord, cwd })], { cwd, env });
  expect(refused.code).toBe(78);
  expect(refused.err).toContain('Change it by hand');
  expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(text);
});

test('a file that cannot be written is refused before anything is asked', async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, '.env'));
  const ran = await run(['setup'], { cwd });
  expect(ran.code).toBe(78);
  expect(ran.out).toBe('');
  expect(ran.err).toContain(join(cwd, '.env'));
  expect(existsSync(join(cwd, '.env.unfinished'))).toBe(false);
  // Nobody can write there, not even root.
  const readOnly = process.platform === 'linux' ? '/proc' : '/dev/null';
  const other = await run(['setup', '--file', join(readOnly, '.env')], { cwd });
  expect(other.code).toBe(78);
  expect(other.err).toContain(`${readOnly} is not`);
});

test('a secret is typed unseen, and may be corrected', async () => {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (to: boolean) => raw.push(to) });
  const output = new PassThrough();
  let interrupted = 0;
  const asker = createAsker({ input, output }, () => (interrupted += 1));
  const secret = asker.ask('Token: ', { isSecret: true });
  input.write('abx\u007Fc\r');
  expect(await secret).toBe('abc');
  const open = asker.ask('Name: ');
  input.write('\u0003d\n');
  expect(await open).toBe('\u0003d');
  expect(interrupted).toBe(0);
  const other = asker.ask('Token: ', { isSecret: true });
  input.write('\u0003');
  input.write('\u0004');
  await expect(other).rejects.toThrow('The input ended');
  expect(interrupted).toBe(1);
  asker.close();
  expect(raw.slice(0, 3)).toEqual([true, false, false]);
  expect(String(output.read())).toBe('Token: \nName: Token: \n');
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../helpers/run.ts';
import { newcomer, settingsIn, tokenFile } from '../helpers/newcomer.ts';

test('for scripts: reports all that is wrong at once, and writes nothing', async () => {
  const place = await newcomer();
  const ran = await run(
    [
      'setup',
      '--yes',
      '--token-file',
      tokenFile(place),
      '--server',
      'Newsroom',
      '--lead',
      'chiefs',
      '--channel',
      'general',
      '--exposure',
      'shut',
    ],
    { cwd: place.cwd, env: { ...place.env, CABLEDESK_QUOTA: 'many' } },
  );
  expect(ran.code).toBe(78);
  expect(ran.err).toMatch(/^4 settings are wrong:/);
  expect(ran.err).toMatch(/DISCORD_LEAD_ROLES\*? is none of @lead, @editor, .* \(got chiefs\)\. Example: DISCORD_LEAD_ROLES=1/);
  expect(ran.err).toMatch(/DISCORD_LISTED_CHANNELS\*? will not do: #general: everybody .*\(got general\)/);
  expect(ran.err).toMatch(/CABLEDESK_EXPOSURE\*? .*\(got shut\)/);
  expect(ran.err).toMatch(/CABLEDESK_QUOTA\*? .*\(got many\)/);
  expect(ran.out + ran.err).not.toContain(place.discord.token);
  expect(readdirSync(place.cwd)).toEqual(['token']);

  const nothing = await run(['setup', '--yes', '--token-file', 'nowhere'], { cwd: place.cwd });
  expect(nothing.code).toBe(78);
  for (const name of ['DISCORD_TOKEN cannot be read from nowhere (ENOENT)', 'DISCORD_GUILD_ID is missing', 'nobody could use the bot'])
    expect(nothing.err.replaceAll('*', '')).toContain(name);
});

test('for scripts: by names, as JSON; an existing file keeps its other lines, and its former text is kept beside it', async () => {
  const place = await newcomer();
  const { discord, cwd, env } = place;
  const former =
    '# by hand\nOTHER="a b"\nCABLEDESK_LANGUAGE=fr\n# DISCORD_GUILD_ID=112233445566778899\nexport CABLEDESK_BACKUPS=backups # here\n';
  writeFileSync(join(cwd, '.env'), former, { mode: 0o600 });
  const args = ['setup', '--yes', '--json', '--token-file', tokenFile(place), '--lead', 'lead', '--lead', discord.roles.editor.id];
  const ran = await run([...args, '--channel', 'desk', '--backups', "it's here", '--test', 'desk'], { cwd, env });
  expect(ran.code, ran.err).toBe(0);
  const told = JSON.parse(ran.out) as {
    kept: string;
    changes: string[];
    backup: { made: boolean };
    test: { channel: string };
    look: string[];
  };
  expect(told).toMatchObject({ bot: 'cabledesk', server: 'Newsroom', backup: { made: true }, test: { channel: discord.channels.desk.id } });
  expect(told.changes).toContain('- CABLEDESK_BACKUPS=backups');
  expect(told.changes).toContain('+ DISCORD_TOKEN=(not shown)');
  expect(readFileSync(told.kept, 'utf8')).toBe(former);
  const text = readFileSync(join(cwd, '.env'), 'utf8');
  expect(text.split('\n').slice(0, 6)).toEqual([
    '# by hand',
    'OTHER="a b"',
    'CABLEDESK_LANGUAGE=fr',
    '# DISCORD_GUILD_ID=112233445566778899',
    `DISCORD_GUILD_ID=${discord.guildId}`,
    'CABLEDESK_BACKUPS="it\'s here"',
  ]);
  expect(settingsIn(cwd)['DISCORD_LEAD_ROLES']).toBe(`${discord.roles.lead.id},${discord.roles.editor.id}`);
  // In the language of posts.
  expect(discord.messages(discord.channels.desk.id)[0]?.content).toContain('cabledesk est configuré');

  const again = await run(['setup', '--yes', '--json', '--no-backup', '--test', 'nowhere'], { cwd, env });
  expect(again.code, again.err).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({
    changes: [],
    backup: { made: false },
    test: { says: expect.stringMatching(/"nowhere" is none of #/) as string },
  });
  expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(text);
  expect(readdirSync(cwd).filter((name) => name.startsWith('.env'))).toHaveLength(2);
});

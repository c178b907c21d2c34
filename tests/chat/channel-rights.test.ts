import { expect, test } from 'vitest';
import { live, readAnswer } from '../helpers/live.ts';

const when = { time: '08:30', zone: 'Europe/Brussels' };

test('a channel that the bot cannot write to is refused when it is chosen, with the right that is missing', async () => {
  const { discord, desk } = await live();
  const lead = discord.as('lead');
  const schedule = async (options: Record<string, string>, from = 'desk'): Promise<string> =>
    await readAnswer(await lead.slash(from, 'digest schedule', { ...when, ...options }));
  discord.denyBot('general', 'SEND_MESSAGES');
  const refused = await schedule({ channel: 'general' });
  expect(refused).toContain(`I can’t write in <#${discord.channels.general.id}>: I lack Send Messages there.`);
  expect(refused).toContain('or choose another channel');
  // The channel in which the command is typed is the default, and Discord says with the command what the bot may do there.
  expect(await schedule({}, 'general')).toContain('I lack Send Messages there.');
  discord.denyBot('general', 'SEND_MESSAGES', 'VIEW_CHANNEL');
  const weekly = await readAnswer(await lead.slash('desk', 'digest weekly', { day: 'friday', channel: 'general' }));
  expect(weekly).toContain('I lack View Channel and Send Messages there.');
  expect(desk.facts.all(discord.guildId, 'daily')).toEqual([]);

  expect(await schedule({ channel: 'listed' })).toContain('every day at 08:30');
  await readAnswer(await lead.slash('desk', 'digest pause'));
  discord.denyBot('listed', 'SEND_MESSAGES');
  expect(await readAnswer(await lead.slash('desk', 'digest resume'))).toContain('I lack Send Messages there.');
  expect(await readAnswer(await lead.slash('desk', 'digest now'))).toContain('I lack Send Messages there.');
  discord.denyBot('listed');
  expect(await readAnswer(await lead.slash('desk', 'digest resume'))).toContain('is on again');
});

test('a chosen channel comes with what the person who chose it may do there', async () => {
  const { discord } = await live();
  discord.setOverwrite('general', '@everyone', { deny: ['SEND_MESSAGES'] });
  const answer = await discord.as('lead').slash('desk', 'digest schedule', { ...when, channel: 'general' });
  const { data } = answer.interaction as { data: { resolved: { channels: Record<string, { permissions: string }> } } };
  const bits = BigInt(data.resolved.channels[discord.channels.general.id]?.permissions ?? '0');
  expect([(bits >> 10n) & 1n, (bits >> 11n) & 1n]).toEqual([1n, 0n]);
  await readAnswer(answer);
});

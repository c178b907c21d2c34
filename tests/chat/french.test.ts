import { expect, test } from 'vitest';
import { sendDigest } from '../../src/clock/digest.ts';
import { startLive } from '../helpers/live.ts';

/** What a message says, in every place of it. */
const words = (shown: unknown): string => JSON.stringify(shown);
const cable = 'COREU/KYI/0039/18';

test('whoever has Discord in French is answered in French; what goes to others is in the desk’s language', async () => {
  const { discord } = await startLive();
  const [reporter, editor] = [discord.as('reporter'), discord.as('editor')];
  for (const one of [reporter, editor]) one.speak('fr');

  expect(words((await (await reporter.slash('desk', 'help')).answered).messages)).toContain('Ce que vous pouvez faire ici');
  const refused = await (await reporter.slash('desk', 'work assign', { ref: cable, to: editor.member.user.id })).answered;
  expect(words(refused.messages)).toContain('Vous êtes journaliste');

  const assigned = await (await editor.slash('desk', 'work assign', { ref: cable, to: reporter.member.user.id })).answered;
  expect(words(assigned.messages)).toContain('est confié à');
  await expect.poll(() => words(reporter.directMessages())).toContain('assigned you a cable');
  const [letter] = reporter.directMessages();
  if (letter === undefined) throw new Error('no message came');
  // A button of an English message is answered in French, too.
  const accepted = await (await reporter.press(letter, 'Accept')).answered;
  expect(words(accepted.messages)).toContain('est à vous');
  reporter.speak('en-GB');
  expect(words((await (await reporter.slash('desk', 'work mine')).answered).messages)).toContain('You have 1 cable to do');
});

test('what is typed is named as it is typed', async () => {
  const { discord } = await startLive();
  const reporter = discord.as('reporter');
  reporter.speak('fr');
  const refused = async (command: string, options: Record<string, string>) =>
    words((await (await reporter.slash('desk', command, options)).answered).messages);
  expect(await refused('search', { query: 'iran', since: 'foo' })).toMatch(/since.*n’est pas une vraie date/);
  expect(await refused('search', { query: 'iran', since: '2018', until: '2017' })).toMatch(/since.*until/);
});

test('a French desk posts in French, whoever acts', async () => {
  const { discord, desk } = await startLive({ language: 'fr' });
  const [editor, lead] = [discord.as('editor'), discord.as('lead')];
  const assigned = await (await editor.slash('desk', 'work assign', { ref: cable, to: lead.member.user.id })).answered;
  expect(words(assigned.messages)).toContain('is assigned to');
  await expect.poll(() => words(lead.directMessages())).toContain('vous a confié un câble');
  await (
    await lead.slash('desk', 'digest schedule', { time: '08:30', zone: 'UTC' })
  ).answered;
  await sendDigest(desk, true);
  await expect.poll(() => words(editor.messages('desk'))).toContain('Le matin de l’équipe');
  expect(words(editor.messages('desk'))).not.toContain('Nobody has touched');
});

test('commands are described in both languages, and keep their names', async () => {
  const { discord } = await startLive({ empty: true });
  const search = discord.commands().find(({ name }) => name === 'search');
  expect(search).toMatchObject({
    description: 'Find cables by words, phrases, people and places',
    description_localizations: { fr: 'Trouver des câbles par mots, expressions, personnes et lieux' },
  });
  expect(search).not.toHaveProperty('name_localizations');
});

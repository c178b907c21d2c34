import { expect, test } from 'vitest';
import { collectDigest, sendDigest } from '../../src/clock/digest.ts';
import { allComponents, component } from '../../src/chat/lint/components.ts';
import { arrayIn, field, textIn } from '../../src/chat/lint/report.ts';
import type { Message } from '../../src/demo/discord/wire.ts';
import { live, readAnswer, type Live } from '../helpers/live.ts';

/** The buttons of a message that can still be pressed. */
const open = (message: Message | undefined): string[] =>
  allComponents(message?.components, '')
    .filter(({ value }) => field(value, 'type') === component.button && field(value, 'disabled') !== true)
    .map(({ value }) => textIn(value, 'label'));

const ref = 'COREU/WAS/0107/18';

async function assigned({ discord }: Live, cable: string): Promise<Message> {
  const before = discord.as('reporter').directMessages().length;
  const to = discord.members.reporter.user.id;
  await readAnswer(await discord.as('editor').slash('desk', 'work assign', { ref: cable, to }));
  await expect.poll(() => discord.as('reporter').directMessages().length).toBe(before + 1);
  const letter = discord.as('reporter').directMessages().at(-1);
  if (letter === undefined) throw new Error('There is no letter.');
  return letter;
}

test('an assignment that was accepted or declined asks no more', async () => {
  const running = await live();
  const reporter = running.discord.as('reporter');
  const now = (letter: Message) => reporter.directMessages().find(({ id }) => id === letter.id);
  const letter = await assigned(running, ref);
  expect(open(letter)).toEqual(['Accept', 'Decline', 'Open']);
  await readAnswer(await reporter.press(letter, 'Accept'));
  await expect.poll(() => open(now(letter))).toEqual(['Open']);
  await expect(reporter.press(letter, 'Accept')).rejects.toThrow('is disabled');

  const second = await assigned(running, 'COREU/KYI/0039/18');
  const { modal } = await (await reporter.press(second, 'Decline')).settled();
  if (modal === undefined) throw new Error('No form was opened.');
  await readAnswer(await reporter.submit(modal, { Why: 'No time' }));
  await expect.poll(() => open(now(second))).toEqual(['Open']);
});

test('a letter from before a restart closes, too', async () => {
  const running = await live();
  const letter = await assigned(running, ref);
  await running.restart();
  const reporter = running.discord.as('reporter');
  await readAnswer(await reporter.press(letter, 'Accept'));
  await expect.poll(() => open(reporter.directMessages().at(-1))).toEqual(['Open']);
});

test('two picks that are taken at the same time are both closed', async () => {
  const { discord, desk } = await live();
  await readAnswer(await discord.as('lead').slash('listed', 'digest schedule', { time: '08:30', zone: 'UTC' }));
  await sendDigest(desk, true);
  const digest = () => discord.messages(discord.channels.listed.id).at(-1);
  const taking = () =>
    allComponents(digest()?.components, '').flatMap(({ value }) =>
      textIn(value, 'label') === 'Take it' && field(value, 'disabled') !== true ? [textIn(value, 'custom_id')] : [],
    );
  await expect.poll(() => taking().length).toBeGreaterThan(2);
  const message = structuredClone(digest());
  const [first = '', second = '', ...rest] = taking();
  if (message === undefined) throw new Error('There is no digest.');
  const answers = await Promise.all([discord.as('reporter').press(message, first), discord.as('editor').press(message, second)]);
  for (const answer of answers) await readAnswer(answer);
  await expect.poll(taking).toEqual(rest);
});

test('a pick that somebody took closes for everybody, the others stay; a refusal closes nothing', async () => {
  const { discord, desk } = await live();
  await readAnswer(await discord.as('lead').slash('listed', 'digest schedule', { time: '08:30', zone: 'UTC' }));
  expect((await collectDigest(desk)).reply.blocks.length).toBeGreaterThan(0);
  await sendDigest(desk, true);
  const digest = () => discord.messages(discord.channels.listed.id).at(-1);
  await expect.poll(() => open(digest()).filter((label) => label === 'Take it').length).toBeGreaterThan(1);
  const before = open(digest());
  const message = digest();
  if (message === undefined) throw new Error('There is no digest.');
  await readAnswer(await discord.as('reader').press(message, 'Take it'));
  expect(open(digest())).toEqual(before);
  await readAnswer(await discord.as('reporter').press(message, 'Take it'));
  const after = [...before];
  for (const label of ['Take it', 'Not for us', 'Later']) after.splice(after.indexOf(label), 1);
  await expect.poll(() => open(digest())).toEqual(after);
  expect(arrayIn(digest(), 'components').length).toBe(message.components.length);
});

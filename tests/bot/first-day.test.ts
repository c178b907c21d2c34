import { expect, test } from 'vitest';
import { live, readAnswer, shown, wordsIn } from '../helpers/live.ts';

test('whoever comes for the first time, or with a higher role, gets the card of that role once', async () => {
  const { discord, desk } = await live({ newcomers: true });
  const cards = (who: string) =>
    discord
      .as(who)
      .directMessages()
      .map((message) => wordsIn(message));
  for (const [who, words] of [
    ['reader', 'tags and notes are for reporters'],
    ['reporter', 'One press under a cable'],
    ['editor', 'shares out what a search finds'],
    ['lead', 'withdraws a cable'],
  ] as const) {
    await readAnswer(await discord.as(who).slash('desk', 'about'));
    await readAnswer(await discord.as(who).slash('desk', 'about'));
    await expect.poll(() => cards(who).join()).toContain(words);
    expect(cards(who)).toHaveLength(1);
  }
  discord.setRoles('reader', ['reporter']);
  await readAnswer(await discord.as('reader').slash('desk', 'about'));
  await expect.poll(() => cards('reader').at(-1)).toContain('One press under a cable');
  // Back and up again: that day is known.
  discord.setRoles('reader', ['reader']);
  await readAnswer(await discord.as('reader').slash('desk', 'about'));
  discord.setRoles('reader', ['reporter']);
  await readAnswer(await discord.as('reader').slash('desk', 'about'));
  await readAnswer(await discord.as('lead').slash('desk', 'desk pause', { member: discord.members.reader.user.id }));
  discord.setRoles('reader', ['editor']);
  await readAnswer(await discord.as('reader').slash('desk', 'about'));
  await readAnswer(await discord.as('stranger').slash('general', 'about'));
  // As they were queued: one that is on its way would not be here yet.
  const queued = desk.db.prepare<[], string>("SELECT target FROM outbox WHERE post LIKE '%Your first day here%'").pluck().all();
  const toReader = JSON.stringify({ member: discord.members.reader.user.id });
  expect(queued.filter((target) => target === toReader)).toHaveLength(2);
  expect(queued).toHaveLength(5);
  expect(cards('stranger')).toEqual([]);
});

test('/help leads to it at any time, and every button of it works in the hands of its role', async () => {
  const { discord } = await live();
  for (const who of ['reader', 'reporter', 'editor', 'lead']) {
    const person = discord.as(who);
    const help = await (await person.slash('desk', 'help')).settled();
    const card = await (await person.press(shown(help), 'Your first day')).settled();
    const buttons = JSON.stringify(shown(card).message.components).match(/"label":"[^"]+"/g) ?? [];
    expect(buttons.length).toBeGreaterThan(1);
    for (const label of buttons) {
      const again = await (await person.press(shown(help), 'Your first day')).settled();
      const answer = await readAnswer(await person.press(shown(again), JSON.parse(`{${label}}`).label));
      expect(answer, `${who}: ${label}`).not.toMatch(/Only .* can do this|There is no command|usage/);
    }
  }
});

import { expect, test } from 'vitest';
import { openDesk } from '../../src/desk/desk.ts';
import type { Action, Reply } from '../../src/reply/reply.ts';
import { quoted, said } from '../../src/reply/text.ts';
import { live, readAnswer, shown } from '../helpers/live.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { testCommand } from '../helpers/test-command.ts';

/** Menus whose entries do what buttons would: on a real connection, each entry sealed as a button is. */

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));

const entry = (label: string, said_: string) => ({
  action: { kind: 'run' as const, label: [quoted(label)], command: 'echo', options: { words: said_ }, as: 'reply' as const },
  about: said`What it is for`,
});
const menu: Action = {
  kind: 'menu',
  label: said`More`,
  entries: [
    entry('First', 'the first'),
    entry('Long', 'long '.repeat(60).trim()),
    {
      action: {
        kind: 'form',
        label: said`Ask`,
        title: said`What to say`,
        command: 'echo',
        options: {},
        fields: [{ option: 'typed', label: 'Words', required: true }],
        as: 'reply',
      },
      about: said`Asks first`,
    },
  ],
};
const echo = testCommand({
  name: 'echo',
  description: 'd',
  who: 'reader',
  options: {
    words: { type: 'text', description: 'd', hidden: true, max: 400 },
    typed: { type: 'text', description: 'd' },
  },
  run: ({ options }): Reply => ({
    blocks: [{ kind: 'text', text: said`It says ${quoted(options['words'] ?? options['typed'] ?? 'nothing')}.` }],
    actions: [[menu]],
  }),
});

test('an entry of a menu runs what it stands for, asks for fields first, and may be longer than an id', async () => {
  const { discord } = await live({ reused: await empty(), commands: [echo] });
  const reader = discord.as('reader');
  const card = shown(await (await reader.slash('desk', 'echo')).settled());
  expect(await readAnswer(await reader.press(card, 'First'))).toContain('It says the first.');
  expect(await readAnswer(await reader.press(card, 'Long'))).toContain('long long');
  const { modal } = await (await reader.press(card, 'Ask')).answered;
  if (modal === undefined) throw new Error('no form');
  expect(await readAnswer(await reader.submit(modal, { typed: 'typed words' }))).toContain('It says typed words.');
});

test('a value that is not sealed does nothing, whatever menu it is said to come from', async () => {
  const { discord } = await live({ reused: await empty(), commands: [echo] });
  const reader = discord.as('reader');
  const card = shown(await (await reader.slash('desk', 'echo')).settled());
  const pressed = await reader.press(card, 'First');
  await pressed.settled();
  const event = structuredClone(pressed.interaction) as { id: string; data: { values: string[] } };
  const [id = ''] = event.data.values;
  for (const [i, forged] of [id.replace('the first', 'the forged'), 'no id', ''].entries()) {
    const next = String(BigInt(event.id) + BigInt(i + 1));
    discord.faults.sendEvent('INTERACTION_CREATE', { ...event, id: next, token: `token-${i}`, data: { ...event.data, values: [forged] } });
    const answers = () => discord.wire.filter(({ path }) => path === `/interactions/${next}/:token/callback`);
    await expect.poll(() => answers().length).toBe(1);
    expect(JSON.stringify(answers()[0]?.body)).toContain('I don’t know this button');
  }
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../src/command.ts';
import { said } from '../src/text.ts';
import { live, readAnswer, shown, startLive, wordsIn, type Live } from './helpers/live.ts';

/** Every command, with options that find something in the sample trove, and words of the answer. */
const happy: readonly [name: string, options: Record<string, string | number | boolean>, words: string][] = [
  ['search', { query: '"hot zone"' }, '1 cable for "hot zone"'],
  ['cable', { ref: 'COREU/KYI/0039/18' }, 'Crimea: "hot zone"'],
  ['cables', { month: '2018-07' }, 'cables of 2018-07'],
  ['about', {}, 'FICTIONAL'],
  ['help', {}, 'What you can ask'],
];
/** The same on a desk without cables, or with options that find nothing. */
const empty: readonly [name: string, options: Record<string, string>, words: string][] = [
  ['search', { query: 'anything' }, 'No cable for anything'],
  ['cable', { ref: 'COREU/KYI/0039/18' }, 'No cable has the ref'],
  ['cables', {}, 'No cable'],
  ['about', {}, 'No cables have been imported yet'],
  ['help', { command: 'nothing' }, 'There is no command'],
];

const auditCount = (desk: Live['desk']): number => desk.db.prepare<[], number>('SELECT count(*) FROM audit').pluck().get() ?? 0;

describe('every command, by the real client', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive();
  });
  afterAll(() => running.stop());

  test('the list above holds every command', () => {
    expect(happy.map(([name]) => name).toSorted()).toEqual(running.bot.commands.map(({ name }) => name).toSorted());
    expect(empty.map(([name]) => name).toSorted()).toEqual(running.bot.commands.map(({ name }) => name).toSorted());
  });

  test.each(happy)('happy: /%s', async (name, options, words) => {
    const answer = await running.discord.as('reader').slash('desk', name, options);
    expect(await readAnswer(answer)).toContain(words);
    expect(answer.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  test.each(happy)('denied: /%s for somebody without a role', async (name, options) => {
    const before = auditCount(running.desk);
    const answer = await running.discord.as('stranger').slash('general', name, options);
    const words = await readAnswer(answer);
    expect(words).toContain('You have no role at this desk');
    expect(JSON.stringify(shown(answer).message)).toContain(`<@&${running.discord.roles.lead.id}>`);
    expect(shown(answer).ephemeral).toBe(true);
    expect(auditCount(running.desk)).toBe(before);
  });

  test.each(happy)('delivered twice: /%s is answered once', async (name, options, words) => {
    const before = auditCount(running.desk);
    running.discord.faults.deliverTwice();
    const answer = await running.discord.as('reader').slash('desk', name, options);
    expect(await readAnswer(answer)).toContain(words);
    await new Promise((done) => setTimeout(done, 100));
    const callbacks = running.discord.wire.filter(({ path }) => path.includes(`/interactions/${answer.id}/`));
    expect(callbacks).toHaveLength(1);
    expect(auditCount(running.desk) - before).toBe(name === 'cable' ? 1 : 0);
  });

  test.each(happy)('restarted between the post and the press: buttons of /%s work', async (name, options) => {
    const answer = await (await running.discord.as('reader').slash('desk', name, options)).settled();
    await running.restart();
    const message = shown(answer);
    const label = buttonOf(message.message);
    const pressed = label === undefined ? await selectFirst(running, message) : await running.discord.as('reader').press(message, label);
    const words = await readAnswer(pressed);
    expect(words).not.toMatch(/failed|went wrong|older version/);
    expect(words.length).toBeGreaterThan(20);
  });

  test('nothing that was sent was refused', () => {
    expect(running.discord.wire.filter(({ status }) => status >= 400).map(({ path, status }) => `${status} ${path}`)).toEqual([]);
  });
});

/** The first enabled button of a message. */
function buttonOf(message: { components: unknown }): string | undefined {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (typeof value !== 'object' || value === null) return;
    const { type, disabled, custom_id: id } = value as { type?: number; disabled?: boolean; custom_id?: string };
    if (type === 2 && disabled !== true && id !== undefined) found.push(id);
    Object.values(value).forEach(look);
  };
  look(message.components);
  return found[0];
}

async function selectFirst(running: Live, message: ReturnType<typeof shown>) {
  let id = '';
  let value = '';
  const look = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(look);
    if (typeof part !== 'object' || part === null) return;
    const { type, custom_id, options } = part as { type?: number; custom_id?: string; options?: { value: string }[] };
    if (type === 3 && id === '') [id, value] = [custom_id ?? '', options?.[0]?.value ?? ''];
    Object.values(part).forEach(look);
  };
  look(message.message.components);
  return running.discord.as('reader').select(message, id, [value]);
}

describe('a desk without cables', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive({ empty: true });
  });
  afterAll(() => running.stop());

  test.each(empty)('empty: /%s says so', async (name, options, words) => {
    expect(await readAnswer(await running.discord.as('reader').slash('desk', name, options))).toContain(words);
  });
});

test('a command that takes 3.1 s is announced in time and answered', async () => {
  const slow = command({
    name: 'slow',
    description: 'd',
    who: 'reader',
    run: async () => {
      await new Promise((done) => setTimeout(done, 3100));
      return { blocks: [{ kind: 'text', text: said`Here at last.` }] };
    },
  });
  const running = await live({ empty: true, commands: [slow] });
  const answer = await running.discord.as('reader').slash('desk', 'slow');
  await answer.answered;
  expect(answer.failed).toBeUndefined();
  expect(answer.deferred).toBe(true);
  expect(await readAnswer(answer)).toContain('Here at last.');
  expect(shown(answer).ephemeral).toBe(true);
});

test('from a search to a shared cable in the listed channel, once, with an audit row', async () => {
  const { discord, desk } = await live();
  const reader = discord.as('reader');
  const results = await (await reader.slash('listed', 'search', { query: '"hot zone"' })).settled();
  const preview = await (await reader.press(shown(results), 'Share')).settled();
  expect(wordsIn(shown(preview).message)).toContain('Preview');
  expect(discord.messages(discord.channels.listed.id)).toHaveLength(0);
  await (await reader.press(shown(preview), 'Post here')).settled();
  await expect.poll(() => discord.messages(discord.channels.listed.id).length).toBe(1);
  const [posted] = discord.messages(discord.channels.listed.id);
  expect(wordsIn(posted as NonNullable<typeof posted>)).toContain('had been turned into');
  expect(desk.db.prepare("SELECT count(*) FROM audit WHERE act = 'share'").pluck().get()).toBe(1);
  const opened = await (await discord.as('editor').press(posted as NonNullable<typeof posted>, 'Open')).settled();
  expect(shown(opened).ephemeral).toBe(true);
});

test('a channel that everybody can read gets header and subject only', async () => {
  const { discord } = await live();
  const reader = discord.as('reader');
  const preview = await (await reader.slash('general', 'cable', { ref: 'COREU/KYI/0039/18', share: true })).settled();
  expect(wordsIn(shown(preview).message)).toContain('Only header and subject');
  await (await reader.press(shown(preview), 'Post here')).settled();
  await expect.poll(() => discord.messages(discord.channels.general.id).length).toBe(1);
  const [posted] = discord.messages(discord.channels.general.id);
  expect(wordsIn(posted as NonNullable<typeof posted>)).toContain('Crimea');
  expect(JSON.stringify(posted)).not.toContain('turned into');
});

test('the last refusal of all: a stranger presses a button that was shared', async () => {
  const { discord } = await live();
  const reader = discord.as('reader');
  const preview = await (await reader.slash('general', 'cable', { ref: 'COREU/KYI/0039/18', share: true })).settled();
  await (await reader.press(shown(preview), 'Post here')).settled();
  await expect.poll(() => discord.messages(discord.channels.general.id).length).toBe(1);
  const [posted] = discord.messages(discord.channels.general.id);
  const pressed = await discord.as('stranger').press(posted as NonNullable<typeof posted>, 'Open');
  expect(await readAnswer(pressed)).toContain('You have no role at this desk');
});

test('completions come from the trove, for members of the desk alone', async () => {
  const { discord } = await live();
  const own = await (await discord.as('reader').autocomplete('desk', 'cable', 'ref', 'hot zone')).settled();
  expect(own.choices?.map((choice) => choice['value'])).toEqual(['COREU/KYI/0039/18']);
  const other = await (await discord.as('stranger').autocomplete('general', 'cable', 'ref', 'hot zone')).settled();
  expect(other.choices).toEqual([]);
});

test('only the intent Guilds is asked for', async () => {
  const { discord } = await live({ empty: true });
  expect(discord.identified.map(({ intents }) => intents)).toEqual([1]);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runnables } from '../../src/bot/command.ts';
import { testCommand } from '../helpers/test-command.ts';
import type { InteractionAnswer } from '../../src/demo/discord/answer.ts';
import { said } from '../../src/reply/text.ts';
import { randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { live, readAnswer, shown, startLive, wordsIn, type Live } from '../helpers/live.ts';
import { withoutButtons, type Options, happy, empty } from '../fixtures/every-command.ts';

/** Calls a command, or a subcommand under its full name. */
async function call(running: Live, who: string, channel: string, name: string, options: Options) {
  return running.discord.as(who).slash(channel, name, options);
}

const auditCount = (desk: Live['desk']): number => desk.db.prepare<[], number>('SELECT count(*) FROM audit').pluck().get() ?? 0;

describe('every command, by the real client', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive();
  });
  afterAll(() => running.stop());

  test('the lists hold every command', () => {
    const all = running.bot.commands.flatMap(runnables).map(({ name }) => name);
    expect(happy.map(([name]) => name).toSorted()).toEqual(all.toSorted());
    expect(empty.map(([name]) => name).toSorted()).toEqual(all.toSorted());
  });

  test.each(happy)('happy: /%s', async (name, options, words) => {
    const answer = await call(running, 'lead', 'desk', name, options);
    expect(await readAnswer(answer)).toMatch(words);
    expect(answer.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  // A sample in the short run: tests/bot/rights.test.ts has all of them.
  test.each(sampleOf(happy, 20, randomFrom(seedOf('live'))))('denied: /%s for somebody without a role', async (name, options) => {
    const before = auditCount(running.desk);
    const answer = await call(running, 'stranger', 'general', name, options);
    const words = await readAnswer(answer);
    expect(words).toContain('You have no role at this desk');
    expect(JSON.stringify(shown(answer).message)).toContain(`<@&${running.discord.roles.lead.id}>`);
    expect(shown(answer).ephemeral).toBe(true);
    expect(auditCount(running.desk)).toBe(before);
  });

  test.each(happy)('delivered twice: /%s is answered once', async (name, options, words) => {
    const before = auditCount(running.desk);
    running.discord.faults.deliverTwice();
    const answer = await call(running, 'lead', 'desk', name, options);
    expect(await readAnswer(answer)).toMatch(words);
    // What was delivered before is handled before: when this is answered, the second delivery has been looked at.
    await readAnswer(await call(running, 'lead', 'desk', 'help', {}));
    const callbacks = running.discord.wire.filter(({ path }) => path.includes(`/interactions/${answer.id}/`));
    expect(callbacks).toHaveLength(1);
    // Posts to colleagues may be acts of the bot's own; what was asked is one at most.
    expect(auditCount(running.desk) - before).toBeLessThanOrEqual(1);
  });

  describe('restarted between the post and the press', () => {
    const posted = new Map<string, InteractionAnswer>();
    beforeAll(async () => {
      for (const [name, options] of happy) posted.set(name, await (await call(running, 'lead', 'desk', name, options)).settled());
      await running.restart();
    });

    test.each(happy)('buttons of /%s work', async (name) => {
      const message = shown(posted.get(name) as InteractionAnswer);
      const label = buttonOf(message.message);
      const isBare = label === undefined && !JSON.stringify(message.message.components).includes('"options"');
      expect(isBare && !withoutButtons.includes(name), `/${name} has nothing to press`).toBe(false);
      if (isBare) return;
      const pressed = label === undefined ? await selectFirst(running, message) : await running.discord.as('lead').press(message, label);
      if ((await pressed.answered).modal !== undefined) return;
      const words = await readAnswer(pressed);
      expect(words).not.toMatch(/failed|went wrong|older version/);
      expect(words.split(/\s+/).length, words).toBeGreaterThan(2);
    });
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
  return running.discord.as('lead').select(message, id, [value]);
}

describe('a desk without cables', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive({ empty: true });
  });
  afterAll(() => running.stop());

  test.each(empty)('empty: /%s says so', async (name, options, words) => {
    expect(await readAnswer(await call(running, 'lead', 'desk', name, options))).toMatch(words);
  });
});

test('a command that takes long is announced, and answered', async () => {
  const { promise: finish, resolve: finished } = Promise.withResolvers<void>();
  const slow = testCommand({
    name: 'slow',
    description: 'd',
    who: 'reader',
    run: async () => {
      await finish;
      return { blocks: [{ kind: 'text', text: said`Here at last.` }] };
    },
  });
  const running = await live({ empty: true, commands: [slow] });
  const answer = await running.discord.as('reader').slash('desk', 'slow');
  await answer.answered;
  expect(answer.failed).toBeUndefined();
  expect(answer.deferred).toBe(true);
  finished();
  expect(await readAnswer(answer)).toContain('Here at last.');
  expect(shown(answer).ephemeral).toBe(true);
});

test('long work reports its progress, not too often, and the answer replaces it', async () => {
  let now = 0;
  let steps = 0;
  const { promise: finish, resolve: finished } = Promise.withResolvers<void>();
  const long = testCommand({
    name: 'long',
    description: 'Takes its time',
    who: 'reader',
    async run({ progress }) {
      const work = setInterval(() => progress((steps += 1), Number.MAX_SAFE_INTEGER, 'steps'), 1);
      await finish;
      clearInterval(work);
      return { blocks: [{ kind: 'text', text: said`There it is.` }] };
    },
  });
  const { discord } = await live({ empty: true, commands: [long], clock: () => now });
  const answer = await discord.as('reader').slash('desk', 'long');
  const words = () => JSON.stringify(answer.messages);
  const edits = () => discord.wire.filter(({ method }) => method === 'PATCH').length;
  await expect.poll(words).toMatch(/\d+ of \d+ steps/);
  const reached = steps;
  // Discord counts edits: however many steps there are, a second and a half passes before the next line.
  await expect.poll(() => steps).toBeGreaterThan(reached + 50);
  expect(edits()).toBe(1);
  now = 1501;
  await expect.poll(edits).toBe(2);
  finished();
  await expect.poll(words).toContain('There it is');
  expect(edits()).toBe(3);
  expect(discord.as('reader').messages('desk')).toHaveLength(1);
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

test('a stranger who presses a shared button is refused', async () => {
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
  expect(other.choices?.map((choice) => choice['name'])).toEqual(['You have no role at this desk, so I can’t show you anything.']);
});

test('only the intent Guilds is asked for', async () => {
  const { discord } = await live({ empty: true });
  expect(discord.identified.map(({ intents }) => intents)).toEqual([1]);
});

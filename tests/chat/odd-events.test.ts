import { expect, test } from 'vitest';
import { openDesk } from '../../src/desk/desk.ts';
import { said } from '../../src/reply/text.ts';
import { live, readAnswer, type Live } from '../helpers/live.ts';
import { logLines } from '../helpers/log-lines.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { testCommand } from '../helpers/test-command.ts';

/** What the gateway may send that nobody expects: the bot logs it with a reference, and goes on. */

const empty = reusedDesk(async () => openDesk({ folder: tempFolder(), exposure: 'desk' }));
const answering = testCommand({
  name: 'answer',
  description: 'd',
  who: 'reader',
  run: () => ({
    blocks: [{ kind: 'text', text: said`Here at last.` }],
    actions: [[{ kind: 'run', label: said`Again`, command: 'answer', options: {}, as: 'reply' }]],
  }),
});

type Json = Record<string, unknown>;

const answers = async ({ discord }: Live): Promise<void> =>
  expect(await readAnswer(await discord.as('reader').slash('desk', 'answer'))).toContain('Here at last.');
const faultsIn = (lines: readonly string[]) =>
  lines.filter((line) => line.includes('could not be read')).map((line) => JSON.parse(line) as Json);

/** The event of a command, as Discord sends it, with another id. */
async function commandEvent(running: Live): Promise<Json> {
  const answer = await running.discord.as('reader').slash('desk', 'answer');
  await answer.settled();
  return { ...structuredClone(answer.interaction), token: 'a-token' };
}

test.each([
  ['without its data', (event: Json) => ({ ...event, data: undefined })],
  ['whose member is a number', (event: Json) => ({ ...event, member: 7 })],
  ['whose user is nobody', (event: Json) => ({ ...event, member: { ...(event['member'] as Json), user: null } })],
  ['whose options are a word', (event: Json) => ({ ...event, data: { ...(event['data'] as Json), options: 'all' } })],
])('an interaction %s is logged with a reference, which the person is told, and the bot goes on', async (_, damage) => {
  const { lines, log } = logLines();
  const running = await live({ reused: await empty(), commands: [answering], log });
  const event = await commandEvent(running);
  running.discord.faults.sendEvent('INTERACTION_CREATE', damage({ ...event, id: '1400000000000000001' }));
  await answers(running);
  const [fault] = faultsIn(lines);
  expect(fault).toMatchObject({ event: 'INTERACTION_CREATE', reference: expect.stringMatching(/^[0-9A-F]{8}$/) });
  const told = () => running.discord.wire.filter(({ path }) => path === '/interactions/1400000000000000001/:token/callback');
  await expect.poll(() => told().length).toBe(1);
  expect(JSON.stringify(told()[0]?.body)).toContain(String(fault?.['reference']));
  expect(lines.join('')).not.toContain('a-token');
});

test.each([
  ['an interaction of no known type', 'INTERACTION_CREATE', { id: '1', type: 77, data: {} }],
  ['an interaction that is nothing', 'INTERACTION_CREATE', null],
  ['an event that nobody knows', 'MOON_RISE', { of: 'the moon' }],
  ['an event called error', 'error', { message: 'x' }],
  ['an event without a name', null, [1, 2]],
])('%s leaves the bot as it was', async (_, name, data) => {
  const { lines, log } = logLines();
  const running = await live({ reused: await empty(), commands: [answering], log });
  running.discord.faults.sendEvent(name, data);
  await answers(running);
  expect(lines.join('')).not.toContain('uncaught');
});

test('after an odd event about the server the bot asks to be started anew: it may not know any more who reads what', async () => {
  const { lines, log } = logLines();
  const running = await live({ reused: await empty(), commands: [answering], log });
  running.discord.faults.sendEvent('CHANNEL_UPDATE', { id: running.discord.channels.listed.id, permission_overwrites: 5 });
  expect(await running.ended).toMatchObject({ mayRestart: true, reason: expect.stringContaining('could not be read') });
  expect(faultsIn(lines)).toHaveLength(1);
});

/** All places in a value. */
function placesIn(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...at, name]))];
}

/** The value with another one at this place. */
function changed(value: unknown, [name, ...rest]: readonly string[], to: unknown): unknown {
  if (name === undefined) return to;
  const copy = structuredClone(value) as Json;
  copy[name] = changed(copy[name], rest, to);
  return copy;
}

/** An id as Discord would give it now. Its upper half is ours: the local Discord counts from 0, and the same id twice is left alone. */
const freshId = (i: number): string => String(((BigInt(Date.now()) - 1_420_070_400_000n) << 22n) + (1n << 21n) + BigInt(i));

const oddities = [undefined, null, 0, -1, 99, 1e300, '', 'x', '\u0000', '9'.repeat(40), true, [], {}, [null], { toString: null }] as const;

test('events damaged at random end neither the bot nor its answers', { timeout: 3_600_000 }, async () => {
  const random = randomFrom(seedOf('odd events'));
  const pick = pickerFrom(random);
  const { lines, log } = logLines('warn');
  const running = await live({ reused: await empty(), commands: [answering], log });
  const { discord } = running;
  const reader = discord.as('reader');
  const shown = await (await reader.slash('desk', 'answer')).settled();
  const pressed = await reader.press(shown.messages[0] as never, 'Again');
  await pressed.settled();
  const bases = [shown.interaction, pressed.interaction].map((event): Json => ({ ...structuredClone(event), token: 'a-token' }));
  const count = isLong ? 20_000 : 300;
  for (let i = 0; i < count; i += 1) {
    let event: unknown = { ...pick(bases), id: freshId(i) };
    for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) event = changed(event, pick(placesIn(event)), pick(oddities));
    discord.faults.sendEvent(random() < 0.9 ? 'INTERACTION_CREATE' : pick(['MOON_RISE', 'MESSAGE_CREATE', 'TYPING_START', '']), event);
    // Now and then the events are let through, so that they do not all lie in memory.
    if (i % 100 === 99) await answers(running);
  }
  await answers(running);
  const faults = faultsIn(lines);
  console.log(`${count} damaged events: ${faults.length} could not be read by discord.js`);
  expect(faults.length).toBeGreaterThan(0);
  expect(running.desk.db.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(0);
});

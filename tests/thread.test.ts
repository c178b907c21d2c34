import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DeskError } from '../src/reply/failure.ts';
import { plain, said } from '../src/reply/text.ts';
import { Thread, type Alarm, type ThreadSettings } from '../src/threads/thread.ts';
import { createTurns } from '../src/threads/turns.ts';
import { testThread } from './fixtures/thread.ts';
import { tempFolder } from './helpers/temp.ts';

/** Alarms that nothing rings but the test. */
function handAlarms() {
  const set = new Map<() => void, number>();
  const alarm: Alarm = (milliseconds, ring) => {
    set.set(ring, milliseconds);
    return () => void set.delete(ring);
  };
  /** The alarms that are set, in milliseconds. */
  const alarms = (): number[] => [...set.values()];
  const ring = (): void => {
    const due = [...set.keys()];
    set.clear();
    for (const one of due) one();
  };
  return { alarm, alarms, ring };
}

type Settings = Partial<ThreadSettings<typeof testThread>> & { diesAtStart?: number };

function start({ diesAtStart = 0, ...settings }: Settings = {}) {
  const file = join(tempFolder(), 'starts');
  const hand = handAlarms();
  const events: string[] = [];
  const thread = new Thread<typeof testThread>({
    script: new URL('./fixtures/thread.ts', import.meta.url),
    data: { file, diesAtStart },
    broke: () => ({ text: said`It broke.`, hint: said`Once more.` }),
    onEvent: (event) => void events.push(event),
    alarm: hand.alarm,
    ...settings,
  });
  onTestFinished(() => thread.close());
  const life = (): string => readFileSync(file, 'utf8');
  return { thread, ...hand, events, life };
}

const deadline = { after: 7, words: () => ({ text: said`Too long.`, hint: said`Shorter.` }) };
/** How a question ended. */
const outcome = (asked: Promise<unknown>): Promise<unknown> => asked.catch((error: unknown) => (error as Error).message);

test('the functions of a thread can be called without one', () => {
  const data = { file: join(tempFolder(), 'starts'), diesAtStart: 0 };
  expect(testThread(data, { tell() {}, stopIfEnding() {} }).add(1, 2)).toBe(3);
});

test('a function answers with its value, a DeskError as it is, or an Error with the stack', async () => {
  const { thread } = start();
  expect(await thread.ask('add', [1, 2])).toBe(3);
  await expect(thread.ask('refuse', [])).rejects.toMatchObject({
    name: 'DeskError',
    message: 'Not this one.',
    hint: said`Another one.`,
    kind: 'data',
  });
  await expect(thread.ask('fail', [])).rejects.toThrow(/^Error: a bug\n.*at .*fixtures.thread\.ts/s);
  await expect(thread.ask('functions', [])).rejects.toThrow('could not be cloned');
  await expect(thread.ask('add', [1, (() => 2) as unknown as number])).rejects.toThrow('could not be cloned');
  expect(await thread.ask('starts', [])).toBe(1);
});

test('questions are asked in order, one at a time; a deadline runs for the one whose turn it is', async () => {
  const { thread, alarms } = start();
  const done: number[] = [];
  const running: number[] = [];
  const ask = async (n: number): Promise<void> => {
    done.push(await thread.ask('keep', [n], { deadline }));
    running.push(alarms().length);
  };
  const all = Promise.all([1, 2, 3, 4].map(ask));
  expect(alarms()).toEqual([]);
  await all;
  expect(done).toEqual([1, 3, 6, 10]);
  expect(Math.max(...running)).toBeLessThanOrEqual(1);
  expect(alarms()).toEqual([]);
});

test('a question past its deadline fails alone; a new thread answers those behind it', async () => {
  const { thread, alarms, ring, life } = start();
  const all = [thread.ask('starts', []), thread.ask('wait', [], { deadline }), thread.ask('starts', [], { deadline })];
  await expect.poll(alarms).toEqual([7]);
  ring();
  await expect(all[1]).rejects.toMatchObject({ name: 'DeskError', message: 'Too long.', hint: said`Shorter.` });
  const before = life();
  await thread.ready();
  expect(life().length).toBeGreaterThan(before.length);
  expect([await all[0], await all[2]]).toEqual([1, 2]);
});

test('an aborted question fails with the reason, whether it waits or is being answered', async () => {
  const { thread, events } = start();
  const [first, second] = [new AbortController(), new AbortController()];
  const running = outcome(thread.ask('wait', [], { signal: first.signal }));
  const waiting = outcome(thread.ask('die', [], { signal: second.signal }));
  const last = thread.ask('starts', []);
  await expect.poll(() => events).toEqual(['waiting']);
  second.abort(new Error('second'));
  first.abort(new Error('first'));
  expect([await running, await waiting, await last]).toEqual(['first', 'second', 2]);
  await expect(thread.ask('starts', [], { signal: first.signal })).rejects.toThrow('first');
});

test('askers have turns: whoever asks much waits behind whoever asks little, and may not fill the queue', async () => {
  const { thread } = start({ bound: { most: 10, mostEach: 3, full: (waiting) => said`${waiting} wait.` } });
  await thread.ready();
  const order: string[] = [];
  const asked = (by: string, n: number): Promise<unknown> =>
    outcome(thread.ask('add', [n, 0], { deadline, by })).then((answer) => order.push(`${by} ${String(answer)}`));
  await Promise.all([asked('much', 1), asked('much', 2), asked('much', 3), asked('much', 4), asked('little', 1), asked('other', 1)]);
  expect(order).toEqual(['much 3 wait.', 'much 1', 'little 1', 'other 1', 'much 2', 'much 3']);
});

test('no more questions wait than the bound allows; work without a deadline is never refused', async () => {
  const { thread } = start({ bound: { most: 2, full: (waiting) => said`${waiting} wait.` } });
  const asked = [1, 2, 3].map((n) => outcome(thread.ask('keep', [n], { deadline })));
  const work = thread.ask('keep', [10]);
  expect(await Promise.all(asked)).toEqual([1, 3, '2 wait.']);
  expect(await work).toBe(13);
  await expect(Promise.all([1, 2, 3].map((n) => thread.ask('keep', [n], { deadline })))).rejects.toMatchObject({ kind: 'busy' });
});

test.each(['die', 'cannotGoOn'] as const)('a thread that ends over a question takes that one with it: %s', async (name) => {
  let restarts = 0;
  const { thread } = start({ onRestart: () => (restarts += 1) });
  const asked = (['starts', name, 'starts', name, 'starts'] as const).map((one) => outcome(thread.ask(one, [])));
  expect(await Promise.all(asked)).toEqual([1, 'It broke.', 2, 'It broke.', 3]);
  expect(restarts).toBe(2);
});

test('says why a thread died', async () => {
  const { thread } = start();
  await expect(thread.ask('cannotGoOn', [])).rejects.toMatchObject({ hint: said`Once more.`, cause: { message: 'damaged' } });
});

test('a thread that dies again and again is restarted after a growing pause, and works as soon as it can', async () => {
  const { thread, alarms, ring } = start({ diesAtStart: 9 });
  const early = [outcome(thread.ready()), outcome(thread.ask('starts', []))];
  const pauses: number[] = [];
  const hints: string[] = [];
  for (let i = 0; i < 8; i += 1) {
    await expect.poll(alarms).toHaveLength(1);
    pauses.push(...alarms());
    const error: unknown = await thread.ask('starts', []).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ name: 'DeskError', message: 'It broke.', cause: { message: 'broken file' } });
    hints.push(plain((error as DeskError).hint ?? []));
    expect(await outcome(thread.ready())).toBe('It broke.');
    ring();
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  expect([hints[0], hints[7]]).toEqual([
    'It starts again within 1 second; try again then.',
    'It starts again within 60 seconds; try again then.',
  ]);
  expect(await Promise.all(early)).toEqual(['It broke.', 'It broke.']);
  await thread.ready();
  expect(await thread.ask('starts', [])).toBe(10);
  // An answer ends the row of deaths.
  expect([await outcome(thread.ask('die', [])), await thread.ask('starts', [])]).toEqual(['It broke.', 11]);
});

test('an idle thread ends, and starts again with the next question', async () => {
  const { thread, alarms, ring, life } = start({ idle: 99 });
  expect(alarms()).toEqual([]);
  expect(await thread.ask('starts', [])).toBe(1);
  expect(alarms()).toEqual([99]);
  ring();
  await expect.poll(life).toBe('se');
  expect(await thread.ask('starts', [])).toBe(2);
});

test('a thread for one job is not replaced', async () => {
  const { thread } = start({ isForOneJob: true });
  expect([await outcome(thread.ask('die', [])), await outcome(thread.ask('starts', []))]).toEqual(['It broke.', 'It broke.']);
});

test('closing runs `end` in the thread, and fails whoever waits', async () => {
  const { thread, events, life } = start();
  const asked = [outcome(thread.ask('wait', [])), outcome(thread.ask('starts', []))];
  await expect.poll(() => events).toEqual(['waiting']);
  await thread.close();
  expect(life()).toBe('se');
  expect(await Promise.all([...asked, outcome(thread.ask('starts', [])), outcome(thread.ready())])).toEqual(
    Array.from({ length: 4 }, () => 'The desk is closing.'),
  );
});

test('closing stops a thread where it looks whether it should, and by force only when it does not respond', async () => {
  const { thread, events } = start();
  const looks = outcome(thread.ask('loopUntilEnding', []));
  await expect.poll(() => events).toEqual(['looping']);
  await thread.close();
  expect(await looks).toBe('The desk is closing.');

  const stubborn = start();
  const stuck = outcome(stubborn.thread.ask('loop', []));
  await expect.poll(() => stubborn.events).toEqual(['looping']);
  const closed = stubborn.thread.close();
  expect(stubborn.alarms()).toEqual([60_000]);
  stubborn.ring();
  await closed;
  expect([await stuck, stubborn.life()]).toEqual(['The desk is closing.', 's']);
});

test('turns: so many at a time, so many wait, the next is refused; a turn that ends goes to the first who waits', async () => {
  const turns = createTurns(2, { most: 2, full: (waiting) => said`${waiting} wait.` });
  const ends = [await turns.take(), await turns.take()];
  const got: string[] = [];
  const wait = (who: string): Promise<void> => turns.take().then((end) => (got.push(who), void ends.push(end)));
  const waiting = [wait('third'), wait('fourth')];
  await expect(turns.take()).rejects.toMatchObject({ message: '2 wait.', kind: 'busy' });
  expect(got).toEqual([]);
  ends[0]?.();
  await waiting[0];
  expect(got).toEqual(['third']);
  for (const end of ends.slice(1)) end();
  await waiting[1];
  ends.at(-1)?.();
  expect(await Promise.all([turns.take(), turns.take()])).toHaveLength(2);

  const late = outcome(turns.take());
  turns.close();
  expect([await late, await outcome(turns.take())]).toEqual(['The desk is closing.', 'The desk is closing.']);
});

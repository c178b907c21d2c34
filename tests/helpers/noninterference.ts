import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { runnables, type Answer, type Bot, type Call, type OptionSpec, type RunnableCommand } from '../../src/bot/command.ts';
import { renderReply } from '../../src/chat/discord/render.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { mayRun } from '../../src/desk/policy.ts';
import type { Action, ActionOptions, Reply } from '../../src/reply/reply.ts';
import { actionsOf, ask, pressed, wordsOf } from './desk.ts';
import { isLong, pickerFrom } from './random.ts';

/**
 * Noninterference: two desks that differ in something which somebody must not learn give that person the same answers, byte
 * for byte. Commands, options and completions come from what the commands themselves declare.
 */

/** What people type, of what both desks hold and of what one of them must not tell. */
export type Typed = {
  texts: readonly string[];
  /** Beginnings of words, to be completed. */
  words: readonly string[];
  numbers: readonly number[];
  dates: readonly string[];
  cables: readonly string[];
  members: readonly string[];
};

type Pick = <T>(list: readonly T[]) => T;

function valueFor(spec: OptionSpec, typed: Typed, pick: Pick): string | number | boolean | undefined {
  switch (spec.type) {
    case 'text':
      return pick(typed.texts);
    case 'number':
      return pick(typed.numbers);
    case 'choice':
      return pick(spec.choices);
    case 'flag':
      return true;
    case 'date':
      return pick(typed.dates);
    case 'cable':
      return pick(typed.cables);
    case 'member':
    case 'members':
      return pick(typed.members);
    case 'channel':
    case 'file':
      return undefined;
  }
}

/** What somebody fills in: what has to be, and now and then the rest. */
export function optionsFor(specs: RunnableCommand['options'], typed: Typed, random: () => number): ActionOptions {
  const pick = pickerFrom(random);
  const given = Object.entries(specs ?? {}).flatMap(([name, spec]) => {
    const value = spec.required === true || random() < 0.4 ? valueFor(spec, typed, pick) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}

/** The call behind an action, with something chosen or typed where it asks for that. */
export function callOf(action: Action, typed: Typed, random: () => number): Call | undefined {
  const pick = pickerFrom(random);
  switch (action.kind) {
    case 'run':
      return { command: action.command, options: action.options };
    case 'choose':
      return action.choices.length === 0
        ? undefined
        : { command: action.command, options: { ...action.options, [action.option]: pick(action.choices).value } };
    case 'form': {
      const filled = action.fields.map(({ option, kind, choices, value }) => [
        option,
        kind === 'member' ? pick(typed.members) : (choices?.[0]?.value ?? value ?? pick(typed.texts)),
      ]);
      return { command: action.command, options: { ...action.options, ...(Object.fromEntries(filled) as ActionOptions) } };
    }
    case 'menu':
      return callOf(pick(action.entries).action, typed, random);
    case 'link':
      return undefined;
  }
}

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Files as their checksum and their beginning. */
const legibly = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? [sha(value), Buffer.from(value).toString().slice(0, 2000)] : value;

/** Everything of an answer that somebody gets: the reply, and the message that Discord shows of it, files included. */
function seenOf({ desk, commands }: Bot, home: string, { ok, failure, visibility, reply }: Answer): string {
  const discord = renderReply(reply, {
    store: { keep: (view) => desk.views.keep(home, view), seal: () => 'sealed--' },
    commands: new Map(commands.map(({ name }, i) => [name, String(i)])),
  });
  return JSON.stringify({ ok, failure, visibility, reply, discord }, legibly);
}

/** Where two answers begin to differ, with what stands around it. */
export function firstDifference(what: string, a: string, b: string): string {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const around = (text: string): string => text.slice(Math.max(0, i - 60), i + 140);
  return `${what}\n   with: ${around(a)}\nwithout: ${around(b)}`;
}

type Comparison = {
  desks: readonly [with_: Bot, without: Bot];
  /** Each makes a caller with a new interaction. */
  callers: readonly (() => Caller)[];
  typed: Typed;
  random: () => number;
  /** How often each command is called, by each caller; in the short run by one of them in turn. */
  rounds: number;
  /** Leaves out commands. */
  isCalled?: (command: RunnableCommand, i: number) => boolean;
  /** Calls that each caller makes first, whatever chance says. */
  calls?: readonly Call[];
  /** Called after each answer. False: from this answer on, the two may rightly differ, until what it did is undone. */
  after?: () => Promise<boolean>;
};

/**
 * Calls every command that the callers may run, completes its options and presses what it shows, two deep, at both desks.
 * Returns the number of pairs of answers compared, and of each command and caller the first that differed.
 */
export async function compareDesks({
  desks,
  callers,
  typed,
  random,
  rounds,
  isCalled = () => true,
  calls = [],
  after,
}: Comparison): Promise<{ pairs: number; differences: string[] }> {
  const [one, other] = desks;
  const pick = pickerFrom(random);
  const differences = new Map<string, string>();
  let pairs = 0;

  const note = (what: string, a: string, b: string): void => {
    pairs += 1;
    if (a === b) return;
    const key = what.split(' ').slice(0, 3).join(' ');
    if (!differences.has(key)) differences.set(key, firstDifference(what, a, b));
  };
  const bothAnswer = async (caller: Caller, call: Call): Promise<Reply> => {
    const [a, b] = await Promise.all([one.answer(caller, pressed(call)), other.answer(caller, pressed(call))]);
    await Promise.all([one.desk.names.settled(), other.desk.names.settled()]);
    const what = `${caller.role ?? ''} /${call.command} ${JSON.stringify(call.options)}`;
    expect(a.failure === 'bug', `${what} breaks`).toBe(false);
    if (after === undefined || (await after())) note(what, seenOf(one, caller.desk, a), seenOf(other, caller.desk, b));
    return a.reply;
  };
  const press = async (caller: () => Caller, reply: Reply, depth: number): Promise<void> => {
    const actions = actionsOf(reply);
    if (depth === 0 || actions.length === 0) return;
    for (const action of isLong ? actions : [pick(actions)]) {
      const call = callOf(action, typed, random);
      if (call !== undefined) await press(caller, await bothAnswer(caller(), call), depth - 1);
    }
  };

  for (const caller of callers) for (const call of calls) await press(caller, await bothAnswer(caller(), call), 1);
  const runs = (runnable: RunnableCommand, i: number): (() => Caller)[] => {
    const allowed = callers.filter((caller) => mayRun(caller(), runnable.who).allowed);
    return isLong ? allowed : allowed.slice(i % allowed.length).slice(0, 1);
  };
  for (let round = 0; round < rounds; round += 1)
    for (const [i, runnable] of one.commands.flatMap(runnables).filter(isCalled).entries())
      for (const caller of runs(runnable, i)) {
        const first = { command: runnable.name, options: optionsFor(runnable.options, typed, random) };
        await press(caller, await bothAnswer(caller(), first), 2);
        for (const [option, spec] of Object.entries(runnable.options ?? {})) {
          if (spec.suggest === undefined && spec.type !== 'cable') continue;
          const word = pick(typed.words);
          const call = { command: runnable.name, options: {} };
          const [a, b] = await Promise.all(desks.map((bot) => bot.suggest(caller(), call, option, word)));
          note(`${caller().role ?? ''} /${runnable.name} completes ${option} after "${word}"`, JSON.stringify(a), JSON.stringify(b));
        }
      }
  return { pairs, differences: [...differences.values()] };
}

/** Does something at a desk that has to succeed. */
export async function does(bot: Bot, caller: Caller, command: string, options: ActionOptions = {}): Promise<void> {
  const answer = await ask(bot, command, options, caller);
  expect(answer.ok, `/${command} ${JSON.stringify(options)}: ${wordsOf(answer.reply)}`).toBe(true);
}

/** Tags all cables that a search finds: the preview, then its confirmation. */
export async function tagMany(bot: Bot, caller: () => Caller, query: string, tag: string): Promise<void> {
  const asked = await ask(bot, 'tag bulk', { query, add: tag }, caller());
  const confirm = actionsOf(asked.reply).find((action) => action.kind === 'run' && action.command === 'tag bulk');
  if (confirm?.kind !== 'run') throw new Error('nothing to confirm');
  await does(bot, caller(), confirm.command, confirm.options);
}

/** Lets a desk number its acts and searches from here on, so that two desks with unlike pasts number alike. */
export function numberFrom(desk: Desk, home: string, first: number): void {
  const at = desk.now();
  desk.db
    .prepare(
      "INSERT INTO audit (seq, desk, at, member, role, via, act, cable, detail, hash) VALUES (?, '', ?, '', '', '', 'open', NULL, '{}', '')",
    )
    .run(first, at);
  desk.as({ desk: home, role: 'reader' }).searches.keep(home, { at, member: 'nobody', request: { query: 'crimea' }, total: 0, refs: [] });
  desk.db.prepare('UPDATE searches SET id = ? WHERE id = (SELECT max(id) FROM searches)').run(first);
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { runnables, type Bot } from '../bot/command.ts';
import { parseCommandLine } from '../chat/terminal/command-line.ts';
import { DeskError } from '../reply/failure.ts';
import type { InteractionAnswer } from './discord/answer.ts';
import type { LocalDiscord } from './discord/local-discord.ts';
import type { Message } from './discord/wire.ts';
import { readMessage, type Control } from './discord/wire-text.ts';

/**
 * A terminal as a colleague on the local Discord: what is typed is sent as that person, and the answer is shown as it
 * came back.
 */
export type Colleague = {
  /** Who is typing and where: `reader in #desk`. */
  readonly prompt: string;
  /** Does what a line says and returns what is to be shown; undefined to leave. */
  type(line: string): Promise<string | undefined>;
  /** Completions of a line that is being typed. */
  complete(line: string): Promise<string[]>;
};

const people = ['reporter', 'second', 'third', 'editor', 'lead', 'reader', 'stranger'];

const manual = `Type a command of the bot, for example  /search query:"hot zone"
A number presses a button of the last answer (for a choice: 3.2).
  /as editor        be another colleague: ${people.join(', ')}
  /channel general  go to another channel: desk, listed, general
  /read             what has been posted in this channel
  /help             what the bot understands
  /quit             leave`;

/** Who types, where, and the last message with its numbered controls. */
type State = {
  discord: LocalDiscord;
  bot: Bot;
  who: string;
  channel: string;
  last: { message: Message; controls: Control[] } | undefined;
};

/** A colleague who starts as the reporter in the channel `desk`. */
export function createColleague(discord: LocalDiscord, bot: Bot): Colleague {
  const state: State = { discord, bot, who: 'reporter', channel: 'desk', last: undefined };
  return {
    get prompt() {
      return `${state.who} in #${state.channel}`;
    },
    async type(line) {
      const typed = line.trim();
      const [word = '', value = ''] = typed.split(/\s+/, 2);
      const number = /^(\d+)(?:\.(\d+))?$/.exec(typed);
      try {
        if (typed === '') return '';
        if (number !== null) return await press(state, Number(number[1]), number[2] === undefined ? undefined : Number(number[2]));
        if (word === '/quit') return undefined;
        if (typed === '/read') return readChannel(state);
        if (word === '/as') {
          if (!people.includes(value)) return `There is no colleague "${value}": ${people.join(', ')}.`;
          state.who = value;
          return `You are the ${value} now.`;
        }
        if (word === '/channel') {
          if (discord.channels[value] === undefined) return `There is no channel "${value}": desk, listed, general.`;
          state.channel = value;
          return `You are in #${value} now.`;
        }
        if (!typed.startsWith('/')) return manual;
        return await runCommand(state, typed);
      } catch (error) {
        if (error instanceof DeskError || error instanceof Error) return error.message;
        throw error;
      }
    },
    complete: (line) => completions(discord.as(state.who), state.channel, bot, line),
  };
}

/** The name of a channel, role or member. */
function nameOf(discord: LocalDiscord, id: string): string | undefined {
  const channelName = Object.values(discord.channels).find((entry) => entry.id === id)?.name;
  const role = Object.values(discord.roles).find((entry) => entry.id === id)?.name;
  return channelName ?? role ?? Object.values(discord.members).find(({ user }) => user.id === id)?.key;
}

/** What an interaction leads to, as text; its controls can be used next. */
async function show(state: State, answer: InteractionAnswer): Promise<string> {
  await answer.settled();
  if (answer.failed !== undefined) return answer.failed;
  const shown = answer.messages.at(-1);
  if (shown === undefined) return '(nothing to see)';
  const { text, controls } = readMessage(shown.message, (id) => nameOf(state.discord, id));
  state.last = { message: shown.message, controls };
  return shown.ephemeral ? `${text}\n(only you can see this)` : text;
}

async function press(state: State, number: number, choice: number | undefined): Promise<string> {
  const { last } = state;
  const control = last?.controls[number - 1];
  if (last === undefined || control === undefined) return `There is no button ${number} to press.`;
  const person = state.discord.as(state.who);
  if (control.kind === 'button') return show(state, await person.press(last.message, control.id));
  const option = control.options[(choice ?? 1) - 1];
  return option === undefined
    ? `"${control.label}" has no choice ${choice ?? 1}.`
    : show(state, await person.select(last.message, control.id, [option.value]));
}

async function runCommand(state: State, line: string): Promise<string> {
  const { bot, channel } = state;
  const { command: name, options } = parseCommandLine(line, bot.commands);
  const specs = bot.find(name)?.options ?? {};
  // Discord's client sends numbers and flags as such.
  const sent = Object.fromEntries(
    Object.entries(options).map(([key, value]) => {
      const type = specs[key]?.type;
      if (type === 'number' && /^-?\d+$/.test(String(value))) return [key, Number(value)];
      if (type === 'file') return [key, { name: basename(String(value)), content: readFileSync(String(value)) }];
      if (type === 'flag' && /^(true|false)$/.test(String(value))) return [key, value === 'true'];
      return [key, value];
    }),
  );
  return show(state, await state.discord.as(state.who).slash(channel, name, sent));
}

/** All messages of the channel; the controls of the last one can be used next. */
function readChannel(state: State): string {
  const name = (id: string): string | undefined => nameOf(state.discord, id);
  const messages = state.discord.as(state.who).messages(state.channel);
  const latest = messages.at(-1);
  if (latest === undefined) return 'Nothing has been posted here.';
  const read = readMessage(latest, name);
  state.last = { message: latest, controls: read.controls };
  return messages.map((message) => readMessage(message, name).text).join('\n====\n');
}

async function completions(person: ReturnType<LocalDiscord['as']>, channel: string, bot: Bot, line: string): Promise<string[]> {
  const all = bot.commands.flatMap(runnables).map(({ name }) => name);
  const names = [...all.map((name) => `/${name}`), '/as', '/channel', '/read', '/quit'];
  const name = all.toSorted((a, b) => b.length - a.length).find((one) => line.startsWith(`/${one} `));
  if (name === undefined) return names.filter((candidate) => candidate.startsWith(line)).map((candidate) => `${candidate} `);
  const specs = Object.entries(bot.find(name)?.options ?? {}).filter(([, spec]) => spec.hidden !== true);
  const open = /(?:^|\s)([a-z-]+):([^:]*)$/.exec(line);
  const spec = specs.find(([option]) => option === open?.[1])?.[1];
  if (open === null || spec === undefined) {
    const begun = /\S*$/.exec(line)?.[0] ?? '';
    return specs
      .map(([option]) => `${option}:`)
      .filter((option) => option.startsWith(begun))
      .map((option) => line.slice(0, line.length - begun.length) + option);
  }
  const typed = open[2] ?? '';
  const before = line.slice(0, line.length - typed.length);
  if (spec.type === 'choice') return spec.choices.filter((choice) => choice.startsWith(typed)).map((choice) => before + choice);
  if (spec.type !== 'cable' && spec.suggest === undefined) return [];
  const answer = await (await person.autocomplete(channel, name, open[1] ?? '', typed)).settled();
  return (answer.choices ?? []).map((choice) => before + String(choice['value']));
}

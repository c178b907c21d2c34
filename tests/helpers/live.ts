import { expect, onTestFinished } from 'vitest';
import { createDiscordChat } from '../../src/chat/discord/discord.ts';
import type { Chat } from '../../src/chat/chat.ts';
import type { Bot, Command } from '../../src/bot/command.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { DiscordSettings } from '../../src/chat/discord/settings.ts';
import type { InteractionAnswer, ShownMessage } from '../../src/demo/discord/answer.ts';
import { createLocalDiscord, type LocalDiscord, type LocalDiscordOptions } from '../../src/demo/discord/local-discord.ts';
import type { Message } from '../../src/demo/discord/wire.ts';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import type { Log } from '../../src/log.ts';
import type { LanguageCode } from '../../src/reply/language.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import { quiet, sampleData } from './desk.ts';
import { tempFolder } from './temp.ts';

/** The real bot, with the real discord.js client, on a Discord of our own. */
export type Live = {
  discord: LocalDiscord;
  readonly desk: Desk;
  readonly bot: Bot;
  /** See Chat. */
  readonly ended: Chat['ended'];
  /** Ends the bot and starts another one on the same folder and the same Discord. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export type LiveOptions = {
  exposure?: Exposure;
  /** The desk's. */
  language?: LanguageCode;
  empty?: boolean;
  /** An open desk, which is left open unless the bot is restarted. */
  reused?: Desk;
  commands?: readonly Command[];
  /** Whether editors and leads need a second key. */
  enrolment?: boolean;
  log?: Log;
  discord?: LocalDiscordOptions;
  now?: () => number;
  /** Nobody has been here before, so that everybody gets the card of their first day. */
  newcomers?: boolean;
  /** The chat's own clock, in milliseconds; it stands still unless given. */
  clock?: () => number;
};

/** How long the bot has for an answer, in milliseconds: a busy machine may take longer than Discord's 3 s. */
const unhurried = 100_000;

export function settingsFor(discord: LocalDiscord): DiscordSettings {
  const { roles, channels } = discord;
  return {
    token: discord.token,
    api: discord.url,
    guild: discord.guildId,
    roles: { reader: [roles.reader.id], reporter: [roles.reporter.id], editor: [roles.editor.id], lead: [roles.lead.id] },
    listed: [channels.listed.id],
  };
}

/** Whoever comes counts as greeted already. */
const nobodyIsNew = `CREATE TEMP TRIGGER IF NOT EXISTS known AFTER INSERT ON main.roster WHEN new.greeted IS NULL
  BEGIN UPDATE roster SET greeted = 'lead' WHERE desk = new.desk AND member = new.member; END`;

/** Starts everything; it is ended when the test is over (call `stop` yourself outside of a test). */
export async function startLive({
  exposure = 'desk',
  language = 'en',
  empty = false,
  reused,
  commands,
  enrolment = false,
  log = quiet,
  discord: discordOptions = {},
  now,
  newcomers = false,
  clock = () => 0,
}: LiveOptions = {}): Promise<Live> {
  const folder = reused?.folder ?? (empty ? tempFolder() : await sampleData());
  const discord = await createLocalDiscord({
    answerMs: () => unhurried,
    ...discordOptions,
    // Discord offers everything to everybody: it is the bot that has to refuse.
    guild: { everyone: ['MANAGE_MESSAGES', 'MANAGE_GUILD'], ...discordOptions.guild },
  });
  let desk: Desk;
  let bot: Bot;
  let chat: Chat;
  const start = async (given?: Desk) => {
    desk = given ?? openDesk({ folder, exposure, language, log, ...(now === undefined ? {} : { now }) });
    if (!newcomers) desk.db.exec(nobodyIsNew);
    await desk.index.ready();
    bot = await createBot(desk, log, commands);
    chat = createDiscordChat({ bot, settings: { ...settingsFor(discord), enrolment }, log, strict: true, clock });
    await chat.start();
  };
  const end = async (left?: Desk) => {
    await chat.stop();
    if (desk !== left) await desk.close();
  };
  await start(reused);
  let stopped = false;
  return {
    discord,
    get desk() {
      return desk;
    },
    get bot() {
      return bot;
    },
    get ended() {
      return chat.ended;
    },
    async restart() {
      await end();
      await start();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await end(reused);
      await discord.close();
    },
  };
}

/** `startLive`, ended with the test. */
export async function live(options: LiveOptions = {}): Promise<Live> {
  const started = await startLive(options);
  onTestFinished(() => started.stop());
  return started;
}

/** What of an answer a person reads: the words of the last message, labels of its buttons included. */
export async function readAnswer(answer: InteractionAnswer): Promise<string> {
  await answer.settled();
  if (answer.failed !== undefined) return answer.failed;
  // Long work says how far it is before it answers.
  const read = (): string => answer.messages.map(({ message }) => wordsIn(message)).join('\n');
  await expect.poll(read).not.toMatch(/^\d+ of \d+ .* …$/);
  return read();
}

/** All words of a message's components, without the backslashes that keep documents' punctuation inert. */
export function wordsIn(message: Message): string {
  const words: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) {
        if ((key === 'content' || key === 'label' || key === 'placeholder') && typeof part === 'string') words.push(part);
        else look(part);
      }
    }
  };
  look(message.components);
  return words
    .join('\n')
    .replaceAll(/\\(?=[!-/:-@[-`{-~])/g, '')
    .replaceAll(/[\u2068\u2069]/g, '')
    .replaceAll('**', '');
}

/** The last message of an answer, to press its buttons. */
export function shown(answer: InteractionAnswer): ShownMessage {
  const last = answer.messages.at(-1);
  if (last === undefined) throw new Error('there is no message to press');
  return last;
}

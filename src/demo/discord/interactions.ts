import { randomBytes } from 'node:crypto';
import { callback, flag } from '../../chat/lint/lint.ts';
import { field, isBag, arrayIn, numberIn, textIn, under } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import type { GuildChannel, Guild, GuildMember } from './guild.ts';
import { channelType } from './guild.ts';
import { memberJson } from './guild-json.ts';
import type { KeptMessage, Messages } from './messages.ts';
import type { Message, SentFile } from './wire.ts';
import { refuse, refuseForm } from './wire.ts';

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-type */
export const interactionType = { command: 2, component: 3, autocomplete: 4, form: 5 } as const;

const ANSWER_MS = 3000;
const TOKEN_MS = 15 * 60_000;
/** As many interactions are remembered. */
const KEPT = 20_000;

/** A form that the bot opened. */
export type ShownModal = { interactionId: string; custom_id: string; title: string; components: Bag[] };

/** An interaction from the press of a button to the last follow-up. */
export type Interaction = {
  id: string;
  token: string;
  type: number;
  payload: Bag;
  member: GuildMember;
  channel: GuildChannel;
  createdAt: number;
  state: 'waiting' | 'answered' | 'failed';
  /** True from a defer to the first thing that people can see. */
  isDeferred: boolean;
  source: KeptMessage | undefined;
  original: KeptMessage | undefined;
  followUps: KeptMessage[];
  choices: Bag[] | undefined;
  modal: ShownModal | undefined;
  optionType: number | undefined;
  watchers: Set<() => void>;
  timer: NodeJS.Timeout | undefined;
};

/** What somebody did. */
export type InteractionRequest = {
  type: number;
  data: Bag;
  member: GuildMember;
  channel: GuildChannel;
  source?: KeptMessage;
  optionType?: number;
};

type Parts = {
  newId: () => string;
  now: () => number;
  guild: Guild;
  messages: Messages;
  applicationId: string;
  dispatch: (t: string, d: unknown) => void;
};

/** The interactions that are open, and what the bot may answer to each. */
export function createInteractions({ newId, now, guild, messages, applicationId, dispatch }: Parts) {
  const byToken = new Map<string, Interaction>();

  const changed = (interaction: Interaction): void => interaction.watchers.forEach((watch) => watch());

  function fail(interaction: Interaction): void {
    if (interaction.state !== 'waiting') return;
    interaction.state = 'failed';
    clearTimeout(interaction.timer);
    changed(interaction);
  }

  /** Sends the event to the bot; whoever does not answer within 3 seconds has failed. */
  function open(request: InteractionRequest): Interaction {
    const id = newId();
    const token = randomBytes(24).toString('base64url');
    const interaction: Interaction = {
      id,
      token,
      type: request.type,
      payload: { id, token, ...payloadOf(request, guild, applicationId) },
      member: request.member,
      channel: request.channel,
      createdAt: now(),
      state: 'waiting',
      isDeferred: false,
      source: request.source,
      original: undefined,
      followUps: [],
      choices: undefined,
      modal: undefined,
      optionType: request.optionType,
      watchers: new Set(),
      timer: undefined,
    };
    interaction.timer = setTimeout(() => fail(interaction), ANSWER_MS);
    interaction.timer.unref();
    byToken.set(token, interaction);
    forgetOldest();
    dispatch('INTERACTION_CREATE', interaction.payload);
    return interaction;
  }

  /** A demo may run for weeks. */
  function forgetOldest(): void {
    const [oldest] = byToken.keys();
    if (byToken.size > KEPT && oldest !== undefined) byToken.delete(oldest);
  }

  /** A message of this interaction, with all that Discord says of its origin. */
  function post(interaction: Interaction, body: unknown, files: readonly SentFile[], flags: number, type = 0): KeptMessage {
    const { member, channel } = interaction;
    const isEphemeral = (flags & flag.ephemeral) !== 0;
    return messages.create(
      {
        channel,
        author: guild.bot.user,
        ...(isEphemeral ? { visibleTo: member.user.id } : {}),
        extra: {
          flags,
          type,
          application_id: applicationId,
          webhook_id: applicationId,
          ...calledBy(interaction),
          interaction_metadata: {
            id: interaction.id,
            type: interaction.type,
            user: member.user,
            authorizing_integration_owners: { '0': guild.id },
          },
        },
      },
      body,
      files,
    );
  }

  /** The first answer (POST /interactions/:id/:token/callback). Throws 10062, 40060 or 50035. */
  function answer(id: string, token: string, body: unknown, files: readonly SentFile[]): Interaction {
    const interaction = byToken.get(token);
    if (interaction === undefined || interaction.id !== id) throw refuse.unknownInteraction();
    if (interaction.state === 'answered') throw refuse.acknowledged();
    if (now() - interaction.createdAt > ANSWER_MS) fail(interaction);
    if (interaction.state === 'failed') throw refuse.unknownInteraction();
    checkFits(interaction, body);
    apply(interaction, body, files);
    interaction.state = 'answered';
    clearTimeout(interaction.timer);
    changed(interaction);
    return interaction;
  }

  function apply(interaction: Interaction, body: unknown, files: readonly SentFile[]): void {
    const data = field(body, 'data');
    const type = numberIn(body, 'type');
    const messageType = interaction.type === interactionType.command ? (isMenu(interaction) ? 23 : 20) : 0;
    const flags = numberIn(data, 'flags') ?? 0;
    if (type === callback.update && interaction.source !== undefined) {
      messages.edit(interaction.source, data, files, 'callback', body);
      interaction.original = interaction.source;
      return;
    }
    messages.check('callback', body, { files: files.map(({ name, content }) => ({ name, size: content.length })) });
    if (type === callback.reply) interaction.original = post(interaction, data, files, flags, messageType);
    else if (type === callback.deferReply) {
      interaction.isDeferred = true;
      interaction.original = post(interaction, {}, [], (flags & flag.ephemeral) | flag.loading, messageType);
    } else if (type === callback.deferUpdate) {
      interaction.isDeferred = true;
      interaction.original = interaction.source;
    } else if (type === callback.choices) interaction.choices = arrayIn(data, 'choices').filter((choice) => isBag(choice));
    else if (type === callback.modal)
      interaction.modal = {
        interactionId: interaction.id,
        custom_id: textIn(data, 'custom_id'),
        title: textIn(data, 'title'),
        components: arrayIn(data, 'components').filter((part) => isBag(part)),
      };
  }

  /** The interaction whose webhook this is. Throws 10015 or, after 15 minutes, 50027. */
  function webhook(application: string, token: string): Interaction {
    const interaction = byToken.get(token);
    if (interaction === undefined || application !== applicationId) throw refuse.unknownWebhook();
    if (now() - interaction.createdAt > TOKEN_MS) throw refuse.expiredToken();
    if (interaction.state !== 'answered') throw refuse.unknownWebhook();
    return interaction;
  }

  /** `@original` or the id of a message of this interaction. Throws 10008. */
  function messageOf(interaction: Interaction, id: string): KeptMessage {
    const own = [interaction.original, ...interaction.followUps].filter((entry) => entry !== undefined && !entry.isDeleted);
    const found = id === '@original' ? interaction.original : own.find((entry) => entry?.message.id === id);
    if (found === undefined || found.isDeleted) throw refuse.unknownMessage();
    return found;
  }

  function edit(interaction: Interaction, id: string, body: unknown, files: readonly SentFile[]): Message {
    const message = messages.edit(messageOf(interaction, id), body, files);
    interaction.isDeferred = false;
    changed(interaction);
    return message;
  }

  /** A further message; while the answer is still "thinking", the first one takes its place, as in Discord. */
  function followUp(interaction: Interaction, body: unknown, files: readonly SentFile[]): Message {
    const { original } = interaction;
    if (original !== undefined && !original.isDeleted && (original.message.flags & flag.loading) !== 0)
      return edit(interaction, '@original', body, files);
    messages.check('message', body, { files: files.map(({ name, content }) => ({ name, size: content.length })) });
    const made = post(interaction, body, files, numberIn(body, 'flags') ?? 0);
    interaction.followUps.push(made);
    interaction.isDeferred = false;
    changed(interaction);
    return made.message;
  }

  function remove(interaction: Interaction, id: string): void {
    messages.remove(messageOf(interaction, id));
    interaction.isDeferred = false;
    changed(interaction);
  }

  return {
    open,
    answer,
    webhook,
    messageOf,
    edit,
    followUp,
    remove,
    byId: (id: string): Interaction | undefined => [...byToken.values()].find((interaction) => interaction.id === id),
    close: (): void => byToken.forEach(({ timer }) => clearTimeout(timer)),
  };
}
export type Interactions = ReturnType<typeof createInteractions>;

/** The command that a message answers: clients show "used /search" from this older field, which is still sent. */
function calledBy({ id, type, payload, member }: Interaction): Partial<Message> {
  if (type !== interactionType.command) return {};
  const data = payload['data'];
  const branch = arrayIn(data, 'options')
    .filter((entry) => (numberIn(entry, 'type') ?? 9) <= 2)
    .flatMap((entry) => [
      textIn(entry, 'name'),
      ...arrayIn(entry, 'options')
        .filter((inner) => numberIn(inner, 'type') === 1)
        .map((inner) => textIn(inner, 'name')),
    ]);
  return { interaction: { id, type, name: [textIn(data, 'name'), ...branch].join(' '), user: member.user } };
}

function isMenu(interaction: Interaction): boolean {
  return (numberIn(field(interaction.payload, 'data'), 'type') ?? 1) > 1;
}

/** Throws 50035 when this kind of answer does not go with this kind of interaction. */
function checkFits(interaction: Interaction, body: unknown): void {
  const type = numberIn(body, 'type') ?? 0;
  const isChoices = type === callback.choices;
  const say = (path: string, message: string): never => {
    throw refuseForm([{ path, rule: 'invalid-callback', message }]);
  };
  if (isChoices !== (interaction.type === interactionType.autocomplete))
    say('type', `An interaction of type ${interaction.type} cannot be answered with type ${type}.`);
  if (type === callback.modal && interaction.type === interactionType.form) say('type', 'A form cannot be answered with another form (9).');
  if ((type === callback.update || type === callback.deferUpdate) && interaction.source === undefined)
    say('type', `There is no message that type ${type} could update.`);
  const wanted = interaction.optionType === 3 ? 'string' : 'number';
  arrayIn(field(body, 'data'), 'choices').forEach((choice, at) => {
    if (isChoices && typeof field(choice, 'value') !== wanted)
      say(under(under('data.choices', at), 'value'), `The value must be a ${wanted}.`);
  });
}

function payloadOf({ type, data, member, channel, source }: InteractionRequest, guild: Guild, applicationId: string): Bag {
  const isDirect = channel.type === channelType.direct;
  const person = isDirect
    ? { user: member.user, context: 1, authorizing_integration_owners: { '0': '0' } }
    : {
        guild_id: guild.id,
        guild: { id: guild.id, locale: 'en-US', features: [] },
        guild_locale: 'en-US',
        member: memberJson(member, guild.permissionsOf(member, channel)),
        context: 0,
        authorizing_integration_owners: { '0': guild.id },
      };
  return {
    application_id: applicationId,
    type,
    version: 1,
    channel_id: channel.id,
    channel: { ...channel, permissions: guild.permissionsOf(member, channel).toString() },
    ...person,
    app_permissions: guild.permissionsOf(guild.bot, channel).toString(),
    locale: 'en-GB',
    entitlements: [],
    attachment_size_limit: 10 * 1024 * 1024,
    data,
    ...(source === undefined ? {} : { message: structuredClone(source.message) }),
  };
}

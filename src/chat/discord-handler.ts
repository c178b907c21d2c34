import {
  MessageFlags,
  type APIModalInteractionResponseCallbackData,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import { z } from 'zod';
import { roles, type Bot, type Call, type Caller, type Place, type Role } from '../command.ts';
import type { DiscordSettings } from '../config.ts';
import { errorFields, type Log } from '../log.ts';
import type { Action, ActionOptions, Reply, Visibility } from '../reply.ts';
import { commandLink, said, type Text } from '../text.ts';
import { decodeId, deedOf, encodeText, storedValue, type Kind } from './custom-id.ts';
import { givenOptions } from './discord-commands.ts';
import { isTooLate, sentenceOf, wasAnswered } from './discord-errors.ts';
import { component } from './discord-lint-components.ts';
import { lineReply, type Payload } from './discord-send.ts';
import { isOpen, listedId } from './discord-setup.ts';
import { label } from './neutralise.ts';

type Parts = { bot: Bot; settings: DiscordSettings; log: Log; payloadOf: (reply: Reply) => Payload };
type Answerable = ChatInputCommandInteraction | ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;

/** When nothing has been said by then, the answer is announced: half of the 3 s that Discord waits. */
const announceAfter = 1500;
/** Discord waits so long for a first answer. */
const patience = 3000;

/** The one way in for everything that people do on Discord: commands, buttons, selects, forms and completions. */
export function createHandler({ bot, settings, log, payloadOf }: Parts): (interaction: Interaction) => Promise<void> {
  const { desk } = bot;
  let quickest = Number.POSITIVE_INFINITY;

  /** Older than Discord waits, by Discord's clock: the quickest delivery so far tells how far ours is off. */
  const isStale = (createdAt: number): boolean => {
    const age = Date.now() - createdAt;
    quickest = Math.min(quickest, age);
    return age - quickest > patience;
  };

  const onInteraction = async (interaction: Interaction): Promise<void> => {
    if (interaction.isAutocomplete()) return complete(interaction);
    if (!interaction.isChatInputCommand() && !interaction.isButton() && !interaction.isStringSelectMenu() && !interaction.isModalSubmit())
      return;
    if (isStale(interaction.createdTimestamp)) {
      // Replayed after a broken connection: nobody waits for it any more, so it must not take effect.
      log.warn({ interaction: interaction.id }, 'came too late and was left alone');
      return;
    }
    if (!desk.claim(interaction.id)) {
      log.warn({ interaction: interaction.id }, 'delivered twice');
      return;
    }
    if (interaction.isChatInputCommand()) return run(interaction, callOf(interaction), 'beside');
    return press(interaction);
  };

  /** A button, a select or a form: what it does stands in its id. */
  const press = async (interaction: ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction): Promise<void> => {
    const decoded = decodeId(interaction.customId, (key) => desk.views.find(settings.guild, key));
    if (typeof decoded === 'string') return sendLine(interaction, strangeIds[decoded]);
    if (decoded.kind === 'form') return interaction.isButton() ? openForm(interaction, decoded.json) : undefined;
    const deed = deedOf(decoded.json);
    if (deed === undefined) return sendLine(interaction, strangeIds.foreign);
    const options: ActionOptions = { ...deed.options };
    if (interaction.isStringSelectMenu() && deed.option !== undefined) options[deed.option] = chosen(interaction.values[0] ?? '');
    if (interaction.isModalSubmit()) Object.assign(options, valuesOf(interaction));
    return run(interaction, { command: deed.command, options }, isInPlace(decoded.kind) && mayReplace(interaction) ? 'in place' : 'beside');
  };

  const chosen = (value: string): string =>
    value.startsWith(storedValue) ? (desk.views.find(settings.guild, value.slice(storedValue.length)) ?? value) : value;

  const run = async (interaction: Answerable, call: Call, where: 'beside' | 'in place'): Promise<void> => {
    const said_ = createSaying(interaction, where, bot.visibility(call), log);
    const { reply, visibility, ok } = await bot.answer(callerOf(interaction, settings), call);
    // A refusal never takes the place of what the person was reading.
    await said_.say(payloadOf(reply), ok ? where : 'beside', visibility);
  };

  const sendLine = async (interaction: Answerable, text: Text): Promise<void> => {
    const saying = createSaying(interaction, 'beside', 'caller', log);
    await saying.say(payloadOf(lineReply(text)), 'beside', 'caller');
  };

  /** A form must be the first answer, so it is opened before anything else; policy is asked when it is sent. */
  const openForm = async (interaction: ButtonInteraction, json: string): Promise<void> => {
    const action = JSON.parse(json) as Extract<Action, { kind: 'form' }>;
    await interaction.showModal(formOf(action, (view) => desk.views.keep(settings.guild, view)));
  };

  const complete = async (interaction: AutocompleteInteraction): Promise<void> => {
    const focused = interaction.options.getFocused(true);
    const call = callOf(interaction);
    const choices = await bot.suggest(callerOf(interaction, settings), call, focused.name, focused.value);
    try {
      await interaction.respond(
        choices
          .filter(({ value }) => value !== '' && value.length <= 100)
          .map((choice) => ({ name: label(choice.label, 100), value: choice.value })),
      );
    } catch (error) {
      // Completions overtaken by the next keystroke are thrown away by Discord: that is nobody's fault.
      log.debug(errorFields(error), 'completions were not taken');
    }
  };

  return onInteraction;
}

const strangeIds = {
  old: said`This button is from an older version. Please ask again with ${commandLink('search')}.`,
  foreign: said`This button is not one that I know. Please ask again with ${commandLink('search')}.`,
  gone: said`What this button points to is no longer kept here. Please ask again with ${commandLink('search')}.`,
};

const isInPlace = (kind: Kind): boolean => kind === 'replace' || kind === 'pick-replace' || kind === 'sent-replace';

/** A private answer must never take the place of a message that a channel sees. */
function mayReplace(interaction: ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction): boolean {
  return interaction.message?.flags.has(MessageFlags.Ephemeral) === true && (!interaction.isModalSubmit() || interaction.isFromMessage());
}

function callOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction): Call {
  const subcommand = interaction.options.getSubcommand(false);
  const [first] = interaction.options.data;
  const options = subcommand === null ? interaction.options.data : (first?.options ?? []);
  return {
    command: subcommand === null ? interaction.commandName : `${interaction.commandName} ${subcommand}`,
    options: givenOptions(options),
  };
}

/** Who asks, read from the event itself at each interaction: a role that was taken away counts at once. */
function callerOf(interaction: Interaction, settings: DiscordSettings): Caller {
  const { member, user } = interaction;
  const held = member === null ? [] : Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()];
  return {
    desk: settings.guild,
    member: user.id,
    name: member !== null && 'displayName' in member ? member.displayName : user.username,
    role: roleOf(held, settings),
    via: 'discord',
    interaction: interaction.id,
    place: placeOf(interaction, settings),
  };
}

/** The highest of the desk's roles that somebody holds. */
function roleOf(held: readonly string[], settings: DiscordSettings): Role | undefined {
  return roles.toReversed().find((role) => settings.roles[role].some((id) => held.includes(id)));
}

function placeOf({ channel, channelId }: Interaction, settings: DiscordSettings): Place | undefined {
  if (channel === null || channel.isDMBased()) return undefined;
  return { id: channelId ?? channel.id, name: channel.name, listed: settings.listed.includes(listedId(channel)), open: isOpen(channel) };
}

/** Says one answer to one interaction, in whichever of Discord's ways is right by then. */
function createSaying(interaction: Answerable, where: 'beside' | 'in place', visibility: Visibility, log: Log) {
  const flags = visibility === 'caller' ? MessageFlags.Ephemeral : 0;
  let announced: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    log.info({ interaction: interaction.id, left: patience - (Date.now() - interaction.createdTimestamp) }, 'announced');
    announced = (
      where === 'in place' && !interaction.isChatInputCommand()
        ? interaction.deferUpdate()
        : interaction.deferReply(flags === 0 ? {} : { flags })
    ).catch((error: unknown) => {
      if (!wasAnswered(error)) log.warn({ interaction: interaction.id, ...errorFields(error) }, 'announcing failed');
    });
  }, announceAfter);

  return {
    async say(payload: Payload, place: 'beside' | 'in place', shownTo: Visibility): Promise<void> {
      clearTimeout(timer);
      try {
        await announced;
        await send(payload, place, shownTo);
      } catch (error) {
        if (wasAnswered(error)) return;
        log.warn({ interaction: interaction.id, ...errorFields(error) }, 'an answer was refused');
        if (!isTooLate(error)) await apologise(sentenceOf(error));
      }
    },
  };

  async function send(payload: Payload, place: 'beside' | 'in place', shownTo: Visibility): Promise<void> {
    const whole = { ...payload, flags: MessageFlags.IsComponentsV2 } as const;
    const beside = {
      ...payload,
      flags: shownTo === 'caller' ? MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral : MessageFlags.IsComponentsV2,
    };
    if (announced !== undefined) {
      // Announced in place, but the answer must stand beside: as a follow-up.
      if (where === 'in place' && place === 'beside') await interaction.followUp(beside);
      else await interaction.editReply(where === 'in place' ? { ...whole, attachments: [] } : whole);
    } else if (place === 'in place' && !interaction.isChatInputCommand()) {
      if (interaction.isModalSubmit()) {
        if (interaction.isFromMessage()) await interaction.update({ ...whole, attachments: [] });
      } else await interaction.update({ ...whole, attachments: [] });
    } else {
      await interaction.reply(beside);
    }
  }

  /** One plain sentence, by whichever way is left. */
  async function apologise(sentence: string): Promise<void> {
    const line = {
      components: [{ type: component.text as 10, content: sentence }],
      allowedMentions: { parse: [] },
      flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral,
    } as const;
    try {
      if (interaction.replied || interaction.deferred) await interaction.followUp(line);
      else await interaction.reply(line);
    } catch (error) {
      log.warn({ interaction: interaction.id, ...errorFields(error) }, 'even the apology was refused');
    }
  }
}

const styles = { short: 1, long: 2 } as const;

/** A form as a modal: its fields as labelled text inputs, what it does in its id. */
export function formOf(action: Extract<Action, { kind: 'form' }>, keep: (view: string) => string): APIModalInteractionResponseCallbackData {
  const kind = action.as === 'replace' ? 'sent-replace' : 'sent-reply';
  const words = (text: Text): string => text.map((part) => ('text' in part ? part.text : 'ref' in part ? part.ref : '')).join('');
  return {
    custom_id: encodeText(kind, JSON.stringify([action.command, action.options]), 0, { keep }),
    title: label(words(action.title), 45),
    components: action.fields.slice(0, 5).map((field) => ({
      type: component.label,
      label: label(field.label, 45),
      ...(field.description === undefined ? {} : { description: label(field.description, 100) }),
      component: {
        type: component.textInput,
        custom_id: field.option,
        style: field.long === true ? styles.long : styles.short,
        required: field.required ?? false,
        max_length: Math.min(field.max ?? 4000, 4000),
        ...(field.value === undefined ? {} : { value: field.value.slice(0, field.max ?? 4000) }),
      },
    })),
  };
}

const sentField = z.object({ customId: z.string(), value: z.string() });

function valuesOf(interaction: ModalSubmitInteraction): ActionOptions {
  const fields = [...interaction.fields.fields.values()].flatMap((field) => sentField.safeParse(field).data ?? []);
  return Object.fromEntries(fields.filter(({ value }) => value !== '').map(({ customId, value }) => [customId, value]));
}

import {
  MessageFlags,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import type { Bot, Call } from '../command.ts';
import type { DiscordSettings } from '../config.ts';
import { errorFields, type Log } from '../log.ts';
import type { ActionOptions, Reply } from '../reply.ts';
import { commandLink, said, type Text } from '../text.ts';
import { decodeId, deedOf, storedValue, type Kind } from './custom-id.ts';
import { createAge } from './discord-age.ts';
import { callerOf } from './discord-caller.ts';
import { givenOptions } from './discord-commands.ts';
import { formIn, modalOf, typedInto } from './discord-form.ts';
import { createSaying, lament, patience, type Answerable, type Where } from './discord-saying.ts';
import { lineReply, linePayload, type Payload, type Sending } from './discord-send.ts';
import { label } from './neutralise.ts';

type Press = ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;
type Parts = { bot: Bot; settings: DiscordSettings; log: Log; sending: Sending };

/** The one way in for everything that people do on Discord: commands, buttons, selects, forms and completions. */
export function createHandler({ bot, settings, log, sending }: Parts): (interaction: Interaction) => Promise<void> {
  const { desk } = bot;
  const ageOf = createAge();

  const onInteraction = async (interaction: Interaction): Promise<void> => {
    const isHere = interaction.guildId === settings.guild;
    if (interaction.isAutocomplete()) return isHere ? complete(interaction) : undefined;
    if (!isAnswerable(interaction)) return;
    const age = ageOf(interaction.createdTimestamp);
    if (age > patience) {
      // Replayed after a broken connection: nobody waits for it any more, so it must not take effect.
      log.warn({ interaction: interaction.id }, 'came too late and was left alone');
      return;
    }
    // Another server's people are not answered at all; whoever writes in private is told where to go.
    if (!isHere) return interaction.guildId === null ? sendLine(interaction, age, elsewhere) : undefined;
    try {
      if (!desk.claim(interaction.id)) return log.warn({ interaction: interaction.id }, 'delivered twice');
      await (interaction.isChatInputCommand() ? run(interaction, age, callOf(interaction), 'beside') : press(interaction, age));
    } catch (error) {
      await lament(interaction, error, log);
    }
  };

  /** A button, a select or a form: what it does stands in its id. */
  const press = async (interaction: Press, age: number): Promise<void> => {
    const decoded = decodeId(interaction.customId, (key) => desk.views.find(settings.guild, key));
    if (typeof decoded === 'string') return sendLine(interaction, age, strangeIds[decoded]);
    if (decoded.kind === 'form' && interaction.isButton()) return openForm(interaction, age, decoded.json);
    const deed = deedOf(decoded.json);
    if (deed === undefined) return sendLine(interaction, age, strangeIds.foreign);
    const options: ActionOptions = { ...deed.options };
    if (interaction.isStringSelectMenu() && deed.option !== undefined) options[deed.option] = chosen(interaction.values[0] ?? '');
    if (interaction.isModalSubmit()) Object.assign(options, typedInto(interaction));
    const where = isInPlace(decoded.kind) && mayReplace(interaction) ? 'in place' : 'beside';
    return run(interaction, age, { command: deed.command, options }, where);
  };

  const chosen = (value: string): string =>
    value.startsWith(storedValue) ? (desk.views.find(settings.guild, value.slice(storedValue.length)) ?? value) : value;

  const run = async (interaction: Answerable, age: number, call: Call, where: Where): Promise<void> => {
    const saying = createSaying({ interaction, where, visibility: bot.visibility(call), age, log });
    const { reply, visibility, ok } = await bot.answer(callerOf(interaction, settings), call);
    // A refusal never takes the place of what the person was reading.
    await saying.say(payloadOf(interaction, reply), ok ? where : 'beside', visibility);
  };

  /** What cannot be set (a full disk, a fault of ours) must not leave the person waiting. */
  const payloadOf = (interaction: Answerable, reply: Reply): Payload => {
    try {
      return sending.payloadOf(reply);
    } catch (error) {
      log.error({ interaction: interaction.id, ...errorFields(error) }, 'an answer could not be set');
      return linePayload(
        'I cannot show the answer, though what you asked for may have been done. The operator finds the reason in the log.',
      );
    }
  };

  const sendLine = async (interaction: Answerable, age: number, text: Text): Promise<void> => {
    const saying = createSaying({ interaction, where: 'beside', visibility: 'caller', age, log });
    await saying.say(payloadOf(interaction, lineReply(text)), 'beside', 'caller');
  };

  /** A form must be the first answer, so it is opened before anything else; policy is asked when it is sent. */
  const openForm = async (interaction: ButtonInteraction, age: number, json: string): Promise<void> => {
    const form = formIn(json);
    if (form === undefined) return sendLine(interaction, age, strangeIds.old);
    await interaction.showModal(sending.checkedModal(modalOf(form, (view) => desk.views.keep(settings.guild, view))));
  };

  const complete = async (interaction: AutocompleteInteraction): Promise<void> => {
    const focused = interaction.options.getFocused(true);
    const choices = await bot.suggest(callerOf(interaction, settings), callOf(interaction), focused.name, focused.value);
    try {
      await interaction.respond(
        choices
          .filter(({ value }) => value !== '' && value.length <= 100)
          .slice(0, 25)
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
const elsewhere = said`I answer on the desk's own server only: there I can see who may do what.`;

function isAnswerable(interaction: Interaction): interaction is Answerable {
  return interaction.isChatInputCommand() || interaction.isButton() || interaction.isStringSelectMenu() || interaction.isModalSubmit();
}

const isInPlace = (kind: Kind): boolean => kind === 'replace' || kind === 'pick-replace' || kind === 'sent-replace';

/** A private answer must never take the place of a message that a channel sees. */
function mayReplace(interaction: Press): boolean {
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

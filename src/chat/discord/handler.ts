import {
  MessageFlags,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  type UserContextMenuCommandInteraction,
} from 'discord.js';
import type { Caller } from '../../desk/caller.ts';
import type { Bot, Call, MenuTarget } from '../../bot/command.ts';
import type { DiscordSettings } from './settings.ts';
import { errorFields, type Log } from '../../log.ts';
import type { ActionOptions, Block, Reply } from '../../reply/reply.ts';
import { commandLink, quoted, said, type Text } from '../../reply/text.ts';
import { decodeId, actionTargetOf, storedValue, type CustomIdKind } from './custom-id.ts';
import { createInteractionAge } from './interaction-age.ts';
import { mayRun } from '../../desk/policy.ts';
import { attachedFile } from './file.ts';
import { callerInPrivate, callerOf, peopleIn } from './caller.ts';
import { givenOptions, menusOf } from './commands.ts';
import { formIn, formJson, modalOf, typedInto } from './form.ts';
import { createAnswering, reportFailure, patience, type Answerable, type Press, type Where } from './answering.ts';
import { lineReply, linePayload, type Payload, type Sending } from './payload.ts';
import { label } from '../neutralise.ts';

type MenuCall = MessageContextMenuCommandInteraction | UserContextMenuCommandInteraction;
type Parts = { client: Client; bot: Bot; settings: DiscordSettings; log: Log; sending: Sending };

/** The one way in for everything that people do on Discord: commands, buttons, selects, forms and completions. */
export function createHandler({ client, bot, settings, log, sending }: Parts): (interaction: Interaction) => Promise<void> {
  const { desk } = bot;
  const ageOf = createInteractionAge();

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
    // Another server's people are not answered at all; whoever writes in private is told where to go. What was sent to
    // somebody in private can be pressed there: who they are is asked of the server.
    const isPrivatePress = interaction.guildId === null && !interaction.isCommand();
    if (!isHere && !isPrivatePress) return interaction.guildId === null ? sendLine(interaction, age, elsewhere) : undefined;
    try {
      if (!desk.claim(interaction.id)) return log.warn({ interaction: interaction.id }, 'delivered twice');
      if (interaction.isChatInputCommand()) await run(interaction, age, callOf(interaction, settings.api), 'beside');
      else if (interaction.isContextMenuCommand()) await openMenu(interaction, age);
      else await press(interaction, age);
    } catch (error) {
      await reportFailure(interaction, error, log);
    }
  };

  /** A button, a select or a form: what it does stands in its id. */
  const press = async (interaction: Press, age: number): Promise<void> => {
    const decoded = decodeId(interaction.customId, (key) => desk.views.find(settings.guild, key));
    if (typeof decoded === 'string') return sendLine(interaction, age, strangeIds[decoded]);
    if (decoded.kind === 'form' && interaction.isButton()) return showForm(interaction, age, decoded.json);
    const target = actionTargetOf(decoded.json);
    if (target === undefined) return sendLine(interaction, age, strangeIds.foreign);
    const options: ActionOptions = { ...target.options };
    if (interaction.isStringSelectMenu() && target.option !== undefined) options[target.option] = chosen(interaction.values[0] ?? '');
    if (interaction.isModalSubmit()) Object.assign(options, typedInto(interaction));
    const where = isInPlace(decoded.kind) && mayReplace(interaction) ? 'in place' : 'beside';
    return run(interaction, age, { command: target.command, options }, where);
  };

  const chosen = (value: string): string =>
    value.startsWith(storedValue) ? (desk.views.find(settings.guild, value.slice(storedValue.length)) ?? value) : value;

  const run = async (interaction: Answerable, age: number, call: Call, where: Where): Promise<void> => {
    const saying = createAnswering({ interaction, where, visibility: bot.visibility(call), age, log });
    const caller = await knownCaller(interaction);
    if (caller === undefined) return saying.say(payloadOf(interaction, lineReply(elsewhere)), 'beside', 'caller');
    const { reply, visibility, ok } = await bot.answer(caller, call, (done, total, what) => saying.progress(done, total, what));
    // A refusal never takes the place of what the person was reading.
    const whole = !ok && interaction.isModalSubmit() ? withTyped(reply, typedInto(interaction)) : reply;
    await saying.say(payloadOf(interaction, whole), ok ? where : 'beside', visibility);
  };

  /** Who asks; the desk remembers their name, and those of whom they name. */
  const knownCaller = async (interaction: Answerable): Promise<Caller | undefined> => {
    const caller = interaction.guildId === null ? await callerInPrivate(interaction, client, settings) : callerOf(interaction, settings);
    if (caller === undefined) return undefined;
    const { member: id, name, role } = caller;
    for (const person of [{ id, name, role, isBot: false }, ...peopleIn(interaction, settings)])
      desk.roster.seen(settings.guild, person, desk.now());
    return caller;
  };

  /** An entry in the menu of a message or a member: runs its command, or opens a form for it. */
  const openMenu = async (interaction: MenuCall, age: number): Promise<void> => {
    const found = menusOf(bot.commands).find(({ menu }) => menu.name === interaction.commandName);
    const caller = await knownCaller(interaction);
    if (found === undefined || caller === undefined) return sendLine(interaction, age, strangeIds.foreign);
    const { menu, runnable } = found;
    const verdict = mayRun(caller, runnable.who);
    const opened = verdict.allowed ? menu.open(targetOf(interaction), { desk, caller }) : { options: {} };
    if ('form' in opened) return showForm(interaction, age, formJson(opened.form));
    return run(interaction, age, { command: runnable.name, options: opened.options }, 'beside');
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
    const saying = createAnswering({ interaction, where: 'beside', visibility: 'caller', age, log });
    await saying.say(payloadOf(interaction, lineReply(text)), 'beside', 'caller');
  };

  /** A form must be the first answer, so it is opened before anything else; policy is asked when it is sent. */
  const showForm = async (interaction: ButtonInteraction | MenuCall, age: number, json: string): Promise<void> => {
    const form = formIn(json);
    if (form === undefined) return sendLine(interaction, age, strangeIds.old);
    await interaction.showModal(sending.checkedModal(modalOf(form, (view) => desk.views.keep(settings.guild, view))));
  };

  const complete = async (interaction: AutocompleteInteraction): Promise<void> => {
    const focused = interaction.options.getFocused(true);
    const choices = await bot.suggest(callerOf(interaction, settings), callOf(interaction, settings.api), focused.name, focused.value);
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
  return (
    interaction.isChatInputCommand() ||
    interaction.isMessageContextMenuCommand() ||
    interaction.isUserContextMenuCommand() ||
    interaction.isButton() ||
    interaction.isStringSelectMenu() ||
    interaction.isModalSubmit()
  );
}

/** A form closes when it is sent: whoever wrote into it gets their words back when they could not be saved. */
function withTyped(reply: Reply, typed: ActionOptions): Reply {
  const texts = Object.values(typed).filter((value): value is string => typeof value === 'string');
  if (texts.length === 0) return reply;
  const back = texts.map((text): Block => ({ kind: 'copy', text: [quoted(text)] }));
  return { ...reply, blocks: [...reply.blocks, { kind: 'text', text: said`What you typed:` }, ...back] };
}

/** What a menu was opened on; the words of a message of components are those of its texts. */
function targetOf(interaction: MenuCall): MenuTarget {
  if (interaction.isUserContextMenuCommand()) return { on: 'member', id: interaction.targetId, name: interaction.targetUser.displayName };
  const { content, author, url, components } = interaction.targetMessage;
  return {
    on: 'message',
    text: content === '' ? textsIn(components) : content,
    author: { id: author.id, name: author.displayName },
    link: url,
  };
}

function textsIn(parts: readonly unknown[]): string {
  return parts
    .flatMap((part): string[] => {
      const { content, components } = part as { content?: string; components?: readonly unknown[] };
      return [content ?? '', components === undefined ? '' : textsIn(components)];
    })
    .filter((text) => text !== '')
    .join('\n');
}

const isInPlace = (kind: CustomIdKind): boolean => kind === 'replace' || kind === 'pick-replace' || kind === 'sent-replace';

/** A private answer must never take the place of a message that a channel sees. */
function mayReplace(interaction: Press): boolean {
  const isPrivate = interaction.guildId === null || interaction.message?.flags.has(MessageFlags.Ephemeral) === true;
  return isPrivate && (!interaction.isModalSubmit() || interaction.isFromMessage());
}

function callOf(interaction: ChatInputCommandInteraction | AutocompleteInteraction, api: string | undefined): Call {
  const subcommand = interaction.options.getSubcommand(false);
  const [first] = interaction.options.data;
  const options = subcommand === null ? interaction.options.data : (first?.options ?? []);
  return {
    command: subcommand === null ? interaction.commandName : `${interaction.commandName} ${subcommand}`,
    options: givenOptions(options),
    files: Object.fromEntries(
      options.flatMap(({ name, attachment }) =>
        attachment === undefined || attachment === null ? [] : [[name, attachedFile(attachment, api)]],
      ),
    ),
  };
}

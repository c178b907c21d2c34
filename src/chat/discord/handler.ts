import { inLanguage, languageOf, spoken } from '../../reply/language.ts';
import { MessageFlags, type ButtonInteraction, type Client, type Interaction, type StringSelectMenuInteraction } from 'discord.js';
import type { Bot, Call } from '../../bot/command.ts';
import type { ActName } from '../../desk/acts.ts';
import { optionsOf, needs } from '../../bot/offered.ts';
import { mayRun } from '../../desk/policy.ts';
import type { Log } from '../../log.ts';
import type { Block, Reply } from '../../reply/reply.ts';
import { commandLink } from '../../reply/actions.ts';
import { plain, quoted, said, type Text } from '../../reply/text.ts';
import { createAnswering, reportFailure, answerTimeout, type Answerable, type Press, type Where } from './answering.ts';
import { callOf, menuTargetOf, type MenuInteraction } from './call.ts';
import { meetNamed, whoAsks } from './caller.ts';
import { claim, createTaken } from './claims.ts';
import { closeDecided } from './closing.ts';
import { menusOf } from './commands.ts';
import { complete } from './completions.ts';
import { decodeId, actionTargetOf, storedValue, type ActionTarget, type Decoded, type CustomIdKind } from './custom-id.ts';
import { formIn, formJson, modalOf, typedInto, wordsTyped } from './form.ts';
import { createInteractionAge } from './interaction-age.ts';
import { linePayload, lineReply, payloadOrLine, type Sending } from './payload.ts';
import type { DiscordSettings } from './settings.ts';

/** What a form can be opened from. */
type Opener = ButtonInteraction | StringSelectMenuInteraction | MenuInteraction;
type Parts = { client: Client; bot: Bot; settings: DiscordSettings; log: Log; sending: Sending; clock: () => number };

/** With so many in work an answer is announced before anything is done for it; with so many more it is refused. */
const unhurried = 3;
const mostInWork = 250;
/** So late, in milliseconds, an interaction is announced at once, too. */
const announceAtOnce = 500;

/** Handles everything people do on Discord: commands, buttons, selects, forms and completions. */
export function createHandler(parts: Parts): (interaction: Interaction) => Promise<void> {
  const { bot, settings, log, clock } = parts;
  const ageOf = createInteractionAge(clock);
  const taken = createTaken();
  let inWork = 0;
  const { perform, sendLine } = createPerforming(parts, (age) => inWork > unhurried || age > announceAtOnce);

  const take = async (interaction: Answerable, isHere: boolean): Promise<void> => {
    const age = ageOf(interaction.createdTimestamp);
    // Replayed after a broken connection: nobody waits for it any more, so it must not take effect.
    if (age > answerTimeout) return log.warn({ interaction: interaction.id }, 'an interaction came too late and was ignored');
    // People on other servers get no answer; in direct messages, commands are answered with where to go. Buttons of
    // direct messages work there: the server is asked who presses.
    const isPrivatePress = interaction.guildId === null && !interaction.isCommand();
    if (!isHere && !isPrivatePress) return interaction.guildId === null ? sendLine(interaction, age, elsewhere()) : undefined;
    if (!taken.isNew(interaction.id)) return log.warn({ interaction: interaction.id }, 'an interaction was delivered twice');
    if (inWork >= mostInWork) return sendLine(interaction, age, tooMany());
    inWork += 1;
    try {
      await perform(interaction, age);
    } finally {
      inWork -= 1;
    }
  };

  return async (interaction) => {
    const isHere = interaction.guildId === settings.guild;
    // What only the caller sees is in their language; what a channel sees, in the desk's.
    return inLanguage(languageOf(interaction.locale), async () => {
      if (interaction.isAutocomplete()) return isHere ? complete(interaction, { bot, settings, log }) : undefined;
      if (!isAnswerable(interaction)) return isHere ? refuseUnknown(interaction, log) : undefined;
      return take(interaction, isHere).catch((error: unknown) => reportFailure(interaction, error, log));
    });
  };
}

/** Finds out what an interaction asks for, does it, and answers. */
function createPerforming({ client, bot, settings, log, sending, clock }: Parts, isUrgent: (age: number) => boolean) {
  const { desk } = bot;
  const ids = { find: (key: string): string | undefined => desk.views.find(settings.guild, key), seal: desk.views.seal };

  /** A button, a select or a form: its id says what it does. */
  const press = async (interaction: Press, age: number): Promise<void> => {
    const decoded = decodePressed(interaction, ids);
    if (typeof decoded === 'string') return sendLine(interaction, age, unknownIds[decoded]());
    const { isOurs, kind } = decoded;
    // What a form says is sealed when it is shown: one that is not ours must not get our seal.
    if (kind === 'form' && !interaction.isModalSubmit())
      return isOurs ? showForm(interaction, age, decoded.json) : sendLine(interaction, age, unknownIds.old());
    const target = actionTargetOf(decoded.json);
    if (target === undefined) return sendLine(interaction, age, unknownIds.foreign());
    const call = pressedCall(interaction, target, isOurs, { findView: ids.find, api: settings.api });
    return run(interaction, age, call, placeFor(interaction, kind), () => closeDecided(interaction.message, kind, target, { ids, log }));
  };

  /** `done`: what happens once it was answered and not refused. */
  const run = (interaction: Answerable, age: number, call: Call, where: Where, done?: () => Promise<void>): Promise<void> =>
    inLanguage(bot.visibility(call) === 'caller' ? spoken() : desk.language, () => answer(interaction, age, call, where, done));

  const answer = async (interaction: Answerable, age: number, call: Call, where: Where, done?: () => Promise<void>): Promise<void> => {
    const announced = { where, visibility: bot.visibility(call), isUrgent: isUrgent(age) };
    const answering = createAnswering({ interaction, ...announced, age, clock, log });
    try {
      const caller = await whoAsks(interaction, client, desk, settings);
      if (caller === undefined) return await answering.say(payloadOf(interaction, lineReply(elsewhere())), 'beside', 'caller');
      if (!(await claim(interaction, caller, { desk, settings }))) {
        log.warn({ interaction: interaction.id }, 'an interaction was delivered twice');
        return answering.leave();
      }
      await meetNamed(call, caller, client, bot, settings);
      const { reply, visibility, ok, saved } = await bot.answer(caller, call, (done, total, what) => answering.progress(done, total, what));
      const shown = !ok && interaction.isModalSubmit() ? withTyped(reply, wordsTyped(interaction)) : reply;
      const payload = await desk.group(() => payloadOf(interaction, shown, saved));
      // A refusal never replaces what the person was reading.
      await answering.say(payload, ok ? where : 'beside', visibility);
      if (ok) await done?.();
    } catch (error) {
      await answering.fail(error);
    }
  };

  /** An entry in the menu of a message or a member: runs its command, or opens its form. */
  const openMenu = async (interaction: MenuInteraction, age: number): Promise<void> => {
    const found = menusOf(bot.commands).find(({ menu }) => menu.name === interaction.commandName);
    const caller = await whoAsks(interaction, client, desk, settings);
    if (found === undefined || caller === undefined) return sendLine(interaction, age, unknownIds.foreign());
    const { menu, runnable } = found;
    const context = { desk: desk.as(caller), caller };
    const opened = mayRun(caller, runnable.who).allowed ? menu.open(menuTargetOf(interaction), context) : { options: {} };
    const options = 'form' in opened ? optionsOf(opened.form) : opened.options;
    if ('form' in opened && mayRun(caller, needs(runnable, options)).allowed) return showForm(interaction, age, formJson(opened.form));
    return run(interaction, age, { command: runnable.name, options, byButton: Object.keys(options) }, 'beside');
  };

  const payloadOf = (interaction: Answerable, reply: Reply, saved: readonly ActName[] = []) =>
    payloadOrLine(sending, reply, { interaction: interaction.id, saved, log });

  const sendLine = async (interaction: Answerable, age: number, text: Text): Promise<void> => {
    const payload = payloadOf(interaction, lineReply(text));
    await createAnswering({ interaction, where: 'beside', visibility: 'caller', age, clock, log }).say(payload, 'beside', 'caller');
  };

  const showForm = async (interaction: Opener, age: number, json: string): Promise<void> => {
    const form = formIn(json);
    if (form === undefined) return sendLine(interaction, age, unknownIds.old());
    await interaction.showModal(
      sending.checkedModal(modalOf(form, { seal: ids.seal, keep: (view) => desk.views.keep(settings.guild, view) })),
    );
  };

  const perform = (interaction: Answerable, age: number): Promise<void> => {
    if (interaction.isChatInputCommand()) return run(interaction, age, callOf(interaction, settings.api), 'beside');
    return interaction.isContextMenuCommand() ? openMenu(interaction, age) : press(interaction, age);
  };

  return { perform, sendLine };
}

/** What a button, a select or a form does; of a menu, what the entry chosen in it does. */
function decodePressed(interaction: Press, store: Parameters<typeof decodeId>[1]): Decoded {
  const decoded = decodeId(interaction.customId, store);
  const isMenu = typeof decoded !== 'string' && decoded.kind === 'menu' && interaction.isStringSelectMenu();
  return isMenu ? decodeId(interaction.values[0] ?? '', store) : decoded;
}

/** What a press asks for: what its button set, what was chosen, and what was typed, which stays typed whatever the button had set. */
function pressedCall(
  interaction: Press,
  { command, options: set, option }: ActionTarget,
  isOurs: boolean,
  { findView, api }: { findView: (key: string) => string | undefined; api: string | undefined },
): Call {
  const isChosen = interaction.isStringSelectMenu() && option !== undefined;
  const made = isChosen ? { ...set, [option]: fullValue(interaction.values[0] ?? '', findView) } : set;
  const { options: typed, files } = interaction.isModalSubmit() ? typedInto(interaction, api) : { options: {}, files: {} };
  const byButton = isOurs ? Object.keys(made).filter((name) => !Object.hasOwn(typed, name)) : [];
  return { command, options: { ...made, ...typed }, files, byButton };
}

/** The chosen value; one too long for Discord is stored with the desk, and the option holds its key. */
const fullValue = (value: string, findView: (key: string) => string | undefined): string =>
  value.startsWith(storedValue) ? (findView(value.slice(storedValue.length)) ?? value) : value;

const unknownIds = {
  old: () => said`This button is from an older version. Please ask again with ${commandLink('search')}.`,
  foreign: () => said`I don’t know this button. Please ask again with ${commandLink('search')}.`,
  gone: () => said`What this button points to is no longer kept here. Please ask again with ${commandLink('search')}.`,
};
const tooMany = () => said`I’m too busy right now. Nothing was done: try again in a minute.`;
const elsewhere = () => said`I only answer on the desk's own server, where I can see who may do what.`;

/** Something that people can do on Discord, though nothing of ours offers it. */
async function refuseUnknown(interaction: Interaction, log: Log): Promise<void> {
  log.warn({ interaction: interaction.id, type: interaction.type }, 'an interaction of a kind that I do not offer');
  if (interaction.isRepliable())
    await interaction.reply({ ...linePayload(plain(unknownIds.foreign())), flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral });
}

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

/** A form closes when it is submitted: people get back what they typed when it could not be saved. */
function withTyped(reply: Reply, texts: readonly string[]): Reply {
  if (texts.length === 0) return reply;
  const back = texts.map((text): Block => ({ kind: 'copy', text: [quoted(text)] }));
  return { ...reply, blocks: [...reply.blocks, { kind: 'text', text: said`What you typed:` }, ...back] };
}

const isInPlace = (kind: CustomIdKind): boolean => kind === 'replace' || kind === 'pick-replace' || kind === 'sent-replace';

const placeFor = (interaction: Press, kind: CustomIdKind): Where => (isInPlace(kind) && mayReplace(interaction) ? 'in place' : 'beside');

/** A private answer must never replace a message that the channel sees. */
function mayReplace(interaction: Press): boolean {
  const isPrivate = interaction.guildId === null || interaction.message?.flags.has(MessageFlags.Ephemeral) === true;
  return isPrivate && (!interaction.isModalSubmit() || interaction.isFromMessage());
}

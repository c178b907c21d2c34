import {
  ButtonStyle,
  Client,
  Events,
  GatewayIntentBits,
  MessageFlags,
  type ChatInputCommandInteraction,
  type Interaction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { createLocalDiscord, type LocalDiscord, type LocalDiscordOptions } from '../../src/demo/discord/local-discord.ts';
import { createPage } from '../../src/demo/serve-page.ts';
import { commands, none, button, everything, forms, hostile } from './showcase-parts.ts';

/**
 * A bot of discord.js that shows one of everything and says what it received, so that the page can be held against what
 * the real client makes of its requests.
 */
export type Showcase = {
  discord: LocalDiscord;
  url: string;
  /** What reached the bot, in its own words, oldest first. */
  received: string[];
  /** Interactions that the bot leaves without an answer, by custom_id or command. */
  deaf: Set<string>;
  /** The bot waits with this step (what it says, or the button it answers) until the function returned is called. */
  hold(step: string): () => void;
  stop(): Promise<void>;
};

/** Starts the local Discord with the page, and the bot on it. */
export async function startShowcase(options: LocalDiscordOptions = {}): Promise<Showcase> {
  const deaf = new Set<string>();
  // Nobody waits long for a bot that is deaf; a busy machine may take as long as it likes for any other answer.
  const answerMs = (): number => (deaf.size > 0 ? 1000 : 100_000);
  const discord = await createLocalDiscord({ page: createPage(), answerMs, ...options });
  const received: string[] = [];
  const held = new Map<string, Promise<void>>();
  const client = new Client({ intents: [GatewayIntentBits.Guilds], allowedMentions: none, rest: { api: discord.url, retries: 1 } });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  let winner: string | undefined;

  async function onCommand(interaction: ChatInputCommandInteraction): Promise<unknown> {
    const { commandName } = interaction;
    switch (commandName) {
      case 'everything':
        return interaction.reply(everything() as never);
      case 'fill':
        return interaction.showModal(forms.first as never);
      case 'slow':
        await interaction.deferReply();
        await held.get('Thought.');
        await interaction.editReply({ content: 'Thought.' });
        await held.get('Thought again.');
        return interaction.editReply({ content: 'Thought again.' });
      case 'whisper': {
        const row = { type: 1, components: [button(ButtonStyle.Primary, 'In private')] };
        await interaction.user.send({ content: 'Psst.', components: [row] });
        return interaction.reply({ content: 'Done.', flags: MessageFlags.Ephemeral });
      }
      case 'race':
        winner = undefined;
        return interaction.reply({
          content: 'Who is first?',
          components: [{ type: 1, components: [button(ButtonStyle.Primary, 'Claim')] }],
        });
      case 'hostile':
        return interaction.reply({ content: hostile });
      default: {
        const said = JSON.stringify(interaction.options.data.map(shown));
        received.push(`/${commandName} ${said}`);
        return interaction.reply({ content: `Got ${said}`.slice(0, 2000), flags: MessageFlags.Ephemeral });
      }
    }
  }

  async function onInteraction(interaction: Interaction): Promise<unknown> {
    const key = 'customId' in interaction ? interaction.customId : interaction.commandName;
    if (interaction.isAutocomplete()) {
      const { name, value } = interaction.options.getFocused(true);
      received.push(`typed ${name}=${value}`);
      if (deaf.has(key)) return undefined;
      return interaction.respond(
        ['Iran', 'Iraq', 'Ireland']
          .filter((word) => word.toLowerCase().startsWith(value.toLowerCase()))
          .map((word) => ({ name: word, value: `value-${word}` })),
      );
    }
    if (deaf.has(key)) return void received.push(`unheard ${key}`);
    if (interaction.isChatInputCommand()) return onCommand(interaction);
    if (interaction.isMessageContextMenuCommand())
      return interaction.reply({ content: `Message: ${interaction.targetMessage.content}`, flags: MessageFlags.Ephemeral });
    if (interaction.isUserContextMenuCommand())
      return interaction.reply({ content: `Person: ${interaction.targetUser.username}`, flags: MessageFlags.Ephemeral });
    if (interaction.isModalSubmit()) {
      received.push(`form ${interaction.customId} ${JSON.stringify(fieldsOf(interaction))}`);
      return interaction.reply({
        content: 'Form taken.',
        flags: MessageFlags.Ephemeral,
        components: interaction.customId === 'first' ? [{ type: 1, components: [button(ButtonStyle.Primary, 'Second form')] }] : [],
      });
    }
    if (interaction.isAnySelectMenu()) {
      received.push(`select ${interaction.customId} ${interaction.values.join(',')}`);
      return interaction.reply({ content: `Selected ${interaction.values.length}.`, flags: MessageFlags.Ephemeral });
    }
    if (!interaction.isButton()) return undefined;
    received.push(`press ${interaction.customId}`);
    if (interaction.customId === 'Second form') return interaction.showModal(forms.second as never);
    if (interaction.customId === 'Claim') {
      winner ??= interaction.user.username;
      const isWinner = winner === interaction.user.username;
      await held.get('Claim');
      return isWinner
        ? interaction.update({ content: `Claimed by ${winner}.`, components: [] })
        : interaction.reply({ content: `Too late: ${winner} has it.`, flags: MessageFlags.Ephemeral });
    }
    return interaction.reply({ content: `Pressed ${interaction.customId}.`, flags: MessageFlags.Ephemeral });
  }

  client.on(Events.Error, () => undefined);
  client.on(Events.InteractionCreate, (interaction) => {
    onInteraction(interaction).catch((error: unknown) => received.push(`error ${String(error)}`));
  });
  await client.login(discord.token);
  await ready;
  await client.application?.commands.set(commands, discord.guildId);
  return {
    discord,
    url: `http://127.0.0.1:${discord.port}/`,
    received,
    deaf,
    hold(step) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(step, promise);
      return resolve;
    },
    stop: async () => {
      await client.destroy();
      await discord.close();
    },
  };
}

type Given = {
  name: string;
  value?: unknown;
  options?: readonly Given[];
  user?: { username: string } | null;
  channel?: { name?: string | null } | null;
  role?: { name: string } | null;
  attachment?: { name: string; size: number } | null;
};

function shown({ name, value, options, user, channel, role, attachment }: Given): unknown {
  if (options !== undefined && options.length > 0) return { [name]: options.map(shown) };
  return { [name]: user?.username ?? channel?.name ?? role?.name ?? (attachment ? `${attachment.name} ${attachment.size}` : value) };
}

function fieldsOf({ fields }: ModalSubmitInteraction): Record<string, unknown> {
  return Object.fromEntries(
    fields.fields.map((entry) => {
      const part = entry as {
        customId: string;
        value?: unknown;
        values?: readonly unknown[];
        attachments?: ReadonlyMap<string, { name: string; size: number }>;
      };
      const files = part.attachments === undefined ? undefined : [...part.attachments.values()].map(({ name, size }) => `${name} ${size}`);
      // Every field with values has the attachments of all fields among its properties: those of others are none.
      return [part.customId, files !== undefined && files.length > 0 ? files : (part.values ?? part.value)];
    }),
  );
}

import {
  AttachmentBuilder,
  ButtonStyle,
  Client,
  ComponentType,
  Events,
  GatewayIntentBits,
  MessageFlags,
  type ChatInputCommandInteraction,
  type Interaction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { createLocalDiscord, type LocalDiscord, type LocalDiscordOptions } from '../../src/demo/discord/local-discord.ts';
import { createPage } from '../../src/demo/serve-page.ts';

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

const option = (type: number, name: string, more: object = {}) => ({ type, name, description: `The ${name}`, ...more });

const commands = [
  { name: 'everything', description: 'One of every component' },
  {
    name: 'options',
    description: 'Options of all kinds',
    options: [
      option(3, 'word', { required: true, autocomplete: true }),
      option(4, 'count', { min_value: 1, max_value: 9 }),
      option(10, 'share'),
      option(5, 'flag'),
      option(6, 'who'),
      option(7, 'where'),
      option(8, 'role'),
      option(9, 'anyone'),
      option(11, 'paper'),
      option(3, 'sort', { choices: ['newest', 'oldest'].map((value) => ({ name: `${value} first`, value })) }),
    ],
  },
  { name: 'fill', description: 'A form with fields of all kinds' },
  { name: 'slow', description: 'Thinks for a moment' },
  { name: 'late', description: 'Never answers' },
  { name: 'whisper', description: 'Writes a direct message' },
  { name: 'race', description: 'A button that one person can win' },
  { name: 'hostile', description: 'Text that wants to be more' },
  {
    name: 'tag',
    description: 'Tags',
    options: [
      { type: 1, name: 'add', description: 'Add a tag', options: [option(3, 'name', { required: true })] },
      { type: 1, name: 'list', description: 'List the tags' },
    ],
  },
  {
    name: 'sorted',
    description: 'Options that can all be left out',
    options: [option(4, 'count'), option(3, 'sort', { choices: ['newest', 'oldest'].map((value) => ({ name: `${value} first`, value })) })],
  },
  {
    name: 'zoo',
    description: 'More commands than a screen holds',
    options: Array.from({ length: 25 }, (_, i) => ({ type: 1, name: `animal-${i}`, description: `The animal ${i}` })),
  },
  { name: 'zulu', description: 'The last in the menu' },
  { name: 'Find in message', type: 3 },
  { name: 'Show work', type: 2 },
];

/** A picture of one red point, which needs no file. */
const redPoint = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==', 'base64');
const none = { parse: [] } as const;
const button = (style: ButtonStyle, label: string, more: object = {}) => ({
  type: ComponentType.Button,
  style,
  label,
  custom_id: label,
  ...more,
});

function everything() {
  const { Primary, Secondary, Success, Danger, Link } = ButtonStyle;
  const select = (type: number, custom_id: string, more: object = {}) => ({
    type: 1,
    components: [{ type, custom_id, placeholder: `Choose: ${custom_id}`, ...more }],
  });
  return {
    flags: MessageFlags.IsComponentsV2,
    allowedMentions: none,
    files: [
      new AttachmentBuilder(redPoint, { name: 'point.png', description: 'A red point' }),
      new AttachmentBuilder(Buffer.from('Plain words, é included.'), { name: 'words.txt' }),
    ],
    components: [
      {
        type: 17,
        accent_color: 0xda_37_3c,
        components: [
          {
            type: 10,
            content:
              '### Heading\n> a *quoted* line\n-# small print\n- first\n- second\n**bold** __under__ ~~gone~~ ||hidden|| `code` [link](https://example.org/x)\n```text\nblock *inert*\n```\n<t:1700000000:D>',
          },
          { type: 14, divider: true, spacing: 2 },
          { type: 9, components: [{ type: 10, content: 'With a button' }], accessory: button(Secondary, 'Beside') },
          {
            type: 9,
            components: [{ type: 10, content: 'With a thumbnail' }],
            accessory: { type: 11, media: { url: 'attachment://point.png' }, description: 'Thumb of a point' },
          },
          {
            type: 12,
            items: [
              { media: { url: 'attachment://point.png' }, description: 'A red point' },
              { media: { url: 'https://example.org/far.png' } },
            ],
          },
          {
            type: 1,
            components: [
              button(Primary, 'Main'),
              button(Secondary, 'Plain'),
              button(Success, 'Good'),
              button(Danger, 'Bad'),
              button(Primary, 'Never', { disabled: true }),
            ],
          },
          { type: 1, components: [{ type: ComponentType.Button, style: Link, label: 'Outside', url: 'https://example.org/' }] },
          select(3, 'several', {
            min_values: 2,
            max_values: 3,
            options: ['alpha', 'beta', 'gamma', 'delta'].map((value) => ({
              value,
              label: value.toUpperCase(),
              description: `The letter ${value}`,
            })),
          }),
          select(5, 'people'),
          select(6, 'roles'),
          select(7, 'anybody'),
          select(8, 'channels', { channel_types: [0] }),
        ],
      },
      { type: 13, file: { url: 'attachment://words.txt' } },
    ],
  };
}

const label = (text: string, component: object, description?: string) => ({
  type: 18,
  label: text,
  component,
  ...(description === undefined ? {} : { description }),
});
const letters = ['alpha', 'beta', 'gamma'].map((value) => ({ value, label: value.toUpperCase() }));

/** Two forms, since one has room for five fields. */
const forms = {
  first: {
    custom_id: 'first',
    title: 'First form',
    components: [
      { type: 10, content: 'Some **words** before the fields.' },
      label('Short', { type: 4, custom_id: 'short', style: 1, max_length: 20, placeholder: 'A few words' }, 'What it is about'),
      label('Long', { type: 4, custom_id: 'long', style: 2, required: false, value: 'as it was' }),
      label('Letter', { type: 3, custom_id: 'letter', options: letters }),
      label('Colleagues', { type: 5, custom_id: 'colleagues', max_values: 3 }),
    ],
  },
  second: {
    custom_id: 'second',
    title: 'Second form',
    components: [
      label('Radio', { type: 21, custom_id: 'radio', options: letters }),
      label('Boxes', { type: 22, custom_id: 'boxes', options: letters, min_values: 1, max_values: 2 }),
      label('Agreed', { type: 23, custom_id: 'agreed' }),
      label('Papers', { type: 19, custom_id: 'papers', max_values: 2, required: false }),
      label('Channel', { type: 8, custom_id: 'channel', required: false }),
    ],
  },
};

const hostile =
  '<img src=x onerror="document.title=1"> [go](javascript:alert(1)) <script>alert(1)</script> </everything:1> @everyone \u202Egpj.exe';

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

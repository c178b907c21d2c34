import { AttachmentBuilder, ButtonStyle, ComponentType, MessageFlags } from 'discord.js';

const option = (type: number, name: string, more: object = {}) => ({ type, name, description: `The ${name}`, ...more });

/** What the bot of the showcase offers. */
export const commands = [
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
export const none = { parse: [] } as const;

export const button = (style: ButtonStyle, label: string, more: object = {}) => ({
  type: ComponentType.Button,
  style,
  label,
  custom_id: label,
  ...more,
});

/** A message with one of every component. */
export function everything() {
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
export const forms = {
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

/** Text that wants to be more. */
export const hostile =
  '<img src=x onerror="document.title=1"> [go](javascript:alert(1)) <script>alert(1)</script> </everything:1> @everyone \u202Egpj.exe';

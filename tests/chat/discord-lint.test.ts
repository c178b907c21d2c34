import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lintOutgoing, type OutgoingKind, type Surroundings } from '../../src/chat/lint/lint.ts';
import {
  branch,
  button,
  container,
  embed,
  form,
  formWith,
  gallery,
  input,
  label,
  link,
  message,
  none,
  old,
  option,
  options,
  reply,
  row,
  section,
  select,
  shown,
  slash,
  slashWith,
  suggestions,
  text,
  thumbnail,
  times,
  V2,
  x,
} from '../helpers/payloads.ts';

type Row = { rule: string; right: unknown; wrong: unknown; at?: string; about?: Surroundings; aboutRight?: Surroundings };

const commandRows: Row[] = [
  { rule: 'bad-name', right: slashWith({ name: 'a-b_1' }), wrong: slashWith({ name: 'Find' }), at: '0.name' },
  { rule: 'bad-name', right: slashWith({ name: 'suche' }), wrong: slashWith({ name: 'find it' }), at: '0.name' },
  { rule: 'too-long', right: slashWith({ name: x(32) }), wrong: slashWith({ name: x(33) }), at: '0.name' },
  { rule: 'too-long', right: slashWith({ description: x(100) }), wrong: slashWith({ description: x(101) }), at: '0.description' },
  { rule: 'missing', right: slashWith({}), wrong: [{ name: 'find' }], at: '0.description' },
  { rule: 'too-short', right: slashWith({}), wrong: slashWith({ description: '' }), at: '0.description' },
  {
    rule: 'bad-name',
    right: slashWith({ name_localizations: { de: 'suche' } }),
    wrong: slashWith({ name_localizations: { de: 'Suche' } }),
    at: '0.name_localizations.de',
  },
  {
    rule: 'too-many',
    right: slash(...times(25, (at) => option(`o${at}`))),
    wrong: slash(...times(26, (at) => option(`o${at}`))),
    at: '0.options',
  },
  {
    rule: 'required-after-optional',
    right: slash(option('a', { required: true }), option('b')),
    wrong: slash(option('a'), option('b', { required: true })),
    at: '0.options.1',
  },
  {
    rule: 'required-after-optional',
    right: slash(branch('s', 1, [option('a', { required: true }), option('b')])),
    wrong: slash(branch('s', 1, [option('a'), option('b', { required: true })])),
    at: '0.options.0.options.1',
  },
  { rule: 'duplicate-option', right: slash(option('a'), option('b')), wrong: slash(option('a'), option('a')), at: '0.options.1.name' },
  { rule: 'subcommand-mixed', right: slash(branch('a'), branch('b')), wrong: slash(branch('a'), option('b')), at: '0.options' },
  {
    rule: 'nested-too-deep',
    right: slash(branch('g', 2, [branch('s')])),
    wrong: slash(branch('s', 1, [branch('t')])),
    at: '0.options.0.options.0',
  },
  {
    rule: 'nested-too-deep',
    right: slash(branch('g', 2, [branch('s')])),
    wrong: slash(branch('g', 2, [branch('h', 2, [branch('s')])])),
    at: '0.options.0.options.0',
  },
  {
    rule: 'choices-and-autocomplete',
    right: slash(option('a', { autocomplete: true })),
    wrong: slash(option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })),
    at: '0.options.0',
  },
  {
    rule: 'too-many',
    right: slash(option('a', { choices: times(25, (at) => ({ name: `n${at}`, value: `v${at}` })) })),
    wrong: slash(option('a', { choices: times(26, (at) => ({ name: `n${at}`, value: `v${at}` })) })),
    at: '0.options.0.choices',
  },
  {
    rule: 'too-long',
    right: slash(option('a', { choices: [{ name: 'x', value: x(100) }] })),
    wrong: slash(option('a', { choices: [{ name: 'x', value: x(101) }] })),
    at: '0.options.0.choices.0.value',
  },
  {
    rule: 'too-long',
    right: slash(option('a', { choices: [{ name: x(100), value: 'x' }] })),
    wrong: slash(option('a', { choices: [{ name: x(101), value: 'x' }] })),
    at: '0.options.0.choices.0.name',
  },
  {
    rule: 'bad-value',
    right: slash(option('a', { type: 4, choices: [{ name: 'x', value: 1 }] })),
    wrong: slash(option('a', { type: 4, choices: [{ name: 'x', value: '1' }] })),
  },
  { rule: 'no-choices-here', right: slash(option('a', { type: 6 })), wrong: slash(option('a', { type: 6, autocomplete: true })) },
  {
    rule: 'min-over-max',
    right: slash(option('a', { type: 4, min_value: 2, max_value: 2 })),
    wrong: slash(option('a', { type: 4, min_value: 3, max_value: 2 })),
  },
  {
    rule: 'min-over-max',
    right: slash(option('a', { min_length: 2, max_length: 2 })),
    wrong: slash(option('a', { min_length: 3, max_length: 2 })),
  },
  { rule: 'out-of-range', right: slash(option('a', { type: 11 })), wrong: slash(option('a', { type: 12 })), at: '0.options.0.type' },
  { rule: 'duplicate-command', right: [...slash(), { name: 'find', type: 2 }], wrong: [...slash(), ...slash()], at: '1.name' },
  {
    rule: 'too-many-commands',
    right: times(100, (at) => ({ name: `c${at}`, description: 'x' })),
    wrong: times(101, (at) => ({ name: `c${at}`, description: 'x' })),
  },
  {
    rule: 'too-many-commands',
    right: times(15, (at) => ({ name: `C ${at}`, type: 2 })),
    wrong: times(16, (at) => ({ name: `C ${at}`, type: 2 })),
  },
  {
    rule: 'too-many-commands',
    right: times(15, (at) => ({ name: `C ${at}`, type: 3 })),
    wrong: times(16, (at) => ({ name: `C ${at}`, type: 3 })),
  },
  {
    rule: 'no-description',
    right: [{ name: 'Find it', type: 3, description: '' }],
    wrong: [{ name: 'Find it', type: 3, description: 'x' }],
  },
  { rule: 'no-options', right: [{ name: 'Find it', type: 2 }], wrong: [{ name: 'Find it', type: 2, options: [option('a')] }] },
  { rule: 'not-bits', right: slashWith({ default_member_permissions: '0' }), wrong: slashWith({ default_member_permissions: 'ADMIN' }) },
  { rule: 'not-list', right: [], wrong: { name: 'find' } },
  { rule: 'out-of-range', right: slashWith({ type: 1 }), wrong: [{ name: 'x', type: 5 }], at: '0.type' },
  { rule: 'too-long', right: [{ name: x(32), type: 3 }], wrong: [{ name: x(33), type: 3 }], at: '0.name' },
  { rule: 'out-of-range', right: slash(option('a', { min_length: 6000 })), wrong: slash(option('a', { min_length: 6001 })) },
  { rule: 'out-of-range', right: slash(option('a', { max_length: 1 })), wrong: slash(option('a', { max_length: 0 })) },
];

const messageRows: Row[] = [
  { rule: 'too-long', right: message({ content: x(2000) }), wrong: message({ content: x(2001) }), at: 'content' },
  { rule: 'empty-message', right: message(), wrong: message({ content: ' \n ' }) },
  { rule: 'empty-message', right: message({ content: '', attachments: [{ id: 0 }] }), wrong: message({ content: undefined }) },
  {
    rule: 'empty-message',
    right: { content: '', allowed_mentions: none },
    wrong: { content: '', embeds: [], components: [], attachments: [], allowed_mentions: none },
    about: { isEdit: true },
    aboutRight: { isEdit: true },
  },
  { rule: 'empty-message', right: shown(text()), wrong: shown() },
  {
    rule: 'empty-message',
    right: { allowed_mentions: none },
    wrong: shown(),
    about: { isEdit: true },
    aboutRight: { isEdit: true, flagsBefore: V2 },
  },
  { rule: 'missing', right: message(), wrong: null },
  {
    rule: 'too-many',
    right: message({ embeds: times(10, () => ({ title: 'x' })) }),
    wrong: message({ embeds: times(11, () => ({ title: 'x' })) }),
    at: 'embeds',
  },
  { rule: 'too-long', right: embed({ title: x(256) }), wrong: embed({ title: x(257) }), at: 'embeds.0.title' },
  { rule: 'too-long', right: embed({ description: x(4096) }), wrong: embed({ description: x(4097) }), at: 'embeds.0.description' },
  {
    rule: 'too-long',
    right: embed({ footer: { text: x(2048) } }),
    wrong: embed({ footer: { text: x(2049) } }),
    at: 'embeds.0.footer.text',
  },
  { rule: 'too-long', right: embed({ author: { name: x(256) } }), wrong: embed({ author: { name: x(257) } }), at: 'embeds.0.author.name' },
  {
    rule: 'too-many',
    right: embed({ fields: times(25, () => ({ name: 'x', value: 'x' })) }),
    wrong: embed({ fields: times(26, () => ({ name: 'x', value: 'x' })) }),
    at: 'embeds.0.fields',
  },
  {
    rule: 'too-long',
    right: embed({ fields: [{ name: x(256), value: x(1024) }] }),
    wrong: embed({ fields: [{ name: x(257), value: 'x' }] }),
    at: 'embeds.0.fields.0.name',
  },
  {
    rule: 'too-long',
    right: embed({ fields: [{ name: 'x', value: x(1024) }] }),
    wrong: embed({ fields: [{ name: 'x', value: x(1025) }] }),
    at: 'embeds.0.fields.0.value',
  },
  {
    rule: 'too-short',
    right: embed({ fields: [{ name: 'x', value: 'x' }] }),
    wrong: embed({ fields: [{ name: 'x', value: ' ' }] }),
    at: 'embeds.0.fields.0.value',
  },
  {
    rule: 'embed-total',
    right: message({ embeds: [{ description: x(4000) }, { description: `  ${x(2000)}  ` }] }),
    wrong: message({ embeds: [{ description: x(4000) }, { description: x(2001) }] }),
  },
  { rule: 'empty-embed', right: embed({ image: { url: 'https://x.example/a.png' } }), wrong: embed({}) },
  {
    rule: 'too-many',
    right: old(...times(5, (at) => row(button(at)))),
    wrong: old(...times(6, (at) => row(button(at)))),
    at: 'components',
  },
  { rule: 'row-buttons', right: old(row(...times(5, button))), wrong: old(row(...times(6, button))), at: 'components.0.components' },
  { rule: 'row-mixed', right: old(row(select()), row(button(1))), wrong: old(row(select(), button(1))) },
  { rule: 'row-selects', right: old(row(select())), wrong: old(row(select(), select({ custom_id: 't' }))) },
  { rule: 'row-empty', right: old(row(button(1))), wrong: old(row()) },
  { rule: 'misplaced', right: old(row(button(1))), wrong: old(row(text())) },
  {
    rule: 'duplicate-custom-id',
    right: old(row(button(1), button(2))),
    wrong: old(row(button(1)), row(button(1))),
    at: 'components.1.components.0.custom_id',
  },
  {
    rule: 'duplicate-custom-id',
    right: shown(container(section(1)), row(button('t'))),
    wrong: shown(container(section(1)), row(button('s'))),
  },
  {
    rule: 'duplicate-id',
    right: shown({ ...text(), id: 0 }, { ...text(), id: 0 }),
    wrong: shown({ ...text(), id: 7 }, { ...text(), id: 7 }),
  },
  { rule: 'too-long', right: old(row(button(1, { custom_id: x(100) }))), wrong: old(row(button(1, { custom_id: x(101) }))) },
  { rule: 'too-short', right: old(row(button(1))), wrong: old(row(button(1, { custom_id: '' }))) },
  { rule: 'missing', right: old(row(button(1))), wrong: old(row(button(1, { custom_id: undefined }))) },
  { rule: 'too-long', right: old(row(button(1, { label: x(80) }))), wrong: old(row(button(1, { label: x(81) }))) },
  { rule: 'too-long', right: old(row(link(`https://x.example/${x(494)}`))), wrong: old(row(link(`https://x.example/${x(495)}`))) },
  { rule: 'button-target', right: old(row(link('https://x.example'))), wrong: old(row({ ...link('https://x.example'), custom_id: 'a' })) },
  { rule: 'button-target', right: old(row(button(1))), wrong: old(row(button(1, { url: 'https://x.example' }))) },
  { rule: 'button-empty', right: old(row(button(1, { label: '', emoji: { name: '✅' } }))), wrong: old(row(button(1, { label: '' }))) },
  { rule: 'out-of-range', right: old(row(button(1, { style: 4 }))), wrong: old(row(button(1, { style: 7 }))) },
  { rule: 'too-many', right: old(row(select({ options: options(25) }))), wrong: old(row(select({ options: options(26) }))) },
  { rule: 'too-few', right: old(row(select({ options: options(1) }))), wrong: old(row(select({ options: [] }))) },
  { rule: 'duplicate-value', right: old(row(select())), wrong: old(row(select({ options: [...options(1), ...options(1)] }))) },
  {
    rule: 'min-over-max',
    right: old(row(select({ min_values: 2, max_values: 2 }))),
    wrong: old(row(select({ min_values: 3, max_values: 2 }))),
  },
  { rule: 'min-over-max', right: old(row(select({ min_values: 1 }))), wrong: old(row(select({ min_values: 2 }))) },
  { rule: 'more-than-options', right: old(row(select({ max_values: 3 }))), wrong: old(row(select({ max_values: 4 }))) },
  {
    rule: 'too-many-defaults',
    right: old(row(select({ options: options(2).map((entry, at) => ({ ...entry, default: at === 0 })) }))),
    wrong: old(row(select({ options: options(2).map((entry) => ({ ...entry, default: true })) }))),
  },
  { rule: 'too-long', right: old(row(select({ placeholder: x(150) }))), wrong: old(row(select({ placeholder: x(151) }))) },
  ...['label', 'value', 'description'].map((name): Row => ({
    rule: 'too-long',
    right: old(row(select({ options: [{ ...options(1)[0], [name]: x(100) }] }))),
    wrong: old(row(select({ options: [{ ...options(1)[0], [name]: x(101) }] }))),
  })),
  ...['content', 'embeds', 'poll', 'sticker_ids'].map((name): Row => ({
    rule: 'v2-exclusive',
    right: { ...shown(text()), [name]: null },
    wrong: { ...shown(text()), [name]: name === 'content' ? 'x' : name === 'poll' ? { question: {} } : [{ title: 'x' }] },
    at: name,
  })),
  {
    rule: 'v2-exclusive',
    right: { content: '', embeds: [], components: [text()], allowed_mentions: none },
    wrong: { content: 'x', components: [text()], allowed_mentions: none },
    about: { isEdit: true, flagsBefore: V2 },
    aboutRight: { isEdit: true, flagsBefore: V2 },
  },
  { rule: 'v2-without-flag', right: shown(text()), wrong: message({ components: [text()] }) },
  { rule: 'too-many-components', right: shown(container(...times(39, () => text()))), wrong: shown(container(...times(40, () => text()))) },
  {
    rule: 'too-many-components',
    right: shown(...times(13, (at) => section(1, { accessory: button(at) }))),
    wrong: shown(...times(14, (at) => section(1, { accessory: button(at) }))),
  },
  { rule: 'text-total', right: shown(text(x(2000)), container(text(x(2000)))), wrong: shown(text(x(2000)), container(text(x(2001)))) },
  { rule: 'too-short', right: shown(text()), wrong: shown(text('')), at: 'components.0.content' },
  { rule: 'container-in-container', right: shown(container(text())), wrong: shown(container(container(text()))) },
  { rule: 'too-few', right: shown(container(text())), wrong: shown(container()) },
  {
    rule: 'out-of-range',
    right: shown({ ...container(text()), accent_color: 0xff_ff_ff }),
    wrong: shown({ ...container(text()), accent_color: 0x1_00_00_00 }),
  },
  { rule: 'misplaced', right: shown(row(button(1))), wrong: shown(button(1)) },
  { rule: 'misplaced', right: shown(container(row(button(1)))), wrong: shown(container(button(1))) },
  { rule: 'too-many', right: shown(section(3)), wrong: shown(section(4)), at: 'components.0.components' },
  { rule: 'too-few', right: shown(section(1)), wrong: shown(section(0)), at: 'components.0.components' },
  { rule: 'missing', right: shown(section(1)), wrong: shown(section(1, { accessory: undefined })), at: 'components.0.accessory' },
  {
    rule: 'misplaced',
    right: shown(section(1, { accessory: thumbnail() })),
    wrong: shown(section(1, { accessory: select() })),
    at: 'components.0.accessory',
  },
  { rule: 'misplaced', right: shown(section(1)), wrong: shown(section(1, { components: [row(button(1))] })) },
  {
    rule: 'too-long',
    right: shown(section(1, { accessory: button('s', { label: x(80) }) })),
    wrong: shown(section(1, { accessory: button('s', { label: x(81) }) })),
  },
  {
    rule: 'too-long',
    right: shown(section(1, { accessory: thumbnail({ description: x(1024) }) })),
    wrong: shown(section(1, { accessory: thumbnail({ description: x(1025) }) })),
  },
  { rule: 'too-many', right: shown(gallery(10)), wrong: shown(gallery(11)) },
  { rule: 'too-few', right: shown(gallery(1)), wrong: shown(gallery(0)) },
  { rule: 'too-long', right: shown(gallery(1, { description: x(1024) })), wrong: shown(gallery(1, { description: x(1025) })) },
  { rule: 'media-url', right: shown(gallery(1)), wrong: shown(gallery(1, { media: { url: 'ftp://x' } })) },
  {
    rule: 'file-url',
    right: shown({ type: 13, file: { url: 'attachment://a.txt' } }),
    wrong: shown({ type: 13, file: { url: 'https://x.example/a.txt' } }),
  },
  {
    rule: 'unreferenced-file',
    right: shown({ type: 13, file: { url: 'attachment://a.txt' } }),
    wrong: shown(text()),
    about: { files: [{ name: 'a.txt', size: 1 }] },
    aboutRight: { files: [{ name: 'a.txt', size: 1 }] },
  },
  {
    rule: 'unknown-file',
    right: shown({ type: 13, file: { url: 'attachment://a.txt' } }),
    wrong: shown({ type: 13, file: { url: 'attachment://b.txt' } }),
    about: { files: [], filesBefore: ['a.txt'] },
    aboutRight: { files: [], filesBefore: ['a.txt'] },
  },
  {
    rule: 'too-many',
    right: message({ attachments: times(10, (id) => ({ id })) }),
    wrong: message({ attachments: times(11, (id) => ({ id })) }),
    at: 'attachments',
  },
  {
    rule: 'too-many',
    right: message(),
    wrong: message(),
    about: { files: times(11, (at) => ({ name: `${at}`, size: 1 })) },
    aboutRight: { files: times(10, (at) => ({ name: `${at}`, size: 1 })) },
  },
  {
    rule: 'file-too-large',
    right: message(),
    wrong: message(),
    about: { files: [{ name: 'a', size: 10_485_761 }] },
    aboutRight: { files: [{ name: 'a', size: 10_485_760 }] },
  },
  {
    rule: 'file-too-large',
    right: message(),
    wrong: message(),
    about: { files: [{ name: 'a', size: 6 }], fileLimit: 5 },
    aboutRight: { files: [{ name: 'a', size: 5 }], fileLimit: 5 },
  },
  {
    rule: 'too-long',
    right: message({ attachments: [{ id: 0, description: x(1024) }] }),
    wrong: message({ attachments: [{ id: 0, description: x(1025) }] }),
  },
  { rule: 'mentions-missing', right: message(), wrong: message({ allowed_mentions: undefined }) },
  {
    rule: 'mentions-missing',
    right: message({ allowed_mentions: { users: ['1'] } }),
    wrong: message({ allowed_mentions: { replied_user: false } }),
  },
  { rule: 'mentions-open', right: message(), wrong: message({ allowed_mentions: { parse: ['users'] } }) },
  {
    rule: 'mentions-conflict',
    right: message({ allowed_mentions: { parse: [], users: ['1'] } }),
    wrong: message({ allowed_mentions: { parse: ['users'], users: ['1'] } }),
  },
  ...['users', 'roles'].map((name): Row => ({
    rule: 'too-many',
    right: message({ allowed_mentions: { parse: [], [name]: times(100, String) } }),
    wrong: message({ allowed_mentions: { parse: [], [name]: times(101, String) } }),
  })),
  { rule: 'flags', right: message({ flags: 4096 }), wrong: message({ flags: 128 }) },
  { rule: 'too-long', right: message({ nonce: x(25) }), wrong: message({ nonce: x(26) }), at: 'nonce' },
  { rule: 'too-many', right: message({ sticker_ids: ['1', '2', '3'] }), wrong: message({ sticker_ids: ['1', '2', '3', '4'] }) },
  { rule: 'out-of-range', right: shown({ type: 14, spacing: 2 }), wrong: shown({ type: 14, spacing: 3 }) },
  { rule: 'missing', right: old(row(select())), wrong: old(row(select({ custom_id: undefined }))) },
  {
    rule: 'too-many',
    right: old(row({ type: 5, custom_id: 's', max_values: 1, default_values: [{}] })),
    wrong: old(row({ type: 5, custom_id: 's', default_values: [{}, {}] })),
  },
  {
    rule: 'out-of-range',
    right: old(row({ type: 5, custom_id: 's', min_values: 0 })),
    wrong: old(row({ type: 5, custom_id: 's', min_values: -1 })),
  },
  {
    rule: 'out-of-range',
    right: old(row({ type: 5, custom_id: 's', max_values: 25 })),
    wrong: old(row({ type: 5, custom_id: 's', max_values: 26 })),
  },
  {
    rule: 'missing',
    right: shown(section(1, { accessory: thumbnail() })),
    wrong: shown(section(1, { accessory: { type: 11 } })),
    at: 'components.0.accessory.media.url',
  },
  { rule: 'not-text', right: message(), wrong: message({ content: 5 }), at: 'content' },
  { rule: 'not-number', right: shown({ type: 14, spacing: 1 }), wrong: shown({ type: 14, spacing: 1.5 }) },
  { rule: 'not-number', right: message({ flags: 0 }), wrong: message({ flags: '64' }), at: 'flags' },
  { rule: 'missing', right: shown(gallery(1)), wrong: shown({ type: 12 }), at: 'components.0.items' },
  {
    rule: 'too-long',
    right: embed({ title: 'x', url: `https://x.example/${x(2030)}` }),
    wrong: embed({ title: 'x', url: `https://x.example/${x(2031)}` }),
    at: 'embeds.0.url',
  },
  {
    rule: 'too-short',
    right: message({ attachments: [{ id: 0, filename: 'a' }] }),
    wrong: message({ attachments: [{ id: 0, filename: '' }] }),
  },
];

const formRows: Row[] = [
  {
    rule: 'too-many',
    right: form(...times(5, (at) => label(input({ custom_id: `t${at}` })))),
    wrong: form(...times(6, (at) => label(input({ custom_id: `t${at}` })))),
    at: 'data.components',
  },
  { rule: 'too-few', right: form(text()), wrong: form(), at: 'data.components' },
  { rule: 'too-long', right: formWith({ title: x(45) }), wrong: formWith({ title: x(46) }), at: 'data.title' },
  { rule: 'missing', right: formWith({}), wrong: formWith({ title: undefined }), at: 'data.title' },
  { rule: 'too-long', right: formWith({ custom_id: x(100) }), wrong: formWith({ custom_id: x(101) }), at: 'data.custom_id' },
  {
    rule: 'too-long',
    right: form(label(input(), { label: x(45) })),
    wrong: form(label(input(), { label: x(46) })),
    at: 'data.components.0.label',
  },
  { rule: 'too-long', right: form(label(input(), { description: x(100) })), wrong: form(label(input(), { description: x(101) })) },
  { rule: 'too-long', right: form(label(input({ placeholder: x(100) }))), wrong: form(label(input({ placeholder: x(101) }))) },
  { rule: 'too-long', right: form(label(input({ value: x(4000) }))), wrong: form(label(input({ value: x(4001) }))) },
  { rule: 'out-of-range', right: form(label(input({ max_length: 4000 }))), wrong: form(label(input({ max_length: 4001 }))) },
  {
    rule: 'min-over-max',
    right: form(label(input({ min_length: 2, max_length: 2 }))),
    wrong: form(label(input({ min_length: 3, max_length: 2 }))),
  },
  {
    rule: 'missing',
    right: form(label(input())),
    wrong: form(label(input({ style: undefined }))),
    at: 'data.components.0.component.style',
  },
  {
    rule: 'duplicate-custom-id',
    right: form(label(input()), label(input({ custom_id: 'u' }))),
    wrong: form(label(input()), label(input())),
  },
  { rule: 'disabled-in-form', right: form(label(select())), wrong: form(label(select({ disabled: true }))) },
  { rule: 'misplaced', right: form(label(select())), wrong: form(select()) },
  { rule: 'misplaced', right: form(label(select())), wrong: form(label(button(1))) },
  { rule: 'misplaced', right: form(row(input({ label: 'x' }))), wrong: form(row(button(1))) },
  { rule: 'missing', right: form(row(input({ label: 'x' }))), wrong: form(row(input())) },
  {
    rule: 'too-few',
    right: form(label({ type: 21, custom_id: 'r', options: options(2) })),
    wrong: form(label({ type: 21, custom_id: 'r', options: options(1) })),
  },
  {
    rule: 'too-many',
    right: form(label({ type: 22, custom_id: 'r', options: options(10) })),
    wrong: form(label({ type: 22, custom_id: 'r', options: options(11) })),
  },
  {
    rule: 'more-than-options',
    right: form(label({ type: 22, custom_id: 'r', options: options(2), max_values: 2 })),
    wrong: form(label({ type: 22, custom_id: 'r', options: options(2), max_values: 3 })),
  },
  {
    rule: 'out-of-range',
    right: form(label({ type: 19, custom_id: 'f', max_values: 10 })),
    wrong: form(label({ type: 19, custom_id: 'f', max_values: 11 })),
  },
  { rule: 'missing', right: form(label({ type: 23, custom_id: 'c' })), wrong: form(label({ type: 23 })) },
  { rule: 'too-short', right: form(text()), wrong: form(text('')), at: 'data.components.0.content' },
  { rule: 'missing', right: form(label(input())), wrong: form({ type: 18, label: 'x' }), at: 'data.components.0.component' },
  {
    rule: 'too-many',
    right: form(row(input({ label: 'x' }))),
    wrong: form(row(input({ label: 'x' }), input({ label: 'x', custom_id: 'u' }))),
  },
  {
    rule: 'too-many',
    right: form(label({ type: 19, custom_id: 'f', file_types: times(10, (i) => `.t${i}`) })),
    wrong: form(label({ type: 19, custom_id: 'f', file_types: times(11, (i) => `.t${i}`) })),
  },
  { rule: 'missing', right: form(label(select())), wrong: form(label(select({ custom_id: undefined }))) },
  {
    rule: 'out-of-range',
    right: form(label({ type: 22, custom_id: 'r', options: options(10), min_values: 0 })),
    wrong: form(label({ type: 22, custom_id: 'r', options: options(10), min_values: -1 })),
  },
  { rule: 'out-of-range', right: form(label(input({ style: 2 }))), wrong: form(label(input({ style: 3 }))) },
  { rule: 'out-of-range', right: form(label(input({ min_length: 0 }))), wrong: form(label(input({ min_length: -1 }))) },
];

const answerRows: Row[] = [
  {
    rule: 'too-many',
    right: suggestions(...times(25, (at) => ({ name: `n${at}`, value: 'v' }))),
    wrong: suggestions(...times(26, (at) => ({ name: `n${at}`, value: 'v' }))),
    at: 'data.choices',
  },
  {
    rule: 'too-long',
    right: suggestions({ name: x(100), value: 'v' }),
    wrong: suggestions({ name: x(101), value: 'v' }),
    at: 'data.choices.0.name',
  },
  {
    rule: 'too-short',
    right: suggestions({ name: 'n', value: 'v' }),
    wrong: suggestions({ name: '', value: 'v' }),
    at: 'data.choices.0.name',
  },
  {
    rule: 'too-long',
    right: suggestions({ name: 'n', value: x(100) }),
    wrong: suggestions({ name: 'n', value: x(101) }),
    at: 'data.choices.0.value',
  },
  { rule: 'bad-value', right: suggestions({ name: 'n', value: 1 }), wrong: suggestions({ name: 'n', value: true }) },
  { rule: 'not-list', right: suggestions(), wrong: { type: 8, data: {} } },
  { rule: 'defer-flags', right: { type: 5, data: { flags: 64 } }, wrong: { type: 5, data: { flags: 64 | V2 } } },
  { rule: 'too-long', right: reply(message({ content: x(2000) })), wrong: reply(message({ content: x(2001) })), at: 'data.content' },
  { rule: 'missing', right: reply(message()), wrong: { type: 4 } },
  {
    rule: 'mentions-missing',
    right: { type: 7, data: message() },
    wrong: { type: 7, data: { content: 'x' } },
    at: 'data.allowed_mentions',
  },
  {
    rule: 'empty-message',
    right: { type: 7, data: { content: '', allowed_mentions: none } },
    wrong: reply({ content: '', allowed_mentions: none }),
    at: 'data',
  },
  { rule: 'out-of-range', right: { type: 6 }, wrong: { type: 3 }, at: 'type' },
];

describe.each<[OutgoingKind, Row[]]>([
  ['commands', commandRows],
  ['message', messageRows],
  ['callback', [...formRows, ...answerRows]],
])('%s', (kind, rows) => {
  test.each(rows.map((entry, at) => ({ ...entry, at: at + 1, place: entry.at })))(
    '$at: $rule $place',
    ({ rule, right, wrong, place, about, aboutRight }) => {
      expect(lintOutgoing(kind, right, aboutRight)).toEqual([]);
      const faults = lintOutgoing(kind, wrong, about);
      expect(faults.map((fault) => fault.rule)).toContain(rule);
      const found = faults.find((fault) => fault.rule === rule);
      expect(found?.path).toBe(place ?? found?.path);
      expect(found?.message).toMatch(/^[A-Z"a-z0-9].{10,}\.$/s);
    },
  );
});

test('a command may have 8000 characters in all, the longest translation counted', () => {
  const choices = (count: number) => times(count, (at) => ({ name: `${x(98)}${String(at).padStart(2, '0')}`, value: x(100) }));
  // 4 + 1 of the command, then options of 3 + 100 + 25 * 200 characters, and one to fill up.
  const command = (rest: number) =>
    slash(
      option('one', { description: x(100), choices: choices(25) }),
      option('two', { description: x(100), choices: choices(13) }),
      option('end', { description: x(rest) }),
    );
  const used = 4 + 1 + (3 + 100 + 5000) + (3 + 100 + 2600) + 3;
  const filled = (rest: number) => [{ ...command(86)[0], description: x(1 + rest) }];
  expect(used + 86).toBe(7900);
  expect(lintOutgoing('commands', filled(99))).toEqual([]);
  expect(lintOutgoing('commands', [{ ...filled(99)[0], name: 'finds' }])).toEqual([]);
  expect(lintOutgoing('commands', [{ ...filled(99)[0], name: 'findss' }])).toMatchObject([
    { path: '0', rule: 'command-total', message: expect.stringContaining('8001') as string },
  ]);
  expect(lintOutgoing('commands', [{ ...filled(0)[0], description_localizations: { de: x(100) } }])).toEqual([]);
  expect(lintOutgoing('commands', [{ ...filled(0)[0], name: 'finder', description_localizations: { de: x(100) } }])).toMatchObject([
    { rule: 'command-total' },
  ]);
});

test('any JSON goes in, nothing is thrown, and each fault is whole', () => {
  const kinds = fc.constantFrom<OutgoingKind>('commands', 'callback', 'message');
  fc.assert(
    fc.property(kinds, fc.jsonValue({ maxDepth: 6 }), (kind, payload) => {
      for (const fault of lintOutgoing(kind, payload))
        expect([fault.path, fault.rule, fault.message].every((part) => typeof part === 'string')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('payloads of the right shape with anything inside do not throw either', () => {
  const names = [
    'type',
    'components',
    'accessory',
    'component',
    'options',
    'choices',
    'items',
    'data',
    'content',
    'embeds',
    'fields',
    'flags',
    'custom_id',
    'value',
    'name',
    'attachments',
    'allowed_mentions',
    'parse',
    'users',
    '__proto__',
  ];
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(null, '', 'x', true, 0, 1, 2, 3, 9, 10, 17, 18, 22, V2, -1, 1.5),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names), tie('node'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(node, (payload) => {
      for (const kind of ['commands', 'callback', 'message'] as const) expect(Array.isArray(lintOutgoing(kind, payload))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('very deep nesting does not exhaust the stack', () => {
  let deep: object = text();
  for (let level = 0; level < 20_000; level += 1) deep = container(deep);
  expect(lintOutgoing('message', shown(deep)).length).toBeGreaterThan(0);
});

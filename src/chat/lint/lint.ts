import { lintChoice, lintCommands } from './commands.ts';
import { allComponents, lintComponents } from './components.ts';
import { lintModal } from './modal.ts';
import { checkCount, checkText, describe, field, isAbsent, isBag, arrayIn, numberIn, textIn, under } from './report.ts';
import type { LintFault, Report } from './report.ts';

/** What is sent: all commands of a scope, the answer to an interaction, or a message (also of a webhook). */
export type OutgoingKind = 'commands' | 'callback' | 'message';

/** What the payload itself does not tell. */
export type Surroundings = {
  /** An edit may omit what it does not change. */
  isEdit?: boolean;
  /** Flags of the message that is edited: IS_COMPONENTS_V2 stays, even when the edit does not repeat it. */
  flagsBefore?: number;
  /** The files sent with the payload, in order. Without them, references to files are not checked. */
  files?: readonly { name: string; size: number }[];
  /** Names of the files that the edited message already has. */
  filesBefore?: readonly string[];
  /** `attachment_size_limit` of the interaction; Discord's default is 10 MiB. */
  fileLimit?: number;
};

/** https://discord.com/developers/docs/resources/message#message-object-message-flags */
export const flag = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  suppressNotifications: 1 << 12,
  voice: 1 << 13,
  componentsV2: 1 << 15,
} as const;
const SENDABLE = flag.suppressEmbeds | flag.ephemeral | flag.suppressNotifications | flag.voice | flag.componentsV2;

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
export const callback = { pong: 1, reply: 4, deferReply: 5, deferUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

const MEBIBYTE = 1024 * 1024;

/**
 * Every reason for which Discord would refuse this payload, and violations of our own rule that each message says whom it
 * may ping; empty when it can be sent. Total: accepts any JSON and never throws.
 *
 * Limits: https://discord.com/developers/docs (application commands, message, components), read in August 2026.
 */
export function lintOutgoing(kind: OutgoingKind, payload: unknown, surroundings: Surroundings = {}): LintFault[] {
  const faults: LintFault[] = [];
  const report: Report = (path, rule, message) => faults.push({ path, rule, message });
  if (kind === 'commands') lintCommands(report, payload);
  else if (kind === 'callback') lintCallback(report, payload, surroundings);
  else lintMessage(report, payload, surroundings);
  return faults;
}

function lintCallback(report: Report, payload: unknown, surroundings: Surroundings): void {
  const data = field(payload, 'data');
  const inData: Report = (path, rule, message) => report(path === '' ? 'data' : under('data', path), rule, message);
  switch (field(payload, 'type')) {
    case callback.reply:
      return lintMessage(inData, data, surroundings);
    case callback.update:
      return lintMessage(inData, data, { ...surroundings, isEdit: true });
    case callback.deferReply: {
      const flags = numberIn(data, 'flags') ?? 0;
      if ((flags & ~flag.ephemeral) !== 0)
        report('data.flags', 'defer-flags', `A deferred reply may only be ephemeral (64); the flags are ${flags}.`);
      return;
    }
    case callback.choices:
      return lintSuggestions(report, data);
    case callback.modal:
      return lintModal(report, data);
    case callback.pong:
    case callback.deferUpdate:
      return;
    default:
      report('type', 'out-of-range', `${describe(field(payload, 'type'))} is no type of an answer to an interaction.`);
  }
}

function lintSuggestions(report: Report, data: unknown): void {
  checkCount(report, 'data.choices', field(data, 'choices') ?? 'nothing', 'choices', 0, 25);
  arrayIn(data, 'choices').forEach((choice, at) => lintChoice(report, under('data.choices', at), choice));
}

function lintMessage(report: Report, message: unknown, surroundings: Surroundings): void {
  if (!isBag(message)) return report('', 'missing', `The message is ${describe(message)}, not an object.`);
  const flags = (numberIn(message, 'flags') ?? 0) | ((surroundings.flagsBefore ?? 0) & flag.componentsV2);
  const isV2 = (flags & flag.componentsV2) !== 0;
  lintFlags(report, message);
  checkText(report, 'content', field(message, 'content'), 'The content', 0, 2000);
  if (typeof field(message, 'nonce') !== 'number') checkText(report, 'nonce', field(message, 'nonce'), 'The nonce', 0, 25);
  checkCount(report, 'sticker_ids', field(message, 'sticker_ids'), 'stickers', 0, 3);
  lintEmbeds(report, field(message, 'embeds'));
  lintComponents(report, field(message, 'components'), isV2);
  lintMentions(report, field(message, 'allowed_mentions'));
  lintFiles(report, message, surroundings);
  if (isV2) {
    lintExclusive(report, message);
    lintReferences(report, message, surroundings);
  }
  if (isEmpty(message, isV2, surroundings))
    report('', 'empty-message', 'The message is empty: 0 texts, embeds, components and files; at least 1 is needed.');
}

function lintFlags(report: Report, message: unknown): void {
  const flags = field(message, 'flags');
  if (isAbsent(flags)) return;
  if (typeof flags !== 'number' || !Number.isInteger(flags))
    report('flags', 'not-number', `The flags are ${describe(flags)}, not a whole number.`);
  else if ((flags & ~SENDABLE) !== 0) report('flags', 'flags', `The flags are ${flags}; a bot may only set bits of ${SENDABLE}.`);
}

/** The fields that IS_COMPONENTS_V2 disables; an edit that sets the flag may empty them. */
function lintExclusive(report: Report, message: unknown): void {
  for (const name of ['content', 'embeds', 'poll', 'sticker_ids']) {
    const value = field(message, name);
    const isGiven = !isAbsent(value) && value !== '' && !(Array.isArray(value) && value.length === 0);
    if (isGiven) report(name, 'v2-exclusive', `"${name}" cannot be sent together with the flag IS_COMPONENTS_V2 (32768).`);
  }
}

function isEmpty(message: unknown, isV2: boolean, { isEdit, files }: Surroundings): boolean {
  const has = (name: string): boolean => arrayIn(message, name).length > 0;
  // What an edit omits stays as it was.
  const stays = (name: string): boolean => isEdit === true && field(message, name) === undefined;
  if (isV2) return !has('components') && !stays('components');
  if (textIn(message, 'content').trim() !== '' || isBag(field(message, 'poll')) || (files?.length ?? 0) > 0) return false;
  const parts = ['embeds', 'components', 'attachments', 'sticker_ids'];
  return !parts.some(has) && !['content', ...parts.slice(0, 3)].some(stays);
}

const embedTexts: readonly [string, number][] = [
  ['title', 256],
  ['description', 4096],
];

function lintEmbeds(report: Report, embeds: unknown): void {
  checkCount(report, 'embeds', embeds, 'embeds', 0, 10);
  if (!Array.isArray(embeds)) return;
  embeds.forEach((embed: unknown, at) => lintEmbed(report, under('embeds', at), embed));
  const total = embeds.reduce((sum: number, embed: unknown) => sum + embedLength(embed), 0);
  if (total > 6000) report('embeds', 'embed-total', `The texts of all embeds have ${total} characters; 6000 are allowed.`);
}

function lintEmbed(report: Report, path: string, embed: unknown): void {
  for (const [name, max] of embedTexts) checkText(report, under(path, name), field(embed, name), `The ${name} of the embed`, 0, max);
  checkText(report, under(path, 'footer.text'), field(field(embed, 'footer'), 'text'), 'The footer', 0, 2048);
  checkText(report, under(path, 'author.name'), field(field(embed, 'author'), 'name'), 'The author', 0, 256);
  checkText(report, under(path, 'url'), field(embed, 'url'), 'The URL of the embed', 0, 2048);
  const fields = arrayIn(embed, 'fields');
  checkCount(report, under(path, 'fields'), field(embed, 'fields'), 'fields of the embed', 0, 25);
  fields.forEach((value, at) => {
    const here = under(under(path, 'fields'), at);
    checkText(report, under(here, 'name'), field(value, 'name'), 'The name of the field', 1, 256);
    checkText(report, under(here, 'value'), field(value, 'value'), 'The value of the field', 1, 1024);
  });
  const isShown = embedLength(embed) > 0 || ['image', 'thumbnail'].some((name) => textIn(field(embed, name), 'url') !== '');
  if (!isShown) report(path, 'empty-embed', 'The embed has 0 characters and no picture; at least 1 is needed.');
}

/** Discord trims each text before counting. */
function embedLength(embed: unknown): number {
  const texts = [
    ...embedTexts.map(([name]) => textIn(embed, name)),
    textIn(field(embed, 'footer'), 'text'),
    textIn(field(embed, 'author'), 'name'),
    ...arrayIn(embed, 'fields').flatMap((value) => [textIn(value, 'name'), textIn(value, 'value')]),
  ];
  return texts.reduce((sum, text) => sum + text.trim().length, 0);
}

function lintMentions(report: Report, mentions: unknown): void {
  const parse = arrayIn(mentions, 'parse');
  const listed = ['users', 'roles'].filter((name) => arrayIn(mentions, name).length > 0);
  for (const name of ['users', 'roles']) checkCount(report, `allowed_mentions.${name}`, field(mentions, name), name, 0, 100);
  for (const name of listed)
    if (parse.includes(name))
      report('allowed_mentions', 'mentions-conflict', `"${name}" stands in parse and as a list of its own; only one is allowed.`);
  // Our own rule: without it, Discord pings everyone mentioned in a quotation.
  const isSaid = Array.isArray(field(mentions, 'parse')) || listed.includes('users');
  if (!isSaid)
    report('allowed_mentions', 'mentions-missing', 'allowed_mentions must be sent: parse [] for no pings, or the users to ping.');
  else if (parse.length > 0)
    report('allowed_mentions.parse', 'mentions-open', `parse has ${parse.length} entries; 0 are allowed: list the users to ping.`);
}

function lintFiles(report: Report, message: unknown, { files = [], filesBefore = [], fileLimit = 10 * MEBIBYTE }: Surroundings): void {
  const attachments = arrayIn(message, 'attachments');
  // An edit without a list keeps the existing files.
  const kept = isAbsent(field(message, 'attachments')) ? filesBefore.length + files.length : Math.max(attachments.length, files.length);
  if (kept > 10) report('attachments', 'too-many', `There are ${kept} files; 10 are allowed.`);
  attachments.forEach((value, at) => {
    const path = under('attachments', at);
    checkText(report, under(path, 'description'), field(value, 'description'), 'The alt text', 0, 1024);
    if (field(value, 'filename') !== undefined)
      checkText(report, under(path, 'filename'), field(value, 'filename'), 'The file name', 1, 1024);
  });
  files.forEach(({ name, size }, at) => {
    if (size > fileLimit)
      report(under('files', at), 'file-too-large', `The file ${describe(name)} has ${size} bytes; ${fileLimit} are allowed.`);
  });
}

/** In a V2 message, every file must be shown by a component, and every file that a component shows must exist. */
function lintReferences(report: Report, message: unknown, { files, filesBefore = [], isEdit }: Surroundings): void {
  if (isEdit === true && isAbsent(field(message, 'components'))) return;
  const shown = allComponents(field(message, 'components'), 'components').flatMap(({ path, value }) => references(path, value));
  const referred = new Set(shown.map(({ name }) => name));
  const named = arrayIn(message, 'attachments').flatMap((value) => textIn(value, 'filename') || []);
  const sent = new Set([...named, ...(files ?? []).map(({ name }) => name)]);
  for (const name of sent)
    if (!referred.has(name))
      report('attachments', 'unreferenced-file', `The file ${describe(name)} is shown by no component (attachment://${name}).`);
  if (files === undefined) return;
  const known = new Set([...sent, ...filesBefore]);
  for (const { path, name } of shown)
    if (!known.has(name)) report(path, 'unknown-file', `attachment://${name} stands for no file that is sent.`);
}

function references(path: string, value: unknown): { path: string; name: string }[] {
  const media: [string, unknown][] = [
    ['file', field(value, 'file')],
    ['media', field(value, 'media')],
    ...arrayIn(value, 'items').map((item, at): [string, unknown] => [`items.${at}.media`, field(item, 'media')]),
  ];
  return media.flatMap(([name, entry]) => {
    const url = textIn(entry, 'url');
    return url.startsWith('attachment://') ? [{ path: under(path, `${name}.url`), name: url.slice('attachment://'.length) }] : [];
  });
}

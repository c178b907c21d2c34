import type { Bag, LintFault } from '../../chat/lint/report.ts';

/** The objects of the API, as far as the local Discord reads them; everything else is passed on unchanged. */
export type User = { id: string; username: string; global_name: string | null; discriminator: '0'; avatar: null; bot?: boolean };

/** A file of a message. */
export type Attachment = {
  id: string;
  filename: string;
  size: number;
  url: string;
  proxy_url: string;
  content_type?: string;
  description?: string;
};

/** A message, with the fields of the API that are used. */
export type Message = {
  id: string;
  channel_id: string;
  author: User;
  content: string;
  timestamp: string;
  edited_timestamp: string | null;
  tts: boolean;
  mention_everyone: boolean;
  mentions: User[];
  mention_roles: string[];
  attachments: Attachment[];
  embeds: Bag[];
  components: Bag[];
  pinned: boolean;
  type: number;
  flags: number;
  application_id?: string;
  webhook_id?: string;
  nonce?: string | number;
  interaction_metadata?: Bag;
  interaction?: { id: string; type: number; name: string; user: User };
  message_reference?: Bag;
};

/** A file sent by the bot (multipart) or by a person. */
export type SentFile = { name: string; content: Buffer; type: string };

/** A refusal by Discord: HTTP status, JSON error code, sentence, and the faults of a form. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: Bag | undefined;

  constructor(status: number, code: number, message: string, errors?: Bag) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** The body that Discord sends: https://discord.com/developers/docs/reference#error-messages */
  get body(): Bag {
    return { message: this.message, code: this.code, ...(this.errors === undefined ? {} : { errors: this.errors }) };
  }
}

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes */
export const refuse = {
  unauthorized: () => new Refusal(401, 0, '401: Unauthorized'),
  notFound: () => new Refusal(404, 0, '404: Not Found'),
  tooLarge: () => new Refusal(413, 40_005, 'Request entity too large'),
  badJson: () => new Refusal(400, 50_109, 'The request body contains invalid JSON.'),
  unknownApplication: () => new Refusal(404, 10_002, 'Unknown Application'),
  unknownChannel: () => new Refusal(404, 10_003, 'Unknown Channel'),
  unknownGuild: () => new Refusal(404, 10_004, 'Unknown Guild'),
  unknownMember: () => new Refusal(404, 10_007, 'Unknown Member'),
  unknownMessage: () => new Refusal(404, 10_008, 'Unknown Message'),
  unknownUser: () => new Refusal(404, 10_013, 'Unknown User'),
  unknownWebhook: () => new Refusal(404, 10_015, 'Unknown Webhook'),
  unknownInteraction: () => new Refusal(404, 10_062, 'Unknown interaction'),
  tooManyCommands: () => new Refusal(400, 30_032, 'Maximum number of application commands reached'),
  tooManyCreates: () => new Refusal(400, 30_034, 'Max number of daily application command creates has been reached (200)'),
  acknowledged: () => new Refusal(400, 40_060, 'Interaction has already been acknowledged.'),
  missingAccess: () => new Refusal(403, 50_001, 'Missing Access'),
  notYours: () => new Refusal(403, 50_005, 'Cannot edit a message authored by another user'),
  directMessagesClosed: () => new Refusal(403, 50_007, 'Cannot send messages to this user'),
  missingPermission: () => new Refusal(403, 50_013, 'Missing Permissions'),
  expiredToken: () => new Refusal(401, 50_027, 'Invalid Webhook Token'),
};

/** Discord's error codes for some of our rules; the codes of the others are derived from the rule. */
const codes: Readonly<Record<string, string>> = {
  missing: 'BASE_TYPE_REQUIRED',
  'too-long': 'BASE_TYPE_MAX_LENGTH',
  'too-short': 'BASE_TYPE_BAD_LENGTH',
  'too-many': 'BASE_TYPE_BAD_LENGTH',
  'too-few': 'BASE_TYPE_BAD_LENGTH',
  'row-buttons': 'BASE_TYPE_BAD_LENGTH',
  'row-empty': 'BASE_TYPE_BAD_LENGTH',
  'row-mixed': 'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  'row-selects': 'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
  'duplicate-custom-id': 'COMPONENT_CUSTOM_ID_DUPLICATED',
  'required-after-optional': 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  'duplicate-value': 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
  'too-many-components': 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
  'text-total': 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
  'v2-exclusive': 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
  'mentions-conflict': 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
  'bad-name': 'APPLICATION_COMMAND_INVALID_NAME',
  'duplicate-command': 'APPLICATION_COMMANDS_DUPLICATE_NAME',
  'command-total': 'APPLICATION_COMMAND_TOO_LARGE',
  'subcommand-mixed': 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
  'duplicate-option': 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
  'embed-total': 'MAX_EMBED_SIZE_EXCEEDED',
  'unknown-file': 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
};

/**
 * "Invalid Form Body", with a tree of errors in which each fault is at its path; or the specific code that Discord has for
 * some faults. A file that is too large hides all other faults: the upload is refused before the form is read
 * (https://github.com/discord/discord-api-docs/issues/8572).
 */
export function refuseForm(faults: readonly LintFault[]): Refusal {
  if (faults.length > 0 && faults.every(({ rule }) => rule === 'empty-message'))
    return new Refusal(400, 50_006, 'Cannot send an empty message');
  if (faults.some(({ rule }) => rule === 'file-too-large')) return refuse.tooLarge();
  if (faults.length > 0 && faults.every(({ rule }) => rule === 'too-many-commands')) return refuse.tooManyCommands();
  // The path may hold untrusted names, so the objects have no prototype whose members could be mistaken for branches.
  const tree = Object.create(null) as Tree;
  for (const { path, rule, message } of faults) {
    const branch = path === '' ? tree : path.split('.').reduce(grow, tree);
    const errors = (branch['_errors'] ??= []) as unknown[];
    errors.push({ code: codes[rule] ?? rule.toUpperCase().replaceAll('-', '_'), message });
  }
  return new Refusal(400, 50_035, 'Invalid Form Body', tree);
}

type Tree = Record<string, unknown>;

function grow(tree: Tree, name: string): Tree {
  return (tree[name] ??= Object.create(null) as Tree) as Tree;
}

const DISCORD_EPOCH = 1_420_070_400_000;

/** Makes ids as Discord does, with the time in the upper bits: clients read from it when a thing was created. */
export function createSnowflakes(now: () => number): () => string {
  let count = 0;
  return () => ((BigInt(Math.floor(now()) - DISCORD_EPOCH) << 22n) | BigInt(count++ % (1 << 22))).toString();
}

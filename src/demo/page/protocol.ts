import type {
  APIApplicationCommand,
  APIApplicationCommandBasicOption,
  APIMessage,
  APIModalInteractionResponseCallbackComponent,
} from 'discord-api-types/v10';

/** What the local Discord and its page exchange. Types only: the page and the server share no code. */

/** Users, members, roles, channels and commands, as far as the page uses them. */
export type PageUser = { id: string; username: string; global_name: string | null; bot?: boolean };
export type PageMember = { key: string; user: PageUser; roles: string[]; locale?: string };
export type PageRole = { id: string; name: string };
export type PageChannel = { id: string; type: number; name: string; parent_id: string | null };
export type PageCommand = APIApplicationCommand;
export type BasicOption = APIApplicationCommandBasicOption;

/** A node of the syntax tree of Discord's markdown. */
export type MarkdownNode = {
  type: string;
  content?: string | MarkdownNode[];
  target?: string;
  id?: string;
  name?: string;
  fullName?: string;
  level?: number;
  lang?: string;
  timestamp?: string;
  format?: string;
};
/** Syntax trees by the text that they were parsed from. */
export type Trees = Record<string, MarkdownNode[]>;

/** A message with the syntax trees of its texts. */
export type PageMessage = APIMessage & { trees: Trees };

/** Everything that one person sees. */
export type PageState = {
  guild: { id: string; name: string };
  bot: PageUser & { isConnected: boolean };
  you: PageMember;
  members: PageMember[];
  roles: PageRole[];
  channels: PageChannel[];
  commands: PageCommand[];
  /** Ids of the commands that Discord offers this person, by channel. */
  offered: Record<string, string[]>;
  /** Ids of the channels in which this person may not write. */
  silent: string[];
  /** Id of the last message read, by channel. */
  read: Record<string, string>;
  messages: Record<string, PageMessage[]>;
};

/** A form that the bot opened. */
export type Modal = {
  interactionId: string;
  custom_id: string;
  title: string;
  components: APIModalInteractionResponseCallbackComponent[];
  trees: Trees;
};

/** A file that somebody picked, and the values of options and form fields. */
export type PickedFile = { name: string; base64: string; contentType: string };
export type PageValue = string | number | boolean | PickedFile;
export type FormValue = string | boolean | string[] | PickedFile[];

/** What a person does. */
export type UserAction =
  | { kind: 'say'; channel: string; text: string; files: PickedFile[] }
  | { kind: 'dismiss'; message: string }
  | { kind: 'speak'; locale: string }
  /** All of the channel was seen. */
  | { kind: 'read'; channel: string }
  /** `name`: the full one, `tag add`. */
  | { kind: 'slash'; channel: string; name: string; options: Record<string, PageValue> }
  | { kind: 'autocomplete'; channel: string; name: string; focused: string; text: string; options: Record<string, PageValue> }
  | { kind: 'press'; message: string; custom_id: string }
  | { kind: 'select'; message: string; custom_id: string; values: string[] }
  | { kind: 'submit'; interaction: string; values: Record<string, FormValue> }
  | { kind: 'message-menu'; name: string; message: string }
  | { kind: 'user-menu'; name: string; user: string; channel: string };

/** The outcome of an action after the bot's first answer. `error`: why the client would not do it. */
export type InteractionOutcome = {
  error?: string;
  failed?: string;
  modal?: Modal;
  choices?: { name: string; value: string | number }[];
};

/** A request of the bot, as logged; tokens in paths read `:token`. */
export type WireLine = { at: number; method: string; path: string; body: unknown; status: number; ms: number; answer: unknown };
/** An event that went to the bot over the gateway, without its token. */
export type WireEvent = { at: number; event: string; body: unknown };
/** What the wire drawer lists. */
export type WireEntry = WireLine | WireEvent;

/** What the page is told over its feed. */
export type FeedEvent =
  | { type: 'ready' }
  /** People, channels, commands or the bot's presence changed. */
  | { type: 'changed' }
  | { type: 'message' | 'message-edited' | 'message-deleted'; message: PageMessage }
  | { type: 'wire'; line: WireEntry };

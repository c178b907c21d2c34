import type { Part, Text, Verbatim } from './text.ts';

/**
 * A platform-neutral answer: text in parts, blocks, actions, paging, tables, failures. Nothing here knows Discord,
 * a desk or a cable. Every room may import it.
 */

/** Who sees an answer: the caller alone, or the whole channel. */
export type Visibility = 'caller' | 'channel';

/**
 * A platform-neutral answer. A renderer (chat/discord/render.ts, chat/terminal/render.ts) turns it into what its
 * platform shows, keeps that platform's limits and neutralises what is quoted.
 */
export type Reply = {
  title?: Text;
  /** `error`: something was refused. Never shown by colour alone. */
  tone?: 'plain' | 'notice' | 'error';
  blocks: Block[];
  /** Rows of actions under the answer. */
  actions?: ActionRow[];
  files?: ReplyFile[];
  /** Text of cables in it that stands in no passage of its own, as in a preview of what is sent. */
  holds?: readonly TextPiece[];
  /** Overrides what the command declares. Must depend on the options alone: a deferral fixes it. */
  visibility?: Visibility;
};

export type Block =
  | { kind: 'text'; text: Text }
  /** Verbatim words of a document, set apart from our own. `printed`: with its own lines, on a narrow screen too (see reflow.ts). */
  | { kind: 'passage'; text: Text; printed?: true }
  /** A numbered or plain list whose entries have actions of their own. */
  | { kind: 'items'; items: Item[] }
  /** Label and value, one line each; labels are ours. */
  | { kind: 'facts'; facts: [label: string, value: Text | Part][] }
  /** Small print: our own words on how the answer came about. */
  | { kind: 'small'; text: Text }
  /** Text to be copied: shown in a fixed font, nothing in it is markup. */
  | { kind: 'copy'; text: Text }
  | { kind: 'table'; columns: string[]; rows: (Text | Part)[][] }
  | { kind: 'picture'; file: ReplyFile; alt: Text }
  | { kind: 'rule' };

/** One entry of a list: a heading line, further lines, a passage, and what can be done with it. */
export type Item = {
  head: Text;
  lines?: Text[];
  passage?: Text;
  actions?: Action[];
  /** In a post: the cable it speaks of, by row; the entry is left out when that one is withdrawn meanwhile. */
  about?: number;
};

/**
 * `about`: in a post, the cables that it tells of, by row; it is left out when one of them is withdrawn meanwhile. `holds`: the
 * text of cables that it holds. `own`: holds what is kept about the person alone, so they get it whatever the rule of files says.
 */
export type ReplyFile = {
  name: string;
  bytes: Uint8Array;
  alt?: string;
  about?: readonly number[];
  holds?: readonly TextPiece[];
  own?: true;
};

/** A piece of a cable's text: how many UTF-16 units from where. */
export type TextPiece = Verbatim & { length: number };

export type ActionRow = Action[];

/**
 * Where the answer to a press stands: in place of the message, or beside it. `decide`: beside it, and all buttons of the message that
 * decide about the same cable are closed when it is done.
 */
type As = 'replace' | 'reply' | 'decide';

/** What can be done next. Labels may hold document words; renderers clean and cut them. */
export type Action =
  /** Runs a command with these options; `replace` shows the answer in place, `reply` beside it. */
  | { kind: 'run'; label: Text; command: string; options: ActionOptions; as: As; style?: ActionStyle; disabled?: boolean }
  /** One of up to 25 choices, each running the command with `option` set to its value. */
  | { kind: 'choose'; label: Text; command: string; options: ActionOptions; option: string; choices: Choice[]; as: 'replace' | 'reply' }
  /** Asks for fields first (a modal), then runs the command with them. */
  | {
      kind: 'form';
      label: Text;
      title: Text;
      command: string;
      options: ActionOptions;
      fields: FormField[];
      as: As;
      style?: ActionStyle;
    }
  | { kind: 'link'; label: Text; url: string }
  /** Up to 25 entries, each of which does what a button of its own would do. */
  | { kind: 'menu'; label: Text; entries: MenuEntry[] };

/** An entry of a menu, and what it is for. */
export type MenuEntry = { action: Extract<Action, { kind: 'run' | 'form' }>; about: Text };

export type ActionStyle = 'plain' | 'main' | 'danger';
/** Option values as people's clients send them: strings, numbers, flags. */
export type ActionOptions = Record<string, string | number | boolean>;
export type Choice = { label: string; value: string; description?: string; selected?: boolean };
export type FormField = {
  option: string;
  label: string;
  description?: string;
  /**
   * Text unless said otherwise; `member` picks somebody of the server, `members` up to 25 (their ids, separated by commas), `choice`
   * one of the choices, `flag` is ticked or not, `file` takes one file.
   */
  kind?: 'text' | 'member' | 'members' | 'choice' | 'flag' | 'file';
  choices?: readonly Choice[];
  /** The endings that a file may have: `.docx`; any unless given. */
  endings?: readonly `.${string}`[];
  long?: boolean;
  required?: boolean;
  value?: string;
  max?: number;
};

/** Something to be posted elsewhere because of an act; it goes through the outbox, in the act's own transaction. */
export type Post = {
  /** `thread`: the thread of this cable, opened in `channel` when there is none yet. `webhook`: by its name in the operator's file. */
  to:
    | { channel: string }
    | { member: string }
    | { thread: { cable: number; ref: string }; channel: string }
    | { webhook: string; watch: string };
  reply: Reply;
  /** The cable it speaks of, by row: a post about one that is withdrawn meanwhile is not sent. */
  about?: number;
  /** How much of a cable it shows; checked again, with the channel, when it is posted. */
  shows?: 'metadata' | 'excerpt' | 'text';
  /** Members to be pinged, by id; nobody else is. */
  ping?: string[];
  silent?: boolean;
  /** The message is pinned once it is there; `false`: no longer. */
  pin?: boolean;
  /** It takes the place of the message of this earlier post, named as the outbox names it. */
  edits?: string;
  /** What a webhook is told, in place of the reply. */
  news?: WebhookNews;
  /** Said in a channel when a direct message cannot be delivered; never holds cable text. */
  fallback?: { channel: string; reply: Reply };
};

/** What a watch tells a webhook: how many cables are new, and which. No words of a text. */
export type WebhookNews = {
  watch: string;
  owner: string;
  count: number;
  query?: string;
  cables: readonly { row: number; ref: string; date?: string; sender?: string; subject?: string; marking?: string }[];
};

/** Reports the progress of long work to the person. */
export type Progress = (done: number, total: number, what: string) => void;

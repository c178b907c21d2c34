import { english } from '../reply/text.ts';
import type { ActName } from '../desk/acts.ts';
import type { AttachedFile } from './attachment.ts';
import type { Desk } from '../desk/desk.ts';
import type { FailureKind } from '../reply/failure.ts';
import type { ActionOptions, Choice, Progress, Reply, Visibility } from '../reply/reply.ts';
import type { FormAction } from '../reply/actions.ts';
import type { FullName, GroupName, Targets } from '../reply/targets.ts';
import type { Caller } from '../desk/caller.ts';
import type { Role } from '../desk/roles.ts';
import type { Text } from '../reply/text.ts';

type OptionBase = {
  description: string;
  required?: boolean;
  /** Set only by buttons: never offered to people who type, and never taken from them. */
  hidden?: boolean;
};

type SuggestContext = { desk: Desk; caller: Caller; commands: readonly Command[]; typed: string; options: ActionOptions };

/** Completes what is being typed; at most 25 choices are shown. `none` says why there are none, in 100 characters. */
type Completed =
  | { suggest?: undefined; none?: undefined }
  | { suggest: (context: SuggestContext) => Choice[] | Promise<Choice[]>; none: (context: SuggestContext) => Text };

export type OptionSpec = OptionBase &
  Completed &
  (
    | { type: 'text'; max?: number }
    | { type: 'number'; min?: number; max?: number }
    | { type: 'choice'; choices: readonly string[] }
    | { type: 'flag' }
    /** A day, month or year: `2018-07-16`, `2018-07`, `2018`. */
    | { type: 'date' }
    /** A cable's ref; completed by the desk. */
    | { type: 'cable' }
    /** A member of the server, by id; completed by the platform. */
    | { type: 'member' }
    /** Several members or roles, typed: pings, ids or names; those who are named by id are looked up on the platform. */
    | { type: 'members'; max?: number }
    /** A channel of the server, by id. */
    | { type: 'channel' }
    /** A file that is sent along. */
    | { type: 'file' }
  );

export type OptionSpecs = Record<string, OptionSpec>;

type ValueOf<O> = O extends { type: 'number' }
  ? number
  : O extends { type: 'flag' }
    ? boolean
    : O extends { type: 'choice'; choices: readonly (infer C)[] }
      ? C
      : O extends { type: 'file' }
        ? AttachedFile
        : string;

/** The values a command receives, inferred from its options. */
export type Values<O extends OptionSpecs> = {
  [K in keyof O as O[K] extends { required: true } ? K : never]: ValueOf<O[K]>;
} & {
  [K in keyof O as O[K] extends { required: true } ? never : K]?: ValueOf<O[K]>;
};

export type Context<O extends OptionSpecs> = {
  options: Values<O>;
  desk: Desk;
  caller: Caller;
  /** All commands. */
  commands: readonly Command[];
  progress: Progress;
};

/** What a menu was opened on: a message of people, or a member. */
export type MenuTarget =
  | { on: 'message'; text: string; author: { id: string; name: string }; link: string }
  | { on: 'member'; id: string; name: string };

/** Another way into a command: an entry in the menu of a message or a member. It runs with options, or asks in a form first. */
export type Menu = {
  on: MenuTarget['on'];
  /** As people read it: blanks and capitals are fine, 32 characters at most. */
  name: string;
  open(target: MenuTarget, context: { desk: Desk; caller: Caller }): { options: ActionOptions } | { form: FormAction };
};

type Runnable<O extends OptionSpecs> = {
  description: string;
  who: Role;
  /** Where it needs another role with some options than without. */
  whoFor?(options: ActionOptions): Role;
  /** Whether it can be asked as of a day, with these options: it only looks, and takes `asof` or a search. */
  looksBack?: true | ((options: ActionOptions) => boolean);
  /** Who sees the answer; the caller alone unless said otherwise. */
  visibility?: Visibility;
  examples?: readonly string[];
  options?: O;
  menus?: readonly Menu[];
  run(context: Context<O>): Reply | Promise<Reply>;
};

/** What commands are about: the pages of `/help`, in this order. */
export const topics = {
  find: english('Find'),
  names: english('Names'),
  work: english('Work'),
  marks: english('Tag and note'),
  print: english('Before print'),
  told: english('Overview'),
  desk: english('Desk'),
} as const;
export type Topic = keyof typeof topics;

/** What every file of commands/ begins with. The topic is that of what stands in the menu, so those behind a door have none of their own. */
type Head<N> = {
  name: N;
  description: string;
  /** What /help names first, of what is behind it: `claim`. */
  front?: readonly SubcommandOf<N & string>[];
} & (N extends `${string} ${string}` ? { topic?: never } : { topic: Topic });
export type SimpleCommand<O extends OptionSpecs = OptionSpecs> = Runnable<O> & { name: string; topic?: Topic };
/** `subcommands` by their names below it: `add`, or `fact add` where they stand in a group of it; `groups`: what each group is about. */
type CommandGroup = {
  name: string;
  topic?: Topic;
  description: string;
  front?: readonly string[];
  subcommands: Record<string, Runnable<OptionSpecs>>;
  groups?: Record<string, string>;
};
export type Command = SimpleCommand | CommandGroup;

/** Options of a command, declared apart from it, so that their values can be told to the buttons (`Targets`) by type alone. */
export const optionSpecs = <const O extends OptionSpecs>(options: O): O => options;

/** Which page of a list (`listPage`). */
export const pageOption = { type: 'number', description: 'Page of the list', min: 1 } as const;

/** The day that something is shown as of. */
export const asOfOption = { type: 'date', description: 'As the desk was at the end of this day: 2026-08-01' } as const;

/** The values of a command without options. */
export type NoOptions = object;

/** Demands that buttons know a command's options as it declares them; anything else does not compile. */
type Declared<O extends OptionSpecs, V> = Same<string extends keyof O ? NoOptions : Values<O>, V>;
type Same<A, B> = [A, keyof A] extends [B, keyof B] ? ([B, keyof B] extends [A, keyof A] ? unknown : never) : never;
/** The subcommands of a group, as `Targets` has them. */
type SubcommandOf<G extends string> = FullName extends infer N ? (N extends `${G} ${infer S}` ? S : never) : never;
/** A subcommand with, for the compiler alone, the values it takes. */
type Subcommand<V> = Runnable<OptionSpecs> & { readonly takes?: (values: V) => V };

/**
 * The shape of a command: returns it unchanged, with the types of its option values inferred from its options.
 * Registration, parsing, permissions, help, the tables of docs/commands.md, the terminal and the demo all follow from this object.
 */
export function command<const N extends FullName, const O extends OptionSpecs>(
  spec: Runnable<O> & Head<N> & Declared<O, Targets[N]>,
): Command {
  return spec;
}

/** The same for a command that has subcommands: those that `Targets` has, no more and no fewer. */
export function commandGroup<const G extends GroupName>(
  spec: Head<G> & { subcommands: { [S in SubcommandOf<G>]: `${G} ${S}` extends FullName ? Subcommand<Targets[`${G} ${S}`]> : never } },
): Command {
  return spec;
}

/** The head of a door: what the files beside it have in common. */
export const door = <const N extends GroupName>(head: Head<N>): Head<N> => head;

/** The shape of a subcommand: returns it unchanged, with the types of its option values inferred. */
export function subcommand<const O extends OptionSpecs>(spec: Runnable<O>): Subcommand<string extends keyof O ? NoOptions : Values<O>> {
  return spec;
}

/** One thing a person can run: a command without subcommands, or one subcommand. `name` is the full name: `tag add`, `check fact add`. */
export type RunnableCommand = Runnable<OptionSpecs> & { name: string };

/** The things a person can run in a command: itself, or its subcommands under their full names. */
export function runnables(command: Command): RunnableCommand[] {
  if (!('subcommands' in command)) return [command];
  return Object.entries(command.subcommands).map(([name, one]) => ({ ...one, name: `${command.name} ${name}` }));
}

/** What was asked: the full name and raw values, as a client sent them. */
export type Call = {
  command: string;
  options: ActionOptions;
  /** Those of options that take one. */
  files?: Readonly<Record<string, AttachedFile>>;
  /** The options that a button, a form or a menu of ours set; all others were typed. Hidden options are taken from ours alone. */
  byButton?: readonly string[];
};

export type Answer = {
  ok: boolean;
  reply: Reply;
  visibility: Visibility;
  /** Why not, when `ok` is false; the terminal's exit code follows from it. */
  failure?: FailureKind | 'bug';
  /** The acts that were committed for it, also when it failed. */
  saved: readonly ActName[];
};

/** The bot as chats see it: the same for Discord, the demo and the terminal. */
export type Bot = {
  readonly desk: Desk;
  readonly commands: readonly Command[];
  /** The command or subcommand of this full name. */
  find(name: string): RunnableCommand | undefined;
  /** Who will see the answer; known before the command runs, because a deferral fixes it. */
  visibility(call: Call): Visibility;
  /**
   * Runs a command through policy. Never throws: a refusal is a reply with `ok: false`; a bug is logged under a reference
   * number that the reply names.
   */
  answer(caller: Caller, call: Call, progress?: Progress): Promise<Answer>;
  /**
   * Completions for one option while it is typed, at most 25. Where there are none, one choice says why (completing.ts). Never throws.
   */
  suggest(caller: Caller, call: Call, option: string, typed: string): Promise<Choice[]>;
};

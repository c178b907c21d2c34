import type { Action, ActionOptions, ActionRow, ActionStyle, Choice, FormField } from './reply.ts';
import type { Given, FullName, GroupName, Targets } from './targets.ts';
import { said, type Part, type Text } from './text.ts';

/**
 * How answers offer what can be done next. The compiler checks each target and its options against what the command
 * itself declares.
 */
export type RunAction = Extract<Action, { kind: 'run' }>;
export type ChooseAction = Extract<Action, { kind: 'choose' }>;
export type FormAction = Extract<Action, { kind: 'form' }>;
/** What an entry of a menu does, and what it is for; undefined where it is not offered. */
type Entry = readonly [action: RunAction | FormAction, about: Text] | undefined;

/** `replace`: the answer takes the place of the message; otherwise it comes beside it. */
type As = { as?: 'replace' };
/** `decide`: buttons about the same cable are closed once one of them has done its work. */
type AsOrDecide = { as?: 'replace' | 'decide' };

/** A button that runs a command with these options. */
export function press<N extends FullName>(
  label: Text,
  command: N,
  options: Given<N>,
  { as, ...look }: AsOrDecide & { style?: ActionStyle; disabled?: boolean } = {},
): RunAction {
  return { kind: 'run', label, command, options: present(options), as: as ?? 'reply', ...look };
}

/** A button that asks what was asked before: a call as it was kept, which is checked again when it is pressed. */
export const pressAgain = (label: Text, command: string, options: ActionOptions): RunAction => ({
  kind: 'run',
  label,
  command,
  options,
  as: 'reply',
  style: 'main',
});

/** A menu of up to 25 choices, each of which runs a command with `option` set to its value. */
export function choose<N extends FullName, K extends keyof Given<N> & string>(
  label: Text,
  command: N,
  option: K,
  choices: Choice[],
  { as, options }: As & { options?: Omit<Given<N>, K> } = {},
): ChooseAction {
  return { kind: 'choose', label, command, options: present(options ?? {}), option, choices, as: as ?? 'reply' };
}

/** A button that asks for fields first, then runs a command with them and with these options. */
export function form<N extends FullName, K extends keyof Targets[N] & string>(
  label: Text,
  command: N,
  options: Omit<Given<N>, K>,
  { as, ...rest }: AsOrDecide & { title: Text; fields: (FormField & { option: K })[]; style?: ActionStyle },
): FormAction {
  return { kind: 'form', label, command, options: present(options), as: as ?? 'reply', ...rest };
}

/** The row under a card's buttons: a menu of what is needed less often. */
export const moreMenu = (...offered: readonly Entry[]): ActionRow => menu(said`More`, ...offered);

/** A menu in a row of its own. What cannot be done now is left out; no row for nothing. */
export function menu(label: Text, ...offered: readonly Entry[]): ActionRow {
  const entries = offered.flatMap((one) => (one === undefined || isDisabled(one[0]) ? [] : [{ action: one[0], about: one[1] }]));
  return entries.length === 0 ? [] : [{ kind: 'menu', label, entries }];
}

const isDisabled = (action: RunAction | FormAction): boolean => action.kind === 'run' && action.disabled === true;

/** The actions one by one, those in menus among them. */
export const eachAction = (actions: readonly Action[]): Exclude<Action, { kind: 'menu' }>[] =>
  actions.flatMap((action) => (action.kind === 'menu' ? action.entries.map((entry) => entry.action) : [action]));

/** A command that people can press or type. */
export const commandLink = (command: FullName | GroupName): Part => ({ kind: 'commandLink', command });

/** The values without those that are undefined. */
function present(options: object): ActionOptions {
  return Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined),
  );
}

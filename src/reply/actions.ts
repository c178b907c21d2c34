import type { Action, ActionOptions, ActionStyle, Choice, FormField } from './reply.ts';
import type { Given, FullName, GroupName } from './targets.ts';
import type { Part, Text } from './text.ts';

/**
 * How answers offer what can be done next. The compiler checks each target and its options against what the command
 * itself declares.
 */
export type RunAction = Extract<Action, { kind: 'run' }>;
export type ChooseAction = Extract<Action, { kind: 'choose' }>;
export type FormAction = Extract<Action, { kind: 'form' }>;

/** `replace`: the answer takes the place of the message; otherwise it comes beside it. */
type As = { as?: 'replace' };

/** A button that runs a command with these options. */
export function press<N extends FullName>(
  label: Text,
  command: N,
  options: Given<N>,
  { as, ...look }: As & { style?: ActionStyle; disabled?: boolean } = {},
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
export function form<N extends FullName, K extends keyof Given<N> & string>(
  label: Text,
  command: N,
  options: Omit<Given<N>, K>,
  { as, ...rest }: As & { title: Text; fields: (FormField & { option: K })[]; style?: ActionStyle },
): FormAction {
  return { kind: 'form', label, command, options: present(options), as: as ?? 'reply', ...rest };
}

/** A command that people can press or type. */
export const commandLink = (command: FullName | GroupName): Part => ({ kind: 'commandLink', command });

/** The values without those that are undefined. */
function present(options: object): ActionOptions {
  return Object.fromEntries(
    Object.entries(options).filter((entry): entry is [string, string | number | boolean] => entry[1] !== undefined),
  );
}

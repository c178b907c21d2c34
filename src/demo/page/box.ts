import type { Callable } from './command-text.ts';
import { model, noServer } from './model.ts';
import type { PickerChoice } from './picker.ts';
import type { BasicOption, PickedFile } from './protocol.ts';
import { refresh } from './refresh.ts';

/** An option being filled in. `chosen` is what was picked from a list: an id, or the value of a suggestion. */
export type Filling = { text: string; chosen?: string | number; file?: PickedFile; fault?: string };
/**
 * A command being filled in: `focused` is the option under the cursor, '' for none; `more` is what is typed behind the last one.
 */
export type Calling = { callable: Callable; fillings: Map<string, Filling>; focused: string; optionList: boolean; more: string };
type Suggestions = { of: string; choices: readonly (PickerChoice & { sent?: string | number })[]; note?: string };
type Failure = { channel: string; command: string; text: string; dismiss: () => void };

/** The box at the bottom of the page, in which people write messages and fill in commands. */
export const box = {
  text: '',
  files: [] as PickedFile[],
  trouble: undefined as string | undefined,
  calling: undefined as Calling | undefined,
  /** Index of the active choice in the popup; -1 for none. */
  active: 0,
  isPopupClosed: false,
  suggestions: undefined as Suggestions | undefined,
  failures: [] as Failure[],
};

/** Ids of the box and of the popup's list. */
export const inputId = 'say';
export const listId = 'completions';
/** The id of an option's field. */
export const fieldId = (option: string): string => `option-${option}`;

/** Commands that failed before the bot answered: Discord shows them in the channel, to that person only. */
export const localFailures = (channel: string): Failure[] => box.failures.filter((failure) => failure.channel === channel);

/** Shows in the channel, to this person only, that a command failed. */
export function failLocally(command: string, text: string): void {
  const failure: Failure = {
    channel: model.channel,
    command,
    text,
    dismiss: () => ((box.failures = box.failures.filter((other) => other !== failure)), refresh()),
  };
  box.failures.push(failure);
  refresh();
}

const drafts = new Map<string, string>();

/** Stores the draft of the channel that is left and restores that of the one that is opened. */
export function changeDraft(from: string, to: string): void {
  if (from === to) return;
  if (box.calling === undefined) drafts.set(from, box.text);
  box.calling = undefined;
  box.suggestions = undefined;
  box.trouble = undefined;
  box.text = drafts.get(to) ?? '';
  drafts.delete(to);
}

/** Clears the failures of a server outage, once it is over. */
export function forgetOutage(): void {
  box.trouble = undefined;
  box.failures = box.failures.filter(({ text }) => text !== noServer);
}

/** The option of this name. */
export const optionOf = ({ callable }: Calling, name: string): BasicOption | undefined =>
  callable.options.find((option) => option.name === name);

/** The id of the field behind the last option. */
export const moreId = 'more-options';

/** The options that are not filled in yet. */
export const optionsLeft = ({ callable, fillings }: Calling): BasicOption[] => callable.options.filter(({ name }) => !fillings.has(name));

/** Those of them whose names begin with what is typed behind the last option. */
export const optionsNamed = (calling: Calling): BasicOption[] =>
  optionsLeft(calling).filter(({ name }) => name.startsWith(calling.more.toLowerCase()));

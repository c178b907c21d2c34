import { callables, faultOf, fittingCallables, readCommand, valueOf, type Callable } from './command-text.ts';
import { withoutControls } from './files.ts';
import { channelName, model, displayName, noServer, offeredCommands, perform, state } from './model.ts';
import { showModal } from './modal.ts';
import type { PickerChoice } from './picker.ts';
import type { BasicOption, PickedFile, PageValue } from './protocol.ts';
import { focus, refresh } from './refresh.ts';

/** One option that is being filled in. `chosen` is what was picked from a list: an id, or the value of a suggestion. */
export type Filling = { text: string; chosen?: string | number; file?: PickedFile; fault?: string };
export type Calling = { callable: Callable; fillings: Map<string, Filling>; focused: string; optionList: boolean };
type Suggestions = { of: string; choices: readonly (PickerChoice & { sent?: string | number })[]; note?: string };
type Failure = { channel: string; command: string; text: string; dismiss: () => void };

export const box = {
  text: '',
  files: [] as PickedFile[],
  trouble: undefined as string | undefined,
  calling: undefined as Calling | undefined,
  /** What the keyboard stands on in the popup; -1 for nothing. */
  active: 0,
  isPopupClosed: false,
  suggestions: undefined as Suggestions | undefined,
  failures: [] as Failure[],
};

export const inputId = 'say';
export const listId = 'completions';
export const fieldId = (option: string): string => `option-${option}`;

/** What failed before the bot said anything: Discord shows it to the person alone, in the channel. */
export const localFailures = (channel: string): Failure[] => box.failures.filter((failure) => failure.channel === channel);

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

/** Puts a command into the box, ready to be filled in. */
export function chooseCommand(fullName: string): void {
  const all = callables(offeredCommands(1));
  const found = all.find((entry) => entry.fullName === fullName) ?? all.find((entry) => entry.command.name === fullName);
  if (found === undefined) return;
  startCalling(found, new Map());
}

export function startCalling(callable: Callable, values: ReadonlyMap<string, string>): void {
  const { options } = callable;
  const shown = options.filter(({ name, required }) => required === true || values.has(name));
  const fillings = new Map(shown.map(({ name }): [string, Filling] => [name, { text: values.get(name) ?? '' }]));
  for (const option of shown) chooseByName(option, fillings.get(option.name) ?? { text: '' });
  box.text = '';
  box.trouble = undefined;
  box.calling = { callable, fillings, focused: '', optionList: false };
  const first = shown.find(({ name }) => (values.get(name) ?? '') === '') ?? shown.at(-1);
  if (first === undefined) return showOptionList();
  focusOption(first.name);
  // A whole command that was pasted is sent by the next Enter.
  box.isPopupClosed = shown.length > 0 && shown.every(({ name }) => isRight(callable, name, fillings.get(name)));
}

/** Each channel has a draft of its own. */
const drafts = new Map<string, string>();
export function changeDraft(from: string, to: string): void {
  if (from === to) return;
  if (box.calling === undefined) drafts.set(from, box.text);
  box.calling = undefined;
  box.suggestions = undefined;
  box.trouble = undefined;
  box.text = drafts.get(to) ?? '';
  drafts.delete(to);
}

/** What failed while the server was away is no failure any more once it is back. */
export function forgetOutage(): void {
  box.trouble = undefined;
  box.failures = box.failures.filter(({ text }) => text !== noServer);
}

export function stopCalling(text = ''): void {
  box.calling = undefined;
  box.suggestions = undefined;
  box.text = text;
  box.trouble = undefined;
  focus(inputId);
}

/** The popup that lists the options which are left. */
export function showOptionList(): void {
  const { calling } = box;
  if (calling === undefined) return;
  calling.optionList = true;
  calling.focused = '';
  box.suggestions = undefined;
  // Nothing is chosen yet: Enter sends.
  box.active = -1;
  box.isPopupClosed = false;
  focus('more-options');
}

export function focusOption(name: string): void {
  const { calling } = box;
  if (calling === undefined) return;
  if (!calling.fillings.has(name)) calling.fillings.set(name, { text: '' });
  calling.focused = name;
  calling.optionList = false;
  box.isPopupClosed = false;
  suggest();
  focus(fieldId(name));
}

export const optionOf = ({ callable }: Calling, name: string): BasicOption | undefined =>
  callable.options.find((option) => option.name === name);
export const left = ({ callable, fillings }: Calling): BasicOption[] => callable.options.filter(({ name }) => !fillings.has(name));

// --- suggestions

let timer: number | undefined;
let asked = 0;

/** What can be chosen in the option that has the focus, by its kind. */
export function suggest(): void {
  const { calling } = box;
  const option = calling === undefined ? undefined : optionOf(calling, calling.focused);
  clearTimeout(timer);
  box.suggestions = undefined;
  if (calling === undefined || option === undefined) return refresh();
  const typed = calling.fillings.get(option.name)?.text ?? '';
  if ('autocomplete' in option && option.autocomplete) {
    box.active = -1;
    // Discord waits a moment too, so that not every letter asks.
    timer = setTimeout(() => void ask(calling, option, typed), 120);
    return refresh();
  }
  const choices = fixedChoices(option);
  if (choices !== undefined) {
    const wanted = calling.fillings.get(option.name)?.chosen === undefined ? typed.toLowerCase().replace(/^[@#]/, '') : '';
    box.suggestions = {
      of: option.name,
      choices: choices.filter(({ label }) => label.toLowerCase().replace(/^[@#]/, '').includes(wanted)),
    };
    box.active = 0;
  }
  refresh();
}

/** The choices of an option whose kind has them; undefined for free text, numbers and files. */
function fixedChoices(option: BasicOption): PickerChoice[] | undefined {
  if ('choices' in option && option.choices !== undefined && option.choices.length > 0)
    return option.choices.map(({ name }) => ({ value: name, label: name }));
  const { members, bot, roles, channels } = state();
  const people = [...members.map(({ user }) => user), bot].map((user) => ({
    value: user.id,
    label: `@${displayName(user)}`,
    description: user.username,
  }));
  const groups = roles.map(({ id, name }) => ({ value: id, label: `@${name}`, description: 'Role' }));
  switch (option.type as number) {
    case 5:
      return ['True', 'False'].map((value) => ({ value, label: value }));
    case 6:
      return people;
    case 7:
      return channels.filter(({ type }) => type !== 1).map((channel) => ({ value: channel.id, label: `#${channelName(channel)}` }));
    case 8:
      return groups;
    case 9:
      return [...people, ...groups];
    default:
      return undefined;
  }
}

async function ask(calling: Calling, option: BasicOption, typed: string): Promise<void> {
  asked += 1;
  const mine = asked;
  const { command, branch } = calling.callable;
  const options = Object.fromEntries(Object.entries(valuesOf(calling)).filter(([name]) => name !== option.name));
  const { choices, error, failed } = await perform({
    kind: 'autocomplete',
    channel: model.channel,
    name: command.name,
    focused: option.name,
    text: typed,
    options,
    ...branch,
  });
  if (mine !== asked || box.calling !== calling || calling.focused !== option.name) return;
  const isLost = (error ?? failed) !== undefined;
  box.suggestions = {
    of: option.name,
    choices: (choices ?? []).map(({ name, value }, i) => ({ value: String(i), label: name, sent: value })),
    note: isLost ? 'Loading options failed.' : 'No options match your search.',
  };
  box.active = -1;
  refresh();
}

/** The values that can be sent as they stand. */
function valuesOf(calling: Calling): Record<string, PageValue> {
  const values: Record<string, PageValue> = {};
  for (const [name, { text, chosen, file }] of calling.fillings) {
    const option = optionOf(calling, name);
    if (option === undefined) continue;
    if (file !== undefined) values[name] = file;
    else if (text.trim() !== '' && faultOf(option, text, chosen !== undefined) === undefined) values[name] = valueOf(option, text, chosen);
  }
  return values;
}

// --- the popup

export type Popup = { title: string; choices: readonly PickerChoice[]; none?: string; pick: (value: string) => void };

export function popupNow(): Popup | undefined {
  const { calling, suggestions } = box;
  if (box.isPopupClosed) return undefined;
  if (calling === undefined) {
    if (!box.text.startsWith('/') || box.text.includes('\n')) return undefined;
    const fitting = fittingCallables(callables(offeredCommands(1)), box.text.slice(1)).slice(0, 25);
    const choices = fitting.map(({ fullName, description }) => ({ value: fullName, label: `/${fullName}`, description }));
    return { title: 'Commands', choices, none: 'No command matches here.', pick: chooseCommand };
  }
  if (calling.optionList) {
    const choices = left(calling).map(({ name, description }) => ({ value: name, label: name, description }));
    return { title: 'Options', choices, none: 'There are no further options. Press Enter to send.', pick: focusOption };
  }
  if (suggestions === undefined || suggestions.of !== calling.focused) return undefined;
  return {
    title: calling.focused,
    choices: suggestions.choices,
    ...(suggestions.note === undefined ? {} : { none: suggestions.note }),
    pick: pickSuggestion,
  };
}

function pickSuggestion(value: string): void {
  const { calling, suggestions } = box;
  const picked = suggestions?.choices.find((choice) => choice.value === value);
  if (calling === undefined || picked === undefined) return;
  const option = optionOf(calling, calling.focused);
  const isPlain = option !== undefined && 'choices' in option && (option.choices?.length ?? 0) > 0;
  const isFlag = (option?.type as number) === 5;
  calling.fillings.set(calling.focused, {
    text: picked.label,
    ...(isPlain || isFlag ? {} : { chosen: picked.sent ?? picked.value }),
  });
  box.suggestions = undefined;
  goOn();
}

/** To the next option that is still empty, or to the end. */
function goOn(): void {
  const { calling } = box;
  if (calling === undefined) return;
  const empty = [...calling.fillings].find(([name, { text, file }]) => name !== calling.focused && text === '' && file === undefined);
  if (empty !== undefined) return focusOption(empty[0]);
  box.suggestions = undefined;
  box.isPopupClosed = true;
  focus(fieldId(calling.focused));
}

// --- sending

export async function send(): Promise<void> {
  const { calling } = box;
  if (calling !== undefined) return call(calling);
  const text = withoutControls(box.text);
  if (text.trim() === '' && box.files.length === 0) return;
  if (text.startsWith('/')) {
    const read = readCommand(callables(offeredCommands(1)), text.trim());
    if (read === undefined) {
      box.isPopupClosed = true;
      box.trouble = `There is no command ${text.split(/\s/)[0]} here. Type / to see them all.`;
      return refresh();
    }
    startCalling(read.callable, read.values);
    return box.calling === undefined ? undefined : call(box.calling);
  }
  const { error } = await perform({ kind: 'say', channel: model.channel, text, files: box.files });
  box.trouble = error;
  if (error === undefined) {
    box.text = '';
    box.files = [];
  }
  focus(inputId);
}

function isRight({ options }: Callable, name: string, filling: Filling | undefined): boolean {
  const option = options.find((one) => one.name === name);
  return option !== undefined && faultOf(option, filling?.text ?? '', filling?.chosen !== undefined) === undefined;
}

/** A person, role or channel that was typed by name is chosen, as if picked from the list. */
function chooseByName(option: BasicOption, filling: Filling): void {
  const type = option.type as number;
  if (type < 6 || type > 9 || filling.chosen !== undefined) return;
  const bare = (text: string): string => text.trim().toLowerCase().replace(/^[@#]/, '');
  const named = (fixedChoices(option) ?? []).filter(({ label }) => bare(label) === bare(filling.text));
  const [only] = named;
  if (only !== undefined && named.length === 1) filling.chosen = only.value;
}

async function call(calling: Calling): Promise<void> {
  const { callable, fillings } = calling;
  let first: string | undefined;
  for (const option of callable.options) {
    const filling = fillings.get(option.name);
    if (filling === undefined || filling.file !== undefined) continue;
    chooseByName(option, filling);
    const fault = faultOf(option, filling.text, filling.chosen !== undefined);
    if (fault === undefined) delete filling.fault;
    else {
      filling.fault = fault;
      first ??= option.name;
    }
  }
  if (first !== undefined) {
    focusOption(first);
    box.isPopupClosed = false;
    return refresh();
  }
  const options = valuesOf(calling);
  const channel = model.channel;
  stopCalling();
  const { error, failed, modal } = await perform({ kind: 'slash', channel, name: callable.command.name, options, ...callable.branch });
  if (modal !== undefined) showModal(modal);
  if ((error ?? failed) !== undefined) failLocally(`/${callable.fullName}`, error ?? 'The application did not respond');
}

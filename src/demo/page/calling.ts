import { box, fieldId, failLocally, inputId, moreId, optionsLeft, type Calling, type Filling } from './box.ts';
import { callables, faultOf, readCommand, type Callable } from './command-text.ts';
import { withoutControls } from './files.ts';
import { showModal } from './modal.ts';
import { model, offeredCommands, performAction } from './model.ts';
import { chooseByName, validValues } from './option-values.ts';
import { noteUse } from './recent.ts';
import { focus, refresh } from './refresh.ts';
import { suggest } from './suggestions.ts';

/** Puts a command into the box, ready to be filled in. */
export function startCommand(fullName: string): void {
  const all = callables(offeredCommands(1));
  const found = all.find((entry) => entry.fullName === fullName) ?? all.find((entry) => entry.command.name === fullName);
  if (found === undefined) return;
  startCalling(found, new Map());
}

/** Starts to fill in this command, with the values that are known. */
export function startCalling(callable: Callable, values: ReadonlyMap<string, string>): void {
  const { options } = callable;
  const shown = options.filter(({ name, required }) => required === true || values.has(name));
  const fillings = new Map(shown.map(({ name }): [string, Filling] => [name, { text: values.get(name) ?? '' }]));
  for (const option of shown) chooseByName(option, fillings.get(option.name) ?? { text: '' });
  box.text = '';
  box.trouble = undefined;
  box.calling = { callable, fillings, focused: '', optionList: false, more: '' };
  const first = shown.find(({ name }) => (values.get(name) ?? '') === '') ?? shown.at(-1);
  if (first === undefined) return showOptionList();
  focusOption(first.name);
  // A complete command that was pasted is sent by the next Enter.
  box.isPopupClosed = shown.length > 0 && shown.every(({ name }) => isValid(callable, name, fillings.get(name)));
}

/** Gives up the command; `text` is what the box holds then. */
export function stopCalling(text = ''): void {
  box.calling = undefined;
  box.suggestions = undefined;
  box.text = text;
  box.trouble = undefined;
  focus(inputId);
}

/** Opens the popup that lists the remaining options. */
export function showOptionList(): void {
  const { calling } = box;
  if (calling === undefined) return;
  calling.optionList = true;
  calling.focused = '';
  box.suggestions = undefined;
  // Nothing is chosen yet: Enter sends.
  box.active = -1;
  box.isPopupClosed = false;
  focus(moreId);
}

/** Moves to this option, adding it if it was not filled in yet. */
export function focusOption(name: string): void {
  const { calling } = box;
  if (calling === undefined) return;
  if (!calling.fillings.has(name)) calling.fillings.set(name, { text: '' });
  calling.focused = name;
  calling.optionList = false;
  calling.more = '';
  box.isPopupClosed = false;
  suggest();
  focus(fieldId(name));
}

/** Sends what is in the box: the command, or the message. */
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
  const { error } = await performAction({ kind: 'say', channel: model.channel, text, files: box.files });
  box.trouble = error;
  if (error === undefined) {
    box.text = '';
    box.files = [];
  }
  focus(inputId);
}

function isValid({ options }: Callable, name: string, filling: Filling | undefined): boolean {
  const option = options.find((one) => one.name === name);
  return option !== undefined && faultOf(option, filling?.text ?? '', filling?.chosen !== undefined) === undefined;
}

async function call(calling: Calling): Promise<void> {
  const { callable, fillings } = calling;
  // What stands behind the last option is none of its names: it goes into the first that is left, so that none of it is lost.
  const [left] = calling.more.trim() === '' ? [] : optionsLeft(calling);
  if (left !== undefined) fillings.set(left.name, { text: calling.more });
  calling.more = '';
  let firstInvalid: string | undefined;
  for (const option of callable.options) {
    const filling = fillings.get(option.name);
    if (filling === undefined || filling.file !== undefined) continue;
    chooseByName(option, filling);
    const fault = faultOf(option, filling.text, filling.chosen !== undefined);
    if (fault === undefined) delete filling.fault;
    else {
      filling.fault = fault;
      firstInvalid ??= option.name;
    }
  }
  if (firstInvalid !== undefined) {
    focusOption(firstInvalid);
    box.isPopupClosed = false;
    return refresh();
  }
  const options = validValues(calling);
  const channel = model.channel;
  stopCalling();
  noteUse(callable.fullName);
  const { error, failed, modal } = await performAction({
    kind: 'slash',
    channel,
    name: callable.fullName,
    options,
  });
  if (modal !== undefined) showModal(modal);
  if ((error ?? failed) !== undefined) failLocally(`/${callable.fullName}`, error ?? 'The application did not respond');
}

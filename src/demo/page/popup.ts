import { box, fieldId, optionOf, optionsLeft } from './box.ts';
import { focusOption, startCommand } from './calling.ts';
import { callables, fittingCallables } from './command-text.ts';
import { offeredCommands } from './model.ts';
import type { PickerChoice } from './picker.ts';
import { focus } from './refresh.ts';

/** The list above the box. `none` is shown when there are no choices. */
export type Popup = { title: string; choices: readonly PickerChoice[]; none?: string; pick: (value: string) => void };

/** The popup to show now: commands, options that are left, or suggestions. */
export function popupNow(): Popup | undefined {
  const { calling, suggestions } = box;
  if (box.isPopupClosed) return undefined;
  if (calling === undefined) {
    if (!box.text.startsWith('/') || box.text.includes('\n')) return undefined;
    const fitting = fittingCallables(callables(offeredCommands(1)), box.text.slice(1)).slice(0, 25);
    const choices = fitting.map(({ fullName, description }) => ({ value: fullName, label: `/${fullName}`, description }));
    return { title: 'Commands', choices, none: 'No command matches here.', pick: startCommand };
  }
  if (calling.optionList) {
    const choices = optionsLeft(calling).map(({ name, description }) => ({ value: name, label: name, description }));
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
  focusNext();
}

/** Focuses the next empty option, or the end. */
function focusNext(): void {
  const { calling } = box;
  if (calling === undefined) return;
  const empty = [...calling.fillings].find(([name, { text, file }]) => name !== calling.focused && text === '' && file === undefined);
  if (empty !== undefined) return focusOption(empty[0]);
  box.suggestions = undefined;
  box.isPopupClosed = true;
  focus(fieldId(calling.focused));
}

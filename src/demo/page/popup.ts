import { box, optionOf, optionsNamed } from './box.ts';
import { focusOption, showOptionList, startCommand } from './calling.ts';
import { callables, fittingCallables, type Callable } from './command-text.ts';
import { avatar } from './messages.ts';
import { displayName, offeredCommands, state } from './model.ts';
import type { PickerChoice } from './picker.ts';
import { recentlyUsed } from './recent.ts';

/** The list above the box. `none` is shown when there are no choices. */
export type Popup = { title?: string; choices: readonly PickerChoice[]; none?: string; pick: (value: string) => void };

/** The popup to show now: commands, options that are left, or suggestions. */
export function popupNow(): Popup | undefined {
  const { calling, suggestions } = box;
  if (box.isPopupClosed) return undefined;
  if (calling === undefined) {
    if (!box.text.startsWith('/') || box.text.includes('\n')) return undefined;
    return { choices: commandChoices(box.text.slice(1)), none: 'No command matches here.', pick: startCommand };
  }
  if (calling.optionList) {
    const choices = optionsNamed(calling).map(({ name, description }) => ({ value: name, label: name, description }));
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

/** All that fits what is typed after the slash; before anything is typed, first what this person used last. */
function commandChoices(typed: string): PickerChoice[] {
  const { bot } = state();
  const all = callables(offeredCommands(1));
  const recent = typed.trim() === '' ? recentlyUsed().flatMap((name) => all.find(({ fullName }) => fullName === name) ?? []) : [];
  const choice =
    (group: string) =>
    ({ fullName, description }: Callable) => ({
      value: fullName,
      label: `/${fullName}`,
      description,
      group,
      icon: avatar(bot),
    });
  return [...recent.map(choice('Frequently used')), ...fittingCallables(all, typed).map(choice(displayName(bot)))];
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

/** Focuses the next empty option, or the end, where the options that are left are offered. */
function focusNext(): void {
  const { calling } = box;
  if (calling === undefined) return;
  const empty = [...calling.fillings].find(([name, { text, file }]) => name !== calling.focused && text === '' && file === undefined);
  if (empty !== undefined) return focusOption(empty[0]);
  showOptionList();
}

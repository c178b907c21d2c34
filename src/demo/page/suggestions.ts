import { box, optionOf, type Calling } from './box.ts';
import { model, performAction } from './model.ts';
import { fixedChoices, validValues } from './option-values.ts';
import type { BasicOption } from './protocol.ts';
import { refresh } from './refresh.ts';

let timer: number | undefined;
/** Number of the latest request; the answers of older ones are dropped. */
let latest = 0;

/** Looks up what can be chosen for the focused option: a fixed list, or the bot's autocomplete. */
export function suggest(): void {
  const { calling } = box;
  const option = calling === undefined ? undefined : optionOf(calling, calling.focused);
  clearTimeout(timer);
  box.suggestions = undefined;
  if (calling === undefined || option === undefined) return refresh();
  const typed = calling.fillings.get(option.name)?.text ?? '';
  if ('autocomplete' in option && option.autocomplete) {
    box.active = -1;
    // Discord debounces too: not every keystroke is a request.
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

async function ask(calling: Calling, option: BasicOption, typed: string): Promise<void> {
  latest += 1;
  const request = latest;
  const { fullName } = calling.callable;
  const options = Object.fromEntries(Object.entries(validValues(calling)).filter(([name]) => name !== option.name));
  const { choices, error, failed } = await performAction({
    kind: 'autocomplete',
    channel: model.channel,
    name: fullName,
    focused: option.name,
    text: typed,
    options,
  });
  if (request !== latest || box.calling !== calling || calling.focused !== option.name) return;
  const isLost = (error ?? failed) !== undefined;
  box.suggestions = {
    of: option.name,
    choices: (choices ?? []).map(({ name, value }, i) => ({ value: String(i), label: name, sent: value })),
    note: isLost ? 'Loading options failed.' : 'No options match your search.',
  };
  box.active = -1;
  refresh();
}

import { optionOf, type Calling, type Filling } from './box.ts';
import { faultOf, valueOf } from './command-text.ts';
import { channelName, displayName, state } from './model.ts';
import type { PickerChoice } from './picker.ts';
import type { BasicOption, PageValue } from './protocol.ts';

/** The choices of an option that has a fixed list of them; undefined for free text, numbers and files. */
export function fixedChoices(option: BasicOption): PickerChoice[] | undefined {
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

/** Chooses the person, role or channel whose name was typed, as if it had been picked from the list. */
export function chooseByName(option: BasicOption, filling: Filling): void {
  const type = option.type as number;
  if (type < 6 || type > 9 || filling.chosen !== undefined) return;
  const bare = (text: string): string => text.trim().toLowerCase().replace(/^[@#]/, '');
  const named = (fixedChoices(option) ?? []).filter(({ label }) => bare(label) === bare(filling.text));
  const [only] = named;
  if (only !== undefined && named.length === 1) filling.chosen = only.value;
}

/** The values that are valid as they are. */
export function validValues(calling: Calling): Record<string, PageValue> {
  const values: Record<string, PageValue> = {};
  for (const [name, { text, chosen, file }] of calling.fillings) {
    const option = optionOf(calling, name);
    if (option === undefined) continue;
    if (file !== undefined) values[name] = file;
    else if (text.trim() !== '' && faultOf(option, text, chosen !== undefined) === undefined) values[name] = valueOf(option, text, chosen);
  }
  return values;
}

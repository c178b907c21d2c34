import type { BasicOption, PageCommand } from './protocol.ts';

/** A command, or a subcommand under its full name (`tag add`). */
export type Callable = { command: PageCommand; fullName: string; description: string; options: BasicOption[] };

/** These commands, each replaced by its subcommands if it has any. */
export function callables(commands: readonly PageCommand[]): Callable[] {
  return commands.flatMap((command) => {
    const options = (command.options ?? []) as Nested[];
    if (!options.some(({ type }) => type <= 2)) return [{ command, fullName: command.name, description: command.description, options }];
    return options.flatMap((option) =>
      option.type === 2
        ? (option.options ?? []).map((inner) => callable(command, inner, option.name))
        : [callable(command, option, undefined)],
    );
  });
}

type Nested = { type: number; name: string; description: string; options?: Nested[] };

function callable(command: PageCommand, { name, description, options = [] }: Nested, group: string | undefined): Callable {
  return {
    command,
    fullName: [command.name, ...(group === undefined ? [] : [group]), name].join(' '),
    description,
    options,
  };
}

/** The callables that match what is typed after the slash: first by prefix, then by substring, then by description. */
export function fittingCallables(all: readonly Callable[], typed: string): Callable[] {
  const wanted = typed.toLowerCase().trim();
  const rank = ({ fullName, description }: Callable): number =>
    fullName.startsWith(wanted)
      ? 0
      : fullName.includes(wanted)
        ? 1
        : wanted.length > 2 && description.toLowerCase().includes(wanted)
          ? 2
          : 3;
  return all.filter((entry) => rank(entry) < 3).toSorted((a, b) => rank(a) - rank(b) || a.fullName.localeCompare(b.fullName));
}

/**
 * Parses a complete command that was typed or pasted, such as `/search query:"hot zone" sort:newest`. A value ends at the
 * next ` option:` of that command outside of quotes and brackets, and keeps its quotes, as in Discord. Text before the
 * first option becomes the value of the first one. Undefined when the text starts with none of the commands.
 */
export function readCommand(all: readonly Callable[], text: string): { callable: Callable; values: Map<string, string> } | undefined {
  const callable = all
    .filter(({ fullName }) => text === `/${fullName}` || text.startsWith(`/${fullName} `))
    .toSorted((a, b) => b.fullName.length - a.fullName.length)[0];
  if (callable === undefined) return undefined;
  const rest = text.slice(callable.fullName.length + 1);
  const values = new Map<string, string>();
  const starts = optionStarts(rest, callable.options);
  const before = rest.slice(0, starts[0]?.at ?? rest.length).trim();
  const [first] = callable.options;
  if (before !== '' && first !== undefined) values.set(first.name, before);
  for (const [i, { name, from }] of starts.entries()) values.set(name, rest.slice(from, starts[i + 1]?.at ?? rest.length).trim());
  return { callable, values };
}

function optionStarts(text: string, options: readonly BasicOption[]): { name: string; at: number; from: number }[] {
  const starts: { name: string; at: number; from: number }[] = [];
  let isQuoted = false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth = Math.max(0, depth - 1);
    if (isQuoted || depth > 0 || !/\s/.test(text[at - 1] ?? ' ')) continue;
    const option = options.find(({ name }) => text.startsWith(`${name}:`, at));
    if (option !== undefined) starts.push({ name: option.name, at, from: at + option.name.length + 1 });
  }
  return starts;
}

type Bounds = {
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  choices?: { name: string; value: string | number }[];
};

/** The choice that was typed, by its name in the person's language or as it is sent, however it is capitalised and whatever blanks surround it. */
const choiceOf = <C extends { name: string; value: string | number }>(choices: readonly C[], text: string): C | undefined =>
  choices.find(({ name, value }) => [name, String(value)].some((one) => one.toLowerCase() === text.trim().toLowerCase()));

/** What Discord's client says about a value that it does not accept; undefined when it does. */
export function faultOf(option: BasicOption, text: string, isChosen: boolean): string | undefined {
  const { choices = [], min_value, max_value, min_length, max_length } = option as Bounds;
  const type = option.type as number;
  if (text.trim() === '') return option.required === true ? 'This option is required. Specify a value.' : undefined;
  if (choices.length > 0 && choiceOf(choices, text) === undefined) return 'Choose one of the choices.';
  if (type === 5 && !/^(true|false)$/i.test(text.trim())) return 'Enter True or False.';
  if (type >= 6 && type <= 9 && !isChosen) return 'Choose one from the list.';
  if (type === 4 && !/^-?\d+$/.test(text.trim()) && choices.length === 0) return 'Enter a whole number.';
  if (type === 10 && !Number.isFinite(Number(text)) && choices.length === 0) return 'Enter a number.';
  if (type === 4 || type === 10) {
    if (min_value !== undefined && Number(text) < min_value) return `Enter ${min_value} or more.`;
    if (max_value !== undefined && Number(text) > max_value) return `Enter ${max_value} or less.`;
  }
  if (min_length !== undefined && text.length < min_length) return `Enter at least ${min_length} characters.`;
  if (max_length !== undefined && text.length > max_length) return `Enter at most ${max_length} characters.`;
  return undefined;
}

/** The value in the form in which it is sent. */
export function valueOf(option: BasicOption, text: string, chosen: string | number | undefined): string | number | boolean {
  const { choices = [] } = option as Bounds;
  const choice = choiceOf(choices, text);
  if (choice !== undefined) return choice.value;
  if (chosen !== undefined) return chosen;
  const type = option.type as number;
  if (type === 5) return text.trim().toLowerCase() === 'true';
  return type === 4 || type === 10 ? Number(text) : text;
}

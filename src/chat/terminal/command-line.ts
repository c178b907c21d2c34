import { runnables, type Call, type Command, type RunnableCommand } from '../../bot/command.ts';
import { formerNames, renamed } from '../../bot/former-names.ts';
import { DeskError } from '../../reply/failure.ts';
import type { ActionOptions } from '../../reply/reply.ts';
import { asTyped, quoted, said, strong } from '../../reply/text.ts';

/**
 * Commands as people type them: `/search query:"hot zone" since:2018-02`. A value ends at the next ` option:` of the same
 * command outside of quotes and brackets; its quotes are kept, as in Discord.
 */

/**
 * Parses a typed line into a call. Throws a DeskError (usage) if it is not a command, or is one by its former name. Other
 * names, and values, are checked later.
 */
export function parseCommandLine(line: string, commands: readonly Command[]): Call {
  const typed = line.trim();
  if (!typed.startsWith('/'))
    throw usage(said`Commands begin with a slash: ${quoted(typed.slice(0, 60))}.`, said`Example: ${strong('/search query:"hot zone"')}`);
  const all = commands.flatMap(runnables);
  const name = longestOf([...all.map((one) => one.name), ...formerNames], typed.slice(1));
  const runnable = all.find((one) => one.name === name);
  if (runnable === undefined && name !== undefined && !commands.some((one) => one.name === name)) throw renamed(name);
  if (runnable === undefined) return { command: name ?? /^\/([^\s:]*)/.exec(typed)?.[1] ?? '', options: {} };
  const rest = typed.slice(1 + runnable.name.length);
  return { command: runnable.name, options: optionsIn(rest, runnable) };
}

/** The longest of these names that the text starts with. */
const longestOf = (names: readonly string[], text: string): string | undefined =>
  names.toSorted((a, b) => b.length - a.length).find((name) => text === name || text.startsWith(`${name} `));

function optionsIn(text: string, runnable: RunnableCommand): ActionOptions {
  const options: ActionOptions = {};
  const starts = optionStarts(text, Object.keys(runnable.options ?? {}));
  const before = text.slice(0, starts[0]?.at ?? text.length).trim();
  if (before !== '') addUnnamed(before, runnable, options);
  for (const [i, start] of starts.entries()) {
    if (start.name in options) throw usage(said`${asTyped(start.name)} is given twice.`);
    const value = text.slice(start.valueAt, starts[i + 1]?.at ?? text.length).trim();
    // In a ref, a number or a choice, ` name:` begins an option that the command does not have.
    const unknown = runnable.options?.[start.name]?.type === 'text' ? null : /\s([a-z][\w-]*):/.exec(value);
    options[start.name] = value.slice(0, unknown?.index);
    if (unknown !== null) options[unknown[1] ?? ''] = value.slice(unknown.index + unknown[0].length);
  }
  return options;
}

/** Words before the first option: an unknown option, or the value of the first required one. */
function addUnnamed(words: string, runnable: RunnableCommand, options: ActionOptions): void {
  const unknown = /^([a-z][\w-]*):/.exec(words)?.[1];
  const first = Object.entries(runnable.options ?? {}).find(([, spec]) => spec.required === true)?.[0];
  if (first === undefined || (unknown !== undefined && first !== 'query'))
    options[unknown ?? words] = words.slice((unknown?.length ?? -1) + 1);
  else options[first] = words;
}

type Start = { name: string; at: number; valueAt: number };

/** Where options start: at ` name:` outside of quotes and brackets. An unclosed quote has no effect. */
function optionStarts(text: string, names: readonly string[]): Start[] {
  const starts: Start[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const closing = quotes[character];
    if (closing !== undefined) {
      const end = text.indexOf(closing, at + 1);
      if (end > 0) at = end;
    } else if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') depth = Math.max(0, depth - 1);
    else if (depth === 0 && /\s/.test(character)) {
      const name = names.find((candidate) => text.startsWith(`${candidate}:`, at + 1));
      if (name !== undefined) starts.push({ name, at, valueAt: at + name.length + 2 });
    }
  }
  return starts;
}

const quotes: Record<string, string> = { '"': '"', '\u201C': '\u201D', '\u201E': '\u201C' };

/** A call in the form in which it would be typed. */
export function toCommandLine({ command, options }: Call): string {
  return [`/${command}`, ...Object.entries(options).map(([name, value]) => `${name}:${String(value)}`)].join(' ');
}

const usage = (text: ReturnType<typeof said>, hint?: ReturnType<typeof said>): DeskError =>
  new DeskError(text, { kind: 'usage', ...(hint === undefined ? {} : { hint }) });

import type { Command as Verb, Option } from 'commander';
import { z } from 'zod';
import { runnables, topics, type Command, type Topic } from '../../src/bot/command.ts';
import { menusOf } from '../../src/chat/discord/commands.ts';
import type { Setting } from '../../src/config.ts';
import { deskLine, deskLinesVersion } from '../../src/interchange/desk-lines.ts';

/** The tables of docs/ that follow from the code. A page marks where each stands: `<!-- table: NAME -->` to `<!-- end -->`. */

type Table = { columns: readonly string[]; rows: readonly (readonly string[])[] };

const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const written = ({ columns, rows }: Table): string => [line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n');

/** What can be typed, a table for each topic of /help, and `menus`: what stands in the menus of messages and members. */
export function commandTables(commands: readonly Command[]): Record<string, Table> {
  const ofTopic = (topic: Topic) =>
    commands
      .filter((one) => one.topic === topic)
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .flatMap((one) => runnables(one).toSorted((a, b) => a.name.localeCompare(b.name)))
      .map(({ name, who, description }) => [`\`/${name}\``, who, description]);
  return {
    ...Object.fromEntries(
      (Object.keys(topics) as Topic[]).map((topic) => [topic, { columns: ['command', 'who', 'for'], rows: ofTopic(topic) }]),
    ),
    menus: {
      columns: ['menu', 'on', 'leads to'],
      rows: menusOf(commands).map(({ menu: { on, name }, runnable }) => [`*${name}*`, `a ${on}`, `\`/${runnable.name}\``]),
    },
  };
}

/** Every setting with its default. */
export const settingsTable = (settings: readonly Setting[]): Table => ({
  columns: ['setting', 'meaning', 'default'],
  rows: settings.map(({ name, meaning, fallback }) => [`\`${name}\``, meaning, fallback === undefined ? '' : `\`${fallback}\``]),
});

/** Every verb with its arguments and options; those of a verb that has verbs of its own, each for itself. */
export function verbsTable(program: Verb): Table {
  const rowsOf = (verb: Verb, before: string): string[][] => {
    const name = `${before}${verb.name()}`;
    if (verb.commands.length > 0) return verb.commands.flatMap((one) => rowsOf(one, `${name} `));
    const given = [...verb.registeredArguments.map(argumentOf), ...verb.options.filter(({ long }) => long !== '--data').map(optionOf)];
    return [[`\`${[name, ...given].join(' ')}\``, verb.description()]];
  };
  return { columns: ['verb', 'for'], rows: program.commands.flatMap((verb) => rowsOf(verb, '')) };
}

function argumentOf(argument: Verb['registeredArguments'][number]): string {
  const name = `${argument.name().toUpperCase()}${argument.variadic ? '...' : ''}`;
  return argument.required ? name : `[${name}]`;
}

const optionOf = ({ flags, mandatory, argChoices }: Option): string => {
  const shown = flags.replace(/<([^>]+)>/, (_, name: string) => argChoices?.join('|') ?? name.toUpperCase());
  return mandatory ? shown : `[${shown}]`;
};

/** A page with its tables as they should be. Throws for a mark that names no table, or has no end. */
export function withTables(page: string, tables: Readonly<Record<string, Table>>): string {
  return page.replaceAll(/<!-- table: (\S+) -->\n([^]*?)<!-- end -->/g, (found, name: string, inside: string) => {
    const table = tables[name];
    if (table === undefined || inside.includes('<!--')) throw new Error(`No table belongs here: ${found.slice(0, 60)}`);
    return `<!-- table: ${name} -->\n${written(table)}\n<!-- end -->`;
  });
}

/** The JSON Schema of a line of a saved desk. */
export const deskLineSchema = (): object => ({
  ...z.toJSONSchema(deskLine, { io: 'input' }),
  title: `A line of a cabledesk desk, version ${deskLinesVersion}`,
});

import { fileURLToPath } from 'node:url';
import { commandFiles } from './command-files.ts';
import { runnables, type Command } from './command.ts';

/**
 * Reads commands/: a file there is a command of its own, with subcommands or without. A folder is a door: its `door.ts` says
 * what it is called and what it is for, and each file beside that adds one command (`work claim`) or one group (`check fact`).
 */

const menuRule = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,31}$/u;
/** Discord's rule for the names of slash commands and options (Latin letters are all we use). */
const nameRule = /^[a-z][a-z0-9_-]{0,31}$/;

/** Every command, checked. Throws an Error that names the file when one is not a proper command. */
export async function readCommands(folder: string = fileURLToPath(new URL('../../commands/', import.meta.url))): Promise<Command[]> {
  const files = await commandFiles(folder);
  const commands: Command[] = [];
  const entries = new Set([...files.keys()].map((path) => path.split('/')[0] ?? path));
  for (const entry of [...entries].toSorted((a, b) => a.localeCompare(b))) {
    const command = entry.endsWith('.ts') ? commandIn(files, entry) : readDoor(files, entry);
    const fault = commandFault(command);
    if (fault !== undefined) throw new Error(`commands/${entry} ${fault}.`);
    if (commands.some(({ name }) => name === command.name))
      throw new Error(`commands/${entry} has the name "${command.name}", which another command has too.`);
    commands.push(command);
  }
  return commands;
}

function commandIn(files: ReadonlyMap<string, unknown>, file: string): Command {
  const found = files.get(file);
  if (found === undefined) throw new Error(`commands/${file} has no default export: it must export default command({...}).`);
  return found as Command;
}

/** A door with everything behind it. */
function readDoor(all: ReadonlyMap<string, unknown>, name: string): Command {
  const files = [...all.keys()].filter((path) => path.startsWith(`${name}/`)).map((path) => path.slice(name.length + 1));
  if (!files.includes('door.ts')) throw new Error(`commands/${name}/ has no door.ts, which says what /${name} is for.`);
  const head = commandIn(all, `${name}/door.ts`);
  if (head.name !== name) throw new Error(`commands/${name}/door.ts has the name "${head.name}": it is that of its folder.`);
  const groups: Record<string, string> = {};
  const subcommands: Record<string, Extract<Command, { subcommands: unknown }>['subcommands'][string]> = {};
  for (const file of files.filter((one) => one !== 'door.ts').toSorted()) {
    const one = commandIn(all, `${name}/${file}`);
    const below = file.slice(0, -'.ts'.length);
    if (one.name !== `${name} ${below}`)
      throw new Error(`commands/${name}/${file} has the name "${one.name}": it is that of its folder and file, "${name} ${below}".`);
    if ('subcommands' in one) groups[below] = one.description;
    for (const runnable of runnables(one)) subcommands[runnable.name.slice(name.length + 1)] = runnable;
  }
  return { ...head, subcommands, groups };
}

/** What is wrong with a command, as the rest of a sentence that begins with its file; undefined when nothing is. */
function commandFault(command: Command): string | undefined {
  if ('run' in command && 'subcommands' in command) return 'has both run and subcommands: Discord allows one of them';
  const all = runnables(command);
  const badName = [command.name, ...all.flatMap(({ name }) => name.split(' '))].find((name) => !nameRule.test(name ?? ''));
  if (badName !== undefined || command.name === undefined)
    return `has the name "${badName}": names are 1 to 32 lower-case letters, digits, - or _`;
  if ('subcommands' in command) {
    const below = new Set(Object.keys(command.subcommands).map((name) => name.split(' ')[0]));
    if (below.size > 25) return `has ${below.size} commands and groups: Discord allows 25`;
    if (command.description.length < 1 || command.description.length > 100) return 'needs a description of 1 to 100 characters';
  }
  for (const runnable of all) {
    if (typeof runnable.run !== 'function') return `has no run for "${runnable.name}"`;
    if (runnable.description.length < 1 || runnable.description.length > 100)
      return `needs a description of 1 to 100 characters for "${runnable.name}"`;
    for (const { name } of runnable.menus ?? [])
      if (!menuRule.test(name)) return `has a menu named "${name}": names are 1 to 32 letters, digits and spaces`;
    for (const [name, option] of Object.entries(runnable.options ?? {})) {
      if (!nameRule.test(name)) return `has an option named "${name}": names are 1 to 32 lower-case letters, digits, - or _`;
      if (option.description.length < 1 || option.description.length > 100)
        return `needs a description of 1 to 100 characters for option "${name}"`;
    }
  }
  return undefined;
}

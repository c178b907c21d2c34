import type { REST } from 'discord.js';
import { runnables, type Command, type Menu, type OptionSpec, type RunnableCommand } from '../../bot/command.ts';
import { roles } from '../../desk/roles.ts';
import { errorFields, type Log } from '../../log.ts';
import { entryOf, languageCodes, languageOf } from '../../reply/language.ts';
import type { ActionOptions } from '../../reply/reply.ts';
import { lintOutgoing } from '../lint/lint.ts';

type Json = Record<string, unknown>;

/** Discord's types of options. https://discord.com/developers/docs/interactions/application-commands */
const types = { subcommand: 1, group: 2, string: 3, integer: 4, boolean: 5, user: 6, channel: 7, attachment: 11 } as const;
const menuTypes = { member: 2, message: 3 } as const;

/**
 * The commands in the shape that Discord registers for a guild. Hidden options are left out: only buttons carry them.
 * Required options come first, as Discord demands.
 */
export function registration(commands: readonly Command[]): Json[] {
  const where = { contexts: [0], integration_types: [0] };
  const slash = commands.map((command) => ({
    name: command.name,
    type: 1,
    default_member_permissions: offeredWith(command),
    ...described(command.description),
    options: 'subcommands' in command ? branches(command) : optionList(command),
    ...where,
  }));
  return [
    ...slash,
    ...menusOf(commands).map(({ menu: { on, name } }) => ({
      name,
      ...inOthers('name_localizations', name),
      type: menuTypes[on],
      ...where,
    })),
  ];
}

/**
 * Whom Discord offers a command unless the server's administrators say otherwise: what only editors can use to those who may
 * manage messages, what only leads can use to those who may manage the server; null: everybody. The bot asks its own roles anyway.
 */
function offeredWith(command: Command): string | null {
  const lowest = Math.min(...runnables(command).map(({ who }) => roles.indexOf(who)));
  return { reader: null, reporter: null, editor: String(1 << 13), lead: String(1 << 5) }[roles[lowest] ?? 'lead'];
}

/** The menu entries of all commands, each with the command it leads to. */
export function menusOf(commands: readonly Command[]): { menu: Menu; runnable: RunnableCommand }[] {
  return commands.flatMap(runnables).flatMap((runnable) => (runnable.menus ?? []).map((menu) => ({ menu, runnable })));
}

/** A description, and what it is in each other language that we speak; Discord shows people theirs. */
const described = (description: string): Json => ({ description, ...inOthers('description_localizations', description) });

function inOthers(field: 'name_localizations' | 'description_localizations', words: string): Json {
  const others = languageCodes.map(languageOf).filter((language) => language !== undefined);
  const known = others.flatMap((language) => {
    const entry = entryOf(language, words);
    return entry === undefined ? [] : [[language.code, entry]];
  });
  return known.length === 0 ? {} : { [field]: Object.fromEntries(known) };
}

/** What stands behind a door: its commands, and its groups of commands. */
function branches(command: Extract<Command, { subcommands: unknown }>): Json[] {
  const all = runnables(command).map((runnable) => ({ runnable, below: runnable.name.split(' ').slice(1) }));
  return [...Map.groupBy(all, ({ below }) => below[0] ?? '')].map(([name, parts]) => {
    const inGroup = parts.filter(({ below }) => below.length > 1).map(({ runnable }) => subcommand(runnable));
    const [{ runnable }] = parts as [(typeof parts)[number]];
    return inGroup.length === 0
      ? subcommand(runnable)
      : { type: types.group, name, ...described(command.groups?.[name] ?? command.description), options: inGroup };
  });
}

function subcommand(runnable: RunnableCommand): Json {
  return {
    type: types.subcommand,
    name: runnable.name.split(' ').at(-1) ?? '',
    ...described(runnable.description),
    options: optionList(runnable),
  };
}

function optionList({ options = {} }: Pick<RunnableCommand, 'options'>): Json[] {
  return Object.entries(options)
    .filter(([, spec]) => spec.hidden !== true)
    .map(([name, spec]) => option(name, spec))
    .toSorted((a, b) => Number(b['required'] ?? false) - Number(a['required'] ?? false));
}

function option(name: string, spec: OptionSpec): Json {
  const common = { name, ...described(spec.description), ...(spec.required === true ? { required: true } : {}) };
  const completed = spec.suggest !== undefined || spec.type === 'cable' ? { autocomplete: true } : {};
  switch (spec.type) {
    case 'number':
      return {
        ...common,
        type: types.integer,
        ...(spec.min === undefined ? {} : { min_value: spec.min }),
        ...(spec.max === undefined ? {} : { max_value: spec.max }),
      };
    case 'flag':
      return { ...common, type: types.boolean };
    case 'member':
      return { ...common, type: types.user };
    case 'channel':
      // Text and announcement channels: where something can be posted.
      return { ...common, type: types.channel, channel_types: [0, 5] };
    case 'file':
      return { ...common, type: types.attachment };
    case 'choice':
      return {
        ...common,
        type: types.string,
        choices: spec.choices.map((value) => ({ name: value, ...inOthers('name_localizations', value), value })),
      };
    case 'text':
    case 'members':
      return { ...common, type: types.string, ...(spec.max === undefined ? {} : { max_length: Math.min(spec.max, 6000) }), ...completed };
    case 'date':
    case 'cable':
      return { ...common, type: types.string, ...completed };
  }
}

/** One difference between what is registered and what should be: `search.options.since.description: old -> new`. */
export function differences(wanted: readonly Json[], registered: readonly Json[]): string[] {
  const found: string[] = [];
  compare('', named(wanted.map(known)), named(registered.map(known)), found);
  return found;
}

/**
 * The fields that are compared: those we set. Discord adds ids, versions and defaults. Without contexts and
 * integration_types: they are for global commands, and Discord need not store them for those of a guild.
 */
const fields = [
  'name',
  'type',
  'description',
  'description_localizations',
  'name_localizations',
  'options',
  'required',
  'autocomplete',
  'choices',
  'min_value',
  'max_value',
  'max_length',
  'value',
  'channel_types',
  'default_member_permissions',
];

function known(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return {};
  const kept = Object.entries(value).filter(([name, field]) => fields.includes(name) && field !== null && field !== false && field !== '');
  return Object.fromEntries(
    kept.map(([name, field]) => [
      name,
      Array.isArray(field) ? field.map((entry: unknown) => (typeof entry === 'object' ? known(entry) : entry)) : field,
    ]),
  );
}

/** Turns lists of named things into maps, so that a difference can be reported by name. */
function named(list: readonly unknown[]): Json {
  return Object.fromEntries(
    list.map((entry, i) => [typeof entry === 'object' && entry !== null && 'name' in entry ? String(entry.name) : String(i), entry]),
  );
}

function compare(path: string, wanted: unknown, registered: unknown, found: string[]): void {
  if (Array.isArray(wanted) || Array.isArray(registered)) {
    const [a, b] = [Array.isArray(wanted) ? wanted : [], Array.isArray(registered) ? registered : []];
    if (names(a) !== names(b) && sorted(a) === sorted(b)) found.push(`${path}: order ${names(b)} -> ${names(a)}`);
    compare(path, named(a), named(b), found);
    return;
  }
  if (isObject(wanted) && isObject(registered)) {
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(registered)]))
      compare(path === '' ? name : `${path}.${name}`, wanted[name], registered[name], found);
    return;
  }
  if (wanted === registered) return;
  if (registered === undefined) found.push(`${path}: added`);
  else if (wanted === undefined) found.push(`${path}: removed`);
  else found.push(`${path}: ${JSON.stringify(registered)} -> ${JSON.stringify(wanted)}`);
}

const names = (list: unknown[]): string => Object.keys(named(list)).join(', ');
const sorted = (list: unknown[]): string =>
  Object.keys(named(list))
    .toSorted((a, b) => a.localeCompare(b))
    .join(', ');
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

type Registering = { rest: REST; application: string; guild: string; commands: readonly Command[]; log: Log };

/**
 * Registers the commands of one guild when they differ from those Discord has, and logs each difference. Returns the ids
 * by name, for clickable command names. Throws Discord's refusal, and an Error for commands that it would refuse.
 */
export async function syncCommands({ rest, application, guild, commands, log }: Registering): Promise<Map<string, string>> {
  const wanted = registration(commands);
  const [fault] = lintOutgoing('commands', wanted);
  if (fault !== undefined) throw new Error(`The commands break Discord's rules: ${fault.path} (${fault.rule}): ${fault.message}`);
  await warnOfGlobal(rest, application, log);
  let registered = await registeredCommands(rest, application, guild);
  const changes = differences(wanted, registered);
  if (changes.length > 0) {
    registered = (await rest.put(routeOf(application, guild), { body: wanted })) as Json[];
    log.info({ changes }, 'commands registered');
  } else {
    log.info({ commands: wanted.length }, 'the registered commands are up to date');
  }
  return new Map(registered.map((command) => [String(command['name']), String(command['id'])]));
}

const routeOf = (application: string, guild: string) => `/applications/${application}/guilds/${guild}/commands` as const;

/** The commands of one guild as Discord has them. */
export const registeredCommands = async (rest: REST, application: string, guild: string): Promise<Json[]> =>
  (await rest.get(routeOf(application, guild), { query: new URLSearchParams({ with_localizations: 'true' }) })) as Json[];

/** Warns of global commands of the same application, which members see beside those of the guild. They are not ours, so they stay. */
async function warnOfGlobal(rest: REST, application: string, log: Log): Promise<void> {
  try {
    const global = (await rest.get(`/applications/${application}/commands`)) as Json[];
    if (global.length > 0)
      log.warn({ commands: global.map(({ name }) => name) }, 'this application also has global commands: members see them beside these');
  } catch (error) {
    log.debug(errorFields(error), 'global commands could not be checked');
  }
}

/** The values that Discord sent, by option name. */
export function givenOptions(options: readonly { name: string; value?: string | number | boolean | undefined }[]): ActionOptions {
  return Object.fromEntries(
    options
      .filter((entry): entry is { name: string; value: string | number | boolean } => entry.value !== undefined)
      .map(({ name, value }) => [name, value]),
  );
}

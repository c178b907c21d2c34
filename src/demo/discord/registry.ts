import { field, isBag, isAbsent, arrayIn, numberIn, textIn } from '../../chat/lint/report.ts';
import type { Bag } from '../../chat/lint/report.ts';
import { refuse } from './wire.ts';

/** A registered command in the shape of the API. */
export type Registered = Bag & { id: string; name: string; type: number };

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-types */
export const commandType = { chat: 1, user: 2, message: 3 } as const;

const LOCALISED = ['name_localizations', 'description_localizations'];

type Scope = 'guild' | 'global';
/** What is stored of the commands between two starts. */
export type SavedRegistry = Map<Scope, Registered[]>;

type Parts = {
  newId: () => string;
  now: () => number;
  applicationId: string;
  guildId: string;
  /** Called when the commands have changed. */
  onChange?: () => void;
  saved?: SavedRegistry | undefined;
};

const DAY_MS = 24 * 60 * 60_000;
/** https://discord.com/developers/docs/interactions/application-commands#registering-a-command */
const CREATES_A_DAY = 200;

/** The registered commands, by scope: those of the guild, and global ones. */
export function createRegistry({ newId, now, applicationId, guildId, onChange = () => {}, saved }: Parts) {
  const scopes: SavedRegistry = new Map(saved);

  const creates = new Map<Scope, number[]>();

  /** Counts newly created commands of a scope. Throws 30034 when they exceed the daily limit. */
  function countCreates(scope: Scope, count: number): void {
    const recent = (creates.get(scope) ?? []).filter((at) => now() - at < DAY_MS);
    if (count > 0 && recent.length + count > CREATES_A_DAY) throw refuse.tooManyCreates();
    creates.set(scope, [...recent, ...Array.from({ length: count }, now)]);
  }

  /** Replaces all commands of a scope; a command with the same name and type keeps its id. Throws 30034. */
  function replace(scope: Scope, bodies: readonly unknown[]): Registered[] {
    const before = scopes.get(scope) ?? [];
    const after = bodies
      .filter((body) => isBag(body))
      .map((body): Registered => {
        const type = numberIn(body, 'type') ?? commandType.chat;
        const name = textIn(body, 'name');
        const same = before.find((command) => command.type === type && command.name === name);
        return {
          description: '',
          default_member_permissions: null,
          nsfw: false,
          ...structuredClone(body),
          type,
          name,
          id: same?.id ?? newId(),
          version: newId(),
          application_id: applicationId,
          ...(scope === 'guild' ? { guild_id: guildId } : {}),
        };
      });
    countCreates(scope, after.filter(({ id }) => !before.some((command) => command.id === id)).length);
    scopes.set(scope, after);
    onChange();
    return after;
  }

  const all = (): Registered[] => [...(scopes.get('guild') ?? []), ...(scopes.get('global') ?? [])];

  return {
    replace,
    all,
    saved: (): SavedRegistry => scopes,
    list: (scope: Scope): Registered[] => scopes.get(scope) ?? [],
    find: (type: number, name: string): Registered | undefined => all().find((command) => command.type === type && command.name === name),
  };
}
/** The registered commands. */
export type Registry = ReturnType<typeof createRegistry>;

/** A command without its translations, as returned by a GET without `with_localizations`. */
export function withoutTranslations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTranslations);
  if (!isBag(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (LOCALISED.includes(name) ? [] : [[name, withoutTranslations(inner)]])),
  );
}

/** The part of a command that has the options: the command itself, or a subcommand, perhaps in a group (`below`: their names). */
export function branchOf(command: Bag, below: readonly string[]): Bag {
  const hasBranches = arrayIn(command, 'options').some((entry) => (numberIn(entry, 'type') ?? 0) <= 2);
  if (hasBranches && below.length === 0) throw new Error(`/${textIn(command, 'name')} can only be called with a subcommand.`);
  return below.reduce((owner, name, i) => {
    const found = arrayIn(owner, 'options').find((entry) => field(entry, 'type') === below.length - i && field(entry, 'name') === name);
    if (!isBag(found)) throw new Error(`/${textIn(command, 'name')} has no subcommand "${below.join(' ')}".`);
    return found;
  }, command);
}

/** Checks a typed value against its option, as Discord's client does. Throws a sentence. */
export function checkOptionValue(option: unknown, value: unknown): void {
  const name = textIn(option, 'name');
  const type = numberIn(option, 'type');
  const wants = type === 3 ? 'string' : type === 4 || type === 10 ? 'number' : type === 5 ? 'boolean' : undefined;
  if (wants !== undefined && typeof value !== wants) throw new Error(`The option "${name}" takes a ${wants}, not ${typeof value}.`);
  if (type === 4 && !Number.isInteger(value)) throw new Error(`The option "${name}" takes a whole number, not ${String(value)}.`);
  const choices = arrayIn(option, 'choices');
  if (choices.length > 0 && !choices.some((choice) => field(choice, 'value') === value))
    throw new Error(`The option "${name}" has no choice "${String(value)}".`);
  const size = typeof value === 'string' ? value.length : typeof value === 'number' ? value : undefined;
  const unit = typeof value === 'string' ? 'length' : 'value';
  const min = numberIn(option, `min_${unit}`);
  const max = numberIn(option, `max_${unit}`) ?? (unit === 'length' ? 6000 : undefined);
  if (size !== undefined && ((min !== undefined && size < min) || (max !== undefined && size > max)))
    throw new Error(`The ${unit} of "${name}" is ${size}, outside of ${min ?? 'any'} to ${max ?? 'any'}.`);
}

/** Throws a sentence when a required option is missing or an option is unknown. */
export function checkOptionNames(branch: Bag, given: readonly string[]): void {
  const options = arrayIn(branch, 'options');
  for (const name of given)
    if (!options.some((option) => field(option, 'name') === name)) throw new Error(`"${textIn(branch, 'name')}" has no option "${name}".`);
  for (const option of options)
    if (field(option, 'required') === true && !given.includes(textIn(option, 'name')))
      throw new Error(`The option "${textIn(option, 'name')}" of "${textIn(branch, 'name')}" is required.`);
}

/** True when Discord offers this command to somebody with these permissions. */
export function isOffered(command: Bag, permissions: bigint, isDirect: boolean): boolean {
  const needed = field(command, 'default_member_permissions');
  const contexts = field(command, 'contexts');
  if (Array.isArray(contexts) && !contexts.includes(isDirect ? 1 : 0)) return false;
  if (isDirect) return isAbsent(field(command, 'guild_id'));
  const isAdministrator = (permissions & 8n) !== 0n;
  if (isAbsent(needed) || isAdministrator) return true;
  // "0" means: administrators only.
  return typeof needed === 'string' && BigInt(needed) !== 0n && (permissions & BigInt(needed)) === BigInt(needed);
}

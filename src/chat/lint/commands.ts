import {
  checkCount,
  checkNumber,
  checkText,
  checkUnique,
  describe,
  field,
  isAbsent,
  isBag,
  arrayIn,
  numberIn,
  textIn,
  under,
} from './report.ts';
import type { Report } from './report.ts';

/** https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-types */
const CHAT = 1;
const USER = 2;
const MESSAGE = 3;
const most = new Map<number, [number, string]>([
  [CHAT, [100, 'slash commands']],
  [USER, [15, 'user commands']],
  [MESSAGE, [15, 'message commands']],
]);

/** Option types: https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-option-type */
export const option = {
  subcommand: 1,
  group: 2,
  text: 3,
  integer: 4,
  flag: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;
const withChoices: ReadonlySet<unknown> = new Set([option.text, option.integer, option.number]);

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

/** Checks the body of a bulk overwrite: the list of all commands of a scope. */
export function lintCommands(report: Report, commands: unknown): void {
  if (!Array.isArray(commands)) return report('', 'not-list', `The commands are ${describe(commands)}, not a list.`);
  checkCount(report, '', commands, 'commands', 0, 130);
  const typed = commands.map((value: unknown, at) => ({ value, path: String(at), type: numberIn(value, 'type') ?? CHAT }));
  for (const [type, [limit, what]] of most) {
    const same = typed.filter((command) => command.type === type);
    if (same.length > limit) report('', 'too-many-commands', `There are ${same.length} ${what}; ${limit} are allowed.`);
    const names = same.map(({ path, value }) => ({ path: under(path, 'name'), value: field(value, 'name') }));
    checkUnique(report, names, 'duplicate-command', 'command name');
  }
  for (const { value, path, type } of typed) lintCommand(report, path, value, type);
}

function lintCommand(report: Report, path: string, command: unknown, type: number): void {
  if (!most.has(type)) report(under(path, 'type'), 'out-of-range', `The command type is ${type}; 1 to 3 is allowed.`);
  if (type === CHAT) {
    lintNaming(report, path, command, 'command');
    lintOptions(report, path, command, 0);
    const total = totalCharacters(command, 0);
    if (total > 8000)
      report(path, 'command-total', `The command has ${total} characters in names, descriptions and values; 8000 are allowed.`);
  } else {
    checkText(report, under(path, 'name'), field(command, 'name'), 'The name of the command', 1, 32);
    if (textIn(command, 'description') !== '') report(under(path, 'description'), 'no-description', 'A menu command has no description.');
    if (arrayIn(command, 'options').length > 0) report(under(path, 'options'), 'no-options', 'A menu command has no options.');
  }
  const permissions = field(command, 'default_member_permissions');
  if (!isAbsent(permissions) && !(typeof permissions === 'string' && /^\d{1,20}$/.test(permissions)))
    report(
      under(path, 'default_member_permissions'),
      'not-bits',
      `${describe(permissions)} is not a bit set written as a string of digits.`,
    );
  checkKinds(report, under(path, 'contexts'), field(command, 'contexts'), 2);
  checkKinds(report, under(path, 'integration_types'), field(command, 'integration_types'), 1);
}

/**
 * Where a command is offered, and to whom it is installed: if the list is given, at least one number from 0 to `max`.
 * https://discord.com/developers/docs/interactions/application-commands#interaction-contexts
 */
function checkKinds(report: Report, path: string, kinds: unknown, max: number): void {
  if (isAbsent(kinds)) return;
  checkCount(report, path, kinds, 'kinds', 1, Number.POSITIVE_INFINITY);
  if (Array.isArray(kinds))
    kinds.forEach((kind: unknown, at) => checkNumber(report, under(path, at), kind ?? 'nothing', 'The kind', 0, max));
}

function lintNaming(report: Report, path: string, value: unknown, what: string): void {
  for (const { path: at, value: name } of translations(path, value, 'name')) {
    checkText(report, at, name, `The name of the ${what}`, 1, 32);
    if (typeof name === 'string' && (!NAME.test(name) || name !== name.toLowerCase()))
      report(at, 'bad-name', `${describe(name)} is no name of a ${what}: 1 to 32 lower-case letters, digits, - _ and ' are allowed.`);
  }
  for (const { path: at, value: text } of translations(path, value, 'description'))
    checkText(report, at, text, `The description of the ${what}`, 1, 100);
}

/** A text and all its translations. */
function translations(path: string, value: unknown, name: string): { path: string; value: unknown }[] {
  const localised = field(value, `${name}_localizations`);
  const at = under(path, `${name}_localizations`);
  const own = { path: under(path, name), value: field(value, name) };
  if (!isBag(localised)) return [own];
  return [own, ...Object.entries(localised).map(([locale, text]) => ({ path: under(at, locale), value: text }))].filter(
    (entry, index) => index === 0 || !isAbsent(entry.value),
  );
}

/** `depth`: 0 for a command, 1 for its groups and subcommands, 2 for subcommands in a group. */
function lintOptions(report: Report, path: string, owner: unknown, depth: number): void {
  const at = under(path, 'options');
  const options = arrayIn(owner, 'options');
  checkCount(report, at, field(owner, 'options'), 'options', 0, 25);
  const names = options.map((value, index) => ({ path: under(under(at, index), 'name'), value: field(value, 'name') }));
  checkUnique(report, names, 'duplicate-option', 'option name');
  checkMix(report, at, options);
  checkOrder(report, at, options);
  options.forEach((value, index) => lintOption(report, under(at, index), value, field(owner, 'type'), depth));
}

function isBranch(value: unknown): boolean {
  const type = field(value, 'type');
  return type === option.subcommand || type === option.group;
}

function checkMix(report: Report, path: string, options: readonly unknown[]): void {
  const branches = options.filter(isBranch).length;
  if (branches > 0 && branches < options.length)
    report(
      path,
      'subcommand-mixed',
      `${branches} subcommands stand beside ${options.length - branches} plain options; only one kind is allowed.`,
    );
}

function checkOrder(report: Report, path: string, options: readonly unknown[]): void {
  let optional: string | undefined;
  options.forEach((value, index) => {
    if (isBranch(value)) return;
    if (field(value, 'required') !== true) optional ??= textIn(value, 'name');
    else if (optional !== undefined)
      report(
        under(path, index),
        'required-after-optional',
        `The required option "${textIn(value, 'name')}" stands after the optional "${optional}".`,
      );
  });
}

function lintOption(report: Report, path: string, value: unknown, ownerType: unknown, depth: number): void {
  lintNaming(report, path, value, 'option');
  const type = numberIn(value, 'type');
  if (type === undefined || !Object.values<number>(option).includes(type))
    report(under(path, 'type'), 'out-of-range', `The option type is ${describe(field(value, 'type'))}; 1 to 11 is allowed.`);
  if (type === option.group && depth > 0) report(path, 'nested-too-deep', 'A group of subcommands can stand only in a command.');
  if (type === option.subcommand && depth > 0 && ownerType !== option.group)
    report(path, 'nested-too-deep', 'A subcommand cannot stand in a subcommand.');
  if (isBranch(value)) {
    if (depth < 3) lintOptions(report, path, value, depth + 1);
  } else lintPlainOption(report, path, value, type);
}

function lintPlainOption(report: Report, path: string, value: unknown, type: number | undefined): void {
  const choices = arrayIn(value, 'choices');
  const suggests = field(value, 'autocomplete') === true;
  checkCount(report, under(path, 'choices'), field(value, 'choices'), 'choices', 0, 25);
  choices.forEach((choice, index) => lintChoice(report, under(under(path, 'choices'), index), choice, type));
  if (choices.length > 0 && suggests)
    report(path, 'choices-and-autocomplete', `The option has ${choices.length} choices and autocomplete; only one is allowed.`);
  if ((choices.length > 0 || suggests) && !withChoices.has(type))
    report(path, 'no-choices-here', `An option of type ${describe(type)} can have neither choices nor autocomplete.`);
  checkNumber(report, under(path, 'min_length'), field(value, 'min_length'), 'min_length', 0, 6000);
  checkNumber(report, under(path, 'max_length'), field(value, 'max_length'), 'max_length', 1, 6000);
  for (const unit of ['value', 'length']) {
    const min = numberIn(value, `min_${unit}`);
    const max = numberIn(value, `max_${unit}`);
    if (min !== undefined && max !== undefined && min > max)
      report(under(path, `min_${unit}`), 'min-over-max', `min_${unit} is ${min}, more than max_${unit} ${max}.`);
  }
}

/** Checks one choice of an option, or of an autocomplete reply (whose option type is unknown). */
export function lintChoice(report: Report, path: string, choice: unknown, type?: number): void {
  for (const { path: at, value } of translations(path, choice, 'name')) checkText(report, at, value, 'The name of the choice', 1, 100);
  const value = field(choice, 'value');
  const at = under(path, 'value');
  if (typeof value === 'string') checkText(report, at, value, 'The value of the choice', 1, 100);
  else if (typeof value !== 'number') report(at, 'bad-value', `The value of the choice is ${describe(value)}, neither text nor number.`);
  if (type !== undefined && withChoices.has(type) && (type === option.text) !== (typeof value === 'string'))
    report(at, 'bad-value', `The value ${describe(value)} does not fit an option of type ${type}.`);
}

/** The length of names, descriptions and values at all levels; of a translated text, the longest version counts. */
function totalCharacters(value: unknown, depth: number): number {
  if (depth > 4) return 0;
  const named = ['name', 'description'].map((name) =>
    Math.max(...translations('', value, name).map((entry) => (typeof entry.value === 'string' ? entry.value.length : 0))),
  );
  const chosen = depth > 0 ? field(value, 'value') : undefined;
  const own = typeof chosen === 'string' || typeof chosen === 'number' ? String(chosen).length : 0;
  const inner = [...arrayIn(value, 'options'), ...arrayIn(value, 'choices')].map((entry) => totalCharacters(entry, depth + 1));
  return [...named, own, ...inner].reduce((sum, count) => sum + count, 0);
}

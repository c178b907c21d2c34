import { branch, commandOfSize, option, slash, slashWith, suggestions, times, x } from '../../helpers/payloads.ts';
import { door, register, suggest, registerAfter200, named } from './requests.ts';
import { type Row, invalid, tooLong, badLength, outOfRange, tooManyCommands, rule, most, least } from './rule.ts';

const menus = (count: number, type: number): object[] => times(count, (at) => ({ name: `Menu ${at}`, type }));
export const choice = (more: object = {}) => ({ name: 'x', value: 'x', ...more });
const choices = (count: number) => times(count, (at) => choice({ name: `n${at}`, value: `v${at}` }));
const oneOption = (more: object) => register(slash(option('a', more)));

export const commandRows: Row[] = [
  most('name of a slash command', 32, (n) => register(slashWith({ name: x(n) })), tooLong('0.name'), 'spec'),
  least('name of a slash command', 1, (n) => register(slashWith({ name: x(n) })), badLength('0.name'), 'spec'),
  rule(
    'name of a slash command: lower case',
    register(slashWith({ name: 'suche-1' })),
    register(slashWith({ name: 'Suche-1' })),
    invalid('0.name', 'APPLICATION_COMMAND_INVALID_NAME'),
    'ours',
  ),
  rule(
    'name of a slash command: letters, digits, - _ only',
    register(slashWith({ name: 'find_it' })),
    register(slashWith({ name: 'find it' })),
    invalid('0.name', 'APPLICATION_COMMAND_INVALID_NAME'),
    'ours',
  ),
  most(
    'name of a slash command, translated',
    32,
    (n) => register(slashWith({ name_localizations: { de: x(n) } })),
    tooLong('0.name_localizations.de'),
    'spec',
  ),
  most(
    'name of a menu command, spaces and capitals allowed',
    32,
    (n) => register([{ type: 3, name: `Find ${x(n - 5)}` }]),
    tooLong('0.name'),
    'spec',
  ),
  most('name of an option', 32, (n) => register(slash(option(x(n)))), tooLong('0.options.0.name'), 'spec'),
  rule(
    'name of an option: lower case',
    register(slash(option('since'))),
    register(slash(option('Since'))),
    invalid('0.options.0.name', 'APPLICATION_COMMAND_INVALID_NAME'),
    'ours',
  ),
  most('description of a command', 100, (n) => register(slashWith({ description: x(n) })), tooLong('0.description'), 'spec'),
  least('description of a command', 1, (n) => register(slashWith({ description: x(n) })), badLength('0.description'), 'ours'),
  most('description of an option', 100, (n) => oneOption({ description: x(n) }), tooLong('0.options.0.description'), 'spec'),
  least('description of an option', 1, (n) => oneOption({ description: x(n) }), badLength('0.options.0.description'), 'spec'),
  most('options of a command', 25, (n) => register(slash(...times(n, (at) => option(`o${at}`)))), badLength('0.options'), 'spec'),
  most('choices of an option', 25, (n) => oneOption({ choices: choices(n) }), badLength('0.options.0.choices'), 'spec'),
  most('name of a choice', 100, (n) => oneOption({ choices: [choice({ name: x(n) })] }), tooLong('0.options.0.choices.0.name'), 'spec'),
  most('value of a choice', 100, (n) => oneOption({ choices: [choice({ value: x(n) })] }), tooLong('0.options.0.choices.0.value'), 'ours'),
  rule(
    'choices or autocomplete, not both',
    oneOption({ autocomplete: true }),
    oneOption({ autocomplete: true, choices: [choice()] }),
    invalid('0.options.0', 'CHOICES_AND_AUTOCOMPLETE'),
    'ours',
  ),
  rule(
    'required options come first',
    register(slash(option('a', { required: true }), option('b'))),
    register(slash(option('a'), option('b', { required: true }))),
    invalid('0.options.1', 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID'),
    'ours',
  ),
  rule(
    'names of options differ',
    register(slash(option('a'), option('b'))),
    register(slash(option('a'), option('a'))),
    invalid('0.options.1.name', 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS'),
    'ours',
  ),
  rule(
    'subcommands or plain options, not both',
    register(slash(branch('a'), branch('b'))),
    register(slash(branch('a'), option('b'))),
    invalid('0.options', 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID'),
    'ours',
  ),
  most('characters of a command in all', 8000, (n) => register(commandOfSize(n)), invalid('0', 'APPLICATION_COMMAND_TOO_LARGE'), 'ours'),
  most(
    'characters of a command in all, the longest translation counted',
    8000,
    (n) => register(commandOfSize(n, { description: 'x', description_localizations: { de: x(100) } })),
    invalid('0', 'APPLICATION_COMMAND_TOO_LARGE'),
    'ours',
  ),
  rule(
    'names of commands of a kind differ',
    register([...slash(), { name: 'find', type: 2 }]),
    register([...slash(), ...slash()]),
    invalid('1.name', 'APPLICATION_COMMANDS_DUPLICATE_NAME'),
    'ours',
  ),
  most('slash commands of a guild', 100, (n) => register(named(n, 'c')), tooManyCommands, 'ours'),
  most(
    'slash commands everywhere, beside those of the guild',
    100,
    (n) => register([door, ...named(n - 1, 'g')], 'global'),
    tooManyCommands,
    'ours',
  ),
  most('user commands', 15, (n) => register(menus(n, 2)), tooManyCommands, 'ours'),
  most('message commands', 15, (n) => register(menus(n, 3)), tooManyCommands, 'ours'),
  most('commands of all kinds', 130, (n) => register([...named(100, 'c'), ...menus(15, 2), ...menus(n - 115, 3)]), badLength(''), 'ours'),
  rule(
    'commands made on one day: at most 200, changes not counted',
    registerAfter200(named(100, 'b')),
    registerAfter200([...named(99, 'b'), ...named(1, 'c')]),
    { status: 400, code: 30_034 },
    'ours',
  ),
  rule(
    'permissions of a command are digits',
    register(slashWith({ default_member_permissions: '0' })),
    register(slashWith({ default_member_permissions: 'ADMIN' })),
    invalid('0.default_member_permissions', 'NOT_BITS'),
    'spec',
  ),
  rule(
    'contexts of a command',
    register(slashWith({ contexts: [0, 1, 2] })),
    register(slashWith({ contexts: [3] })),
    outOfRange('0.contexts.0'),
    'spec',
  ),
  least('contexts of a command', 1, (n) => register(slashWith({ contexts: times(n, () => 0) })), badLength('0.contexts'), 'spec'),
  rule(
    'installations of a command',
    register(slashWith({ integration_types: [0, 1] })),
    register(slashWith({ integration_types: [2] })),
    outOfRange('0.integration_types.0'),
    'spec',
  ),
];

export const suggestionRows: Row[] = [
  most('suggestions', 25, (n) => suggest(suggestions(...choices(n))), badLength('data.choices'), 'spec'),
  most('name of a suggestion', 100, (n) => suggest(suggestions(choice({ name: x(n) }))), tooLong('data.choices.0.name'), 'spec'),
  least('name of a suggestion', 1, (n) => suggest(suggestions(choice({ name: x(n) }))), badLength('data.choices.0.name'), 'spec'),
  most('value of a suggestion', 100, (n) => suggest(suggestions(choice({ value: x(n) }))), tooLong('data.choices.0.value'), 'ours'),
];

import { describe, expect, test } from 'vitest';
import { lintOutgoing } from '../../src/chat/lint/lint.ts';
import { branch, option, slash, slashWith, times, x } from '../helpers/payloads.ts';
import { testRows, type Row } from '../helpers/lint-rows.ts';

const commandRows: Row[] = [
  { rule: 'bad-name', right: slashWith({ name: 'a-b_1' }), wrong: slashWith({ name: 'Find' }), at: '0.name' },
  { rule: 'bad-name', right: slashWith({ name: 'suche' }), wrong: slashWith({ name: 'find it' }), at: '0.name' },
  { rule: 'too-long', right: slashWith({ name: x(32) }), wrong: slashWith({ name: x(33) }), at: '0.name' },
  { rule: 'too-long', right: slashWith({ description: x(100) }), wrong: slashWith({ description: x(101) }), at: '0.description' },
  { rule: 'missing', right: slashWith({}), wrong: [{ name: 'find' }], at: '0.description' },
  { rule: 'too-short', right: slashWith({}), wrong: slashWith({ description: '' }), at: '0.description' },
  {
    rule: 'bad-name',
    right: slashWith({ name_localizations: { de: 'suche' } }),
    wrong: slashWith({ name_localizations: { de: 'Suche' } }),
    at: '0.name_localizations.de',
  },
  {
    rule: 'too-many',
    right: slash(...times(25, (at) => option(`o${at}`))),
    wrong: slash(...times(26, (at) => option(`o${at}`))),
    at: '0.options',
  },
  {
    rule: 'required-after-optional',
    right: slash(option('a', { required: true }), option('b')),
    wrong: slash(option('a'), option('b', { required: true })),
    at: '0.options.1',
  },
  {
    rule: 'required-after-optional',
    right: slash(branch('s', 1, [option('a', { required: true }), option('b')])),
    wrong: slash(branch('s', 1, [option('a'), option('b', { required: true })])),
    at: '0.options.0.options.1',
  },
  { rule: 'duplicate-option', right: slash(option('a'), option('b')), wrong: slash(option('a'), option('a')), at: '0.options.1.name' },
  { rule: 'subcommand-mixed', right: slash(branch('a'), branch('b')), wrong: slash(branch('a'), option('b')), at: '0.options' },
  {
    rule: 'nested-too-deep',
    right: slash(branch('g', 2, [branch('s')])),
    wrong: slash(branch('s', 1, [branch('t')])),
    at: '0.options.0.options.0',
  },
  {
    rule: 'nested-too-deep',
    right: slash(branch('g', 2, [branch('s')])),
    wrong: slash(branch('g', 2, [branch('h', 2, [branch('s')])])),
    at: '0.options.0.options.0',
  },
  {
    rule: 'choices-and-autocomplete',
    right: slash(option('a', { autocomplete: true })),
    wrong: slash(option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })),
    at: '0.options.0',
  },
  {
    rule: 'too-many',
    right: slash(option('a', { choices: times(25, (at) => ({ name: `n${at}`, value: `v${at}` })) })),
    wrong: slash(option('a', { choices: times(26, (at) => ({ name: `n${at}`, value: `v${at}` })) })),
    at: '0.options.0.choices',
  },
  {
    rule: 'too-long',
    right: slash(option('a', { choices: [{ name: 'x', value: x(100) }] })),
    wrong: slash(option('a', { choices: [{ name: 'x', value: x(101) }] })),
    at: '0.options.0.choices.0.value',
  },
  {
    rule: 'too-long',
    right: slash(option('a', { choices: [{ name: x(100), value: 'x' }] })),
    wrong: slash(option('a', { choices: [{ name: x(101), value: 'x' }] })),
    at: '0.options.0.choices.0.name',
  },
  {
    rule: 'bad-value',
    right: slash(option('a', { type: 4, choices: [{ name: 'x', value: 1 }] })),
    wrong: slash(option('a', { type: 4, choices: [{ name: 'x', value: '1' }] })),
  },
  { rule: 'no-choices-here', right: slash(option('a', { type: 6 })), wrong: slash(option('a', { type: 6, autocomplete: true })) },
  {
    rule: 'min-over-max',
    right: slash(option('a', { type: 4, min_value: 2, max_value: 2 })),
    wrong: slash(option('a', { type: 4, min_value: 3, max_value: 2 })),
  },
  {
    rule: 'min-over-max',
    right: slash(option('a', { min_length: 2, max_length: 2 })),
    wrong: slash(option('a', { min_length: 3, max_length: 2 })),
  },
  { rule: 'out-of-range', right: slash(option('a', { type: 11 })), wrong: slash(option('a', { type: 12 })), at: '0.options.0.type' },
  { rule: 'duplicate-command', right: [...slash(), { name: 'find', type: 2 }], wrong: [...slash(), ...slash()], at: '1.name' },
  {
    rule: 'too-many-commands',
    right: times(100, (at) => ({ name: `c${at}`, description: 'x' })),
    wrong: times(101, (at) => ({ name: `c${at}`, description: 'x' })),
  },
  {
    rule: 'too-many-commands',
    right: times(15, (at) => ({ name: `C ${at}`, type: 2 })),
    wrong: times(16, (at) => ({ name: `C ${at}`, type: 2 })),
  },
  {
    rule: 'too-many-commands',
    right: times(15, (at) => ({ name: `C ${at}`, type: 3 })),
    wrong: times(16, (at) => ({ name: `C ${at}`, type: 3 })),
  },
  {
    rule: 'no-description',
    right: [{ name: 'Find it', type: 3, description: '' }],
    wrong: [{ name: 'Find it', type: 3, description: 'x' }],
  },
  { rule: 'no-options', right: [{ name: 'Find it', type: 2 }], wrong: [{ name: 'Find it', type: 2, options: [option('a')] }] },
  { rule: 'not-bits', right: slashWith({ default_member_permissions: '0' }), wrong: slashWith({ default_member_permissions: 'ADMIN' }) },
  { rule: 'not-list', right: [], wrong: { name: 'find' } },
  { rule: 'out-of-range', right: slashWith({ type: 1 }), wrong: [{ name: 'x', type: 5 }], at: '0.type' },
  { rule: 'too-long', right: [{ name: x(32), type: 3 }], wrong: [{ name: x(33), type: 3 }], at: '0.name' },
  { rule: 'out-of-range', right: slash(option('a', { min_length: 6000 })), wrong: slash(option('a', { min_length: 6001 })) },
  { rule: 'out-of-range', right: slash(option('a', { max_length: 1 })), wrong: slash(option('a', { max_length: 0 })) },
];

describe('commands', () => {
  testRows('commands', commandRows);
});

test('a command may have 8000 characters in all, the longest translation counted', () => {
  const choices = (count: number) => times(count, (at) => ({ name: `${x(98)}${String(at).padStart(2, '0')}`, value: x(100) }));
  // 4 + 1 of the command, then options of 3 + 100 + 25 * 200 characters, and one to fill up.
  const command = (rest: number) =>
    slash(
      option('one', { description: x(100), choices: choices(25) }),
      option('two', { description: x(100), choices: choices(13) }),
      option('end', { description: x(rest) }),
    );
  const used = 4 + 1 + (3 + 100 + 5000) + (3 + 100 + 2600) + 3;
  const filled = (rest: number) => [{ ...command(86)[0], description: x(1 + rest) }];
  expect(used + 86).toBe(7900);
  expect(lintOutgoing('commands', filled(99))).toEqual([]);
  expect(lintOutgoing('commands', [{ ...filled(99)[0], name: 'finds' }])).toEqual([]);
  expect(lintOutgoing('commands', [{ ...filled(99)[0], name: 'findss' }])).toMatchObject([
    { path: '0', rule: 'command-total', message: expect.stringContaining('8001') as string },
  ]);
  expect(lintOutgoing('commands', [{ ...filled(0)[0], description_localizations: { de: x(100) } }])).toEqual([]);
  expect(lintOutgoing('commands', [{ ...filled(0)[0], name: 'finder', description_localizations: { de: x(100) } }])).toMatchObject([
    { rule: 'command-total' },
  ]);
});

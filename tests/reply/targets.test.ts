import { expect, test } from 'vitest';
import { choose, commandLink, form, press } from '../../src/reply/actions.ts';
import { said } from '../../src/reply/text.ts';

const label = said`Go`;

test('a button leaves out what is undefined', () => {
  expect(press(label, 'work mine', { who: undefined, page: 2 }).options).toEqual({ page: 2 });
});

test('the compiler holds targets against what commands declare', () => {
  // Each of these would be an unused "expect error", and so not compile, if it were taken.
  // @ts-expect-error: no such command
  press(label, 'nothing', {});
  // @ts-expect-error: the option is required
  press(label, 'cable', {});
  // @ts-expect-error: no such option
  press(label, 'cable', { ref: 'X', bogus: 1 });
  // @ts-expect-error: a command without options takes none
  press(label, 'board', { page: 1 });
  // @ts-expect-error: not a number
  press(label, 'cable', { ref: 'X', page: 'two' });
  // @ts-expect-error: not one of its choices
  press(label, 'analysis', { kind: 'tables' });
  // @ts-expect-error: no such option to choose for
  choose(label, 'search', 'querie', []);
  // @ts-expect-error: no such field
  form(label, 'note', {}, { title: label, fields: [{ option: 'texts', label: 'Text' }] });
  // @ts-expect-error: no such command to link to
  expect(commandLink('tags').kind).toBe('commandLink');
});

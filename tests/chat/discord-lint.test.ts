import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintOutgoing, type OutgoingKind } from '../../src/chat/lint/lint.ts';
import { container, shown, text, V2 } from '../helpers/payloads.ts';

test('any JSON goes in, nothing is thrown, and each fault is whole', () => {
  const kinds = fc.constantFrom<OutgoingKind>('commands', 'callback', 'message');
  fc.assert(
    fc.property(kinds, fc.jsonValue({ maxDepth: 6 }), (kind, payload) => {
      for (const fault of lintOutgoing(kind, payload))
        expect([fault.path, fault.rule, fault.message].every((part) => typeof part === 'string')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('payloads of the right shape with anything inside do not throw either', () => {
  const names = [
    'type',
    'components',
    'accessory',
    'component',
    'options',
    'choices',
    'items',
    'data',
    'content',
    'embeds',
    'fields',
    'flags',
    'custom_id',
    'value',
    'name',
    'attachments',
    'allowed_mentions',
    'parse',
    'users',
    '__proto__',
  ];
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(null, '', 'x', true, 0, 1, 2, 3, 9, 10, 17, 18, 22, V2, -1, 1.5),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...names), tie('node'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(node, (payload) => {
      for (const kind of ['commands', 'callback', 'message'] as const) expect(Array.isArray(lintOutgoing(kind, payload))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('the value of a choice that is no text is told as such, whatever it is', () => {
  const choices = [{ name: 'one', value: Object.create(null) as object }];
  const options = [{ type: 3, name: 'which', description: 'Which one', choices }];
  const told = lintOutgoing('commands', [{ name: 'pick', description: 'Picks one', options }]);
  expect(told.map(({ rule }) => rule)).toContain('bad-value');
});

test('very deep nesting does not exhaust the stack', () => {
  let deep: object = text();
  for (let level = 0; level < 20_000; level += 1) deep = container(deep);
  expect(lintOutgoing('message', shown(deep)).length).toBeGreaterThan(0);
});

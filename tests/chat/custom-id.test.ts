import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeId,
  actionTargetOf,
  encodeId,
  encodeText,
  customIdKinds,
  maxIdLength,
  storedValue,
  type ActionTarget,
  type CustomIdKind,
} from '../../src/chat/discord/custom-id.ts';
import { sha256 } from '../../src/store/hash.ts';
const runs = process.env['CABLEDESK_LONG'] === '1' ? 20_000 : 500;

function store() {
  const kept = new Map<string, string>();
  const keep = (view: string): string => {
    const key = sha256(view).slice(0, 22);
    kept.set(key, view);
    return key;
  };
  return { kept, keep, find: (key: string) => kept.get(key), seal };
}

const seal = (text: string): string => sha256(text).slice(0, 8);
const nothing = { find: () => undefined, seal };

const anyKind = fc.constantFrom(...(Object.keys(customIdKinds) as CustomIdKind[]));
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 20 }));
const anyTarget: fc.Arbitrary<ActionTarget> = fc.record(
  {
    command: anyText,
    options: fc.dictionary(
      anyText.filter((name) => name !== '__proto__'),
      fc.oneof(anyText, fc.integer(), fc.boolean()),
      { maxKeys: 6 },
    ),
    option: anyText,
  },
  { requiredKeys: ['command', 'options'] },
);

test('whatever a button does comes back as it was, in 100 characters', () => {
  fc.assert(
    fc.property(anyKind, anyTarget, fc.nat({ max: 199 }), (kind, target, n) => {
      const { keep, find } = store();
      const id = encodeId(kind, target, n, { keep, seal });
      expect(id.length).toBeLessThanOrEqual(maxIdLength);
      expect(id.isWellFormed()).toBe(true);
      const decoded = decodeId(id, { find, seal });
      if (typeof decoded === 'string') throw new Error(decoded);
      expect(decoded.kind).toBe(kind);
      // Lone surrogates do not survive JSON as text, but as escapes they do.
      expect(actionTargetOf(decoded.json)).toEqual({ ...target, options: { ...target.options } });
    }),
    { numRuns: runs },
  );
});

test('what stands under messages that were posted stays readable: the form of an id does not change', () => {
  const { keep, find, kept } = store();
  const target = { command: 'cable', options: { ref: 'A/1' } };
  const body = 'p|7|=["cable",{"ref":"A/1"},"page"]';
  const id = encodeId('reply', { ...target, option: 'page' }, 7, { keep, seal });
  expect(id).toBe(`v2|${seal(body)}|${body}`);
  kept.set('some-key', '["cable",{"ref":"A/1"}]');
  const stored = decodeId(`v2|${seal('c|0|#some-key')}|c|0|#some-key`, { find, seal });
  expect(stored).toEqual({ kind: 'pick-replace', json: '["cable",{"ref":"A/1"}]', isOurs: true });
  expect(actionTargetOf('["cable",{"ref":"A/1"}]')).toStrictEqual(target);
  expect(storedValue).toBe('view:');
});

test('what fits is not stored, what does not is stored once', () => {
  const { kept, keep } = store();
  encodeId('replace', { command: 'cable', options: { ref: 'COREU/WAS/0107/18' } }, 0, { keep, seal });
  expect(kept.size).toBe(0);
  const long = { command: 'search', options: { query: 'x'.repeat(200) } };
  const [first, second] = [encodeId('replace', long, 0, { keep, seal }), encodeId('replace', long, 1, { keep, seal })];
  expect(kept.size).toBe(1);
  expect(first).not.toBe(second);
});

test('any other text is refused, and nothing is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (id) => {
      expect(decodeId(id, nothing)).toBe('foreign');
    }),
    { numRuns: runs },
  );
  const nearly = fc.tuple(
    fc.nat({ max: 12 }),
    fc.constantFrom(...Array.from('rpcdfmnxyz')),
    fc.nat({ max: 1200 }),
    fc.constantFrom('=', '#', '!'),
    fc.string(),
  );
  fc.assert(
    fc.property(nearly, ([version, kind, n, how, rest]) => {
      const decoded = decodeId(`v${version}|${kind}|${n}|${how}${rest}`, nothing);
      const outcome = typeof decoded === 'string' ? decoded : (actionTargetOf(decoded.json), 'read');
      expect(['old', 'foreign', 'gone', 'read']).toContain(outcome);
    }),
    { numRuns: runs },
  );
});

test.each([
  ['v3|r|0|=["search",{}]', 'old'],
  ['v2|r|0|=["search",{}]', 'foreign'],
  ['v2|12345678|r|0|=["search",{}]', 'foreign'],
  ['v1|12345678|r|0|=["search",{}]', 'foreign'],
  ['v0|r|0|=["search",{}]', 'old'],
  ['v1|z|0|=["search",{}]', 'foreign'],
  ['v1|r|0|["search",{}]', 'foreign'],
  ['V1|r|0|=["search",{}]', 'foreign'],
  ['xv1|r|0|=["search",{}]', 'foreign'],
  ['v12|r|0|=["search",{}]', 'old'],
  ['page:2', 'foreign'],
  ['', 'foreign'],
  [`v1|r|0|#${'k'.repeat(22)}`, 'gone'],
])('%j is %s', (id, expected) => {
  expect(decodeId(id, nothing)).toBe(expected);
});

test('an id that was changed by one character is not ours; one without a seal is known for that', () => {
  const { keep, find } = store();
  for (const query of ['alpha', 'x'.repeat(200)]) {
    const id = encodeId('replace', { command: 'search', options: { query } }, 0, { keep, seal });
    expect(decodeId(id, { find, seal })).toMatchObject({ isOurs: true });
    for (let at = 3; at < id.length; at += 1) {
      const changed = id.slice(0, at) + (id[at] === '1' ? '2' : '1') + id.slice(at + 1);
      expect(decodeId(changed, { find, seal }), changed).toBe('foreign');
    }
  }
  expect(decodeId('v1|r|0|=["search",{}]', nothing)).toMatchObject({ isOurs: false });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '["search"]',
  '["search",null]',
  '["search",{"a":[]}]',
  '["search",{},1]',
  '[1,{}]',
  '{"command":"search"}',
])('%j is not an action target', (json) => {
  expect(actionTargetOf(json)).toBeUndefined();
});

test('a text that stands at the limit is inline, one more character is stored', () => {
  const { kept, keep } = store();
  const head = encodeText('replace', '', 0, { keep, seal }).length;
  expect(encodeText('replace', 'x'.repeat(maxIdLength - head), 0, { keep, seal })).toHaveLength(maxIdLength);
  expect(kept.size).toBe(0);
  encodeText('replace', 'x'.repeat(maxIdLength - head + 1), 0, { keep, seal });
  expect(kept.size).toBe(1);
});

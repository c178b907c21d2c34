import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matches } from '../../src/query/matching.ts';
import { language } from '../../src/query/examples.ts';
import { parseQuery } from '../../src/query/query.ts';
import { fold } from '../../src/language/tokens.ts';
import { isLong } from '../helpers/random.ts';
import { testCable } from '../helpers/searchable.ts';

test.each([
  ['sanctions iran', true],
  ['sanction', true],
  ['sanctions tehran', false],
  ['tehran OR iran', true],
  ['iran -sanctions', false],
  ['iran NOT visit', true],
  ['iran !visit +sanctions', true],
  ['"hot zone"', true],
  ['\u201Chot zone\u201D', true],
  ['"zone hot"', false],
  ['hot-zone', true],
  ['UN', true],
  ['(tehran OR iran) (zone OR nothing)', true],
  ['from:washington', true],
  ['from:beijing', false],
  ['to:beijing', true],
  ['origin:"EU Delegation Washington"', true],
  ['subject:weekly text:iran', true],
  ['subject:iran', false],
  ['marking:limite', true],
  ['type:"weekly report"', true],
  ['lang:en trove:sample code:PREL', true],
  ['code:US', true],
  ['ref:COREU/WAS/0107/18', true],
  ['date:2018', true],
  ['date:2018-03', true],
  ['date:2018-03-07', true],
  ['date:[2018-02 TO 2018-07]', true],
  ['date:{2018-03-07 TO *]', false],
  ['date:>2018-03-06', true],
  ['date:<2018-03', false],
  ['date:<=2018-03', true],
  ['from:(washington OR kyiv)', true],
  ['from:beijing from:washington', true],
  ['-visit', true],
  ['-iran', false],
  ['IRAN', true],
  ['\\(iran\\)', true],
])('%s: %s', (text, found) => {
  const query = parseQuery(text);
  expect(query.faults).toEqual([]);
  expect(matches(query.root, testCable({}))).toBe(found);
});

test.each([
  ['an unbalanced quote', '"hot zone', 'partner'],
  ['an unbalanced parenthesis', '(hot zone', ''],
  ['a dangling operator', 'iran OR', ''],
  ['an unknown field', 'sendr:washington iran', ''],
  ['an impossible date', 'date:2018-02-30', 'no such date'],
  ['a reversed range', 'date:[2018-07 TO 2018-02]', ''],
  ['nothing at all', '', 'nothing to search for'],
  ['only blanks', '   ', 'nothing to search for'],
])('reports %s with its place', (_, text, words) => {
  const { faults } = parseQuery(text);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults[0]?.message).toContain(words);
  for (const { caret } of faults) expect(caret).toMatch(/^$|\^/);
});

describe('a field of the records', () => {
  const parsed = (text: string) =>
    parseQuery(text, { isOtherField: (key) => ['desk_officer', 'фонд', 'box_7', 'subject', 'note'].includes(key) });
  const found = (text: string, extra: Record<string, unknown>): boolean => matches(parsed(text).root, testCable({ extra }));

  test.each([
    ['desk_officer:miller', { 'Desk officer': 'Jane Miller' }, true],
    ['desk-officer:"jane miller"', { DESK_OFFICER: 'Jane Miller' }, true],
    ['desk_officer:miller', { desk: 'Jane Miller', officer: 'Miller' }, false],
    ['desk_officer:(smith OR miller)', { 'Desk officer': ['Smith', 'Jones'] }, true],
    ['-desk_officer:miller', { 'Desk officer': 'Smith' }, true],
    ['desk_officer:"smith jones"', { 'Desk officer': ['Smith', 'Jones'] }, false],
    ['фонд:12', { Фонд: 12 }, true],
    ['box_7:red', { filed: { 'Box 7': 'red' } }, true],
    ['miller', { 'Desk officer': 'Jane Miller' }, true],
    ['miller', { filed: { by: 'Jane Miller' } }, false],
    ['fictional', { notice: 'Fictional.' }, false],
  ])('%s in %j: %s', (text, extra, isFound) => {
    expect(parsed(text).faults).toEqual([]);
    expect(found(text, extra)).toBe(isFound);
  });

  test('has a name that is none of ours', () => {
    expect(found('subject:miller', { subject: 'Miller' })).toBe(false);
    expect(parsed('note:miller').root).toMatchObject({ kind: 'state' });
    expect(parsed('officer:miller').faults).toHaveLength(1);
    expect(parsed('10:30 А-1:b').faults).toEqual([]);
  });

  test('given twice widens what is found, and is not repeated in our own words', () => {
    const { root, notes } = parsed('desk_officer:smith desk_officer:miller');
    expect(root).toMatchObject({ kind: 'or' });
    expect(notes.join()).not.toContain('desk_officer');
  });
});

test('reads an unbalanced quote as plain words', () => {
  expect(matches(parseQuery('"hot zone').root, testCable({}))).toBe(true);
});

test('reports reserved syntax instead of misreading it', () => {
  for (const text of ['empty:x', 'words:many', 'sort:best-of']) expect(parseQuery(text).faults.length, text).toBeGreaterThan(0);
});

test.each([
  // near spellings: one change, from six letters on two
  ['sanktions~', true],
  ['sanctoins~1', true],
  ['snctoins~1', false],
  ['misson~', true],
  ['vicinity~', false],
  // near each other, in any order, with so many words between
  ['"iran mission"~5', true],
  ['"iran mission"~2', false],
  ['"mission iran"~3', true],
  ['"hot iran sanctions"~3', true],
  // patterns
  ['sanct*', true],
  ['*tions', true],
  ['s?nctions', true],
  ['s?nction', false],
  ['san*ns', true],
  ['subject:week*', true],
  ['subject:sanct*', false],
  ['marking:lim*', true],
  // as it is written
  ['=Iran', true],
  ['=iran', false],
  ['=IRAN', false],
  ['=sanction', false],
  ['=sanctions', true],
  // regular expressions, on one line each
  ['/san[ck]tions? on iran/', true],
  ['/^The mission/', true],
  ['/mission$/', false],
  ['text:/weekly/', false],
  ['subject:/weekly\\s+rep/', true],
  ['-/tehran|qom/', true],
  ['sanct* -/iran/', false],
  // weights change no set
  ['iran^3 sanctions^0.5', true],
  ['(sanct* OR tehran) =Iran "hot zone"~1', true],
] as const)('%s: %s', (text, expected) => {
  const query = parseQuery(text);
  expect(query.faults, JSON.stringify(query.faults)).toEqual([]);
  expect(matches(query.root, testCable({}))).toBe(expected);
});

test.each([
  ['ab*', 'needs 3 letters'],
  ['?*', ''],
  ['iran~', 'need a word of 5 letters'],
  ['/(a/', 'cannot be read'],
  ['/(a)\\1/', 'cannot be read'],
  [`/${'a'.repeat(201)}/`, '200 characters'],
  ['hot-z*ne', 'for one word'],
  ['(iran sanctions)~2', ''],
])('reads %s as plain words, and says so', (text, words) => {
  const query = parseQuery(text);
  expect(JSON.stringify(query.faults) + query.notes.join(' ')).toContain(words);
  expect(() => matches(query.root, testCable({}))).not.toThrow();
});

const long = isLong ? 40_000 : 750;
const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'n', 'é', 'ß', 'i'), minLength: 5, maxLength: 9 });

test('every example in the help parses without a fault', () => {
  for (const { example } of language) expect(parseQuery(example).faults, example).toEqual([]);
  expect(language.length).toBeLessThanOrEqual(25);
});

test('near spellings match plain dynamic programming with swaps', () => {
  const distance = (a: string, b: string): number => {
    const table = Array.from({ length: a.length + 1 }, (_, i) =>
      Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
    );
    const at = (i: number, j: number) => table[i]?.[j] ?? 0;
    for (let i = 1; i <= a.length; i += 1)
      for (let j = 1; j <= b.length; j += 1) {
        let least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1);
        (table[i] as number[])[j] = least;
      }
    return at(a.length, b.length);
  };
  fc.assert(
    fc.property(letters, letters, fc.constantFrom(1, 2), (word, other, most) => {
      const [x = '', y = ''] = [word, other].map((one) => fold(one));
      fc.pre(x.length >= 5);
      const { root } = parseQuery(`text:${word}~${most}`);
      expect(matches(root, testCable({ body: `so ${other} it is` }))).toBe(distance(x, y) <= most || distance(x, 'so') <= most);
    }),
    { numRuns: long },
  );
});

test('patterns match an equivalent regular expression', () => {
  const piece = fc.constantFrom('a', 'b', 'n', '*', '?');
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 3, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'n'), minLength: 1, maxLength: 9 }),
      (parts, word) => {
        const pattern = parts.join('');
        fc.pre(pattern.replaceAll(/[*?]/g, '').length >= 3 && /[*?]/.test(pattern.replace(/\?$/, '')));
        const { root, faults } = parseQuery(`text:${pattern} zzz`);
        fc.pre(faults.length === 0);
        const wanted = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(word);
        expect(matches(root, testCable({ body: `${word} zzz` })), pattern).toBe(wanted);
      },
    ),
    { numRuns: long },
  );
});

test('proximity matches brute force', () => {
  const word = fc.constantFrom('ala', 'bela', 'cora', 'dora');
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 9 }),
      fc.array(word, { minLength: 2, maxLength: 3 }),
      fc.integer({ min: 0, max: 4 }),
      (body, wanted, most) => {
        const choose = (left: readonly string[], taken: readonly number[]): boolean => {
          const [next, ...rest] = left;
          if (next === undefined) return Math.max(...taken) - Math.min(...taken) + 1 - wanted.length <= most;
          return body.some((one, i) => one === next && !taken.includes(i) && choose(rest, [...taken, i]));
        };
        const { root } = parseQuery(`text:"${wanted.join(' ')}"~${most}`);
        expect(matches(root, testCable({ body: body.join(' ') }))).toBe(choose(wanted, []));
      },
    ),
    { numRuns: long },
  );
});

test('a regular expression that backtracks forever in other engines is answered', () => {
  const { root } = parseQuery('/(a+)+$/');
  // With an engine that tries every way, the 2^50,000 of them would end no test.
  expect(matches(root, testCable({ body: `${'a'.repeat(50_000)}!` }))).toBe(false);
});

test('reports limits: characters, patterns, nesting', () => {
  expect(parseQuery('iran '.repeat(2000)).faults.some(({ message }) => message.includes('8,000'))).toBe(true);
  const many = (typed: string) => parseQuery(Array.from({ length: 60 }, (_, i) => `${typed}${i}`).join(' ')).faults.length;
  expect([many('word'), many('*word') > 0]).toEqual([0, true]);
  expect(parseQuery(`${'('.repeat(30)}iran${')'.repeat(30)}`).faults.length).toBeGreaterThan(0);
});

test('never throws, and places every fault within the input', () => {
  const word = fc.constantFrom(
    'iran',
    'OR',
    'AND',
    'NOT',
    '(',
    ')',
    '"',
    '\u201C',
    '-',
    '+',
    '!',
    'from:',
    'date:',
    '[',
    ']',
    '{',
    'TO',
    '*',
    '~',
    '^',
    '\\',
    '2018',
    '2018-13',
    ':',
    '/',
    '>',
    '\u0000',
    '😀',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 600 }),
        fc.array(word, { maxLength: 60 }).map((parts) => parts.join(' ')),
        fc.array(word, { maxLength: 60 }).map((parts) => parts.join('')),
      ),
      (text) => {
        const query = parseQuery(text);
        for (const { at, length } of query.faults) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at + length).toBeLessThanOrEqual(text.length);
        }
        matches(query.root, testCable({}));
        query.words();
      },
    ),
    { numRuns: isLong ? 300_000 : 1000 },
  );
});

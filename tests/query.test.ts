import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matches, type Searchable } from '../src/matching.ts';
import { parseQuery } from '../src/query.ts';

const cable = (more: Partial<Searchable>): Searchable => ({
  ref: 'COREU/WAS/0107/18',
  number: '',
  date: '2018-03-07',
  origin: 'EU Delegation Washington',
  originPlace: '',
  destination: 'COREU Brussels',
  info: ['EU Delegation Beijing'],
  subject: 'Weekly report',
  title: '',
  marking: 'LIMITE',
  subjectCodes: ['PREL', 'US'],
  refs: [],
  type: 'weekly report',
  lang: 'en',
  trove: 'sample',
  body: 'The mission reported sanctions on Iran. A hot zone was named, and the U.N. met.',
  ...more,
});

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
  expect(matches(query.root, cable({}))).toBe(found);
});

test.each([
  ['an unbalanced quote', '"hot zone', 'partner'],
  ['an unbalanced parenthesis', '(hot zone', ''],
  ['a dangling operator', 'iran OR', ''],
  ['an unknown field', 'sendr:washington iran', ''],
  ['an impossible date', 'date:2018-02-30', 'no such date'],
  ['a reversed range', 'date:[2018-07 TO 2018-02]', ''],
  ['nothing at all', '', 'nothing to look for'],
  ['only blanks', '   ', 'nothing to look for'],
])('%s is said, with its place', (_, text, words) => {
  const { faults } = parseQuery(text);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults[0]?.message).toContain(words);
  for (const { caret } of faults) if (caret !== '') expect(caret).toContain('^');
});

test('an unbalanced quote is answered as plain words', () => {
  expect(matches(parseQuery('"hot zone').root, cable({}))).toBe(true);
});

test('what the language will know one day is said, not silently misread', () => {
  for (const text of ['iran~2', 'sanct*', '/re.*/', '"hot zone"~5', 'in:x', 'iran^2'])
    expect(parseQuery(text).faults.length, text).toBeGreaterThan(0);
});

test('limits are said: characters, words, nesting', () => {
  expect(parseQuery('iran '.repeat(200)).faults.some(({ message }) => message.includes('512'))).toBe(true);
  const many = Array.from({ length: 60 }, (_, i) => `w${i}`).join(' ');
  expect(parseQuery(many).faults.length).toBeGreaterThan(0);
  expect(parseQuery(`${'('.repeat(30)}iran${')'.repeat(30)}`).faults.length).toBeGreaterThan(0);
});

test('never throws, and every fault lies within what was typed', () => {
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
        matches(query.root, cable({}));
        query.words();
      },
    ),
    { numRuns: process.env['CABLEDESK_LONG'] === '1' ? 100_000 : 1000 },
  );
});

import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { tokenise } from '../../src/language/tokens.ts';
import { parseQuery } from '../../src/query/query.ts';
import { readRegex, requiredPieces, type RegexNeeds, type WordNeed } from '../../src/query/regex-needs.ts';
import { holdsRegex, regexProblem, regexSpans } from '../../src/query/regex.ts';
import { isLong, seedOf } from '../helpers/random.ts';

const runs = { seed: seedOf('regex'), numRuns: isLong ? 50_000 : 2000 };

const atoms = [
  'min',
  'ister',
  'foo',
  'bar',
  'all',
  'dell',
  'qu',
  'a',
  's',
  'k',
  'é',
  'ſ',
  '1',
  '000',
  '-',
  ',',
  "'",
  '\\.',
  ' ',
  '\\s',
  '.',
];
const sets = [
  '\\d',
  '\\w',
  '\\W',
  '\\S',
  '\\D',
  '[a-z]',
  '[A-Z]',
  '[^a-z]',
  '[^,]',
  '[0-9,]',
  '[\\d.]',
  '[a-fk-m]',
  '[^s\\d]',
  '\\pL',
  '\\x41',
  '[\u2100-\u2200]',
  '[é-ſ]',
  '[z-é]',
  '[]a]',
];
const edges = ['\\b', '\\B', '^', '$', '\\A', '\\z', '(?i)', '(?s)'];
const counts = ['', '', '', '?', '*', '+', '+?', '{2}', '{1,3}', '{0,2}', '{2,}', '{0,40}'];
const pattern = fc
  .letrec<{ row: string; one: string }>((tie) => ({
    row: fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((all) => all.join('')),
    one: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: fc.constantFrom(...atoms) },
      { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...sets, ...atoms), fc.constantFrom(...counts)).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: fc.constantFrom(...edges) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom('(', '(?:', '(?P<n>', '(?i:', '(?-i:'), tie('row'), tie('row'), fc.constantFrom(...counts))
          .map(([open, a, b, count]) => `${open}${a}|${b})${count}`),
      },
      { weight: 1, arbitrary: fc.tuple(tie('row'), fc.constantFrom(...counts)).map(([a, count]) => `(${a})${count}`) },
    ),
  }))
  .row.filter((one) => regexProblem(one) === undefined);

const pieces = [
  'min',
  'minister',
  'MINISTER',
  'foo',
  'bar',
  'foobar',
  'Bar',
  'all',
  "dell'",
  "qu'",
  "l'",
  "'s",
  '’s',
  'a',
  's',
  'ſ',
  '\u212a',
  'K',
];
const oddities = [
  'é',
  'e\u0301',
  '\u00ad',
  '10,000',
  '1000',
  '1\u00a0000',
  'PL480',
  'FIS-\nCALES',
  'U. S. A.',
  'U.S.',
  '_',
  '-',
  '.',
  ',',
  'ß',
  '中',
  '٠',
];
const text = fc
  .array(fc.constantFrom(...pieces, ...oddities, ' ', ' ', ' ', '\n', '  '), { minLength: 1, maxLength: 20 })
  .map((all) => all.join(''));

/** Where RE2 alone finds it, line by line. */
function spansOf(body: string, regex: string): [number, number][] {
  const spans: [number, number][] = [];
  const compiled = RE2JS.compile(regex, RE2JS.CASE_INSENSITIVE);
  for (const line of body.matchAll(/[^\n]+/g)) {
    const found = compiled.matcher(line[0]);
    while (found.find()) if (found.end() > found.start()) spans.push([line.index + found.start(), line.index + found.end()]);
  }
  return spans;
}

const nodeOf = (regex: string) => ({ kind: 'pattern', how: 'regex', pattern: regex, required: false, at: 0, length: 0 }) as const;

test('a regular expression is found where RE2 finds it, though most lines are passed over', () => {
  let found = 0;
  fc.assert(
    fc.property(pattern, text, (regex, body) => {
      const wanted = spansOf(body, regex);
      if (wanted.length > 0) found += 1;
      expect({ spans: [...regexSpans(body, nodeOf(regex))], holds: holdsRegex(body, nodeOf(regex)) }).toEqual({
        spans: wanted,
        holds: wanted.length > 0,
      });
    }),
    runs,
  );
  expect(found).toBeGreaterThan(runs.numRuns / 8);
});

/** Whether words stand in a text as an index would say: in a row, those of two halves read as two. */
function mayHaveWords(body: string, needs: RegexNeeds): boolean {
  switch (needs.kind) {
    case 'text':
      return true;
    case 'all':
      return needs.of.every((one) => mayHaveWords(body, one));
    case 'any':
      return needs.of.some((one) => mayHaveWords(body, one));
    case 'words':
      return mayHaveRow(body, needs.row);
  }
}

function mayHaveRow(body: string, row: readonly WordNeed[]): boolean {
  const words = tokenise(body).flatMap((token) => token.halves ?? [token]);
  return row.length === 1
    ? tokenise(body).some((token) => [token, ...(token.halves ?? [])].some(({ folded }) => row[0]?.test.test(folded)))
    : words.some((_, i) => row.every(({ test: fits }, k) => fits.test(words[i + k]?.folded ?? '')));
}

test('the words that an expression needs stand in every text in which it is found', () => {
  let narrowed = 0;
  fc.assert(
    fc.property(pattern, text, (regex, body) => {
      const { needs, word } = readRegex(regex);
      const isFound = spansOf(body, regex).length > 0;
      const mayHave = mayHaveWords(body, needs);
      if (!mayHave) narrowed += 1;
      expect(isFound && !mayHave).toBe(false);
      // And a text has one that is about a single word where that stands there as it is written.
      const plain = tokenise(body)
        .flatMap((token) => token.halves ?? [token])
        .filter(({ surface }) => /^[A-Za-z0-9]+$/.test(surface));
      const isSure = plain.some(({ folded }) => word?.test.test(folded));
      expect(isSure && !isFound).toBe(false);
      const lacks = requiredPieces(needs).filter((piece) => !tokenise(body).some(({ folded }) => folded.includes(piece)));
      expect(isFound ? lacks : []).toEqual([]);
    }),
    runs,
  );
  expect(narrowed).toBeGreaterThan(runs.numRuns / 50);
});

test.each([
  ['nuclear (deal|test)', ['nuclear']],
  ['(nuclear|atomic) weapons?', ['weapon']],
  ['sanctions|tariffs', []],
  ['\\bNorrfald[0-9]+', ['norrfald']],
  ['ab.*cdefgh', ['cdefgh']],
  ['(?i)sanctions', ['sanctions']],
  ['[sanctions]+ missile', ['missile']],
  ['\\Qsanctions|x\\E', []],
  ['weapons{0,3}x', ['weapon']],
  ['iran', ['iran']],
  ['of the \\w+ minister', ['the', 'minister']],
  ['dell', []],
])('what /%s/ needs: %j', (regex, wanted) => expect(requiredPieces(readRegex(regex).needs)).toEqual(wanted));

test.each([
  ['(^|min)bar', '\u00adbarmin'],
  ['(\\b|x)barmin', 'ébarmin'],
  ['((?-i:Bar)|min)foo', 'barfoo minfoo'],
])('an edge or a flag within /%s/ is none of a folded word', (regex, body) => {
  const { needs, word } = readRegex(regex);
  expect(word).toBeUndefined();
  expect(mayHaveWords(body, needs)).toBe(true);
});

test('what would try every way to match at every letter is left to RE2', () => {
  const hostile = '(a?){40}(a|aa)+b';
  const { needs, whole } = readRegex(hostile);
  expect(whole).toBeUndefined();
  expect(requiredPieces(needs)).toEqual([]);
  expect(parseQuery(`/${hostile}/`).faults).toEqual([]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenise } from '../../src/language/tokens.ts';
import { findSpans, holds } from '../../src/query/matching.ts';
import { parseQuery } from '../../src/query/query.ts';
import { positives } from '../../src/query/tree.ts';
import { isLong, seedOf } from '../helpers/random.ts';

const written = ['Security', 'Council', 'security', 'Councils', 'US', 'U.S.', 'U. S. S. R.', 'hot-zone', 'hot', 'zone', 'FIS-\nCALES'];
const others = [
  're-election',
  'PL-480',
  '10,000',
  "d'Ivoire",
  'of',
  'the',
  '\n',
  '\n\n\n',
  '—',
  '|',
  '| |',
  'Élysée',
  'Secu-\nrity',
  'a/b/c',
];
const asked = [
  '="Security Council"',
  '="hot zone"',
  '"Secur* Council"',
  '="of the"',
  '="Council of the"',
  '="Security Council"~3',
  '="U.S. Security"',
  '="PL-480 hot"',
  '="re-election of"',
  '="Élysée the"',
  '="the Élysée"',
  '="hot-zone Council"',
  '="10,000 hot"',
  '="d\'Ivoire of"',
  '="hot zone Council Security"',
  '"=Security * Council"',
];

test('a phrase of words as they are written is found in the lines around them where it is found in the whole text', () => {
  const word = fc.tuple(fc.constantFrom(...written, ...others), fc.constantFrom(' ', ' ', '\n', ', '));
  const text = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.flat().join(''));
  fc.assert(
    fc.property(text, fc.constantFrom(...asked), (body, query) => {
      for (const node of positives(parseQuery(query).root))
        expect({ query, found: holds(body, '', node) }).toEqual({ query, found: findSpans(body, tokenise(body), node).length > 0 });
    }),
    { numRuns: isLong ? 60_000 : 2000, seed: seedOf('exact phrases') },
  );
});

import { expect, test } from 'vitest';
import { oneQuery } from '../../src/query/one-query.ts';
import { longestQuery } from '../../src/query/query.ts';

test.each([
  ['iran', ['subject:"nuclear" OR text:"nuclear"'], 'iran (subject:"nuclear" OR text:"nuclear")'],
  ['iran OR china', ['date:2018', 'tag:pumps'], '(iran OR china) date:2018 tag:pumps'],
  ['from:kyiv', ['origin:"EU"'], '(from:kyiv) (origin:"EU")'],
  ['hot zone', ['iran'], 'hot zone iran'],
  ['iran', ['iran'], 'iran iran'],
  ['the', ['marking:"LIMITE"'], '"the" marking:"LIMITE"'],
  ['-tag:pumps', [], '(-tag:pumps)'],
  ['"=1"', [], '("=1")'],
  ['iran', ['-is:unread'], 'iran -is:unread'],
  ['*', ['has:tag'], '* has:tag'],
  ['iran\n\treport', [], 'iran report'],
])('%j within %j is %j', (text, filters, query) => expect(oneQuery(text, { filters })).toBe(query));

test('with any of the words, the filters must hold all the same', () => {
  expect(oneQuery('iran hot-zone', { match: 'any', filters: ['text:nuclear', 'date:2018'] })).toBe(
    '(iran OR hot OR zone OR hotzone) text:nuclear date:2018',
  );
  expect(oneQuery('iran', { match: 'any', filters: ['date:2018'] })).toBe('iran date:2018');
});

test('there is none where a query would be too long, nest too deeply or have a fault', () => {
  expect(oneQuery('iran', { filters: [`text:"${'nuclear '.repeat(longestQuery / 8)}"`] })).toBeUndefined();
  expect(oneQuery(`x OR ${'(a OR ('.repeat(4)}b c${'))'.repeat(4)}`, { filters: ['date:2018'] })).toBeUndefined();
  expect(oneQuery('"iran', { filters: ['date:2018'] })).toBeUndefined();
});

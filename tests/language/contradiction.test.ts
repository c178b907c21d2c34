import { expect, test } from 'vitest';
import { gistOf, mayContradict } from '../../src/language/contradiction.ts';
import { negationOf } from '../../src/language/negation.ts';

const compared = (one: string, other: string) => mayContradict(gistOf(one, 'Rogozin'), gistOf(other, 'Rogozin'));

test.each([
  [
    'Rogozin said that Russia will deliver the missiles to Serbia.',
    'Mr. Rogozin told us that Russia will not deliver missiles to Serbia.',
    'negation',
  ],
  ['Rogozin said Russia had sold 12 ships to the Serbian navy.', 'Rogozin said that Russia sold 15 ships to the Serbian navy.', 'number'],
  ['Rogozin said Russia had sold 12 ships to the Serbian navy.', 'Rogozin said that Russia sold 12 ships to the Serbian navy.', undefined],
  // About other things.
  ['Rogozin said that Russia will deliver the missiles to Serbia.', 'Rogozin said he would not come to dinner.', undefined],
  // A day is no number of anything.
  [
    'Rogozin said on 12 July that Russia sold ships to the Serbian navy.',
    'Rogozin said on 15 July that Russia sold ships to the Serbian navy.',
    undefined,
  ],
  // The negation is of something else in a long sentence.
  [
    'Rogozin said that Russia will deliver the missiles to Serbia.',
    'Rogozin said that Russia will deliver the missiles to Serbia when the parliament has voted on the budget of the coming year, the railways are repaired, and the quarrel over transit fees with neighbours is not an obstacle.',
    undefined,
  ],
])('%s / %s', (one, other, why) => {
  expect(compared(one, other)).toBe(why);
  expect(compared(other, one)).toBe(why);
});

test.each([
  ['He did not come.', true],
  ['He came not only once.', false],
  ['It was No. 5 of 12.', false],
  ['There was no bread.', true],
  ['He said no', true],
  ['They didn’t know.', true],
  ['Il n’est pas venu.', true],
  ['Er hat keinen Hund.', true],
  ['Scarcely a word.', true],
  ['He came on foot.', false],
])('%s: whether it is negated', (text, is) => expect(negationOf(['denials', 'lacks', 'turns']).test(text)).toBe(is));

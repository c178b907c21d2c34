import { expect, test } from 'vitest';
import { gistOf, mayContradict } from '../../src/language/contradiction.ts';

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

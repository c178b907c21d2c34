import { expect, test } from 'vitest';
import { countsOtherwise, gistOf } from '../../src/language/gist.ts';
import { negationOf } from '../../src/language/negation.ts';

const compared = (one: string, other: string, sent: [string, string] = ['', '']) =>
  countsOtherwise(gistOf(one, 'Rogozin', sent[0]), gistOf(other, 'Rogozin', sent[1]));

const ships = 'Rogozin said Russia had sold 12 ships to the Serbian navy.';
const study = 'A study has found that five percent of the population controls 36 percent of the national income.';

test.each([
  [ships, 'Rogozin said that Russia sold 15 ships to the Serbian navy.', ['15 ships', '12 ships']],
  [ships, 'Rogozin said that Russia sold fifteen ships to the Serbian navy.', ['fifteen ships', '12 ships']],
  [study, study.replace('36', '31').replace('five', '5'), ['31 percent of the national income', '36 percent of the national income']],
  [
    'The army has paid $3 million for the tanks in the northern camp.',
    'The army has paid $2.5 million for the tanks in the northern camp.',
    ['$2.5 million for the tanks', '$3 million for the tanks'],
  ],
])('%s / %s', (one, other, [here, there]) => {
  expect(compared(one, other)).toEqual({ here, there });
  expect(compared(other, one)).toEqual({ here: there, there: here });
});

test.each([
  ['the same number', ships, 'Rogozin said that Russia sold 12 ships to the Serbian navy.'],
  ['the same number in words', ships, 'Rogozin said that Russia sold twelve ships to the Serbian navy.'],
  ['something else', ships, 'Rogozin said he would eat 15 oysters.'],
  ['a denial', ships, 'Rogozin said that Russia had not sold ships to the Serbian navy.'],
  ['days', 'Rogozin said on 12 July that Russia sold ships to the navy.', 'Rogozin said on 15 July that Russia sold ships to the navy.'],
  ['hours', 'Rogozin came to the navy at 7 local time with ships.', 'Rogozin came to the navy at 9 local time with ships.'],
  ['ages', 'Rogozin told the Serbian navy he was aged 41 years.', 'Rogozin told the Serbian navy he was aged 45 years.'],
  [
    'ordinals',
    'It was done in the northern camp this 5th day of the siege.',
    'It was done in the northern camp this 9th day of the siege.',
  ],
  [
    'papers',
    'Your despatches Nos. 507 and 508 are duly received by the navy.',
    'Your despatches Nos. 690 and 691 are duly received by the navy.',
  ],
  ['one’s own', 'Our navy has sold 12 ships to the Serbian fleet.', 'Our navy has sold 15 ships to the Serbian fleet.'],
  ['no clause', 'LIMITED OFFICIAL USE SECTION 2 OF 5 LA PAZ 2940', 'LIMITED OFFICIAL USE SECTION 4 OF 4 LA PAZ 7472'],
])('%s: no other figures', (_, one, other) => {
  expect([compared(one, other), compared(other, one)]).toEqual([undefined, undefined]);
});

test('what was told years apart is no other figure', () => {
  const other = ships.replace('12', '15');
  expect(compared(ships, other, ['2018-07-01', '2019-01'])).toBeDefined();
  expect(compared(ships, other, ['2018-07-01', '2016'])).toBeUndefined();
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

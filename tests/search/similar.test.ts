import { expect, test } from 'vitest';
import { tokenise } from '../../src/language/tokens.ts';
import { wordsThatTell } from '../../src/search/engine/similar.ts';

/** Which words of a cable say what it is about. */

test('offices in the head of a telegram tell nothing; an aircraft in its text does', () => {
  const text = 'INFO OCT-01 ISO-00 CIAE-00 H-01 /044 W\n1. THE AIR FORCE ASKED FOR F-16 FIGHTERS AND FOR SPARE PARTS.';
  const words = wordsThatTell(tokenise(text), 100, () => 2).map(({ surface }) => surface);
  expect(words).toEqual(expect.arrayContaining(['F-16', 'FIGHTERS']));
  for (const office of ['OCT-01', 'ISO-00', 'CIAE-00', 'H-01']) expect(words).not.toContain(office);
});

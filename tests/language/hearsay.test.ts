import { expect, test } from 'vitest';
import { hearsayIn } from '../../src/language/hearsay.ts';

test.each([
  ['The missiles were reportedly moved at night.', 'reportedly'],
  ['There are rumours of a second camp.', 'rumours'],
  ['He is said to have left for Minsk.', 'is said to'],
  ['It is\nrumoured that the minister resigned.', 'It is rumoured that'],
  ['According to unconfirmed press reports the port is closed.', 'unconfirmed'],
  ['Selon certaines sources, le ministre partira.', 'Selon certaines sources'],
  ['Der Minister sei angeblich zurückgetreten.', 'angeblich'],
])('%s', (text, words) => expect(hearsayIn(text)).toBe(words));

test.each([
  'The minister said that the port is closed.',
  'He reported to Brussels on Monday.',
  'The committee thought the draft too long.',
  'This was reported to the Department in despatch 918.',
  'It is understood that each side pays its own costs.',
  'Apparent magnitude and rumoursmith are no words of the list.',
])('states it itself: %s', (text) => expect(hearsayIn(text)).toBeUndefined());

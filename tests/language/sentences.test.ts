import { describe, expect, test } from 'vitest';
import { isWholeSentence } from '../../src/language/clauses.ts';
import { sentenceAround, sentencesOf } from '../../src/language/sentences.ts';

const split = (text: string): string[] => sentencesOf(text).map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  test('go on over abbreviations and initials', () => {
    expect(
      split(
        '1. Mr. Xi spoke. He left at 3 p.m. for the U.N. building. "Why?" he asked.\n\n2. Robert S. Mueller III was absent. Gen. Smith of the U.S. Army left the U.S. The visit was No. 7, p. 3. He said no. M. Briand rose. My 158 of 10 a.m. Please answer by 5 p.m. Monday.',
      ),
    ).toEqual([
      'Mr. Xi spoke.',
      'He left at 3 p.m. for the U.N. building.',
      '"Why?" he asked.',
      'Robert S. Mueller III was absent.',
      'Gen. Smith of the U.S. Army left the U.S.',
      'The visit was No. 7, p. 3.',
      'He said no.',
      'M. Briand rose.',
      'My 158 of 10 a.m.',
      'Please answer by 5 p.m. Monday.',
    ]);
  });

  test('go on over German ordinals, and end at a number', () => {
    expect(split('Er kam am 3. Mai nach Bonn. Der 2. Weltkrieg war vorbei. Es waren z. B. 12. Danach ging er am 4. Februar.')).toEqual([
      'Er kam am 3. Mai nach Bonn.',
      'Der 2. Weltkrieg war vorbei.',
      'Es waren z. B. 12.',
      'Danach ging er am 4. Februar.',
    ]);
  });

  test('begin behind numbers of paragraphs and marks of items, with or without blank lines', () => {
    expect(split('1. THE FIRST.\n2. THE SECOND BY MR. SMITH\nGOES ON IN\n12 PLACES.\n3.\nA THIRD.\n(a)\nOne more.\n• And one.')).toEqual([
      'THE FIRST.',
      'THE SECOND BY MR. SMITH\nGOES ON IN\n12 PLACES.',
      'A THIRD.',
      'One more.',
      'And one.',
    ]);
  });

  test('the one around a place is found in its paragraph, and is whole or said not to be', () => {
    const text = `First one. It is here, and it ends. Then more.\n\n${'word '.repeat(600)}end.`;
    const at = (from: number, to: number) => sentenceAround(text, { start: from, end: to });
    const here = text.indexOf('here');
    const one = at(here, here + 4);
    expect([text.slice(one.start, one.end), one.isOne]).toEqual(['It is here, and it ends.', true]);
    const two = at(text.indexOf('one'), here);
    expect([text.slice(two.start, two.end), two.isOne]).toEqual(['First one. It is here, and it ends.', false]);
    const long = text.length - 1400;
    expect(at(long, long + 4).isOne).toBe(false);
  });

  test('begin behind the marking of a paragraph', () => {
    expect(split('13.(SBU) We came.\n\n14. (C/NF) They left.\n\n15. (Unseen) she went.')).toEqual([
      'We came.',
      'They left.',
      '(Unseen) she went.',
    ]);
    expect(isWholeSentence('That he should go there was decided.', 'It was agreed: (4)\n')).toBe(false);
    expect(isWholeSentence('That paper was read.', 'He said no. ')).toBe(true);
  });

  test('leave the heads of mails and telegrams out', () => {
    expect(
      split(
        'Original Message\nFrom: Vicini, Caroline\nSent: Monday, 3 May 2010\nTo: Rogozin, D; Putin, V\nXi, J <xi@example.org>\nSubject: The draft.\nAll is well here.\n\nTAGS: PREL\nSUBJECT: A VISIT.\n1. THE MINISTER CAME.',
      ),
    ).toEqual(['All is well here.', 'THE MINISTER CAME.']);
  });

  test('are whole from a capital to a stop', () => {
    expect(isWholeSentence('The minister came.')).toBe(true);
    expect(isWholeSentence('and the minister came.')).toBe(false);
    expect(isWholeSentence('Field observers')).toBe(false);
    expect(isWholeSentence('Mr. Putin to Mr. Trump, June 24, 1997.')).toBe(false);
    expect(isWholeSentence('Caroline Vicini, Head, representative of the Secretary of State.')).toBe(false);
    expect(isWholeSentence('Der Minister kam gestern nach Wien.')).toBe(true);
    expect(isWholeSentence('He was there (see p.')).toBe(false);
    expect(isWholeSentence('THE MINISTER CAME.', 'HE HAS SPOKEN AT LENGTH OF THE VISIT AND SAID THAT\n\n')).toBe(false);
    expect(isWholeSentence('THE MINISTER CAME.', 'HE HAS SPOKEN AT LENGTH OF THE VISIT AND OF OTHERS.\n\n')).toBe(true);
  });
});

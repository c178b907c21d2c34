import { describe, expect, test } from 'vitest';
import { isAbout } from '../../src/names/pages/about.ts';

/** Whether the sentence is about Putin; Trump, Xi and Vicini are others. */
function about(sentence: string): boolean {
  const others = ['Trump', 'Xi', 'Vicini']
    .filter((name) => sentence.includes(name))
    .map((name): [number, number] => [sentence.indexOf(name), sentence.indexOf(name) + name.length]);
  return isAbout(sentence, sentence.indexOf('Putin'), sentence.indexOf('Putin') + 5, others);
}

describe('a sentence is about somebody', () => {
  test.each([
    'Mr. Putin said so.',
    'We heard that President Putin will arrive tonight.',
    'The new President of Russia, Mr. Putin, is well.',
    'The ambassador met with Putin\nat noon.',
    'It was proposed by Putin.',
    'The plan set up by President Putin will fail.',
    'The programme, ramped up by Putin last year, was designed to help.',
    'The question is whether to allow Mr. Putin to travel.',
    'Mr. Putin “was under sanctions” when it reached us.',
    'It was drafted and signed by Putin.',
    'I thank the President of Russia, Mr. Putin, for his efforts.',
    'I would like to pay tribute to Mr. Putin for his work.',
    'Putin and Xi attended the meeting.',
  ])('%s', (sentence) => expect(about(sentence)).toBe(true));

  test.each([
    'They celebrated the visit of Putin.',
    'He sent Putin’s letter.',
    'The message to Putin was long.',
    'We stand by the revolution, which, under the leadership of President Putin, is under attack.',
    'They were at the mercy of a government led by President Putin.',
    'I would welcome the chance to discuss with you, Putin and others, what comes next.',
    'Present were Trump, Xi, Putin and Vicini.',
    'He spoke of any agency set up by Putin.',
    'If they gave assurances along the lines laid down by President Putin, it would pass.',
    'I would like to be able to give President Putin your assurances.',
    'Sir: Your despatch of the 4th, relative to an interview with Mr. Putin, which told us much, has been received.',
    'It was so that the Admiral, General Putin and I could confer on it.',
    'He, like his predecessor, Mr. Putin, will lead the talks.',
    'Vicini would have the help of Xi and Putin and I think it would do.',
    'Those who opposed the Putin regime left.',
  ])('not: %s', (sentence) => expect(about(sentence)).toBe(false));
});

import { expect, test } from 'vitest';
import { paragraphNumbered, paragraphsOf } from '../../src/cables/paragraphs.ts';

const numbers = (...blocks: string[]) => paragraphsOf(blocks.join('\n\n')).map(({ number }) => number);

test.each<[string, string[], number[]]>([
  [
    'what has no number goes on from the paragraph above it',
    ['E.O. 11652', '1. A', 'more', '2. B\nmore', 'more', '7. C'],
    [1, 1, 1, 2, 2, 7],
  ],
  ['a second section goes on', ['CABLE 2 OF 2', '9. A', '10. B', 'more'], [9, 9, 10, 10]],
  ['a number that was lost is missing', ['1. A', '2. B', '5. C', '6. D'], [1, 2, 5, 6]],
  ['the number of a telegram is none of a paragraph', ['571. Your 415', 'more', 'more'], [1, 2, 3]],
  ['nor is it beside a list', ['128. Your 127', '1. A', 'more', 'more', 'more'], [1, 2, 3, 4, 5]],
  ['a list in a paragraph, numbered in another way', ['1. A', '(1) a', '(2) b', '2. B', '1) a', '3. C'], [1, 1, 1, 2, 2, 3]],
  ['a list in a paragraph, numbered alike', ['1. A', '2. B', '1. a', '2. b', '3. C'], [1, 2, 2, 2, 3]],
  ['a list in a letter', ['Dear', 'a', 'b', 'c', 'd', '1. A', '2. B', 'e'], [1, 2, 3, 4, 5, 6, 7, 8]],
  ['a few numbers in a long text', ['1. A', '2. B', ...Array.from({ length: 8 }, () => 'more')], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ['a number in the middle that is too large', ['1. A', '2. B', '105. x', '3. C'], [1, 2, 2, 3]],
  ['no number at all', ['a', 'b'], [1, 2]],
  ['nothing', [], []],
])('%s', (_, blocks, wanted) => expect(numbers(...blocks)).toEqual(wanted));

test('a paragraph is taken whole, from its number on', () => {
  const body = 'E.O. 11652\n\n1. First,\nand on.\n\nMore of it.\n\n2. Second.';
  const at = (number: number) => {
    const found = paragraphNumbered(body, number);
    return found === undefined ? undefined : body.slice(found.start, found.end);
  };
  expect([at(1), at(2), at(3)]).toEqual(['1. First,\nand on.\n\nMore of it.', '2. Second.', undefined]);
});

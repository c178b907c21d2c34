import { describe, expect, test } from 'vitest';
import { findIn } from '../../src/factcheck/align.ts';
import { prepare } from '../../src/factcheck/prepared.ts';
import { quotationsIn, parseQuotation, type Quotation } from '../../src/factcheck/quotations.ts';

/** What a draft quotes is found, and held against the cables word by word. */

const texts = (list: readonly Quotation[]): unknown[] =>
  list.map(({ text, inner }) => (inner.length === 0 ? text : [text, ...texts(inner)]));

describe('quotations of a draft', () => {
  test.each<[name: string, draft: string, found: unknown[]]>([
    ['curly', 'He said “we go” and “we stay”.', ['we go', 'we stay']],
    ['straight', 'He said "we go" and "we stay".', ['we go', 'we stay']],
    ['single curly, with an apostrophe', 'He said ‘it’s the people’s house’ again.', ['it’s the people’s house']],
    ['a plural within single ones', 'The ‘ministers’ view of it’ was shared.', ['ministers’ view of it']],
    ['straight single ones of three words', "It's 'a very hot zone' in the '90s, rock 'n' roll.", ['a very hot zone']],
    ['guillemets', 'Il dit : « une zone chaude » et part.', ['une zone chaude']],
    ['reversed guillemets', 'Er sagt: »eine heiße Zone« und geht.', ['eine heiße Zone']],
    ['single guillemets within', 'Il dit « elle est ‹ chaude › ici ».', [['elle est ‹ chaude › ici', 'chaude']]],
    ['German low ones', 'Er sagt: „eine heiße Zone“, dann „noch eine“.', ['eine heiße Zone', 'noch eine']],
    ['Polish low ones', 'Mówi: „gorąca strefa” i idzie.', ['gorąca strefa']],
    ['German single within', 'Er sagt: „das ist ‚heiß‘ hier“.', [['das ist ‚heiß‘ hier', 'heiß']]],
    ['nested curly', '“He told me ‘we will not go’ and left,” she said.', [['He told me ‘we will not go’ and left,', 'we will not go']]],
    [
      'nested of one kind',
      '“He told me “we will not go” and left,” she said.',
      [['He told me “we will not go” and left,', 'we will not go']],
    ],
    ['nested straight', '"He told me "we will not go" and left," she said.', [['He told me "we will not go" and left,', 'we will not go']]],
    ['inches and feet', 'A pipe of 5" by 3" was seen.', []],
    ['an apostrophe that opens nothing', 'The ‘90s and the ministers’ view.', []],
    ['an unclosed one ends with its paragraph', 'He said “we go\nand we stay.\n\nNothing “here”.', ['we go\nand we stay.', 'here']],
    ['paragraphs that each open', '“One goes on.\n\n“Two ends.”', ['One goes on.', 'Two ends.']],
    ['block quotes', 'As it says:\n\n> A hot zone\n> it is.\n>\n> And more.\n\nIt ends.', ['A hot zone\nit is.', 'And more.']],
    ['a block quote without its source', '> A hot zone it is.\n> — COREU/KYI/0039/18', ['A hot zone it is.']],
    ['links and emphasis', 'He said “[we **go**](https://example.org/a) and _stay_”.', ['we go and stay']],
    ['nothing', 'He said that they go.', []],
    ['marks around nothing', 'He said "" and “ ” and «».', []],
  ])('%s', (_, draft, found) => {
    expect(texts(quotationsIn(draft))).toEqual(found);
  });

  test('report their line, and whether they are unclosed', () => {
    const [first, second] = quotationsIn('One.\n\nHe said “we go”\nand then “we stay');
    expect([first?.line, first?.isOpen, second?.line, second?.isOpen]).toEqual([3, false, 4, true]);
  });

  test('of hostile text are read without backtracking', () => {
    for (const sign of ['“', '"', "'", '‘', '’', '«', '„', '[', '*', '\\"', '> ', ' "a', 's’ a', '[a](', '…'])
      expect(quotationsIn(sign.repeat(200_000)).length).toBeGreaterThanOrEqual(0);
  });
});

describe('a quotation and a text', () => {
  const body = `1. (C) Summary. The Minister told the Ambassador that Crimea may have been turned into a "hot zone" since March, and that
co-operation with the FIS-
CALES would continue.

2. (C) It was not, she said, the Union's business; it's ours. "We will stay," he added.`;
  const found = (quotation: string) => findIn(parseQuotation(quotation), prepare(body));

  test.each<[name: string, quotation: string, expected: object]>([
    ['verbatim', 'Crimea may have been turned into a "hot zone" since March', { differences: [], slight: [] }],
    ['other marks within', 'turned into a ‘hot zone’ since March', { differences: [], slight: [] }],
    ['over the end of a line', 'since March, and that co-operation with', { differences: [], slight: [] }],
    ['a word broken at the end of a line', 'with the FISCALES would continue', { differences: [], slight: ['hyphenation'] }],
    ['without the hyphen', 'and that cooperation with the', { differences: [], slight: ['hyphenation'] }],
    ['its first letter', 'may have been Turned into', { differences: [], slight: ['capitals'] }],
    ['a letter in brackets', '[M]ay have been turned into', { differences: [], slight: [] }],
    ['an ending in brackets', 'told the Ambassador[s] that', { differences: [], slight: [] }],
    ['words of the writer', 'may have been turned [by them] into a "hot zone"', { differences: [], slight: [] }],
    ['sic', 'turned [sic] into a "hot zone"', { differences: [], slight: [] }],
    ['an insertion in place of words', '[The man] told the Ambassador that [it] may have been turned', { differences: [], slight: [] }],
    [
      'an ellipsis',
      'The Minister told the Ambassador [...] into a "hot zone"',
      { differences: [], skipped: 6, leftOut: ['that Crimea may have been turned'] },
    ],
    ['an ellipsis over a paragraph', 'may have been turned … it’s ours', { differences: [] }],
    ['a comma less', 'It was not she said, the Union’s business', { differences: [], slight: ['punctuation'] }],
    ['a paragraph’s number', 'would continue. It was not, she said', { differences: [] }],
    ['one word altered', 'may have been turned into a "cold zone" since March', { differences: [{ draft: 'cold', cable: 'hot' }] }],
    ['one word left out', 'may have been into a "hot zone" since March', { differences: [{ draft: '', cable: 'turned' }] }],
    ['one word added', 'may now have been turned into a "hot zone"', { differences: [{ draft: 'now', cable: '' }] }],
    ['a "not" left out', 'It was, she said, the Union’s business', { differences: [{ draft: '', cable: 'not' }] }],
    ['a possessive is not its plural', 'the Unions business; it’s ours', { slight: ['spelling'], differences: [] }],
    ['a possessive is not its word', 'she said, the Union business; it’s ours', { differences: [{ draft: 'Union', cable: "Union's" }] }],
  ])('%s', (_, quotation, expected) => {
    const match = found(quotation);
    if (match === undefined) throw new Error('not found');
    const { differences, ...rest } = match;
    expect({ ...rest, differences: differences.map(({ draft, cable }) => ({ draft, cable })) }).toMatchObject(expected);
  });

  test.each<[name: string, quotation: string, swallowed: string[]]>([
    ['words that do not matter', 'The Minister told the Ambassador that Crimea … turned into a "hot zone"', []],
    ['a negation', 'It was … the Union’s business', ['negation']],
    ['a name', 'The Minister told the Ambassador … may have been turned', ['name']],
    ['a date', 'a "hot zone" since … and that co-operation', ['number', 'name']],
    ['more than a sentence', 'would continue. … it’s ours', ['negation', 'name', 'sentence']],
  ])('an ellipsis that leaves out %s', (_, quotation, swallowed) => {
    expect(found(quotation)?.swallowed).toEqual(swallowed);
    expect(found(quotation)?.differences).toEqual([]);
  });

  test('words in brackets may not turn the sense round', () => {
    expect(found('It was [always], she said, the Union’s business')?.differences).toEqual([{ draft: '[always]', cable: 'not' }]);
    expect(found('may [not] have been turned into a "hot zone"')?.differences).toEqual([{ draft: '[not]', cable: '' }]);
    expect(found('It was [not], she said, the Union’s business')?.differences).toEqual([]);
  });

  test('in capitals a name is a word that is not common, and a negation in a short line is seen', () => {
    const telegram = prepare(
      '1. THE MINISTER TOLD US IN SMEDEREVO ON ARRIVAL THAT EUROPE WAS\nNOT A TARGET.\nHE LEFT SOON AFTER THE MEETING.',
    );
    const swallowed = (quotation: string) => findIn(parseQuotation(quotation), telegram)?.swallowed;
    expect(swallowed('The minister told us … on arrival that Europe')).toEqual(['name']);
    expect(swallowed('that Europe was … a target')).toEqual(['negation']);
    expect(swallowed('He left … after the meeting')).toEqual([]);
  });

  test('a number is one word: 2.4 is not 24', () => {
    const prepared = prepare('Inflation in July was 2.4 per cent, and 42,000 persons came.');
    const differences = (quotation: string) =>
      findIn(parseQuotation(quotation), prepared)?.differences.map(({ draft, cable }) => [draft, cable]);
    expect(differences('Inflation in July was 24 per cent')).toEqual([['24', '2.4']]);
    expect(differences('and 42000 persons came')).toEqual([]);
  });

  test.each([
    ['something else', 'The committee adopted its annual budget without a vote'],
    ['common words alone', 'it was that they had been there'],
  ])('%s is not found', (_, quotation) => {
    expect(found(quotation)).toBeUndefined();
  });

  test('are matched at their exact place', () => {
    const match = found('Crimea may have been turned into a ‘hot zone’');
    expect(body.slice(match?.start, match?.end)).toBe('Crimea may have been turned into a "hot zone');
  });
});

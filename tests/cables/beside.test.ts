import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot } from '../../src/bot/command.ts';
import { pairParagraphs, type Side } from '../../src/cables/beside.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { paragraphsOf } from '../../src/cables/paragraphs.ts';
import { actionNamed, ask, itemsOf, openSample, press, quiet, someone, wordsOf } from '../helpers/desk.ts';
import { plain } from '../../src/reply/text.ts';
import { seedOf } from '../helpers/random.ts';

/** Two cables side by side, and a correction beside what it corrects. */

const side = (text: string): Side => ({ text, paragraphs: paragraphsOf(text) });

describe('which paragraphs belong together', () => {
  test('each stands in the list once, what is the same is the same, and a text beside itself is all the same', () => {
    const word = fc.constantFrom('pump', 'grain', 'ministry', 'harbour', 'letter', 'six', 'seven', 'came', 'went', 'said');
    const text = fc
      .array(fc.array(word, { minLength: 1, maxLength: 12 }), { maxLength: 12 })
      .map((all) => all.map((one) => one.join(' ')).join('\n\n'));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [first, second] = [side(one), side(other)];
        const pairs = pairParagraphs(first, second);
        expect(pairs.flatMap((pair) => pair.first ?? [])).toEqual(first.paragraphs.map((_, i) => i));
        expect(pairs.flatMap((pair) => pair.second ?? []).toSorted((a, b) => a - b)).toEqual(second.paragraphs.map((_, i) => i));
        for (const pair of pairs) {
          if (pair.how !== 'same') continue;
          const [a, b] = [first.paragraphs[pair.first], second.paragraphs[pair.second]];
          expect(one.slice(a?.start, a?.end)).toBe(other.slice(b?.start, b?.end));
        }
        expect(pairParagraphs(first, first).every(({ how }) => how === 'same')).toBe(true);
      }),
      { seed: seedOf('beside'), numRuns: 200 },
    );
  });

  test('quotations of either stand where they were taken from', () => {
    const one = 'Those who came are asked for theirs. Twelve keys are missing.\n\nThe weather was fine.';
    const other =
      'For "Twelve keys are missing" read "Two", as the security section has told all delegations since.\n\nNothing else to add.';
    expect(pairParagraphs(side(one), side(other)).map(({ how, first, second }) => [how, first, second])).toEqual([
      ['quotes', 0, 0],
      ['alone', undefined, 1],
      ['alone', 1, undefined],
    ]);
    expect(pairParagraphs(side(other), side(one)).map(({ how, first, second }) => [how, first, second])).toEqual([
      ['quotes', 0, 0],
      ['alone', undefined, 1],
      ['alone', 1, undefined],
    ]);
  });

  test('a paragraph put in, one taken out, one moved, one with other words', () => {
    const [a, b, c, d] = [
      'Pumps were sold to the ministry in June.',
      'Nobody asked who had paid for them.',
      'The harbour stays closed until the spring.',
      'Grain prices fell by a tenth.',
    ];
    const one = [a, b, c, d].join('\n\n');
    const other = [c, 'A new line about the weather there.', a, `${d} So did those of fish.`].join('\n\n');
    expect(pairParagraphs(side(one), side(other)).map(({ how, first, second }) => [how, first, second])).toEqual([
      ['same', 0, 2],
      ['alone', 1, undefined],
      ['same', 2, 0],
      ['alone', undefined, 1],
      ['near', 3, 3],
    ]);
  });
});

let desk: Desk;
let bot: Bot;
beforeAll(async () => {
  desk = await openSample();
  bot = await createBot(desk, quiet);
});
afterAll(() => desk.close());

const heads = (reply: Parameters<typeof itemsOf>[0]): string[] => itemsOf(reply).map(({ head }) => plain(head));

test('a corrected copy: what is the same, and the figure that is not', async () => {
  const { reply } = await ask(bot, 'cable', { ref: 'COREU/TIR/0088/18', with: 'COREU/TIR/0087/18' });
  expect(heads(reply)).toEqual(['¶1 in the first alone', '¶1 = ¶1: the same', '¶2 and ¶2: other words', '¶3–4 = ¶3–4: the same']);
  expect(wordsOf(reply)).toMatch(/First: .*1,130 are filled.*\n?.*Second: .*310 are filled/);
  expect(wordsOf(reply)).toContain('3 the same, 1 with other words');
});

test('a corrigendum stands beside the paragraphs that it quotes, from either of the two', async () => {
  const { reply: card } = await ask(bot, 'cable', { ref: 'COREU/BRU/0402/18' });
  expect(wordsOf(card)).toContain('Correction: COREU/BRU/0433/18 cites this cable, Corrigendum to COREU/BRU/0402/18');
  const { reply: fromThere } = await press(bot, card, 'Beside COREU/BRU/0433/18');
  expect(heads(fromThere)).toContain('¶2 and ¶1: the second quotes the other');
  const { reply: corrigendum } = await ask(bot, 'cable', { ref: 'COREU/BRU/0433/18' });
  const { reply } = await press(bot, corrigendum, 'Beside COREU/BRU/0402/18');
  expect(heads(reply)).toContain('¶1 and ¶2: the first quotes the other');
  const quoting = itemsOf(reply).find(({ head }) => plain(head).startsWith('¶1 and ¶2'));
  const marks = (quoting?.lines ?? []).flatMap((line) => line.flatMap((part) => (part.kind === 'mark' ? [part.text] : [])));
  expect(marks).toEqual(['Twelve keys are missing', 'Twelve keys are missing']);
  const { reply: plainCard } = await ask(bot, 'cable', { ref: 'COREU/KYI/0039/18' });
  expect(wordsOf(plainCard)).not.toContain('Correction:');
  expect(() => actionNamed(plainCard, 'Beside COREU')).toThrow('no action');
});

test('names that both have are listed', async () => {
  const { reply } = await ask(bot, 'cable', { ref: 'COREU/TIR/0088/18', with: 'COREU/TIR/0087/18' });
  const shared = (ref: string) => new Set(desk.names.ofCable(desk.cables.get(ref)?.row ?? 0).map(({ entity }) => entity.id));
  expect(shared('COREU/TIR/0088/18').intersection(shared('COREU/TIR/0087/18')).size).toBeGreaterThan(0);
  expect(wordsOf(reply)).toContain('Named in both: ');
});

test('the same cable twice, and a sealed desk, are refused in words; what a withdrawn cable says is not shown', async () => {
  const twice = await ask(bot, 'cable', { ref: 'COREU/TIR/0088/18', with: 'COREU/TIR/0088/18' });
  expect([twice.ok, wordsOf(twice.reply)]).toEqual([false, expect.stringContaining('the same cable twice')]);
  const sealed = await createBot({ ...desk, exposure: 'sealed' }, quiet);
  const refused = await ask(
    sealed,
    'cable',
    { ref: 'COREU/TIR/0088/18', with: 'COREU/TIR/0087/18' },
    someone('editor', { via: 'discord' }),
  );
  expect([refused.ok, wordsOf(refused.reply)]).toEqual([false, expect.stringContaining('only be compared in the terminal')]);
  await ask(bot, 'desk mask', { ref: 'COREU/TIR/0087/18', why: 'A name' }, someone('lead'));
  const hidden = await ask(bot, 'cable', { ref: 'COREU/TIR/0088/18', with: 'COREU/TIR/0087/18' }, someone('editor'));
  expect([hidden.ok, wordsOf(hidden.reply)]).toEqual([false, expect.stringContaining('No cable has the ref')]);
  await ask(bot, 'desk mask', { ref: 'COREU/TIR/0087/18', lift: true }, someone('lead'));
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderReply } from '../../src/chat/discord/render.ts';
import { renderTerminal } from '../../src/chat/terminal/render.ts';
import { isReflowed, reflowed } from '../../src/reply/reflow.ts';
import type { Block } from '../../src/reply/reply.ts';
import { own, plain, type Part, type Text } from '../../src/reply/text.ts';
import { actionNamed, ask, importRecords, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { shownText } from '../helpers/live-markup.ts';
import { createBot } from '../../src/bot/bot.ts';
import { stretchesOf } from '../../src/reply/stretches.ts';

/** Printed lines joined for a phone: nothing but white space changes, and every part still says where it is from. */

const verbatim = (text: string, at = 0): Part => ({ kind: 'quoted', text, from: { cable: 1, at } });
const flow = (text: string): string => plain(reflowed([verbatim(text)]));
const bare = (text: string): string => text.replaceAll(/\s+/g, '');

/** Words set in lines of at most so many characters, as a typewriter breaks them. */
function wrapped(words: readonly string[], width: number): string {
  const lines = [''];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

const word = fc.stringMatching(/^[a-z]{1,11}[,;]?$/);
const plainWord = fc.stringMatching(/^[a-z]{3,11}$/);
const line = fc.oneof(
  fc.array(word, { minLength: 7, maxLength: 12 }).map((words) => words.join(' ')),
  fc.array(word, { minLength: 7, maxLength: 12 }).map((words) => `${words.join(' ').toUpperCase()}-`),
  fc.constantFrom('', '1. Summary.', '   centred', 'a\tb\tc', 'From: A', 'BOEKER', '  1974   12   3', '日本語の本文がここに続きます', '…'),
  fc.string({ unit: 'grapheme', maxLength: 90 }),
);
const body = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', '\n \n', ' \n   ')), { maxLength: 40 })
  .map((lines) => lines.flat().join(''));

test('without white space it is the printed text, and each part stands where it says', () => {
  fc.assert(
    fc.property(body, fc.array(fc.nat({ max: 3000 }), { maxLength: 12 }), (text, cuts) => {
      const ends = [...cuts.filter((cut) => cut < text.length).toSorted((a, b) => a - b), text.length];
      const parts: Part[] = ends.map((end, i) => {
        const at = ends[i - 1] ?? 0;
        return { kind: i % 2 === 0 ? 'quoted' : 'mark', text: text.slice(at, end), from: { cable: 1, at } };
      });
      const shown = reflowed(parts);
      expect(bare(plain(shown))).toBe(bare(text));
      for (const [i, part] of shown.entries()) {
        const printed = parts[i];
        if (!('from' in part) || part.from === undefined || printed === undefined || !('from' in printed))
          throw new Error('a part was lost');
        expect({ ...part, text: '' }).toEqual({ ...printed, text: '' });
        expect(bare(text.slice(part.from.at)).startsWith(bare(part.text))).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

test('what was set in lines comes back as the paragraphs that it was', () => {
  const paragraph = fc.array(plainWord, { minLength: 60, maxLength: 120 }).map((words) => [...words.slice(0, -1), 'end.']);
  fc.assert(
    fc.property(fc.array(paragraph, { minLength: 1, maxLength: 6 }), fc.integer({ min: 50, max: 90 }), (paragraphs, width) => {
      const printed = paragraphs.map((words) => wrapped(words, width)).join('\n\n');
      expect(flow(printed)).toBe(paragraphs.map((words) => words.join(' ')).join('\n\n'));
      const capitals = printed.toUpperCase();
      expect(flow(capitals)).toBe(paragraphs.map((words) => words.join(' ').toUpperCase()).join('\n\n'));
    }),
    { numRuns: 60 },
  );
});

test('what we say between words of a cable, and what people wrote, keeps its lines', () => {
  const lines = wrapped('a person writes a note about what was said and breaks the lines of it by hand'.split(' '), 50);
  const note: Text = [{ kind: 'quoted', text: lines }];
  expect(reflowed(note)).toEqual(note);
  const mixed = reflowed([own('one\ntwo '), verbatim(lines)]);
  expect(mixed[0]).toEqual(own('one\ntwo '));
});

const prose = [
  '1. (U) ON OCTOBER 25 THE FOLLOWING REPRESENTATIVES OF ANDEAN',
  'PACT GOVERNMENTS SIGNED THE TREATY FORMING THE ANDEAN PACT PAR-',
  'LIAMENT, WHICH IS TO MEET FOR THE FIRST TIME ON DECEMBER 17,',
  '1980, THE 150TH ANNIVERSARY OF THE DEATH OF SIMON BOLIVAR.',
].join('\n');
const shownProse =
  '1. (U) ON OCTOBER 25 THE FOLLOWING REPRESENTATIVES OF ANDEAN PACT GOVERNMENTS SIGNED THE TREATY FORMING THE ANDEAN PACT PAR-LIAMENT, WHICH IS TO MEET FOR THE FIRST TIME ON DECEMBER 17, 1980, THE 150TH ANNIVERSARY OF THE DEATH OF SIMON BOLIVAR.';

describe('lines of their own stay', () => {
  test.each([
    ['a signature', 'BOEKER\n\nNNNN'],
    [
      'a list',
      'A. A FLOAT IN THE EXCHANGE MARKET AND OF ALL PRICES IN IT;\nB. AN INCREASE IN PETROLEUM PRODUCT PRICES OF 100 PERCENT;\nC. A WAGE.',
    ],
    [
      'dashes',
      '- the first of the things that were said at this meeting today\n- the second of the things that were said at this meeting\n- the third',
    ],
    ['an address', 'HUGO DUCHEN\nGERENTE DE OPERACIONES\nBANCO CENTRAL DE BOLIVIA - FOMEX\nCASILLA 5947\nLA PAZ, BOLIVIA'],
    [
      'a table',
      'YEAR      EXPORTS      IMPORTS      BALANCE OF TRADE\n1971      191.0        187.1        3.9 MILLION DOLLARS\n1972      201.3        195.0        6.3 MILLION DOLLARS',
    ],
    [
      'figures',
      '1971 191.0 187.1 3.9 23.4 12.1 9.0 88.2 1971 191.0 187.1 3.9 23\n1972 201.3 195.0 6.3 24.4 13.1 9.9 89.2 1971 191.0 187.1 3.9 23',
    ],
    [
      'columns with bars',
      'Rev. John G. Butler of Washington | September 25, 1861.\nRev. Henry Hopkins of Alexandria | September 25, 1861.\nRev. F. M. Magrath of Baltimore | October 30, 1861.',
    ],
    [
      'centred lines',
      '                    TREATY BETWEEN THE PARTIES\n                          of the second part\n                    done at Washington in 1974',
    ],
    [
      'the head of a message',
      'From: Arnaudo, Raymond V of the Office of Ocean and Polar Affairs\nSent: Tuesday, January 22, 2013 5:14 PM in the office of the desk\nTo: Sullivan',
    ],
    [
      'names',
      'Military Intelligence Division, General Staff of the Army\nBureau of the Census, Department of Commerce, Washington\nUnited States Geological Survey, Department of the Interior\nForest Service',
    ],
    [
      'a heading',
      'ADOPTION OF THE AGENDA AND THE ELECTION OF THE OFFICERS\nThe delegates adopted the agenda and elected the officers who\nhad been proposed.'.split(
        '\n',
      )[0] ?? '',
    ],
  ])('%s', (_, text) => {
    expect(flow(text)).toBe(text);
    expect(flow(`${prose}\n\n${text}`)).toBe(`${shownProse}\n\n${text}`);
  });

  test('the name under the last line of a telegram', () => {
    expect(flow(`${prose}\nBOEKER`)).toBe(`${shownProse}\nBOEKER`);
  });

  test('a heading over its paragraph', () => {
    const text = `ADOPTION OF THE AGENDA AND THE ELECTION OF THE OFFICERS\n${wrapped('the delegates adopted the agenda and elected the officers who had been proposed by the chair and then went on to the report of the secretary.'.split(' '), 60)}`;
    const [heading, ...rest] = text.split('\n');
    expect(flow(text)).toBe([heading, rest.join(' ')].join('\n'));
  });
});

test('a sentence goes on over the end of a printed page, and not over the end of a paragraph', () => {
  const lines = prose.split('\n');
  expect(flow([...lines.slice(0, 3), '', ...lines.slice(3)].join('\n'))).toBe(shownProse);
  expect(flow([...lines.slice(0, 3), '', '1980, THE 150TH ANNIVERSARY.'].join('\n'))).toMatch(/17, 1980, THE 150TH ANNIVERSARY\.$/);
  expect(flow([...lines.slice(0, 3), '', 'THE BOARD OF THE MEETING'].join('\n'))).toMatch(/17,\n\nTHE BOARD/);
  expect(flow(`${prose}\n\n${prose.replace('1. (U) ', '')}`)).toBe(`${shownProse}\n\n${shownProse.replace('1. (U) ', '')}`);
});

test('a long line that stops at a word goes on, whatever the width of the others', () => {
  const mail = `They are going to work on a letter to stress the importance of women's participation, an op-
ed in an international publication on why women matter, and they want to get some
loose targeting language for women.

Stay warm!`;
  const [first = '', second = '', third = ''] = mail.split('\n');
  expect(flow(`Hi.\n\n${mail}\n\nBest,\nM`)).toBe(`Hi.\n\n${first}${second} ${third}\n\nStay warm!\n\nBest,\nM`);
  const list = 'clocks and their parts (paragraph 368, Tariff Act of 1922),\nupholstery cloth and tapestry (paragraph 909/10),\njewelry';
  expect(flow(list)).toBe(list);
});

test('Discord shows a passage with its lines joined, the terminal as it was printed, and so does Discord on demand', () => {
  const block: Block = { kind: 'passage', text: [verbatim(prose)] };
  const onDiscord = (one: Block): string => {
    const { components } = renderReply({ blocks: [one] }, { store: { keep: () => 'key', seal: () => 'sealed--' }, commands: new Map() });
    const [text] = (components[0]?.['components'] ?? []) as { content?: string }[];
    return shownText(text?.content ?? '').replaceAll(/^> ?/gm, '');
  };
  expect(onDiscord(block)).toBe(shownProse);
  expect(onDiscord({ ...block, printed: true })).toBe(prose);
  expect(renderTerminal({ blocks: [block] })).toContain(`  | ${prose.split('\n')[1]}`);
});

test('As printed shows the same page with its own lines, and both are the same reading', async () => {
  const desk = testDesk();
  const bot = await createBot(desk, quiet);
  await importRecords(desk, [
    { id: 'A/1', date: '1979-11-01', body: prose },
    { id: 'A/2', date: '1979-11-02', body: 'One line only.' },
  ]);
  await desk.index.ready();
  const reader = () => someone('reader', { via: 'discord' });
  const card = await ask(bot, 'cable', { ref: 'A/1' }, reader());
  const printed = await press(bot, card.reply, 'As printed', reader());
  expect(wordsOf(printed.reply)).toContain(prose);
  expect(printed.reply.blocks.some((block) => block.kind === 'passage' && block.printed === true)).toBe(true);
  expect(stretchesOf(printed.reply)).toEqual(stretchesOf(card.reply));
  expect(stretchesOf(card.reply)).toEqual([{ cable: desk.cables.get('A/1')?.row, at: 0, length: prose.length }]);
  expect(actionNamed(printed.reply, 'Joined lines').options).not.toHaveProperty('printed');
  expect(() => actionNamed(card.reply, 'Joined lines')).toThrow('no action');
  const short = await ask(bot, 'cable', { ref: 'A/2' }, reader());
  expect(() => actionNamed(short.reply, 'As printed')).toThrow('no action');
  expect(isReflowed('One line only.')).toBe(false);
});

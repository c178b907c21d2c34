import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { plain } from '../../src/reply/text.ts';
import type { Reply } from '../../src/reply/reply.ts';
import type { PassagePlan, PassageText } from '../../src/search/passages/plan.ts';
import { rankPassages } from '../../src/search/passages/score.ts';
import { unitsOf } from '../../src/search/passages/units.ts';
import { kindsOf } from '../../src/search/ask/kinds.ts';
import { understand } from '../../src/search/ask/understand.ts';
import { stemOf } from '../../src/language/stems.ts';
import { actionNamed, actionsOf, ask, importRecords, openSample, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { randomFrom, seedOf } from '../helpers/random.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';

/** Questions in plain words: what is understood of them, which paragraphs answer, and what is said where none does. */

const reused = reusedDesk(openSample);
const sample = async () => createBot(await reused(), quiet);

/** The passages of an answer: where each stands, its words, and what is marked in it. */
const passagesIn = (reply: Reply): { head: string; text: string; marks: string[]; lines: string }[] =>
  reply.blocks.flatMap((block) =>
    block.kind !== 'items'
      ? []
      : block.items.map(({ head, lines = [], passage = [] }) => ({
          head: plain(head),
          text: plain(passage),
          marks: passage.flatMap((part) => (part.kind === 'mark' ? [part.text] : [])),
          lines: lines.map(plain).join('\n'),
        })),
  );

test('a question is answered by paragraphs, word for word, with what answers marked, and a receipt that can be asked again', async () => {
  const bot = await sample();
  const { reply } = await ask(bot, 'ask', { question: 'How long would the coal stocks in Ukraine last?' });
  const [first] = passagesIn(reply);
  expect(first?.head).toMatch(/^1\. COREU\/KYI\/0064\/17¶2 · 2017-02-17 · EU Delegation Kyiv/);
  expect(first?.marks).toContain('forty');
  for (const { head, text } of passagesIn(reply)) {
    const ref = /^\d+\. (\S+)¶/.exec(head)?.[1] ?? '';
    expect(bot.desk.cables.get(ref)?.body).toContain(text.replace(/^… /, '').replace(/ …$/, ''));
  }
  expect(wordsOf(reply)).toMatch(/Asked for: how much · Countries: Ukraine · Words: coal, stocks/);
  const receipt = Number(/receipt (\d+)/.exec(wordsOf(reply))?.[1]);
  const kept = await ask(bot, 'check receipt', { id: receipt });
  expect(wordsOf(kept.reply)).toContain('it finds the same cables');
  const again = await press(bot, kept.reply, 'Run again');
  expect(passagesIn(again.reply)).toEqual(passagesIn(reply));
});

test('a piece is left out by a press, and put back by another; the rest opens as a search', async () => {
  const bot = await sample();
  const { reply } = await ask(bot, 'ask', { question: 'Who raised the duty on goods from Serbia to 100 per cent?' });
  const menu = actionsOf(reply).find((action) => action.kind === 'choose');
  if (menu?.kind !== 'choose') throw new Error('there is no menu of pieces');
  expect(menu.choices.map(({ label }) => label)).toContain('Without Serbia');
  const turn = (value: string, options: typeof menu.options) => ask(bot, 'ask', { ...options, [menu.option]: value });
  const without = (await turn('serbia', menu.options)).reply;
  expect(wordsOf(without)).toContain('Left out: Serbia');
  const back = actionsOf(without).find((action) => action.kind === 'choose');
  if (back?.kind !== 'choose') throw new Error('there is no menu of pieces');
  expect(back.choices.map(({ label }) => label)).toContain('With Serbia again');
  expect(passagesIn((await turn('serbia', back.options)).reply)).toEqual(passagesIn(reply));
  const search = await press(bot, reply, 'As a search');
  expect(search.ok).toBe(true);
  expect(wordsOf(search.reply)).toContain('COREU/PRI/0102/18');
});

test('a passage of another time comes behind one of the time asked for, and says so', async () => {
  const desk = testDesk();
  await importRecords(desk, [
    { id: 'A', date: '1979-03-01', body: 'The tin exports of the port were a matter of much concern to the ministry.' },
    {
      id: 'B',
      date: '1974-03-01',
      body: 'A delegation of miners, received on Monday, spoke of tin exports at great length, and left content.',
    },
  ]);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const answered = passagesIn((await ask(await createBot(desk, quiet), 'ask', { question: 'what of tin exports in 1974?' })).reply);
  const told = new Map(answered.map(({ head, lines }) => [/ ([AB])¶1 /.exec(head)?.[1], lines]));
  expect([...told.keys()]).toEqual(['B', 'A']);
  expect(told.get('A')).toContain('Not in it: 1974');
  expect(told.get('B')).toBe('');
});

test('the same told twice stands together, and what counts otherwise directly behind', async () => {
  const desk = testDesk();
  const told = 'The minister told reporters that the garrison at Vostra lost 40 soldiers in the night attack.';
  await importRecords(desk, [
    { id: 'A1', ref: 'A1', date: '2018-01-01', origin: 'Embassy North', subject: 'Vostra', body: `1. ${told}` },
    {
      id: 'B1',
      ref: 'B1',
      date: '2018-01-02',
      origin: 'Embassy South',
      subject: 'Vostra',
      body: `1. Weather.\n\n2. ${told} Nobody was surprised.`,
    },
    { id: 'C1', ref: 'C1', date: '2018-01-03', origin: 'Embassy East', subject: 'Vostra', body: `1. ${told.replace('40', '12')}` },
    { id: 'D1', ref: 'D1', date: '2018-01-04', origin: 'Embassy West', subject: 'Ferry', body: 'The ferry does not run on Sundays.' },
  ]);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const bot = await createBot(desk, quiet);
  const { reply } = await ask(bot, 'ask', { question: 'How many soldiers did the garrison at Vostra lose?' });
  const [first, second] = passagesIn(reply);
  const both = [first, second].map((one) =>
    /(\w\d)¶(\d)/
      .exec(one?.head ?? '')
      ?.slice(1)
      .join(' '),
  );
  expect(second?.lines).toMatch(/Other figures than 1: “(?:40|12) soldiers”, there “(?:40|12) soldiers”/);
  expect(new Set([...both, first?.lines, second?.lines].join(' ').match(/[ABC]1/g))).toEqual(new Set(['A1', 'B1', 'C1']));
  const all = await press(bot, reply, 'All 2');
  expect(new Set(passagesIn(all.reply).map(({ head }) => /(\w1)¶\d/.exec(head)?.[1]))).toEqual(new Set(['A1', 'B1']));
});

test('what begins alike and counts otherwise further on is not the same', async () => {
  const desk = testDesk();
  const begin = 'The garrison at Vostra was attacked by night, the minister told reporters in the harbour.';
  const told = (n: number) => `${begin} He said that the attack killed ${n} soldiers of the old garrison at Vostra.`;
  await importRecords(desk, [
    { id: 'A', ref: 'A', date: '2018-01-01', body: told(40) },
    { id: 'B', ref: 'B', date: '2018-01-02', body: told(12) },
  ]);
  const answered = passagesIn(
    (await ask(await createBot(desk, quiet), 'ask', { question: 'Who told reporters of the attack in the harbour?' })).reply,
  );
  expect(answered.map(({ lines }) => lines).join('\n')).toMatch(/Other figures than 1: “\d+ soldiers”, there “\d+ soldiers”/);
  expect(answered).toHaveLength(2);
});

test('of one cable no more than two passages are listed where others answer, the others behind a press', async () => {
  const desk = testDesk();
  const about = [
    'tin exports of the port fell by a third',
    'tin exports of the hills rose',
    'tin exports were taxed anew',
    'tin exports ceased',
  ];
  await importRecords(desk, [
    { id: 'A', ref: 'A', body: about.map((one, i) => `${i + 1}. He was told that ${one} in spring.`).join('\n\n') },
    { id: 'B', ref: 'B', body: 'A delegation of miners, received on Monday, spoke of tin exports at great length, and left content.' },
  ]);
  const bot = await createBot(desk, quiet);
  const cables = (reply: Reply): string[] => passagesIn(reply).map(({ head }) => /^\d+\. (\w)¶/.exec(head)?.[1] ?? '');
  const { reply } = await ask(bot, 'ask', { question: 'what of tin exports?' });
  expect(cables(reply).toSorted()).toEqual(['A', 'A', 'B']);
  expect(actionsOf(reply).filter((one) => plain(one.label).includes('of this cable'))).toHaveLength(1);
  const all = await press(bot, reply, 'All 4 of this cable');
  expect(cables(all.reply)).toEqual(['A', 'A', 'A', 'A']);
  // Where nothing else answers, all are listed at once.
  const alone = await ask(bot, 'ask', { question: 'what of tin exports of the hills in spring?', without: 'exports' });
  expect(new Set(cables(alone.reply))).toEqual(new Set(['A']));
  expect(actionsOf(alone.reply).some((one) => plain(one.label).includes('of this cable'))).toBe(false);
});

test('where nothing is found, every form that was looked for is named, and only what was looked for', async () => {
  const bot = await sample();
  const { reply } = await ask(bot, 'ask', { question: 'Who imprisoned the quokka?' });
  const words = wordsOf(reply);
  if (words.includes('I searched all')) throw new Error('imprisonment is in the sample: take another word');
  expect(passagesIn(reply).every(({ lines }) => lines.includes('Not in it: quokka'))).toBe(true);
  expect(words).toContain('No paragraph of those compared has all of it');
  const none = wordsOf((await ask(bot, 'ask', { question: 'Who ratified quokkas?', without: 'ratified' })).reply);
  expect(none).toMatch(/I searched all 162 cables for any of: quokkas\. Other endings/);
  expect(none).toContain('Left out: ratified');
  const related = wordsOf((await ask(bot, 'ask', { question: 'Who ratified quokkas?', since: '2031' })).reply);
  expect(related).toContain('ratified (ratification); quokkas');
  expect(related).toContain('Only cables since 2031');
  const { ok, reply: empty } = await ask(bot, 'ask', { question: 'who, when and why?' });
  expect([ok, wordsOf(empty)]).toEqual([false, expect.stringContaining('There are no words to look for')]);
});

test('a withdrawn cable answers nobody but leads, and leaves no trace in the numbers', async () => {
  const bot = await sample();
  const question = 'How long would the coal stocks in Ukraine last?';
  const before = wordsOf((await ask(bot, 'ask', { question })).reply);
  await ask(bot, 'desk mask', { ref: 'COREU/KYI/0064/17', why: 'a source' }, someone('lead'));
  const { reply } = await ask(bot, 'ask', { question });
  expect(before).toContain('COREU/KYI/0064/17');
  expect(wordsOf(reply)).not.toContain('COREU/KYI/0064/17');
  expect(wordsOf((await ask(bot, 'ask', { question }, someone('lead'))).reply)).toContain('COREU/KYI/0064/17');
});

test.each([
  ['How many judges were dismissed, and when?', ['when', 'number']],
  ['Which country raised the duty?', ['who']],
  ['Where was the coal loaded?', ['where']],
  ['Why is Berlin reviewing its rules?', ['why']],
  ['What was the turnout?', ['number']],
  ['coal in Uspenskaya', ['what']],
  ['Qui a demandé le retrait, et pourquoi ?', ['who', 'why']],
  ['Wie viele Richter wurden entlassen?', ['number']],
])('%s asks for %j', (question, kinds) => {
  expect(kindsOf(question).kinds).toEqual(kinds);
});

test('names, time and words of a question are told apart', async () => {
  const desk = await reused();
  const { pieces, isNegated } = understand(desk, 'What did Xi Jinping not say to China after July 2018?');
  expect(pieces.map(({ kind, text }) => [kind, text])).toEqual([
    ['individual', 'Xi Jinping'],
    ['word', 'say'],
    ['country', 'China'],
    ['time', 'July 2018'],
  ]);
  expect(pieces.at(-1)?.days).toEqual({ from: '2018-07-01' });
  expect(isNegated).toBe(true);
});

test('ranking depends on the texts alone, not on the order in which they come', () => {
  const random = randomFrom(seedOf('passages'));
  const words = ['troops', 'withdrawal', 'ferry', 'minister', 'demanded', 'said', 'coal', 'the', 'was'];
  const text = (row: number): PassageText => ({
    row,
    ref: `R${row}`,
    date: '2018-01-01',
    origin: '',
    subject: '',
    language: '',
    body: Array.from(
      { length: 3 },
      (_, i) => `${i + 1}. ${Array.from({ length: 12 }, () => words[Math.floor(random() * words.length)]).join(' ')}.`,
    ).join('\n\n'),
  });
  const texts = Array.from({ length: 20 }, (_, row) => text(row));
  const part = (word: string) => ({ forms: [{ stems: [stemOf(word, '')], worth: 1 }], isLoose: false });
  const plan: PassagePlan = { parts: [part('troops'), part('withdrawal')], kinds: ['who'], isNegated: false };
  const { passages, read } = rankPassages(plan, texts, 60);
  expect(rankPassages(plan, texts.toReversed(), 60).passages).toEqual(passages);
  expect(read).toBe(60);
  for (const { row, start, end, lacks } of passages) {
    const said = texts[row]?.body.slice(start, end) ?? '';
    expect(lacks).toEqual([0, 1].filter((i) => !said.includes(words[i] ?? '')));
  }
});

test('a long paragraph is compared in pieces that join up to it, each with its number', () => {
  const body = `1. Short.\n\n2. ${'The delegation asked for the text again. '.repeat(60)}\n\n3. End.`;
  const units = unitsOf(body);
  expect(units.length).toBeGreaterThan(4);
  expect(units.map(({ number }) => number)).toEqual([1, ...units.slice(1, -1).map(() => 2), 3]);
  expect(units.every(({ start, end }, i) => end - start <= 1200 && (i === 0 || start >= (units[i - 1]?.end ?? 0)))).toBe(true);
});

test('an answer names an action for whatever is offered', async () => {
  const bot = await sample();
  const { reply } = await ask(bot, 'ask', { question: 'How much steel did China produce in August 2016?' });
  const then = actionNamed(reply, 'Only cables of August 2016');
  expect(then).toBeDefined();
  const narrowed = await press(bot, reply, 'Only cables of August 2016');
  expect(actionNamed(narrowed.reply, 'Of any date')).toBeDefined();
});

import { describe, expect, test } from 'vitest';
import { dirname, join } from 'node:path';
import { analysisThread } from '../../src/analysis/thread.ts';
import { archiveFiles } from '../../src/store/database.ts';
import type { Bot } from '../../src/bot/command.ts';
import { mayBeSlip } from '../../src/analysis/dated-lines.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { readHarmless } from '../helpers/csv.ts';
import { actionNamed, actionsOf, ask, importRecords, itemsOf, pressed, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';

/** Made up here: who did what, when, in five cables of three missions. */
const records = [
  {
    id: 'A',
    ref: 'K/0001/18',
    date: '2018-07-20',
    origin: 'Embassy Kyrn',
    subject: 'Olav Tveitmoen',
    body: '1. Mr. Olav Tveitmoen signed the harbour contract with the builders on 16 July.\n\n2. Mr. Olav Tveitmoen has been a member of the port board since 1996.\n\n3. The weather was fine on 3 July 2018 in the whole country.',
  },
  {
    id: 'B',
    ref: 'L/0002/18',
    date: '2018-07-25',
    origin: 'Embassy Lunt',
    subject: 'Harbour',
    body: '1. Olav Tveitmoen signed the harbour contract with the builders on 17 July 2018.\n\n2. He will be here in September.',
  },
  {
    id: 'C',
    ref: 'L/0003/18',
    date: '2018-08-02',
    origin: 'Embassy Lunt',
    subject: 'More on the harbour',
    body: '1. Reference your 104, July 9: nothing is known here.\n\n2. Olav Tveitmoen was questioned by the auditors yesterday. He was calm.\n\n3. <script>alert(1)</script> was what Olav Tveitmoen wrote in June 2018, and =1+1 was the sum.',
  },
  {
    id: 'D',
    ref: 'M/0004/18',
    date: '2018-08-09',
    origin: 'Embassy Mora',
    subject: 'A calm man',
    body: '1. Olav Tveitmoen is a calm man who likes to travel by train.\n\n2. Mr. Olav Tveitmoen has been a member of the port board since 1996.',
  },
  {
    id: 'E',
    ref: 'M/0005/18',
    date: '',
    origin: 'Embassy Mora',
    subject: 'Undated',
    body: 'Olav Tveitmoen is said to own a boat in the south.',
  },
];

async function harbourBot(): Promise<Bot> {
  const desk = testDesk();
  await importRecords(desk, records);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  return createBot(desk, quiet);
}

const lead = () => someone('lead');
const timeline = async (bot: Bot, options: Record<string, string | number>): Promise<Reply> =>
  (await ask(bot, 'analysis', { kind: 'timeline', ...options }, lead())).reply;
/** `date | how | ref | sentence` of each line of the page. */
const linesOf = (reply: Reply): string[] =>
  itemsOf(reply).map(({ head, passage = [] }) => `${plain(head).replaceAll(' · ', ' | ')} | ${plain(passage)}`);
const file = (reply: Reply, name: string): Uint8Array | undefined => (reply.files ?? []).find((one) => one.name === name)?.bytes;
const tableOf = (reply: Reply): string[][] => readHarmless(file(reply, 'timeline-sentences.csv')).slice(1);

test.each([
  ['2018-07-16', '2018-07-17', true],
  ['2018-07-16', '2018-07-28', false],
  ['2018-07-16', '2017-07-16', true],
  ['2018-07-16', '2018-09-16', true],
  ['2018-07-16', '2017-09-16', false],
  ['2018-12', '2019-01', true],
  ['2018-07', '2018-10', false],
  ['1996', '1997', true],
  ['1996', '1996-01', false],
])('%s may be a slip for %s: %s', (a, b, may) => {
  expect([mayBeSlip(a, b), mayBeSlip(b, a)]).toEqual([may, may]);
});

describe('the timeline of a person', () => {
  test('has each dated sentence that names them, the day of sending and a day of the sentence told apart, in date order', async () => {
    const bot = await harbourBot();
    const reply = await timeline(bot, { about: 'Olav Tveitmoen' });
    expect(
      tableOf(reply).map(([date, , how, inferred, printed, , ref, paragraph]) => [
        date,
        how,
        inferred,
        printed,
        `${ref ?? ''}¶${paragraph ?? ''}`,
      ]),
    ).toEqual([
      ['1996', 'named', '', '1996', 'K/0001/18¶2'],
      ['2018-06', 'named', '', 'June 2018', 'L/0003/18¶3'],
      ['2018-07-16', 'named', 'year', '16 July', 'K/0001/18¶1'],
      ['2018-07-17', 'named', '', '17 July 2018', 'L/0002/18¶1'],
      ['2018-08-01', 'named', 'day', 'yesterday', 'L/0003/18¶2'],
      ['2018-08-09', 'sent', '', '', 'M/0004/18¶1'],
      ['', 'sent', '', '', 'M/0005/18¶1'],
    ]);
    expect(linesOf(reply)[2]).toBe(
      '2018-07-16 | named, year inferred | K/0001/18¶1, Embassy Kyrn, sent 2018-07-20 | Mr. Olav Tveitmoen signed the harbour contract with the builders on 16 July.',
    );
    expect(wordsOf(reply)).toContain('page 1 of 2 · 7 lines: 5 by a day the sentence names, 2 by the day of sending');
    const second = (await bot.answer(lead(), pressed(actionNamed(reply, 'Next')))).reply;
    expect(linesOf(second)).toHaveLength(2);
    expect(linesOf(second)[1]).toContain('no date | undated cable | M/0005/18');
    expect(second.files).toEqual([]);
  });

  test('shows what two cables date differently, and names all that have the same sentence', async () => {
    const reply = await timeline(await harbourBot(), { about: 'Olav Tveitmoen' });
    const notes = itemsOf(reply).map(({ lines = [] }) => lines.map(plain).join('; '));
    expect(notes[0]).toBe('Word for word in M/0004/18¶2');
    expect(notes[2]).toBe('Dated differently? 2018-07-17 in L/0002/18¶1');
    expect(notes[3]).toBe('Dated differently? 2018-07-16 in K/0001/18¶1');
    expect(notes.filter((note) => note.includes('differently'))).toHaveLength(2);
  });

  test('as a page to print: every line, escaped, without a script and asking nobody for anything', async () => {
    const reply = await timeline(await harbourBot(), { about: 'Olav Tveitmoen' });
    const html = new TextDecoder().decode(file(reply, 'timeline.html'));
    for (const [date = ''] of tableOf(reply)) expect(html).toContain(`<time datetime="${date}">`);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('<mark>16 July</mark>');
    expect(html).toContain('Dated differently? 2018-07-17 in L/0002/18¶1');
    expect(html).toContain('default-src &#39;none&#39;');
    expect(html).not.toMatch(/<(?:script|img|link|iframe)|src=|href=/i);
  });

  test('a button on their page opens it', async () => {
    const bot = await harbourBot();
    const page = await ask(bot, 'individuals', { name: 'Olav Tveitmoen' }, lead());
    const { reply } = await bot.answer(lead(), pressed(actionNamed(page.reply, 'Timeline')));
    expect(plain(reply.title ?? [])).toBe('Timeline: Olav Tveitmoen');
  });
});

describe('the timeline of cables', () => {
  test('of a search has the sentences with its words; of a set all that name a day', async () => {
    const bot = await harbourBot();
    const found = tableOf(await timeline(bot, { query: 'harbour' }));
    expect(found.map(([date, , how, , , sentence]) => [date, how, sentence?.slice(0, 20)])).toEqual([
      ['2018-07-16', 'named', 'Mr. Olav Tveitmoen s'],
      ['2018-07-17', 'named', 'Olav Tveitmoen signe'],
      ['2018-08-02', 'sent', 'More on the harbour'],
    ]);
    await ask(bot, 'set create', { name: 'port', refs: 'K/0001/18, L/0002/18' }, lead());
    const set = await ask(bot, 'set show', { set: 'port' }, lead());
    const { reply } = await bot.answer(lead(), pressed(actionNamed(set.reply, 'Timeline')));
    expect(tableOf(reply).map(([date, , how]) => [date, how])).toEqual([
      ['1996', 'named'],
      ['2018-07-03', 'named'],
      ['2018-07-16', 'named'],
      ['2018-07-17', 'named'],
      ['2018-07-20', 'sent'],
      ['2018-07-25', 'sent'],
      ['2018-09', 'named'],
    ]);
  });

  test('of one cable without a day says what was looked for', async () => {
    const bot = await harbourBot();
    const reply = await timeline(bot, { about: 'Olav Tveitmoen', query: 'train' });
    expect(wordsOf(reply)).toContain('Timeline: Olav Tveitmoen in train');
    const none = await timeline(bot, { about: 'Olav Tveitmoen', query: 'boat' });
    expect(wordsOf(none)).toContain('No sentence with Olav Tveitmoen names a day. Looked for: 16 July 2018');
  });

  test('gives no file, and short passages, at a sealed desk; two searches are counted, not told', async () => {
    const desk = testDesk({ exposure: 'sealed' });
    await importRecords(desk, [
      ...records,
      {
        id: 'F',
        ref: 'N/1',
        date: '2018-08-01',
        subject: 'Long',
        body: `${'The very long road to the lake '.repeat(12)}was opened on 5 May 2018.`,
      },
    ]);
    await Promise.all([desk.index.ready(), desk.names.settled()]);
    const bot = await createBot(desk, quiet);
    const { reply } = await ask(bot, 'analysis', { kind: 'timeline', query: 'road' }, someone('lead', { via: 'discord' }));
    expect(reply.files).toEqual([]);
    const [line] = itemsOf(reply);
    expect(plain(line?.passage ?? []).length).toBeLessThan(170);
    expect(plain(line?.passage ?? [])).toContain('5 May 2018');
    const two = await ask(bot, 'analysis', { kind: 'timeline', query: 'harbour', with: 'train' }, lead());
    expect(itemsOf(two.reply)).toEqual([]);
    expect(actionsOf(two.reply).map(({ label }) => plain(label))).not.toContain('Open a cable');
  });
});

test('the lines are kept for the other pages, until a cable or a name changes; nobody who sees other cables gets them', async () => {
  const desk = testDesk();
  await importRecords(desk, records);
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const [main, archive] = desk.db
    .prepare<[], { file: string }>('PRAGMA database_list')
    .all()
    .flatMap(({ file: path }) => (path === '' ? [] : [path]));
  const names = join(dirname(archive ?? ''), archiveFiles.names);
  const { draw } = analysisThread({ database: { desk: main ?? '', archive: archive ?? '' }, names });
  const question = { label: '', otherLabel: '', words: [], isAll: true };
  const told = async (hidden: number[] = []) =>
    (await draw({ kind: 'timeline', withoutPicture: true, desk: 'desk', hidden, question, theme: 'dark' })).told;
  const first = await told();
  expect(await told()).toBe(first);
  const [row = 0] = first?.lines.map((line) => line.row) ?? [];
  expect((await told([row]))?.lines.map((line) => line.row)).not.toContain(row);
  expect(await told()).toBe(first);
  await importRecords(desk, [
    { id: 'F', ref: 'F', date: '2018-09-01', origin: 'Embassy Mora', subject: 'Late', body: 'It was signed on 9 May 2018 at noon.' },
  ]);
  await desk.names.settled();
  expect((await told())?.lines.map((line) => line.ref)).toContain('F');
});

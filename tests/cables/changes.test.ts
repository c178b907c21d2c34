import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { fieldChanges, textChanges, type Stretch } from '../../src/cables/changes.ts';
import { unsaid } from '../../src/cables/fields.ts';
import { openDesk } from '../../src/desk/desk.ts';
import type { Exposure } from '../../src/desk/policy.ts';
import type { Reply } from '../../src/reply/reply.ts';
import { plain } from '../../src/reply/text.ts';
import { actionNamed, actionsOf, ask, importRecords, itemsOf, press, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { reusedDesk } from '../helpers/reused-desk.ts';
import { tempFolder } from '../helpers/temp.ts';
import { pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';

/** What an import changed in a cable, and how its card tells that. */

/** The stretch with what is marked in brackets. */
const bracketed = (text: string, { start, end, marks }: Stretch): string =>
  marks.reduceRight((shown, [from, to]) => `${shown.slice(0, from)}[${shown.slice(from, to)}]${shown.slice(to)}`, text.slice(start, end));
const told = (was: string, now: string): [string, string][] =>
  textChanges(was, now).map((change) => [bracketed(was, change.was), bracketed(now, change.now)]);

describe('a text compared with an older one', () => {
  test.each([
    ['the old king', 'the new king', [['the [old] king', 'the [new] king']]],
    ['the  old\nking', 'the old king', []],
    ['', 'all of it', [['', '[all of it]']]],
    ['Он встретил старого короля.', 'Он встретил нового короля.', [['Он встретил [старого] короля.', 'Он встретил [нового] короля.']]],
    ['国王見了大臣', '国王見了使者', [['国王見了[大臣]', '国王見了[使者]']]],
    ['one two', 'one, two', [['one two', 'one[,] two']]],
  ])('%j and %j', (was, now, changes) => expect(told(was, now)).toEqual(changes));

  test('shows eight words round a change and leaves long unchanged stretches out', () => {
    const middle = Array.from({ length: 100 }, (_, i) => `word${i}`).join(' ');
    expect(told(`Once ${middle} end.`, `Twice ${middle} end!`)).toEqual([
      [`[Once] ${middle.split(' ').slice(0, 8).join(' ')}`, `[Twice] ${middle.split(' ').slice(0, 8).join(' ')}`],
      [`${middle.split(' ').slice(-7).join(' ')} end[.]`, `${middle.split(' ').slice(-7).join(' ')} end[!]`],
    ]);
  });

  test('is the same but for what is marked, whatever is changed in it', () => {
    const random = randomFrom(seedOf('changes'));
    const pick = pickerFrom(random);
    const text = (): string[] =>
      Array.from({ length: Math.floor(random() * 120) }, () => pick(['ab', 'cd', 'é', '.', 'fg', '12', 'xy', '\n']));
    const unmarked = (whole: string, stretches: readonly Stretch[]): string =>
      stretches
        .flatMap(({ start, marks }) => marks.map(([from, to]) => [start + from, start + to] as const))
        .reduceRight((left, [from, to]) => left.slice(0, from) + left.slice(to), whole)
        .replaceAll(/\s+/g, '');
    for (let round = 0; round < 300; round += 1) {
      const old = text();
      const present = old.flatMap((word) => (random() < 0.15 ? text().slice(0, 3) : random() < 0.1 ? [] : [word]));
      const [was, now] = [old.join(' '), (random() < 0.1 ? text() : present).join(' ')];
      const changes = textChanges(was, now);
      expect(
        unmarked(
          was,
          changes.map((change) => change.was),
        ),
        `${was} | ${now}`,
      ).toBe(
        unmarked(
          now,
          changes.map((change) => change.now),
        ),
      );
      for (const { was: one, now: other } of changes) expect(one.marks.length + other.marks.length).toBeGreaterThan(0);
    }
  });

  test('a text that has nothing in common with it is told in parts, whole', () => {
    const [was, now] = ['old', 'new'].map((word) => Array.from({ length: 3000 }, (_, i) => `${word}${i}`).join(' ')) as [string, string];
    const changes = textChanges(was, now);
    expect(changes).toHaveLength(75);
    expect(changes.map((change) => now.slice(change.now.start, change.now.end)).join(' ')).toBe(now);
    expect(Math.max(...changes.map(({ was: { start, end } }) => end - start))).toBeLessThan(400);
  });
});

test('fields are compared by their names, and what repeats another one is left out', () => {
  const was = {
    ...unsaid,
    date: '2018-03-07',
    datetime: '2018-03-07',
    subject: 'Oil',
    title: 'Oil',
    header: 'Subject: Oil',
    extra: { desk: 'East', pages: 2 },
  };
  const now = {
    ...was,
    date: '2018-03-08',
    datetime: '2018-03-08',
    subject: 'Gas',
    title: 'Gas',
    header: 'Subject: Gas',
    extra: { desk: 'East', box: ['A', 'B'] },
  };
  expect(fieldChanges(was, now)).toEqual([
    { field: 'date', was: '2018-03-07', now: '2018-03-08' },
    { field: 'subject', was: 'Oil', now: 'Gas' },
    { field: 'extra', of: 'pages', was: '2', now: '' },
    { field: 'extra', of: 'box', was: '', now: 'A; B' },
  ]);
  expect(fieldChanges(was, { ...was, header: 'SUBJECT: Oil' })).toMatchObject([{ field: 'header' }]);
});

const long = Array.from({ length: 400 }, (_, i) => `Sentence number${i} stays.`).join(' ');
const texts = [
  { subject: 'Oil', body: `The minister met the old king in May.\n\n${long}\n\nHe left early.` },
  { subject: 'Oil', body: `The minister met the new king in May.\n\n${long}\n\nHe left early.` },
  { subject: 'Gas', body: `The minister met the new king in May.\n\n${long}\n\nHe left late, and angry.` },
];

const reused = reusedDesk(async (exposure: Exposure) => {
  const desk = openDesk({ folder: tempFolder(), exposure });
  for (const text of texts) {
    const changed = { id: 'A1', ref: 'A/1', date: '2018-03-07', ...text };
    await importRecords(desk, [changed, { id: 'B1', ref: 'B/1', body: 'Never changed.' }]);
  }
  await desk.index.ready();
  return desk;
});

async function changedTwice(exposure: Exposure = 'desk') {
  const desk = await reused(exposure);
  return { desk, bot: await createBot(desk, quiet) };
}

const linesOf = (reply: Reply): string[][] => itemsOf(reply).map(({ head, lines = [] }) => [head, ...lines].map(plain));

describe('the card of a cable that an import changed', () => {
  test('has a button that tells what was changed, and those that lead to older changes', async () => {
    const { bot } = await changedTwice();
    const { reply: card } = await ask(bot, 'cable', { ref: 'A/1' });
    expect(wordsOf(card)).toContain('2 earlier versions kept');
    const { reply } = await press(bot, card, 'Changes');
    expect(wordsOf(reply)).toContain('changed 1 field and the text in 1 place.');
    expect(linesOf(reply)).toEqual([
      ['Subject', 'Was: Oil', 'Now: Gas'],
      [
        'Text, paragraph 3',
        'Was: … stays. Sentence number399 stays. He left early.',
        'Now: … stays. Sentence number399 stays. He left late, and angry.',
      ],
    ]);
    const { reply: earlier } = await press(bot, reply, 'Earlier change');
    expect(linesOf(earlier)).toEqual([
      [
        'Text, paragraph 1',
        'Was: The minister met the old king in May. Sentence number0 stays. …',
        'Now: The minister met the new king in May. Sentence number0 stays. …',
      ],
    ]);
    expect(actionNamed(earlier, 'Earlier change').disabled).toBe(true);
    expect(actionNamed(earlier, 'Later change').options).toMatchObject({ version: 2 });
  });

  test('gives an earlier version as a file to those who may have files', async () => {
    const { bot } = await changedTwice();
    const older = await ask(bot, 'cable', { ref: 'A/1', version: 1, file: true }, someone('editor'));
    expect(new TextDecoder().decode(older.reply.files?.[0]?.bytes)).toContain('met the old king');
    expect((await ask(bot, 'cable', { ref: 'A/1', version: 1, file: true }, someone('reader', { via: 'discord' }))).ok).toBe(false);
    const { reply } = await ask(bot, 'cable', { ref: 'A/1', version: 1 }, someone('reader', { via: 'discord' }));
    expect(actionsOf(reply).map(({ label }) => plain(label))).not.toContain('Text before this change (file)');
  });

  test('says which earlier versions there are when another is asked for', async () => {
    const { bot } = await changedTwice();
    expect(wordsOf((await ask(bot, 'cable', { ref: 'A/1', version: 3 })).reply)).toContain('A/1 has no earlier version 3: it has 2.');
    expect(wordsOf((await ask(bot, 'cable', { ref: 'B/1', changes: true })).reply)).toContain('No import has changed B/1.');
    const { reply } = await ask(bot, 'cable', { ref: 'B/1' });
    expect(actionsOf(reply).map(({ label }) => plain(label))).not.toContain('Changes');
  });

  test('at a sealed desk shows one short excerpt of the text', async () => {
    const { bot } = await changedTwice('sealed');
    const { reply } = await ask(bot, 'cable', { ref: 'A/1', changes: true });
    const words = wordsOf(reply);
    expect(words).toContain('This desk is sealed');
    expect(itemsOf(reply)).toHaveLength(2);
    expect(
      Math.max(
        ...linesOf(reply)
          .flat()
          .map((line) => line.length),
      ),
    ).toBeLessThan(180);
  });

  test('keeps its changes from a reader when it is withdrawn', async () => {
    const { desk, bot } = await changedTwice();
    const row = desk.cables.get('A/1')?.row ?? 0;
    await ask(bot, 'desk mask', { ref: 'A/1' }, someone('lead'));
    const seen = desk.as(someone());
    expect(seen.cables.version(row, 1)).toBeUndefined();
    expect((await ask(bot, 'cable', { ref: 'A/1', changes: true })).ok).toBe(false);
  });

  test('says since when its source does not hold it any more', async () => {
    const desk = testDesk();
    await importRecords(desk, [{ id: 'B1', ref: 'B/1', body: 'Of the Office.' }]);
    const bot = await createBot(desk, quiet);
    const words = async (): Promise<string> => wordsOf((await ask(bot, 'cable', { ref: 'B/1' })).reply);
    expect(await words()).not.toContain('No longer');
    desk.cables.store.gone([desk.cables.get('B/1')?.row ?? 0], Date.parse('2026-11-20'));
    expect(await words()).toContain('No longer in its source since 2026-11-20.');
  });
});

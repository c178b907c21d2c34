import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { actionsOf, ask, importRecords, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { testArchive } from '../helpers/archive.ts';
import { plain } from '../../src/reply/text.ts';

/** Cables open by the forms in which people cite them. */

function archiveOf(...refs: readonly (readonly [ref: string, date: string, subject?: string])[]) {
  const { add, cables, db } = testArchive();
  for (const [ref, date, subject = ''] of refs) add({ line: 1, ref, date, subject, body: `Text of ${ref}.` });
  return { cables, db, add };
}
const refsOf = (heads: readonly { ref: string }[]): string[] => heads.map(({ ref }) => ref);

test.each([
  '1975TEHRAN02069',
  '75TEHRAN2069',
  '1975 TEHRAN 2069',
  'TEHRAN 02069',
  'Tehran 2069',
  '75 tehran 2069',
  ' TEHRAN 2069 OF 3/4/75 ',
])('a cable opens by the citation %s', (typed) => {
  const { cables } = archiveOf(['1975TEHRAN02069', '1975-03-04'], ['1975TEHRAN02070', '1975-03-04'], ['1976PARIS02069', '1976-03-04']);
  expect(cables.get(typed)?.ref).toBe('1975TEHRAN02069');
  expect(refsOf(cables.complete(typed, 25))).toEqual(['1975TEHRAN02069']);
});

test.each(['2069', 'TEHRAN', '75TEHRAN20690', '76TEHRAN2069', '75TEHRAN2069 oil', ''])('none opens by %j', (typed) => {
  expect(archiveOf(['1975TEHRAN02069', '1975-03-04']).cables.get(typed)).toBeUndefined();
});

describe('a citation that several cables have', () => {
  const several = () => archiveOf(['1975TEHRAN02069', '1975-03-04'], ['1974TEHRAN02069', '1974-05-06'], ['1974 TEHRAN 20', '1974-05-06']);

  test('opens none, and offers them before all that look alike', () => {
    const { cables } = several();
    expect(cables.get('TEHRAN 02069')).toBeUndefined();
    expect(refsOf(cables.near('TEHRAN 02069', 4)).toSorted()).toEqual(['1974 TEHRAN 20', '1974TEHRAN02069', '1975TEHRAN02069']);
    expect(refsOf(cables.near('TEHRAN 02069', 2))).toEqual(['1974TEHRAN02069', '1975TEHRAN02069']);
    expect(cables.get('74TEHRAN2069')?.ref).toBe('1974TEHRAN02069');
  });

  test('is of one alone where the other one has no year', () => {
    const { cables, add } = several();
    add({ line: 1, ref: 'TEHRAN 2069', body: 'Undated.' });
    expect(cables.get('tehran 002069')?.ref).toBe('TEHRAN 2069');
  });

  test('never stands for a cable whose ref another had first', () => {
    const { cables, db } = archiveOf(['1975TEHRAN02069', '1975-03-04', 'First'], ['1975TEHRAN02069', '1975-03-04', 'Second']);
    expect(cables.get('75TEHRAN2069')).toBeUndefined();
    expect(cables.get('1975TEHRAN02069')?.subject).toBe('First');
    for (const table of ['contents', 'cited', 'refkeys']) db.exec(`DELETE FROM ${table} WHERE row = 1`);
    db.exec('DELETE FROM cables WHERE row = 1');
    for (const typed of ['1975TEHRAN02069', '75TEHRAN2069']) {
      expect(cables.get(typed)).toBeUndefined();
      expect(refsOf(cables.complete(typed, 25))).toEqual(['1975TEHRAN02069 (2)']);
    }
  });
});

test.each([
  ['75TEH', ['1975TEHRAN02069', '1975TEHRAN03000']],
  ['75 TEHRAN 2', ['1975TEHRAN02069']],
  ['1975 TEHRAN 0', ['1975TEHRAN02069', '1975TEHRAN03000']],
  ['TEHRAN 206', ['1974TEHRAN02061', '1975TEHRAN02069']],
  ['75teh', ['1975TEHRAN02069', '1975TEHRAN03000']],
  // The ref that is typed, then the citation, then refs that begin so.
  ['TEHRAN 02', ['1974TEHRAN02061', '1975TEHRAN02069', 'NOTE ON TEHRAN 02']],
])('%s is completed', (typed, completed) => {
  const { cables } = archiveOf(
    ['1975TEHRAN02069', '1975-03-04'],
    ['1975TEHRAN03000', '1975-03-04'],
    ['1974TEHRAN02061', '1974-03-04'],
    ['NOTE ON TEHRAN 02', '1974-03-04'],
  );
  expect(refsOf(cables.complete(typed, 25))).toEqual(completed);
});

test('citations are looked up by an index, through the views of a desk with a withdrawn cable, too', async () => {
  const desk = testDesk();
  await importRecords(desk, [
    { id: 'a', ref: '1975TEHRAN02069', date: '1975-03-04', subject: 'Oil', body: 'Of the shah and his oil.' },
    { id: 'b', ref: '1974TEHRAN02069', date: '1974-03-04', subject: 'Quokka', body: 'Of the quokka and its habits.' },
  ]);
  const bot = await createBot(desk, quiet);
  const open = (role: 'reader' | 'lead', ref: string) => ask(bot, 'cable', { ref }, someone(role));
  const several = await open('reader', 'TEHRAN 02069');
  expect(several.ok).toBe(false);
  expect(wordsOf(several.reply)).toContain('Several cables are cited as TEHRAN 02069');
  expect(actionsOf(several.reply).map(({ label }) => plain(label))).toEqual(['1974TEHRAN02069', '1975TEHRAN02069']);

  expect((await ask(bot, 'desk mask', { ref: '74TEHRAN2069' }, someone('lead'))).ok).toBe(true);
  // For a reader there is one alone, for a lead there are two.
  expect(wordsOf((await open('reader', 'TEHRAN 02069')).reply)).toContain('Oil');
  expect((await open('lead', 'TEHRAN 02069')).ok).toBe(false);
  const hidden = await open('reader', '74TEHRAN2069');
  expect(JSON.stringify(hidden)).not.toMatch(/1974TEHRAN|Quokka/);
  const call = { command: 'cable', options: {} };
  for (const typed of ['74TEH', 'TEHRAN 2069', 'TEHRAN 0'])
    expect(JSON.stringify(await bot.suggest(someone(), call, 'ref', typed))).not.toContain('1974TEHRAN');
  expect(JSON.stringify(await bot.suggest(someone('lead'), call, 'ref', '74TEH'))).toContain('1974TEHRAN02069');

  const { db } = desk.as(someone());
  const plan = db
    .prepare<[], { detail: string }>(
      "EXPLAIN QUERY PLAN SELECT DISTINCT row FROM refkeys WHERE key GLOB '[12][0-9][0-9][0-9] *' AND substr(key, 6) = 'TEHRAN 2069'",
    )
    .all();
  expect(plan.map(({ detail }) => detail).join('\n')).toContain('COVERING INDEX refkeys_without_year');
});

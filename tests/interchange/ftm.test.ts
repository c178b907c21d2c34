import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Cable } from '../../src/cables/cables.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { noCable } from '../../src/desk/facts.ts';
import { importFiles } from '../../src/import/import.ts';
import { ftmEntities, type FtmEntity } from '../../src/interchange/ftm.ts';
import { importRecords, openSample, someone, testDesk } from '../helpers/desk.ts';
import { askFollowTheMoney, noFollowTheMoney } from '../helpers/other-tools.ts';
import { isLong } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

if (noFollowTheMoney !== undefined) console.log(`skipped what asks the followthemoney library: ${noFollowTheMoney}`);

const seen = (desk: Desk): Desk => desk.as({ desk: desk.home(), role: 'reader' });
const entitiesOf = (desk: Desk): FtmEntity[] => [...ftmEntities(seen(desk))];

function written(entities: readonly FtmEntity[]): string {
  const file = join(tempFolder(), 'desk.ftm.json');
  writeFileSync(file, entities.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return file;
}

/** What a source said of a cable, and what tells it from others. */
const documentOf = ({ row: _row, trove: _trove, file: _file, line: _line, importedAt: _at, changedAt: _changed, ...said }: Cable) => said;

/** A desk that reads the file of another one. */
async function readBack(file: string): Promise<{ desk: Desk; rejects: unknown[] }> {
  const desk = testDesk();
  const { rejects } = await importFiles({ desk, paths: [file], trove: 'back', by: 'test' });
  return { desk, rejects };
}

async function expectSame(desk: Desk): Promise<void> {
  const { desk: back, rejects } = await readBack(written(entitiesOf(desk)));
  expect(rejects).toEqual([]);
  expect([...back.cables.all()].map(documentOf).toSorted(byRef)).toEqual([...seen(desk).cables.all()].map(documentOf).toSorted(byRef));
}
const byRef = (a: { ref: string }, b: { ref: string }): number => (a.ref < b.ref ? -1 : 1);

/** The sample with work on it, one cable withdrawn, one name withheld. */
async function workedOn(): Promise<{ desk: Desk; hidden: Cable; withheld: string }> {
  const desk = await openSample();
  const lead = () => someone('lead', { desk: desk.home(), member: 'anna', name: 'Anna' });
  const rows = desk.cables.rows();
  const [noted = 0, hiddenRow = 0, other = 0] = rows;
  const [person] = desk.names.list('individual', { sort: 'mentions', offset: 0, limit: 1 }).rows;
  desk.roster.seen(desk.home(), { id: 'anna', name: 'Anna', role: 'lead', isBot: false }, 1);
  desk.act(lead(), { act: 'note' }, ({ put }) => {
    put('tag', noted, 'iran-deal', {});
    put('note', noted, '1', { text: 'Call\nVienna.', author: 'anna', at: 1_500_000_000_000, paragraph: 2 });
    put('tag', hiddenRow, 'secret-tag', {});
    put('note', hiddenRow, '1', { text: 'Of the withdrawn cable.', author: 'anna', at: 1 });
    put('mask', hiddenRow, '', {});
    put('withheld', noCable, person?.name ?? '', {});
    const source = { paragraph: 1, start: 0, end: 5, words: 'Words', by: 'anna' };
    for (const [key, claim, cables] of [
      ['1', 'They met.', [noted, other]],
      ['2', 'It was withdrawn.', [hiddenRow]],
    ] as const)
      put('fact', noCable, key, {
        claim,
        author: 'anna',
        at: 1_500_000_000_000,
        sources: cables.map((cable) => ({ ...source, cable })),
        status: 'open',
        confirmed: [],
      });
  });
  desk.changed();
  const hidden = desk.cables.byRow(hiddenRow);
  if (hidden === undefined) throw new Error('no such cable');
  return { desk, hidden, withheld: person?.name ?? '' };
}

test('a desk as entities: cables with sender and addressees, names, tags, notes and claims; nothing withdrawn or withheld', async () => {
  const { desk, hidden, withheld } = await workedOn();
  const entities = entitiesOf(desk);
  const text = JSON.stringify(entities);
  // Others cite it: what they print stays.
  expect(entities.filter(({ properties }) => properties['messageId']?.includes(hidden.ref) === true)).toEqual([]);
  expect(text).not.toContain(JSON.stringify(hidden.body));
  expect(text).not.toContain('secret-tag');
  expect(text).not.toContain('Of the withdrawn cable');
  expect(text).not.toContain('It was withdrawn.');
  expect(entities.filter(({ properties }) => properties['name']?.includes(withheld) === true)).toEqual([]);
  const cables = entities.filter(({ cabledesk }) => cabledesk !== undefined);
  expect(cables).toHaveLength(desk.cables.count() - 1);
  expect(cables.filter(({ properties }) => properties['keywords']?.includes('iran-deal'))).toHaveLength(1);
  expect(entities.find(({ schema }) => schema === 'Note')?.properties).toMatchObject({
    description: ['Call\nVienna.'],
    publisher: ['Anna'],
    createdAt: ['2017-07-14T02:40:00'],
  });
  const claim = entities.find(({ properties }) => properties['description']?.includes('They met.'));
  expect(entities.filter(({ schema, properties }) => schema === 'Documentation' && properties['entity']?.[0] === claim?.id)).toHaveLength(
    2,
  );
  const kinds = new Set(entities.map(({ schema }) => schema));
  expect([...kinds]).toEqual(
    expect.arrayContaining(['Message', 'Person', 'Organization', 'PublicBody', 'Event', 'Mention', 'Note', 'Documentation', 'Folder']),
  );
  // The same on the same desk, at any time.
  expect(entitiesOf(desk)).toEqual(entities);
  await desk.close();
});

/** What goes wrong in texts and heads, by hand. */
const awkward = [
  {
    id: 'A',
    ref: 'X/1/18',
    date: '2018-03-07',
    origin: "'Quoted Mission'",
    to: 'A; B ;"C"',
    subject: 'Two\n lines',
    body: 'page\n\f\nnext\u200B  \n',
  },
  {
    id: 'B',
    ref: 'X/2/18',
    date: '2018-03',
    origin: 'M\u00A0N',
    body: 'e\u0301 \u2028 \uFEFF "x"',
    refs: ['X/1/18', '17 Paris 3'],
    lang: 'fr',
    odd: { a: [1] },
  },
  { id: 'F', ref: 'No. 12', number: '13', body: 'The same number,' },
  { id: 'G', ref: 'X/1/18', body: 'and one that another has.' },
  { id: 'C', ref: 'X/3/18', body: '', origin: 'M' },
  { id: 'D', ref: 'X/4/18', title: 'Nobody sent it', body: 'Text of it; with; semicolons' },
  {
    id: 'E',
    ref: 'X/5/18',
    origin: 'Ek <ek@example.org>',
    lang: 'xx',
    classification: 'SECRET',
    body: '<p>Markup &amp; signs</p>',
    cabledesk: 'own',
  },
];

test('the own reader makes the same documents of it, field by field', async () => {
  const { desk } = await workedOn();
  await expectSame(desk);
  await desk.close();
  const odd = testDesk();
  await importRecords(odd, awkward);
  expect(odd.cables.count()).toBe(awkward.length);
  await expectSame(odd);
});

test.skipIf(noFollowTheMoney !== undefined)('the followthemoney library finds nothing invalid, and keeps every value', async () => {
  const { desk } = await workedOn();
  const ofSample = askFollowTheMoney(written(entitiesOf(desk)));
  expect(ofSample.faults).toEqual([]);
  expect(ofSample.kinds['Message']).toBe(desk.cables.count() - 1);
  await desk.close();
  const odd = testDesk();
  await importRecords(odd, awkward);
  await odd.names.settled();
  expect(askFollowTheMoney(written(entitiesOf(odd)))).toMatchObject({ faults: [], kinds: { Message: 3, PlainText: 3, Document: 1 } });
});

const realTrove = join(import.meta.dirname, '../../../shared/corpus/real/trove-1100.dev.jsonl.gz');
if (isLong && !existsSync(realTrove)) console.log('skipped the real trove: it is not on this machine');

test.skipIf(!isLong || !existsSync(realTrove))('of 1,100 real documents, too', { timeout: 600_000 }, async () => {
  const desk = testDesk();
  const file = join(desk.folder, 'real.jsonl');
  writeFileSync(file, gunzipSync(readFileSync(realTrove)));
  await importFiles({ desk, paths: [file], trove: 'real', by: 'test' });
  await desk.names.settled();
  const faults = noFollowTheMoney === undefined ? askFollowTheMoney(written(entitiesOf(desk))).faults : [];
  expect(faults).toEqual([]);
  await expectSame(desk);
});

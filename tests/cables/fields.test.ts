import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Cable } from '../../src/cables/cables.ts';
import { cableFile } from '../../src/cables/cards.ts';
import type { Draft } from '../../src/cables/draft.ts';
import { fieldColumns } from '../../src/cables/fields.ts';
import type { ReadRecord } from '../../src/import/formats/format.ts';
import { plainText } from '../../src/import/formats/plain.ts';
import { openSource } from '../../src/import/source.ts';
import { cableOf } from '../../src/cables/storing.ts';
import { testArchive, type TestArchive } from '../helpers/archive.ts';
import { tempFolder } from '../helpers/temp.ts';

/** A draft that says everything: a field added to the table has to be added here, too, or this does not compile. */
const full: Required<Draft> = {
  line: 7,
  name: 'file',
  id: 'A-1',
  ref: 'STATE 17',
  number: '17',
  date: '2018-03-07',
  datetime: '071830Z MAR 18',
  origin: 'Mission  Prague',
  destination: 'HQ; ALL',
  info: ['Paris', 'Rome'],
  subject: 'Talks',
  marking: 'LIMITE',
  subjectCodes: ['PREL', 'KPAO'],
  refs: ['STATE 12', 'PARIS 9'],
  type: 'telegram',
  lang: 'fr',
  title: 'On the talks',
  header: 'R 071830Z',
  body: 'The talks began.',
  extra: { origin_place: 'Prague', notice: 'FICTIONAL' },
};

function stored(draft: Draft, at = 5): TestArchive & { cable: Cable | undefined } {
  const archive = testArchive();
  return { ...archive, cable: archive.cables.byRow(archive.add(draft, { at, language: 'fr' })) };
}

test('every column of the table of cables is a field, the row or the count of words', () => {
  const { db } = testArchive();
  const columns = db.prepare("SELECT name FROM pragma_table_info('cables')").pluck().all();
  expect(new Set(columns)).toEqual(new Set([...fieldColumns, 'row', 'words']));
});

test('a cable holds all that its source says', () => {
  const own = {
    row: 1,
    trove: 't',
    originPlace: 'Prague',
    language: 'fr',
    hash: expect.any(String) as string,
    identity: 'ref 2018 STATE 17',
    content: expect.any(String) as string,
    file: 'f',
    importedAt: 5,
    changedAt: 5,
    goneAt: 0,
  };
  const { name: _name, ...said } = full;
  expect(stored(full).cable).toEqual({ ...said, ...own });
});

test('what the source does not say is an empty text or list, but for the number and the subject, which have a stand-in', () => {
  const { cable } = stored({ line: 1, ref: 'A 1', title: 'A title', body: 'Text.' });
  expect(cable).toMatchObject({ id: '', number: 'A 1', subject: 'A title', origin: '', info: [], refs: [], extra: {}, originPlace: '' });
});

test('a new version of a cable changes every field but its ref, and leaves alone when the first one came', () => {
  const { db, cables, cable } = stored(full);
  const { name: _name, ...other } = { ...full, number: '18', origin: 'Paris', info: [], extra: {}, body: 'They ended.' };
  const row = cable?.row ?? 0;
  cables.store.replace(row, cableOf({ ...other, ref: 'STATE 18' }, { trove: 't', file: 'g', name: 'g' }), { at: 9, language: '' });
  expect(cables.byRow(row)).toMatchObject({ ...other, originPlace: '', language: '', file: 'g', importedAt: 5, changedAt: 9 });
  expect(db.prepare('SELECT words FROM cables').pluck().get()).toBe(2);
});

test('the file of a cable is read back as the cable, whatever its fields hold', async () => {
  const broken: Draft = { ...full, origin: 'Mission\nSubject: forged', marking: 'LIMITE\r\n@SUM(1)' };
  for (const [draft, origin, marking] of [
    [full, full.origin, full.marking],
    [broken, 'Mission Subject: forged', 'LIMITE @SUM(1)'],
  ] as const) {
    const path = join(tempFolder(), 'cable.txt');
    const { cable } = stored(draft);
    if (cable === undefined) throw new Error('not stored');
    writeFileSync(path, cableFile(cable));
    const read: ReadRecord[] = [];
    for await (const record of plainText.read(await openSource(path))) read.push(record);
    const { ref, number, date, datetime, destination, info, subject, subjectCodes, refs, type, lang, title, body } = full;
    expect(read).toMatchObject([
      { draft: { ref, number, date, datetime, origin, destination, info, marking, subject, subjectCodes, refs, type, lang, title, body } },
    ]);
  }
});

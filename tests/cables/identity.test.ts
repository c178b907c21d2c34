import { describe, expect, test } from 'vitest';
import { contentOf, identityOf, knownName, matchDocuments, type Document, type Match } from '../../src/cables/identity.ts';

const nobody = { ref: '', number: '', id: '', date: '', origin: '', hash: 'h'.repeat(64) };

describe('an identity', () => {
  test.each([
    [{ ref: 'COREU/BAK/0001/16', id: '7' }, 'ref COREU/BAK/1/16'],
    [{ ref: 'LA PAZ 0258', date: '1974-02-01' }, 'ref 1974 LAPAZ 258'],
    [{ number: '1974 LA PAZ 258', id: 'x' }, 'ref 1974 LAPAZ 258'],
    [{ number: '202', id: 'frus1894-d12' }, 'id frus1894-d12'],
    [{ number: 'No. 12', date: '1894-07', origin: 'Mr. Baker' }, 'ref 1894 NO 12 | 1894-07 | Mr. Baker'],
    [{ id: '912345678901234568' }, 'id 912345678901234568'],
    [{ ref: 'N/A', id: 'none' }, `text ${'h'.repeat(32)}`],
  ])('of %j is %s', (said, identity) => {
    expect(identityOf({ ...nobody, ...said })).toBe(identity);
  });

  test.each(['N/A', 'n/a', 'None', ' - ', 'UNKNOWN', '?', '000', ''])('%j is no name', (name) => {
    expect(knownName(name)).toBe('');
  });

  test('a text is known again by its words if they are many, and by its head as well if they are few', () => {
    const head = { date: '2018-01-01', origin: 'Oslo', subject: 'A' };
    const other = { date: '2019-01-01', origin: 'Rome', subject: 'B' };
    const long = { body: 'Many words. '.repeat(20), words: 40 };
    expect(contentOf({ ...head, ...long })).toBe(contentOf({ ...other, ...long, body: ` ${long.body.toUpperCase()}\n` }));
    const short = { body: 'See attached.', words: 2 };
    expect(contentOf({ ...head, ...short })).not.toBe(contentOf({ ...other, ...short }));
  });
});

describe('documents of a source and those kept', () => {
  const one = (more: Partial<Document>): Document => ({
    identity: 'ref A',
    id: '',
    hash: '1',
    date: '2018-01-01',
    origin: 'Oslo',
    file: 'f',
    ...more,
  });
  const kept = (...documents: Document[]) => documents.map((document, i) => ({ ...document, row: i + 1 }));

  test.each<[string, Document[], Document[], Match[]]>([
    ['the same text under another file name is the same', [one({ file: 'g' })], [one({})], [{ is: 'same', row: 1 }]],
    ['another text is a new version', [one({ hash: '2' })], [one({})], [{ is: 'changed', row: 1 }]],
    ['a record that stands there twice counts once', [one({}), one({ file: 'g' })], [], [{ is: 'new' }, { is: 'twice', first: 0 }]],
    [
      'two texts of one ref stay two, whatever their order',
      [one({ hash: '2' }), one({ hash: '1' })],
      [one({ hash: '1' }), one({ hash: '2' })],
      [
        { is: 'same', row: 2 },
        { is: 'same', row: 1 },
      ],
    ],
    [
      'a second text of one ref in one source does not replace the first',
      [one({}), one({ hash: '2' })],
      [one({})],
      [
        { is: 'same', row: 1 },
        { is: 'clash', with: 1 },
      ],
    ],
    ['records with other ids are others', [one({ id: 'x', hash: '2' })], [one({ id: 'y' })], [{ is: 'clash', with: 1 }]],
    [
      'neither day nor sender is the same: another document',
      [one({ hash: '2', date: '2018-01-02', origin: 'Rome' })],
      [one({})],
      [{ is: 'clash', with: 1 }],
    ],
    [
      'of two changed texts of one ref, day and sender tell which is which',
      [one({ hash: '4', date: '2018-01-02' }), one({ hash: '3' })],
      [one({ hash: '1' }), one({ hash: '2', date: '2018-01-02' })],
      [
        { is: 'changed', row: 2 },
        { is: 'changed', row: 1 },
      ],
    ],
    [
      'a record that prints its ref now is known by its id',
      [one({ id: 'x', hash: '2' })],
      [one({ identity: 'id x', id: 'x' })],
      [{ is: 'changed', row: 1 }],
    ],
    ['one id under two refs are two documents', [one({ identity: 'ref B', id: 'x', hash: '2' })], [one({ id: 'x' })], [{ is: 'new' }]],
    [
      'texts without names: two files with one text are two, and keep their places',
      ['g', 'f', 'h'].map((file) => one({ identity: 'text 1', file })),
      kept(one({ identity: 'text 1', file: 'f' }), one({ identity: 'text 1', file: 'g' })),
      [
        { is: 'same', row: 2 },
        { is: 'same', row: 1 },
        { is: 'clash', with: 1 },
      ],
    ],
  ])('%s', (_, found, there, matches) => {
    expect(matchDocuments(found, kept(...there))).toEqual(matches);
  });

  test('100,000 records of one ref are compared in linear time', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => one({ id: `${i}`, hash: `${i}` }));
    const matches = matchDocuments(many.toReversed(), kept(...many));
    expect(matches.every((match, i) => match.is === 'same' && match.row === many.length - i)).toBe(true);
  });
});

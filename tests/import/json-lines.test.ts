import { describe, expect, test } from 'vitest';
import { readFormat } from '../helpers/read-format.ts';

describe('JSON Lines', () => {
  test.each([
    ['(A) STATE 53203; (B) LA PAZ 1617', ['STATE 53203', 'LA PAZ 1617']],
    ['A. STATE 27026: B. STATE 27778', ['STATE 27026', 'STATE 27778']],
    ['(A) CARACAS 7825; (', ['CARACAS 7825']],
    ['STATE 034718; LA PAZ 1277', ['STATE 034718', 'LA PAZ 1277']],
    ['COREU/WAS/0098/18', ['COREU/WAS/0098/18']],
    ['Re: the letter of the Minister', ['Re: the letter of the Minister']],
  ])('splits several refs in one entry: %s', async (entry, refs) => {
    const { drafts } = await readFormat(`${JSON.stringify({ id: 'A1', body: 'Text.', refs: [entry] })}\n`, 'a.jsonl');
    expect(drafts[0]?.refs).toEqual(refs);
  });

  test('reads the fields of our corpus; a bare serial number is no ref', async () => {
    const record = {
      id: 'frus1894-d12',
      number: '202',
      date: '1894-07',
      origin: 'Mr. Baker',
      destination: 'Mr. Gresham',
      info: ['London'],
      tags: [],
      refs: ['No. 12'],
      classification: '',
      doc_type: 'despatch',
      body: 'Sir: I have the honor.',
      persons: ['Baker'],
      words: 5,
      places: [],
    };
    const { format, drafts, faults } = await readFormat(`${JSON.stringify(record)}\n`, 'a.jsonl');
    expect([format, faults]).toEqual(['jsonl', []]);
    expect(drafts).toEqual([
      {
        line: 1,
        id: 'frus1894-d12',
        number: '202',
        date: '1894-07',
        origin: 'Mr. Baker',
        destination: 'Mr. Gresham',
        info: ['London'],
        refs: ['No. 12'],
        type: 'despatch',
        body: 'Sir: I have the honor.',
        extra: { persons: ['Baker'], words: 5 },
      },
    ]);
  });

  test('reads the field names of other tools', async () => {
    const record = {
      Ref: 'A/1',
      title: 'T',
      text: 'Body.',
      sender: 'Berne',
      recipients: ['Rome', 'Oslo'],
      codes: 'PREL; US',
      marking: 'LIMITE',
      language: 'fr',
      date: '2018-07-16T14:00:00+02:00',
      content: 'second text',
    };
    const { drafts } = await readFormat(JSON.stringify(record));
    expect(drafts[0]).toEqual({
      line: 1,
      ref: 'A/1',
      title: 'T',
      body: 'second text',
      origin: 'Berne',
      destination: 'Rome; Oslo',
      subjectCodes: ['PREL', 'US'],
      marking: 'LIMITE',
      lang: 'fr',
      date: '2018-07-16',
      datetime: '2018-07-16T14:00:00+02:00',
      extra: { text: 'Body.' },
    });
  });

  test.each([
    ['{"id":"a","body":"x",}', /^not JSON: .* at character \d+; a comma too many/],
    ['{"id":"a","body":"x"', /broken over several lines, or cut off/],
    ['"just text"', /must be an object/],
    ['{"id":"a"}', /^no text \(no field body, text, content\)$/],
    ['{"subject":"a","body":"  "}', /^no text, and neither id nor ref$/],
    ['{"id":"a","body":12}', /^body is a number \(12\), expected text$/],
    ['{"id":"a","body":"x","info":[1]}', /^info is a list, expected text or a list of texts$/],
    [`{"id":"a","body":"x","deep":${'['.repeat(65)}${']'.repeat(65)}}`, /^nested more than 64 deep$/],
    [`{"id":"a","body":"x","deep":${'['.repeat(1_000_000)}`, /^nested more than 64 deep$/],
  ])('rejects a record with line and reason: %.40s', async (bad, reason) => {
    const { drafts, faults } = await readFormat(`{"id":"first","body":"ok"}\n\n${bad}\n{"id":"last","body":"ok"}\n`);
    expect(drafts.map(({ id }) => id)).toEqual(['first', 'last']);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.line).toBe(3);
    expect(faults[0]?.reason).toMatch(reason);
  });

  test.each([
    ['2018-02-30', /^the date 2018-02-30 is impossible$/],
    ['2018-31-12', /day and month swapped\? 2018-12-31/],
    ['next Tuesday', /^the date "next Tuesday" is not understood/],
    ['01/02/1974', /^the date 01\/02\/1974 can be 1974-02-01 or 1974-01-02$/],
  ])('keeps a record whose date is %s, with a warning', async (date, reason) => {
    const { drafts, warnings } = await readFormat(`{"id":"a","body":"x","date":"${date}"}\n`);
    expect(drafts[0]).toMatchObject({ body: 'x', datetime: date });
    expect(drafts[0]?.date).toBeUndefined();
    expect(warnings).toEqual([{ kind: 'dates not understood', detail: expect.stringMatching(reason) as string }]);
  });

  test.each([
    ['an API', { count: 2, next: null, results: [1, 2].map((n) => ({ id: `A${n}`, body: `Text ${n}.` })) }],
    [
      'a search engine',
      { took: 3, hits: { total: 2, hits: [1, 2].map((n) => ({ _index: 'i', _id: `A${n}`, _source: { text: `Text ${n}.` } })) } },
    ],
    ['another search engine', { response: { numFound: 2, docs: [1, 2].map((n) => ({ id: `A${n}`, content: `Text ${n}.` })) } }],
    ['a database', [1, 2].map((n) => ({ _id: { $oid: `A${n}` }, date: { $date: '2010-01-01T10:00:00Z' }, body: `Text ${n}.` }))],
    ['pages', [1, 2].map((n) => ({ id: `A${n}`, pages: [{ page: 0, contents: `Text ${n}.` }] }))],
    ['FollowTheMoney', [1, 2].map((n) => ({ id: `A${n}`, schema: 'Email', properties: { bodyText: [`Text ${n}.`], subject: ['S'] } }))],
  ])('reads the records of %s', async (_, value) => {
    for (const text of [JSON.stringify(value), JSON.stringify(value, undefined, 1)]) {
      const { drafts, faults } = await readFormat(text, 'answer.json');
      expect(faults).toEqual([]);
      expect(drafts.map(({ id, body }) => [id, body])).toEqual([1, 2].map((n) => [`A${n}`, `Text ${n}.`]));
    }
  });

  test('gives values that were taken from a web page as text', async () => {
    const [draft] = (
      await readFormat(
        `${JSON.stringify({
          id: 'H',
          subject: 'Fish &amp; ships',
          origin: 'Ek, Anna <a@example.org>',
          note: 'One <b>bold</b> word\n  and a < b',
          text: `<p>He said &quot;no&quot;.</p><p><a id='p1'>&para;</a>1. He left.<br/>Then &#x201c;yes&#x201d;.</p>`,
        })}\n`,
      )
    ).drafts;
    expect(draft).toMatchObject({
      subject: 'Fish & ships',
      origin: 'Ek, Anna <a@example.org>',
      body: 'He said "no".\n\n¶1. He left.\nThen “yes”.',
      extra: { note: 'One bold word\n  and a < b' },
    });
  });

  test('says of an entity that it has no text, and does not take a record with a list for an answer', async () => {
    const person = '{"id":"P","schema":"Person","properties":{"name":["A"]}}';
    const { drafts, faults } = await readFormat(`[${person},\n{"id":"D","body":"x","items":[1,2]}]\n`);
    expect(faults.map(({ reason }) => reason)).toEqual(['an entity of the kind Person, without text; only documents are read']);
    expect(drafts).toMatchObject([{ id: 'D', body: 'x', extra: { items: [1, 2] } }]);
    const own = await readFormat('{"id":"D","body":"x","data":[{"id":"E","body":"y"}]}\n');
    expect(own.drafts.map(({ id }) => id)).toEqual(['D']);
  });

  test('keeps a text to its last sign, so that what was imported before is the same', async () => {
    const { drafts } = await readFormat('{"id":"a","body":" x \\n\\n"}\n');
    expect(drafts[0]?.body).toBe(' x \n\n');
  });

  test('keeps a record whose text was withheld', async () => {
    const { drafts, faults } = await readFormat('{"id":"a","subject":"Mines","body":""}\n{"ref":"1 X 2","text":null}\n');
    expect(faults).toEqual([]);
    expect(drafts.map(({ body }) => body)).toEqual(['', '']);
  });

  test('ignores __proto__', async () => {
    const { drafts } = await readFormat('{"id":"a","body":"x","__proto__":{"evil":1},"constructor":"c"}\n');
    expect(drafts[0]?.extra).toEqual({ constructor: 'c' });
    expect(Object.getPrototypeOf(drafts[0]?.extra)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });

  test('reads arrays and multi-line objects, with line numbers', async () => {
    const records = [{ id: 'a', body: 'one {"}' }, { id: 'b', body: 'two' }, { id: 'c' }];
    const { drafts, faults } = await readFormat(JSON.stringify(records, undefined, 2), 'all.json');
    expect(drafts.map(({ id, line }) => [id, line])).toEqual([
      ['a', 2],
      ['b', 6],
    ]);
    expect(faults.map(({ line }) => line)).toEqual([10]);
    expect((await readFormat(JSON.stringify(records[0], undefined, 2))).drafts).toHaveLength(1);
    expect((await readFormat('[]')).faults[0]?.reason).toContain('without a record');
  });
});

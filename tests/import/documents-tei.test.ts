import { describe, expect, test } from 'vitest';
import { readHeading } from '../../src/import/formats/tei-document.ts';
import { readFormat } from '../helpers/read-format.ts';
import { randomFrom } from '../helpers/random.ts';

const letter = (id: string, head: string, inside: string, attributes = ''): string =>
  `<div type="document" xml:id="${id}" n="1"${attributes}><note rend="inline" type="source">611.20/3: Telegram</note><head>${head}</head>${inside}</div>`;
const dateline =
  '<opener><dateline><placeName><hi rend="smallcaps">Legation,</hi><lb/>Vaduz</placeName>, <date when="1936-05-02T12:00:00">May 2, 1936—noon</date>.</dateline></opener>';
const volume = (...documents: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0" xml:id="vol7">
<teiHeader><fileDesc><titleStmt><title>A volume</title></titleStmt></fileDesc></teiHeader>
<text><front><div type="toc"><p>Contents</p></div></front><body><div type="compilation"><head>All of it</head>
${documents.join('\n')}
</div></body></text></TEI>`;

const whole = volume(
  letter(
    'd1',
    'No. 17.<lb/><hi>The Minister in Liechtenstein</hi> (<persName type="from">Marent</persName>) <hi>to the <gloss type="to">Secretary of State</gloss></hi><note n="1" xml:id="d1fn1">Not sent to Bern.</note>',
    `${dateline}<p>The bridge<note n="2">See <hi>Papers</hi>, p. 3.</note> is
      <pb n="250"/>open &amp; safe.</p><list><label>(1)</label><item>Boats</item></list><table><row><cell>a</cell><cell>b</cell></row></table>
      <closer><signed>Marent</signed>, <lb/>Minister</closer>
      <frus:attachment><note rend="inline" type="source">[Inclosure.]</note><head>A to B</head><dateline><date when="1936-04-01">April 1</date></dateline><p>Dear sir.</p></frus:attachment>`,
  ),
  letter(
    'd2',
    'Memorandum of the talk that led to the treaty and to peace',
    '<p>Undated.</p>',
    ' frus:doc-dateTime-min="1936-06-01T00:00:00-05:00" frus:doc-dateTime-max="1936-06-01T23:59:59-05:00"',
  ),
);

describe('TEI', () => {
  test('gives a document for each that it marks as one', async () => {
    const { format, drafts, faults } = await readFormat(whole, 'volume.xml');
    expect([format, faults]).toEqual(['tei', []]);
    expect(drafts).toEqual([
      {
        line: 5,
        id: 'vol7/d1',
        number: 'No. 17',
        subject: 'The Minister in Liechtenstein (Marent) to the Secretary of State',
        origin: 'Minister in Liechtenstein (Marent)',
        destination: 'Secretary of State',
        date: '1936-05-02',
        datetime: '1936-05-02T12:00:00',
        header: 'No. 17.\nThe Minister in Liechtenstein (Marent) to the Secretary of State\n\nLegation,\nVaduz, May 2, 1936—noon.',
        body: 'The bridge is open & safe.\n\n(1)\nBoats\n\na\tb\n\nMarent,\nMinister\n\n[Inclosure.]\n\nA to B\n\nApril 1\n\nDear sir.',
        extra: { place: 'Legation, Vaduz', source: '611.20/3: Telegram', footnotes: ['1 Not sent to Bern.', '2 See Papers, p. 3.'] },
      },
      {
        line: 9,
        id: 'vol7/d2',
        subject: 'Memorandum of the talk that led to the treaty and to peace',
        date: '1936-06-01',
        header: 'Memorandum of the talk that led to the treaty and to peace',
        body: 'Undated.',
        extra: { source: '611.20/3: Telegram' },
      },
    ]);
  });

  test('a document cut out of its volume is called by both', async () => {
    const { drafts } = await readFormat(
      letter('d9', 'Mr. Ek to Mr. Lund.', '<p>Yes.</p>', ' xmlns="http://www.tei-c.org/ns/1.0"'),
      'vol7-d9.xml',
    );
    expect(drafts[0]).toMatchObject({ id: 'vol7/d9', origin: 'Mr. Ek', destination: 'Mr. Lund', body: 'Yes.' });
  });

  test('without marked documents is one for each TEI', async () => {
    const one = (id: string): string =>
      `<TEI xml:id="${id}"><teiHeader><title>Letter ${id}</title></teiHeader><text><body><p>Dear <hi>${id}</hi>.</p></body></text></TEI>`;
    const { drafts } = await readFormat(`<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">${one('a')}${one('b')}</teiCorpus>`, 'letters.xml');
    expect(drafts).toEqual(['a', 'b'].map((id) => ({ line: 1, id, title: `Letter ${id}`, body: `Dear ${id}.` })));
  });

  test.each([
    ['Telegram From the Embassy in Chad to the Department of State', 'Embassy in Chad', 'Department of State', 'telegram'],
    ['245. Letter From President Ek to Chairman Lund', 'President Ek', 'Chairman Lund', 'letter'],
    ['The Consul at Male (Ek) to the Secretary of State', 'Consul at Male (Ek)', 'Secretary of State', undefined],
    ['The Minister to Chad (Ek) to the Ambassador to Male', undefined, undefined, undefined],
    ['Notes on the road to peace', undefined, undefined, undefined],
    ['The Secretary of State', undefined, undefined, undefined],
  ])('reads the heading %j', (heading, origin, destination, type) => {
    const said = readHeading(heading);
    expect([said.origin, said.destination, said.type]).toEqual([origin, destination, type]);
  });

  test.each([
    ['cut off', whole.slice(0, whole.indexOf('Undated')), 'vol7/d1', /line|ends within <TEI>/],
    [
      'with a tag that is not closed',
      whole.replace('</hi></note>', '</note>').replace('<hi>Papers</hi>', '<hi>Papers'),
      undefined,
      /<hi> is not closed/,
    ],
    [
      'with entities of its own',
      `<!DOCTYPE TEI [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>\n${whole.slice(whole.indexOf('<TEI'))}`,
      undefined,
      /entities of its own/,
    ],
    ['nested without end', `<TEI xmlns="http://www.tei-c.org/ns/1.0"><text>${'<p>'.repeat(300_000)}`, undefined, /more than 500 deep/],
    ['with nothing in it', '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text></text></TEI>', undefined, /no text/],
  ])('%s gives a fault behind what could be read', async (_, content, id, reason) => {
    const { drafts, faults } = await readFormat(content, 'v.xml');
    expect([drafts.map((draft) => draft.id), faults.map((fault) => fault.reason)]).toEqual([
      id === undefined ? [] : [id],
      [expect.stringMatching(reason)],
    ]);
    expect(faults[0]?.line).toBeGreaterThan(0);
  });

  test('damaged in any way gives documents or faults', async () => {
    const random = randomFrom(3);
    for (let run = 0; run < 300; run += 1) {
      const at = 120 + Math.floor(random() * (whole.length - 120));
      const odd = ['<', '>', '&', '"', '</p>', '<!--', '<![CDATA[', '\u0000'][Math.floor(random() * 8)] ?? '';
      const { format, drafts, faults } = await readFormat(`${whole.slice(0, at)}${odd}${whole.slice(at + 1)}`, 'v.xml');
      expect(format === 'tei' ? drafts.length + faults.length : 1).toBeGreaterThan(0);
    }
  });
});

import { expect, test } from 'vitest';
import { bibtexOf } from '../../src/cables/bibliography/bibtex.ts';
import { chicagoNote } from '../../src/cables/bibliography/chicago.ts';
import { cslJsonOf } from '../../src/cables/bibliography/csl-json.ts';
import { bibliographyEntry, bibliographyKey, type BibliographyEntry } from '../../src/cables/bibliography/entry.ts';
import { newspaperLine } from '../../src/cables/bibliography/newspaper.ts';
import { risOf } from '../../src/cables/bibliography/ris.ts';
import { createBot } from '../../src/bot/bot.ts';
import { inLanguage, languageOf } from '../../src/reply/language.ts';
import { plain } from '../../src/reply/text.ts';
import { ask, importRecords, openSample, quiet, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { noCitationJs, noPandoc, pandoc, readCitations, type CslItem } from '../helpers/other-tools.ts';
import { pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';

for (const why of [noPandoc, noCitationJs]) if (why !== undefined) console.log(`skipped in part: ${why}`);

const was: BibliographyEntry = {
  key: 'COREU/WAS/0107/18',
  ref: 'COREU/WAS/0107/18',
  title: 'Meeting at the Treasury',
  sender: 'EU Delegation Washington',
  recipients: ['COREU Brussels'],
  date: { year: 2018, month: 3, day: 7 },
  kind: '',
  marking: 'LIMITE',
  notice: '',
  archive: '',
  collection: '',
  location: '',
  language: 'en',
  codes: [],
};

/** Entries that other programs must read as we mean them. */
const awkward: BibliographyEntry[] = [
  was,
  { ...was, key: 'month', date: { year: 2018, month: 3 }, title: '100% of Müller & Söhne: $5 #1 a_b {c} ~x ^y \\input{z}' },
  {
    ...was,
    key: 'year',
    date: { year: 1861 },
    title: 'PERU COCA SURVEY TEAM VISIT TO BOLIVIA -- PART 2 --- END',
    sender: 'Ministère de l’Europe',
  },
  { ...was, key: 'undated', date: undefined, sender: '', title: '' },
  { ...was, key: 'other-script', title: 'Переговоры 会談 محادثات Ελλάδα', sender: 'Министерство иностранных дел', codes: ['PREL', 'EU'] },
  { ...was, key: 'tags', title: '</script><b>@everyone</b> ER - TY - BOOK } @book{x, title={y}} { %' },
];

const dates = (items: readonly CslItem[]) => Object.fromEntries(items.map(({ id, issued }) => [id, issued?.['date-parts'][0]]));
const wantedDates = Object.fromEntries(
  awkward.map(({ key, date }) => [key, date && [date.year, date.month, date.day].filter((part) => part !== undefined)]),
);
const senders = (items: readonly CslItem[]) =>
  Object.fromEntries(items.map(({ id, author = [] }) => [id, author.map(({ literal, family }) => literal ?? family)]));
const wantedSenders = Object.fromEntries(awkward.map(({ key, sender }) => [key, sender === '' ? [] : [sender]]));
const titles = (items: readonly CslItem[]) => Object.fromEntries(items.map(({ id, title = '' }) => [id, title]));
const wantedTitles = Object.fromEntries(awkward.map(({ key, title }) => [key, title]));

test.skipIf(noCitationJs !== undefined)('citation-js reads BibTeX, RIS and CSL-JSON as they are meant', () => {
  const read = [
    readCitations(bibtexOf(awkward), '@biblatex/text'),
    readCitations(risOf(awkward), '@ris/file'),
    readCitations(cslJsonOf(awkward), '@else/json'),
  ];
  for (const items of read) {
    expect(titles(items)).toEqual(wantedTitles);
    expect(dates(items)).toEqual(wantedDates);
    expect(senders(items)).toEqual(wantedSenders);
    expect(items.every(({ note }) => note === 'To COREU Brussels. Marked LIMITE')).toBe(true);
  }
});

test.skipIf(noPandoc !== undefined)('pandoc reads BibTeX and CSL-JSON as they are meant, and can cite by every key', () => {
  // It does not know the names of braces, so one alone is lost there.
  const withoutLoneBraces = awkward.map((entry) => ({
    ...entry,
    title: entry.key === 'tags' ? entry.title.replaceAll(/ ?[{}]/g, '') : entry.title,
  }));
  const items = JSON.parse(pandoc('bibtex', 'csljson', bibtexOf(withoutLoneBraces))) as CslItem[];
  expect(titles(items)).toEqual(Object.fromEntries(withoutLoneBraces.map(({ key, title }) => [key, title])));
  expect(dates(items)).toEqual(wantedDates);
  expect(senders(items)).toEqual(wantedSenders);
  const again = JSON.parse(pandoc('csljson', 'csljson', cslJsonOf(awkward))) as CslItem[];
  expect(dates(again)).toEqual(wantedDates);
  const keys = ['COREU/WAS/0107/18', '10 BERLIN 1052', 'A_1', 'odd, {ref} é', '79 LIMA 6191 (2)', '-'].map(bibliographyKey);
  const cited = pandoc('markdown', 'json', keys.map((key) => `[@${key}]`).join(' '));
  expect([...cited.matchAll(/"citationId":"([^"]*)"/g)].map(([, id]) => id)).toEqual(keys);
});

test.skipIf(noCitationJs !== undefined)('no subject breaks out of its field, whatever is in it', () => {
  const pick = pickerFrom(randomFrom(seedOf('bibliography')));
  const pieces = [
    '{',
    '}',
    '\\',
    '"',
    '@',
    '%',
    '#',
    '$',
    '&',
    '_',
    '~',
    '^',
    '-',
    '`',
    '<',
    '>',
    ',',
    '=',
    'a',
    'É',
    ' b',
    '漢',
    'ER  - ',
    'TY  - ',
  ];
  for (let round = 0; round < 200; round += 1) {
    const title = `x${Array.from({ length: 8 }, () => pick(pieces)).join('')}x`.replaceAll(/ +/g, ' ');
    const entries = [
      { ...was, key: 'one', title },
      { ...was, key: 'two' },
    ];
    for (const items of [readCitations(bibtexOf(entries), '@biblatex/text'), readCitations(risOf(entries), '@ris/file')])
      expect(titles(items), title).toEqual({ one: title, two: was.title });
  }
});

test('the note is in Chicago style, with what is known', () => {
  expect(chicagoNote({ ...was, kind: 'telegram', collection: 'Sample trove', archive: 'National Archives', location: 'box 3' })).toBe(
    'EU Delegation Washington to COREU Brussels, “Meeting at the Treasury,” telegram COREU/WAS/0107/18, March 7, 2018, LIMITE, box 3, Sample trove, National Archives.',
  );
  expect(
    chicagoNote({
      ...was,
      sender: '',
      recipients: [],
      title: 'He said “no”.',
      marking: '',
      date: { year: 2018, month: 3 },
      notice: 'FICTIONAL',
    }),
  ).toBe('“He said ‘no’,” diplomatic cable COREU/WAS/0107/18, March 2018, FICTIONAL.');
  expect(chicagoNote({ ...was, sender: 'Mr. Seward', recipients: ['Mr. Adams'], title: 'Mr. Seward to Mr. Adams.', marking: '' })).toBe(
    'Mr. Seward to Mr. Adams, diplomatic cable COREU/WAS/0107/18, March 7, 2018.',
  );
  expect(chicagoNote({ ...was, title: '', recipients: ['A', 'B', 'C'], date: undefined })).toBe(
    'EU Delegation Washington to A and 2 others, diplomatic cable COREU/WAS/0107/18, n.d., LIMITE.',
  );
});

test('the line of a newspaper says from where and when, as running text does', () => {
  const line = (more: Partial<BibliographyEntry>): string => plain(newspaperLine({ ...was, ...more }, undefined));
  const from = (sender: string): string => line({ sender }).replace(/^a cable from (.*), 7 March 2018$/, '$1');
  expect(line({})).toBe('a cable from the EU delegation in Washington, 7 March 2018');
  expect(from('AMEMBASSY LA PAZ')).toBe('the US embassy in La Paz');
  expect(from('USMISSION USUN NEW YORK')).toBe('the US mission to the United Nations');
  expect(from('SECSTATE WASHDC')).toBe('the State Department');
  expect(from('Embassy Rio de Janeiro')).toBe('the embassy in Rio de Janeiro');
  expect(from('Mission UNESCO')).toBe('Mission UNESCO');
  expect(from('EU Office Pristina')).toBe('the EU office in Pristina');
  expect(from('Ministry of Foreign Affairs The Hague')).toBe('the Ministry of Foreign Affairs in The Hague');
  expect(from('Consul at Geneva (Gilbert)')).toBe('the Consul at Geneva (Gilbert)');
  expect(from('Acting Secretary of State')).toBe('the Acting Secretary of State');
  // What fits no rule stays as it is printed.
  expect(['Mr. Seward', 'President Wilson', 'Togo', 'Embassy of Malta London, local presidency'].map(from)).toEqual([
    'Mr. Seward',
    'President Wilson',
    'Togo',
    'Embassy of Malta London, local presidency',
  ]);
  expect(line({ date: { year: 2018, month: 3 } })).toBe('a cable from the EU delegation in Washington, March 2018');
  expect(line({ date: undefined, sender: '', notice: 'FICTIONAL' })).toBe('a cable, undated (FICTIONAL)');
  expect(line({ kind: 'email', sender: 'Mills, Cheryl D' })).toBe('an email from Cheryl D Mills, 7 March 2018');
  expect(line({ kind: 'email', sender: 'H', date: { year: 2011 } })).toBe('an email from H, 2011');
  expect(inLanguage(languageOf('fr'), () => line({}))).toBe('un câble de EU Delegation Washington, 7 mars 2018');
});

test('a key follows from the ref alone, and two refs never share one', () => {
  expect(bibliographyKey('COREU/WAS/0107/18')).toBe('COREU/WAS/0107/18');
  expect(bibliographyKey('10 BERLIN 1052')).toBe('10+BERLIN+1052');
  const refs = [
    'A 1',
    'A+1',
    'A_1',
    'A  1',
    'A,1',
    'A{1',
    'A"1',
    'Ä 1',
    'A/1',
    '/A/1',
    'A 1 (2)',
    'x'.repeat(100),
    'x'.repeat(101),
    '漢',
    '字',
  ];
  const keys = refs.map(bibliographyKey);
  expect(new Set(keys).size).toBe(refs.length);
  expect(keys.filter((key) => !/^[A-Za-z0-9][A-Za-z0-9/:.+_-]*$/.test(key) || key.length > 80)).toEqual([]);
});

test('an entry has what the source says of where the paper lies, on one line and without hidden characters', async () => {
  const desk = testDesk();
  await importRecords(desk, [
    {
      ref: 'C-1',
      subject: 'Talks\n\u202Ein \u200BOslo',
      origin: 'AMEMBASSY\tOSLO',
      repository: 'National Archives',
      'Record Group': 'RG 59',
      Box: 3,
      Folder: '12',
      body: 'x',
    },
  ]);
  const cable = desk.cables.get('C-1');
  if (cable === undefined) throw new Error('no cable');
  expect(bibliographyEntry(cable, { title: 'A trove' })).toMatchObject({
    title: 'Talks in Oslo',
    sender: 'AMEMBASSY OSLO',
    archive: 'National Archives',
    collection: 'RG 59',
    location: 'box 3, folder 12',
    date: undefined,
  });
});

test('/cable as: cites in each style; /export writes the citations of a search, a tag, a set or refs into one file', async () => {
  const bot = await createBot(await openSample(), quiet);
  const editor = () => someone('editor');
  const ref = 'COREU/WAS/0107/18';
  const said = async (as: string): Promise<string> => wordsOf((await ask(bot, 'cable', { ref, as })).reply);
  expect(await said('newspaper')).toContain('a cable from the EU mission in Washington, ');
  expect(await said('newspaper')).toContain('(FICTIONAL)');
  expect(await said('bibtex')).toContain('@misc{COREU/WAS/0107/18,');
  expect(wordsOf((await ask(bot, 'cable', { ref, cite: true })).reply)).toContain(', FICTIONAL.');
  await ask(bot, 'tag add', { ref, tag: 'cited' }, editor());
  await ask(bot, 'set create', { name: 'two', refs: `${ref}, COREU/KYI/0039/18` }, editor());
  const fileOf = async (options: Record<string, string>): Promise<string> => {
    const { reply } = await ask(bot, 'export', options, editor());
    return `${reply.files?.[0]?.name.replace(/\d{4}-\d\d-\d\d/, 'DAY')}\n${new TextDecoder().decode(reply.files?.[0]?.bytes)}`;
  };
  expect(await fileOf({ tag: 'cited', as: 'ris' })).toMatch(/^citations-DAY\.ris\nTY {2}- PCOMM\r\nID {2}- COREU\/WAS\/0107\/18\r\n/);
  expect((await fileOf({ set: 'two', as: 'bibtex' })).match(/@misc/g)).toHaveLength(2);
  expect(JSON.parse((await fileOf({ refs: `${ref} COREU/KYI/0039/18`, as: 'csl-json' })).replace(/.*\n/, ''))).toMatchObject([
    { id: ref },
    { id: 'COREU/KYI/0039/18' },
  ]);
  expect((await fileOf({ query: 'tag:cited', as: 'newspaper' })).split('\n')[1]).toContain('a cable from the EU mission in Washington');
  for (const wrong of [{ tag: 'cited', query: 'iran' }, { refs: `${ref}, NO/SUCH/1` }, {}])
    expect((await ask(bot, 'export', { ...wrong, as: 'ris' }, editor())).ok).toBe(false);
  // No citation holds cable text.
  const body = bot.desk.cables.get(ref)?.body ?? '';
  expect(await fileOf({ tag: 'cited', as: 'csl-json' })).not.toContain(body.slice(10, 80));
});

import { expect, test } from 'vitest';
import { recogniseLanguage } from '../../src/language/detect.ts';
import { parseQuery } from '../../src/query/query.ts';
import { namedLanguage, stemOf } from '../../src/language/stems.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';

test('stems of different languages are never equal', () => {
  expect(stemOf('sanctions', '')).toBe(stemOf('sanction', ''));
  expect(stemOf('negociations', 'fr')).toBe(stemOf('negociation', 'fr'));
  expect(stemOf('verhandlungen', 'de')).toBe(stemOf('verhandlung', 'de'));
  expect(new Set([stemOf('sanction', ''), stemOf('sanction', 'fr'), stemOf('sanction', 'de')]).size).toBe(3);
  // No rules for these: they are their own stems.
  expect(stemOf('κυρωσεις', '')).toBe('κυρωσεις');
  expect(stemOf('a'.repeat(60), '')).toBe('a'.repeat(60));
});

test.each([
  ['fr', 'fr'],
  ['FRA', 'fr'],
  ['Français', 'fr'],
  ['fr-BE', 'fr'],
  ['German', 'de'],
  ['en', ''],
  ['Spanish', ''],
  ['', undefined],
])('the language named %j is %j', (lang, wanted) => expect(namedLanguage(lang)).toBe(wanted));

const french =
  'La délégation a rencontré le ministre hier. Les négociations sur les tarifs douaniers reprendront en septembre à Bruxelles, si le Conseil le veut.';
const german =
  'Die Delegation traf gestern den Minister. Die Verhandlungen über die Zölle werden im September in Brüssel fortgesetzt, wenn der Rat es will.';

test('recognises the language of a text, and leaves capitals and short texts undecided', async () => {
  expect(await recogniseLanguage(french)).toBe('fr');
  expect(await recogniseLanguage(french.toUpperCase())).toBe('fr');
  expect(await recogniseLanguage(german)).toBe('de');
  expect(await recogniseLanguage('THE AMBASSADOR MET THE MINISTER TODAY AND DISCUSSED THE TARIFFS OF THE UNION WITH HIM.')).toBe('');
  expect(await recogniseLanguage('Negociations reprendront')).toBe('');
  expect(await recogniseLanguage('La delegación se reunió ayer con el ministro de asuntos exteriores para hablar de los aranceles.')).toBe(
    '',
  );
  expect(await recogniseLanguage('')).toBe('');
});

test('a word finds its other forms by the rules of the cable’s language', async () => {
  const desk = testDesk();
  await importRecords(desk, [
    { id: 'FR', body: french },
    { id: 'DE', lang: 'de', body: german },
    { id: 'EN', body: 'The negotiations on the tariffs of the Union will be taken up again in September, and the Council knows it.' },
  ]);
  await desk.index.ready();
  const found = async (query: string) =>
    (await desk.index.find(parseQuery(query), { sort: 'best', offset: 0, limit: 9 })).hits.map(({ row }) => desk.cables.byRow(row)?.ref);
  expect(desk.cables.get('FR')).toMatchObject({ lang: '', language: 'fr' });
  expect(await found('négociation')).toEqual(['FR']);
  expect(await found('negociation tarif')).toEqual(['FR']);
  expect(await found('"tarif douanier"')).toEqual(['FR']);
  expect(await found('Verhandlung')).toEqual(['DE']);
  expect(await found('negotiating')).toEqual(['EN']);
  expect(new Set(await found('delegation'))).toEqual(new Set(['DE', 'FR']));
  expect(await found('=négociation')).toEqual([]);
});

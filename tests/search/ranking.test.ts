import { expect, test } from 'vitest';
import { parseQuery, plainQuestion, type Query } from '../../src/query/query.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { randomFrom } from '../helpers/random.ts';

type Source = { id: string; body: string };

type Scored = { ref: string; score: number };

/** The cables that are found, in order. */
async function answers(records: readonly Source[], queries: readonly Query[]): Promise<Scored[][]> {
  const desk = testDesk();
  await importRecords(desk, [...records]);
  await desk.index.ready();
  const found = await Promise.all(queries.map((query) => desk.index.find(query, { sort: 'best', offset: 0, limit: 1000 })));
  return found.map(({ hits }) => hits.map(({ row, score }) => ({ ref: desk.cables.byRow(row)?.ref ?? '', score })));
}

const orders = async (records: readonly Source[], queries: readonly Query[]): Promise<string[][]> =>
  (await answers(records, queries)).map((hits) => hits.map(({ ref }) => ref));

const topics = ['situation', 'question', 'delegation', 'transport', 'nation', 'commission', 'harbour', 'minister', 'wheat', 'railway'];
const small = ['the', 'of', 'and', 'was', 'with', 'that', 'for', 'which'];
const random = randomFrom(7);
const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
const english = Array.from({ length: 300 }, (_, i): Source => ({
  id: `EN-${i}`,
  body: Array.from({ length: 40 + Math.floor(random() * 80) }, () =>
    random() < 0.5 ? pick(small) : pick(topics.slice(0, 3 + (i % 8))),
  ).join(' '),
}));
const french: Source[] = [1, 2, 3].map((i) => ({
  id: `FR-${i}`,
  body: `La délégation a discuté de la situation et de la question des transports avec la commission, qui a rappelé à la nation que le ministre ne peut pas rester sans réponse. ${'La situation de la délégation est grave. '.repeat(i)}`,
}));
const asked = [
  'situation',
  'situation question',
  'delegation transport minister',
  'nation commission situation wheat',
  'question of the situation',
];

test('one cable of another language in a hundred changes no order among the others, but for those of nearly the same weight', async () => {
  const queries = asked.map((text) => parseQuery(text, { match: 'any' }));
  const before = await answers(english, queries);
  const after = await orders([...english, ...french], queries);
  expect(after.flat().filter((ref) => ref.startsWith('FR-')).length).toBeGreaterThan(0);
  for (const [i, hits] of before.entries()) {
    const places = new Map(after[i]?.map((ref, place) => [ref, place]));
    const turned = hits.flatMap((one, k) =>
      hits.slice(k + 1).filter((other) => (places.get(one.ref) ?? 0) > (places.get(other.ref) ?? 0) && other.score < one.score * 0.99),
    );
    expect(turned).toEqual([]);
  }
});

test('a word is as rare in a cable of another language as in the others', async () => {
  const filler = Array.from({ length: 30 }, (_, i) => `Filler${i}`).join(' ');
  const records = Array.from({ length: 40 }, (_, i) => ({ id: `C-${i}`, lang: i === 20 ? 'fr' : 'en', body: `situation ${filler}` }));
  const [found = []] = await answers([...records, { id: 'twice', body: `situation situation ${filler}` }], [parseQuery('situation')]);
  expect(found[0]?.ref).toBe('twice');
  expect(new Set(found.slice(1).map(({ score }) => score)).size).toBe(1);
});

test('a question said several times gives the same order; a word said twice counts more', async () => {
  const repeated = [2, 3, 7].map((times) => asked.map((text) => parseQuery(plainQuestion(`${text} `.repeat(times)), { match: 'any' })));
  const [once, ...others] = [asked.map((text) => parseQuery(plainQuestion(text), { match: 'any' })), ...repeated];
  const found = await orders(
    english,
    [once, ...others].flatMap((list) => list ?? []),
  );
  const first = found.slice(0, asked.length);
  for (let from = asked.length; from < found.length; from += asked.length) expect(found.slice(from, from + asked.length)).toEqual(first);
  const [even, heavy] = await orders(
    [
      { id: 'A', body: 'wheat and nothing else' },
      { id: 'B', body: 'railway and nothing else' },
    ],
    ['wheat railway', 'wheat railway railway'].map((text) => parseQuery(text, { match: 'any' })),
  );
  expect([even, heavy]).toEqual([
    ['A', 'B'],
    ['B', 'A'],
  ]);
});

test('the last of the hits are ordered by the same rules as the first', async () => {
  // All have the same words; the shorter the text, the better. The refs say the opposite.
  const records = Array.from({ length: 150 }, (_, i) => ({ id: `C-${999 - i}`, body: `wheat ${'railway '.repeat(i + 2)}` }));
  const [found] = await orders(records, [parseQuery('wheat')]);
  expect(found).toEqual(records.map(({ id }) => id));
});

test('a question of 600 words is asked as a whole', async () => {
  const long = `${Array.from({ length: 600 }, (_, i) => `word${i}`).join(' ')} wheat`;
  const { faults } = parseQuery(long, { match: 'any' });
  expect(faults).toEqual([]);
  expect(await orders([{ id: 'A', body: 'only wheat' }], [parseQuery(long, { match: 'any' })])).toEqual([['A']]);
});

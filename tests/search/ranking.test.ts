import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseQuery, plainQuestion, type Query } from '../../src/query/query.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import type { Cable } from '../../src/cables/cables.ts';
import { eachWord, fold, isStopWord, tokenise, type Token } from '../../src/language/tokens.ts';
import { fits } from '../../src/query/patterns.ts';
import type { PatternNode } from '../../src/query/tree.ts';
import { valuesOf } from '../../src/query/text-fields.ts';
import { lengthOf, places, scoreOf, termsOf, timesIn, timesOf, type RankedPlace } from '../../src/search/engine/scoring.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { engineNames } from '../../src/search/engine/engine.ts';
import type { SearchIndex } from '../../src/search/engine/search-index.ts';
import { lookedAtForNearness, nearness, nearWordsOf } from '../../src/search/engine/nearness.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { comparedEngines, openIndex, type ComparedEngine } from '../helpers/engines.ts';
import { bodyPositions } from '../helpers/fts5/ranking.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';

type Source = { id: string; body: string; subject?: string; from?: string; lang?: string };

type Scored = { ref: string; score: number };

/** The cables that are found, in order. */
async function answers(engine: ComparedEngine, records: readonly Source[], queries: readonly Query[]): Promise<Scored[][]> {
  const { desk, index } = await indexOver(engine, records);
  const found = await Promise.all(queries.map((query) => index.find(query, { sort: 'best', offset: 0, limit: 1000 })));
  return found.map(({ hits }) => hits.map(({ row, score }) => ({ ref: desk.cables.byRow(row)?.ref ?? '', score })));
}

async function indexOver(engine: ComparedEngine, records: readonly Source[]): Promise<{ desk: Desk; index: SearchIndex }> {
  const desk = testDesk();
  await importRecords(desk, [...records]);
  const index = openIndex(engine, {
    database: join(desk.archive.folder, archiveFiles.database),
    file: join(desk.archive.folder, `ranking.${engine}`),
  });
  onTestFinished(() => index.close());
  await index.ready();
  return { desk, index };
}

const orders = async (engine: ComparedEngine, records: readonly Source[], queries: readonly Query[]): Promise<string[][]> =>
  (await answers(engine, records, queries)).map((hits) => hits.map(({ ref }) => ref));

const topics = ['situation', 'question', 'delegation', 'transport', 'nation', 'commission', 'harbour', 'minister', 'wheat', 'railway'];
const small = ['the', 'of', 'and', 'was', 'with', 'that', 'for', 'which'];
const random = randomFrom(7);
const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
const english = Array.from({ length: isLong ? 300 : 100 }, (_, i): Source => ({
  id: `EN-${i}`,
  body: Array.from({ length: 40 + Math.floor(random() * 80) }, () =>
    random() < 0.5 ? pick(small) : pick(topics.slice(0, 3 + (i % 8))),
  ).join(' '),
}));
const french: Source[] = (isLong ? [1, 2, 3] : [1]).map((i) => ({
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

/** The order that scoring every cable by its text gives, with its scores. */
function byBruteForce(cables: readonly Cable[], { root }: Query): Scored[] {
  const all = cables.map((cable) => {
    const subjects = valuesOf(cable, 'subject');
    const values = { body: [cable.body], subject: subjects, head: valuesOf(cable, undefined).slice(subjects.length) };
    const tokens = (place: RankedPlace) => values[place].flatMap((value) => tokenise(value, cable.language));
    const of = <T>(found: (place: RankedPlace) => T) => ({ body: found('body'), subject: found('subject'), head: found('head') });
    const words = places.flatMap((place) => [...eachWord(tokens(place))]);
    return { cable, ref: cable.ref, words, length: of((place) => lengthOf(tokens(place))), times: of((place) => timesIn(tokens(place))) };
  });
  const mean = (place: RankedPlace): number => all.reduce((sum, { length }) => sum + length[place], 0) / all.length;
  const means = { body: mean('body'), subject: mean('subject'), head: mean('head') };
  /** Of a word exactly as it is written every case counts. */
  const isLike = (like: PatternNode, word: Token): boolean =>
    like.how === 'exact' ? word.folded === fold(like.pattern) : fits(like)(word);
  const holding = (isMeant: (word: Token) => boolean): number => all.filter((one) => one.words.some(isMeant)).length;
  const terms = termsOf(
    root,
    (stem) => holding((word) => word.stem === stem && !isStopWord(word.folded)),
    (like) => holding((word) => isLike(like, word)),
  );
  const alike = (like: PatternNode) =>
    new Set(all.flatMap((one) => one.words.filter((word) => isLike(like, word)).map(({ folded }) => folded)));
  const words = nearWordsOf(terms, all.length);
  const byScore = (a: Scored, b: Scored): number => b.score - a.score || (a.ref < b.ref ? -1 : 1);
  const scored = all
    .map(({ cable, ref, length, times }) => ({
      cable,
      length,
      ref,
      score: scoreOf(terms, { times: (term, place) => timesOf(term, times[place], alike), length, mean: means, count: all.length }),
    }))
    .filter(({ score }) => score > 0)
    .sort(byScore);
  const near = scored.slice(0, lookedAtForNearness).map(({ cable, length, ref, score }) => ({
    ref,
    score: score + (words.length === 0 ? 0 : nearness(words, bodyPositions(cable, words), length.body, means.body)),
  }));
  return [...near.sort(byScore), ...scored.slice(lookedAtForNearness)];
}

/** A question with patterns in it. */
function pattern(draw: () => number): string {
  const among = pickerFrom(draw);
  const one = () =>
    among([
      'tra*',
      '*ation',
      '*tion*',
      'h?rb*',
      '=Wheat',
      '=wheat',
      'wheet~1',
      'ministre~2',
      'wh*',
      'subject:*ail*',
      '"rail* wheat"',
      '"*ation of"',
      'wheat',
    ]);
  return Array.from({ length: 1 + Math.floor(draw() * 3) }, one).join(among([' ', ' OR ']));
}

test.each(comparedEngines)('%s orders hits as scoring every text does', async (engine) => {
  const seed = seedOf(`order by ${engine}`);
  const draw = randomFrom(seed);
  const some = (most: number): string =>
    Array.from({ length: 1 + Math.floor(draw() * most) }, () => pickerFrom(draw)([...topics, ...small, 'hot-zone', 'PL480', 'Wheat'])).join(
      ' ',
    );
  // FTS5 scores no more than forty anew.
  const { desk, index } = await indexOver(
    engine,
    Array.from({ length: 40 }, (_, i) => ({
      id: `C-${i}`,
      subject: some(8),
      body: some(60),
      from: some(3),
      lang: draw() < 0.2 ? 'fr' : 'en',
    })),
  );
  const cables = [...desk.cables.all()];
  for (let i = 0; i < 20; i += 1) {
    const text = draw() < 0.2 ? `subject:${pickerFrom(draw)(topics)}` : draw() < 0.5 ? plainQuestion(some(12)) : pattern(draw);
    const query = parseQuery(text, { match: 'any' });
    const { hits } = await index.find(query, { sort: 'best', offset: 0, limit: 100 });
    const found = hits.map(({ row, score }) => ({ ref: desk.cables.byRow(row)?.ref ?? '', score }));
    const wanted = new Map(byBruteForce(cables, query).map(({ ref, score }) => [ref, score]));
    // A phrase with a pattern in it is weighed by its words, and not found wherever one of them stands.
    expect(found.length).toBeGreaterThanOrEqual(/[*?=~]/.test(text) ? 0 : wanted.size);
    for (const { ref, score } of found) expect(score, `${query.text}: ${ref}`).toBeCloseTo(wanted.get(ref) ?? 0, 9);
    const scores = found.map(({ ref }) => wanted.get(ref) ?? 0);
    expect(scores.every((score, k) => score <= (scores[k - 1] ?? Number.POSITIVE_INFINITY) + 1e-9)).toBe(true);
  }
});

test.each(comparedEngines)('%s: of cables with the same words those come first in which they stand near each other', async (engine) => {
  const records = [
    { id: 'apart', body: `wheat ${'nothing '.repeat(9)} railway ${'nothing '.repeat(9)} harbour ${'nothing '.repeat(9)} minister` },
    { id: 'near', body: `${'nothing '.repeat(27)} wheat railway harbour minister` },
  ];
  const asked = ['wheat railway harbour minister', 'minister harbour railway wheat', 'wheat railway harbour'].map((text) =>
    parseQuery(text),
  );
  // Of three words it does not count.
  expect(await orders(engine, records, asked)).toEqual([
    ['near', 'apart'],
    ['near', 'apart'],
    ['apart', 'near'],
  ]);
});

test.each(comparedEngines)('%s: a word in the subject counts twice, one in another field of the head half', async (engine) => {
  const filler = Array.from({ length: 30 }, (_, i) => `Filler${i}`).join(' ');
  const records = [
    { id: 'body', subject: 'nothing', from: 'Somebody', body: `wheat ${filler}` },
    { id: 'subject', subject: 'wheat', from: 'Somebody', body: `nothing ${filler}` },
    { id: 'head', subject: 'nothing', from: 'Wheat', body: `nothing ${filler}` },
  ];
  expect(await orders(engine, records, [parseQuery('wheat')])).toEqual([['subject', 'body', 'head']]);
});

// FTS5 has an order of its own beyond the first forty, so that the engines alone are asked for more.
test.each(engineNames)(
  '%s: one cable of another language in a hundred changes no order among the others, but for those of nearly the same weight',
  async (engine) => {
    const queries = asked.map((text) => parseQuery(text, { match: 'any' }));
    const before = await answers(engine, english, queries);
    const after = await orders(engine, [...english, ...french], queries);
    expect(after.flat().filter((ref) => ref.startsWith('FR-')).length).toBeGreaterThan(0);
    for (const [i, hits] of before.entries()) {
      const places = new Map(after[i]?.map((ref, place) => [ref, place]));
      const turned = hits.flatMap((one, k) =>
        hits.slice(k + 1).filter((other) => (places.get(one.ref) ?? 0) > (places.get(other.ref) ?? 0) && other.score < one.score * 0.99),
      );
      expect(turned).toEqual([]);
    }
  },
);

test.each(engineNames)('%s: a word is as rare in a cable of another language as in the others', async (engine) => {
  const filler = Array.from({ length: 30 }, (_, i) => `Filler${i}`).join(' ');
  const records = Array.from({ length: 40 }, (_, i) => ({ id: `C-${i}`, lang: i === 20 ? 'fr' : 'en', body: `situation ${filler}` }));
  const [found = []] = await answers(
    engine,
    [...records, { id: 'twice', body: `situation situation ${filler}` }],
    [parseQuery('situation')],
  );
  expect(found[0]?.ref).toBe('twice');
  expect(new Set(found.slice(1).map(({ score }) => score)).size).toBe(1);
});

test.each(comparedEngines)('%s: a question said several times gives the same order; a word said twice counts more', async (engine) => {
  const repeated = [2, 3, 7].map((times) => asked.map((text) => parseQuery(plainQuestion(`${text} `.repeat(times)), { match: 'any' })));
  const [once, ...others] = [asked.map((text) => parseQuery(plainQuestion(text), { match: 'any' })), ...repeated];
  const found = await orders(
    engine,
    english,
    [once, ...others].flatMap((list) => list ?? []),
  );
  const first = found.slice(0, asked.length);
  for (let from = asked.length; from < found.length; from += asked.length) expect(found.slice(from, from + asked.length)).toEqual(first);
  const [even, heavy] = await orders(
    engine,
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

test.each(engineNames)('%s: the last of the hits are ordered by the same rules as the first', async (engine) => {
  // All have the same words; the shorter the text, the better. The refs say the opposite.
  const records = Array.from({ length: isLong ? 150 : 60 }, (_, i) => ({ id: `C-${999 - i}`, body: `wheat ${'railway '.repeat(i + 2)}` }));
  const [found] = await orders(engine, records, [parseQuery('wheat')]);
  expect(found).toEqual(records.map(({ id }) => id));
});

test.each(comparedEngines)('%s: a question of 600 words is asked as a whole', async (engine) => {
  const long = `${Array.from({ length: 600 }, (_, i) => `word${i}`).join(' ')} wheat`;
  const { faults } = parseQuery(long, { match: 'any' });
  expect(faults).toEqual([]);
  expect(await orders(engine, [{ id: 'A', body: 'only wheat' }], [parseQuery(long, { match: 'any' })])).toEqual([['A']]);
});

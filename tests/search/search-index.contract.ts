import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { archiveFiles } from '../../src/store/database.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { rowBits, RowSet } from '../../src/query/row-set.ts';
import type { QueryNode } from '../../src/query/tree.ts';
import { matches } from '../../src/query/matching.ts';
import { parseQuery } from '../../src/query/query.ts';
import { byFrequency, countedFields, countedValue, tallied } from '../../src/search/engine/counted.ts';
import type { CountOptions, SearchIndex } from '../../src/search/engine/search-index.ts';
import { importRecords, testDesk } from '../helpers/desk.ts';
import { isLong, seedOf } from '../helpers/random.ts';
import { dates, record, tree } from './random-cables.ts';

const asBits = (options: { without?: number[]; rows?: number[] }): CountOptions =>
  Object.fromEntries(Object.entries(options).map(([name, rows]) => [name, rowBits(rows)]));

/**
 * What every engine must hold to: the same set as brute force over the query's tree, with exact totals, whatever the
 * order and the page; cables put, changed and removed are seen at once.
 */
export function testSearchIndex(createIndex: (database: string) => SearchIndex, troves = isLong ? 100 : 3): void {
  const queries = isLong ? 500 : 60;

  const withIndex = async <T>(desk: Desk, work: (index: SearchIndex) => Promise<T>): Promise<T> => {
    const index = createIndex(join(desk.archive.folder, archiveFiles.database));
    try {
      await index.ready();
      return await work(index);
    } finally {
      await index.close();
    }
  };

  test('finds what brute force finds: same set, exact total', async () => {
    const seed = seedOf('contract');
    for (let round = 0; round < troves; round += 1) {
      const desk = testDesk();
      const records = fc.sample(fc.array(record, { minLength: 5, maxLength: 25 }), { seed: seed + round, numRuns: 1 })[0] ?? [];
      await importRecords(
        desk,
        records.map((fields, i) => ({ id: `C-${i}`, ...fields, body: `${(i % 4 === 3 ? records[i - 1] : fields)?.body ?? ''} .` })),
      );
      const cables = [...desk.cables.all()];
      await withIndex(desk, async (index) => {
        const roots: QueryNode[] = [];
        for (const asked of fc.sample(tree, { seed: seed + round, numRuns: queries })) {
          const query = parseQuery(asked, { isOtherField: desk.cables.hasOtherField });
          const wanted = cables.filter((cable) => matches(query.root, cable)).map(({ row }) => row);
          const found = await index.find(query, { sort: 'best', offset: 0, limit: 1000 });
          expect({ asked, rows: new Set(found.hits.map(({ row }) => row)), total: found.total }).toEqual({
            asked,
            rows: new Set(wanted),
            total: wanted.length,
          });
          const folded = await index.find(query, { sort: 'best', offset: 0, limit: 1000, fold: true });
          const shown = folded.hits.flatMap(({ row, copies = [] }) => [row, ...copies]);
          expect({ asked, rows: new Set(shown), once: shown.length, hits: folded.hits.length, total: folded.total }).toEqual({
            asked,
            rows: new Set(wanted),
            once: wanted.length,
            hits: folded.shown,
            total: wanted.length,
          });
          roots.push(query.root);
          const some: QueryNode = { kind: 'some', least: 2, nodes: roots.slice(-4) };
          const most = await index.find({ ...query, root: some }, { sort: 'best', offset: 0, limit: 1000 });
          expect({ asked, some: new Set(most.hits.map(({ row }) => row)) }).toEqual({
            asked,
            some: new Set(cables.filter((cable) => matches(some, cable)).map(({ row }) => row)),
          });
          const page = await index.find(query, { sort: 'oldest', offset: 1, limit: 2 });
          expect({ asked, total: page.total }).toEqual({ asked, total: wanted.length });
          expect(page.hits.length).toBe(Math.max(0, Math.min(2, wanted.length - 1)));
        }
      });
      await desk.close();
    }
  }, 600_000);

  test('counts by each value what brute force counts, for everybody and without what is hidden', async () => {
    const seed = seedOf('counts');
    for (let round = 0; round < troves; round += 1) {
      const desk = testDesk();
      const records = fc.sample(fc.array(record, { minLength: 5, maxLength: 25 }), { seed: seed + round, numRuns: 1 })[0] ?? [];
      await importRecords(
        desk,
        records.map((fields, i) => ({ id: `C-${i}`, ...fields, type: ['telegram', '', 'note'][i % 3] })),
      );
      const cables = [...desk.cables.all()];
      const hidden = new Set(cables.filter((_, i) => i % 5 === 2).map(({ row }) => row));
      const some = cables.filter((_, i) => i % 2 === 0).map(({ row }) => row);
      await withIndex(desk, async (index) => {
        for (const [i, asked] of fc.sample(tree, { seed: seed + round, numRuns: queries / 2 }).entries()) {
          const query = parseQuery(asked, { isOtherField: desk.cables.hasOtherField });
          const found = cables.filter((cable) => matches(query.root, cable));
          for (const options of [{}, { without: [...hidden] }, { without: [...hidden], rows: some }]) {
            const field = countedFields[(i + round) % countedFields.length] ?? 'origin';
            const left = found.filter(
              ({ row }) =>
                (options.without === undefined || !hidden.has(row)) && (options.rows === undefined || options.rows.includes(row)),
            );
            const { rows } = await index.rows(query, asBits(options));
            expect({ asked, options, rows: [...new RowSet(rows)] }).toEqual({ asked, options, rows: left.map(({ row }) => row) });
            expect({ asked, field, options, counts: await index.counts(query, field, asBits(options)) }).toEqual({
              asked,
              field,
              options,
              counts: { total: left.length, values: byFrequency(tallied(left.map((cable) => countedValue(cable, field)))) },
            });
          }
        }
      });
      await desk.close();
    }
  }, 600_000);

  test('counts are those of now, after cables came, changed and went', async () => {
    const desk = testDesk();
    await importRecords(desk, [{ id: 'A', body: 'word', origin: 'Kyiv' }]);
    await withIndex(desk, async (index) => {
      const count = async () => (await index.counts(parseQuery('word'), 'origin')).values;
      await importRecords(desk, [
        { id: 'A', body: 'word', origin: 'Poti' },
        { id: 'B', body: 'word', origin: 'x'.repeat(40_000) },
      ]);
      const [a = 0, b = 0] = desk.cables.rows();
      await index.put([a]);
      await index.put([b]);
      expect(await count()).toEqual([
        { value: 'Poti', cables: 1 },
        { value: 'x'.repeat(1000), cables: 1 },
      ]);
      await index.remove([a]);
      expect(await count()).toEqual([{ value: 'x'.repeat(1000), cables: 1 }]);
    });
  });

  test('sorted by date, the undated come last either way', async () => {
    const desk = testDesk();
    await importRecords(
      desk,
      dates.map((date, i) => ({ id: `C-${i}`, date, body: 'word' })),
    );
    await withIndex(desk, async (index) => {
      const order = async (sort: 'newest' | 'oldest') =>
        (await index.find(parseQuery('word'), { sort, offset: 0, limit: 10 })).hits.map(({ row }) => desk.cables.byRow(row)?.date);
      expect(await order('newest')).toEqual(['2018-03-07', '2018-03', '2018', '2016-12-31', '']);
      expect(await order('oldest')).toEqual(['2016-12-31', '2018', '2018-03', '2018-03-07', '']);
    });
  });

  test('finds only among the given rows', async () => {
    const desk = testDesk();
    await importRecords(
      desk,
      [1, 2, 3].map((i) => ({ id: `C-${i}`, body: 'word' })),
    );
    const [first = 0] = desk.cables.rows();
    await withIndex(desk, async (index) => {
      expect(await index.find(parseQuery('word'), { sort: 'best', offset: 0, limit: 10, rows: rowBits([first, 999]) })).toMatchObject({
        total: 1,
        hits: [{ row: first }],
      });
    });
  });

  test('sees added, changed and removed cables immediately', async () => {
    const desk = testDesk();
    await importRecords(desk, [{ id: 'A', body: 'alpha' }]);
    await withIndex(desk, async (index) => {
      const total = async (query: string) => (await index.find(parseQuery(query), { sort: 'best', offset: 0, limit: 1 })).total;
      await importRecords(desk, [
        { id: 'A', body: 'beta' },
        { id: 'B', body: 'alpha' },
      ]);
      await index.put(desk.cables.rows());
      expect([await total('alpha'), await total('beta')]).toEqual([1, 1]);
      await index.remove(desk.cables.rows().slice(1));
      expect([await total('alpha'), await total('beta')]).toEqual([0, 1]);
    });
  });

  test('any word: best match first, and more words match better', async () => {
    const desk = testDesk();
    await importRecords(desk, [
      { id: 'one', body: 'alpha and nothing else here' },
      { id: 'both', body: 'alpha beta and nothing else' },
      { id: 'none', body: 'gamma' },
    ]);
    await withIndex(desk, async (index) => {
      const found = await index.find(parseQuery('alpha beta', { match: 'any' }), { sort: 'best', offset: 0, limit: 10 });
      expect(found.hits.map(({ row }) => desk.cables.byRow(row)?.id)).toEqual(['both', 'one']);
      expect((await index.find(parseQuery('alpha beta'), { sort: 'best', offset: 0, limit: 10 })).total).toBe(1);
    });
  });

  test('similar cables share distinctive words, which are named; excludes the cable itself and others on request', async () => {
    const desk = testDesk();
    await importRecords(desk, [
      { id: 'A', body: 'Anthracite with a certificate from Poti was landed in the harbour.' },
      { id: 'B', body: 'The certificate for anthracite was issued in Poti.' },
      { id: 'C', body: 'Rain fell on the harbour, and the report ends.' },
      { id: 'D', body: 'Anthracite, certificate: masked.' },
      ...Array.from({ length: 8 }, (_, i) => ({ id: `N${i}`, body: `Nothing to report from mission number ${i}.` })),
    ]);
    await withIndex(desk, async (index) => {
      const row = (ref: string) => desk.cables.get(ref)?.row ?? 0;
      const found = await index.similar(row('A'), 5, rowBits([row('D')]));
      expect(found.map((one) => desk.cables.byRow(one.row)?.ref)).toEqual(['B']);
      expect(found[0]?.words.toSorted()).toEqual(['Anthracite', 'Poti', 'certificate']);
      expect(await index.similar(999_999, 5)).toEqual([]);
    });
  });

  test('suggests words of the trove, not stems', async () => {
    const desk = testDesk();
    await importRecords(desk, [{ id: 'A', body: 'Vicini reported sanctions' }]);
    await withIndex(desk, async (index) => {
      expect(await index.suggest('vicinni', 3)).toEqual(['Vicini']);
      expect(await index.suggest('sanctiosn', 3)).toEqual(['sanctions']);
      expect(await index.suggest('xyzxyz', 3)).toEqual([]);
    });
  });

  test('progress ends at all cables', async () => {
    const desk = testDesk();
    await importRecords(desk, [
      { id: 'A', body: 'alpha' },
      { id: 'B', body: 'beta' },
    ]);
    await withIndex(desk, async (index) => expect(index.progress()).toEqual({ done: 2, total: 2 }));
  });
}

/**
 * A desk that holds state of so many cables, asked in a process of its own that has little memory: prints as JSON what it answers, how
 * large the largest question is that goes to the index, and what all of them hold in memory. Run with --expose-gc.
 */
import { serialize } from 'node:v8';
import { openDesk } from '../../src/desk/desk.ts';
import { collectFaults } from '../../src/query/faults.ts';
import { parseQuery, type Query } from '../../src/query/query.ts';
import { RowSet } from '../../src/query/row-set.ts';
import { settleState } from '../../src/query/tree.ts';
import { createStateSearch } from '../../src/search/desk-state.ts';
import { importRecords, someone } from '../helpers/desk.ts';

const [cables, folder] = [Number(process.argv[2]), process.argv[3] ?? ''];
const indexed = 300;

const desk = openDesk({ folder, exposure: 'desk', engine: 'packed' });
desk.setHome('desk');
await importRecords(
  desk,
  Array.from({ length: indexed }, (_, i) => ({ id: `S-${i}`, body: 'alpha', origin: i % 4 === 0 ? 'Kyiv' : 'Poti' })),
);
await desk.index.ready();
const texts = ['alpha is:unread', 'alpha -tag:done', 'alpha assignee:none', 'alpha is:untouched'];
const asked = (): Query[] => {
  const state = createStateSearch(desk, someone('editor'), 0, collectFaults(''));
  return texts.map((text) => {
    const query = parseQuery(text);
    return { ...query, root: settleState(query.root, state) };
  });
};
// What is loaded and compiled for the first question is not measured.
asked();
desk.db.pragma('synchronous = OFF');
// Every second cable was opened, every third is tagged, every fifth somebody's.
for (const [kind, step, key, value] of [
  ['reading', 2, 'ann', '{}'],
  ['tag', 3, 'done', '{}'],
  ['work', 5, '', '{"assignee":"ann","status":"claimed"}'],
] as const)
  desk.db
    .prepare(
      `WITH RECURSIVE each(cable) AS (SELECT @step UNION ALL SELECT cable + @step FROM each WHERE cable + @step <= @cables)
       INSERT INTO facts SELECT 'desk', @kind, cable, @key, @value, 'ann', 0, 0 FROM each`,
    )
    .run({ step, cables, kind, key, value });

const held = (): number => {
  // Once is not enough: what the database holds is given back a collection later, and so is code that is used no more.
  for (let i = 0; i < 8; i += 1) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
const before = held();
const queries = asked();
const kept = held() - before;
const totals: number[] = [];
for (const query of queries) totals.push((await desk.index.find(query, { sort: 'best', offset: 0, limit: 5 })).total);
const [unread = parseQuery('none')] = queries;
// Of as many cables, six in seven are held back.
const hidden = new RowSet();
for (let row = 1; row <= cables; row += 1) if (row % 7 !== 0) hidden.addOne(row);
const without = hidden.bytes();
const { values } = await desk.index.counts(unread, 'origin', { without });
const found = new RowSet((await desk.index.rows(unread, { without })).rows);
// A watch that has told of every second cable finds as many.
const told = new RowSet();
for (let row = 2; row <= cables; row += 2) told.addOne(row);
const news = hidden.without(told);
await desk.close();
const request = Math.max(...queries.map(({ root }) => serialize(root).byteLength));
console.log(
  JSON.stringify({
    totals,
    counts: values.map(({ value, cables: of }) => [value, of]),
    found: [...found],
    news: [news.size, ...news.first(3)],
    request,
    kept,
  }),
);

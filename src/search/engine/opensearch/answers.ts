import { z } from 'zod';
import { fold, isStopWord, tokenise } from '../../../language/tokens.ts';
import { editDistance } from '../../../language/edit-distance.ts';
import { rowBits, RowSet, type RowBits } from '../../../query/row-set.ts';
import { valuesOf, type Searchable } from '../../../query/text-fields.ts';
import type { PatternNode, QueryNode, Sort } from '../../../query/tree.ts';
import { placesCounted, rarity, termsOf, type Term } from '../scoring.ts';
import { hasNot } from '../rows.ts';
import type { FindOptions, Found, Hit, Similar } from '../search-index.ts';
import { wordsThatTell } from '../similar.ts';
import { spelt } from '../vocabulary.ts';
import { rowsDsl } from './bitmap.ts';
import type { Cluster, Dsl, View } from './cluster.ts';
import { termOf } from './layout.ts';
import { mostAtOnce, hitPages, rowFields, hitsIn, type ClusterHit } from './paging.ts';
import { candidates, filterOf } from './question.ts';
import { isSure, settled } from './settling.ts';

/** What answers need besides the cluster: the cables' texts, which stay here. */
export type CableTexts = {
  cableOf(row: number): Searchable | undefined;
  now(): number;
  /** What a cable must fulfil to be known here: the cluster may hold others already. */
  known?: (() => Dsl[]) | undefined;
};

/** Runs work on an index; `within`: milliseconds for all that is asked of the cluster. */
export async function viewing<T>(cluster: Cluster, index: string, work: (view: View) => Promise<T>, within?: number): Promise<T> {
  const view = cluster.view(index, within);
  try {
    return await work(view);
  } finally {
    view.close();
  }
}

const withoutDsl = (rows: RowBits | undefined): Dsl[] =>
  rows === undefined || rows.length === 0 ? [] : [{ bool: { must_not: [rowsDsl(rows)] } }];

/** A page of what a query finds: total and set are those of every engine, the order is by the same worth of words. */
export async function find(view: View, texts: CableTexts, root: QueryNode, options: FindOptions): Promise<Found> {
  const started = performance.now();
  const folds = options.fold === true;
  const isDeep = options.limit > 0 && options.offset + options.limit > mostAtOnce;
  // What takes several searches is asked of the cables as they are at one moment.
  const isOne = !folds && !isDeep && isSure(root);
  if (!isOne) view.begin();
  const { filter, partial } = await filtersFor(view, texts, root, options);
  const should = options.sort === 'best' && options.limit > 0 ? await worths(view, root, options.without) : [];
  const query = { bool: { filter, should } };
  const page = await (isDeep ? deepPage : shallowPage)(isOne ? view.once : view.search, query, options);
  const copies = folds ? await copiesOf(view, query, page.rows) : new Map<number, number[]>();
  const hits = page.rows.map(({ row, leader, score }): Hit => {
    const others = (copies.get(leader) ?? []).filter((one) => one !== row);
    return others.length === 0 ? { row, score } : { row, score, copies: others };
  });
  return {
    total: page.total,
    shown: page.total - page.folded,
    hits,
    ms: performance.now() - started,
    ...partial,
  };
}

/** What a cable must fulfil to be found. What the cluster cannot decide is read before; `partial`: as far as there was time. */
export async function filtersFor(
  view: View,
  texts: CableTexts,
  root: QueryNode,
  { without, rows }: Pick<FindOptions, 'without' | 'rows'>,
): Promise<{ filter: Dsl[]; partial: Pick<Found, 'partial'> }> {
  const within = [...withoutDsl(without), ...(rows === undefined ? [] : [rowsDsl(rows)]), ...(texts.known?.() ?? [])];
  if (isSure(root)) return { filter: [filterOf(root), ...within], partial: {} };
  const { root: read, reading } = await settled(view, root, { ...texts, within });
  // Of what was not read, nobody knows that it does not hold something.
  const unread = hasNot(root) ? withoutDsl(reading.unread.bytes()) : [];
  const { looked, of } = reading;
  return { filter: [filterOf(read), ...within, ...unread], partial: looked < of ? { partial: { looked, of } } : {} };
}

const orders: Readonly<Record<Sort, Dsl[]>> = {
  best: [{ _score: 'desc' }, { ref: 'asc' }, { row: 'asc' }],
  newest: [{ date: { order: 'desc', missing: '_last' } }, { ref: 'asc' }, { row: 'asc' }],
  oldest: [{ date: { order: 'asc', missing: '_last' } }, { ref: 'asc' }, { row: 'asc' }],
};

type Page = { total: number; folded: number; rows: ClusterHit[] };

async function shallowPage(search: View['search'], query: Dsl, { sort, offset, limit, fold: folds }: FindOptions): Promise<Page> {
  const groups = folds === true ? { aggs: { grouped: { filter: { term: { grouped: true } }, aggs: leaders() } } } : {};
  const found = await search({
    query,
    sort: orders[sort],
    from: limit === 0 ? 0 : offset,
    size: limit,
    track_total_hits: true,
    track_scores: sort === 'best',
    ...rowFields,
    ...groups,
    ...(folds === true ? { collapse: { field: 'leader' } } : {}),
  });
  const total = found.hits.total?.value ?? 0;
  return { total, folded: folds === true ? await foldedIn(search, query, found.aggregations?.['grouped']) : 0, rows: hitsIn(found) };
}

/** Beyond what one answer of the cluster may hold: all hits are read in their order, and copies left out here. */
async function deepPage(search: View['search'], query: Dsl, options: FindOptions): Promise<Page> {
  const { sort, offset, limit, fold: folds } = options;
  const { total, folded } = await shallowPage(search, query, { ...options, limit: 0 });
  const rows: ClusterHit[] = [];
  const given = new Set<number>();
  let place = 0;
  for await (const hits of hitPages(search, query, orders[sort], { track_scores: sort === 'best' }))
    for (const hit of hits) {
      if (folds === true && hit.isGrouped) {
        if (given.has(hit.leader)) continue;
        given.add(hit.leader);
      }
      place += 1;
      if (place <= offset) continue;
      rows.push(hit);
      if (rows.length >= limit) return { total, folded, rows };
    }
  return { total, folded, rows };
}

/** The groups of near-copies by their leaders, as many as one answer holds; `after`: where those before ended. */
const leaders = (after?: unknown): Dsl => ({
  leaders: {
    composite: { size: mostAtOnce, sources: [{ leader: { terms: { field: 'leader' } } }], ...(after === undefined ? {} : { after }) },
  },
});
const groupsRead = z.object({
  leaders: z.object({ after_key: z.unknown().optional(), buckets: z.array(z.object({ doc_count: z.number() })) }),
});

/** How many hits are folded into others. `first`: the first groups. */
async function foldedIn(search: View['search'], query: Dsl, first: unknown): Promise<number> {
  let folded = 0;
  for (let groups = groupsRead.parse(first).leaders; ;) {
    for (const { doc_count: count } of groups.buckets) folded += count - 1;
    if (groups.buckets.length < mostAtOnce) return folded;
    const filter = [query, { term: { grouped: true } }];
    const next = await search({ size: 0, track_total_hits: false, query: { bool: { filter } }, aggs: leaders(groups.after_key) });
    groups = groupsRead.parse(next.aggregations).leaders;
  }
}

/** The near-copies of these hits that are found as well, by their leaders. */
async function copiesOf(view: View, query: Dsl, rows: readonly ClusterHit[]): Promise<Map<number, number[]>> {
  const groups = new Map(rows.filter(({ isGrouped }) => isGrouped).map(({ leader }): [number, number[]] => [leader, []]));
  const leaders = [...groups.keys()];
  for (let i = 0; i < leaders.length; i += mostAtOnce) {
    const filter = [query, { terms: { leader: leaders.slice(i, i + mostAtOnce) } }];
    for await (const hits of hitPages(view.search, { bool: { filter } }, [{ row: 'asc' }]))
      for (const { row, leader } of hits) groups.get(leader)?.push(row);
  }
  return groups;
}

/** In how many cables each of these stands, and how many there are; withdrawn cables do not count. */
async function countsOf(view: View, asked: readonly Dsl[], without: RowBits | undefined): Promise<{ counts: number[]; count: number }> {
  const counts: number[] = [];
  let count = 0;
  for (let i = 0; i === 0 || i < asked.length; i += 500) {
    const filters = Object.fromEntries(asked.slice(i, i + 500).map((one, k) => [String(k), one]));
    const found = await view.once({
      size: 0,
      track_total_hits: true,
      query: { bool: { filter: withoutDsl(without) } },
      ...(asked.length === 0 ? {} : { aggs: { counts: { filters: { filters } } } }),
    });
    count = found.hits.total?.value ?? 0;
    const buckets = (found.aggregations?.['counts'] as { buckets?: Record<string, { doc_count: number }> } | undefined)?.buckets ?? {};
    for (let k = 0; k < 500 && i + k < asked.length; k += 1) counts.push(buckets[String(k)]?.doc_count ?? 0);
  }
  return { counts, count };
}

const wordsDsl = (stems: readonly string[]): Dsl => ({ terms: { words: stems.map(termOf) } });

/** What each word of a query adds to the score of a cable that holds it. Counted here, so that the order is that of the whole index, however many parts it has. */
async function worths(view: View, root: QueryNode, without: RowBits | undefined): Promise<Dsl[]> {
  const terms = termsOf(
    root,
    () => 1,
    () => 1,
  ).filter(({ field }) => placesCounted(field).length > 0);
  const patternOf = ({ like, field }: Term): PatternNode | undefined =>
    like === undefined ? undefined : { ...like, ...(field === undefined ? {} : { field }) };
  const asked = terms.map((term) => {
    const pattern = patternOf(term);
    return pattern === undefined ? wordsDsl(term.stems) : candidates(pattern);
  });
  if (asked.length === 0) return [];
  const { counts, count } = await countsOf(view, asked, without);
  return terms.flatMap(({ stems, weight, like }, i): Dsl[] => {
    const boost = weight * rarity(counts[i] ?? 0, count);
    if (counts[i] === 0) return [];
    // A pattern weighs as one word that stands there once.
    if (like !== undefined) return [{ constant_score: { filter: asked[i], boost } }];
    return stems.map((stem) => ({ term: { words: { value: termOf(stem), boost } } }));
  });
}

/** Cables that share the most distinctive words of one. */
export async function similar(
  view: View,
  { cableOf, known }: CableTexts,
  row: number,
  limit: number,
  without: RowBits,
): Promise<Similar[]> {
  const cable = cableOf(row);
  const { hits } = await view.once({ size: 0, track_total_hits: true, query: rowsDsl(rowBits([row])) });
  if (cable === undefined || hits.total?.value !== 1) return [];
  const tokens = [...valuesOf(cable, 'subject'), cable.body].flatMap((value) => tokenise(value, cable.language));
  const stems = [...new Set(tokens.map(({ stem }) => stem))];
  const { counts, count } = await countsOf(
    view,
    stems.map((stem) => wordsDsl([stem])),
    without,
  );
  const frequencies = new Map(stems.map((stem, i) => [stem, counts[i] ?? 0]));
  const telling = wordsThatTell(tokens, count, (stem) => frequencies.get(stem) ?? 0);
  if (telling.length < 2) return [];
  const found = await view.once({
    size: limit,
    track_total_hits: false,
    ...rowFields,
    sort: [{ _score: 'desc' }, { row: 'asc' }],
    track_scores: true,
    query: {
      bool: {
        filter: [...withoutDsl(new RowSet(without).add([row]).bytes()), ...(known?.() ?? [])],
        minimum_should_match: 2,
        should: telling.map(({ stem, weight }) => ({ constant_score: { filter: wordsDsl([stem]), boost: weight, _name: stem } })),
      },
    },
  });
  return hitsIn(found).map((hit) => ({
    row: hit.row,
    score: hit.score,
    words: telling
      .filter(({ stem }) => hit.words.includes(stem))
      .map(({ surface }) => surface)
      .slice(0, 6),
  }));
}

/** Words to be looked at for one suggestion. */
const mostNear = 100;
/** Cables that are read to see how a word is written. */
const mostRead = 3;

/** Words near to one in spelling: the cluster's own list of words is asked, and how they are written is read in a cable. */
export async function nearSpellings(view: View, { cableOf }: CableTexts, word: string, limit: number, without: RowBits): Promise<string[]> {
  const wanted = fold(word);
  if (wanted.length < 3 || wanted.length > 40) return [];
  const most = wanted.length < 5 ? 1 : 2;
  const near = new Set<string>();
  for (const field of ['f_body', 'f_head']) {
    const term = {
      field,
      analyzer: 'words',
      suggest_mode: 'always',
      max_edits: most,
      prefix_length: 0,
      min_word_length: 1,
      size: mostNear,
      shard_size: 1000,
      max_term_freq: 2_000_000_000,
      accuracy: 0,
    };
    const { suggest: found = {} } = await view.once({ size: 0, track_total_hits: false, suggest: { near: { text: wanted, term } } });
    for (const { text } of found['near']?.flatMap(({ options }) => options) ?? [])
      if (text.length > 1 && text.length <= 40 && !isStopWord(text)) near.add(text);
  }
  const spellings = [...near];
  const dsl = (folded: string): Dsl => ({
    bool: { should: ['f_body', 'f_head'].map((name) => ({ term: { [name]: folded } })), minimum_should_match: 1 },
  });
  const { counts } = await countsOf(view, spellings.map(dsl), without);
  const ordered = spellings
    .map((folded, i) => ({ folded, count: counts[i] ?? 0, distance: editDistance(wanted, folded, most) }))
    .filter(({ count, distance }) => count > 0 && distance > 0 && distance <= most)
    .sort((a, b) => a.distance - b.distance || b.count - a.count || (a.folded < b.folded ? -1 : 1));
  const found: string[] = [];
  for (const { folded } of ordered) {
    if (found.length >= limit) break;
    const query = { bool: { filter: [dsl(folded), ...withoutDsl(without)] } };
    const sample = hitsIn(await view.once({ size: mostRead, track_total_hits: false, sort: [{ row: 'asc' }], query, ...rowFields }));
    const written = sample.flatMap(({ row }) => writtenIn(cableOf(row), folded));
    const best = written.find((one) => one !== one.toUpperCase()) ?? written[0];
    if (best !== undefined) found.push(best);
  }
  return found;
}

/** How a cable writes a word, each way once: none where it is only broken between two lines there. */
function writtenIn(cable: Searchable | undefined, folded: string): string[] {
  if (cable === undefined) return [];
  const tokens = [...valuesOf(cable, undefined), cable.body].flatMap((value) => tokenise(value, cable.language)).flatMap(spelt);
  return [...new Set(tokens.filter((token) => token.folded === folded).map(({ surface }) => surface))];
}

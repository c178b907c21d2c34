import type { Names } from '../names/names.ts';
import { RowSet, type RowBits } from '../query/row-set.ts';
import type { FittingIndex } from '../search/engine/fitting-index.ts';

/** Names and index as somebody sees them who must not see some of the cables. */

const nothing: ReadonlySet<number> = new Set();

/** The names that the other cables give. */
export function namesWithout(names: Names, hidden: ReadonlySet<number>): Names {
  const also = (without: ReadonlySet<number> = nothing): ReadonlySet<number> => without.union(hidden);
  return {
    ...names,
    list: (kind, how) => names.list(kind, { ...how, without: also(how.without) }),
    ambiguous: (out) => names.ambiguous(also(out)),
    doubtful: (limit, out) => names.doubtful(limit, also(out)),
    alike: (one, out) => names.alike(one, also(out)),
    get: (id, out) => names.get(id, also(out)),
    named: (name, kind, out) => names.named(name, kind, also(out)),
    complete: (typed, kind, limit, out) => names.complete(typed, kind, limit, also(out)),
    mentions: (id, out) => names.mentions(id, also(out)),
    inCable: (row) => (hidden.has(row) ? [] : names.inCable(row)),
    rowsOf: (ids) => names.rowsOf(ids).filter((row) => !hidden.has(row)),
    cablesNaming: (ids) => new RowSet().add(Iterator.from(names.cablesNaming(ids)).filter((row) => !hidden.has(row))),
    spansIn: (row, ids) => (hidden.has(row) ? [] : names.spansIn(row, ids)),
    ofCable: (row, out) => (hidden.has(row) ? [] : names.ofCable(row, also(out))),
    beside: (id, out) => names.beside(id, also(out)),
    among: (rows, kind, limit, out) =>
      names.among(
        Iterator.from(rows).filter((row) => !hidden.has(row)),
        kind,
        limit,
        also(out),
      ),
    namedBy: (rows, out) =>
      names.namedBy(
        rows.filter((row) => !hidden.has(row)),
        also(out),
      ),
    terms: (how) => names.terms({ ...how, without: also(how.without) }),
    completeTerms: (typed, limit, out) => names.completeTerms(typed, limit, also(out)),
    term: (typed, out) => names.term(typed, also(out)),
    meanings: (key, out) => names.meanings(key, also(out)),
    knownTerms: (keys, out) => names.knownTerms(keys, also(out)),
    spelledOutIn: (row) => (hidden.has(row) ? [] : names.spelledOutIn(row)),
    rare: (kind, most, out) => names.rare(kind, most, also(out)),
    second: async (places) => {
      const seen = await names.second(places);
      return places.map(({ row }, i) => (hidden.has(row) ? undefined : seen[i]));
    },
    progress() {
      const { done, total } = names.progress();
      return { done: Math.max(0, done - hidden.size), total: Math.max(0, total - hidden.size) };
    },
    cross: (task) => names.cross({ ...task, without: [...also(new Set(task.without))] }),
  };
}

/** Every question that an index answers, asked of it without more rows. */
export function askedWithout(
  index: FittingIndex,
  also: (without?: RowBits) => RowBits,
): Pick<FittingIndex, 'find' | 'counts' | 'rows' | 'suggest' | 'similar'> {
  return {
    find: (query, options) => index.find(query, { ...options, without: also(options.without) }),
    counts: (query, field, options) => index.counts(query, field, { ...options, without: also(options?.without) }),
    rows: (query, options) => index.rows(query, { ...options, without: also(options?.without) }),
    suggest: (word, limit, without) => index.suggest(word, limit, also(without)),
    similar: (row, limit, without) => index.similar(row, limit, also(without)),
  };
}

/** The index of the other cables: what is hidden is not found, and does not count in how rare a word is. */
export function indexWithout(index: FittingIndex, hidden: ReadonlySet<number>): FittingIndex {
  const asked = askedWithout(index, (without) => new RowSet(without).add(hidden).bytes());
  return {
    ...index,
    ...asked,
    similar: async (row, limit, without) => (hidden.has(row) ? [] : asked.similar(row, limit, without)),
    progress() {
      const { done, total } = index.progress();
      return { done: Math.max(0, done - hidden.size), total: Math.max(0, total - hidden.size) };
    },
  };
}

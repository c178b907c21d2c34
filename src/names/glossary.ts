import type { Db } from '../store/database.ts';
import { jsonList, type NamesFile } from './names-file.ts';

/** A term of the trove (COREU, 3PLA), by its key, and how many cables spell it out. */
export type GlossaryTerm = { key: string; term: string; cables: number };
/** One way in which cables spell a term out, how many do, and the first places. */
export type TermMeaning = { meaning: string; cables: number; places: readonly TermPlace[] };
type TermPlace = { row: number; start: number; end: number };

const nothing: ReadonlySet<number> = new Set();
const placesShown = 3;
const meaningsShown = 12;

/** Terms and what the cables themselves say they mean, as language/spelled-out.ts finds it. `without`: rows that the caller may not see. */
export type Glossary = {
  /** Those that most cables spell out first. */
  terms(how: { offset: number; limit: number; without?: ReadonlySet<number> }): { total: number; rows: GlossaryTerm[] };
  completeTerms(typed: string, limit: number, without?: ReadonlySet<number>): GlossaryTerm[];
  term(typed: string, without?: ReadonlySet<number>): GlossaryTerm | undefined;
  /** The meanings of a term, the most frequent first. */
  meanings(key: string, without?: ReadonlySet<number>): TermMeaning[];
  /** Which of these keys cables spell out. */
  knownTerms(keys: readonly string[], without?: ReadonlySet<number>): Set<string>;
  /** The keys of the terms that a cable spells out itself. */
  spelledOutIn(row: number): string[];
};

/** The letters and digits of a term: Y.P.F.B. and YPFB are one. */
export const termKey = (term: string): string => term.replaceAll(/[^\p{L}\d]/gu, '').toUpperCase();

/** A meaning without case, accents and signs: how it is compared. */
export const foldedMeaning = (meaning: string): string =>
  meaning
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}+|['’]/gu, '')
    .replaceAll(/[^\p{L}\d]+/gu, ' ')
    .trim();

/** Sums up what was read: done by the thread, so that no list or card adds up anything. The usual spelling stands for the others. */
export function sumUpTerms(names: Db): void {
  names.transaction(() => {
    names.exec(`DELETE FROM terms;
      DELETE FROM meanings;
      DELETE FROM spellings;
      DELETE FROM wordings;
      INSERT INTO spellings SELECT key, term, count(*) FROM spelled_out GROUP BY key, term;
      INSERT INTO wordings SELECT key, folded, meaning, count(*) FROM spelled_out GROUP BY key, folded, meaning;
      INSERT INTO terms SELECT key, count(DISTINCT row) FROM spelled_out GROUP BY key;
      INSERT INTO meanings SELECT key, folded, count(DISTINCT row) FROM spelled_out GROUP BY key, folded;`);
  })();
}

type HiddenPlace = { row: number; key: string; term: string; folded: string; meaning: string };
type Counted = { key: string; cables: number };
type Spelling = { text: string; n: number };

const hiddenPlaces = (names: NamesFile, without: ReadonlySet<number>): HiddenPlace[] =>
  without.size === 0
    ? []
    : names.all<HiddenPlace>(
        'SELECT s.row, s.key, s.term, s.folded, s.meaning FROM json_each(?) AS h CROSS JOIN spelled_out AS s ON s.row = h.value',
        jsonList(without),
      );

/** These sums without what is hidden, those of which nothing is left left out. */
const seen = <T extends Counted>(rows: readonly T[], hidden: readonly HiddenPlace[], isOf: (row: T, place: HiddenPlace) => boolean): T[] =>
  rows.flatMap((row) => {
    const cables = row.cables - cablesOf(hidden.filter((place) => isOf(row, place)));
    return cables <= 0 ? [] : [{ ...row, cables }];
  });

/** The terms in the names database. What hidden cables add to a sum is taken off again, so that no large sum is made anew. */
export function createGlossary(names: NamesFile): Glossary {
  const toTerm = ({ key, cables }: Counted, hidden: readonly HiddenPlace[]): GlossaryTerm => ({
    key,
    cables,
    term: usual(
      names.all<Spelling>('SELECT term AS text, n FROM spellings WHERE key = ?', key),
      hidden.flatMap((place) => (place.key === key ? [place.term] : [])),
    ),
  });
  const byKey = (row: Counted, place: HiddenPlace): boolean => place.key === row.key;
  const termsOf = (rows: readonly Counted[], without: ReadonlySet<number>): GlossaryTerm[] => {
    const hidden = hiddenPlaces(names, without);
    return seen(rows, hidden, byKey).map((row) => toTerm(row, hidden));
  };
  return {
    terms: ({ offset, limit, without = nothing }) => {
      const hidden = hiddenPlaces(names, without);
      const { total, rows } = listed(names, { offset, limit, touched: [...new Set(hidden.map(({ key }) => key))] }, (some) =>
        seen(some, hidden, byKey),
      );
      return { total, rows: rows.map((row) => toTerm(row, hidden)) };
    },
    completeTerms: (typed, limit, without = nothing) => {
      const key = termKey(typed);
      const rows = names.all<Counted>(
        'SELECT * FROM terms WHERE key >= ? AND key < ? ORDER BY cables DESC, key LIMIT ?',
        key,
        `${key}\u{10FFFF}`,
        limit + hiddenPlaces(names, without).length,
      );
      return termsOf(rows, without).toSorted(mostFirst).slice(0, limit);
    },
    term: (typed, without = nothing) => termsOf(names.all<Counted>('SELECT * FROM terms WHERE key = ?', termKey(typed)), without)[0],
    meanings: (key, without = nothing) =>
      meaningsOf(
        names,
        key,
        hiddenPlaces(names, without).filter((place) => place.key === key),
        without,
      ),
    knownTerms: (keys, without = nothing) => {
      const rows = names.all<Counted>('SELECT * FROM terms WHERE key IN (SELECT value FROM json_each(?))', jsonList(keys));
      return new Set(seen(rows, hiddenPlaces(names, without), byKey).map(({ key }) => key));
    },
    spelledOutIn: (row) => names.all<{ key: string }>('SELECT DISTINCT key FROM spelled_out WHERE row = ?', row).map(({ key }) => key),
  };
}

const cablesOf = (places: readonly HiddenPlace[]): number => new Set(places.map(({ row }) => row)).size;

/** The spelling that most places have, the shortest of several; `hidden`: those of places that are not to be seen, one by one. */
function usual(spellings: readonly Spelling[], hidden: readonly string[]): string {
  const left = spellings.map(({ text, n }) => ({ text, n: n - hidden.filter((one) => one === text).length }));
  return left.toSorted((a, b) => b.n - a.n || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))[0]?.text ?? '';
}

const mostFirst = (a: Counted, b: Counted): number => b.cables - a.cables || (a.key < b.key ? -1 : 1);

/** A page of all terms, in the order that they have without what is hidden. `touched`: the keys of which something is. */
function listed(
  names: NamesFile,
  { offset, limit, touched }: { offset: number; limit: number; touched: readonly string[] },
  seen: (rows: readonly Counted[]) => Counted[],
): { total: number; rows: Counted[] } {
  const others = 'key NOT IN (SELECT value FROM json_each(?))';
  const list = jsonList(touched);
  const moved = seen(names.all<Counted>('SELECT * FROM terms WHERE key IN (SELECT value FROM json_each(?))', list)).toSorted(mostFirst);
  const total = (names.all<{ n: number }>(`SELECT count(*) AS n FROM terms WHERE ${others}`, list)[0]?.n ?? 0) + moved.length;
  // Those that moved may stand anywhere among the others: so many more of these are read before the page.
  const from = Math.max(0, offset - moved.length);
  const rest = names.all<Counted>(
    `SELECT * FROM terms WHERE ${others} ORDER BY cables DESC, key LIMIT ? OFFSET ?`,
    list,
    offset - from + limit,
    from,
  );
  const [first] = rest;
  const before =
    first === undefined ? Math.max(0, moved.length - (offset - from)) : moved.filter((one) => mostFirst(one, first) < 0).length;
  const isFirst = from === 0;
  const merged = [...(isFirst ? moved : moved.slice(before)), ...rest].toSorted(mostFirst);
  return { total, rows: merged.slice(offset - from - (isFirst ? 0 : before)).slice(0, limit) };
}

/** The meanings of one term; `hidden`: its places that are not to be seen. */
function meaningsOf(names: NamesFile, key: string, hidden: readonly HiddenPlace[], without: ReadonlySet<number>): TermMeaning[] {
  const rows = names.all<Counted & { folded: string }>(
    'SELECT * FROM meanings WHERE key = ? ORDER BY cables DESC, folded LIMIT ?',
    key,
    meaningsShown + hidden.length,
  );
  return seen(rows, hidden, ({ folded }, place) => place.folded === folded)
    .toSorted((a, b) => b.cables - a.cables || (a.folded < b.folded ? -1 : 1))
    .slice(0, meaningsShown)
    .map(({ folded, cables }) => ({
      cables,
      meaning: usual(
        names.all<Spelling>('SELECT meaning AS text, n FROM wordings WHERE key = ? AND folded = ?', key, folded),
        hidden.flatMap((place) => (place.folded === folded ? [place.meaning] : [])),
      ),
      places: names.all<TermPlace>(
        'SELECT row, start, end FROM spelled_out WHERE key = ? AND folded = ? AND row NOT IN (SELECT value FROM json_each(?)) GROUP BY row ORDER BY row LIMIT ?',
        key,
        folded,
        jsonList(without),
        placesShown,
      ),
    }));
}

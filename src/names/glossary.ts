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
      INSERT INTO terms SELECT key, term, cables FROM (
        SELECT s.key, s.term, (SELECT count(DISTINCT row) FROM spelled_out AS a WHERE a.key = s.key) AS cables,
          row_number() OVER (PARTITION BY s.key ORDER BY count(*) DESC, length(s.term), s.term) AS place
        FROM spelled_out AS s GROUP BY s.key, s.term) WHERE place = 1;
      INSERT INTO meanings SELECT key, folded, meaning, cables FROM (
        SELECT s.key, s.folded, s.meaning, (SELECT count(DISTINCT row) FROM spelled_out AS a WHERE a.key = s.key AND a.folded = s.folded) AS cables,
          row_number() OVER (PARTITION BY s.key, s.folded ORDER BY count(*) DESC, s.meaning) AS place
        FROM spelled_out AS s GROUP BY s.key, s.folded, s.meaning) WHERE place = 1;`);
  })();
}

/** The terms in the names database. */
export function createGlossary(names: NamesFile): Glossary {
  /** Those that only cables spell out which the caller may not see. */
  const onlyIn = (without: ReadonlySet<number>): string =>
    without.size === 0
      ? '[]'
      : jsonList(
          names
            .all<{ key: string }>(
              `WITH hidden AS (SELECT value AS row FROM json_each(?)),
                 touched AS (SELECT DISTINCT key FROM spelled_out WHERE row IN hidden)
               SELECT key FROM touched AS t
               WHERE NOT EXISTS (SELECT 1 FROM spelled_out AS s WHERE s.key = t.key AND s.row NOT IN hidden)`,
              jsonList(without),
            )
            .map(({ key }) => key),
        );
  const seen = (rows: readonly GlossaryTerm[], without: ReadonlySet<number>): GlossaryTerm[] =>
    rows.flatMap((one) => {
      const cables = without.size === 0 ? one.cables : countOf(one.key, without);
      return cables === 0 ? [] : [{ ...one, term: shownAs(one, without), cables }];
    });
  const countOf = (key: string, without: ReadonlySet<number>): number =>
    names.all<{ n: number }>(
      'SELECT count(DISTINCT row) AS n FROM spelled_out WHERE key = ? AND row NOT IN (SELECT value FROM json_each(?))',
      key,
      jsonList(without),
    )[0]?.n ?? 0;
  /** A spelling that only hidden cables have is not shown. */
  const shownAs = ({ key, term }: GlossaryTerm, without: ReadonlySet<number>): string =>
    without.size === 0
      ? term
      : (names.all<{ term: string }>(
          'SELECT term FROM spelled_out WHERE key = ? AND row NOT IN (SELECT value FROM json_each(?)) GROUP BY term ORDER BY count(*) DESC, length(term), term LIMIT 1',
          key,
          jsonList(without),
        )[0]?.term ?? term);
  return {
    terms: ({ offset, limit, without = nothing }) => {
      const hidden = onlyIn(without);
      const isSeen = 'key NOT IN (SELECT value FROM json_each(?))';
      const total = names.all<{ n: number }>(`SELECT count(*) AS n FROM terms WHERE ${isSeen}`, hidden)[0]?.n ?? 0;
      const rows = names.all<GlossaryTerm>(
        `SELECT * FROM terms WHERE ${isSeen} ORDER BY cables DESC, key LIMIT ? OFFSET ?`,
        hidden,
        limit,
        offset,
      );
      return { total, rows: seen(rows, without) };
    },
    completeTerms: (typed, limit, without = nothing) => {
      const key = termKey(typed);
      return seen(
        names.all<GlossaryTerm>(
          'SELECT * FROM terms WHERE key >= ? AND key < ? ORDER BY cables DESC, key LIMIT ?',
          key,
          `${key}\u{10FFFF}`,
          limit,
        ),
        without,
      );
    },
    term: (typed, without = nothing) => seen(names.all<GlossaryTerm>('SELECT * FROM terms WHERE key = ?', termKey(typed)), without)[0],
    meanings: (key, without = nothing) => meaningsOf(names, key, without),
    knownTerms: (keys, without = nothing) =>
      new Set(
        names
          .all<{ key: string }>(
            `SELECT key FROM terms AS t WHERE key IN (SELECT value FROM json_each(?)) AND EXISTS (
               SELECT 1 FROM spelled_out AS s WHERE s.key = t.key AND s.row NOT IN (SELECT value FROM json_each(?)))`,
            jsonList(keys),
            jsonList(without),
          )
          .map(({ key }) => key),
      ),
    spelledOutIn: (row) => names.all<{ key: string }>('SELECT DISTINCT key FROM spelled_out WHERE row = ?', row).map(({ key }) => key),
  };
}

function meaningsOf(names: NamesFile, key: string, without: ReadonlySet<number>): TermMeaning[] {
  const hidden = jsonList(without);
  const isSeen = 'row NOT IN (SELECT value FROM json_each(?))';
  // Without hidden cables what was summed up holds; with some, only those of this one term are counted again.
  const rows =
    without.size === 0
      ? names.all<{ folded: string; meaning: string; cables: number }>(
          'SELECT folded, meaning, cables FROM meanings WHERE key = ? ORDER BY cables DESC, folded LIMIT ?',
          key,
          meaningsShown,
        )
      : names.all<{ folded: string; meaning: string; cables: number }>(
          `SELECT folded, min(meaning) AS meaning, count(DISTINCT row) AS cables FROM spelled_out WHERE key = ? AND ${isSeen}
           GROUP BY folded ORDER BY cables DESC, folded LIMIT ?`,
          key,
          hidden,
          meaningsShown,
        );
  return rows.map(({ folded, meaning, cables }) => ({
    meaning,
    cables,
    places: names.all<TermPlace>(
      `SELECT row, start, end FROM spelled_out WHERE key = ? AND folded = ? AND ${isSeen} GROUP BY row ORDER BY row LIMIT ?`,
      key,
      folded,
      hidden,
      placesShown,
    ),
  }));
}

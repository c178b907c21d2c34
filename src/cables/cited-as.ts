import { wholeKey } from './cited-key.ts';
import type { Db } from '../store/database.ts';

/** Finds cables by the forms in which people cite them. */
export type CitedAs = {
  /** Rows of the cables that this form names: those of its very key, else, where it prints no year, those of any year. At most `limit`. */
  exactly(typed: string, limit: number): number[];
  /** Rows of the cables that it names, then of those whose key begins so. At most `limit`. */
  beginning(typed: string, limit: number): number[];
};

/** Numbers alone and words alone are no citation. */
const isCitation = (key: string): boolean => /\p{L}/u.test(key) && /\d/.test(key);
const hasYear = (key: string): boolean => /^[12]\d{3} /.test(key);

export function createCitedAs(db: Db): CitedAs {
  const prepared = (where: string) => db.prepare<(string | number)[], number>(`SELECT DISTINCT row FROM refkeys WHERE ${where}`).pluck();
  // In the words of the index of keys without their year.
  const anyYear = "key GLOB '[12][0-9][0-9][0-9] *' AND substr(key, 6)";
  const byKey = prepared('key = ? ORDER BY row LIMIT ?');
  const byKeyOfAnyYear = prepared(`${anyYear} = ? ORDER BY key, row LIMIT ?`);
  const byStart = prepared('key >= ? AND key < ? ORDER BY key LIMIT ?');
  const byStartOfAnyYear = prepared(`${anyYear} >= ? AND substr(key, 6) < ? ORDER BY substr(key, 6), key LIMIT ?`);

  const exactly = (typed: string, limit: number): number[] => {
    const key = wholeKey(typed);
    if (!isCitation(key)) return [];
    const found = byKey.all(key, limit);
    return found.length > 0 || hasYear(key) ? found : byKeyOfAnyYear.all(key, limit);
  };
  return {
    exactly,
    beginning(typed, limit) {
      // A digit behind it tells what is typed so far from a whole number, and a year from the post that follows it.
      const start = wholeKey(`${typed}1`).slice(0, -1).trimEnd();
      if (!isCitation(start)) return exactly(typed, limit);
      const range = [start, `${start}\u{10FFFF}`, limit];
      const begun = [...byStart.all(...range), ...(hasYear(start) ? [] : byStartOfAnyYear.all(...range))];
      return [...new Set([...exactly(typed, limit), ...begun])].slice(0, limit);
    },
  };
}

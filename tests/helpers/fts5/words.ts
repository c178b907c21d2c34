import { fits } from '../../../src/query/patterns.ts';
import type { PatternNode } from '../../../src/query/tree.ts';
import { fold } from '../../../src/language/tokens.ts';
import type { Db } from '../../../src/store/database.ts';
import { quoteWord } from './question.ts';
import { mayBeNear, nearWords, withoutLost, type VocabularyEntry } from '../../../src/search/engine/vocabulary.ts';

/** The words of the trove as they are spelled (folded), looked up in the index file. */
export type FtsWords = {
  /** Words that match a pattern, most frequent first. Not for regular expressions. */
  like(node: PatternNode): string[];
  /** Words that contain these letters. */
  containing(letters: string): string[];
  /** Words near to `word` in spelling that still stand in a text, best first; `lost`: how often words are not to be counted. */
  near(word: string, limit: number, lost: ReadonlyMap<string, number>): string[];
};

type CountedWord = { folded: string; count: number };

/** Prepares the look-ups in the table of words. */
export function createFtsWords(db: Db): FtsWords {
  const ofSize = db.prepare<[number], VocabularyEntry>('SELECT folded, surface, count FROM words WHERE size = ? AND count > 0');
  const isWord = db.prepare<[string], number>('SELECT count(*) FROM words WHERE folded = ?').pluck();
  const isInText = db.prepare<[string], number>('SELECT rowid FROM text_forms WHERE text_forms MATCH ?').pluck();
  const betweenWords = db.prepare<[string, string], CountedWord>('SELECT folded, count FROM words WHERE folded >= ? AND folded < ?');
  const betweenSizes = db.prepare<[number, number], CountedWord>('SELECT folded, count FROM words WHERE size BETWEEN ? AND ?');
  const containing = db.prepare<[string], string>('SELECT folded FROM words WHERE instr(folded, ?) > 0').pluck();

  const fuzzy = function* (wanted: string, most: number): Generator<CountedWord> {
    for (const word of betweenSizes.iterate(wanted.length - most, wanted.length + most))
      if (mayBeNear(word.folded, wanted, most)) yield word;
  };
  /** The words that may match: those of a similar length for a near spelling, else those with the same beginning. */
  const candidates = ({ how, pattern, most = 0 }: PatternNode): Iterable<CountedWord> => {
    if (how === 'fuzzy') return fuzzy(fold(pattern), most);
    const start = fold(/^[^*?]*/.exec(pattern)?.[0] ?? '');
    return betweenWords.iterate(start, `${start}\u{10ffff}`);
  };

  /** Each question has new nodes, so what is kept for one never goes stale. */
  const known = new WeakMap<PatternNode, string[]>();

  return {
    like(node) {
      const before = known.get(node);
      if (before !== undefined) return before;
      const isMeant = fits(node);
      const found: CountedWord[] = [];
      for (const word of candidates(node)) if (isMeant(word)) found.push(word);
      found.sort((a, b) => b.count - a.count || (a.folded < b.folded ? -1 : 1));
      const words = found.map(({ folded }) => folded);
      known.set(node, words);
      return words;
    },
    containing: (letters) => containing.all(letters),
    near: (word, limit, lost) =>
      nearWords(
        word,
        limit,
        (size) => withoutLost(ofSize.all(size), lost),
        ({ folded }) => (isWord.get(folded) ?? 0) > 0 && isInText.get(quoteWord(folded)) !== undefined,
      ),
  };
}

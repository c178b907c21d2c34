import { openReader, type Db } from '../../store/database.ts';
import { serve } from '../../threads/thread.ts';
import type { PassagePlan, PassageText, Ranked } from './plan.ts';
import { rankPassages } from './score.ts';

/** Characters of texts that are read for one question. */
const mostRead = 12_000_000;

/** Reads texts and ranks their passages. `database`: the archive's. It is told which cables to read, by those who know who asks. */
export const passagesThread = serve(({ database }: { database: string }) => {
  let db: Db | undefined;
  return {
    /** The best passages of these cables, the first ones first where they are too long to be read. */
    rank(plan: PassagePlan, rows: readonly number[], most: number): Ranked {
      db ??= openReader(database);
      const find = db.prepare<[number], PassageText & { title: string }>(
        'SELECT row, ref, body, subject, title, origin, date, language FROM cables WHERE row = ?',
      );
      let read = 0;
      const texts = rows.values().flatMap((row): PassageText[] => {
        const found = read > mostRead ? undefined : find.get(row);
        read += found?.body.length ?? 0;
        return found === undefined ? [] : [{ ...found, subject: found.subject === '' ? found.title : found.subject }];
      });
      return rankPassages(plan, texts, most);
    },
    end: () => void db?.close(),
  };
});

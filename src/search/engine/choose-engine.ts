import type { Db } from '../../store/database.ts';
import { engineNames, type EngineName } from './engine.ts';

/** The values of the operator's setting. */
export const engineSettings = ['auto', ...engineNames, 'opensearch'] as const;
export type EngineSetting = (typeof engineSettings)[number];

/** Characters of text up to which MiniSearch starts within a second: about 2,000 cables of 1,000 words. */
const mostCharacters = 13_000_000;
/** Texts that are measured to estimate the length of all. */
const measured = 50;

/** The engine for the cables of a desk: as set, or by the size of the trove as it is now. */
export function engineFor(db: Db, setting: EngineSetting): EngineName {
  if (setting !== 'auto') return setting;
  const rows = db.prepare<[], number>('SELECT row FROM cables INDEXED BY cables_by_hash').pluck().all();
  const lengthOf = db.prepare<[number], number>('SELECT length(body) FROM cables WHERE row = ?').pluck();
  const step = Math.max(1, Math.floor(rows.length / measured));
  const sample = rows.filter((_, i) => i % step === 0);
  const mean = sample.reduce((sum, row) => sum + (lengthOf.get(row) ?? 0), 0) / Math.max(1, sample.length);
  return rows.length * mean > mostCharacters ? 'packed' : 'minisearch';
}

import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Db } from '../store/database.ts';
import { phrases } from './recognise/gazetteer.ts';
import read, { type ReadingTask } from './recognise/pool-task.ts';
import type { CableName, ReadText } from './recognise/read-cable.ts';
import type { EntityKind, Judgment, ListedName } from './resolve/entity.ts';
import { nameKey } from './resolve/person-name.ts';
import { spelledOut } from '../language/spelled-out.ts';
import { foldedMeaning, termKey } from './glossary.ts';
import { mentionColumns } from './store.ts';

/** Cables per batch. */
const batchSize = 25;
/** With this many cables to read, as after an import, a pool of threads helps. */
const poolThreshold = 200;
const maxPoolThreads = 3;

type ReadCable = Required<ReadText> & { row: number; ref: string; trove: string; hash: string };

export type ReadingJob = {
  cables: Db;
  names: Db;
  /** Rows of the cables to read. */
  todo: readonly number[];
  listed: readonly ListedName[];
  judgments: readonly Judgment[];
  /** How sure a name must be. */
  floor: number;
  stopIfEnding(): void;
  /** Called after each batch with how many cables have been read. */
  onRead(count: number): void;
};

/** Recognises the names in these cables and keeps them in the names file, batch by batch. */
export async function readCables({ cables, names, todo, listed, judgments, floor, stopIfEnding, onRead }: ReadingJob): Promise<void> {
  const known = new Map<string, ReturnType<typeof knownPhrases>>();
  const knownIn = (trove: string) => {
    const found =
      known.get(trove) ??
      knownPhrases(
        listed.filter((one) => one.trove === trove),
        judgments,
      );
    known.set(trove, found);
    return found;
  };
  const cableOf = cables.prepare<[number], ReadCable>(
    'SELECT row, ref, trove, date, subject, body, hash, origin, destination, origin_place AS place FROM cables WHERE row = ?',
  );
  const keep = createKeeper(names);
  let next = 0;
  const readBatches = async (reader: (task: ReadingTask) => CableName[][] | Promise<CableName[][]>): Promise<void> => {
    while (next < todo.length) {
      stopIfEnding();
      const batch = todo.slice(next, next + batchSize);
      next += batchSize;
      for (const [trove, found] of Map.groupBy(
        batch.flatMap((row) => cableOf.get(row) ?? []),
        (cable) => cable.trove,
      )) {
        const mentions = await reader({ cables: found, listed: knownIn(trove), floor });
        stopIfEnding();
        keep(found, mentions);
      }
      onRead(batch.length);
      await yieldToEventLoop();
    }
  };
  const threads = todo.length < poolThreshold ? 0 : Math.min(maxPoolThreads, availableParallelism() - 1);
  const pool =
    threads > 0 ? new Piscina({ filename: new URL('./recognise/pool-task.ts', import.meta.url).href, maxThreads: threads }) : undefined;
  const askPool = (task: ReadingTask): Promise<CableName[][]> => pool?.run(task) as Promise<CableName[][]>;
  try {
    // Two batches in flight per pool thread keep it busy while this thread reads a batch of its own.
    await Promise.all([readBatches(read), ...Array.from({ length: 2 * threads }, () => readBatches(askPool))]);
  } finally {
    next = todo.length;
    await pool?.destroy();
  }
}

const yieldToEventLoop = () => new Promise((done) => setImmediate(done));

/** Writes the names of cables that were read, in place of those read before. */
function createKeeper(names: Db) {
  const deleteMentions = names.prepare('DELETE FROM mentions WHERE row = ?');
  const insert = names.prepare(
    `INSERT OR IGNORE INTO mentions (${mentionColumns}) VALUES (@row, @part, @start, @end, @kind, @surface, @rule, @sure, @more)`,
  );
  const deleteTerms = names.prepare('DELETE FROM spelled_out WHERE row = ?');
  const insertTerm = names.prepare(
    'INSERT OR IGNORE INTO spelled_out (row, start, end, term, key, meaning, folded) VALUES (@row, @start, @end, @term, @key, @meaning, @folded)',
  );
  const markRead = names.prepare(
    'INSERT OR REPLACE INTO read_cables (row, ref, trove, date, hash) VALUES (@row, @ref, @trove, @date, @hash)',
  );
  const forgetResolved = names.prepare("DELETE FROM about WHERE name = 'resolved'");
  return names.transaction((found: readonly ReadCable[], mentions: readonly CableName[][]) => {
    forgetResolved.run();
    for (const [i, cable] of found.entries()) {
      deleteMentions.run(cable.row);
      for (const { part, start, end, kind, surface, rule, sure, ...more } of mentions[i] ?? [])
        insert.run({ row: cable.row, part, start, end, kind, surface, rule, sure, more: JSON.stringify(more) });
      deleteTerms.run(cable.row);
      for (const one of spelledOut(cable.body))
        insertTerm.run({ row: cable.row, ...one, key: termKey(one.term), folded: foldedMeaning(one.meaning) });
      markRead.run({ row: cable.row, ref: cable.ref, trove: cable.trove, date: cable.date, hash: cable.hash });
    }
  });
}

/** The names that are recognised wherever they stand: those of the trove's description and of editors' judgments. */
const knownPhrases = (listed: readonly ListedName[], judgments: readonly Judgment[]) =>
  phrases(
    [
      ...listed.flatMap(({ kind, name, aliases }) => [name, ...aliases].map((one) => [one, kind] as const)),
      ...judgedNames(judgments),
    ].filter(([name, kind]) => nameKey(kind, name).length > 2 && /\s|\p{Lu}\p{Lu}/u.test(name)),
  );

/** Names in editors' judgments, with their kinds: recognised as such in every cable read from then on. */
function judgedNames(judgments: readonly Judgment[]): (readonly [string, EntityKind])[] {
  return judgments.flatMap((one): (readonly [string, EntityKind])[] => {
    if (one.kind === 'country') return [];
    if (one.verb === 'merge' || one.verb === 'rename') return [[one.name, one.kind] as const, [one.to, one.kind] as const];
    if (one.verb === 'retype') return one.to === 'country' ? [] : [[one.name, one.to] as const];
    return one.verb === 'assign' || one.verb === 'confirm' ? [[one.name, one.kind] as const] : [];
  });
}

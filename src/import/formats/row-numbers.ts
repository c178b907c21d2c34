import type { ReadRecord } from './format.ts';

/** Records by which it is told whether ids are row numbers. */
const looked = 50;

/**
 * Ids that only number the records of a file are no ids: they run 1, 2, 3 ... through it, and one more record at its
 * beginning would give each to its neighbour.
 */
export async function* withoutRowNumbers(records: AsyncIterable<ReadRecord>): AsyncGenerator<ReadRecord> {
  let first: ReadRecord[] | undefined = [];
  let areRows = false;
  for await (const record of records) {
    if (first === undefined) {
      yield areRows ? withRow(record) : record;
      continue;
    }
    first.push(record);
    if (first.length < looked) continue;
    areRows = areRowNumbers(first);
    yield* areRows ? first.map(withRow) : first;
    first = undefined;
  }
  if (first !== undefined) yield* areRowNumbers(first) ? first.map(withRow) : first;
}

function areRowNumbers(records: readonly ReadRecord[]): boolean {
  const ids = records.flatMap((record, i) => ('draft' in record ? [{ i, id: record.draft.id ?? '' }] : []));
  const [start] = ids;
  if (start === undefined || !ids.every(({ id }) => /^\d{1,8}$/.test(id))) return false;
  const isRun = ids.every(({ i, id }) => Number(id) - i === Number(start.id) - start.i);
  // A part of a longer list begins anywhere, but two numbers in a row may be chance.
  return isRun && (Number(start.id) - start.i <= 1 || ids.length > 2);
}

function withRow(record: ReadRecord): ReadRecord {
  if (!('draft' in record) || record.draft.id === undefined) return record;
  const { id: _row, ...draft } = record.draft;
  return { ...record, draft };
}

import { addTo, isOfDate, partOfDate, type CountedField, type KeptValue, type Tally } from '../counted.ts';
import type { Bits } from './bits.ts';
import { packedNumbers, type PackedNumbers } from './packed-numbers.ts';
import type { SealedWriter } from './sealed-file.ts';
import type { Texts } from './texts.ts';

/** A field that cables are counted by: each of its values once, and the number of every document's. */
export type Column = { values: Texts; numbers: PackedNumbers };

/** Where columns and dates are read. */
type Columns = { dates: Texts; dateDocs: Int32Array; column(field: KeptValue): Column };

/** Writes the numbers of the documents' values; returns the values. */
export function writeColumn(out: SealedWriter, field: KeptValue, ofDocs: readonly string[]): string[] {
  const known = new Map<string, number>();
  const numbers = new Int32Array(ofDocs.length);
  for (const [doc, value] of ofDocs.entries()) {
    let number = known.get(value);
    if (number === undefined) known.set(value, (number = known.size));
    numbers[doc] = number;
  }
  out.section(`doc ${field}`);
  out.append(packedNumbers(numbers));
  return [...known.keys()];
}

/** How many of these documents of all segments have each value. */
export function tallyOf(matched: readonly { segment: Columns; documents: Bits }[], field: CountedField): Tally {
  const tally: Tally = new Map();
  for (const { segment, documents } of matched) addCounts(segment, documents, field, tally);
  return tally;
}

function addCounts(segment: Columns, documents: Bits, field: CountedField, tally: Tally): void {
  const [texts, counts] = isOfDate(field) ? countDates(segment, documents) : countValues(segment.column(field), documents);
  for (const [i, cables] of counts.entries())
    if (cables > 0) addTo(tally, isOfDate(field) ? partOfDate(texts.get(i), field) : texts.get(i), cables);
}

function countValues({ values, numbers }: Column, documents: Bits): [Texts, Int32Array] {
  const counts = new Int32Array(values.count);
  for (let doc = documents.next(0); doc !== -1; doc = documents.next(doc + 1)) {
    const number = numbers.get(doc);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return [values, counts];
}

/** Documents lie in the order of their dates. */
function countDates({ dates, dateDocs }: Columns, documents: Bits): [Texts, Int32Array] {
  const counts = new Int32Array(dates.count);
  let date = 0;
  for (let doc = documents.next(0); doc !== -1; doc = documents.next(doc + 1)) {
    while ((dateDocs[date + 1] ?? 0) <= doc) date += 1;
    counts[date] = (counts[date] ?? 0) + 1;
  }
  return [dates, counts];
}

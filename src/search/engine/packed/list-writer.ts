import { Bytes, Numbers, unsigned, unsignedSize } from './bytes.ts';
import { isDense, packedDense } from './dense-list.ts';
import { blockSize } from './layout.ts';
import { packedSparse } from './sparse-list.ts';

/** One list while it is put together: its documents, how often its word stands in each, and where. */
export class ListWriter {
  readonly docs = new Numbers();
  readonly times = new Numbers();
  readonly positions = new Numbers();

  /** Adds a document, after all that it holds; its positions have been added. */
  add(doc: number, times: number): void {
    this.docs.push(doc);
    this.times.push(times);
  }

  clear(): void {
    for (const numbers of [this.docs, this.times, this.positions]) numbers.clear();
  }

  /** As it is written in a segment of so many documents. */
  packed(all: number): { documents: Uint8Array; positions: Uint8Array } {
    const [docs, times] = [this.docs.written(), this.times.written()];
    const positions = new Bytes(this.positions.length * 2);
    const ends = new Numbers();
    const isInBits = isDense(docs.length, all);
    const blocks = isInBits ? Math.ceil(all / blockSize) : Math.ceil(docs.length / blockSize);
    let [doc, position] = [0, 0];
    for (let block = 1; block <= blocks; block += 1) {
      const start = position;
      for (; doc < docs.length && (isInBits ? (docs[doc] ?? 0) : doc) < block * blockSize; doc += 1) position += times[doc] ?? 0;
      appendPositions(positions, this.positions.data.subarray(start, position));
      ends.push(positions.length);
    }
    const documents = isInBits ? packedDense(docs, times, all, ends.written()) : packedSparse(docs, times, ends.written());
    return { documents, positions: positions.written() };
  }
}

/** Two bytes each, in a block with a very long document four: one size in all of them is read without looking at each. */
function appendPositions(to: Bytes, positions: Int32Array): void {
  const bytes = new Uint8Array(positions.length * Math.max(2, unsignedSize(positions)));
  unsigned(bytes, positions.length).set(positions);
  to.append(bytes);
}

import { Bytes, firstNotBelow, packedAscending, unpacked, summed, Numbers } from './bytes.ts';
import type { SealedReader, SealedWriter } from './sealed-file.ts';
import type { Texts } from './texts.ts';

/*
 * Which words hold which three letters in a row: what finds words by their middle or their end. Letters are UTF-16 units,
 * so that three of them make one number.
 */

const trigramAt = (text: string, at: number): number =>
  text.charCodeAt(at) * 2 ** 32 + text.charCodeAt(at + 1) * 65_536 + text.charCodeAt(at + 2);

/** Writes for each three letters the words, by number, that hold them. */
export function writeTrigrams(out: SealedWriter, forms: readonly string[]): void {
  const holders = new Map<number, Numbers>();
  for (const [form, word] of forms.entries())
    for (let at = 0; at + 2 < word.length; at += 1) {
      const trigram = trigramAt(word, at);
      let found = holders.get(trigram);
      if (found === undefined) holders.set(trigram, (found = new Numbers(4)));
      if (found.length === 0 || found.data[found.length - 1] !== form) found.push(form);
    }
  const keys = Float64Array.from(holders.keys()).sort();
  const lists = new Bytes(4096);
  const first: number[] = [];
  for (const key of keys) {
    first.push(lists.length);
    lists.append(packedAscending(holders.get(key)?.written() ?? []));
  }
  first.push(lists.length);
  out.section('trigrams');
  out.numbers(keys);
  out.section('trigram first');
  out.append(packedAscending(first));
  out.section('trigram words');
  out.append(lists.written());
}

/** Finds words by any letters in a row. */
export class Trigrams {
  private readonly file: SealedReader;
  private readonly forms: Texts;
  private keys: Float64Array | undefined;
  private first: Int32Array = new Int32Array(0);

  constructor(file: SealedReader, forms: Texts) {
    this.file = file;
    this.forms = forms;
  }

  /** The words, by number, that contain these letters; `atEnd`: that end with them. */
  containing(letters: string, atEnd = false): Int32Array {
    const rarest = this.rarest(letters);
    if (rarest === undefined && letters.length >= 3) return new Int32Array(0);
    const { forms } = this;
    const listed = rarest === undefined ? Int32Array.from({ length: forms.count }, (_, form) => form) : this.wordsWith(rarest);
    if (letters.length === 3 && !atEnd) return listed;
    const { joined } = forms;
    const starts = forms.allStarts();
    const first = letters.charCodeAt(0);
    return listed.filter((form) => {
      const last = (starts[form + 1] ?? 0) - letters.length;
      const start = starts[form] ?? 0;
      for (let at = atEnd ? Math.max(last, start) : start; at <= last; at += 1)
        if (joined.charCodeAt(at) === first && joined.startsWith(letters, at)) return true;
      return false;
    });
  }

  /** Of the letters' trigrams the one with the shortest list. */
  private rarest(letters: string): number | undefined {
    const keys = this.load();
    let best: number | undefined;
    for (let at = 0; at + 2 < letters.length; at += 1) {
      const trigram = trigramAt(letters, at);
      const place = firstNotBelow(keys, trigram);
      if (keys[place] !== trigram) return undefined;
      if (best === undefined || this.sizeOf(place) < this.sizeOf(best)) best = place;
    }
    return best;
  }

  private wordsWith(place: number): Int32Array {
    return summed(unpacked(this.file.read(this.file.place('trigram words')[0] + (this.first[place] ?? 0), this.sizeOf(place))));
  }

  private sizeOf(place: number): number {
    return (this.first[place + 1] ?? 0) - (this.first[place] ?? 0);
  }

  private load(): Float64Array {
    if (this.keys === undefined) {
      const bytes = this.file.section('trigrams');
      this.keys = new Float64Array(bytes.buffer);
      this.first = summed(unpacked(this.file.section('trigram first'), this.keys.length + 1));
    }
    return this.keys;
  }
}

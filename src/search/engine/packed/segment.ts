import { keptValues, type KeptValue } from '../counted.ts';
import type { RankedPlace } from '../scoring.ts';
import { Bits } from './bits.ts';
import { stemOf } from '../../../language/stems.ts';
import { stopWords } from '../../../language/tokens.ts';
import type { Column } from './columns.ts';
import { Cursor } from './cursor.ts';
import { firstNotBelow, summed, unpacked } from './bytes.ts';
import { blockSize, fieldOfKind, fieldsMeant, languageNumber } from './layout.ts';
import { eachPosting, seekCost, storedList, type StoredList } from './stored-list.ts';
import { lastNotAbove, PackedNumbers } from './packed-numbers.ts';
import { ShortLists } from './short-lists.ts';
import { Kept } from './kept.ts';
import { asInts, DamagedFile, SealedReader } from './sealed-file.ts';
import { segmentVersion, type About } from './segment-writer.ts';
import { Texts } from './texts.ts';
import { Trigrams } from './trigrams.ts';

/** So many stems' lists are remembered. */
const mostStems = 200;
const allFields = -1;
/** Bytes that keeping a list costs besides its own. */
const keptWith = 600;

/**
 * The lists of a segment, each with its number: of what it is, its documents, the occurrences in them, and where it is in the file. `long`: the numbers of
 * those of more than one block, and the bytes of their documents; the others are apart.
 */
type Lists = {
  kinds: Uint8Array;
  docs: PackedNumbers;
  times: PackedNumbers;
  places: PackedNumbers;
  long: Int32Array;
  longSizes: PackedNumbers;
};

/** A segment that is open to be read. Numbers of forms, words, stems, lists and documents are its own. */
export class Segment {
  readonly count: number;
  readonly about: About;
  readonly file: SealedReader;
  /** The documents by number: their rows, how many words they have, and their places by ref. */
  readonly rows: Int32Array;
  readonly lengths: Readonly<Record<RankedPlace, Int32Array>>;
  readonly ranks: Int32Array;
  readonly dates: Texts;
  /** The first document of each date. */
  readonly dateDocs: Int32Array;
  /** The folded words. */
  readonly forms: Texts;
  /** The first word as written of each folded one, and the first list of each of those. */
  readonly formWords: PackedNumbers;
  readonly wordLists: PackedNumbers;
  readonly lists: Lists;
  readonly short: ShortLists;
  readonly trigrams: Trigrams;
  /** The documents that are gone: changed, or removed. */
  readonly gone: Bits;
  private readonly stems: Texts;
  private readonly stemEntries: PackedNumbers;
  private readonly stemFirst: PackedNumbers;
  private readonly stemDocs: PackedNumbers;
  private readonly joins: { keys: Int32Array; first: Int32Array; at: number };
  private readonly kept = new Kept<StoredList>();
  private readonly stemLists = new Map<string, number[]>();
  private readonly listsAt: number;
  private stops: ReadonlySet<number> | undefined;
  private refTexts: Texts | undefined;
  private surfaceTexts: Texts | undefined;
  private readonly columns = new Map<KeptValue, Column>();

  /** Throws `DamagedFile` when it is not what was written, or from another version. */
  constructor(path: string) {
    const file = new SealedReader(path);
    this.file = file;
    this.about = file.about as About;
    try {
      if (this.about.version !== segmentVersion) throw new DamagedFile(`${path} has another version`);
      const ints = (name: string): Int32Array => asInts(file.section(name));
      const numbers = (name: string, count: number): PackedNumbers => new PackedNumbers(file.section(name), count);
      this.count = this.about.docs;
      this.rows = ints('doc rows');
      this.lengths = { body: ints('doc body'), subject: ints('doc subject'), head: ints('doc head') };
      this.ranks = ints('doc ranks');
      const { dates, forms, words, lists, stems } = this.about;
      this.dates = this.texts('dates', dates);
      this.dateDocs = summed(unpacked(file.section('date docs'), dates + 1));
      this.formWords = numbers('form words', forms + 1);
      this.wordLists = numbers('word lists', words + 1);
      this.forms = this.texts('forms', forms);
      this.trigrams = new Trigrams(file, this.forms);
      this.stemFirst = numbers('stem first', stems + 1);
      this.stemEntries = numbers('stem entries', this.stemFirst.get(stems));
      this.stemDocs = numbers('stem docs', stems);
      this.stems = this.texts('stems', stems);
      const long = ints('long lists');
      this.lists = {
        kinds: file.section('kinds'),
        docs: numbers('list docs', lists),
        times: numbers('list times', lists),
        places: numbers('list places', lists + 1),
        long,
        longSizes: numbers('long sizes', long.length),
      };
      this.short = new ShortLists(file, numbers('short places', lists + 1));
      [this.listsAt] = file.place('lists');
      this.joins = { keys: ints('join keys'), first: ints('join first'), at: file.place('join positions')[0] };
      this.gone = new Bits(this.count);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  close(): void {
    this.file.close();
  }

  /** The refs of the documents. */
  get refs(): Texts {
    return (this.refTexts ??= this.texts('refs', this.count));
  }

  /** The words as they are written. */
  surface(form: number, word: number): string {
    this.surfaceTexts ??= this.texts('surfaces', this.about.words);
    return this.surfaceTexts.get(word) || this.forms.get(form);
  }

  /** The hash of each document's text. */
  hashes(): Texts {
    return this.texts('hashes', this.count);
  }

  /** What the documents are counted by; read when it is first asked for. */
  column(field: KeptValue): Column {
    let column = this.columns.get(field);
    if (column === undefined) {
      const values = this.texts(`values of ${field}`, this.about.values[keptValues.indexOf(field)] ?? 0);
      column = { values, numbers: new PackedNumbers(this.file.section(`doc ${field}`), this.count) };
      this.columns.set(field, column);
    }
    return column;
  }

  dateOf(doc: number): string {
    return this.dates.get(firstNotBelow(this.dateDocs, doc + 1) - 1);
  }

  /** How many documents hold a stem outside labels, those that are gone included. */
  docsOfStem(stem: string): number {
    const found = this.stems.find(stem);
    if (found !== -1) return this.stemDocs.get(found);
    const [list] = this.listsOfStem(stem, fieldsMeant(undefined));
    return list === undefined ? 0 : this.lists.docs.get(list);
  }

  /** The lists of the words with this stem, in these fields (bits). */
  listsOfStem(stem: string, fields: number): number[] {
    let lists = this.stemLists.get(stem);
    if (lists === undefined) {
      // A question asks for each of its stems several times.
      if (this.stemLists.size === mostStems) this.stemLists.clear();
      this.stemLists.set(stem, (lists = this.findStem(stem)));
    }
    return lists.filter((list) => ((1 << fieldOfKind(this.lists.kinds[list] ?? 0)) & fields) !== 0);
  }

  private findStem(stem: string): number[] {
    const found = this.stems.find(stem);
    const lists: number[] = [];
    if (found === -1) {
      // Not listed, it is the stem of itself alone.
      const form = this.forms.find(stem);
      if (form !== -1 && stemOf(stem, '') === stem) this.addLists(lists, form, allFields, 0);
      return lists;
    }
    for (let i = this.stemFirst.get(found), end = this.stemFirst.get(found + 1); i < end; i += 1) {
      const entry = this.stemEntries.get(i);
      this.addLists(lists, entry >> 3, allFields, entry & 7);
    }
    return lists;
  }

  /** The lists of a folded word in these fields. */
  listsOfForm(form: number, fields: number): number[] {
    const lists: number[] = [];
    this.addLists(lists, form, fields);
    return lists;
  }

  /** The lists of a word as it is written. */
  listsOfWord(word: number, fields: number): number[] {
    const lists: number[] = [];
    for (let list = this.wordLists.get(word), end = this.wordLists.get(word + 1); list < end; list += 1)
      if (((1 << fieldOfKind(this.lists.kinds[list] ?? 0)) & fields) !== 0) lists.push(list);
    return lists;
  }

  private addLists(lists: number[], form: number, fields: number, language?: number): void {
    for (let list = this.firstList(form), end = this.firstList(form + 1); list < end; list += 1) {
      const kind = this.lists.kinds[list] ?? 0;
      if (((1 << fieldOfKind(kind)) & fields) !== 0 && (language === undefined || languageNumber(kind) === language)) lists.push(list);
    }
  }

  /** The first list of a folded word. */
  firstList(form: number): number {
    return this.wordLists.get(this.formWords.get(form));
  }

  /** The folded word of a list. */
  formOf(list: number): number {
    return lastNotAbove(this.formWords, lastNotAbove(this.wordLists, list));
  }

  /** Whether the word of a list is a stop word. */
  isOfStopWord(list: number): boolean {
    this.stops ??= new Set(
      [...stopWords].flatMap((word) => {
        const form = this.forms.find(word);
        return form === -1
          ? []
          : Array.from({ length: this.firstList(form + 1) - this.firstList(form) }, (_, i) => this.firstList(form) + i);
      }),
    );
    return this.stops.has(list);
  }

  /** Whether a list is of one block, so that it is among the short ones. */
  isShort(list: number): boolean {
    return this.lists.docs.get(list) <= blockSize;
  }

  /** The bytes that the documents of a list take beside its positions. */
  private sizeOf(list: number): number {
    return this.isShort(list) ? 0 : this.lists.longSizes.get(firstNotBelow(this.lists.long, list));
  }

  /** Where the positions of a list are in the file, and how many bytes they take. */
  positionsOf(list: number): [at: number, length: number] {
    const [start, size] = [this.lists.places.get(list), this.sizeOf(list)];
    return [this.listsAt + start + size, this.lists.places.get(list + 1) - start - size];
  }

  postings(list: number): StoredList {
    const docs = this.lists.docs.get(list);
    if (this.isShort(list)) return storedList(this.short.bytes(list), docs, this.count);
    const known = this.kept.get(list);
    if (known !== undefined) return known;
    const made = storedList(this.file.read(this.listsAt + this.lists.places.get(list), this.sizeOf(list)), docs, this.count);
    return this.kept.set(list, made, made.size + keptWith);
  }

  /** Adds the documents of these lists to a set. */
  mark(lists: Iterable<number>, found: Bits): Bits {
    for (const list of lists) {
      const docs = this.lists.docs.get(list);
      if (docs <= blockSize) this.short.mark(list, docs, found);
      else this.postings(list).mark(found);
    }
    return found;
  }

  /** Adds how often the word of a list stands in each document to that document's number. */
  addAllTimes(list: number, sums: Int32Array): void {
    const docs = this.lists.docs.get(list);
    if (docs <= blockSize) this.short.addAllTimes(list, docs, sums);
    else this.postings(list).addAllTimes(sums);
  }

  cursor(list: number): Cursor {
    const [at, length] = this.positionsOf(list);
    return new Cursor(this.postings(list), (start, end) => this.file.read(at + start, end - start), length);
  }

  /** Whichever of the two is shorter is gone through: the list, or the documents, `count` of them. Calls `found` with each that is in both. */
  eachIn(list: number, documents: Bits, count: number, found: (doc: number, times: number) => void): void {
    if (count * seekCost < this.lists.docs.get(list)) {
      const cursor = this.cursor(list);
      for (let doc = documents.next(0); doc !== -1; doc = documents.next(doc + 1)) if (cursor.seek(doc)) found(doc, cursor.found);
    } else
      eachPosting(this.postings(list), (doc, times) => {
        if (documents.has(doc)) found(doc, times);
      });
  }

  /** Whether words of two halves stand in any document. */
  get hasJoins(): boolean {
    return this.joins.keys.length > 0;
  }

  /** Where words of two halves begin in a field of a document; undefined where none is. */
  joinsIn(doc: number, field: number): Int32Array | undefined {
    const { keys, first, at } = this.joins;
    if (keys.length === 0) return undefined;
    const key = (doc << 4) | field;
    const place = firstNotBelow(keys, key);
    if (keys[place] !== key) return undefined;
    const start = first[place] ?? 0;
    return summed(unpacked(this.file.read(at + start, (first[place + 1] ?? 0) - start)));
  }

  /** All of them, by document and field. */
  allJoins(): { doc: number; field: number; at: Int32Array }[] {
    return Array.from(this.joins.keys, (key) => ({
      doc: key >> 4,
      field: key & 15,
      at: this.joinsIn(key >> 4, key & 15) ?? new Int32Array(0),
    }));
  }

  private texts(name: string, count: number): Texts {
    return new Texts(this.file.section(name), this.file.section(`${name} starts`), count);
  }
}

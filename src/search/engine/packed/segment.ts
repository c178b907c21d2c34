import type { RankedPlace } from '../scoring.ts';
import { Bits } from './bits.ts';
import { stemOf } from '../../../language/stems.ts';
import { Cursor } from './cursor.ts';
import { firstNotBelow, summed, unpacked } from './bytes.ts';
import { fieldOfKind, fieldsMeant, languageNumber } from './layout.ts';
import { eachPosting, seekCost, storedList, type StoredList } from './stored-list.ts';
import { Firsts, PackedNumbers } from './packed-numbers.ts';
import { asInts, DamagedFile, SealedReader } from './sealed-file.ts';
import { segmentVersion, type About } from './segment-writer.ts';
import { Texts } from './texts.ts';
import { Trigrams } from './trigrams.ts';

/** Bytes of lists that are kept in memory, of all segments together. */
const mostKept = 32 << 20;
/** Bytes that keeping a list costs besides its own. */
const keptWith = 600;

/** The lists that are kept, by segment, and their bytes. */
const keeping = new Set<Map<number, StoredList>>();
let keptBytes = 0;

/** The lists of a segment, each with its number: where it is, and what it is of. */
type Lists = Record<'docs' | 'times' | 'size' | 'positions', PackedNumbers> & { kinds: Uint8Array };

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
  readonly formWords: Firsts;
  readonly wordLists: Firsts;
  readonly lists: Lists;
  readonly trigrams: Trigrams;
  /** The documents that are gone: changed, or removed. */
  readonly gone: Bits;
  private readonly stems: Texts;
  private readonly stemEntries: PackedNumbers;
  private readonly stemFirst: Firsts;
  private readonly stemDocs: PackedNumbers;
  private readonly joins: { keys: Int32Array; first: Int32Array; at: number };
  private readonly kept = new Map<number, StoredList>();
  private refTexts: Texts | undefined;
  private surfaceTexts: Texts | undefined;

  /** Throws `DamagedFile` when it is not what was written, or from another version. */
  constructor(path: string) {
    const file = new SealedReader(path);
    this.file = file;
    this.about = file.about as About;
    try {
      if (this.about.version !== segmentVersion) throw new DamagedFile(`${path} has another version`);
      const ints = (name: string): Int32Array => asInts(file.section(name));
      const numbers = (name: string, count: number): PackedNumbers => new PackedNumbers(file.section(name), count);
      const groups = (name: string, count: number): Firsts => new Firsts(file.section(name), count);
      this.count = this.about.docs;
      this.rows = ints('doc rows');
      this.lengths = { body: ints('doc body'), subject: ints('doc subject'), head: ints('doc head') };
      this.ranks = ints('doc ranks');
      const { dates, forms, words, lists, stems } = this.about;
      this.dates = this.texts('dates', dates);
      this.dateDocs = summed(unpacked(file.section('date docs'), dates + 1));
      this.formWords = groups('form words', forms);
      this.wordLists = groups('word lists', words);
      this.forms = this.texts('forms', forms);
      this.trigrams = new Trigrams(file, this.forms);
      this.stemFirst = groups('stem first', stems);
      this.stemEntries = numbers('stem entries', this.stemFirst.first(stems));
      this.stemDocs = numbers('stem docs', stems);
      this.stems = this.texts('stems', stems);
      const column = (name: string): PackedNumbers => numbers(`list ${name}`, lists);
      this.lists = {
        kinds: file.section('kinds'),
        docs: column('docs'),
        times: column('times'),
        size: column('size'),
        positions: column('positions'),
      };
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
    const found = this.stems.find(stem);
    const lists: number[] = [];
    if (found === -1) {
      // Not listed, it is the stem of itself alone.
      const form = this.forms.find(stem);
      if (form !== -1 && stemOf(stem, '') === stem) this.addLists(lists, form, fields, 0);
      return lists;
    }
    for (let i = this.stemFirst.first(found), end = this.stemFirst.first(found + 1); i < end; i += 1) {
      const entry = this.stemEntries.get(i);
      this.addLists(lists, entry >> 3, fields, entry & 7);
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
    for (let list = this.wordLists.first(word), end = this.wordLists.first(word + 1); list < end; list += 1)
      if (((1 << fieldOfKind(this.lists.kinds[list] ?? 0)) & fields) !== 0) lists.push(list);
    return lists;
  }

  private addLists(lists: number[], form: number, fields: number, language?: number): void {
    const start = this.wordLists.first(this.formWords.first(form));
    const end = this.wordLists.first(this.formWords.first(form + 1));
    for (let list = start; list < end; list += 1) {
      const kind = this.lists.kinds[list] ?? 0;
      if (((1 << fieldOfKind(kind)) & fields) !== 0 && (language === undefined || languageNumber(kind) === language)) lists.push(list);
    }
  }

  /** The folded word of a list. */
  formOf(list: number): number {
    return this.formWords.of(this.wordLists.of(list));
  }

  /** Where a list is in the file. */
  placeOf(list: number): number {
    return this.file.place('lists')[0] + this.lists.size.sum(list) + this.lists.positions.sum(list);
  }

  postings(list: number): StoredList {
    const known = this.kept.get(list);
    if (known !== undefined) return known;
    const made = storedList(this.file.read(this.placeOf(list), this.lists.size.get(list)), this.lists.docs.get(list), this.count);
    // Rare words are read again sooner than common ones are read once more.
    const size = made.size + keptWith;
    if (keptBytes + size > mostKept) {
      for (const kept of keeping) kept.clear();
      keeping.clear();
      keptBytes = 0;
    }
    this.kept.set(list, made);
    keeping.add(this.kept);
    keptBytes += size;
    return made;
  }

  cursor(list: number): Cursor {
    const at = this.placeOf(list) + this.lists.size.get(list);
    return new Cursor(this.postings(list), (start, end) => this.file.read(at + start, end - start), this.lists.positions.get(list));
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
    return new Texts(this.file.section(name), this.file.section(`${name} lengths`), count);
  }
}

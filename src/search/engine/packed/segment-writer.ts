import { stemOf } from '../../../language/stems.ts';
import { keptValues } from '../counted.ts';
import { rules } from '../engine.ts';
import { Bytes, Numbers, packedAscending } from './bytes.ts';
import { writeColumn } from './columns.ts';
import { packedNumbers, packedSums } from './packed-numbers.ts';
import { blockSize, byRef, fieldOfKind, firstLabel, languageNumber, languageOfKind, type Doc } from './layout.ts';
import { ListWriter } from './list-writer.ts';
import { places } from '../scoring.ts';
import { SealedWriter } from './sealed-file.ts';
import { writeTrigrams } from './trigrams.ts';

/** Another program's segments are not read: the number changes with the format. */
export const segmentVersion = `packed 4, ${rules}`;

/** What the directory of a segment says about it. */
export type About = {
  version: string;
  docs: number;
  body: number;
  subject: number;
  head: number;
  lists: number;
  words: number;
  forms: number;
  stems: number;
  dates: number;
  /** How many values each column has. */
  values: readonly number[];
};

/** The words of two halves in one field of a document: where each begins. */
export type Joins = { doc: number; field: number; at: Int32Array };

/**
 * Writes a segment: first its lists, in the order of their words, then what they are found by, then the documents.
 * docs/search-engine.md draws the format.
 */
export class SegmentWriter {
  private readonly out: SealedWriter;
  private readonly words = new WordTables();
  private readonly count: number;
  /** The documents of the lists of one block: beside the others, so that many are read at once. */
  private readonly short = new Bytes(1 << 16);
  /** The list that is being written: filled by the caller. */
  readonly list = new ListWriter();

  /** A segment of `count` documents. */
  constructor(path: string, count: number) {
    this.out = new SealedWriter(path);
    this.count = count;
    this.out.section('lists');
  }

  /** Ends the list. Lists come sorted by folded word, then by word as written, then by kind. Without documents there is none. */
  endList(folded: string, surface: string, kind: number): void {
    const docs = this.list.docs.length;
    if (docs > 0) {
      const { documents, positions } = this.list.packed(this.count);
      const isShort = docs <= blockSize;
      if (isShort) this.short.append(documents);
      else this.out.append(documents);
      this.out.append(positions);
      const [short, long] = isShort ? [documents.length, 0] : [0, documents.length];
      this.words.add(folded, surface, kind, { docs, times: this.list.positions.length, short, long, positions: positions.length });
    }
    this.list.clear();
  }

  /** `docsOfStem`: how many documents hold a stem where a word without a field is looked for. */
  finish(docs: readonly Doc[], joins: readonly Joins[], docsOfStem: (stem: string) => number): void {
    this.out.section('short lists');
    this.out.append(this.short.written());
    const sizes = this.words.write(this.out, docsOfStem);
    const about = writeDocs(this.out, docs);
    writeJoins(this.out, joins);
    const sum = (of: (doc: Doc) => number): number => docs.reduce((all, doc) => all + of(doc), 0);
    this.out.finish({
      version: segmentVersion,
      docs: docs.length,
      body: sum((doc) => doc.body),
      subject: sum((doc) => doc.subject),
      head: sum((doc) => doc.head),
      ...about,
      ...sizes,
    } satisfies About);
  }

  abandon(): void {
    this.out.abandon();
  }
}

/** What lists are found by: folded words, words as written, stems. */
class WordTables {
  private readonly forms: string[] = [];
  private readonly surfaces: string[] = [];
  private readonly firstWord = new Numbers();
  private readonly firstList = new Numbers();
  private readonly kinds = new Numbers();
  private readonly columns = { docs: new Numbers(), times: new Numbers(), places: new Numbers(), short: new Numbers() };
  private readonly long = { lists: new Numbers(), sizes: new Numbers() };
  private readonly stems = new Map<string, Stem>();
  private surface = '';

  add(folded: string, surface: string, kind: number, sizes: Sizes): void {
    const isNewForm = this.forms.at(-1) !== folded;
    if (isNewForm) {
      this.forms.push(folded);
      this.firstWord.push(this.surfaces.length);
    }
    if (isNewForm || this.surface !== surface) {
      this.surface = surface;
      // Most words are written as they are folded.
      this.surfaces.push(surface === folded ? '' : surface);
      this.firstList.push(this.kinds.length);
    }
    if (sizes.long > 0) {
      this.long.lists.push(this.kinds.length);
      this.long.sizes.push(sizes.long);
    }
    this.kinds.push(kind);
    this.columns.docs.push(sizes.docs);
    this.columns.times.push(sizes.times);
    this.columns.places.push(sizes.long + sizes.positions);
    this.columns.short.push(sizes.short);
    const stem = stemOf(folded, languageOfKind(kind));
    const entry = ((this.forms.length - 1) << 3) | languageNumber(kind);
    let known = this.stems.get(stem);
    if (known === undefined) this.stems.set(stem, (known = { entries: [], lists: 0 }));
    if (!known.entries.includes(entry)) known.entries.push(entry);
    if (fieldOfKind(kind) < firstLabel) known.lists += 1;
  }

  /** Returns how many there are of each. */
  write(out: SealedWriter, docsOfStem: (stem: string) => number): Pick<About, 'lists' | 'words' | 'forms' | 'stems'> {
    this.firstWord.push(this.surfaces.length);
    this.firstList.push(this.kinds.length);
    const bytes = (name: string, values: Uint8Array): void => {
      out.section(name);
      out.append(values);
    };
    writeTexts(out, 'forms', this.forms);
    writeTexts(out, 'surfaces', this.surfaces);
    bytes('form words', packedNumbers(this.firstWord.written()));
    bytes('word lists', packedNumbers(this.firstList.written()));
    bytes('kinds', Uint8Array.from(this.kinds.written()));
    for (const name of ['docs', 'times'] as const) bytes(`list ${name}`, packedNumbers(this.columns[name].written()));
    bytes('list places', packedSums(this.columns.places.written()));
    bytes('short places', packedSums(this.columns.short.written()));
    out.section('long lists');
    out.numbers(this.long.lists.written());
    bytes('long sizes', packedNumbers(this.long.sizes.written()));
    const stems = this.writeStems(out, docsOfStem);
    writeTrigrams(out, this.forms);
    return { lists: this.kinds.length, words: this.surfaces.length, forms: this.forms.length, stems };
  }

  /** Most words are their own stem and have one list that says everything: those are not written. */
  private writeStems(out: SealedWriter, docsOfStem: (stem: string) => number): number {
    const isOwn = (stem: string, { entries, lists }: Stem): boolean =>
      entries.length === 1 && lists <= 1 && ((entries[0] ?? 0) & 7) === 0 && this.forms[(entries[0] ?? 0) >> 3] === stem;
    const stems = [...this.stems].filter(([stem, one]) => !isOwn(stem, one)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const entries = new Numbers();
    const first = new Numbers();
    for (const [, one] of stems) {
      first.push(entries.length);
      for (const entry of one.entries) entries.push(entry);
    }
    first.push(entries.length);
    writeTexts(
      out,
      'stems',
      stems.map(([stem]) => stem),
    );
    out.section('stem entries');
    out.append(packedNumbers(entries.written()));
    out.section('stem first');
    out.append(packedNumbers(first.written()));
    out.section('stem docs');
    out.append(packedNumbers(stems.map(([stem]) => docsOfStem(stem))));
    return stems.length;
  }
}

/** What a list takes: documents, occurrences, and bytes: of its documents, if it is short or long, and of its positions. */
type Sizes = Record<'docs' | 'times' | 'short' | 'long' | 'positions', number>;

/** The words of a stem (form << 3 | language), and how many lists they have outside labels. */
type Stem = { entries: number[]; lists: number };

function writeTexts(out: SealedWriter, name: string, values: readonly string[]): void {
  out.section(name);
  out.text(values.join(''));
  out.section(`${name} starts`);
  out.append(packedSums(values.map(({ length }) => length)));
}

/** Returns how many dates there are, and values of each column. */
function writeDocs(out: SealedWriter, docs: readonly Doc[]): Pick<About, 'dates' | 'values'> {
  const column = (name: string, of: (doc: Doc) => number): void => {
    out.section(name);
    out.numbers(Int32Array.from(docs, of));
  };
  column('doc rows', ({ row }) => row);
  for (const place of places) column(`doc ${place}`, (doc) => doc[place]);
  const rank = new Int32Array(docs.length);
  const order = docs.map((doc, i) => ({ ref: doc.ref, row: doc.row, i })).sort(byRef);
  for (const [place, { i }] of order.entries()) rank[i] = place;
  out.section('doc ranks');
  out.numbers(rank);
  writeTexts(
    out,
    'refs',
    docs.map(({ ref }) => ref),
  );
  writeTexts(
    out,
    'hashes',
    docs.map(({ hash }) => hash),
  );
  const dates: string[] = [];
  const first = new Numbers();
  for (const [i, { date }] of docs.entries())
    if (i === 0 || date !== dates.at(-1)) {
      dates.push(date);
      first.push(i);
    }
  first.push(docs.length);
  writeTexts(out, 'dates', dates);
  out.section('date docs');
  out.append(packedAscending(first.written()));
  const values = keptValues.map((field, i) => {
    const found = writeColumn(
      out,
      field,
      docs.map(({ kept }) => kept[i] ?? ''),
    );
    writeTexts(out, `values of ${field}`, found);
    return found.length;
  });
  return { dates: dates.length, values };
}

function writeJoins(out: SealedWriter, joins: readonly Joins[]): void {
  const keys = new Numbers();
  const first = new Numbers();
  const at = new Bytes();
  for (const one of joins) {
    keys.push((one.doc << 4) | one.field);
    first.push(at.length);
    let before = 0;
    for (const position of one.at) {
      at.varint(position - before);
      before = position;
    }
  }
  first.push(at.length);
  out.section('join keys');
  out.numbers(keys.written());
  out.section('join first');
  out.numbers(first.written());
  out.section('join positions');
  out.append(at.written());
}

import { isStopWord, tokenise, type Token } from '../../../language/tokens.ts';
import { stemOf, type Language } from '../../../language/stems.ts';
import type { Searchable } from '../../../query/text-fields.ts';
import { Numbers } from './bytes.ts';
import {
  byDate,
  fieldOfKind,
  firstLabel,
  keptOf,
  listKind,
  languageOfKind,
  rankedPlace,
  valueGap,
  valuesByField,
  type Doc,
} from './layout.ts';
import { SegmentWriter, type Joins } from './segment-writer.ts';

/** Words that are read before they are written as a segment: about 100 MB of memory. */
export const wordsInRun = 6_000_000;

type Word = { folded: string; surface: string; kind: number };

/** Cables that have been read and are not written yet. */
export class Run {
  private readonly docs: Doc[] = [];
  readonly rows = new Set<number>();
  private readonly firstToken = new Numbers();
  private readonly joins: Joins[] = [];
  /** Of each word that was read: the number of its list, and its position. */
  private readonly lists = new Numbers(1 << 16);
  private readonly positions = new Numbers(1 << 16);
  private readonly known = new Map<number, Map<string, number>>();
  private readonly words: Word[] = [];

  get size(): number {
    return this.docs.length;
  }

  has(row: number): boolean {
    return this.rows.has(row);
  }

  get isFull(): boolean {
    return this.lists.length >= wordsInRun;
  }

  /** Reads a cable. */
  add(row: number, hash: string, cable: Searchable): void {
    const lengths = { body: 0, subject: 0, head: 0 };
    this.firstToken.push(this.lists.length);
    for (const [field, values] of valuesByField(cable).entries()) {
      const length = this.addField(field, values, cable.language);
      const place = rankedPlace(field);
      if (place !== undefined) lengths[place] += length;
    }
    this.rows.add(row);
    this.docs.push({ row, hash, ref: cable.ref, date: cable.date, kept: keptOf(cable), ...lengths });
  }

  /** Returns how many of its words are not stop words. */
  private addField(field: number, values: readonly string[], language: Language): number {
    const joins = new Numbers();
    const kind = listKind(field, language, false);
    const joined = listKind(field, language, true);
    let [at, length] = [0, 0];
    const add = (token: Token, of: number, position: number): void => {
      this.lists.push(this.listOf(token, of));
      this.positions.push(position);
      if (!isStopWord(token.folded)) length += 1;
    };
    for (const value of values) {
      for (const token of value === '' ? [] : tokenise(value, language)) {
        if (token.halves === undefined) add(token, kind, at);
        else {
          add(token, joined, at);
          joins.push(at);
          add(token.halves[0], kind, at);
          at += 1;
          add(token.halves[1], kind, at);
        }
        at += 1;
      }
      at += valueGap;
    }
    if (joins.length > 0) this.joins.push({ doc: this.docs.length, field, at: joins.written().slice() });
    return length;
  }

  private listOf({ folded, surface }: Token, kind: number): number {
    let ofKind = this.known.get(kind);
    if (ofKind === undefined) this.known.set(kind, (ofKind = new Map()));
    const known = ofKind.get(surface);
    if (known !== undefined) return known;
    const normal = surface.normalize('NFC');
    const number = normal === surface ? this.words.length : (ofKind.get(normal) ?? this.words.length);
    if (number === this.words.length) this.words.push({ folded, surface: normal, kind });
    ofKind.set(surface, number);
    ofKind.set(normal, number);
    return number;
  }

  /** Writes what was read as a segment. */
  write(path: string): void {
    const order = this.docs.map((doc, i) => ({ doc, i })).sort((a, b) => byDate(a.doc, b.doc));
    const numberOf = new Int32Array(order.length);
    for (const [place, { i }] of order.entries()) numberOf[i] = place;
    const sorted = this.sortedTokens(order.map(({ i }) => i));
    const writer = new SegmentWriter(path, order.length);
    try {
      const lists = this.words.map((_, list) => list).sort((a, b) => byWord(this.words[a], this.words[b]));
      for (const list of lists) this.writeList(writer, list, sorted);
      writer.finish(
        order.map(({ doc }) => doc),
        this.joins.map((one) => ({ ...one, doc: numberOf[one.doc] ?? 0 })).sort((a, b) => a.doc - b.doc || a.field - b.field),
        this.stemCounter(sorted),
      );
    } catch (error) {
      writer.abandon();
      throw error;
    }
  }

  /** The tokens by list, in each by document and position: their numbers, the document of each, and where each list begins. */
  private sortedTokens(order: readonly number[]): SortedTokens {
    const lists = this.lists.written();
    const first = new Int32Array(this.words.length + 1);
    for (const list of lists) first[list + 1] = (first[list + 1] ?? 0) + 1;
    for (let i = 0; i < this.words.length; i += 1) first[i + 1] = (first[i + 1] ?? 0) + (first[i] ?? 0);
    const next = first.slice();
    const [tokens, docs] = [new Int32Array(lists.length), new Int32Array(lists.length)];
    for (const [place, i] of order.entries()) {
      const end = i + 1 < this.firstToken.length ? (this.firstToken.data[i + 1] ?? 0) : lists.length;
      for (let token = this.firstToken.data[i] ?? 0; token < end; token += 1) {
        const list = lists[token] ?? 0;
        const to = next[list] ?? 0;
        next[list] = to + 1;
        tokens[to] = token;
        docs[to] = place;
      }
    }
    return { first, tokens, docs };
  }

  private writeList(writer: SegmentWriter, list: number, { first, tokens, docs }: SortedTokens): void {
    const end = first[list + 1] ?? 0;
    const positions = this.positions.data;
    for (let i = first[list] ?? 0; i < end;) {
      const doc = docs[i] ?? 0;
      let times = 0;
      for (; i < end && docs[i] === doc; i += 1) {
        writer.list.positions.push(positions[tokens[i] ?? 0] ?? 0);
        times += 1;
      }
      writer.list.add(doc, times);
    }
    const { folded, surface, kind } = this.words[list] ?? { folded: '', surface: '', kind: 0 };
    writer.endList(folded, surface, kind);
  }

  /** Counts the documents that hold a stem outside labels. */
  private stemCounter({ first, docs }: SortedTokens): (stem: string) => number {
    const lists = new Map<string, number[]>();
    for (const [list, { folded, kind }] of this.words.entries()) {
      if (fieldOfKind(kind) >= firstLabel) continue;
      const stem = stemOf(folded, languageOfKind(kind));
      const known = lists.get(stem);
      if (known === undefined) lists.set(stem, [list]);
      else known.push(list);
    }
    const seen = new Int32Array(this.docs.length).fill(-1);
    let turn = 0;
    return (stem) => {
      turn += 1;
      let count = 0;
      for (const list of lists.get(stem) ?? [])
        for (let i = first[list] ?? 0; i < (first[list + 1] ?? 0); i += 1) {
          const doc = docs[i] ?? 0;
          if (seen[doc] === turn) continue;
          seen[doc] = turn;
          count += 1;
        }
      return count;
    };
  }
}

type SortedTokens = { first: Int32Array; tokens: Int32Array; docs: Int32Array };

/** The order of lists in a segment. */
export function byWord(a: Word | undefined, b: Word | undefined): number {
  if (a === undefined || b === undefined) return 0;
  if (a.folded !== b.folded) return a.folded < b.folded ? -1 : 1;
  if (a.surface !== b.surface) return a.surface < b.surface ? -1 : 1;
  return a.kind - b.kind;
}

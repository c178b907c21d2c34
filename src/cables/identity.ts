import { sha256 } from '../store/hash.ts';
import { citedKey } from './cited-key.ts';
import type { CableFields } from './fields.ts';

/**
 * What tells the documents of a trove apart, however their files are called and sorted. In this order: the ref that a
 * document prints, the id that its record has, else its text. Two documents may share an identity (one number given twice,
 * one text in two files); `matchDocuments` tells which is which.
 */

/** What is compared of a document: in a source, or kept of a cable. */
export type Document = {
  identity: string;
  /** The record's own id, '' without one. */
  id: string;
  /** Of everything that the source says. */
  hash: string;
  date: string;
  origin: string;
  file: string;
};

/** A document that is kept, as a cable. */
export type KeptDocument = Document & { row: number };

type Named = Pick<CableFields, 'ref' | 'number' | 'id' | 'date' | 'origin' | 'hash'>;

/** Words that stand where a ref or an id is unknown. */
const unknown = /^(?:n\/?a|n\.a\.|none|no number|unnumbered|unknown|null|nil|undefined|not available|tbd|0+|[\s.\-–—_/?#]*)$/i;

/** A ref or id as printed, '' when it only says that there is none. */
export const knownName = (name: string): string => (unknown.test(name.trim()) ? '' : name.trim());

/**
 * The identity of a document: `ref KEY`, `id ID` or `text HASH`. A number that a sender may give again (`No. 12`) counts
 * only where there is no id, and together with date and sender.
 */
export function identityOf({ ref, number, id, date, origin, hash }: Named): string {
  const printed = knownName(ref) || knownName(number);
  const key = printed === '' ? '' : citedKey(printed, date);
  if (key !== '' && isSpecific(printed)) return `ref ${key}`;
  if (knownName(id) !== '') return `id ${knownName(id)}`;
  return key === '' ? `text ${hash.slice(0, 32)}` : `ref ${[key, date, origin].join(' | ')}`;
}

/** Whether a ref names its sender or series, not just a number. */
const isSpecific = (ref: string): boolean =>
  /\p{L}{2}/u.test(ref.replace(/^\W*(?:despatch|dispatch|number|num|nos?|nr|n[°º])\b\W*/i, '')) || /\d+[/.-]\d+[/.-]\d+/.test(ref);

/**
 * What a text is recognised by, whatever it is called: by its words when they are many enough to be nobody else's, else
 * together with date, sender and subject.
 */
export function contentOf({
  body,
  date,
  origin,
  subject,
  words,
}: Pick<CableFields, 'body' | 'date' | 'origin' | 'subject'> & { words: number }): string {
  const text = (one: string): string => one.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
  return sha256(words >= tellingWords ? text(body) : [date, origin, subject, body].map(text).join('\n')).slice(0, 32);
}

/** Shorter texts ("See attached.") may well be another document's, too. */
const tellingWords = 20;

/** What a document of a source is, compared with what is kept: `row` is the cable's. */
export type Match =
  | { is: 'new' }
  /** Another document has the same ref or id, and neither replaces the other. `with`: the cable, undefined for one of the same source. */
  | { is: 'clash'; with: number | undefined }
  | { is: 'same' | 'changed'; row: number }
  /** The same record once more in the same source; `first` is its index there. */
  | { is: 'twice'; first: number };

/**
 * Compares the documents of one source with those kept of its trove. No document is ever taken for another one because of
 * its place or its file's name. Takes linear time, whatever they share.
 */
export function matchDocuments(found: readonly Document[], kept: readonly KeptDocument[]): Match[] {
  const pairs = new Pairs(found, kept);
  const firsts = new Map<string, number>();
  const twice = new Map<number, number>();
  for (const [i, { identity, id, hash, file }] of found.entries()) {
    // A text without a name of its own may well stand in two files; a record that has one is the same record.
    const once = JSON.stringify([identity, hash, identity.startsWith('text ') ? file : id]);
    const first = firsts.get(once);
    if (first === undefined) firsts.set(once, i);
    else twice.set(i, first);
  }
  pairs.leaveOut(twice.keys());
  pairs.make(({ identity, hash, id, file }) => [identity, hash, id, file]);
  pairs.make(({ identity, hash, id }) => [identity, hash, id]);
  pairs.make(({ identity, hash }) => [identity, hash]);
  pairs.make(({ identity, id }) => (id === '' ? undefined : [identity, id]), isVersion);
  // Which of several is which only their heads can tell, if at all.
  pairs.makeUnique(({ identity, date, origin }) => [identity, date, origin], isVersion);
  pairs.makeUnique(({ identity }) => [identity], isVersion);
  pairs.makeUnique(
    ({ id }) => (id === '' ? undefined : [id]),
    (one, other) => isVersion(one, other) && !(hasRef(one) && hasRef(other)),
  );

  const alike = Map.groupBy(kept, ({ identity }) => identity);
  const sharing = Map.groupBy(found.keys(), (i) => found[i]?.identity);
  return found.map((one, i): Match => {
    const first = twice.get(i);
    if (first !== undefined) return { is: 'twice', first };
    const before = pairs.of.get(i);
    if (before !== undefined) return { is: before.hash === one.hash ? 'same' : 'changed', row: before.row };
    const other = alike.get(one.identity)?.[0];
    if (other !== undefined) return { is: 'clash', with: other.row };
    return sharing.get(one.identity)?.[0] === i ? { is: 'new' } : { is: 'clash', with: undefined };
  });
}

const hasRef = ({ identity }: Document): boolean => identity.startsWith('ref ');
/** Two documents of one name, but neither of one day nor of one sender, are not versions of each other. */
const isVersion = (one: Document, other: Document): boolean => !(differ(one.date, other.date) && differ(one.origin, other.origin));
const differ = (one: string, other: string): boolean => one !== '' && other !== '' && one !== other;

type KeyOf = (one: Document) => readonly string[] | undefined;

/** Pairs documents of a source with those kept, by one key after another; records whose ids differ never make a pair. */
class Pairs {
  readonly of = new Map<number, KeptDocument>();
  private readonly found: readonly Document[];
  private left: number[];
  private kept: readonly KeptDocument[];

  constructor(found: readonly Document[], kept: readonly KeptDocument[]) {
    this.found = found;
    this.left = [...found.keys()];
    this.kept = kept;
  }

  leaveOut(some: Iterable<number>): void {
    const out = new Set(some);
    this.left = this.left.filter((i) => !out.has(i));
  }

  /** Pairs those of one key in their order. */
  make(keyOf: KeyOf, isPair: (one: Document, other: Document) => boolean = () => true): void {
    this.pair(keyOf, isPair, false);
  }

  /** Pairs only those that share their key with nothing else. */
  makeUnique(keyOf: KeyOf, isPair: (one: Document, other: Document) => boolean): void {
    this.pair(keyOf, isPair, true);
  }

  private pair(keyOf: KeyOf, isPair: (one: Document, other: Document) => boolean, isUnique: boolean): void {
    if (this.left.length === 0 || this.kept.length === 0) return;
    const textOf = (one: Document): string => JSON.stringify(keyOf(one) ?? null);
    const others = Map.groupBy(this.kept, textOf);
    const taken = new Set<number>();
    for (const [key, members] of Map.groupBy(this.left, (i) => textOf(this.found[i] as Document))) {
      const candidates = others.get(key);
      if (key === 'null' || candidates === undefined || (isUnique && (members.length > 1 || candidates.length > 1))) continue;
      for (const [n, i] of members.entries()) {
        const [one, other] = [this.found[i], candidates[n]];
        if (one === undefined || other === undefined) break;
        if (differ(one.id, other.id) || !isPair(one, other)) continue;
        this.of.set(i, other);
        taken.add(other.row);
      }
    }
    if (taken.size === 0) return;
    this.left = this.left.filter((i) => !this.of.has(i));
    this.kept = this.kept.filter(({ row }) => !taken.has(row));
  }
}

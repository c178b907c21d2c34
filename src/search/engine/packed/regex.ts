import { longestTried, type RegexNeeds, type WordNeed } from '../../../query/regex-needs.ts';
import { Bits } from './bits.ts';
import { Numbers } from './bytes.ts';
import type { Cursor } from './cursor.ts';
import { isJoinedKind } from './layout.ts';
import { documentsInRow } from './phrase.ts';
import type { Segment } from './segment.ts';
import { seekCost } from './stored-list.ts';

/**
 * The documents, among these, that may hold a match of a regular expression: those that have the words which it needs, in
 * these fields (bits).
 */
export function documentsNeeded(segment: Segment, needs: RegexNeeds, fields: number, within: Bits): Bits {
  switch (needs.kind) {
    case 'all':
      return needs.of.reduce((left, one) => (left.next(0) === -1 ? left : documentsNeeded(segment, one, fields, left)), within);
    case 'any':
      return needs.of.reduce((all, one) => all.or(documentsNeeded(segment, one, fields, within)), new Bits(segment.count));
    case 'text':
      return within;
    case 'words':
      return documentsWithRow(segment, needs.row, fields, within);
  }
}

/** Microseconds, roughly: to read a text; to try a word; to open a list, and to look at the places of its word in one document. */
const costs = { text: 20, word: 0.15, list: 6, document: 2 } as const;
/** So few lists are read along side by side. */
const fewLists = 64;

/** What costs more than it may save is left out. */
function documentsWithRow(segment: Segment, row: readonly WordNeed[], fields: number, within: Bits): Bits {
  const count = within.count();
  const isWorth = ({ letters }: WordNeed): boolean => letters.length >= 3 || count * costs.text > segment.forms.count * costs.word;
  const places = row.map((need) => (isWorth(need) ? listsOf(segment, need, fields) : undefined));
  const known = places.filter((place) => place !== undefined).toSorted((a, b) => a.length - b.length);
  let left = within;
  for (const lists of known) left = segment.mark(lists, new Bits(segment.count)).and(left);
  for (const [i, second] of places.entries()) {
    const first = places[i - 1];
    if (first === undefined || second === undefined) continue;
    const pair = [first, second] as const;
    if (first.length + second.length <= fewLists) left = documentsInRow(segment, pair, left);
    else if (costOfPair(segment, pair, left.count()) < left.count() * costs.text) left = documentsWithPair(segment, pair, left);
  }
  return left;
}

/** Of each list, the documents that are among so many are looked at: how many that are is not known before, but roughly. */
function costOfPair({ lists, count }: Segment, pair: readonly Int32Array[], among: number): number {
  let cost = 0;
  for (const places of pair) for (const list of places) cost += costs.list + (costs.document * lists.docs.get(list) * among) / count;
  return cost;
}

/**
 * The documents among these in which a word of the first lists stands right before one of the second. Either may be thousands of
 * lists, so each is gone through once, whatever it has in a document. Fields are not told apart: that finds a few too many.
 */
function documentsWithPair(segment: Segment, [first, second]: readonly [Int32Array, Int32Array], among: Bits): Bits {
  const known = new Map<number, Numbers>();
  eachPlace(segment, first, among, (doc, cursor) => {
    const places = known.get(doc) ?? new Numbers(4);
    cursor.positionsInto(places);
    known.set(doc, places);
  });
  const found = new Bits(segment.count);
  const behind = new Numbers();
  eachPlace(segment, second, among, (doc, cursor) => {
    const before = known.get(doc);
    if (before === undefined || found.has(doc)) return;
    behind.clear();
    cursor.positionsInto(behind);
    if (isRightBehind(before, behind)) found.add(doc);
  });
  return found;
}

function isRightBehind(before: Numbers, behind: Numbers): boolean {
  for (let i = 0; i < before.length; i += 1)
    for (let j = 0; j < behind.length; j += 1) if ((behind.data[j] ?? 0) - (before.data[i] ?? 0) === 1) return true;
  return false;
}

/** Calls `visit` with each of these documents that a list holds, for each list, and a cursor that stands there. */
function eachPlace(segment: Segment, lists: Int32Array, among: Bits, visit: (doc: number, cursor: Cursor) => void): void {
  const count = among.count();
  for (const list of lists) {
    const cursor = segment.cursor(list);
    if (count * seekCost < segment.lists.docs.get(list)) {
      for (let doc = among.next(0); doc !== -1; doc = among.next(doc + 1)) if (cursor.seek(doc)) visit(doc, cursor);
    } else for (let doc = cursor.next(); doc !== -1; doc = cursor.next()) if (among.has(doc)) visit(doc, cursor);
  }
}

/**
 * The documents that have a word of ASCII letters and digits, in these fields, in which an expression matches: such words stand
 * in the texts as they are listed.
 */
export function documentsSure(segment: Segment, word: WordNeed, fields: number): Bits {
  const lists = new Numbers(16);
  eachForm(segment, word, (form) => {
    for (let one = segment.formWords.get(form), end = segment.formWords.get(form + 1); one < end; one += 1)
      if (isPlain.test(segment.surface(form, one)) && word.test.test(segment.forms.get(form)))
        for (const list of segment.listsOfWord(one, fields)) if (!isJoinedKind(segment.lists.kinds[list] ?? 0)) lists.push(list);
  });
  return segment.mark(lists.written(), new Bits(segment.count));
}

const isPlain = /^[A-Za-z0-9]+$/;

/** The lists, in these fields, of the folded words that may hold a word of the expression. */
function listsOf(segment: Segment, need: WordNeed, fields: number): Int32Array {
  const lists = new Numbers(16);
  eachForm(segment, need, (form) => {
    for (const list of segment.listsOfForm(form, fields)) lists.push(list);
  });
  return lists.written();
}

/** Calls `found` with the folded words that may hold a word of an expression. */
function eachForm(segment: Segment, { test, letters }: WordNeed, found: (form: number) => void): void {
  const { forms } = segment;
  const starts = forms.allStarts();
  const tryForm = (form: number): void => {
    const isShort = (starts[form + 1] ?? 0) - (starts[form] ?? 0) <= longestTried;
    if (!isShort || test.test(forms.get(form))) found(form);
  };
  if (letters.length >= 3) segment.trigrams.containing(letters).forEach(tryForm);
  else for (let form = 0; form < forms.count; form += 1) tryForm(form);
}

import { fold } from '../../../language/tokens.ts';
import { fits } from '../../../query/patterns.ts';
import type { PatternNode } from '../../../query/tree.ts';
import { Bits } from './bits.ts';
import { Numbers } from './bytes.ts';
import { takeCounts } from './counts.ts';
import { body, fieldOfKind, fieldsMeant } from './layout.ts';
import type { Segment } from './segment.ts';
import type { Texts } from './texts.ts';

/** What is like a pattern in a segment: the lists of all such words, in every field, and where they stand outside labels. */
type Alike = { lists: Int32Array; found?: Found };
/** The documents, and how often they have such words in their bodies, stop words not counted: found in one go. */
type Found = { documents: Bits; times: Int32Array; isValid: () => boolean };
/** Each question has new nodes, and a segment never changes, so what is kept for one never goes stale. */
const known = new WeakMap<PatternNode, WeakMap<Segment, Alike>>();

function alikeIn(segment: Segment, node: PatternNode): Alike {
  const ofNode = known.get(node) ?? new WeakMap<Segment, Alike>();
  known.set(node, ofNode);
  const alike = ofNode.get(segment) ?? {
    lists: node.how === 'exact' ? listsWritten(segment, node.pattern) : listsOfForms(segment, formsLike(segment, node)),
  };
  ofNode.set(segment, alike);
  return alike;
}

/** The lists of a segment's words whose spelling matches a pattern, in these fields (bits). Not for regular expressions. */
export function listsLike(segment: Segment, node: PatternNode, fields: number): Int32Array {
  const { kinds } = segment.lists;
  return alikeIn(segment, node).lists.filter((list) => ((1 << fieldOfKind(kinds[list] ?? 0)) & fields) !== 0);
}

/** So few lists are gone through one by one, as those of a word are: counting in all documents at once pays for many. */
const few = 16;
const areFew = (segment: Segment, node: PatternNode): boolean => alikeIn(segment, node).lists.length <= few;

/** The documents that hold a word like a pattern anywhere outside labels. */
export const documentsLike = (segment: Segment, node: PatternNode): Bits =>
  areFew(segment, node)
    ? segment.mark(listsLike(segment, node, fieldsMeant(undefined)), new Bits(segment.count))
    : foundIn(segment, node).documents.copy();

/** How often words like a pattern stand in the body of each document, stop words not counted; undefined where their lists tell as soon. */
export const timesLike = (segment: Segment, node: PatternNode): Int32Array | undefined =>
  areFew(segment, node) ? undefined : foundIn(segment, node).times;

function foundIn(segment: Segment, node: PatternNode): Found {
  const alike = alikeIn(segment, node);
  if (alike.found?.isValid() === true) return alike.found;
  const { counts: times, isValid } = takeCounts(segment.count);
  const others = new Numbers();
  const anywhere = fieldsMeant(undefined);
  for (const list of alike.lists) {
    const field = fieldOfKind(segment.lists.kinds[list] ?? 0);
    if (field === body && !segment.isOfStopWord(list)) segment.addAllTimes(list, times);
    else if (((1 << field) & anywhere) !== 0) others.push(list);
  }
  alike.found = { documents: segment.mark(others.written(), Bits.where(times, segment.count)), times, isValid };
  return alike.found;
}

/** A pattern as it is weighed: a word exactly as it is written counts in whatever case. */
export const asWeighed = (node: PatternNode): PatternNode => (node.how === 'exact' ? inAnyCase(node) : node);

const anyCase = new WeakMap<PatternNode, PatternNode>();
function inAnyCase(node: PatternNode): PatternNode {
  const made = anyCase.get(node) ?? { ...node, how: 'fuzzy', pattern: fold(node.pattern), most: 0 };
  anyCase.set(node, made);
  return made;
}

/** The lists of a word exactly as it is written. */
function listsWritten(segment: Segment, pattern: string): Int32Array {
  const form = segment.forms.find(fold(pattern));
  const wanted = pattern.normalize('NFC');
  const lists = new Numbers(4);
  if (form === -1) return lists.written();
  for (let word = segment.formWords.get(form), end = segment.formWords.get(form + 1); word < end; word += 1)
    if (segment.surface(form, word) === wanted)
      for (let list = segment.wordLists.get(word); list < segment.wordLists.get(word + 1); list += 1) lists.push(list);
  return lists.written();
}

function listsOfForms(segment: Segment, forms: ArrayLike<number>): Int32Array {
  const lists = new Numbers(Math.max(4, forms.length));
  for (let i = 0; i < forms.length; i += 1)
    for (let list = segment.firstList(forms[i] ?? 0), end = segment.firstList((forms[i] ?? 0) + 1); list < end; list += 1) lists.push(list);
  return lists.written();
}

/** The folded words that match a near spelling or a pattern with `*` and `?`, in order. */
function formsLike({ forms, trigrams }: Segment, node: PatternNode): ArrayLike<number> {
  const { how, pattern, most = 0 } = node;
  if (how === 'fuzzy') {
    if (most > 0) return formsNear(forms, fold(pattern), most).map(({ form }) => form);
    const form = forms.find(fold(pattern));
    return form === -1 ? [] : [form];
  }
  const pieces = pattern.split(/[*?]/).map(fold);
  const [start = ''] = pieces;
  const isMeant = fits(node);
  if (start !== '') {
    const [from, to] = startingWith(forms, start);
    const all = Int32Array.from({ length: to - from }, (_, i) => from + i);
    return /^[^*?]+\*$/.test(pattern) ? all : all.filter((form) => isMeant({ folded: forms.get(form) }));
  }
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a), '');
  // One piece between or behind `*` says all.
  if (/^\*[^*?]+\*?$/.test(pattern)) return trigrams.containing(longest, !pattern.endsWith('*'));
  return trigrams.containing(longest).filter((form) => isMeant({ folded: forms.get(form) }));
}

/** The folded words that begin with these letters: from the first to before the second number. */
export const startingWith = (forms: Texts, start: string): [from: number, to: number] => {
  const from = forms.from(start);
  return [from, forms.from(`${start}\uffff`, from)];
};

/**
 * The folded words within `most` edits of a word (as `editDistance` counts them). The words are sorted, so each row of
 * distances is worked out once for all that begin alike, and words that begin wrongly are passed over together.
 */
export function formsNear(forms: Texts, wanted: string, most: number): { form: number; distance: number }[] {
  const width = wanted.length + 1;
  const deepest = wanted.length + most + 1;
  const rows = new Uint16Array((deepest + 1) * width);
  for (let j = 0; j < width; j += 1) rows[j] = j;
  const letters = new Uint16Array(deepest);
  const target = Uint16Array.from(wanted, (_, j) => wanted.charCodeAt(j));
  const { joined } = forms;
  const starts = forms.allStarts();
  const found: { form: number; distance: number }[] = [];
  let known = 0;
  for (let form = 0; form < forms.count;) {
    const start = starts[form] ?? 0;
    const length = (starts[form + 1] ?? 0) - start;
    let depth = 0;
    while (depth < known && depth < length && joined.charCodeAt(start + depth) === letters[depth]) depth += 1;
    let isOff = false;
    while (depth < length && !isOff) {
      letters[depth] = joined.charCodeAt(start + depth);
      depth += 1;
      isOff = nextRow(rows, depth, letters, target) > most;
    }
    known = depth;
    if (isOff) form = behind(forms, form, letters, depth);
    else {
      const distance = rows[length * width + wanted.length] ?? 0;
      if (distance <= most) found.push({ form, distance });
      form += 1;
    }
  }
  return found;
}

/** Works out the distances of the first `depth` letters to each beginning of the word; returns the least. */
function nextRow(rows: Uint16Array, depth: number, letters: Uint16Array, target: Uint16Array): number {
  const width = target.length + 1;
  const [row, above] = [depth * width, (depth - 1) * width];
  const letter = letters[depth - 1] ?? 0;
  const before = depth > 1 ? (letters[depth - 2] ?? 0) : -1;
  let left = depth;
  let least = depth;
  rows[row] = depth;
  for (let j = 1; j < width; j += 1) {
    const same = target[j - 1] === letter;
    let cost = (rows[above + j - 1] ?? 0) + (same ? 0 : 1);
    const up = (rows[above + j] ?? 0) + 1;
    if (up < cost) cost = up;
    if (left + 1 < cost) cost = left + 1;
    if (j > 1 && target[j - 2] === letter && target[j - 1] === before) {
      const swapped = (rows[above - width + j - 2] ?? 0) + 1;
      if (swapped < cost) cost = swapped;
    }
    rows[row + j] = cost;
    left = cost;
    if (cost < least) least = cost;
  }
  return least;
}

/** The first word behind this one that begins with other letters: looked for in steps that double, then halve. */
function behind(forms: Texts, form: number, letters: Uint16Array, depth: number): number {
  const starts = forms.allStarts();
  const isAlike = (other: number): boolean => {
    const start = starts[other] ?? 0;
    if (other >= forms.count || (starts[other + 1] ?? 0) - start < depth) return false;
    for (let i = depth - 1; i >= 0; i -= 1) if (forms.joined.charCodeAt(start + i) !== letters[i]) return false;
    return true;
  };
  let step = 1;
  let alike = form;
  while (isAlike(alike + step)) {
    alike += step;
    step *= 2;
  }
  for (step = Math.floor(step / 2); step >= 1; step = Math.floor(step / 2)) if (isAlike(alike + step)) alike += step;
  return alike + 1;
}

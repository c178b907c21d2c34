import { isWithin } from '../../../query/dates.ts';
import { regexOf } from '../../../query/regex.ts';
import type { RowBits } from '../../../query/row-set.ts';
import { isOther } from '../../../query/text-fields.ts';
import type { DateNode, PatternNode, PhraseNode, QueryNode, WordNode } from '../../../query/tree.ts';
import { effortOf } from '../rows.ts';
import { Bits } from './bits.ts';
import { fieldsMeant } from './layout.ts';
import { documentsWithPhrase } from './phrase.ts';
import { documentsNeeded, documentsSure } from './regex.ts';
import { seekCost } from './stored-list.ts';
import type { Segment } from './segment.ts';
import { documentsLike, listsLike } from './spellings.ts';

/** What a question is asked of: a segment, and what lies outside it. */
export type AskedSegment = {
  segment: Segment;
  /** These cables as documents of the segment. */
  documents(rows: RowBits): Bits;
  /** Where the index alone does not say enough: reads the texts of these documents, as far as there is time. */
  look(documents: Bits, node: WordNode | PhraseNode | PatternNode): Bits;
};

type TextNode = WordNode | PhraseNode | PatternNode;
type Within = Bits | undefined;

/** The documents of a segment that match a query's tree, as far as they are among `within`. */
export function documentsMatching(asked: AskedSegment, node: QueryNode, within?: Bits): Bits {
  const { segment } = asked;
  switch (node.kind) {
    case 'word':
    case 'phrase':
    case 'pattern':
      return limited(documentsWith(asked, node, within), within);
    case 'date':
      return limited(documentsDated(segment, node), within);
    case 'and': {
      let left = within;
      for (const part of node.nodes.toSorted((a, b) => effortOf(a) - effortOf(b) || sizeOf(segment, a) - sizeOf(segment, b))) {
        if (left?.next(0) === -1) break;
        left = documentsMatching(asked, part, left);
      }
      return left === undefined ? Bits.all(segment.count) : left === within ? left.copy() : left;
    }
    case 'or':
      return node.nodes.reduce((all, part) => all.or(documentsMatching(asked, part, within)), new Bits(segment.count));
    case 'some':
      if (node.least <= 0) return within?.copy() ?? Bits.all(segment.count);
      return inAtLeast(
        node.least,
        node.nodes.map((part) => documentsMatching(asked, part, within)),
        segment.count,
      );
    case 'not': {
      const all = within ?? Bits.all(segment.count);
      return all.copy().without(documentsMatching(asked, node.node, all));
    }
    case 'rows':
      return limited(asked.documents(node.rows), within);
    case 'all':
      return within?.copy() ?? Bits.all(segment.count);
    // State is turned into rows before the engine is asked.
    case 'state':
    case 'none':
      return new Bits(segment.count);
  }
}

/** In how many documents a word stands, roughly: of two words the rarer one is looked up first. */
const sizeOf = (segment: Segment, node: QueryNode): number =>
  node.kind === 'word' ? listsOf(segment, node).reduce((sum, list) => sum + segment.lists.docs.get(list), 0) : 0;

const limited = (found: Bits, within: Within): Bits => (within === undefined ? found : found.and(within));

function documentsWith(asked: AskedSegment, node: TextNode, within: Within): Bits {
  if (node.kind === 'pattern' && node.how === 'regex') return documentsWithRegex(asked, node, within);
  const { segment } = asked;
  const fields = fieldsMeant(node.field);
  // The list of other fields holds the words of all of them together.
  const sure = (found: Bits, isSure: boolean): Bits => (isOther(node.field) || !isSure ? asked.look(limited(found, within), node) : found);
  if (node.kind === 'word') return sure(documentsIn(segment, listsOf(segment, node), within), true);
  if (node.kind === 'pattern') {
    const found =
      node.field === undefined ? documentsLike(segment, node) : segment.mark(listsLike(segment, node, fields), new Bits(segment.count));
    return sure(found, true);
  }
  const { documents, isSure } = documentsWithPhrase(segment, node, fields, within);
  return sure(documents, isSure);
}

/** The lists of a word in any of its languages. */
const listsOf = (segment: Segment, { stems, field }: WordNode): readonly number[] => {
  const fields = fieldsMeant(field);
  return stems.flatMap((stem) => segment.listsOfStem(stem, fields));
};

/** The documents in any of these lists. With few wanted ones only those are looked for. */
function documentsIn(segment: Segment, lists: readonly number[], within: Within): Bits {
  const found = new Bits(segment.count);
  const wanted = within?.count() ?? Number.POSITIVE_INFINITY;
  for (const list of lists) {
    if (within === undefined || wanted * seekCost > segment.lists.docs.get(list)) segment.mark([list], found);
    else {
      const cursor = segment.cursor(list);
      for (let doc = within.next(0); doc !== -1; doc = within.next(doc + 1)) if (cursor.seek(doc)) found.add(doc);
    }
  }
  return found;
}

/** The words that an expression cannot do without narrow down which texts are read; if it is about one word, hardly any is. */
function documentsWithRegex({ segment, look }: AskedSegment, node: PatternNode, within: Within): Bits {
  const { needs, word } = regexOf(node);
  const fields = fieldsMeant(node.field);
  const found = word === undefined || isOther(node.field) ? new Bits(segment.count) : limited(documentsSure(segment, word, fields), within);
  const unsure = (within?.copy() ?? Bits.all(segment.count)).without(found);
  return found.or(look(documentsNeeded(segment, needs, fields, unsure), node));
}

/** Documents lie in the order of their dates. */
function documentsDated(segment: Segment, { from, to }: DateNode): Bits {
  const found = new Bits(segment.count);
  // The undated come last.
  const end = segment.dates.count - (segment.dates.get(segment.dates.count - 1) === '' ? 1 : 0);
  for (let i = from === undefined ? 0 : segment.dates.from(from.day.slice(0, 4), 0, end); i < end; i += 1) {
    const date = segment.dates.get(i);
    if (to !== undefined && date > to.day) break;
    if (isWithin(date, from, to)) found.addRange(segment.dateDocs[i] ?? 0, segment.dateDocs[i + 1] ?? 0);
  }
  return found;
}

/** The documents that so many of the sets hold. */
function inAtLeast(least: number, sets: readonly Bits[], size: number): Bits {
  const counts = new Uint16Array(size);
  const found = new Bits(size);
  for (const set of sets)
    for (let doc = set.next(0); doc !== -1; doc = set.next(doc + 1)) {
      counts[doc] = (counts[doc] ?? 0) + 1;
      if (counts[doc] === least) found.add(doc);
    }
  return found;
}

import { fold } from '../../../language/tokens.ts';
import { isOther, keptIn, type Field } from '../../../query/text-fields.ts';
import type { DateNode, PatternNode, PhraseNode, PhrasePlace, QueryNode, TextNode } from '../../../query/tree.ts';
import { requiredPieces } from '../../../query/regex-needs.ts';
import { regexOf } from '../../../query/regex.ts';
import { rowsDsl } from './bitmap.ts';
import type { Dsl } from './cluster.ts';
import { termOf, writtenTerm } from './layout.ts';

/*
 * A query's tree as the cluster reads it. Everything is a filter: what matches is decided here, the order elsewhere. What the cluster
 * cannot decide exactly is not sent: `candidates` says where it may stand, and the texts are read (settling.ts).
 */

const none: Dsl = { match_none: {} };
const all: Dsl = { match_all: {} };
const either = (should: readonly Dsl[]): Dsl =>
  should.length === 0 ? none : should.length === 1 ? (should[0] as Dsl) : { bool: { should, minimum_should_match: 1 } };
const every = (filter: readonly Dsl[]): Dsl => (filter.length === 0 ? all : { bool: { filter } });

/** Edits that the cluster can count. */
const mostEdits = 2;

/** Whether the cluster alone decides where this stands. */
export function isDecidable(node: TextNode): boolean {
  // The field of all others holds the words of all of them together.
  if (isOther(node.field)) return false;
  if (node.kind === 'pattern') return node.how !== 'regex' && (node.how !== 'fuzzy' || (node.most ?? 0) <= mostEdits);
  if (node.kind === 'word') return true;
  // The same word twice: the cluster takes one place for both.
  return node.places === undefined && (node.near === undefined || node.stems.every((row) => new Set(row).size === row.length));
}

/** Where a word or phrase of this field stands, in its order. */
function streamsOf(field: Field | undefined): string[] {
  if (field === undefined) return ['s_body', 's_apart', 's_head'];
  return field === 'text' ? ['s_body', 's_apart'] : [`s_${keptIn(field)}`];
}

/** Where its words stand as they are spelled. */
function spellingsOf(field: Field | undefined, kind: 'f' | 'x'): string[] {
  if (field === undefined) return [`${kind}_body`, `${kind}_head`];
  return [`${kind}_${field === 'text' ? 'body' : keptIn(field)}`];
}

const stemDsl = (stems: readonly string[], field: Field | undefined): Dsl => {
  const terms = [...new Set(stems)].map(termOf);
  return either((field === undefined ? ['words'] : streamsOf(field)).map((name) => ({ terms: { [name]: terms } })));
};

function phraseDsl({ stems, field, near }: PhraseNode): Dsl {
  const rows = [...new Map(stems.map((row) => [row.join(' '), row.map(termOf)])).values()].filter((row) => row.length > 0);
  const inStream = (name: string, row: readonly string[]): Dsl => {
    const [first = ''] = row;
    if (row.length === 1) return { term: { [name]: { value: first } } };
    if (near === undefined) return { match_phrase: { [name]: { query: row.join(' '), analyzer: 'words' } } };
    const intervals = row.map((stem) => ({ match: { query: stem, analyzer: 'words' } }));
    return { intervals: { [name]: { all_of: { ordered: false, max_gaps: near, intervals } } } };
  };
  return either(streamsOf(field).flatMap((name) => rows.map((row) => inStream(name, row))));
}

/** Words by their spelling; not for regular expressions. */
function patternDsl({ how, pattern, field, most = 0 }: PatternNode): Dsl {
  const on = (kind: 'f' | 'x', make: (name: string) => Dsl): Dsl => either(spellingsOf(field, kind).map(make));
  if (how === 'exact') return on('x', (name) => ({ term: { [name]: { value: writtenTerm(pattern) } } }));
  if (how === 'fuzzy')
    // Rewritten otherwise, it would stop at fifty words.
    return on('f', (name) => ({
      fuzzy: {
        [name]: {
          value: fold(pattern),
          fuzziness: Math.min(most, mostEdits),
          prefix_length: 0,
          transpositions: true,
          rewrite: 'constant_score',
        },
      },
    }));
  const value = pattern
    .split(/([*?])/)
    .map((part) => (part === '*' || part === '?' ? part : fold(part)))
    .join('');
  return on('f', (name) => ({ wildcard: { [name]: { value, rewrite: 'constant_score' } } }));
}

function leafDsl(node: TextNode): Dsl {
  if (node.kind === 'word') return stemDsl(node.stems, node.field);
  return node.kind === 'phrase' ? phraseDsl(node) : patternDsl(node);
}

/** Where something may stand of which the texts have to be read: everywhere where it does, and in some places more. */
export function candidates(node: TextNode): Dsl {
  const { field } = node;
  if (node.kind === 'pattern' && node.how === 'regex') {
    const pieces = requiredPieces(regexOf(node).needs).map((piece) =>
      either(spellingsOf(field, 'f').map((name) => ({ wildcard: { [name]: { value: `*${piece}*`, rewrite: 'constant_score' } } }))),
    );
    return every(pieces);
  }
  if (node.kind === 'pattern' && (node.most ?? 0) > mostEdits) return all;
  if (node.kind !== 'phrase') return leafDsl(node);
  if (node.places === undefined) return either(node.stems.map((row) => every(row.map((stem) => stemDsl([stem], field)))));
  const placeDsl = (place: PhrasePlace): Dsl => {
    if (place.kind === 'word') return stemDsl(place.stems, field);
    return /[^*?]/.test(place.pattern) ? candidates({ ...place, ...(field === undefined ? {} : { field }) }) : all;
  };
  return either(node.places.map((row) => every(row.map(placeDsl))));
}

/** Dates are kept as the first and the last day that they may mean. */
function dateDsl({ from, to }: DateNode): Dsl {
  return every([
    { exists: { field: 'first' } },
    ...(from === undefined ? [] : [{ range: { first: { [from.inclusive ? 'gte' : 'gt']: from.day } } }]),
    ...(to === undefined ? [] : [{ range: { last: { [to.inclusive ? 'lte' : 'lt']: to.day } } }]),
  ]);
}

/** The tree as a filter. */
export function filterOf(node: QueryNode): Dsl {
  switch (node.kind) {
    case 'word':
    case 'phrase':
    case 'pattern':
      return leafDsl(node);
    case 'date':
      return dateDsl(node);
    case 'and':
      return every(node.nodes.map(filterOf));
    case 'or':
      return either(node.nodes.map(filterOf));
    case 'some':
      if (node.least <= 0) return all;
      return node.least > node.nodes.length ? none : { bool: { should: node.nodes.map(filterOf), minimum_should_match: node.least } };
    case 'not':
      return { bool: { must_not: [filterOf(node.node)] } };
    case 'rows':
      return rowsDsl(node.rows);
    case 'all':
      return all;
    // State is turned into rows before an engine is asked.
    case 'state':
    case 'none':
      return none;
  }
}

import { firstDayOf, lastDayOf } from '../../../query/dates.ts';
import { labelFields, valuesOf, type OwnField, type Searchable } from '../../../query/text-fields.ts';
import { eachWord, isStopWord, readings, tokenise, type Token } from '../../../language/tokens.ts';
import { sha256 } from '../../../store/hash.ts';
import { keptValue, keptValues } from '../counted.ts';
import { rules } from '../engine.ts';
import { lengthOf, parameters, share, timesIn, type Lengths, type RankedPlace } from '../scoring.ts';
import type { ClusterSettings, Dsl } from './cluster.ts';

/*
 * What an index in the cluster keeps of a cable. Nothing is analysed there: our own words go in, one term a word, separated by
 * spaces. `s_` fields hold stems in their order, `f_` words as folded, `x_` words as written; `words` holds every stem that a word
 * without a field is looked for in, each with what it is worth there. `v_` fields hold the values that cables are counted by.
 */

/** Changes with what is kept: an index of another version is built again. */
export const layoutVersion = `opensearch 2 ${rules}`;

/** Fields with streams of their own. `head` is all but the body that a word without a field may stand in. */
const headed = ['subject', 'ref', 'origin', 'to', ...labelFields] as const satisfies readonly OwnField[];
const spelt = ['body', 'head', ...headed] as const;
const streams = ['body', 'apart', ...spelt.slice(1)] as const;

/** What a word is worth in a cable, as a whole number: so many for a share of 1. */
const precision = 16;
/** Longer words are kept by their checksum: terms have a limit. */
const longestTerm = 8000;
/** More than the widest nearness that can be asked for: nothing spans two values. */
const valueGap = 100_000;

/** How an index is made. `means`: of how many words each place of a cable has, when it is made. */
export function indexBody({ shards, replicas }: Pick<ClusterSettings, 'shards' | 'replicas'>): Dsl {
  const { k } = parameters;
  const stems = { type: 'text', analyzer: 'words', position_increment_gap: valueGap, norms: false, index_options: 'positions' };
  const forms = { type: 'text', analyzer: 'words', norms: false, index_options: 'docs' };
  return {
    settings: {
      index: {
        number_of_shards: shards,
        ...(replicas === undefined ? { auto_expand_replicas: '0-1' } : { number_of_replicas: replicas }),
        refresh_interval: '30s',
        max_terms_count: 65_536,
        similarity: {
          worth: {
            type: 'scripted',
            script: { source: `double s = doc.freq / ${precision}.0; return query.boost * s * ${k + 1} / (s + ${k});` },
          },
        },
      },
      analysis: {
        tokenizer: { blank: { type: 'char_group', tokenize_on_chars: [' '], max_token_length: 10_000 } },
        filter: { times: { type: 'delimited_term_freq', delimiter: '|' } },
        analyzer: {
          words: { type: 'custom', tokenizer: 'blank' },
          counted: { type: 'custom', tokenizer: 'blank', filter: ['times'] },
        },
      },
    },
    mappings: {
      dynamic: 'strict',
      _source: { enabled: false },
      properties: {
        row: { type: 'integer' },
        // Always set: what has none would be one group.
        leader: { type: 'integer' },
        grouped: { type: 'boolean' },
        hash: { type: 'keyword', index: false },
        ref: { type: 'keyword', index: false },
        date: { type: 'keyword', index: false },
        first: { type: 'keyword' },
        last: { type: 'keyword' },
        ...Object.fromEntries(keptValues.map((name) => [`v_${name}`, { type: 'keyword', index: false }])),
        words: {
          type: 'text',
          analyzer: 'counted',
          search_analyzer: 'words',
          norms: false,
          index_options: 'freqs',
          similarity: 'worth',
        },
        ...Object.fromEntries(streams.map((name) => [`s_${name}`, stems])),
        ...Object.fromEntries(spelt.flatMap((name) => ['f', 'x'].map((kind) => [`${kind}_${name}`, forms]))),
      },
    },
  };
}

/** A word as it is written, as one term. */
export const writtenTerm = (surface: string): string => termOf(surface.normalize('NFC').replaceAll(' ', '\u001f'));
/** A term that the cluster takes whole. */
export const termOf = (term: string): string => (term.length <= longestTerm ? term : `#${sha256(term)}`);

/** A cable as it is kept. `leader`: of its near-copies, the one that came first; undefined where it has none. */
export type CableToKeep = { row: number; hash: string; cable: Searchable; leader: number | undefined };

/** The document of a cable. */
export function documentOf({ row, hash, cable, leader }: CableToKeep, means: Lengths): Dsl {
  const document: Dsl = { row, hash, ref: cable.ref, leader: leader ?? row, grouped: leader !== undefined };
  if (cable.date !== '') Object.assign(document, { date: cable.date, first: firstDayOf(cable.date), last: lastDayOf(cable.date) });
  for (const name of keptValues) {
    const value = keptValue(cable, name);
    if (value !== '') document[`v_${name}`] = value;
  }
  const tokensOf = (values: readonly string[]): Token[][] => values.map((value) => tokenise(value, cable.language));
  const body = tokenise(cable.body, cable.language);
  const [joined, apart] = readings(body).map(stemsOf);
  if (joined !== undefined && joined !== '') document['s_body'] = joined;
  if (apart !== undefined) document['s_apart'] = apart;
  addForms(document, 'body', body);
  const put = (name: string, values: readonly Token[][]): void => {
    const read = values.flatMap((tokens) => readings(tokens).map(stemsOf)).filter((one) => one !== '');
    if (read.length > 0) document[`s_${name}`] = read;
    addForms(document, name, values.flat());
  };
  const bare = tokensOf(valuesOf(cable, undefined));
  const subjects = valuesOf(cable, 'subject').length;
  put('head', bare);
  for (const name of headed) put(name, name === 'subject' ? bare.slice(0, subjects) : tokensOf(valuesOf(cable, name)));
  const worth = worthOf({ body, subject: bare.slice(0, subjects).flat(), head: bare.slice(subjects).flat() }, means);
  if (worth !== '') document['words'] = worth;
  return document;
}

const stemsOf = (tokens: readonly Token[]): string => tokens.map(({ stem }) => termOf(stem)).join(' ');

function addForms(document: Dsl, name: string, tokens: readonly Token[]): void {
  const folded = new Set<string>();
  const written = new Set<string>();
  for (const token of eachWord(tokens)) {
    folded.add(termOf(token.folded));
    written.add(writtenTerm(token.surface));
  }
  if (folded.size > 0) document[`f_${name}`] = [...folded].join(' ');
  if (written.size > 0) document[`x_${name}`] = [...written].join(' ');
}

/** Each stem with what it is worth here: its shares of all places, as BM25F adds them up before they saturate. */
function worthOf(tokens: Readonly<Record<RankedPlace, Token[]>>, means: Lengths): string {
  const worth = new Map<string, number>();
  for (const place of ['body', 'subject', 'head'] as const) {
    const length = lengthOf(tokens[place]);
    for (const [stem, times] of timesIn(tokens[place]).stems)
      worth.set(stem, (worth.get(stem) ?? 0) + share(place, times, length, means[place]));
    // Stop words are found, and worth next to nothing.
    for (const { folded, stem } of eachWord(tokens[place])) if (isStopWord(folded) && !worth.has(stem)) worth.set(stem, 0);
  }
  return Array.from(worth, ([stem, shares]) => `${termOf(stem)}|${Math.max(1, Math.round(shares * precision))}`).join(' ');
}

/** How many words each place of these cables has, on average. */
export function meansOf(cables: readonly Searchable[]): Lengths {
  const sums = { body: 0, subject: 0, head: 0 };
  const lengthIn = (values: readonly string[], { language }: Searchable): number =>
    values.reduce((sum, value) => sum + lengthOf(tokenise(value, language)), 0);
  for (const cable of cables) {
    const subjects = valuesOf(cable, 'subject');
    sums.body += lengthIn([cable.body], cable);
    sums.subject += lengthIn(subjects, cable);
    sums.head += lengthIn(valuesOf(cable, undefined).slice(subjects.length), cable);
  }
  const mean = (sum: number): number => Math.max(1, sum / Math.max(1, cables.length));
  return { body: mean(sums.body), subject: mean(sums.subject), head: mean(sums.head) };
}

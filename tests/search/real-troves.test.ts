import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Cable } from '../../src/cables/cables.ts';
import { recogniseLanguage } from '../../src/language/detect.ts';
import { tokenise, type Token } from '../../src/language/tokens.ts';
import { findSpans, looksInBody, matches } from '../../src/query/matching.ts';
import { parseQuery } from '../../src/query/query.ts';
import { valuesOf } from '../../src/query/text-fields.ts';
import type { PatternNode, PhraseNode, QueryNode, WordNode } from '../../src/query/tree.ts';
import { engineNames } from '../../src/search/engine/engine.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { testArchive } from '../helpers/archive.ts';
import { isLong, pickerFrom, randomFrom, seedOf } from '../helpers/random.ts';
import { readFormat } from '../helpers/read-format.ts';

/*
 * Questions drawn from real texts that are not in this repository: each engine finds what reading every text finds.
 */

const corpus = join(import.meta.dirname, '../../../shared/corpus/real');
const questions = 200;

/** What a question is made of: a cable of the trove, a word somewhere in its text as it stands there, and those behind it. */
type Drawn = { cable: Cable; words: readonly string[]; pick: <T>(list: readonly T[]) => T };

const bare = (word: string): string => word.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
const quote = (...words: readonly string[]): string => `"${words.join(' ').replaceAll('"', ' ')}"`;
const matching =
  (shape: RegExp) =>
  ({ words, pick }: Drawn): string | undefined => {
    const found = words.filter((word) => shape.test(word));
    return found.length === 0 ? undefined : pick(found);
  };
const longWord = matching(/^\p{L}{6,}$/u);
const escaped = (word: string): string => word.replaceAll(/[/.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Kinds of questions: undefined where this place has none of the kind. */
const kinds: readonly ((drawn: Drawn) => string | undefined)[] = [
  ({ words: [word] }) => word,
  ({ words, pick }) => `${pick(words)} ${pick(words)}`,
  ({ words, pick }) => `${pick(words)} ${pick(words)} ${pick(words)}`,
  ({ words, pick }) => `${pick(words)} OR ${pick(words)}`,
  ({ words, pick }) => `${pick(words)} -${pick(words)}`,
  ({ words, pick }) => `(${pick(words)} OR ${quote(...words.slice(3, 5))}) NOT (${pick(words)} ${pick(words)})`,
  ({ words }) => quote(...words.slice(0, 2)),
  ({ words }) => quote(...words.slice(0, 4)),
  ({ words }) => `-${quote(...words.slice(0, 2))}`,
  ({ words, pick }) => `${quote(words[0] ?? '', words[3] ?? '')}~${pick([2, 5])}`,
  ({ words, pick }) => `${quote(words[5] ?? '', words[2] ?? '', words[0] ?? '')}~${pick([3, 8])}`,
  (drawn) => longWord(drawn)?.replace(/..$/, '*'),
  (drawn) => longWord(drawn)?.replace(/^../, '*'),
  (drawn) => longWord(drawn)?.replace(/^(..)./, '$1?'),
  (drawn) => longWord(drawn)?.replace(/^.(.*).$/, '*$1*'),
  ({ words: [first = '', second = '', third = ''] }) => quote(`${first.slice(0, 4)}*`, second, third),
  ({ words: [first = '', , third = ''] }) => quote(first, '*', third),
  (drawn) => longWord(drawn)?.replace(/(.)(.)(.)$/, '$1$3$2~'),
  (drawn) => `${longWord(drawn) ?? ''}~1`,
  ({ words }) => `=${words[0] ?? ''}`,
  ({ words }) => `=${quote(...words.slice(0, 2))}`,
  (drawn) => `/${escaped(longWord(drawn) ?? 'report').slice(0, 5)}\\w+ (of|to|the) ?/`,
  ({ cable: { date }, words: [word] }) => (date === '' ? undefined : `date:${date.slice(0, 7)} ${word ?? ''}`),
  ({ cable: { date } }) => (date === '' ? undefined : `date:${date.slice(0, 4)}`),
  ({ cable: { date }, words: [word] }) => (date === '' ? undefined : `date:[${date} TO *] ${word ?? ''}`),
  ({ cable: { origin }, words: [word] }) => (origin === '' ? undefined : `from:${quote(origin)} ${word ?? ''}`),
  ({ cable: { destination }, pick }) => (destination === '' ? undefined : `to:${pick(destination.split(' '))}`),
  ({ cable: { subject }, pick }) => (subject === '' ? undefined : `subject:${quote(bare(pick(subject.split(' '))))}`),
  ({ words: [word] }) => `text:${word ?? ''}`,
  ({ words: [word], pick }) => `words:>${pick([200, 1000])} ${word ?? ''}`,
  matching(/\d/),
  matching(/\d[.,]\d/),
  matching(/\p{L}\.\p{L}/u),
  matching(/\p{L}-\p{L}/u),
  matching(/\p{L}['’]\p{L}/u),
  matching(/^\p{Lu}{2,5}$/u),
  matching(/[^\p{ASCII}’“”—–]/u),
];

/** Where in a text a question is drawn from: as many places as it takes until there is one for the kind. */
function draw(cables: readonly Cable[], kind: (drawn: Drawn) => string | undefined, random: () => number): string | undefined {
  const pick = pickerFrom(random);
  for (let tries = 0; tries < 200; tries += 1) {
    const cable = pick(cables);
    const words = cable.body
      .split(/\s+/)
      .map(bare)
      .filter((word) => word !== '');
    const from = Math.floor(random() * Math.max(0, words.length - 8));
    const asked = words.length < 8 ? undefined : kind({ cable, words: words.slice(from, from + 8), pick });
    if (asked !== undefined && asked.trim() !== '') return asked;
  }
  return undefined;
}

/** The rows of the cables that each query is met by, found by reading every text: as `matches` says, reading a text once. */
function readAll(roots: readonly QueryNode[], cables: Iterable<Cable>): Set<number>[] {
  const found = roots.map(() => new Set<number>());
  for (const cable of cables) {
    const tokens = new Map<string, Token[]>();
    const holds = (text: string, node: WordNode | PhraseNode | PatternNode): boolean => {
      const known = tokens.get(text) ?? tokenise(text, cable.language);
      tokens.set(text, known);
      return text !== '' && findSpans(text, known, node).length > 0;
    };
    const isMet = (node: QueryNode): boolean => {
      if (node.kind === 'and') return node.nodes.every(isMet);
      if (node.kind === 'or') return node.nodes.some(isMet);
      if (node.kind === 'not') return !isMet(node.node);
      if ((node.kind !== 'word' && node.kind !== 'phrase' && node.kind !== 'pattern') || (node.kind === 'pattern' && node.how === 'exact'))
        return matches(node, cable);
      return valuesOf(cable, node.field).some((value) => holds(value, node)) || (looksInBody(node.field) && holds(cable.body, node));
    };
    for (const [i, root] of roots.entries()) if (isMet(root)) found[i]?.add(cable.row);
  }
  return found;
}

test.each(['trove-1100.dev.jsonl.gz', 'frus.dev.jsonl.gz'])(
  `${questions} questions drawn from %s find what reading every text finds, by each engine`,
  async (name) => {
    const path = join(corpus, name);
    if (!isLong || !existsSync(path)) return console.log(`not tried: ${isLong ? `${path} is not there` : 'only in the long run'}`);
    const random = randomFrom(seedOf(name));
    const { drafts } = await readFormat(gunzipSync(readFileSync(path)), name.replace('.gz', ''));
    const { cables, path: database, add, db } = testArchive();
    for (const draft of drafts) add(draft, { at: 0, language: await recogniseLanguage(draft.body) });
    const all = [...cables.all()];
    const asked = Array.from({ length: questions }, (_, i) => draw(all, kinds[i % kinds.length] ?? (() => undefined), random) ?? 'the');
    const queries = asked.map((text) => parseQuery(text, { isOtherField: cables.hasOtherField }));
    const wanted = readAll(
      queries.map(({ root }) => root),
      all,
    );
    const met = wanted.filter((rows) => rows.size > 0).length;
    console.log(`${name}: ${drafts.length} cables, ${new Set(asked).size} questions, ${met} find something`);
    for (const engine of engineNames) {
      const index = createWorkerIndex({ engine, database, file: `${database}.${engine}`, alarm: () => () => {} });
      await index.ready();
      const differing = [];
      let partial = 0;
      for (const [i, query] of queries.entries()) {
        const found = await index.find(query, { sort: 'best', offset: 0, limit: Number.MAX_SAFE_INTEGER });
        const rows = new Set(found.hits.map(({ row }) => row));
        // Where there was no time to read all texts, what was found is right as far as it goes.
        if (found.partial !== undefined) partial += 1;
        const isRight = found.partial === undefined ? rows.size === wanted[i]?.size : true;
        if (!isRight || found.total !== rows.size || !rows.isSubsetOf(wanted[i] ?? new Set()))
          differing.push({ asked: asked[i], total: found.total, rows: rows.size, wanted: wanted[i]?.size });
      }
      expect({ engine, differing }).toEqual({ engine, differing: [] });
      if (partial > 0) console.log(`${name}, ${engine}: ${partial} not read to the end in time`);
      await index.close();
    }
    db.close();
  },
  3_600_000,
);

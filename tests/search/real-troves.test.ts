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
import { drawQuestions } from '../helpers/drawn-questions.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { readFormat } from '../helpers/read-format.ts';

/*
 * Questions drawn from real texts that are not in this repository: each engine finds what reading every text finds.
 */

const corpus = join(import.meta.dirname, '../../../shared/corpus/real');
const questions = 200;

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
    const asked = drawQuestions(all, questions, random);
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

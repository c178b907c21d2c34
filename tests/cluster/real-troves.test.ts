import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { recogniseLanguage } from '../../src/language/detect.ts';
import { parseQuery } from '../../src/query/query.ts';
import { createWorkerIndex } from '../../src/search/engine/index-in-thread.ts';
import { testArchive } from '../helpers/archive.ts';
import { hasNode, urlVariable } from '../helpers/cluster/nodes.ts';
import { drawQuestions } from '../helpers/drawn-questions.ts';
import { randomFrom, seedOf } from '../helpers/random.ts';
import { readFormat } from '../helpers/read-format.ts';

const corpus = join(import.meta.dirname, '../../../shared/corpus/real');
const questions = 100;
const everything = { sort: 'newest', offset: 0, limit: Number.MAX_SAFE_INTEGER } as const;

describe.skipIf(!hasNode())('beside the local engine', () => {
  test.each(['trove-1100.dev.jsonl.gz', 'frus.dev.jsonl.gz'])(
    `${questions} questions drawn from %s: same total, set, order by date and folded count`,
    async (name) => {
      const path = join(corpus, name);
      if (!existsSync(path)) return console.log(`not tried: ${path} is not there`);
      const random = randomFrom(seedOf(name));
      const { drafts } = await readFormat(gunzipSync(readFileSync(path)), name.replace('.gz', ''));
      const { cables, path: database, add, db } = testArchive();
      for (const draft of drafts) add(draft, { at: 0, language: await recogniseLanguage(draft.body) });
      const asked = drawQuestions([...cables.all()], questions, random);
      const local = createWorkerIndex({ engine: 'packed', database, file: `${database}.packed`, alarm: () => () => {} });
      const cluster = { urls: [process.env[urlVariable] ?? ''], shards: 2, replicas: 0 };
      // Files of its own: near-copies are looked for once by each.
      const there = createWorkerIndex({
        engine: 'opensearch',
        database,
        file: `${database}.opensearch`,
        copiesFile: `${database}.copies-2`,
        cluster,
        alarm: () => () => {},
      });
      await local.ready();
      const started = performance.now();
      await there.ready();
      const indexed = performance.now() - started;
      const differing: unknown[] = [];
      const times = { local: 0, cluster: 0 };
      let [partial, hits] = [0, 0];
      for (const text of asked) {
        const query = parseQuery(text, { isOtherField: cables.hasOtherField });
        const [mine, theirs] = [await local.find(query, everything), await there.find(query, everything)];
        const [folded, foldedThere] = [
          await local.find(query, { ...everything, fold: true }),
          await there.find(query, { ...everything, fold: true }),
        ];
        times.local += mine.ms;
        times.cluster += theirs.ms;
        hits += mine.total;
        if (mine.partial !== undefined || theirs.partial !== undefined) {
          partial += 1;
          continue;
        }
        const rowsOf = (found: typeof mine): number[] => found.hits.map(({ row }) => row);
        const same =
          JSON.stringify([mine.total, rowsOf(mine), folded.shown]) === JSON.stringify([theirs.total, rowsOf(theirs), foldedThere.shown]);
        if (!same) differing.push({ text, total: [mine.total, theirs.total], shown: [folded.shown, foldedThere.shown] });
      }
      console.log(
        `${name}: ${drafts.length} cables indexed in ${Math.round(indexed)} ms, ${asked.length} questions with ${hits} hits, ${partial} not read to the end; ` +
          `all hits by date: ${Math.round(times.local / asked.length)} ms here, ${Math.round(times.cluster / asked.length)} ms in the cluster`,
      );
      expect(differing).toEqual([]);
      await Promise.all([local.close(), there.close()]);
      db.close();
    },
  );
});

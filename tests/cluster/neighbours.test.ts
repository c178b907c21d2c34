import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { archiveFiles } from '../../src/store/database.ts';
import { knownAs } from '../helpers/cluster/known-as.ts';
import { hasNode, urlVariable } from '../helpers/cluster/nodes.ts';
import { ask, quiet, sampleData, someone, testDesk, wordsOf } from '../helpers/desk.ts';
import { drawQuestions } from '../helpers/drawn-questions.ts';
import { compareDesks, does, tagMany } from '../helpers/noninterference.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { callerAs, inTerminal, neighbours, typedAt } from '../helpers/withheld.ts';

/** Two whole bots on one cluster, as two machines have it: each with a data folder of its own. */

const cluster = { urls: [process.env[urlVariable] ?? ''], shards: 2, replicas: 0 };

const nameOf = ({ archive }: Pick<Desk, 'archive'>): string => knownAs(join(archive.folder, archiveFiles.opensearch));

describe.skipIf(!hasNode())('two desks on one cluster', () => {
  test('nobody at the one can tell what the other does: whatever is asked is answered as beside a desk that does nothing', async () => {
    const { besideBusy, besideIdle } = await neighbours(inTerminal, {
      first: { engine: 'opensearch', cluster: { ...cluster, keepsTexts: true } },
      beside: ({ archive }) => ({
        engine: 'opensearch',
        cluster,
        copied: { cluster: nameOf({ archive }) },
      }),
    });
    const seed = seedOf('neighbours in a cluster');
    const { pairs, differences } = await compareDesks({
      desks: [besideBusy, besideIdle],
      callers: (['reader', 'editor', 'lead'] as const).map((role) => () => callerAs(inTerminal, role)),
      typed: typedAt(inTerminal),
      random: randomFrom(seed),
      rounds: isLong ? 3 : 1,
    });
    console.log(`neighbours in a cluster: ${pairs} pairs compared, ${differences.length} different`);
    expect(differences.join('\n\n')).toBe('');
  }, 3_600_000);

  test('a desk beside a busy one answers as one alone with the packed index: total, hits by date, counts and remarks', async () => {
    const at = Date.now();
    const [busy, alone] = [
      testDesk({ engine: 'opensearch', cluster: { ...cluster, keepsTexts: true }, folder: await sampleData(), now: () => at }),
      testDesk({ engine: 'packed', folder: await sampleData(), now: () => at }),
    ];
    await busy.index.ready();
    const beside = testDesk({ engine: 'opensearch', cluster, copied: { cluster: nameOf(busy) }, now: () => at });
    await Promise.all([beside.index.ready(), alone.index.ready()]);
    beside.rereadNames();
    await Promise.all([busy, beside, alone].map(({ names }) => names.settled()));
    const first = await createBot(busy, quiet);
    await tagMany(first, () => someone('editor'), 'crimea', 'peninsula');
    for (const ref of ['COREU/KYI/0039/18', 'COREU/WAR/0055/17']) await does(first, someone('lead'), 'desk mask', { ref, why: 'theirs' });

    const bots = await Promise.all([createBot(beside, quiet), createBot(alone, quiet)]);
    const questions = drawQuestions([...alone.cables.all()], 60, randomFrom(seedOf('beside')));
    const differing: unknown[] = [];
    for (const query of [...questions, 'tag:peninsula', 'is:unread crimea', 'crimea -is:starred']) {
      const answers = await Promise.all(
        bots.map(async (bot) => wordsOf((await ask(bot, 'search', { query, sort: 'newest' })).reply).replaceAll(/\d+ ms|receipt \d+/g, '')),
      );
      if (answers[0] !== answers[1]) differing.push({ query, answers });
    }
    expect(differing).toEqual([]);
  });
});

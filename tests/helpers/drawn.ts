import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';

/*
 * What `npm test` runs of the heavy suites: one in three of their tests, drawn by the seed of the run, so that whoever changes
 * something waits five minutes; in CI three in four, so that it ends within twelve. All of them run in the long run, and whenever
 * vitest is called by itself.
 */

/** Suites that took more than four seconds with three at a time on two cores, by folder. */
const heavy: Record<string, string> = {
  analysis: 'analysis counts large withdrawn',
  '.': 'deploy tables thread',
  bot: 'attachment files-by-role ledger reading rights searching',
  charts: 'charts',
  chat: 'bursts discord-faults discord-posts discord-render-limits injection live-faults neutralise neutralise-corpus replies-fit',
  cli: 'cli disk-full doctor faulty-disk kill-archive kill names-verbs running-bot setup setup-scripts start',
  clock: 'acts-told change-schedule digest nightly-backup nightly-verify once-a-day picks watches webhooks weekly',
  demo: 'discord-refuses local-discord-answers local-discord-connection page-composer page-messages page pictures-desk pictures-team pictures readme',
  desk: 'enrolment model-of-acts moving no-absence noninterference-on-discord noninterference privacy two-desks upgrade verify withdrawn',
  factcheck: 'checkdraft claims',
  import: 'archives change-trove formats fuzz identity import model-of-imports',
  interchange: 'ftm',
  'names/compare': 'xref',
  names: 'entity-pages gate names namesakes proposals proposals-faults recognise resolve second-reader',
  query: 'cost query',
  search: 'ask index-files minisearch packed-answers packed-files packed ranking refine searches state-at-scale',
  store: 'power-cut',
  team: 'blind-reading dossier on-discord progress reviews shift split-evening split undo work',
};

const suites = new Set(
  Object.entries(heavy).flatMap(([folder, names]) => names.split(' ').map((name) => join('tests', folder, `${name}.test.ts`))),
);
for (const suite of suites) if (!existsSync(suite)) throw new Error(`${suite} is called heavy in tests/helpers/drawn.ts and is not there`);

const share = process.env['CI'] === undefined ? 1 / 3 : 3 / 4;

if (process.env['CABLEDESK_DRAWN'] === '1')
  beforeEach(({ task, skip }) => {
    if (!suites.has(task.file.name)) return;
    const lot = createHash('sha1').update(`${process.env['CABLEDESK_SEED']} ${task.file.name} ${task.fullTestName}`).digest();
    skip(lot.readUInt8() >= share * 256, 'not drawn this time');
  });

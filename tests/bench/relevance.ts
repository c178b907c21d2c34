/**
 * `npm run bench -- relevance [SHARED] [--only NAME] [--engine packed|minisearch|opensearch --url URL] [--save FILE] [--against FILE]`: questions with known
 * answers, asked as plain questions are. SHARED holds gold/ir and corpus/real (default: ../shared; without it nothing is
 * measured). Questions are split by the SHA-1 of their id: one half is tuned on, the other is unseen. `--save` keeps the
 * figures of each question, `--against` compares with what another setting kept: paired, with intervals by bootstrap.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { engineNames } from '../../src/search/engine/engine.ts';
import { importFiles } from '../../src/import/import.ts';
import { parseQuery, plainQuestion } from '../../src/query/query.ts';
import { randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const { values: args, positionals } = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: {
    engine: { type: 'string', default: 'packed' },
    url: { type: 'string' },
    only: { type: 'string', default: '' },
    save: { type: 'string' },
    against: { type: 'string' },
  },
});
const shared = positionals[0] ?? join(import.meta.dirname, '../../../shared');

const measures = ['nDCG@10', 'success@1', 'MRR@10'] as const;
type Figures = Record<(typeof measures)[number], number>;
const figures = z.record(z.string(), z.object({ 'nDCG@10': z.number(), 'success@1': z.number(), 'MRR@10': z.number() }));
/** By collection and question. */
type Kept = Record<string, Record<string, Figures>>;
const kept = z.record(z.string(), figures);

const line = z.object({ id: z.string(), text: z.string() });
const record = z.looseObject({ id: z.string(), title: z.string(), date: z.string().optional() });
const linesOf = (file: string): string[] => {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .split('\n')
    .filter((one) => one !== '');
};

type Collection = { name: string; records: z.infer<typeof record>[]; refOf(id: string): string; folder: string };
/** Ids that are the numbers of their rows are no ids to an import. */
const collections = (): Collection[] => [
  {
    name: 'Cranfield',
    records: linesOf(join(shared, 'gold/ir/cranfield/docs.jsonl')).map((one) => {
      const read = record.parse(JSON.parse(one));
      return { ...read, id: `CRAN-${read.id}` };
    }),
    refOf: (id) => `CRAN-${id}`,
    folder: join(shared, 'gold/ir/cranfield'),
  },
  {
    name: 'FRUS, known items',
    records: linesOf(join(shared, 'corpus/real/frus.dev.jsonl.gz')).map((one) => record.parse(JSON.parse(one))),
    refOf: (id) => id,
    folder: join(shared, 'gold/ir/frus-known-item'),
  },
];

function gainsIn({ folder, refOf }: Collection): Map<string, Map<string, number>> {
  const gains = new Map<string, Map<string, number>>();
  for (const one of linesOf(join(folder, 'qrels.tsv')).slice(1)) {
    const [question = '', doc = '', gain] = one.split('\t');
    if (Number(gain) > 0) gains.set(question, (gains.get(question) ?? new Map<string, number>()).set(refOf(doc), Number(gain)));
  }
  return gains;
}

const discounted = (gains: readonly number[]): number => gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);

function figuresOf(refs: readonly string[], gains: ReadonlyMap<string, number>): Figures {
  const got = refs.slice(0, 10).map((ref) => gains.get(ref) ?? 0);
  const best = [...gains.values()].toSorted((a, b) => b - a).slice(0, 10);
  const first = got.findIndex((gain) => gain > 0);
  return { 'nDCG@10': discounted(got) / discounted(best), 'success@1': first === 0 ? 1 : 0, 'MRR@10': first === -1 ? 0 : 1 / (first + 1) };
}

async function refsFor(desk: Desk, question: string): Promise<string[]> {
  const query = parseQuery(plainQuestion(question), { match: 'any' });
  const { hits } = await desk.index.find(query, { sort: 'best', offset: 0, limit: 10 });
  return desk.cables.heads(hits.map(({ row }) => row)).map(({ ref }) => ref);
}

/** Half of the questions, by their ids: 0 is tuned on, 1 is unseen. */
const halfOf = (id: string): number => Number.parseInt(createHash('sha1').update(id).digest('hex').slice(-1), 16) % 2;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The 95 % interval of the mean of paired differences, by 2,000 draws. */
function interval(differences: readonly number[]): [number, number] {
  const random = randomFrom(27);
  const means = Array.from({ length: 2000 }, () =>
    mean(differences.map(() => differences[Math.floor(random() * differences.length)] ?? 0)),
  ).toSorted((a, b) => a - b);
  return [means[50] ?? 0, means[1949] ?? 0];
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
function compared(now: readonly number[], before: readonly number[]): string {
  const differences = now.map((value, i) => value - (before[i] ?? 0));
  return `${signed(mean(differences))} [${interval(differences).map(signed).join(', ')}]`;
}

function tell(name: string, now: Readonly<Record<string, Figures>>, before: Readonly<Record<string, Figures>> | undefined): void {
  console.log(`\n| ${name} | ${measures.join(' | ')} |\n|---|${'---|'.repeat(measures.length)}`);
  for (const [half, title] of ['tuned on', 'unseen', 'all'].entries()) {
    const ids = Object.keys(now).filter((id) => half === 2 || halfOf(id) === half);
    const cells = measures.map((measure) => {
      const values = ids.map((id) => now[id]?.[measure] ?? 0);
      const others = before === undefined ? undefined : ids.map((id) => before[id]?.[measure] ?? 0);
      return `${mean(values).toFixed(3)}${others === undefined ? '' : `, ${compared(values, others)}`}`;
    });
    console.log(`| ${title} (${ids.length}) | ${cells.join(' | ')} |`);
  }
}

async function measure(collection: Collection): Promise<Record<string, Figures>> {
  const folder = tempFolder();
  const engine = z.enum([...engineNames, 'opensearch']).parse(args.engine);
  const cluster = args.url === undefined ? undefined : { urls: [args.url], shards: 2, replicas: 0 };
  const desk = openDesk({ exposure: 'desk', folder, engine, cluster });
  const file = join(folder, 'records.jsonl');
  writeFileSync(file, collection.records.map((one) => JSON.stringify(one)).join('\n'));
  await importFiles({ desk, paths: [file], trove: 'gold', by: 'bench' });
  await desk.index.ready();
  const gains = gainsIn(collection);
  const found: Record<string, Figures> = {};
  const contexts: { alone: number; context: number }[] = [];
  let changed = 0;
  const papers = new Map(collection.records.map((one) => [one.id, one]));
  for (const { id, text } of linesOf(join(collection.folder, 'queries.jsonl')).map((one) => line.parse(JSON.parse(one)))) {
    const right = gains.get(id);
    if (right === undefined) continue;
    const refs = await refsFor(desk, text);
    const asked = (found[id] = figuresOf(refs, right));
    if ((await refsFor(desk, `${text} `.repeat(3))).join('\n') !== refs.join('\n')) changed += 1;
    // What the lists of papers print beside each summary: who wrote to whom, and the year.
    const paper = right.size === 1 ? papers.get([...right.keys()][0] ?? '') : undefined;
    if (paper !== undefined) {
      const context = figuresOf(await refsFor(desk, `${text} ${paper.title} ${paper.date?.slice(0, 4) ?? ''}`), right);
      contexts.push({ alone: asked['nDCG@10'], context: context['nDCG@10'] });
    }
  }
  await desk.close();
  console.log(`\n${collection.name}: said three times, ${changed} of ${Object.keys(found).length} questions have other first ten hits.`);
  if (contexts.length > 0) {
    const [alone, context] = [contexts.map((one) => one.alone), contexts.map((one) => one.context)];
    console.log(`With their context appended: nDCG@10 ${mean(context).toFixed(3)}, ${compared(context, alone)} over without.`);
  }
  return found;
}

if (existsSync(join(shared, 'gold/ir'))) {
  const before = args.against === undefined ? undefined : kept.parse(JSON.parse(readFileSync(args.against, 'utf8')));
  const all: Kept = {};
  for (const collection of collections().filter(({ name }) => name.startsWith(args.only))) {
    const found = await measure(collection);
    tell(collection.name, found, before?.[collection.name]);
    all[collection.name] = found;
  }
  if (args.save !== undefined) writeFileSync(args.save, JSON.stringify(all));
} else console.log(`Skipped: there is no ${join(shared, 'gold/ir')}.`);

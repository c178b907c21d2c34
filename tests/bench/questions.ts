/**
 * `npm run bench -- questions [SHARED] [--half tuning|unseen|both]`: questions with judged paragraphs (judged/questions.jsonl), put to
 * `/ask`, to `/search` with the same words (any of them; each cable by the paragraph of its excerpt), and to BM25 over the paragraphs of
 * every cable. SHARED holds corpus/real (default: ../shared; without it the questions on the sample alone are asked). Half of the
 * questions, by the SHA-1 of the ref of their first answer, are for tuning.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { openDesk, type Desk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { isStopWord, tokenise } from '../../src/language/tokens.ts';
import { plainQuestion } from '../../src/query/query.ts';
import { askPassages } from '../../src/search/ask/ask.ts';
import { grouped } from '../../src/search/ask/groups.ts';
import { rarity } from '../../src/search/engine/scoring.ts';
import { excerpt } from '../../src/search/excerpt.ts';
import { unitsOf } from '../../src/search/passages/units.ts';
import { runSearch } from '../../src/search/search.ts';
import { sampleFolder, someone } from '../helpers/desk.ts';
import { randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const { values: args, positionals } = parseArgs({
  args: process.argv.slice(3),
  allowPositionals: true,
  options: { half: { type: 'string', default: 'both' }, told: { type: 'boolean', default: false } },
});
const shared = positionals[0] ?? join(import.meta.dirname, '../../../shared');
const trove = join(shared, 'corpus/real/trove-1100.dev.jsonl.gz');

const answer = z.tuple([z.string(), z.number(), z.number(), z.number()]);
const line = z.object({ id: z.string(), trove: z.string(), type: z.string(), question: z.string(), answers: z.array(answer).min(1) });
type Question = z.infer<typeof line>;
/** A place in a cable that a way of asking has found; `same`: others that are named with it. */
type Place = { ref: string; start: number; end: number; same?: readonly Place[] };
type Way = (desk: Desk, question: string) => Promise<Place[]>;

const questions = readFileSync(join(import.meta.dirname, 'judged/questions.jsonl'), 'utf8')
  .split('\n')
  .filter((one) => one !== '')
  .map((one) => line.parse(JSON.parse(one)));
const isUnseen = ({ answers }: Question): boolean =>
  Number.parseInt(
    createHash('sha1')
      .update(answers[0]?.[0] ?? '')
      .digest('hex')
      .slice(-1),
    16,
  ) %
    2 ===
  1;

/** Whether a place holds an answer: its middle. */
const holds = ({ ref, start, end, same = [] }: Place, question: Question): boolean =>
  question.answers.some(([of, , from, to]) => of === ref && start <= (from + to) / 2 && (from + to) / 2 < end) ||
  same.some((one) => holds(one, question));

/** Places that are looked at. */
const deepest = 20;
const member = someone();

/** As the answer lists them: what says the same in one entry, and no more than two entries of a cable. */
const ask: Way = async (desk, question) =>
  grouped(desk, (await askPassages(desk, member, { question })).passages)
    .map(({ passage, same }) => ({ ...passage, same }))
    .slice(0, deepest);

const search: Way = async (desk, question) => {
  const { query, found } = await runSearch(desk, member, { query: plainQuestion(question), match: 'any' }, 0, deepest);
  return found.hits.flatMap(({ row }): Place[] => {
    const cable = desk.cables.byRow(row);
    if (cable === undefined) return [];
    const { start, end } = excerpt(cable.body, query, { max: 320, language: cable.language });
    const middle = (start + end) / 2;
    const unit = unitsOf(cable.body).find((one) => middle < one.end);
    return [{ ref: cable.ref, start: unit?.start ?? start, end: unit?.end ?? end }];
  });
};

type Read = { ref: string; unit: ReturnType<typeof unitsOf>[number]; times: Map<string, number>; length: number };
const readDesks = new WeakMap<Desk, { units: Read[]; frequency: Map<string, number>; mean: number }>();

function readAll(desk: Desk) {
  const units: Read[] = [];
  const frequency = new Map<string, number>();
  let length = 0;
  for (const { ref, body, language } of desk.cables.all())
    for (const unit of unitsOf(body)) {
      const tokens = tokenise(body.slice(unit.start, unit.end), language);
      const times = new Map<string, number>();
      for (const { stem, folded } of tokens) if (!isStopWord(folded)) times.set(stem, (times.get(stem) ?? 0) + 1);
      for (const stem of times.keys()) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
      units.push({ ref, unit, times, length: tokens.length });
      length += tokens.length;
    }
  const read = { units, frequency, mean: length / units.length };
  readDesks.set(desk, read);
  return read;
}

const bm25: Way = (desk, question) => {
  const { units, frequency, mean } = readDesks.get(desk) ?? readAll(desk);
  const stems = [
    ...new Set(
      tokenise(question)
        .filter(({ folded }) => !isStopWord(folded))
        .map(({ stem }) => stem),
    ),
  ];
  const scored = units.map(({ ref, unit, times, length }) => ({
    ref,
    start: unit.start,
    end: unit.end,
    score: stems.reduce((sum, stem) => {
      const found = times.get(stem) ?? 0;
      return sum + (rarity(frequency.get(stem) ?? 0, units.length) * found * 2.2) / (found + 1.2 * (0.25 + (0.75 * length) / mean));
    }, 0),
  }));
  return Promise.resolve(scored.toSorted((a, b) => b.score - a.score).slice(0, deepest));
};

const ways = { ask, search, bm25 };
type WayName = keyof typeof ways;
type Outcome = Question & { places: Record<WayName, number>; ms: number };

async function outcomesOn(desk: Desk, asked: readonly Question[]): Promise<Outcome[]> {
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const outcomes: Outcome[] = [];
  for (const question of asked) {
    const places = { ask: 0, search: 0, bm25: 0 };
    let ms = 0;
    for (const [name, way] of Object.entries(ways) as [WayName, Way][]) {
      const began = performance.now();
      const found = await way(desk, question.question);
      if (name === 'ask') ms = performance.now() - began;
      places[name] = found.findIndex((place) => holds(place, question)) + 1;
    }
    outcomes.push({ ...question, places, ms });
  }
  return outcomes;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The 95 % interval of a mean, by 2,000 draws. */
function interval(values: readonly number[]): string {
  const random = randomFrom(30);
  const means = Array.from({ length: 2000 }, () => mean(values.map(() => values[Math.floor(random() * values.length)] ?? 0))).toSorted(
    (a, b) => a - b,
  );
  return `[${(means[50] ?? 0).toFixed(2)}, ${(means[1949] ?? 0).toFixed(2)}]`;
}

const measures: readonly (readonly [string, (place: number) => number])[] = [
  ['success@1', (place) => (place === 1 ? 1 : 0)],
  ['success@5', (place) => (place > 0 && place <= 5 ? 1 : 0)],
  ['MRR@20', (place) => (place === 0 ? 0 : 1 / place)],
];

function tell(title: string, outcomes: readonly Outcome[]): void {
  console.log(
    `\n| ${title} (${outcomes.length}) | ${measures.map(([name]) => name).join(' | ')} |\n|---|${'---|'.repeat(measures.length)}`,
  );
  for (const name of Object.keys(ways) as WayName[]) {
    const cells = measures.map(([, of]) => {
      const values = outcomes.map(({ places }) => of(places[name]));
      const less = name === 'ask' ? [] : outcomes.map(({ places }) => of(places.ask) - of(places[name]));
      return `${mean(values).toFixed(3)} ${name === 'ask' ? interval(values) : `(ask: +${mean(less).toFixed(3)} ${interval(less)})`}`;
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

/** A desk over these files, in a folder of its own. */
async function deskOf(path: string): Promise<Desk> {
  const desk = openDesk({ folder: tempFolder(), exposure: 'desk', keeping: 'off' });
  await importFiles({ desk, paths: [path], by: 'bench' });
  return desk;
}

function unpacked(path: string): string {
  const file = join(tempFolder(), 'trove-1100.jsonl');
  writeFileSync(file, gunzipSync(readFileSync(path)));
  return file;
}

const outcomes: Outcome[] = [];
const wanted = questions.filter((one) => args.half === 'both' || isUnseen(one) === (args.half === 'unseen'));
for (const [name, path] of [
  ['sample', sampleFolder],
  ['trove-1100', existsSync(trove) ? unpacked(trove) : undefined],
] as const) {
  if (path === undefined) {
    console.log(`${trove} is not there: its questions were not asked.`);
    continue;
  }
  const desk = await deskOf(path);
  outcomes.push(
    ...(await outcomesOn(
      desk,
      wanted.filter((one) => one.trove === name),
    )),
  );
  await desk.close();
}
for (const half of [false, true]) {
  const of = outcomes.filter((one) => isUnseen(one) === half);
  if (of.length > 0) tell(half ? 'unseen' : 'tuned on', of);
}
if (args.told) for (const { id, type, question, places } of outcomes) console.log(`${id} ${type} ${JSON.stringify(places)} ${question}`);
const times = outcomes.map(({ ms }) => ms).toSorted((a, b) => a - b);
console.log(`\nask: p50 ${times[times.length >> 1]?.toFixed(0)} ms, p95 ${times[Math.floor(times.length * 0.95)]?.toFixed(0)} ms`);

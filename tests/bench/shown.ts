/**
 * `npm run bench -- shown CORPUS`: how much of what pages show is a name of its kind, and how sure each mention is said to be,
 * over trove-1100 and the documents judged by hand in tests/bench/judged.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import type { CableNames, Entity } from '../../src/names/resolve/entity.ts';
import { resolve } from '../../src/names/resolve/resolve.ts';
import { calibrated } from '../../src/names/sureness.ts';
import { usualFloor } from '../../src/names/names.ts';

type Judged = [start: number, end: number, kind: string, others?: [number, number][]];
type Paper = { id: string; date: string; origin: string; destination: string; origin_place?: string; subject: string; body: string };
type Seen = { kind: string; genre: string; isRight: boolean; isShown: boolean; said: number };

const files = ['aad-lapaz.dev.jsonl', 'frus.dev.jsonl.gz', 'state-foia.dev.jsonl.gz', 'un-general-debate.dev.jsonl.gz'];
const letters = { individual: 'i', organization: 'o', event: 'e', country: 'c' } as const;

const papersIn = (path: string): Paper[] =>
  (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Paper);

const corpus = process.argv[3] ?? '';
const genres = new Map(files.map((file) => [file.replace(/\..*/, ''), papersIn(join(corpus, file))]));
const trove = papersIn(join(corpus, 'trove-1100.dev.jsonl.gz'));

for (const set of ['tuning', 'unseen']) {
  const judged = JSON.parse(readFileSync(join(import.meta.dirname, `judged/names-${set}.json`), 'utf8')) as Record<string, Judged[]>;
  const genreOf = new Map([...genres].flatMap(([genre, papers]) => papers.map(({ id }) => [id, genre] as const)));
  const papers = [
    ...new Map(
      [...[...genres.values()].flat().filter(({ id }) => judged[id] !== undefined), ...trove].map((paper) => [paper.id, paper]),
    ).values(),
  ];
  const cables = papers.map(({ id, date, origin, destination, origin_place: place = '', subject, body }, row): CableNames => {
    const names = readNames({ subject, body, date, origin, destination, place }).filter(({ sure }) => sure >= usualFloor);
    return { ref: id, row, trove: '', date, origin, destination, names };
  });
  const { entities, of, strong } = resolve(cables, [], []);
  const pages = new Map(entities.map((one) => [one.id, one]));
  const seen: Seen[] = [];
  const wanted = new Map<string, number>();
  for (const [i, { ref, names }] of cables.entries()) {
    const spans = judged[ref];
    const genre = genreOf.get(ref) ?? '';
    for (const [, , kind] of spans ?? [])
      if (kind.length === 1) for (const key of ['all', kind]) wanted.set(key, (wanted.get(key) ?? 0) + 1);
    for (const [j, mention] of names.entries()) {
      const page = pages.get(of[i]?.[j] ?? '');
      if (spans === undefined || page === undefined || page.kind === 'country' || mention.inside === true || !('part' in mention)) continue;
      // An office is no name; what it means is judged apart (judged/README.md).
      if (mention.part !== 'body' || mention.rule === 'office') continue;
      const verdict = verdictOn(mention, page, spans, papers[i]?.body ?? '');
      if (verdict === undefined) continue;
      const said = calibrated({ sure: mention.sure, strong: strong[i]?.[j] === true, perhaps: page.perhaps });
      seen.push({ kind: letters[page.kind], genre, isRight: verdict, isShown: !page.perhaps, said });
    }
  }
  console.log(`\n${set}: ${Object.keys(judged).length} documents`);
  const shown = seen.filter((one) => one.isShown);
  console.log('| what is shown | right | of | precision | found of all |\n|---|---|---|---|---|');
  for (const [title, some, key] of [
    ['all', shown, 'all'],
    ['individuals', shown.filter(({ kind }) => kind === 'i'), 'i'],
    ['organizations', shown.filter(({ kind }) => kind === 'o'), 'o'],
    ['events', shown.filter(({ kind }) => kind === 'e'), 'e'],
    ...[...genres.keys()].map((genre) => [genre, shown.filter((one) => one.genre === genre), ''] as const),
  ] as const) {
    const right = some.filter(({ isRight }) => isRight).length;
    const all = wanted.get(key);
    console.log(
      `| ${title} | ${right} | ${some.length} | ${((100 * right) / some.length).toFixed(1)} % | ${all === undefined ? '' : `${((100 * right) / all).toFixed(1)} %`} |`,
    );
  }
  console.log('| said to be sure | names | right |\n|---|---|---|');
  for (const [said, some] of [...Map.groupBy(seen, (one) => one.said)].toSorted(([a], [b]) => b - a))
    console.log(
      `| ${Math.round(100 * said)} % | ${some.length} | ${Math.round((100 * some.filter(({ isRight }) => isRight).length) / some.length)} % |`,
    );
}

/** Whether a mention is what was marked there; undefined where either would do. */
function verdictOn(
  { start, end }: { start: number; end: number },
  { kind }: Entity,
  spans: readonly Judged[],
  body: string,
): boolean | undefined {
  const over = spans.filter((one) => one[0] < end && one[1] > start);
  const isEnd = (other: number): boolean => other === end || (Math.abs(other - end) === 1 && body[Math.min(other, end)] === '.');
  const same = over.find(
    ([from, to, marked, others = []]) =>
      marked.startsWith(letters[kind]) && [[from, to] as const, ...others].some(([a, b]) => a === start && isEnd(b)),
  );
  if (same?.[2].length === 1) return true;
  return over.some(([, , marked]) => marked.endsWith('?')) ? undefined : false;
}

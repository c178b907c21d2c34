/**
 * `npm run bench -- persons GOLD_FOLDER [draw]`: persons in diplomatic papers of the volumes that nothing was tuned on, by
 * ours, by the second reader and by compromise: recall of those marked (some of each in the text), and precision on what
 * tests/bench/judged/persons.tsv says of a draw. `draw` prints it: spans of all three, by the lowest SHA-1 of
 * `id:start:end`, until 200 of them are ours.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import nlp from 'compromise';
import { usualFloor } from '../../src/names/names.ts';
import { recognise } from '../../src/names/recognise/recognise.ts';
import { secondReader } from '../../src/names/recognise/second-reader.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import { resolve } from '../../src/names/resolve/resolve.ts';
import { readGold } from './train.ts';

type Span = { start: number; end: number };
const wanted = 200;

const systems: Record<string, (text: string) => Span[]> = {
  ours: (text) => recognise(text).filter(({ kind, sure }) => kind === 'individual' && sure >= usualFloor),
  'second reader': (text) =>
    secondReader()
      .read(text)
      .filter(({ kind }) => kind === 'individual'),
  compromise: (text) =>
    (nlp(text).people().out('offset') as { offset: { start: number; length: number } }[]).map(({ offset: { start, length } }) => ({
      start,
      end: start + text.slice(start, start + length).replace(/[\s.,;:!?'")]+$/, '').length,
    })),
};

const [, folder = '', what = ''] = process.argv.slice(2);
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
/** Papers of one half of the volumes, as in countries.ts. */
const papers = readGold(folder, 'frus-persons.dev').filter(
  ({ id }) => Number.parseInt(sha1(id.split('/')[0] ?? '').slice(-1), 16) % 2 === 1,
);
const found = [
  ...Object.entries(systems).map(([name, read]) => ({ name, spans: papers.map(({ text }) => read(text)) })),
  { name: 'ours, on pages', spans: shown() },
];

/** Those whose name has a page when the papers are read as one trove. */
function shown(): Span[][] {
  const cables = papers.map(({ id, text }, row) => ({
    ref: id,
    row,
    trove: '',
    date: '',
    origin: '',
    names: readNames({ subject: '', body: text }).filter(({ kind, sure }) => kind === 'individual' && sure >= usualFloor),
  }));
  const { entities, of } = resolve(cables, [], []);
  const pages = new Set(entities.filter(({ perhaps }) => !perhaps).map((one) => one.id));
  return cables.map(({ names }, i) => names.filter((_, j) => pages.has(of[i]?.[j] ?? '')));
}

const keyOf = (id: string, { start, end }: Span): string => `${id}:${start}:${end}`;

console.log(`${papers.length} papers`);
for (const { name, spans } of found) {
  const marked = papers.flatMap((paper, i) =>
    paper.spans.map((one) => spans[i]?.some(({ start, end }) => start < one.end && end > one.start)),
  );
  console.log(`${name}: ${((100 * marked.filter(Boolean).length) / marked.length).toFixed(1)} % of ${marked.length} marked`);
}
const by = new Map<string, { id: string; text: string; names: Set<string> } & Span>();
for (const { name, spans } of found)
  for (const [i, { id, text }] of papers.entries())
    for (const { start, end } of spans[i] ?? []) {
      const key = keyOf(id, { start, end });
      const one = by.get(key) ?? { id, text, start, end, names: new Set() };
      one.names.add(name);
      by.set(key, one);
    }
if (what === 'draw') {
  let ours = 0;
  for (const [, { id, text, start, end, names }] of [...by].toSorted(([a], [b]) => (sha1(a) < sha1(b) ? -1 : 1))) {
    if (ours >= wanted) break;
    if (names.has('ours')) ours += 1;
    const around = { before: text.slice(Math.max(0, start - 60), start), name: text.slice(start, end), after: text.slice(end, end + 40) };
    console.log(JSON.stringify({ id, start, end, names: [...names], ...around }));
  }
}
const file = join(import.meta.dirname, 'judged/persons.tsv');
if (existsSync(file)) {
  const judged = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  for (const { name } of found) {
    const own = judged.map((line) => line.split('\t')).filter(([id, start, end]) => by.get(`${id}:${start}:${end}`)?.names.has(name));
    const right = own.filter(([, , , verdict]) => verdict === 'right').length;
    console.log(`${name}: ${right} of ${own.length} judged are right (${((100 * right) / own.length).toFixed(1)} %)`);
  }
}

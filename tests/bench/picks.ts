/**
 * Would an editor take the digest's picks? `npm run bench -- picks [PATH]` (default: the sample trove). A desk with an
 * interest is simulated for each topic of the trove: it tags some cables of the topic, and a pick is right when it is
 * another one. Topics are what archivists wrote on the cables, which no rule reads: subject codes and file numbers.
 */
import { join } from 'node:path';
import type { Cable } from '../../src/cables/cables.ts';
import { pickRules } from '../../src/clock/pick-rules.ts';
import type { PickRule } from '../../src/clock/pick-rule.ts';
import { pickUntouched } from '../../src/clock/untouched.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { plain } from '../../src/reply/text.ts';
import { randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const [, , , path = join(import.meta.dirname, '../../data/sample'), ...flags] = process.argv;
const isTold = flags.includes('--read');
/** Cables tagged on a topic, desks simulated for each, and the picks of one digest. */
const tagged = 4;
const draws = 3;
const picked = 5;
/** Topics of this size: enough to find, too few to hit by chance. */
const fewest = 10;
const largestShare = 0.045;

const desk = openDesk({ folder: tempFolder(), exposure: 'desk' });
desk.setHome('desk');
await importFiles({ desk, paths: [path], by: 'bench' });
await Promise.all([desk.index.ready(), desk.names.settled()]);
const cables = [...desk.cables.all()];

let acts = 0;
const editor = (): Caller => ({
  desk: 'desk',
  member: 'editor',
  name: 'editor',
  role: 'lead',
  via: 'terminal',
  interaction: `bench-${(acts += 1)}`,
  place: undefined,
});

/** What archivists filed a cable under: its subject codes, its file number, its volume where that is of one affair. */
function filedUnder({ subjectCodes, extra }: Cable): string[] {
  const source = typeof extra['source'] === 'string' ? extra['source'] : '';
  const file = /FRUS \S+ d\S+; (?:File No\. )?(\d{3}[a-z]?\.[0-9A-Za-z]+)/.exec(source)?.[1];
  const affair = /FRUS (frus1901China|frus1894Nicaragua) /.exec(source)?.[1];
  return [...subjectCodes, ...(file === undefined ? [] : [file]), ...(affair === undefined ? [] : [affair])];
}

const filed = new Map<string, number[]>();
for (const cable of cables) for (const topic of new Set(filedUnder(cable))) filed.set(topic, [...(filed.get(topic) ?? []), cable.row]);
const topics = [...filed]
  .filter(([, rows]) => rows.length >= Math.min(fewest, cables.length / 20) && rows.length <= Math.max(24, cables.length * largestShare))
  .map(([name, rows]) => ({ name, rows: new Set(rows) }));

type Desk = { topics: { name: string; rows: ReadonlySet<number> }[]; tagged: number[] };

/** Some of a list, as `random` says. */
const some = (rows: Iterable<number>, count: number, random: () => number): number[] =>
  [...rows]
    .map((row) => ({ row, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ row }) => row);

/** The rules, each asked once for a desk however often its picks are made. */
function remembered(rules: readonly PickRule[]): PickRule[] {
  return rules.map((rule) => {
    let found: ReturnType<PickRule['find']> | undefined;
    return { ...rule, find: (context) => (found ??= rule.find(context)) };
  });
}

/** Runs something as a desk that tagged these cables, before everything is taken back. */
async function asDesk<T>({ topics: interests, tagged: rows }: Desk, run: (rules: readonly PickRule[]) => Promise<T>): Promise<T> {
  const tags = rows.map(
    (row) =>
      [
        row,
        interests
          .find((topic) => topic.rows.has(row))
          ?.name.toLowerCase()
          .replaceAll('.', '-') ?? '',
      ] as const,
  );
  desk.act(editor(), { act: 'tag' }, ({ put }) => {
    for (const [row, tag] of tags) put('tag', row, tag, {});
    return null;
  });
  const result = await run(remembered(pickRules));
  desk.act(editor(), { act: 'untag' }, ({ drop }) => {
    for (const [row, tag] of tags) drop('tag', row, tag);
    return null;
  });
  return result;
}

/** How many of the picks are right, and how varied they are. */
type Figures = {
  desks: number;
  right: number;
  wanted: number;
  senders: number;
  years: number;
  topics: number;
  byTopic: Map<string, number[]>;
};

/** A change of the rules, and what follows from it. */
type Variant = { name: string; rulesOf(rules: readonly PickRule[]): readonly PickRule[] };

async function simulate(desks: readonly Desk[], variants: readonly Variant[]): Promise<Figures[]> {
  const all = variants.map((): Figures => ({ desks: 0, right: 0, wanted: 0, senders: 0, years: 0, topics: 0, byTopic: new Map() }));
  for (const one of desks)
    await asDesk(one, async (rules) => {
      for (const [i, { rulesOf }] of variants.entries()) {
        const figures = all[i];
        if (figures === undefined) continue;
        const picks = await pickUntouched(desk, { count: picked, rules: rulesOf(rules) });
        const right = picks.filter(({ head }) => one.topics.some(({ rows }) => rows.has(head.row))).length;
        figures.desks += 1;
        figures.right += right;
        figures.wanted += picked;
        figures.senders += new Set(picks.map(({ head }) => head.origin)).size;
        figures.years += new Set(picks.map(({ head }) => head.date.slice(0, 4))).size;
        figures.topics += one.topics.filter(({ rows }) => picks.some(({ head }) => rows.has(head.row))).length;
        const name = one.topics.map((topic) => topic.name).join(' + ');
        figures.byTopic.set(name, [...(figures.byTopic.get(name) ?? []), right]);
      }
    });
  return all;
}

const line = (name: string, { desks, right, wanted, senders, years, topics: found }: Figures): string =>
  `${name.padEnd(24)} precision at ${picked}: ${(right / wanted).toFixed(3)}   senders ${(senders / desks).toFixed(2)}   years ${(years / desks).toFixed(2)}   topics ${(found / desks).toFixed(2)}`;

const random = randomFrom(20_181_219);
const single = topics.flatMap((topic) =>
  Array.from({ length: draws }, (): Desk => ({ topics: [topic], tagged: some(topic.rows, tagged, random) })),
);
const pairs = topics.map((topic, i): Desk => {
  const other = topics[(i + 1 + Math.floor(random() * (topics.length - 1))) % topics.length] ?? topic;
  return { topics: [topic, other], tagged: [topic, other].flatMap(({ rows }) => some(rows, tagged, random)) };
});
const chance = topics.reduce((sum, { rows }) => sum + (rows.size - tagged) / (cables.length - tagged), 0) / topics.length;
console.log(
  `${cables.length} cables, ${topics.length} topics of ${fewest} or more; by chance a pick is right in ${(100 * chance).toFixed(1)} %`,
);
const everything: Variant = { name: 'all rules', rulesOf: (rules) => rules };
const variants: Variant[] = [
  everything,
  ...pickRules.map(({ name }): Variant => ({ name: `without ${name}`, rulesOf: (rules) => rules.filter((rule) => rule.name !== name) })),
];
const single_ = await simulate(single, variants);
for (const [i, figures] of single_.entries()) console.log(line(variants[i]?.name ?? '', figures));
const [two] = await simulate(pairs, [everything]);
if (two !== undefined) console.log(line('two interests', two));
console.log(
  [...(single_[0]?.byTopic ?? [])]
    .map(([name, right]) => `${name} ${right.join('/')} of ${topics.find((one) => one.name === name)?.rows.size}`)
    .join(', '),
);
if (isTold)
  for (const one of single.filter((_, i) => i % draws === 0))
    await asDesk(one, async (rules) => {
      console.log(`\n== ${one.topics.map(({ name }) => name).join(', ')}`);
      for (const { subject } of desk.cables.heads(one.tagged)) console.log(`   tagged: ${subject}`);
      for (const { head, reason, score } of await pickUntouched(desk, { count: picked, rules })) {
        const mark = one.topics.some(({ rows }) => rows.has(head.row)) ? '+' : ' ';
        console.log(`${mark} ${score.toFixed(0)} ${head.date} ${head.origin} · ${head.subject}\n      ${plain(reason)}`);
      }
    });
await desk.close();

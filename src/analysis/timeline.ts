import { absence } from '../reply/absence.ts';
import { own, plural, quoted, said, type Text, ours, oneOr, english } from '../reply/text.ts';
import { queryFor } from '../names/filters.ts';
import { NothingToShow, type Analysed, type Figure, type AnalysisQuestion, type CablesBehind, type DatedLines } from './analysis.ts';
import { refsFilter, sample, sampleTexts } from './counting.ts';
import type { Data, Head, Named } from './data.ts';
import { datedLines, type LinesAbout } from './dated-lines.ts';
import { datesMentioned } from './dates-mentioned.ts';
import { fittingLength, stepBy, stepsFrom, type StepLength } from './steps.ts';

/** Texts are searched for dates up to these limits; larger sets are sampled evenly. */
const limits = { max: 12_000, characters: 20_000_000 } as const;
const maxSteps = { 10: 120, 7: 120, 4: 400 } as const;
/** How far the axis may extend beyond the first and last cable, in steps. */
const overhang = 3;
const lengths = { day: 10, month: 7, year: 4 } as const;
const names: Readonly<Record<StepLength, string>> = english({ 10: 'day', 7: 'month', 4: 'year' });
const manyOf: Readonly<Record<StepLength, string>> = english({ 10: 'days', 7: 'months', 4: 'years' });
const bySending: Readonly<Record<StepLength, string>> = english({
  10: 'Cables by day of sending',
  7: 'Cables by month of sending',
  4: 'Cables by year of sending',
});
const byNamed: Readonly<Record<StepLength, string>> = english({
  10: 'Cables by the days they name',
  7: 'Cables by the months they name',
  4: 'Cables by the years they name',
});

/**
 * Cables sent, and cables mentioning a date, by day, month or year; two sets side by side; events marked. Of one set, or of
 * what names somebody or something, the dated sentences, too.
 */
export function timeline(data: Data, question: AnalysisQuestion): Analysed {
  const about = subjectOf(data, question);
  const ofSubject = (cables: readonly Head[]): readonly Head[] =>
    about === undefined ? cables : cables.filter(({ row }) => about.rows.has(row));
  const sets: NamedSet[] = [
    { name: question.label, cables: ofSubject(data.cables), side: {} },
    ...(question.otherLabel === ''
      ? []
      : [{ name: question.otherLabel, cables: ofSubject(data.others), side: { side: 'other' as const } }]),
  ];
  if (about !== undefined && sets.every(({ cables }) => cables.length === 0))
    throw new NothingToShow(
      absence(said`None of these ${plural(data.cables.length, 'cable')} names ${quoted(about.name)}.`),
      said`Looked for in each form that its page lists.`,
    );
  const read = sets.map(({ cables }) => sampleTexts(data, cables, limits));
  const told = sets.length > 1 ? undefined : datedLines(data, read[0] ?? [], about ?? wordsOf(question));
  const dated = sets.flatMap(({ cables }) => cables.filter(({ date }) => date !== '').map(({ date }) => date)).toSorted();
  const [first, last] = [dated[0], dated.at(-1)];
  const title = titleOf(question, about);
  if (first === undefined || last === undefined) {
    if (told === undefined || told.lines.length === 0)
      throw new NothingToShow(said`None of these cables has a date, so there is no timeline.`);
    return { title, ...withLines(told), method: lineMethod(), notes: [], columns: [], figures: [], chart: undefined, alt: '' };
  }
  const wanted = lengths[question.by as 'day'] ?? fittingLength(first, last);
  const length = coarseEnough(first, last, wanted);
  const notes: Text[] = [];
  if (length !== wanted) notes.push(said`By ${own(names[length])}, because there are too many ${own(manyOf[wanted])} to show.`);

  const daysOf = (cable: Head): readonly string[] =>
    about === undefined || told === undefined ? written(data, cable) : (told.days.get(cable.row) ?? []);
  const counts = sets.map(({ cables }, i) => countSet(cables, read[i] ?? [], length, daysOf));
  const steps = axis(counts, length);
  const at = new Map(steps.map((step, i) => [step, i]));
  notes.push(...notesOnCounts(sets, counts, at));
  const marks = eventsOn(
    data,
    sets.flatMap(({ cables }) => cables),
    steps,
    length,
    question.about,
  );
  if (marks.length > 0) notes.push(eventsNote(marks));
  const figures = steps.flatMap((step) => figureOfStep(step, sets, counts));
  const series = (which: 'sent' | 'mentioned') =>
    counts.map((count, i) => ({ name: sets[i]?.name ?? '', values: steps.map((step) => count[which].get(step)?.length ?? 0) }));
  const busiest = busiestOf(steps, series('sent')[0]?.values ?? []);
  return {
    title,
    ...(told === undefined ? {} : withLines(told)),
    method: said`Cables counted by the ${own(names[length])} they were sent, and by each ${own(names[length])} of which they name a day or month${about === undefined ? said`` : said` in a sentence that names ${quoted(about.name)}`}; a day without a year is the nearest to the cable's own date. A cable counts once for each.${told === undefined ? said`` : said` ${lineMethod()}`}`,
    notes,
    columns: [
      ours(names[length]),
      ...(sets.length > 1
        ? sets.flatMap(({ name }) => [ours`sent: ${name}`, ours`named: ${name}`])
        : [ours('sent'), ours('named in the text')]),
    ],
    figures,
    brief: {
      columns:
        sets.length > 1
          ? [ours(names[length]), ours('1st'), ours('named'), ours('2nd'), ours('named')]
          : [ours(names[length]), ours('sent'), ours('named')],
      rows: largestFirst(figures),
    },
    chart: {
      form: 'time',
      steps,
      panels: [
        { title: ours(bySending[length]), series: series('sent') },
        { title: ours(byNamed[length]), series: series('mentioned') },
      ],
      marks: marks.map(({ letter, step }) => ({ letter, step })),
    },
    alt: ours`Two charts over ${steps[0] ?? ''} to ${steps.at(-1) ?? ''}, by ${ours(names[length])}: cables sent, and cables that name a date. ${busiest}`,
  };
}

const eventsNote = (marks: ReturnType<typeof eventsOn>): Text =>
  said`Events: ${marks.flatMap(({ letter, event }, i) => said`${own(i === 0 ? '' : ', ')}${own(`${letter} `)}${quoted(event.name)} (${quoted(event.date)})`)}.`;

/** What the counts leave out. */
function notesOnCounts(sets: readonly NamedSet[], counts: readonly Counted[], at: ReadonlyMap<string, number>): Text[] {
  const notes: Text[] = [];
  for (const [i, { undated, read: texts, outside }] of counts
    .map((count) => ({ ...count, outside: outsideOf(count.mentioned, at) }))
    .entries()) {
    const of = sets.length > 1 ? said` for ${quoted(sets[i]?.name ?? '')}` : said``;
    if (undated > 0)
      notes.push(said`${plural(undated, 'cable')}${of} without a date that exact ${oneOr(undated, 'is', 'are')} not in the first count.`);
    if (texts < (sets[i]?.cables.length ?? 0))
      notes.push(said`Dates in the text: read in ${texts} of ${sets[i]?.cables.length ?? 0} cables${of}, spread evenly.`);
    if (outside > 0)
      notes.push(said`${plural(outside, 'cable')}${of} also ${oneOr(outside, 'names', 'name')} dates before or after the picture.`);
  }
  return notes;
}

/** Who or what a timeline is of, and the cables that name it. */
type Subject = { id: string; name: string; rows: ReadonlySet<number> };

function subjectOf(data: Data, { about: id, aboutName }: AnalysisQuestion): Subject | undefined {
  if (id === undefined) return undefined;
  return { id, name: data.entity(id)?.name ?? aboutName ?? id, rows: data.naming(id) };
}

const wordsOf = ({ words }: AnalysisQuestion): LinesAbout => (words.length === 0 ? undefined : { words });

function titleOf({ label, otherLabel, isAll }: AnalysisQuestion, about: Subject | undefined): Text {
  if (otherLabel !== '') return said`Timeline: ${quoted(label)} and ${quoted(otherLabel)}`;
  if (about === undefined) return said`Timeline: ${quoted(label)}`;
  return isAll ? said`Timeline: ${quoted(about.name)}` : said`Timeline: ${quoted(about.name)} in ${quoted(label)}`;
}

const withLines = ({ lines, left, sought }: DatedLines): { told: DatedLines } => ({ told: { lines, left, sought } });

const lineMethod = (): Text =>
  said`A sentence appears under each day, month or year it names; of a cable that names none there is one, under the day it was sent. Sentences are word for word; dates were read by rules, and can be wrong.`;

type NamedSet = { name: string; cables: readonly Head[]; side: { side?: 'other' } };

/** The row of one step, with the cables behind each number; none for a step without cables. */
function figureOfStep(step: string, sets: readonly NamedSet[], counts: readonly Counted[]): Figure[] {
  const cells = counts.flatMap(({ sent, mentioned }) => [sent.get(step)?.length ?? 0, mentioned.get(step)?.length ?? 0]);
  if (cells.every((value) => value === 0)) return [];
  const shows = counts.flatMap(({ sent, mentioned, read, all }, i): CablesBehind[] => {
    const of = sets.length > 1 ? `${sets[i]?.name ?? ''}, ` : '';
    const here = sent.get(step)?.length ?? 0;
    const naming = mentioned.get(step) ?? [];
    const refs = refsFilter(naming);
    const some = refs.cables < naming.length ? ours` (first ${refs.cables} of ${naming.length})` : '';
    return [
      ...(here > 0
        ? [{ what: ours`${of}sent ${step}`, cables: here, filters: [`date:${step}`], column: 1 + 2 * i, ...sets[i]?.side }]
        : []),
      ...(naming.length > 0 && read === all
        ? [
            {
              what: ours`${of}name ${step}${some}`,
              cables: refs.cables,
              filters: [refs.filter],
              ...(some === '' ? { column: 2 + 2 * i } : {}),
              ...sets[i]?.side,
            },
          ]
        : []),
    ];
  });
  return [{ cells: [step, ...cells.map(String)], shows }];
}

type Counted = {
  sent: Map<string, Head[]>;
  mentioned: Map<string, Head[]>;
  undated: number;
  read: number;
  all: number;
};

/** The days and months that a cable writes out. */
const written = (data: Data, { row, date }: Head): string[] => datesMentioned(data.text(row), date).map((one) => one.date);

function countSet(cables: readonly Head[], read: readonly Head[], length: StepLength, daysOf: (cable: Head) => readonly string[]): Counted {
  const sent = new Map<string, Head[]>();
  const mentioned = new Map<string, Head[]>();
  const add = (map: Map<string, Head[]>, step: string, cable: Head): void => {
    const list = map.get(step);
    if (list === undefined) map.set(step, [cable]);
    else list.push(cable);
  };
  let undated = 0;
  for (const cable of cables)
    if (cable.date.length >= length) add(sent, cable.date.slice(0, length), cable);
    else undated += 1;
  for (const cable of read) {
    const steps = daysOf(cable).flatMap((date) => (date.length >= length ? [date.slice(0, length)] : []));
    for (const step of new Set(steps)) add(mentioned, step, cable);
  }
  return { sent, mentioned, undated, read: read.length, all: cables.length };
}

/** Cables that mention a date beyond the axis. */
const outsideOf = (mentioned: ReadonlyMap<string, readonly Head[]>, at: ReadonlyMap<string, number>): number =>
  new Set([...mentioned].flatMap(([step, cables]) => (at.has(step) ? [] : cables.map(({ row }) => row)))).size;

/** Every step from the first to the last cable, extended by up to `overhang` steps for dates that cables mention. */
function axis(counts: readonly Counted[], length: StepLength): string[] {
  const sent = counts.flatMap((count) => [...count.sent.keys()]).toSorted();
  const named = counts.flatMap((count) => [...count.mentioned.keys()]).toSorted();
  const [first, last] = [sent[0] ?? named[0], sent.at(-1) ?? named.at(-1)];
  if (first === undefined || last === undefined)
    throw new NothingToShow(said`None of these cables has a date that exact.`, said`Try by:year.`);
  const before = named.filter((step) => step < first && step >= stepBy(first, -overhang));
  const after = named.filter((step) => step > last && step <= stepBy(last, overhang));
  return stepsFrom(before[0] ?? first, after.at(-1) ?? last).map((step) => step.slice(0, length));
}

function coarseEnough(first: string, last: string, wanted: StepLength): StepLength {
  for (const length of ([10, 7, 4] as const).filter((one) => one <= wanted)) {
    const [from, to] = [first.padEnd(10, '-01').slice(0, length), last.padEnd(10, '-01').slice(0, length)];
    if (length === 4 || countSteps(from, to, length) <= maxSteps[length]) return length;
  }
  return 4;
}

const countSteps = (first: string, last: string, length: StepLength): number =>
  (Date.parse(last) - Date.parse(first)) / 86_400_000 / (length === 10 ? 1 : 30.4) + 1;

/** The event asked for and the dated events named by most of these cables, each with a letter. */
function eventsOn(
  data: Data,
  cables: readonly Head[],
  steps: readonly string[],
  length: StepLength,
  about: string | undefined,
): { letter: string; step: number; event: Named }[] {
  const counts = new Map<string, { event: Named; cables: number }>();
  for (const named of data.named(sample(cables, 4000)).values())
    for (const event of named) {
      if (event.kind !== 'event' || event.date.length < length) continue;
      const known = counts.get(event.id);
      if (known === undefined) counts.set(event.id, { event, cables: 1 });
      else known.cables += 1;
    }
  const asked = about === undefined ? undefined : data.entity(about);
  const best = [...counts.values()].toSorted((a, b) => b.cables - a.cables || (a.event.id < b.event.id ? -1 : 1)).map(({ event }) => event);
  const chosen = [...(asked?.kind === 'event' ? [asked] : []), ...best.filter(({ id }) => id !== about)];
  return chosen
    .flatMap((event) => {
      const step = steps.indexOf(event.date.slice(0, length));
      return step < 0 ? [] : [{ step, event }];
    })
    .slice(0, 6)
    .toSorted((a, b) => a.step - b.step || (queryFor(a.event) < queryFor(b.event) ? -1 : 1))
    .map((one, i) => ({ ...one, letter: String.fromCodePoint(65 + i) }));
}

/** The ten largest rows in order, then the others: a phone shows only the first ten. */
function largestFirst(figures: readonly Figure[]): string[][] {
  const sum = ({ cells }: Figure): number => cells.slice(1).reduce((all, cell) => all + Number(cell), 0);
  const best = new Set(figures.toSorted((a, b) => sum(b) - sum(a)).slice(0, 10));
  return [...figures.filter((one) => best.has(one)), ...figures.filter((one) => !best.has(one))].map(({ cells }) => [...cells]);
}

function busiestOf(steps: readonly string[], values: readonly number[]): string {
  const max = Math.max(0, ...values);
  return max === 0 ? '' : ours`Most were sent in ${steps[values.indexOf(max)] ?? ''}: ${max}.`;
}

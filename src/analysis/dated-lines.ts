import { paragraphsOf } from '../cables/paragraphs.ts';
import { isClause, isWholeSentence } from '../language/clauses.ts';
import { areOfTheSame, gistOf } from '../language/gist.ts';
import { sentenceAround, sentencesOf, type Sentence } from '../language/sentences.ts';
import { isStopWord, plainWords } from '../language/tokens.ts';
import type { DatedLine, DatedLines, LinePlace } from './analysis.ts';
import type { Data, Head } from './data.ts';
import { daysNamed, type NamedDay } from './days-named.ts';
import { daysBetween } from './steps.ts';

/** What the sentences of a timeline are about: a name, or words; undefined: whatever these cables tell. */
export type LinesAbout = { id: string; name: string } | { words: readonly string[] } | undefined;

/** A timeline of more lines than these is read by nobody. */
const mostLines = 1000;
/** Sentences compared with each other, to find what is dated differently. */
const mostCompared = 600;
/** A sentence of fewer characters is a heading or a remnant, one of more a list or a table. */
const lengths = { least: 24, most: 1000 } as const;

/**
 * The dated sentences of these cables, in date order; a year before its months, a month before its days. Each sentence that
 * names a day stands at that day. Of a cable without one there is one line, at the day it was sent: its first sentence about
 * what was asked, or its subject. A sentence that several cables have stands once. `days`: all that the sentences of each name.
 */
export function datedLines(
  data: Data,
  cables: readonly Head[],
  about: LinesAbout,
): DatedLines & { days: ReadonlyMap<number, readonly string[]> } {
  const all = new Map<string, DatedLine & { also: LinePlace[] }>();
  const days = new Map<number, string[]>();
  for (const cable of cables) {
    const its = linesOf(data, cable, about);
    days.set(
      cable.row,
      its.flatMap(({ how, date }) => (how === 'named' ? [date] : [])),
    );
    for (const line of its) {
      const key = `${line.how} ${line.date} ${line.text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ')}`;
      const known = all.get(key);
      if (known === undefined) all.set(key, { ...line, also: [] });
      else if (known.row !== line.row) known.also.push(placeOf(line));
    }
  }
  const kept = mostTold([...all.values()]);
  const ordered = kept.toSorted(byDate);
  return {
    lines: withDifferences(ordered),
    left: all.size - kept.length,
    days,
    sought: about === undefined ? [] : 'words' in about ? about.words : [about.name],
  };
}

const placeOf = ({ ref, row, paragraph }: LinePlace): LinePlace => ({ ref, row, ...(paragraph === undefined ? {} : { paragraph }) });

/** Undated ones last. */
const byDate = (a: DatedLine, b: DatedLine): number =>
  compared(a.date === '' ? '~' : a.date, b.date === '' ? '~' : b.date) ||
  compared(a.sent, b.sent) ||
  compared(a.ref, b.ref) ||
  a.at - b.at ||
  compared(a.until ?? '', b.until ?? '');
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type OneLine = Omit<DatedLine, 'also' | 'against'> & { against: [] };

function linesOf(data: Data, cable: Head, about: LinesAbout): OneLine[] {
  const body = data.body(cable.row);
  const language = data.language(cable.row);
  let paragraphs: ReturnType<typeof paragraphsOf> | undefined;
  const line = (sentence: Sentence, when: Pick<DatedLine, 'date' | 'until' | 'how' | 'inferred'>, marks: [number, number][]): OneLine => {
    paragraphs ??= paragraphsOf(body);
    const paragraph = paragraphs.find(({ start, end }) => start <= sentence.start && sentence.start < end)?.number;
    return {
      ref: cable.ref,
      row: cable.row,
      ...(paragraph === undefined ? {} : { paragraph }),
      ...when,
      at: sentence.start,
      text: body.slice(sentence.start, sentence.end),
      marks,
      sent: cable.date,
      origin: cable.origin,
      against: [],
    };
  };
  const found: OneLine[] = [];
  let first: Sentence | undefined;
  for (const sentence of sentencesAbout(data, cable, about)) {
    const text = body.slice(sentence.start, sentence.end);
    if (text.length < lengths.least || text.length > lengths.most || !isClause(text)) continue;
    const days = daysNamed(text, cable.date, language);
    for (const { date, until, inferred, start, end } of distinct(days))
      found.push(
        line(sentence, { date, how: 'named', ...(until === undefined ? {} : { until }), ...(inferred === undefined ? {} : { inferred }) }, [
          [start, end],
        ]),
      );
    // Of a day without a year, in a cable of which only the year is known, nobody can tell when it was.
    const isOpen = cable.date.length < 7 && daysNamed(text, someDay, language).some(({ inferred }) => inferred !== undefined);
    if (
      days.length === 0 &&
      !isOpen &&
      about !== undefined &&
      isWholeSentence(text, body.slice(Math.max(0, sentence.start - 300), sentence.start))
    )
      first ??= sentence;
  }
  if (first !== undefined) return [...found, line(first, { date: cable.date, how: 'sent' }, [])];
  if (about !== undefined && found.length > 0) return found;
  if (cable.subject !== '') return [...found, ...subjectLines(cable, language)];
  const opening = sentencesOf(body.slice(0, lengths.most)).find(({ start, end }) => isWholeSentence(body.slice(start, end)));
  return opening === undefined ? found : [...found, line(opening, { date: cable.date, how: 'sent' }, [])];
}

const someDay = '2000-06-15';

/** The days of one sentence, each once. */
const distinct = (days: readonly NamedDay[]): NamedDay[] =>
  days.filter(({ date, until }, i) => days.findIndex((one) => one.date === date && one.until === until) === i);

/** The subject of a cable: at the days that it names, or at that of sending. */
function subjectLines({ ref, row, subject, date, origin }: Head, language: string): OneLine[] {
  const line = { ref, row, at: 0, text: subject, sent: date, origin, against: [] as [] };
  const days = distinct(daysNamed(subject, date, language));
  if (days.length === 0) return [{ ...line, date, how: 'sent', marks: [] }];
  return days.map(({ start, end, ...day }) => ({ ...line, ...day, how: 'named', marks: [[start, end]] }));
}

/** The sentences of a cable that have the name or one of the words; else those that may name a day. */
function sentencesAbout(data: Data, { row, date }: Head, about: LinesAbout): Sentence[] {
  const body = data.body(row);
  const language = data.language(row);
  const places =
    about === undefined
      ? daysNamed(body, date, language)
      : 'words' in about
        ? wordsIn(body, language, about.words)
        : data.places(row, about.id).flatMap(({ part, start }) => (part === 'body' ? [{ start, end: start + 1 }] : []));
  const sentences = new Map<number, Sentence>();
  for (const place of places) {
    const known = [...sentences.values()].at(-1);
    if (known !== undefined && known.start <= place.start && place.end <= known.end) continue;
    const { isOne, start, end } = sentenceAround(body, place);
    if (isOne) sentences.set(start, { start, end });
  }
  return [...sentences.values()].toSorted((a, b) => a.start - b.start);
}

function wordsIn(body: string, language: ReturnType<Data['language']>, words: readonly string[]): Sentence[] {
  const stems = new Set(
    words
      .flatMap((word) => plainWords(word, language))
      .filter(({ folded }) => !isStopWord(folded))
      .map(({ stem }) => stem),
  );
  return plainWords(body, language).filter(({ stem }) => stems.has(stem));
}

/** Of more than may be shown, those of the days that most cables name. */
function mostTold<L extends DatedLine>(lines: readonly L[]): readonly L[] {
  if (lines.length <= mostLines) return lines;
  const cables = new Map<string, Set<number>>();
  for (const { date, row, how } of lines) if (how === 'named') cables.set(date, (cables.get(date) ?? new Set()).add(row));
  const told = ({ how, date }: L): number => (how === 'named' ? (cables.get(date)?.size ?? 0) : 0);
  return lines.toSorted((a, b) => told(b) - told(a) || byDate(a, b)).slice(0, mostLines);
}

/** Marks lines of different cables that may tell the same and date it differently. */
function withDifferences(lines: readonly DatedLine[]): DatedLine[] {
  const told = lines.flatMap((line, i) =>
    line.how === 'named' ? [{ i, line, gist: gistOf(withoutMarks(line), monthWords), days: daysOf(lines, line) }] : [],
  );
  const compared = told.length > mostCompared ? told.slice(0, mostCompared) : told;
  const against = new Map<number, (LinePlace & { date: string })[]>();
  const add = (i: number, { line }: (typeof told)[number]): void => {
    const known = against.get(i) ?? [];
    against.set(i, [...known, { ...placeOf(line), date: line.date }]);
  };
  for (const [n, one] of compared.entries())
    for (const other of compared.slice(n + 1))
      if (
        one.line.row !== other.line.row &&
        one.gist.subject.size >= leastWords &&
        areOfTheSame(one.gist, other.gist) &&
        mayBeSlip(one.line.date, other.line.date) &&
        !one.days.some((day) => other.days.some((its) => mayBeSame(day, its)))
      ) {
        add(one.i, other);
        add(other.i, one);
      }
  return lines.map((line, i) => ({ ...line, against: against.get(i) ?? [] }));
}
/** A shorter sentence is like many others. */
const leastWords = 5;

/** Of a date, not of what happened. */
const monthWords = 'January February March April May June July August September October November December';

const withoutMarks = ({ text, marks }: DatedLine): string =>
  marks.toReversed().reduce((left, [start, end]) => `${left.slice(0, start)} ${left.slice(end)}`, text);

/** All days that the sentence of a line names. */
const daysOf = (lines: readonly DatedLine[], { row, at }: DatedLine): Pick<DatedLine, 'date' | 'until'>[] =>
  lines.filter((one) => one.row === row && one.at === at && one.how === 'named');

/** Days between two dates of the same thing: what is further apart is most often another thing of the same sort. */
const nearDays = 7;

/** Whether one date may be a slip for the other: a few days off, a month or a year beside it, or one part of it wrong. */
export function mayBeSlip(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const [[year = 0, month = 0, day], [otherYear = 0, otherMonth = 0, otherDay]] = [a.split('-').map(Number), b.split('-').map(Number)];
  if (day === undefined || otherDay === undefined)
    return Math.abs((year - otherYear) * (a.length === 4 ? 1 : 12) + month - otherMonth) === 1;
  if (Math.abs(daysBetween(a, b)) <= nearDays) return true;
  return day === otherDay && (year === otherYear) !== (month === otherMonth);
}

/** Whether two dates may be of the same time: equal, one within the other, or days that overlap. */
export const mayBeSame = (a: Pick<DatedLine, 'date' | 'until'>, b: Pick<DatedLine, 'date' | 'until'>): boolean =>
  a.date.startsWith(b.date) || b.date.startsWith(a.date) || (a.date <= (b.until ?? b.date) && b.date <= (a.until ?? a.date));

import { editDistance } from '../language/edit-distance.ts';
import { datesIn, figuresIn, isSameDate, type TextDate, type TextFigure } from '../language/figures.ts';
import { sayingsIn } from '../language/speaker.ts';
import { fold } from '../language/tokens.ts';
import { refsIn } from './refs.ts';
import { meaningOf, nearestSentence, readSentences } from './nearest.ts';

/** A figure, a date or a name of the draft that the cable cited does not have, and what it has instead; '' for nothing like it. */
export type Mismatch = { what: 'date' | 'figure' | 'name'; draft: string; cable: string };

/** What is compared of a cable: its header as one text, its date (`2018-02-08`), and what it says. */
export type CitedText = { head: string; date: string; subject: string; body: string };

const overlaps = (a: { start: number; end: number }, b: { start: number; end: number }): boolean => a.start < b.end && b.start < a.end;

/**
 * The figures, dates and names of a sentence that stand in none of the cables that it cites. Its quotations are blanked; where
 * there are any, its dates are compared as those of the quotation (attributed.ts).
 */
export function mismatchesIn(sentence: string, cables: readonly CitedText[]): Mismatch[] {
  const refs = refsIn(sentence);
  const own = sentence.replaceAll(/(?:¶|§|\bpar(?:a|agraph)?s?\.?)\s*\d+/giu, (found) => '_'.repeat(found.length));
  const dates = datesIn(own).filter((one) => !refs.some((ref) => overlaps(ref, one)));
  const figures = figuresIn(own).filter((one) => ![...refs, ...dates].some((other) => overlaps(other, one)));
  // Printed numbers of paragraphs are no figures of the cable.
  const text = cables.map(({ subject, body }) => `${subject}.\n\n${body.replaceAll(/^[ \t]*\(?\d{1,3}[.)](?=\s)/gm, '')}`).join('\n\n');
  const nearest = nearestSentence(readSentences(text), meaningOf(sentence), 2);
  const near = nearest === undefined ? '' : text.slice(nearest.start, nearest.end);
  const head = cables.map((cable) => cable.head).join('\n');
  return [
    ...(own.includes('___') ? [] : wrongDates(dates, cables, text, near)),
    ...wrongFigures(own, figures, text, near, head),
    ...wrongNames(own, refs, `${head}\n${text}`, near, text),
  ];
}

function wrongDates(dates: readonly TextDate[], cables: readonly CitedText[], text: string, near: string): Mismatch[] {
  const headers = cables.flatMap(({ date }) => datesIn(date));
  const told = datesIn(text);
  return dates.flatMap((date) => {
    if ([...headers, ...told].some((one) => isSameDate(one, date)) || (date.month === undefined && text.includes(String(date.year))))
      return [];
    const alike = (one: TextDate): boolean => one.month === date.month && (one.day === undefined) === (date.day === undefined);
    const found = datesIn(near).find(alike) ?? headers.find(alike) ?? told.find(alike) ?? datesIn(near)[0] ?? headers[0];
    return [{ what: 'date', draft: date.text, cable: found?.text ?? '' }];
  });
}

const digitsOf = (value: string): string => (value.match(/\d/g) ?? []).toSorted((a, b) => Number(a) - Number(b)).join('');
const roughly =
  /\b(?:about|around|some|nearly|almost|roughly|approximately|over|under|more than|less than|at least|up to|circa|environ|etwa|rund)\s+$/iu;

function wrongFigures(sentence: string, figures: readonly TextFigure[], text: string, near: string, head: string): Mismatch[] {
  const all = figuresIn(text);
  const nearby = figuresIn(near);
  const known = new Set([...all, ...figuresIn(head)].map(({ value }) => value));
  return figures.flatMap((figure) => {
    const value = Number(figure.value);
    const isRough = roughly.test(sentence.slice(0, figure.start));
    const isKnown = known.has(figure.value) || (isRough && all.some((one) => Math.abs(Number(one.value) - value) <= 0.1 * value));
    // `two diplomats` is the writer's own count where the cable counts nothing.
    if (isKnown || (value < 4 && /\p{L}/u.test(figure.text) && nearby.length === 0)) return [];
    const turned = all.find(
      (one) => one.value.length > 1 && one.value.length === figure.value.length && digitsOf(one.value) === digitsOf(figure.value),
    );
    const others = nearby.filter((one) => !figures.some((other) => other.value === one.value));
    return [{ what: 'figure', draft: figure.text, cable: (turned ?? others[0])?.text ?? '' }];
  });
}

const title = String.raw`(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|President|Minister|Ambassador|Chancellor|Commissioner|Secretary|Herr|Frau|Monsieur|Madame)\.?`;
const titled = new RegExp(String.raw`(?<!\p{L})${title}\s+((?:\p{Lu}[\p{L}’'-]+\s+){0,2}(?:al-|el-)?\p{Lu}[\p{L}’'-]+)`, 'gu');
const several =
  /(?<!\p{L})\p{Lu}\p{Ll}[\p{L}’'-]*(?:\s+(?:de|of|the|von|van|al|bin)\s+(?=\p{Lu})|\s+)(?:\p{Lu}\p{Ll}[\p{L}’'-]*)(?:\s+\p{Lu}\p{Ll}[\p{L}’'-]*)*/gu;
const single = /(?<=[\p{Ll},]\s)\p{Lu}\p{Ll}[\p{L}’'-]{2,}/gu;

function wrongNames(
  sentence: string,
  refs: readonly { start: number; end: number }[],
  text: string,
  near: string,
  body: string,
): Mismatch[] {
  const words = new Set((text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? []).map(fold));
  const found = new Map<string, Mismatch>();
  const dates = datesIn(sentence);
  const isOutside = (start: number, end: number): boolean => ![...refs, ...dates].some((one) => overlaps(one, { start, end }));
  const surnameOf = (name: string): string =>
    name
      .split(/\s+/)
      .at(-1)
      ?.replace(/[’']s$/, '') ?? '';
  const add = (name: string, at: number, instead: string): void => {
    const surname = surnameOf(name);
    if (isOutside(at, at + name.length) && surname !== '' && !words.has(fold(surname)))
      found.set(surname, { what: 'name', draft: name, cable: instead });
  };
  const titledHere = [...near.matchAll(titled), ...body.matchAll(titled)].map(({ 1: name = '' }) => name);
  for (const { 0: all, 1: name = '', index } of sentence.matchAll(titled)) add(name, index + all.length - name.length, titledHere[0] ?? '');
  for (const { 0: name, index } of sentence.matchAll(several))
    if (!found.has(surnameOf(name))) add(name, index, [...near.matchAll(several)][0]?.[0] ?? '');
  for (const { speaker } of sayingsIn(sentence))
    if (/^\p{Lu}[\p{L}’'-]+$/u.test(speaker.name) && !found.has(speaker.name)) add(speaker.name, speaker.start, '');
  for (const { 0: name, index } of sentence.matchAll(single)) {
    if (name.length < 5 || found.has(surnameOf(name))) continue;
    const misspelt = (body.match(/\p{Lu}\p{Ll}[\p{L}’'-]+/gu) ?? []).find((one) => editDistance(fold(one), fold(name), 2) <= 2);
    if (misspelt !== undefined) add(name, index, misspelt);
  }
  return [...found.values()];
}

import { diffArrays } from 'diff';
import { sourceFields, type SourceValues } from './fields.ts';
import { allFields } from '../query/more-fields.ts';

/** What differs between two versions of a cable, word by word. Pure. */

/** A stretch of one of the texts, by UTF-16 offsets; `marks`: what stands in this text alone, counted from `start`. */
export type Stretch = { start: number; end: number; marks: [number, number][] };
/** A place where two texts differ, with some unchanged words round it. */
export type TextChange = { was: Stretch; now: Stretch };

/** A field that differs; `of`: the record's own name of a field that cables have not. */
export type FieldChange = { field: keyof SourceValues; of?: string; was: string; now: string };

/** Unchanged words shown on either side of a change. */
const around = 8;
/** Words of a change or of changes shown together, at most: longer ones are told in parts. */
const most = 40;
/** Words left out and put in up to which the fewest are looked for; beyond, all between the first and the last is a change. */
const mostEdits = 600;

type Words = { words: string[]; starts: number[]; ends: number[] };
/** Words from `i` to `iEnd` of the old text became those from `j` to `jEnd` of the present one. */
type Edit = { i: number; iEnd: number; j: number; jEnd: number };

/** Where two texts differ in more than blanks and line breaks, in their order. What lies between is the same in both. */
export function textChanges(was: string, now: string): TextChange[] {
  const [old, present] = [wordsOf(was), wordsOf(now)];
  const edits = editsBetween(old.words, present.words);
  const groups = grouped(edits.flatMap(inParts));
  return groups.map((group, n) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first === undefined || last === undefined) throw new Error('a group without an edit');
    const before = Math.min(around, first.i - (groups[n - 1]?.at(-1)?.iEnd ?? 0));
    const after = Math.min(around, (groups[n + 1]?.[0]?.i ?? old.words.length) - last.iEnd);
    return {
      was: stretch(
        old,
        first.i - before,
        last.iEnd + after,
        group.map(({ i, iEnd }) => [i, iEnd]),
      ),
      now: stretch(
        present,
        first.j - before,
        last.jEnd + after,
        group.map(({ j, jEnd }) => [j, jEnd]),
      ),
    };
  });
}

/** Words, runs of other characters, and single Han characters. */
function wordsOf(text: string): Words {
  const found = [...text.matchAll(/\p{Script=Han}|[\p{L}\p{M}\p{N}]{1,60}|[^\s\p{L}\p{M}\p{N}]{1,60}/gu)];
  return {
    words: found.map(([word]) => word),
    starts: found.map(({ index }) => index),
    ends: found.map(({ index, 0: word }) => index + word.length),
  };
}

function editsBetween(old: string[], present: string[]): Edit[] {
  const parts = diffArrays(old, present, { maxEditLength: mostEdits });
  if (parts === undefined) return [betweenTheSame(old, present)];
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  for (const { count, added, removed } of parts) {
    const last = edits.at(-1);
    const [iEnd, jEnd] = [added ? i : i + count, removed ? j : j + count];
    if (added || removed) {
      if (last?.iEnd === i && last.jEnd === j) Object.assign(last, { iEnd, jEnd });
      else edits.push({ i, iEnd, j, jEnd });
    }
    [i, j] = [iEnd, jEnd];
  }
  return edits;
}

/** All between what two texts begin and end with alike. */
function betweenTheSame(old: readonly string[], present: readonly string[]): Edit {
  let start = 0;
  let [iEnd, jEnd] = [old.length, present.length];
  while (start < iEnd && start < jEnd && old[start] === present[start]) start += 1;
  while (iEnd > start && jEnd > start && old[iEnd - 1] === present[jEnd - 1]) [iEnd, jEnd] = [iEnd - 1, jEnd - 1];
  return { i: start, iEnd, j: start, jEnd };
}

function inParts({ i, iEnd, j, jEnd }: Edit): Edit[] {
  const parts = Math.ceil(Math.max(iEnd - i, jEnd - j) / most);
  return Array.from({ length: parts }, (_, n) => ({
    i: Math.min(iEnd, i + n * most),
    iEnd: Math.min(iEnd, i + (n + 1) * most),
    j: Math.min(jEnd, j + n * most),
    jEnd: Math.min(jEnd, j + (n + 1) * most),
  }));
}

/** Changes between which there are only a few words are read together. */
function grouped(edits: readonly Edit[]): Edit[][] {
  const groups: Edit[][] = [];
  for (const edit of edits) {
    const group = groups.at(-1);
    const [first, last] = [group?.[0], group?.at(-1)];
    const isNear =
      first !== undefined &&
      last !== undefined &&
      edit.i - last.iEnd <= around &&
      edit.iEnd - first.i <= most &&
      edit.jEnd - first.j <= most;
    if (isNear) group?.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

function stretch({ starts, ends }: Words, from: number, to: number, edits: readonly (readonly [number, number])[]): Stretch {
  const [start, end] = from < to ? [starts[from] ?? 0, ends[to - 1] ?? 0] : [0, 0];
  const marks = edits
    .filter(([first, last]) => first < last)
    .map(([first, last]): [number, number] => [(starts[first] ?? 0) - start, (ends[last - 1] ?? 0) - start]);
  return { start, end, marks };
}

/** The fields, but for the text, that differ between two versions; those of the record's own names come last. */
export function fieldChanges(was: SourceValues, now: SourceValues): FieldChange[] {
  const own = (Object.keys(sourceFields) as (keyof SourceValues)[])
    .filter((field): field is Exclude<typeof field, 'body' | 'extra'> => field !== 'body' && field !== 'extra')
    // A field that repeats another one tells nothing new, nor does the header that they are read from.
    .filter((field) => field !== 'title' || was.title !== was.subject || now.title !== now.subject)
    .filter((field) => field !== 'datetime' || was.datetime !== was.date || now.datetime !== now.date)
    .map((field): FieldChange => ({ field, was: printed(was[field]), now: printed(now[field]) }));
  const [before, after] = [was, now].map(({ extra }) => new Map(allFields(extra).map(({ name, values }) => [name, values])));
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])];
  const more = names.map((name): FieldChange => {
    const of = (values: Map<string, string[]> | undefined): string => printed(values?.get(name) ?? []);
    return { field: 'extra', of: name, was: of(before), now: of(after) };
  });
  const changed = [...own, ...more].filter((one) => one.was !== one.now);
  return changed.length > 1 ? changed.filter(({ field }) => field !== 'header') : changed;
}

const printed = (value: string | readonly string[]): string => (typeof value === 'string' ? value : value.join('; '));

import { isStopWord } from '../language/tokens.ts';
import type { QuotationPiece, Wanted } from './quotations.ts';
import { spellingOf, wordsIn, type DraftWord } from './draft-words.ts';

/** Where draft and cable differ: words of the one in place of words of the other; '' where one of them has none. `at`: where the cable's words stand in its text. */
export type Difference = { draft: string; cable: string; at?: [start: number, end: number] };
/** What differs though the words are the same. */
export type Slight = 'capitals' | 'spelling' | 'punctuation' | 'hyphenation';

/** A quotation's place in a text: `start` and `end` are UTF-16 offsets; `skipped`: words that its ellipses leave out, `leftOut`: those words, gap by gap. */
export type QuotationMatch = {
  start: number;
  end: number;
  differences: Difference[];
  slight: Slight[];
  skipped: number;
  leftOut: string[];
  /** From 0 to 1: how much of both is the same. */
  share: number;
};

/** A text made ready for being looked through many times. */
export type Prepared = {
  text: string;
  words: DraftWord[];
  /** Where each word stands. */
  places: Map<string, number[]>;
  /** Words that are a paragraph's number and marking (`12. (C)`) at the beginning of a line: none of its text. */
  marks: ReadonlySet<number>;
};

export function prepare(text: string): Prepared {
  const words = wordsIn(text);
  const places = new Map<string, number[]>();
  for (const [i, { key }] of words.entries()) {
    const found = places.get(key);
    if (found === undefined) places.set(key, [i]);
    else found.push(i);
  }
  const marks = new Set<number>();
  let at = 0;
  for (const { index, 0: mark } of text.matchAll(/^[ \t]*\(?\d{1,3}[.)](?:[ \t]*\([A-Z/]{1,8}\))?/gm)) {
    while (at < words.length && (words[at]?.start ?? 0) < index) at += 1;
    for (; at < words.length && (words[at]?.end ?? 0) <= index + mark.length; at += 1) marks.add(at);
  }
  return { text, words, places, marks };
}

/** Below this share of the same words, two passages have nothing to do with each other. */
const leastShare = 0.6;
/** An ellipsis leaves out so many words at most, an insertion stands for so many. */
const longestGap = { ellipsis: 1500, insertion: 14 } as const;
/** Letters of what an ellipsis leaves out that are told. */
const longestLeftOut = 300;
/** Places of a text that are compared word by word. */
const mostPlaces = 4;
/** A word that stands so often in a text tells nothing by itself. */
const oftenEnough = 25;

const weightOf = ({ key }: DraftWord): number => (isStopWord(key) ? 0.3 : 1);
const lengthOf = (words: readonly DraftWord[]): number => words.reduce((sum, word) => sum + weightOf(word), 0);

/** The best place of a quotation in a text, exact or near; undefined when it does not stand there. */
export function findIn(wanted: Wanted, prepared: Prepared): QuotationMatch | undefined {
  // The longest piece is looked for first, the others beside it; where that does not fit, the second longest.
  const anchors = wanted.pieces
    .map((piece, i) => ({ piece, i }))
    .toSorted((a, b) => b.piece.words.length - a.piece.words.length)
    .slice(0, 2);
  let best: QuotationMatch | undefined;
  for (const { piece, i } of anchors) {
    for (const [low, high] of windowsOf(piece, prepared)) {
      const placed = alignPiece(piece, wanted, prepared, low, high, 'first');
      if (placed === undefined) continue;
      const match = chained(wanted, prepared, i, placed);
      if (match !== undefined && (best === undefined || rankOf(match) < rankOf(best))) best = match;
    }
    if (best?.differences.length === 0) break;
  }
  return best;
}

/** Lower is better: words that differ, then what is slight. */
export const rankOf = ({ differences, slight, share }: QuotationMatch): number =>
  (differences.length > 0 ? 10 + 100 * (1 - share) : 0) + slight.length;

/** Stretches of the text in which a piece may stand, by pairs of words and rare words that they share. */
function windowsOf({ words }: QuotationPiece, { words: body, places }: Prepared): [number, number][] {
  const count = words.length;
  const votes = new Map<number, number>();
  const bucket = 8;
  for (let i = 0; i < count; i += 1) {
    const found = places.get(words[i]?.key ?? '') ?? [];
    const next = words[i + 1]?.key;
    for (const at of found) {
      const isPair = next !== undefined && body[at + 1]?.key === next;
      if (!isPair && found.length > oftenEnough && count > 1) continue;
      const place = Math.floor((at - i) / bucket);
      votes.set(place, (votes.get(place) ?? 0) + (isPair ? 3 : 1));
    }
  }
  const sum = (place: number): number => (votes.get(place - 1) ?? 0) + (votes.get(place) ?? 0) + (votes.get(place + 1) ?? 0);
  const ranked = [...votes.keys()].toSorted((a, b) => sum(b) - sum(a) || a - b);
  const windows: [number, number][] = [];
  for (const place of ranked) {
    if (windows.length >= mostPlaces) break;
    const start = place * bucket;
    if (windows.some(([low]) => Math.abs(low + margin(count) - start) <= 2 * bucket)) continue;
    windows.push([start - margin(count), start + bucket + count + margin(count)]);
  }
  return windows.map(([low, high]) => [Math.max(0, low), Math.min(body.length, high)]);
}

const margin = (count: number): number => 12 + Math.ceil(count / 4);

/** Of equal alignments, the one that keeps the draft's words. */
const costs = { changed: 10, onlyDraft: 11, onlyCable: 9 } as const;

type Step = 'same' | 'changed' | 'only draft' | 'only cable';
type Placed = { first: number; last: number; steps: { step: Step; draft: number; cable: number }[]; cost: number };

/**
 * A piece laid over the words from `low` to `high` with the fewest changes (Sellers' algorithm: edit distance with a free
 * beginning and end; https://doi.org/10.1016/0196-6774(80)90016-4). Of equal places the first or the last.
 */
function alignPiece(
  { words }: QuotationPiece,
  { readings }: Wanted,
  { words: body, marks }: Prepared,
  low: number,
  high: number,
  prefer: 'first' | 'last',
): Placed | undefined {
  const rows = words.length;
  const columns = high - low;
  if (columns <= 0) return undefined;
  const width = columns + 1;
  const back = new Uint8Array((rows + 1) * width);
  let above = new Uint32Array(width);
  let row = new Uint32Array(width);
  for (let i = 1; i <= rows; i += 1) {
    const { key } = words[i - 1] as DraftWord;
    const others = readings.get(key);
    row[0] = i * costs.onlyDraft;
    back[i * width] = 2;
    for (let j = 1; j <= columns; j += 1) {
      const other = body[low + j - 1] as DraftWord;
      const isSame = other.key === key || others?.has(other.key) === true;
      const diagonal = (above[j - 1] ?? 0) + (isSame ? 0 : costs.changed);
      const up = (above[j] ?? 0) + costs.onlyDraft;
      const left = (row[j - 1] ?? 0) + (marks.has(low + j - 1) ? 0 : costs.onlyCable);
      const least = Math.min(diagonal, up, left);
      row[j] = least;
      back[i * width + j] = least === diagonal ? (isSame ? 0 : costs.changed) : least === up ? 2 : 3;
    }
    [above, row] = [row, above];
  }
  let end = 0;
  for (let j = 1; j <= columns; j += 1) {
    const difference = (above[j] ?? 0) - (above[end] ?? 0);
    if (end === 0 || difference < 0 || (prefer === 'last' && difference === 0)) end = j;
  }
  const cost = above[end] ?? 0;
  const steps: Placed['steps'] = [];
  let i = rows;
  let j = end;
  while (i > 0) {
    const step = back[i * width + j];
    if (step === 3) steps.push({ step: 'only cable', draft: i, cable: low + j - 1 });
    else if (step === 2) steps.push({ step: 'only draft', draft: i - 1, cable: low + j });
    else steps.push({ step: step === 0 ? 'same' : 'changed', draft: i - 1, cable: low + j - 1 });
    if (step !== 3) i -= 1;
    if (step !== 2) j -= 1;
  }
  if (!steps.some(({ step }) => step === 'same')) return undefined;
  return { first: low + j, last: low + end, steps: steps.toReversed(), cost };
}

/** Lays the other pieces before and behind the anchor, and sums up. */
function chained(wanted: Wanted, prepared: Prepared, anchor: number, placed: Placed): QuotationMatch | undefined {
  const { pieces } = wanted;
  const { words: body } = prepared;
  const all: (Placed | undefined)[] = pieces.map((_, i) => (i === anchor ? placed : undefined));
  let from = placed.last;
  for (let i = anchor + 1; i < pieces.length; i += 1) {
    const piece = pieces[i] as QuotationPiece;
    const gap = longestGap[piece.join === 'ellipsis' ? 'ellipsis' : 'insertion'];
    const found = alignPiece(piece, wanted, prepared, from, Math.min(body.length, from + gap + reach(piece)), 'first');
    if (isGood(found, piece)) {
      all[i] = found;
      from = found.last;
    }
  }
  let to = placed.first;
  for (let i = anchor - 1; i >= 0; i -= 1) {
    const piece = pieces[i] as QuotationPiece;
    const gap = longestGap[(pieces[i + 1] as QuotationPiece).join === 'ellipsis' ? 'ellipsis' : 'insertion'];
    const found = alignPiece(piece, wanted, prepared, Math.max(0, to - gap - reach(piece)), to, 'last');
    if (isGood(found, piece)) {
      all[i] = found;
      to = found.first;
    }
  }
  return summed(wanted, prepared, all);
}

const reach = ({ words }: QuotationPiece): number => Math.ceil(1.3 * words.length) + 4;
const isGood = (placed: Placed | undefined, { words }: QuotationPiece): placed is Placed =>
  placed !== undefined && placed.cost <= 4 * words.length;

/** What the placed pieces come to; undefined when too little is the same. */
function summed(wanted: Wanted, prepared: Prepared, all: readonly (Placed | undefined)[]): QuotationMatch | undefined {
  const differences: Difference[] = [];
  const slight = new Set<Slight>();
  let skipped = 0;
  const leftOut: string[] = [];
  let last: number | undefined;
  let [same, telling, total] = [0, 0, 0];
  let equal = 0;
  for (const [i, piece] of wanted.pieces.entries()) {
    const placed = all[i];
    const words = piece.words;
    total += lengthOf(words);
    if (placed === undefined) {
      differences.push({ draft: piece.text.trim(), cable: '' });
      continue;
    }
    if (last !== undefined && piece.join === 'ellipsis' && placed.first > last) {
      skipped += placed.first - last;
      leftOut.push(between(prepared.text, prepared.words.slice(last, placed.first)).slice(0, longestLeftOut));
    }
    last = placed.last;
    for (const { step, draft, cable } of placed.steps) {
      if (step === 'only cable' && !prepared.marks.has(cable)) total += weightOf(prepared.words[cable] as DraftWord);
      if (step !== 'same') continue;
      same += weightOf(words[draft] as DraftWord);
      equal += 1;
      telling += isStopWord((words[draft] as DraftWord).key) ? 0 : 1;
    }
    compare(wanted, piece, words, prepared, placed, differences, slight);
  }
  const placed = all.filter((one) => one !== undefined);
  const first = prepared.words[Math.min(...placed.map((one) => one.first))];
  const final = prepared.words[Math.max(...placed.map((one) => one.last)) - 1];
  if (first === undefined || final === undefined) return undefined;
  const share = total === 0 ? 0 : same / total;
  // Words that are common to everything are no quotation, unless all but one of several are the same.
  const isAllButOne = differences.length === 1 && equal >= 4 && wanted.length - equal <= 1 && telling > 0;
  if (differences.length > 0 && (share < leastShare || (telling < 2 && !isAllButOne))) return undefined;
  return { start: first.start, end: final.end, differences, slight: [...slight], skipped, leftOut, share };
}

/** Words that differ, run by run, and what is slight between words that are the same. */
function compare(
  wanted: Wanted,
  piece: QuotationPiece,
  words: readonly DraftWord[],
  { text, words: body, marks }: Prepared,
  { steps }: Placed,
  differences: Difference[],
  slight: Set<Slight>,
): void {
  let run: Placed['steps'] = [];
  const settle = (): void => {
    if (run.length === 0) return;
    const ours = run.filter(({ step }) => step !== 'only cable').map(({ draft }) => words[draft] as DraftWord);
    const theirs = run.flatMap(({ step, cable }) =>
      step === 'only draft' || (step === 'only cable' && marks.has(cable)) ? [] : [body[cable] as DraftWord],
    );
    run = [];
    const [a, b] = [ours, theirs].map((list) => list.map(({ key }) => key).join(''));
    if (ours.length === 0 && theirs.length === 0) return;
    if (a === b) return void slight.add('hyphenation');
    const [first, final] = [theirs[0], theirs.at(-1)];
    differences.push({
      draft: between(piece.text, ours),
      cable: between(text, theirs),
      ...(first === undefined || final === undefined ? {} : { at: [first.start, final.end] }),
    });
  };
  let before: { draft: number; cable: number } | undefined;
  for (const one of steps) {
    if (one.step !== 'same') {
      run.push(one);
      continue;
    }
    settle();
    const [ours, theirs] = [words[one.draft] as DraftWord, body[one.cable] as DraftWord];
    if (!wanted.readings.has(ours.key)) {
      const [a, b] = [spellingOf(ours.surface), spellingOf(theirs.surface)];
      if (a !== b) slight.add(a.toLowerCase() === b.toLowerCase() ? 'capitals' : 'spelling');
    }
    if (before?.draft === one.draft - 1 && before.cable === one.cable - 1) {
      const mine = piece.text.slice((words[before.draft] as DraftWord).end, ours.start);
      const other = text.slice((body[before.cable] as DraftWord).end, theirs.start);
      if (pointsOf(mine) !== pointsOf(other)) slight.add('punctuation');
    }
    before = one;
  }
  settle();
}

const between = (text: string, words: readonly DraftWord[]): string =>
  text
    .slice(words[0]?.start ?? 0, words.at(-1)?.end ?? 0)
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Signs between two words, whatever their kind: quotation marks, dashes and blanks count once. */
const pointsOf = (gap: string): string =>
  gap
    .replaceAll(/["'“”„«»‹›‘’‚*_`]/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]+|-+/g, '-')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?- ?/g, '-')
    .replaceAll(/ ?([,.;:!?()[\]]) ?/g, '$1')
    .trim();

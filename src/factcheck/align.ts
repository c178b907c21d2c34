import { isNegative, swallowedBy, type Swallowed } from './ellipsis.ts';
import { isStopWord } from '../language/tokens.ts';
import type { QuotationPiece, ParsedQuotation } from './quotations.ts';
import { spellingOf, type DraftWord } from './draft-words.ts';
import { between, gapBefore, type Prepared } from './prepared.ts';

/** A difference in words; '' where one side has none. `at`: UTF-16 offsets of the cable's words in its text. */
export type Difference = { draft: string; cable: string; at?: [start: number, end: number] };
/** Minor differences between equal words. */
export type Slight = 'capitals' | 'spelling' | 'punctuation' | 'hyphenation';

/** A match of a quotation: `start` and `end` are UTF-16 offsets; `skipped`: number of words left out by its ellipses, `leftOut`: those words, by gap. */
export type QuotationMatch = {
  start: number;
  end: number;
  differences: Difference[];
  slight: Slight[];
  skipped: number;
  leftOut: string[];
  /** What the left out words hold that changes the sense: with any of it the match is near, however equal its words. */
  swallowed: Swallowed[];
  /** From 0 to 1: the weighted share of equal words. */
  share: number;
};

/** Below this share of equal words, two passages are unrelated. */
const minShare = 0.6;
/** Words that an ellipsis may leave out, and that an insertion may replace. */
const longestGap = { ellipsis: 1500, insertion: 14 } as const;
/** Characters of omitted words that are reported. */
const longestLeftOut = 300;
/** Candidate windows of a text that are aligned word by word. */
const maxWindows = 4;
/** A word with more occurrences in a text is no evidence by itself. */
const commonWord = 25;

const weightOf = ({ key }: DraftWord): number => (isStopWord(key) ? 0.3 : 1);
const lengthOf = (words: readonly DraftWord[]): number => words.reduce((sum, word) => sum + weightOf(word), 0);

/** The best match of a quotation in a text, exact or near; undefined for none. */
export function findIn(quotation: ParsedQuotation, prepared: Prepared): QuotationMatch | undefined {
  // Anchor the longest piece and align the others around it; unless that is exact, try the second longest.
  const anchors = quotation.pieces
    .map((piece, i) => ({ piece, i }))
    .toSorted((a, b) => b.piece.words.length - a.piece.words.length)
    .slice(0, 2);
  let best: QuotationMatch | undefined;
  for (const { piece, i } of anchors) {
    for (const [low, high] of windowsOf(piece, prepared)) {
      const placed = alignPiece(piece, quotation, prepared, low, high, 'first');
      if (placed === undefined) continue;
      const match = alignAround(quotation, prepared, i, placed);
      if (match !== undefined && (best === undefined || rankOf(match) < rankOf(best))) best = match;
    }
    if (best?.differences.length === 0) break;
  }
  return best;
}

/** Lower is better: differing words count first, then minor differences. */
export const rankOf = ({ differences, slight, swallowed, share }: QuotationMatch): number =>
  (differences.length > 0 ? 10 + 100 * (1 - share) : 0) + slight.length + 2 * swallowed.length;

/** Whether all words are equal and nothing that matters was left out. */
export const isExact = ({ differences, swallowed }: QuotationMatch): boolean => differences.length === 0 && swallowed.length === 0;

/** Windows (word indexes) in which a piece may occur, ranked by shared word pairs and rare words. */
function windowsOf({ words }: QuotationPiece, { words: body, places }: Prepared): [number, number][] {
  const count = words.length;
  const votes = new Map<number, number>();
  const bucket = 8;
  for (let i = 0; i < count; i += 1) {
    const found = places.get(words[i]?.key ?? '') ?? [];
    const next = words[i + 1]?.key;
    for (const at of found) {
      const isPair = next !== undefined && body[at + 1]?.key === next;
      if (!isPair && found.length > commonWord && count > 1) continue;
      const place = Math.floor((at - i) / bucket);
      votes.set(place, (votes.get(place) ?? 0) + (isPair ? 3 : 1));
    }
  }
  const sum = (place: number): number => (votes.get(place - 1) ?? 0) + (votes.get(place) ?? 0) + (votes.get(place + 1) ?? 0);
  const ranked = [...votes.keys()].toSorted((a, b) => sum(b) - sum(a) || a - b);
  const windows: [number, number][] = [];
  for (const place of ranked) {
    if (windows.length >= maxWindows) break;
    const start = place * bucket;
    if (windows.some(([low]) => Math.abs(low + margin(count) - start) <= 2 * bucket)) continue;
    windows.push([start - margin(count), start + bucket + count + margin(count)]);
  }
  return windows.map(([low, high]) => [Math.max(0, low), Math.min(body.length, high)]);
}

const margin = (count: number): number => 12 + Math.ceil(count / 4);

/**
 * Slightly unequal costs break ties in favour of keeping the draft's words. Words left out of the cable cost by the run
 * (`gap`, then `more` for each further word), so that `might be deployed` is one difference from `might have already been
 * deployed`, and not three words that match elsewhere.
 */
const costs = { changed: 10, onlyDraft: 11, gap: 6, more: 2 } as const;
/** Bit of a move: the run of words left out, which ends here, began before this word. */
const goesOn = 64;

type Step = 'same' | 'changed' | 'only draft' | 'only cable';
type Placed = { first: number; last: number; steps: { step: Step; draft: number; cable: number }[]; cost: number };

/**
 * Aligns a piece with the words from `low` to `high` at the lowest cost (Sellers' algorithm: edit distance with free start
 * and end, https://doi.org/10.1016/0196-6774(80)90016-4; Gotoh's runs, https://doi.org/10.1016/0022-2836(82)90398-9). `prefer` breaks ties between positions.
 */
function alignPiece(
  { words }: QuotationPiece,
  { readings }: ParsedQuotation,
  { words: body, marks }: Prepared,
  low: number,
  high: number,
  prefer: 'first' | 'last',
): Placed | undefined {
  const rows = words.length;
  const columns = high - low;
  if (columns <= 0) return undefined;
  const width = columns + 1;
  // Moves to trace back: 0 or `costs.changed` diagonal, 2 up (only draft), 3 left (only cable), and `goesOn`.
  const moves = new Uint8Array((rows + 1) * width);
  let above = new Uint32Array(width);
  let row = new Uint32Array(width);
  for (let i = 1; i <= rows; i += 1) {
    const { key } = words[i - 1] as DraftWord;
    const others = readings.get(key);
    row[0] = i * costs.onlyDraft;
    moves[i * width] = 2;
    let run = Infinity;
    for (let j = 1; j <= columns; j += 1) {
      const other = body[low + j - 1] as DraftWord;
      const isSame = other.key === key || others?.has(other.key) === true;
      const diagonal = (above[j - 1] ?? 0) + (isSame ? 0 : costs.changed);
      const up = (above[j] ?? 0) + costs.onlyDraft;
      const isMark = marks.has(low + j - 1);
      const opened = (row[j - 1] ?? 0) + (isMark ? 0 : costs.gap);
      const longer = run + (isMark ? 0 : costs.more);
      run = Math.min(opened, longer);
      const lowest = Math.min(diagonal, up, run);
      row[j] = lowest;
      moves[i * width + j] = (lowest === diagonal ? (isSame ? 0 : costs.changed) : lowest === up ? 2 : 3) | (longer < opened ? goesOn : 0);
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
  let isInRun = false;
  while (i > 0) {
    const move = moves[i * width + j] ?? 0;
    const step: number = isInRun ? 3 : move & ~goesOn;
    isInRun = step === 3 && (move & goesOn) !== 0;
    if (step === 3) steps.push({ step: 'only cable', draft: i, cable: low + j - 1 });
    else if (step === 2) steps.push({ step: 'only draft', draft: i - 1, cable: low + j });
    else steps.push({ step: step === 0 ? 'same' : 'changed', draft: i - 1, cable: low + j - 1 });
    if (step !== 3) i -= 1;
    if (step !== 2) j -= 1;
  }
  if (!steps.some(({ step }) => step === 'same')) return undefined;
  return { first: low + j, last: low + end, steps: steps.toReversed(), cost };
}

/** Aligns the other pieces after and before the anchor. */
function alignAround(quotation: ParsedQuotation, prepared: Prepared, anchor: number, placed: Placed): QuotationMatch | undefined {
  const { pieces } = quotation;
  const { words: body } = prepared;
  const all: (Placed | undefined)[] = pieces.map((_, i) => (i === anchor ? placed : undefined));
  let from = placed.last;
  for (let i = anchor + 1; i < pieces.length; i += 1) {
    const piece = pieces[i] as QuotationPiece;
    const gap = longestGap[piece.join === 'ellipsis' ? 'ellipsis' : 'insertion'];
    const found = alignPiece(piece, quotation, prepared, from, Math.min(body.length, from + gap + reach(piece)), 'first');
    if (isGood(found, piece)) {
      all[i] = found;
      from = found.last;
    }
  }
  let to = placed.first;
  for (let i = anchor - 1; i >= 0; i -= 1) {
    const piece = pieces[i] as QuotationPiece;
    const gap = longestGap[(pieces[i + 1] as QuotationPiece).join === 'ellipsis' ? 'ellipsis' : 'insertion'];
    const found = alignPiece(piece, quotation, prepared, Math.max(0, to - gap - reach(piece)), to, 'last');
    if (isGood(found, piece)) {
      all[i] = found;
      to = found.first;
    }
  }
  return combined(quotation, prepared, all);
}

const reach = ({ words }: QuotationPiece): number => Math.ceil(1.3 * words.length) + 4;
const isGood = (placed: Placed | undefined, { words }: QuotationPiece): placed is Placed =>
  placed !== undefined && placed.cost <= 4 * words.length;

/** Combines the placed pieces into a match; undefined when too little is equal. */
function combined(quotation: ParsedQuotation, prepared: Prepared, all: readonly (Placed | undefined)[]): QuotationMatch | undefined {
  const differences: Difference[] = [];
  const slight = new Set<Slight>();
  let skipped = 0;
  const leftOut: string[] = [];
  const swallowed = new Set<Swallowed>();
  let last: number | undefined;
  let [same, contentWords, total] = [0, 0, 0];
  let equal = 0;
  for (const [i, piece] of quotation.pieces.entries()) {
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
      for (const one of swallowedBy(gapBefore(prepared, last, placed.first), prepared.isInCapitals)) swallowed.add(one);
    } else if (last !== undefined && piece.join === 'insertion') {
      // `Europe was [always] the target`: the writer's own words may not turn the sense round.
      const cable = between(prepared.text, prepared.words.slice(last, placed.first));
      if (isNegative(cable) !== isNegative(piece.inserted)) differences.push({ draft: piece.inserted, cable });
    }
    last = placed.last;
    for (const { step, draft, cable } of placed.steps) {
      if (step === 'only cable' && !prepared.marks.has(cable)) total += weightOf(prepared.words[cable] as DraftWord);
      if (step !== 'same') continue;
      same += weightOf(words[draft] as DraftWord);
      equal += 1;
      contentWords += isStopWord((words[draft] as DraftWord).key) ? 0 : 1;
    }
    compare(quotation, piece, words, prepared, placed, differences, slight);
  }
  const placed = all.filter((one) => one !== undefined);
  const first = prepared.words[Math.min(...placed.map((one) => one.first))];
  const final = prepared.words[Math.max(...placed.map((one) => one.last)) - 1];
  if (first === undefined || final === undefined) return undefined;
  const share = total === 0 ? 0 : same / total;
  // Stop words alone are not a match, unless all but one of at least four words are equal.
  const isAllButOne = differences.length === 1 && equal >= 4 && quotation.length - equal <= 1 && contentWords > 0;
  if (differences.length > 0 && (share < minShare || (contentWords < 2 && !isAllButOne))) return undefined;
  return { start: first.start, end: final.end, differences, slight: [...slight], skipped, leftOut, swallowed: [...swallowed], share };
}

/** Collects runs of differing words, and minor differences between equal ones. */
function compare(
  quotation: ParsedQuotation,
  piece: QuotationPiece,
  words: readonly DraftWord[],
  { text, words: body, marks }: Prepared,
  { steps }: Placed,
  differences: Difference[],
  slight: Set<Slight>,
): void {
  let run: Placed['steps'] = [];
  const flushRun = (): void => {
    if (run.length === 0) return;
    const draftWords = run.filter(({ step }) => step !== 'only cable').map(({ draft }) => words[draft] as DraftWord);
    const cableWords = run.flatMap(({ step, cable }) =>
      step === 'only draft' || (step === 'only cable' && marks.has(cable)) ? [] : [body[cable] as DraftWord],
    );
    run = [];
    const [a, b] = [draftWords, cableWords].map((list) => list.map(({ key }) => key).join(''));
    if (draftWords.length === 0 && cableWords.length === 0) return;
    if (a === b) return void slight.add('hyphenation');
    const [first, final] = [cableWords[0], cableWords.at(-1)];
    differences.push({
      draft: between(piece.text, draftWords),
      cable: between(text, cableWords),
      ...(first === undefined || final === undefined ? {} : { at: [first.start, final.end] }),
    });
  };
  let before: { draft: number; cable: number } | undefined;
  for (const one of steps) {
    if (one.step !== 'same') {
      run.push(one);
      continue;
    }
    flushRun();
    const [draftWord, cableWord] = [words[one.draft] as DraftWord, body[one.cable] as DraftWord];
    if (!quotation.readings.has(draftWord.key)) {
      const [a, b] = [spellingOf(draftWord.surface), spellingOf(cableWord.surface)];
      if (a !== b) slight.add(a.toLowerCase() === b.toLowerCase() ? 'capitals' : 'spelling');
    }
    if (before?.draft === one.draft - 1 && before.cable === one.cable - 1) {
      const draftGap = piece.text.slice((words[before.draft] as DraftWord).end, draftWord.start);
      const cableGap = text.slice((body[before.cable] as DraftWord).end, cableWord.start);
      if (punctuationOf(draftGap) !== punctuationOf(cableGap)) slight.add('punctuation');
    }
    before = one;
  }
  flushRun();
}

/** Normalised punctuation between two words: without quotation marks, all dashes alike, whitespace collapsed. */
const punctuationOf = (gap: string): string =>
  gap
    .replaceAll(/["'“”„«»‹›‘’‚*_`]/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]+|-+/g, '-')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?- ?/g, '-')
    .replaceAll(/ ?([,.;:!?()[\]]) ?/g, '$1')
    .trim();

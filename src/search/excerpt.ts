import { findSpans } from '../query/matching.ts';
import type { Query } from '../query/query.ts';
import { positives, stemsAt, type PatternNode, type PhraseNode, type WordNode } from '../query/tree.ts';
import type { Language } from '../language/stems.ts';
import { paragraphAt, paragraphsOf, wordsBegin, type Paragraph } from '../cables/paragraphs.ts';
import { isStopWord, tokenise, type Token } from '../language/tokens.ts';

/** A stretch of a text: `start` and `end` are UTF-16 offsets (end exclusive). */
export type Span = [start: number, end: number];

/** A verbatim passage: `text === body.slice(start, end)`; `marks` are offsets into `text`, in order and apart. */
export type Excerpt = { text: string; start: number; end: number; marks: Span[]; cutBefore: boolean; cutAfter: boolean };

/** Finding words takes time linear in the text; only this much of it is searched (about 30 ms). */
export const mostSearched = 300_000;

/** A place where a query's word or phrase stands; `term` numbers the word or phrase. */
type Hit = { start: number; end: number; term: number };

/**
 * The words of a query in a text, as spans in order that do not overlap. A phrase is marked where its words stand in a
 * row; if they nowhere do, its words are marked one by one.
 */
export function marksIn(text: string, query: Query, language: Language): Span[] {
  return merge(findHits(text.slice(0, mostSearched), query, language));
}

/**
 * The passage of at most `max` UTF-16 units (20 or more) that holds the most different words of the query; the text's
 * beginning when it holds none, or without a query. Begins and ends at a sentence or a word where one is near, and
 * never inside what a reader sees as one character. `also`: further places that count as one more word of the query.
 */
export function excerpt(
  text: string,
  query: Query | undefined,
  { max, also = [], language = '' }: { max: number; also?: readonly Span[]; language?: Language },
): Excerpt {
  const hits = allHits(text, query, also, language);
  return passage(text, hits, bestWindow(hits, max)?.span, Math.max(max, 1));
}

type ManyOptions = { max: number; maxOfSeveral: number; most: number; also?: readonly Span[]; language?: Language };

/** A passage of one paragraph, by its number. */
export type ParagraphExcerpt = Excerpt & { paragraph: number };

/**
 * Passages of different paragraphs in which words of the query stand, one of at most `max` UTF-16 units, or several of at most
 * `maxOfSeveral` each: first the one that holds
 * the most different words, then up to `most` in all, in the order of the text; those come before others that hold words which the
 * ones before lack, then most of them. None where no word stands. `more`: whether further paragraphs have words.
 */
export function excerptsByParagraph(
  text: string,
  query: Query,
  { max, maxOfSeveral, most, also = [], language = '' }: ManyOptions,
): { passages: ParagraphExcerpt[]; more: boolean } {
  const hits = allHits(text, query, also, language);
  const blocks = paragraphsOf(text);
  const byParagraph = Map.groupBy(hits, ({ start }) => paragraphAt(blocks, start)?.number ?? 1);
  const maxOfOne = Math.min(most, byParagraph.size) > 1 ? maxOfSeveral : max;
  const places = [...byParagraph].flatMap(([paragraph, inside]): Place[] => {
    const window = bestWindow(inside, maxOfOne);
    return window === undefined ? [] : [{ paragraph, inside, window }];
  });
  const chosen: Place[] = [];
  const shown = new Set<number>();
  const worth = ({ window }: Place): number => [...window.terms].filter((term) => !shown.has(term)).length * 1_000_000 + window.score;
  while (chosen.length < Math.min(most, places.length)) {
    const [best] = places.filter((place) => !chosen.includes(place)).toSorted((a, b) => worth(b) - worth(a));
    if (best === undefined) break;
    chosen.push(best);
    for (const term of best.window.terms) shown.add(term);
  }
  const inOrder = [...chosen.slice(0, 1), ...chosen.slice(1).toSorted((a, b) => a.window.span[0] - b.window.span[0])];
  return {
    passages: inOrder.map(({ paragraph, inside, window }) => ({
      ...passage(text, inside, window.span, maxOfOne, roomOf(text, blocks, paragraph, window)),
      paragraph,
    })),
    more: places.length > chosen.length,
  };
}

/** A paragraph with words of a query: where they stand in it, and the best stretch of them. */
type Place = { paragraph: number; inside: readonly Hit[]; window: Window };

/** All of a paragraph but the number before it. */
function roomOf(text: string, blocks: readonly Paragraph[], number: number, { span }: Window): Span {
  const [first = { number, start: 0, end: text.length }, ...rest] = blocks.filter((block) => block.number === number);
  return [Math.min(wordsBegin(text, first), span[0]), (rest.at(-1) ?? first).end];
}

function allHits(text: string, query: Query | undefined, also: readonly Span[], language: Language): Hit[] {
  const found = query === undefined ? [] : findHits(text.slice(0, mostSearched), query, language);
  const named = also.map(([start, end]) => ({ start, end, term: -1 }));
  return [...found, ...named].sort((a, b) => a.start - b.start || b.end - a.end);
}

function findHits(text: string, query: Query, language: Language): Hit[] {
  const terms = positives(query.root).filter(({ field }) => field === undefined || field === 'text' || field === 'subject');
  if (terms.length === 0) return [];
  const tokens = tokenise(text, language);
  return terms.flatMap((node, term) => hitsOf(text, tokens, node, term)).sort((a, b) => a.start - b.start || b.end - a.end);
}

function hitsOf(text: string, tokens: Token[], node: WordNode | PhraseNode | PatternNode, term: number): Hit[] {
  const asHits = (spans: Span[]) => spans.map(([start, end]) => ({ start, end, term }));
  const spans = findSpans(text, tokens, node);
  if (spans.length > 0 || node.kind !== 'phrase') return asHits(spans);
  const { at, length, required } = node;
  return node.surfaces.flatMap((surface, i) => {
    if (isStopWord(surface.toLowerCase())) return [];
    return asHits(findSpans(text, tokens, { kind: 'word', at, length, required, stems: stemsAt(node, i), surface, common: false }));
  });
}

function merge(hits: readonly { start: number; end: number }[]): Span[] {
  const spans: Span[] = [];
  for (const { start, end } of hits) {
    const last = spans.at(-1);
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}

/** A stretch of hits, which words it holds, and how good it is. */
type Window = { span: Span; terms: ReadonlySet<number>; score: number };

/** The stretch of hits, at most `max` long, with the most different terms, then the most hits, then the earliest. */
function bestWindow(hits: readonly Hit[], max: number): Window | undefined {
  const inside = new Map<number, number>();
  let best: Window | undefined;
  let most = 0;
  let last = 0;
  for (const [first, hit] of hits.entries()) {
    for (let next = hits[last]; next !== undefined && (next.end - hit.start <= max || last === first); next = hits[last]) {
      inside.set(next.term, (inside.get(next.term) ?? 0) + 1);
      last += 1;
    }
    const score = inside.size * 1000 + Math.min(last - first, 999);
    if (score > most) {
      most = score;
      const end = Math.max(...hits.slice(first, Math.min(last, first + 500)).map((one) => one.end));
      best = { span: [hit.start, end], terms: new Set([...inside].flatMap(([term, count]) => (count > 0 ? [term] : []))), score };
    }
    const count = (inside.get(hit.term) ?? 1) - 1;
    if (count === 0) inside.delete(hit.term);
    else inside.set(hit.term, count);
  }
  return best;
}

function passage(text: string, hits: readonly Hit[], window: Span | undefined, max: number, room: Span = [0, text.length]): Excerpt {
  const [start, end] = wholeGraphemes(text, trim(text, frame(text, window ?? [room[0], room[0]], max, room)));
  const inside = hits.filter((hit) => hit.end > start && hit.start < end);
  const marks = merge(inside.map((hit) => ({ start: Math.max(hit.start, start) - start, end: Math.min(hit.end, end) - start })));
  return {
    text: text.slice(start, end),
    start,
    end,
    marks,
    cutBefore: text.slice(room[0], start).trim() !== '',
    cutAfter: text.slice(end, room[1]).trim() !== '',
  };
}

/** Widens a window to at most `max` and moves its ends to where a reader would put them. */
function frame(text: string, [first, last]: Span, max: number, [low, high]: Span): Span {
  const spare = Math.max(0, max - (last - first));
  const earliest = Math.max(low, Math.min(first - Math.ceil(spare / 2), high - max));
  const start = earliest <= low ? low : Math.min(first, startNear(text, earliest, first));
  const latest = Math.min(high, start + max);
  const end = latest >= high ? high : endNear(text, Math.max(start, Math.min(last, latest)), latest);
  return [start, end];
}

/** Where a sentence begins between the two places, else a word, else the first of them. */
function startNear(text: string, earliest: number, latest: number): number {
  const between = text.slice(earliest, latest);
  const sentence = /(?:[.!?]["”’)]*\s+|\n\s*\n\s*)(?=\S)/.exec(between);
  if (sentence !== null) return earliest + sentence.index + sentence[0].length;
  if (/\s/.test(text.charAt(earliest - 1))) return earliest;
  const word = /\s+(?=\S)/.exec(between);
  return word === null ? (between === '' ? latest : earliest) : earliest + word.index + word[0].length;
}

/** Where a sentence ends in the last part before `latest`, else a word, else `latest` itself. */
function endNear(text: string, earliest: number, latest: number): number {
  if (/\s/.test(text.charAt(latest))) return latest;
  const tail = text.slice(earliest, latest);
  const sentence = lastMatch(tail, /[.!?]["”’)]*(?=\s)/g);
  if (sentence !== undefined && sentence > tail.length * 0.6) return earliest + sentence;
  const word = tail.search(/\s\S*$/);
  return word <= 0 ? latest : earliest + word;
}

function lastMatch(text: string, pattern: RegExp): number | undefined {
  let end: number | undefined;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Moves both ends inwards to borders between graphemes (an accent, a flag or a surrogate pair stays whole). */
function wholeGraphemes(text: string, [start, end]: Span): Span {
  const segments = graphemes.segment(text);
  const first = start <= 0 ? undefined : segments.containing(start);
  const from = first === undefined || first.index === start ? Math.max(start, 0) : first.index + first.segment.length;
  const last = end >= text.length ? undefined : segments.containing(end);
  const to = last === undefined ? Math.min(end, text.length) : last.index;
  return [Math.min(from, text.length), Math.max(Math.min(from, text.length), to)];
}

/** Trims whitespace at both ends. */
function trim(text: string, [start, end]: Span): Span {
  const piece = text.slice(start, end);
  const from = piece.length - piece.trimStart().length;
  if (from === piece.length) return [start, end];
  return [start + from, start + piece.trimEnd().length];
}

import * as cues from './cues.ts';
import { isNotAName } from './not-a-name.ts';
import { lastName } from './people.ts';
import type { Mention, NameReading } from './names-so-far.ts';
import { tag, type Weights } from './tagger.ts';
import { isShouted } from './name-words.ts';

/** Mentions from rules at least this sure are not overruled. */
const keptFrom = 0.9;
/** In prose of at least this many words names recur, and even a less certain rule is right more often than not. */
const running = 60;
/** A tagger less sure than this does not overrule a rule that took a single word for a person. */
const doubtful = 0.9;
/** Minimum for a person found by a rule alone in an all-caps text: a listed surname, or a verb that people do. */
const hinted = 0.5;
/** Minimum for a name that rules and tagger both find. */
const corroborated = 0.75;
/** A line of at least this many words, all capitalised, is a headline: names in it must also occur elsewhere. */
const headline = 5;

/**
 * Confidence (0 to 1) in a name that the tagger found with this margin, calibrated on unseen names (tests/bench): at -45
 * two in three are right, at 30 nine in ten.
 */
export const sureness = (margin: number): number => Math.round(100 / (1 + Math.exp(-(margin + 60) / 35))) / 100;

/**
 * Replaces the names found by the rules with those of the tagger, whose features include the rules' results. Where both
 * find the same name, the rules' mention stays, with its title and country; where they differ, the tagger's kind counts.
 * Events, listed names, mail headers, countries and names inside other names stay with the rules, as do German texts, which
 * the tagger was not trained on. In an all-caps text, rules based on capitals alone are ignored. `seen`: the mentions that
 * the tagger uses as features.
 */
export function withLearned(
  reading: NameReading,
  rules: readonly Mention[],
  weights: Weights,
  seen: readonly Mention[] = rules,
): Mention[] {
  const { words, text, keys } = reading;
  const isAName = (one: Mention): boolean =>
    one.rule === 'listed' || (!isNotAName(one, text) && !(one.kind === 'organization' && reading.noOrganizations.has(one.surface)));
  if (reading.german) return rules.filter(isAName);
  const shouts = isShouted(text);
  const fixed = rules.filter(({ kind, rule, inside }) => kind === 'event' || ofRules.has(rule) || inside === true);
  const isFixed = new Set(fixed);
  const open = rules.filter((one) => !isFixed.has(one));
  const openOver = whatOverlaps(open);
  const blockedOver = whatOverlaps(fixed.filter(({ inside }) => inside !== true));
  const bodyNames = new Set(words.flatMap((word, i) => (word.form === 'title' && !isInHeadline(reading, i) ? [keys[i] ?? ''] : [])));
  const isRunning = words.length >= running && !shouts;
  const found: Mention[] = [];
  for (const { from, to, kind, margin } of tag(reading, seen, weights)) {
    const first = kind === 'individual' ? withoutTitle(keys, from, to) : from;
    const [start, end] = [words[first]?.start ?? 0, words[to - 1]?.end ?? 0];
    if (to - first === 1 && words[first]?.text.length === 1) continue; // `(U) SUMMARY`: the marking of a paragraph
    if (blockedOver(start, end).length > 0) continue;
    if (isInHeadline(reading, first) && !keys.slice(first, to).some((key) => bodyNames.has(key))) continue;
    const sure = sureness(margin);
    const overlapping = openOver(start, end);
    const same = overlapping.find((one) => one.start === start && one.end === end);
    const titled = overlapping.find((one) => one.kind === 'individual' && one.sure >= keptFrom);
    if (
      kind !== 'individual' &&
      (titled !== undefined || (isRunning && sure < doubtful && to - first === 1 && same?.kind === 'individual'))
    )
      continue;
    // `at the White House`: a body of the lists, though it is spoken of as where it sits.
    if (kind === 'place' && overlapping.some((one) => one.kind === 'organization' && one.rule === 'known name')) continue;
    const surface = text.slice(start, end);
    if (same !== undefined && (same.kind === kind || (same.kind === 'country' && kind === 'place')))
      found.push({ ...same, sure: Math.max(same.sure, sure) });
    else {
      const title = overlapping.find((one) => one.title !== undefined)?.title;
      // Rules and tagger agree on the kind, though not on the span.
      const floor = overlapping.some((one) => one.kind === kind) ? corroborated : 0;
      found.push({
        start,
        end,
        surface,
        kind,
        rule: 'learned',
        sure: Math.max(sure, floor),
        ...(kind === 'individual' && title !== undefined ? { title } : {}),
      });
    }
  }
  const foundOver = whatOverlaps(found);
  const isFree = ({ start, end }: Mention): boolean => foundOver(start, end).length === 0;
  const kept = open.filter(
    (one) =>
      isFree(one) &&
      (one.sure >= keptFrom ||
        one.kind === 'country' ||
        (one.kind === 'individual' && (isRunning || (shouts && one.sure >= hinted && one.rule !== 'capitals'))) ||
        /\p{Lu}\.\p{Lu}/u.test(one.surface)),
  );
  const names = [...fixed, ...found, ...kept].filter(isAName).toSorted((a, b) => a.start - b.start);
  return withSurnames(names, reading).filter(isAName);
}

/** Finds those of the mentions that share a character with a stretch of the text, in the order in which they are given. */
function whatOverlaps(mentions: readonly Mention[]): (start: number, end: number) => Mention[] {
  const order = mentions.map((mention, place) => ({ mention, place })).sort((a, b) => a.mention.start - b.mention.start);
  const longest = mentions.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  return (start, end) => {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((order[middle]?.mention.start ?? 0) <= start - longest) low = middle + 1;
      else high = middle;
    }
    const found: typeof order = [];
    for (let one = order[low]; one !== undefined && one.mention.start < end; low += 1, one = order[low])
      if (one.mention.end > start) found.push(one);
    return found.sort((a, b) => a.place - b.place).map(({ mention }) => mention);
  };
}

/** Rules that the tagger does not overrule. */
const ofRules: ReadonlySet<string> = new Set(['listed', 'mail head', 'mail initial', 'company']);

/** The start of a name after its titles. */
function withoutTitle(keys: readonly string[], from: number, to: number): number {
  let first = from;
  while (first < to - 1 && cues.titles.has(keys[first] ?? '')) first += 1;
  return first;
}

/** Characters. */
const longestHeadline = 120;

/** Whether a word is in a line whose words are all capitalised, but for short ones. */
function isInHeadline({ words, text }: NameReading, at: number): boolean {
  const word = words[at];
  if (word === undefined) return false;
  // Only so far is looked for its ends: a text without lines has as many words in its one line as in all.
  const first = Math.max(0, word.start - longestHeadline - 1);
  const around = text.slice(first, word.start + longestHeadline + 1);
  const start = first + around.lastIndexOf('\n', word.start - first) + 1;
  const ended = around.indexOf('\n', word.start - first);
  const end = first + (ended < 0 ? around.length : ended);
  if (end - start > longestHeadline) return false;
  let [from, to] = [at, at + 1];
  while (from > 0 && (words[from - 1]?.start ?? -1) >= start) from -= 1;
  while (to < words.length && (words[to]?.start ?? 0) < end) to += 1;
  const line = words.slice(from, to).filter(({ form }) => form !== 'mark' && form !== 'number');
  const capital = line.filter(({ form, text: one }) => form !== 'lower' || one.length <= 3).length;
  return line.length >= headline && capital === line.length && line.filter(({ form }) => form === 'title').length >= headline - 1;
}

/** Takes surnames that occur alone for people who are named in full in the same text. */
function withSurnames(mentions: Mention[], { words, keys, text }: NameReading): Mention[] {
  const surnames = new Set(
    mentions.flatMap(({ kind, sure, surface }) => (kind === 'individual' && sure >= 0.7 && /\s/.test(surface) ? [lastName(surface)] : [])),
  );
  surnames.delete('');
  if (surnames.size === 0) return mentions;
  const more: Mention[] = [];
  let next = 0;
  for (const [i, word] of words.entries()) {
    while (next < mentions.length && (mentions[next]?.end ?? 0) <= word.start) next += 1;
    if (word.form !== 'title' || !surnames.has(keys[i] ?? '') || (mentions[next]?.start ?? word.end) < word.end) continue;
    if (words[i - 1]?.form === 'title' || words[i + 1]?.form === 'title') continue;
    more.push({
      start: word.start,
      end: word.end,
      surface: text.slice(word.start, word.end),
      kind: 'individual',
      rule: 'surname before',
      sure: 0.8,
    });
  }
  const single = mentions.map((one): Mention => {
    if (one.kind === 'country' || one.kind === 'event' || one.sure >= 0.85 || /\s/.test(one.surface)) return one;
    return surnames.has(lastName(one.surface))
      ? { ...one, kind: 'individual', rule: one.kind === 'individual' ? one.rule : 'surname before', sure: 0.85 }
      : one;
  });
  return [...single, ...more].toSorted((a, b) => a.start - b.start);
}

import * as cues from './cues.ts';
import type { CountryRole, Gazetteer, Phrases } from './gazetteer.ts';
import type { NameWord } from './name-words.ts';

export type MentionKind = 'country' | 'individual' | 'organization' | 'event' | 'place';

/**
 * A name found in a text. `start` and `end` are UTF-16 offsets (end exclusive), `surface` is the text between them. `rule` is
 * what found it; `sure` is the confidence, 0 to 1.
 */
export type Mention = {
  start: number;
  end: number;
  surface: string;
  kind: MentionKind;
  rule: string;
  sure: number;
  /** Of a country: its code and how it is referred to. */
  country?: { code: string; role: CountryRole };
  /** Inside a longer name (the committee in "hack of the committee"). */
  inside?: true;
  /** Of an individual: the title before the name, as printed. */
  title?: string;
  /** An office that it holds, or of a mention that is nothing but an office, which: `president|FR`. */
  office?: string;
  /** Of a body that many countries have: which, and whose (`foreign office|FR`). */
  body?: string;
  /** Of three capitals: behind `the`, as an organization is and no person. */
  article?: true;
  /** Of an initial in the head of a mail: the address behind it. */
  address?: string;
  /** A hash of the line it stands in, figures aside; none where the line is the name alone, or a whole paragraph. */
  line?: number;
};

/** A text being read. For each word: its `keys` (folded), `texts`, and whether it is `taken` by a name. */
export type NameReading = {
  text: string;
  words: readonly NameWord[];
  keys: readonly string[];
  texts: readonly string[];
  known: Gazetteer;
  taken: boolean[];
  found: Mention[];
  listed: Phrases<MentionKind>;
  /** Letters that the text explains as what is no organization: `Sustainable Development Goal (SDG)`. */
  noOrganizations: Set<string>;
  german: boolean;
};

/** Names listed in a trove's description or decided on by editors, indexed by `phrases`. */
export type ListedPhrases = Phrases<MentionKind>;

/** Records the words from `from` to `to` (exclusive) as a name. */
export function take(
  reading: NameReading,
  from: number,
  to: number,
  kind: MentionKind,
  rule: string,
  sure: number,
  more: Partial<Mention> = {},
): void {
  const { words, text, taken, found } = reading;
  const first = words[from];
  const last = words[to - 1];
  if (first === undefined || last === undefined) return;
  for (let i = from; i < to; i += 1) taken[i] = true;
  found.push({ start: first.start, end: last.end, surface: text.slice(first.start, last.end), kind, rule, sure, ...more });
}

/** Whether the words are a heading: two or more all in capitals, or a long one alone. */
export const isShoutedRun = ({ words }: NameReading, from: number, to: number): boolean => {
  const upper = words.slice(from, to).filter(({ form, text }) => form === 'upper' && /^[\p{Lu}’'-]{3,}$/u.test(text)).length;
  return upper >= 2 || (upper === to - from && upper === 1 && (words[from]?.text.length ?? 0) > 6);
};

export const isName = (word: NameWord | undefined): boolean =>
  word !== undefined && (word.form === 'title' || word.form === 'upper' || word.form === 'initial');

/** Whether a name may continue from one word to the next, but not into a line that begins with a label (`Sent:`). */
export const isNear = (a: NameWord | undefined, b: NameWord | undefined, text: string): boolean =>
  a !== undefined &&
  b !== undefined &&
  /^[ \u00a0]?$|^ \u00a0+$|^ ?\n$|^ {2}$/.test(text.slice(a.end, b.start)) &&
  !a.possessive &&
  !(text[b.start - 1] === '\n' && text[b.end] === ':');

/** No name has so many words: a longer run is read in parts, so that a text of capitalised words alone takes no longer than another. */
const longestRun = 60;

/** The end (exclusive) of the run of capitalised words that begins at `at`, including particles in a person's name. */
export function runEnd({ words, keys, taken, text }: NameReading, at: number): number {
  let end = at + 1;
  while (end < words.length && end < at + longestRun && taken[end] !== true) {
    if (!isNear(words[end - 1], words[end], text)) break;
    // `While in Paris I discussed`
    if (words[end]?.text === 'I' && words[end + 1]?.form === 'lower') break;
    if (isName(words[end]) && !(words[end]?.opens === true && words[end - 1]?.form !== 'initial')) end += 1;
    else if (cues.personParticles.has(keys[end] ?? '') && isName(words[end + 1]) && taken[end + 1] !== true && words[end]?.form === 'lower')
      end += 2;
    else if (cues.personParticles.has(keys[end] ?? '') && cues.personParticles.has(keys[end + 1] ?? '') && isName(words[end + 2])) end += 3;
    else break;
  }
  return end;
}

/** Where a name in this run begins, after leading words that are capitalised only because they begin a sentence. */
export function firstOfRun(reading: NameReading, at: number, end: number): number {
  const { words, keys, known } = reading;
  let from = at;
  while (from < end) {
    const key = keys[from] ?? '';
    const opensCommon =
      words[from]?.opens === true &&
      known.isCommon(key) &&
      known.givenName(key) === undefined &&
      !(from + 1 < end && cues.organizationHeads.has(keys[end - 1] ?? ''));
    if (!cues.stripped.has(key) && !opensCommon && !cues.months.has(key) && !cues.days.has(key)) break;
    from += 1;
  }
  return from;
}

export const areAllCommon = ({ keys, known }: NameReading, from: number, end: number): boolean => {
  let count = 0;
  for (let i = from; i < end; i += 1)
    if (known.isCommon(keys[i] ?? '') && known.givenName(keys[i] ?? '') === undefined && !known.isSurname(keys[i] ?? '')) count += 1;
  return count === end - from;
};

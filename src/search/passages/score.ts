import type { Paragraph } from '../../cables/paragraphs.ts';
import { negationOf } from '../../language/negation.ts';
import { isStopWord, tokenise, type Token } from '../../language/tokens.ts';
import { answersIn, isSaid } from './answers.ts';
import type { AskedPart, PassagePlan, PassageText, Ranked, RankedPassage } from './plan.ts';
import { sentencesIn, unitsOf } from './units.ts';

/**
 * What the parts of a score weigh. Tuned on one half of the questions of tests/bench/judged/questions.jsonl, reported on the other
 * (docs/performance.md).
 */
export const passageWeights = {
  k: 1.2,
  b: 0.6,
  /** Beside the passage: the cable's other paragraphs, its subject, its sender. */
  around: 0.15,
  subject: 0.5,
  head: 0.5,
  /** How much of the question one sentence, or two in a row, have together. */
  sentence: 0.8,
  /** Something there looks like what is asked for. */
  answer: 0.1,
  /** The cable's date, or one in the passage, is of the time asked for. */
  time: 0.6,
  negation: 0.4,
  /** A line of a head or a list says nothing. */
  unsaid: 0.9,
};

/** A passage with fewer words of ours says too little. */
const fewestWords = 6;
/** Sentences are looked at in so many passages, the best by their words. */
const looked = 200;

type Words = { stems: string[]; at: number[]; ends: number[] };

/** The words of a text without stop words, those with a hyphen as their halves, too. */
function wordsOf(tokens: readonly Token[]): Words {
  const words: Words = { stems: [], at: [], ends: [] };
  const add = ({ stem, start, end }: Token): void => {
    words.stems.push(stem);
    words.at.push(start);
    words.ends.push(end);
  };
  for (const token of tokens) for (const one of token.halves ?? [token]) if (!isStopWord(one.folded)) add(one);
  return words;
}

/** By the first stem of each form: which part of the question, and what it is worth. */
type Forms = ReadonlyMap<string, readonly { part: number; stems: readonly string[]; worth: number }[]>;

function formsOf(parts: readonly AskedPart[]): Forms {
  const forms = new Map<string, { part: number; stems: readonly string[]; worth: number }[]>();
  for (const [part, { forms: ways }] of parts.entries())
    for (const { stems, worth } of ways) {
      const [first] = stems;
      if (first === undefined) continue;
      const list = forms.get(first) ?? [];
      list.push({ part, stems, worth });
      forms.set(first, list);
    }
  return forms;
}

/** A place where a part of the question stands. */
type Match = { part: number; worth: number; start: number; end: number };

function matchesIn({ stems, at, ends }: Words, forms: Forms): Match[] {
  const found: Match[] = [];
  for (const [i, stem] of stems.entries())
    for (const form of forms.get(stem) ?? [])
      if (form.stems.every((one, k) => stems[i + k] === one))
        found.push({ part: form.part, worth: form.worth, start: at[i] ?? 0, end: ends[i + form.stems.length - 1] ?? 0 });
  return found;
}

/** A passage with what it holds of the question. */
type Held = { beside: Beside; unit: Paragraph; matches: Match[]; shares: Float64Array; length: number };
/** What a cable has beside its passages. */
type Beside = { text: PassageText; body: Float64Array; subject: Float64Array; head: Float64Array };

/** The most that each part is worth in these places. */
function worths(matches: readonly Match[], parts: number): Float64Array {
  const most = new Float64Array(parts);
  for (const { part, worth } of matches) most[part] = Math.max(most[part] ?? 0, worth);
  return most;
}

const negation = negationOf(['denials', 'lacks', 'turns']);

/** Reads the cables: which of their passages hold a part of the question. */
function readAll(plan: PassagePlan, texts: Iterable<PassageText>) {
  const forms = formsOf(plan.parts);
  const count = plan.parts.length;
  const held: Held[] = [];
  let [units, length] = [0, 0];
  for (const text of texts) {
    const words = wordsOf(tokenise(text.body, text.language));
    const matches = matchesIn(words, forms);
    const matchOf = (other: string): Float64Array => worths(matchesIn(wordsOf(tokenise(other, text.language)), forms), count);
    const beside = { text, body: worths(matches, count), subject: matchOf(text.subject), head: matchOf(text.origin) };
    let [next, word] = [0, 0];
    let seen = 0;
    const isTouched = ({ start, end }: Paragraph): boolean => {
      while ((matches[seen]?.start ?? Number.POSITIVE_INFINITY) < start) seen += 1;
      return (matches[seen]?.start ?? Number.POSITIVE_INFINITY) < end;
    };
    for (const unit of unitsOf(text.body, isTouched)) {
      const inside: Match[] = [];
      const first = word;
      while ((words.at[word] ?? Number.POSITIVE_INFINITY) < unit.end) word += 1;
      for (let match = matches[next]; match !== undefined && match.start < unit.end; match = matches[next]) {
        if (match.start >= unit.start) inside.push(match);
        next += 1;
      }
      units += 1;
      length += word - first;
      if (inside.length === 0) continue;
      const shares = new Float64Array(count);
      for (const { part, worth } of inside) shares[part] = (shares[part] ?? 0) + worth;
      held.push({ beside, unit, matches: inside, shares, length: word - first });
    }
  }
  return { held, units, mean: length / Math.max(1, units) };
}

/** How much each part says: the fewer passages hold it, the more. */
function rarities(held: readonly Held[], units: number, parts: number): Float64Array {
  const frequency = new Float64Array(parts);
  for (const { shares } of held)
    for (const [part, share] of shares.entries()) if (share > 0) frequency[part] = (frequency[part] ?? 0) + Math.min(1, share);
  return frequency.map((found) => Math.log(1 + (units - found + 0.5) / (found + 0.5)));
}

/** The sentence of a passage, or the two in a row, that hold most of the question; `share`: how much of it. */
function bestSentences(
  { unit, matches }: Held,
  body: string,
  rarity: Float64Array,
  all: number,
): { share: number; start: number; end: number } {
  const sentences = sentencesIn(body, unit);
  let best = { share: -1, start: unit.start, end: unit.end };
  for (const [i, first] of sentences.entries())
    for (const last of [first, sentences[i + 1]]) {
      if (last === undefined) continue;
      const most = worths(
        matches.filter(({ start }) => start >= first.start && start < last.end),
        rarity.length,
      );
      const sum = most.reduce((total, worth, part) => total + worth * (rarity[part] ?? 0), 0);
      // Of two sentences that say no more than one of them, the one.
      const share = (sum / all) * (last === first ? 1 : 0.9);
      if (share > best.share) best = { share, start: first.start, end: last.end };
    }
  return { ...best, share: Math.max(0, best.share) };
}

const hasTime = ({ from, to }: PassagePlan): boolean => from !== undefined || to !== undefined;

/** Whether a passage is of the time asked for, if there is one: its cable was sent then, or it names the year. */
function isOfTime({ from, to }: PassagePlan, { date }: PassageText, said: string): boolean {
  const isSent = date !== '' && (from === undefined || `${date}-99`.slice(0, 10) >= from) && (to === undefined || date <= to);
  return isSent || said.includes((from ?? to ?? '').slice(0, 4));
}

/** What is added to a passage beside its words, in parts of what the whole question is worth. */
function besides(plan: PassagePlan, { text }: Beside, said: string): number {
  const w = passageWeights;
  let more = 0;
  const wanted = plan.kinds.filter((kind) => kind !== 'what');
  if (wanted.length > 0) more += (w.answer * wanted.filter((kind) => answersIn(said, kind).length > 0).length) / wanted.length;
  if (hasTime(plan) && isOfTime(plan, text, said)) more += w.time;
  if (plan.isNegated && negation.test(said)) more += w.negation;
  return more;
}

/** How far a passage answers by its words alone, and by those of its cable. */
function wordScore({ shares, length }: Held, { body, subject, head }: Beside, rarity: Float64Array, mean: number): number {
  const w = passageWeights;
  const long = 1 - w.b + (w.b * length) / mean;
  let score = 0;
  for (const [part, share] of shares.entries()) {
    const sum = share / long + w.around * (body[part] ?? 0) + w.subject * (subject[part] ?? 0) + w.head * (head[part] ?? 0);
    score += ((rarity[part] ?? 0) * (sum * (w.k + 1))) / (sum + w.k);
  }
  return score;
}

/** The parts of the question that a passage does not hold; its sender counts as said. */
const lacking = ({ parts }: PassagePlan, shares: Float64Array, { head }: Beside): number[] =>
  [...parts.keys()].filter((part) => shares[part] === 0 && (head[part] ?? 0) === 0 && parts[part]?.isLoose !== true);

/** The best `most` passages of these cables, best first. Pure: the same plan over the same texts gives the same order. */
export function rankPassages(plan: PassagePlan, texts: Iterable<PassageText>, most: number): Ranked {
  const w = passageWeights;
  const { held, units, mean } = readAll(plan, texts);
  const rarity = rarities(held, units, plan.parts.length);
  const all = Math.max(
    1e-9,
    rarity.reduce((sum, one) => sum + one, 0),
  );
  const passages = held
    .map((one) => ({ one, score: wordScore(one, one.beside, rarity, mean) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, looked)
    .map(({ one, score: byWords }): RankedPassage => {
      const { unit, shares, length, beside } = one;
      const { text } = beside;
      const { share, ...best } = bestSentences(one, text.body, rarity, all);
      const said = text.body.slice(best.start, best.end);
      const score = byWords + (w.sentence + besides(plan, beside, said)) * share * all;
      const isLine = length < fewestWords || !isSaid(said);
      const lacks = lacking(plan, shares, beside);
      return {
        row: text.row,
        ref: text.ref,
        paragraph: unit.number,
        start: unit.start,
        end: unit.end,
        best,
        score: isLine ? score * w.unsaid : score,
        lacks,
        isOfTime: isOfTime(plan, text, text.body.slice(unit.start, unit.end)),
      };
    })
    .toSorted((a, b) => b.score - a.score || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0) || a.start - b.start);
  const whole = held.filter(
    ({ shares, beside, unit }) =>
      lacking(plan, shares, beside).length === 0 && isOfTime(plan, beside.text, beside.text.body.slice(unit.start, unit.end)),
  ).length;
  return { passages: passages.slice(0, most), read: units, whole };
}

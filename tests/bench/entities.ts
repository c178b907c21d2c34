/** `npm run bench -- entities GOLD_FOLDER [FRUS.jsonl.gz]`: how well names are found, by five folds; what each part adds; speed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import nlp from 'compromise';
import { phraseAt } from '../../src/names/recognise/gazetteer.ts';
import { withLearned } from '../../src/names/recognise/learned.ts';
import type { Mention } from '../../src/names/recognise/names-so-far.ts';
import { readWithRules } from '../../src/names/recognise/recognise.ts';
import { featuresOf, weightsFor, type Weights } from '../../src/names/recognise/tagger.ts';
import { bcubedFigures } from './bcubed.ts';
import { randomFrom } from '../helpers/random.ts';
import { foldOf, inCapitals, readGold, sampleOf, train, type Sample, type Sentence } from './train.ts';

const labels = { individual: 'PERSON', organization: 'ORGANIZATION', event: 'EVENT', place: 'LOCATION', country: 'LOCATION' } as const;
const kinds = ['PERSON', 'ORGANIZATION', 'LOCATION', 'EVENT'] as const;
type Span = { start: number; end: number; label: string };
type Counts = { right: number; found: number; wanted: number };

const spansOf = (mentions: readonly Mention[]): Span[] =>
  mentions
    .filter(({ sure, country, inside }) => sure >= 0.3 && country?.role !== 'demonym' && inside !== true)
    .map(({ start, end, kind }) => ({ start, end, label: labels[kind] }));

function byRules({ text }: Sentence): Span[] {
  return spansOf(readWithRules(text).rules);
}
function byCompromise({ text }: Sentence): Span[] {
  const doc = nlp(text);
  return (['people', 'organizations', 'places'] as const).flatMap((what, i) =>
    (doc[what]().out('offset') as { offset: { start: number; length: number } }[]).map(({ offset }) => {
      const end = text.slice(offset.start, offset.start + offset.length).replace(/[\s.,;:!?'")]+$/, '').length;
      return { start: offset.start, end: offset.start + end, label: kinds[i] ?? '' };
    }),
  );
}
/** Every phrase of the lists, and two capitals in a row with a given name first. */
function byDictionary({ text }: Sentence): Span[] {
  const { reading } = readWithRules(text);
  const { words, keys, texts, known } = reading;
  const found: Span[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const country = phraseAt(known.countryPhrases, keys, texts, i);
    const organization = phraseAt(known.organizationPhrases, keys, texts, i);
    const person = known.givenName(keys[i] ?? '') !== undefined && words[i + 1]?.form === 'title' ? 2 : 0;
    const length = organization?.length ?? (country?.value.role === 'demonym' ? 0 : (country?.length ?? 0));
    const taken = length > 0 ? length : person;
    if (taken === 0) continue;
    const label = organization === undefined ? (length > 0 ? 'LOCATION' : 'PERSON') : 'ORGANIZATION';
    found.push({ start: words[i]?.start ?? 0, end: words[i + taken - 1]?.end ?? 0, label });
    i += taken - 1;
  }
  return found;
}

const keyOf = ({ start, end, label }: Span): string => `${start} ${end} ${label}`;
function countsOf(sentence: Sentence, found: readonly Span[], kind?: string): Counts {
  const wanted = new Set(sentence.spans.filter(({ label }) => kind === undefined || label === kind).map(keyOf));
  const own = found.filter(({ label }) => kind === undefined || label === kind);
  return { right: own.filter((span) => wanted.has(keyOf(span))).length, found: own.length, wanted: wanted.size };
}
const sum = (all: readonly Counts[]): Counts =>
  all.reduce((a, b) => ({ right: a.right + b.right, found: a.found + b.found, wanted: a.wanted + b.wanted }), {
    right: 0,
    found: 0,
    wanted: 0,
  });
const f1 = ({ right, found, wanted }: Counts): number => (found + wanted === 0 ? 0 : (200 * right) / (found + wanted));

/** 95 % of the differences in F1 over 1,000 samples of sentences, drawn with replacement (paired bootstrap). */
function interval(one: readonly Counts[], other: readonly Counts[]): [number, number] {
  const random = randomFrom(7);
  const differences = Array.from({ length: 1000 }, () => {
    const drawn = one.map(() => Math.floor(random() * one.length));
    return (
      f1(sum(drawn.map((i) => other[i] ?? { right: 0, found: 0, wanted: 0 }))) -
      f1(sum(drawn.map((i) => one[i] ?? { right: 0, found: 0, wanted: 0 })))
    );
  }).sort((a, b) => a - b);
  return [differences[25] ?? 0, differences[974] ?? 0];
}

/** The whole of it, each fold by weights that have not seen it. */
function folded(own: readonly Sample[], other: readonly Sample[], read: (sentence: Sentence, weights: Weights) => Span[]): Span[][] {
  const found: Span[][] = [];
  for (let fold = 0; fold < 5; fold += 1) {
    const trained = train([...own.filter((_, i) => foldOf(i, own.length) !== fold), ...other]);
    own.forEach(({ sentence }, i) => {
      if (foldOf(i, own.length) === fold) found[i] = read(sentence, trained);
    });
  }
  return found;
}

const [, folder = '', papers] = process.argv.slice(2);
if (!existsSync(join(folder, 'crossner-politics.dev.jsonl')))
  throw new Error('The folder of the gold files is missing: bench -- entities FOLDER');
const politics = [...readGold(folder, 'crossner-politics.train'), ...readGold(folder, 'crossner-politics.dev')].map(sampleOf);
const web = readGold(folder, 'uner-ewt.dev').map(sampleOf);
const whole = (sentence: Sentence, weights: Weights): Span[] => {
  const { reading, rules } = readWithRules(sentence.text);
  return spansOf(withLearned(reading, rules, weights));
};
for (const [name, own, other] of [
  ['CrossNER politics, 741 sentences', politics, web],
  ['Universal NER EWT, 2,001 sentences', web, politics],
] as const) {
  const systems: Record<string, Span[][]> = {
    dictionary: own.map(({ sentence }) => byDictionary(sentence)),
    compromise: own.map(({ sentence }) => byCompromise(sentence)),
    rules: own.map(({ sentence }) => byRules(sentence)),
    'rules and tagger': folded(own, other, whole),
    '  without the other texts': folded(own, [], whole),
    '  without the rules as features': folded(
      own.map((sample) => ({ ...sample, features: featuresOf(readWithRules(sample.sentence.text).reading, []) })),
      other.map((sample) => ({ ...sample, features: featuresOf(readWithRules(sample.sentence.text).reading, []) })),
      (sentence, weights) => {
        const { reading, rules } = readWithRules(sentence.text);
        return spansOf(withLearned(reading, rules, weights, []));
      },
    ),
  };
  console.log(`\n| ${name}: strict F1 | all | person | organization | place, country | event |\n|---|---|---|---|---|---|`);
  const counts = (found: readonly Span[][], kind?: string): Counts[] =>
    own.map(({ sentence }, i) => countsOf(sentence, found[i] ?? [], kind));
  for (const [system, found] of Object.entries(systems))
    console.log(`| ${system} | ${[undefined, ...kinds].map((kind) => f1(sum(counts(found, kind))).toFixed(1)).join(' | ')} |`);
  for (const system of ['dictionary', 'compromise', 'rules']) {
    const [low, high] = interval(counts(systems[system] ?? []), counts(systems['rules and tagger'] ?? []));
    console.log(`rules and tagger over ${system}: +${low.toFixed(1)} to +${high.toFixed(1)} (95 %, paired bootstrap)`);
  }
}

for (const [name, own, other] of [
  ['CrossNER politics', politics, web],
  ['Universal NER EWT', web, politics],
] as const) {
  const [loud, more] = [own, other].map((all) => inCapitals(all.map(({ sentence }) => sentence)).map(sampleOf));
  const counts = (found: readonly Span[][]): Counts => sum((loud ?? []).map(({ sentence }, i) => countsOf(sentence, found[i] ?? [])));
  const [rules, both] = [(loud ?? []).map(({ sentence }) => byRules(sentence)), folded(loud ?? [], more ?? [], whole)];
  console.log(`${name} in capitals, strict F1: rules ${f1(counts(rules)).toFixed(1)}, rules and tagger ${f1(counts(both)).toFixed(1)}`);
}

const gold = readGold(folder, 'frus-persons.dev');
for (const [system, read] of [
  ['rules', byRules],
  ['rules and tagger', (sentence: Sentence) => whole(sentence, weightsFor(sentence.text))],
  ['compromise', byCompromise],
] as const) {
  let hit = 0;
  let all = 0;
  for (const sentence of gold) {
    const found = read(sentence).filter(({ label }) => label === 'PERSON');
    for (const { start, end } of sentence.spans) {
      all += 1;
      if (found.some((one) => one.start < end && one.end > start)) hit += 1;
    }
  }
  console.log(`persons of diplomatic papers (FRUS), relaxed recall: ${system} ${((100 * hit) / all).toFixed(1)}`);
}
const words = gold.reduce((all, { text }) => all + text.split(/\s+/).length, 0);
for (const [system, read] of [
  ['rules', byRules],
  [
    'rules and tagger',
    (
      (weights) => (sentence: Sentence) =>
        whole(sentence, weights)
    )(train(politics)),
  ],
  ['compromise', byCompromise],
] as const) {
  const started = performance.now();
  for (const sentence of gold) read(sentence);
  console.log(
    `${system}: ${((words / 1000 / (performance.now() - started)) * 1000).toFixed(0)} texts of 1,000 words a second (one thread)`,
  );
}
console.log(`memory: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
if (papers !== undefined) bcubedFigures(papers);

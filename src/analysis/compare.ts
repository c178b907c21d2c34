import { absence } from '../reply/absence.ts';
import { phraseOf, queryFor } from '../names/filters.ts';
import { sentencesOf } from '../language/sentences.ts';
import { holds } from '../query/matching.ts';
import { positives } from '../query/tree.ts';
import { parseQuery } from '../query/query.ts';
import { languages } from '../language/stems.ts';
import { own, plural, quoted, said, type Text, ours } from '../reply/text.ts';
import { isStopWord, plainWords, type Token } from '../language/tokens.ts';
import { NothingToShow, type Analysed, type Figure, type AnalysisQuestion, type CitedSentence } from './analysis.ts';
import { exactFilters, sample } from './counting.ts';
import type { Data, Head } from './data.ts';

const maxMissions = 6;
const maxCablesPerMission = 40;
const maxPoints = 4;
const phrasesPerMission = 4;
/** Cables sampled from the trove for the document frequency of words. */
const backgroundSample = 800;
const maxSentenceLength = 420;

type Line = { cable: Head; at: number; text: string; tokens: Token[] };
/** `cables` were read, of `all` that it sent. */
type Mission = { origin: string; cables: Head[]; all: number; lines: Line[] };

/** One event, entity or query as reported by different missions: what several report, side by side, and what only one does. */
export function compare(data: Data, { label, about, words }: AnalysisQuestion): Analysed {
  const entity = about === undefined ? undefined : data.entity(about);
  const named = entity === undefined ? undefined : data.named(data.cables);
  const cables = entity === undefined ? data.cables : data.cables.filter(({ row }) => named?.get(row)?.some(({ id }) => id === entity.id));
  const what = entity === undefined ? quoted(label) : quoted(entity.name);
  const missions = missionsOf(data, cables, entity?.id);
  if (missions.length < 2)
    throw new NothingToShow(
      missions.length === 0
        ? absence(said`No mission mentions ${what} in these cables.`)
        : said`Only ${quoted(missions[0]?.origin ?? '')} mentions ${what}, so there is nothing to compare it with.`,
      said`Try a wider query, or an event: about: completes their names.`,
    );
  const idf = inverseFrequency(data);
  const ownText = [entity?.name ?? '', ...words].join(' ');
  const ownWords = new Set(languages.flatMap((language) => plainWords(ownText, language).map(({ stem }) => stem)));
  const points = pointsOf(missions, idf, ownWords);
  const phrases = missions.map((mission) => uniquePhrases(mission, missions, idf, ownWords, data));
  const filterOf = exactFilters('origin', data);
  const rows = points.map(({ label: word, stem }) => ({
    label: word,
    is: (mission: Mission) => mission.lines.filter(({ tokens }) => tokens.some((token) => token.stem === stem)),
  }));
  const cite = ({ cable: { ref, row, date, origin }, at, text, tokens }: Line, stem: string): CitedSentence => {
    const marks = tokens.filter((token) => token.stem === stem).map(({ start, end }): [number, number] => [start, end]);
    return { ref, row, at, date, origin, text, marks };
  };
  const all = [...new Set(missions.flatMap((mission) => mission.cables))];
  const notes: Text[] = [said`${plural(all.length, 'cable')} of ${plural(missions.length, 'mission')}.`];
  const total = cables.filter(({ origin }) => origin !== '').length;
  const isWhole = all.length === total;
  if (!isWhole)
    notes.push(
      said`${all.length} of ${total} cables were read. What is listed here under one mission only may also be in a cable of another that was not read.`,
    );
  const left = new Set(cables.map(({ origin }) => origin)).size - missions.length;
  if (left > 0) notes.push(said`${plural(left, 'more mission')} with fewer cables, or without a name, left out.`);
  for (const { origin, cables: read, all: its } of missions)
    if (read.length < its) notes.push(said`Read of ${quoted(origin)}: ${read.length} of ${its} cables, spread evenly.`);
  const phraseFigures = phrases.flatMap((list, i) =>
    figuresOf(list, missions[i], filterOf, entity === undefined ? [] : [queryFor(entity)]),
  );
  const heat = [
    ...rows.map((row) => ({
      label: row.label,
      counts: missions.map((mission) => new Set(row.is(mission).map(({ cable }) => cable.row)).size),
    })),
    ...phrases.flatMap((list, i) =>
      list.slice(0, 2).map(({ phrase, count }) => ({ label: `“${phrase}”`, counts: missions.map((_, k) => (k === i ? count : 0)) })),
    ),
  ];
  return {
    title: said`${what} as ${plural(missions.length, 'mission')} ${own('tell it')}`,
    method: said`Words that several missions use but the trove rarely does, each with the sentence from every mission that says most of what they share; then phrases of 2 to 4 words that only one mission uses in the cables read here, rarest words first. ${entity === undefined ? own('Whole cables are read.') : own('A cable that names it in its subject is read whole; of any other, only the paragraphs that name it.')}`,
    notes,
    columns: [ours('mission'), isWhole ? ours('only there') : ours('only there, of those read'), ours('cables')],
    figures: phraseFigures,
    brief: {
      lines: phraseFigures.map(
        ({ cells: [origin = '', phrase = '', n = ''] }) =>
          said`${quoted(`“${phrase}”`)}: ${quoted(origin)} ${isWhole ? said`alone` : said`alone of those read`}, ${plural(Number(n), 'cable')}`,
      ),
    },
    passages: points.map(({ label: word, stem, lines }) => ({
      head: said`On ${quoted(`“${word}”`)}`,
      sentences: lines.map((line) => cite(line, stem)),
    })),
    chart: {
      form: 'heat',
      title: ours('Cables that use the word or phrase'),
      rows: heat.map((row) => row.label),
      columns: missions.map(({ origin }) => origin),
      cells: heat.map(({ counts }) => counts.map((value) => ({ value, shown: value === 0 ? '–' : String(value) }))),
    },
    alt: `${missions.map(({ origin, cables: its }, i) => `${origin} (${its.length}): ${(phrases[i] ?? []).map(({ phrase }) => `“${phrase}”`).join(', ')}`).join('. ')}.`,
  };
}

/** The phrases of one mission alone, a row each. */
function figuresOf(
  phrases: ReturnType<typeof uniquePhrases>,
  { origin, cables, all }: Pick<Mission, 'origin' | 'cables' | 'all'> = { origin: '', cables: [], all: 0 },
  filterOf: ReturnType<typeof exactFilters>,
  about: readonly string[],
): Figure[] {
  const only = filterOf(origin);
  return phrases.map(({ phrase, count, filter }) => ({
    cells: [origin, phrase, String(count)],
    shows:
      only === undefined || cables.length < all
        ? []
        : [{ what: `“${phrase}”: ${origin}`, cables: count, filters: [filter, ...only, ...about], column: 2 }],
  }));
}

/** The missions with the most cables, with their sentences on the subject. */
function missionsOf(data: Data, cables: readonly Head[], about: string | undefined): Mission[] {
  const byOrigin = new Map<string, Head[]>();
  for (const cable of cables) if (cable.origin !== '') byOrigin.set(cable.origin, [...(byOrigin.get(cable.origin) ?? []), cable]);
  return [...byOrigin]
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .slice(0, maxMissions)
    .map(([origin, list]) => {
      const read = [...sample(list, maxCablesPerMission)];
      return { origin, cables: read, all: list.length, lines: read.flatMap((cable) => linesOf(data, cable, about)) };
    })
    .filter(({ lines }) => lines.length > 0);
}

function linesOf(data: Data, cable: Head, about: string | undefined): Line[] {
  const body = data.body(cable.row);
  const language = data.language(cable.row);
  const places = about === undefined ? [] : data.places(cable.row, about);
  const isWhole = about === undefined || places.some(({ part }) => part === 'subject');
  const paragraphs = [...body.matchAll(/[^\n]+(?:\n(?!\s*\n)[^\n]+)*/g)].filter(
    ({ index, 0: text }) => isWhole || places.some(({ start }) => start >= index && start < index + text.length),
  );
  return paragraphs.flatMap(({ 0: text, index }) =>
    sentencesOf(text).map(({ start, end }) => {
      const sentence = text.slice(start, end).slice(0, maxSentenceLength);
      return { cable, at: index + start, text: sentence, tokens: plainWords(sentence, language) };
    }),
  );
}

/** Inverse document frequency of a stem over a sample of the trove, as a natural logarithm. */
function inverseFrequency(data: Data): (stem: string) => number {
  const read = sample(data.all, backgroundSample);
  const counts = new Map<string, number>();
  for (const { row } of read)
    for (const stem of new Set(plainWords(data.text(row), data.language(row)).map((token) => token.stem)))
      counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return (stem) => Math.log((read.length + 1) / ((counts.get(stem) ?? 0) + 1));
}

const isContent = ({ folded }: Token): boolean => folded.length >= 3 && !isStopWord(folded) && /\p{L}{3}/u.test(folded);

/** Words that several missions share and few other cables use, each with the best sentence of every mission. */
function pointsOf(
  missions: readonly Mission[],
  idf: (stem: string) => number,
  ownWords: ReadonlySet<string>,
): { label: string; stem: string; lines: Line[] }[] {
  const words = new Map<string, { label: string; missions: Set<string> }>();
  for (const { origin, lines } of missions)
    for (const { tokens } of lines)
      for (const token of tokens) {
        if (!isContent(token) || ownWords.has(token.stem)) continue;
        const word = words.get(token.stem) ?? { label: token.surface.toLowerCase(), missions: new Set<string>() };
        word.missions.add(origin);
        words.set(token.stem, word);
      }
  const shared = new Map([...words].filter(([, word]) => word.missions.size >= 2));
  const weight = (stem: string): number => (shared.has(stem) ? idf(stem) * (shared.get(stem)?.missions.size ?? 0) : 0);
  const relevance = ({ tokens }: Line): number => [...new Set(tokens.map(({ stem }) => stem))].reduce((sum, stem) => sum + weight(stem), 0);
  const points: { label: string; stem: string; lines: Line[] }[] = [];
  const seen = new Set<string>();
  for (const [stem, { label }] of [...shared].toSorted(([a], [b]) => weight(b) - weight(a) || (a < b ? -1 : 1))) {
    if (points.length >= maxPoints) break;
    const lines = missions.flatMap(({ lines: all }) => {
      const best = all
        .filter(({ tokens }) => tokens.some((token) => token.stem === stem))
        .toSorted((a, b) => relevance(b) - relevance(a))[0];
      return best === undefined ? [] : [best];
    });
    // Skip words that would only repeat the same sentences.
    const fresh = lines.filter(({ text }) => !seen.has(text));
    if (fresh.length < 2 && points.length > 0) continue;
    for (const { text } of lines) seen.add(text);
    points.push({ label, stem, lines });
  }
  return points;
}

/** Phrases found in cables of this mission and in none of the others'. */
function uniquePhrases(
  mission: Mission,
  missions: readonly Mission[],
  idf: (stem: string) => number,
  ownWords: ReadonlySet<string>,
  data: Data,
): { phrase: string; count: number; filter: string }[] {
  const others = new Set(missions.filter((one) => one !== mission).flatMap(({ lines }) => lines.flatMap(gramsOf).map(({ key }) => key)));
  const candidates = new Map<string, { phrase: string; score: number; stems: string[] }>();
  for (const line of mission.lines)
    for (const { key, phrase, tokens } of gramsOf(line)) {
      if (others.has(key) || candidates.has(key)) continue;
      const content = tokens.filter((token) => isContent(token) && !ownWords.has(token.stem));
      if (content.length < 2) continue;
      const score = content.reduce((sum, { stem }) => sum + idf(stem), 0) / Math.sqrt(tokens.length);
      candidates.set(key, { phrase, score, stems: tokens.map(({ stem }) => stem) });
    }
  const bodies = new Map(missions.flatMap(({ cables }) => cables.map(({ row }) => [row, data.body(row)])));
  const kept: { phrase: string; count: number; filter: string; stems: string[] }[] = [];
  for (const { phrase, stems } of [...candidates.values()].toSorted((a, b) => b.score - a.score || (a.phrase < b.phrase ? -1 : 1))) {
    if (kept.length >= phrasesPerMission) break;
    // A phrase that shares a rare word with a better one comes from the same sentence.
    if (kept.some((one) => one.stems.some((stem) => stems.includes(stem) && idf(stem) > 1))) continue;
    const filter = `text:${phraseOf(phrase)}`;
    const [leaf] = positives(parseQuery(filter).root);
    if (leaf === undefined) continue;
    const isIn = ({ row }: Head): boolean => holds(bodies.get(row) ?? '', data.language(row), leaf);
    if (missions.some((one) => one !== mission && one.cables.some(isIn))) continue;
    const count = mission.cables.filter(isIn).length;
    if (count > 0) kept.push({ phrase, count, filter, stems });
  }
  return kept;
}

/** N-grams of two to four words with only whitespace between them, neither beginning nor ending with a stop word. */
function gramsOf({ text, tokens }: Line): { key: string; phrase: string; tokens: Token[] }[] {
  const grams: { key: string; phrase: string; tokens: Token[] }[] = [];
  for (const [i, first] of tokens.entries()) {
    if (isStopWord(first.folded)) continue;
    for (let n = 2; n <= 4; n += 1) {
      const words = tokens.slice(i, i + n);
      const last = words.at(-1);
      if (words.length < n || last === undefined) break;
      const before = words.at(-2);
      if (before !== undefined && !/^\s+$/.test(text.slice(before.end, last.start))) break;
      if (isStopWord(last.folded)) continue;
      grams.push({ key: words.map(({ stem }) => stem).join(' '), phrase: words.map(({ surface }) => surface).join(' '), tokens: words });
    }
  }
  return grams;
}

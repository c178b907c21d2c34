import { isStopWord, plainWords } from '../../language/tokens.ts';

/** A sentence that may be used in a summary: verbatim, with its cable and its span there. */
export type Candidate = {
  ref: string;
  row: number;
  date: string;
  start: number;
  end: number;
  text: string;
  /** The sentence begins with the entity. */ opens: boolean;
  /** The sentence says what the entity is. */ defines: boolean;
};

/** More candidates are sampled evenly by date, because they are compared pairwise. */
const maxCandidates = 90;
/** Sentences more similar than this are linked. */
const cosineFloor = 0.1;

/**
 * At most `most` sentences, at most two from one cable, in order of date. Prefers those that define the entity, are central
 * (LexRank: Erkan and Radev, JAIR 22, 2004), begin with the entity and fit a phone's screen, and are unlike those already
 * chosen (MMR, lambda 0.7: Carbonell and Goldstein, SIGIR 1998). Deterministic: ties are broken by date, ref and position.
 */
export function summarise(given: readonly Candidate[], most = 5): Candidate[] {
  const fit = given.filter(({ text }) => text.length >= 40 && text.length <= 420).toSorted(inOrder);
  const candidates =
    fit.length <= maxCandidates
      ? fit
      : Array.from({ length: maxCandidates }, (_, i) => fit[Math.floor((i * fit.length) / maxCandidates)]).filter(
          (one) => one !== undefined,
        );
  const vectors = vectorsOf(candidates.map(({ text }) => text));
  const central = centrality(vectors);
  const scores = candidates.map(
    ({ defines, opens, text }, i) =>
      0.4 * Number(defines) + 0.25 * (central[i] ?? 0) + 0.2 * Number(opens) + 0.15 * (1 - Math.min(Math.abs(text.length - 160) / 260, 1)),
  );
  const taken: number[] = [];
  while (taken.length < most) {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const [i, candidate] of candidates.entries()) {
      if (taken.includes(i) || taken.filter((j) => candidates[j]?.row === candidate.row).length >= 2) continue;
      const similarity = Math.max(0, ...taken.map((j) => cosine(vectors[i], vectors[j])));
      const score = 0.7 * (scores[i] ?? 0) - 0.3 * similarity;
      if (similarity < 0.8 && score > bestScore) {
        best = i;
        bestScore = score;
      }
    }
    if (best < 0) break;
    taken.push(best);
  }
  return taken
    .map((i) => candidates[i])
    .filter((one) => one !== undefined)
    .toSorted(inOrder);
}

const inOrder = (a: Candidate, b: Candidate): number =>
  a.date < b.date ? -1 : a.date > b.date ? 1 : a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.start - b.start;

type Vector = { weights: ReadonlyMap<string, number>; norm: number };

function vectorsOf(texts: readonly string[]): Vector[] {
  const words = texts.map((text) =>
    plainWords(text)
      .filter(({ folded }) => !isStopWord(folded))
      .map(({ stem }) => stem),
  );
  const seen = new Map<string, number>();
  for (const list of words) for (const word of new Set(list)) seen.set(word, (seen.get(word) ?? 0) + 1);
  return words.map((list) => {
    const weights = new Map<string, number>();
    for (const word of list) weights.set(word, (weights.get(word) ?? 0) + Math.log(1 + texts.length / (seen.get(word) ?? 1)));
    return { weights, norm: Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0)) };
  });
}

function cosine(a: Vector | undefined, b: Vector | undefined): number {
  if (a === undefined || b === undefined || a.norm === 0 || b.norm === 0) return 0;
  let dot = 0;
  const [less, more] = a.weights.size < b.weights.size ? [a, b] : [b, a];
  for (const [word, weight] of less.weights) dot += weight * (more.weights.get(word) ?? 0);
  return dot / (a.norm * b.norm);
}

/** LexRank's degree centrality in the graph of similar sentences, 0 to 1. */
function centrality(vectors: readonly Vector[]): number[] {
  const degrees = vectors.map((one, i) => vectors.filter((other, j) => i !== j && cosine(one, other) > cosineFloor).length);
  const highest = Math.max(1, ...degrees);
  return degrees.map((degree) => degree / highest);
}

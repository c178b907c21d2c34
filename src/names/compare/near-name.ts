import { areNicknames } from '../resolve/person-name.ts';
import { wordDistance, type Spelled } from './spelling.ts';

/** How near two names are, from 0 (exclusive) to 1, and how they differ: in our own words, never a document's. */
export type Nearness = { score: number; why: string[] };

/** Lower scores are no match. */
const minScore = 0.35;

const lettersOff = (n: number): string => (n < 1 ? 'another spelling' : n === 1 ? 'one letter off' : `${n} letters off`);

/**
 * Compares two personal names: the surnames must be the same or nearly so, and the given names must not contradict each
 * other (initials, short forms, omitted middle names); either order counts. Undefined when they do not match.
 */
export function nearPeople(a: readonly Spelled[], b: readonly Spelled[]): Nearness | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  const asWritten = nearInOrder(a, b);
  if (a.length < 2 || b.length < 2) return asWritten;
  // `Xi Jinping` and `Jinping Xi`: one side may put the surname first.
  const reordered = nearInOrder([...a.slice(1), ...a.slice(0, 1)], b) ?? nearInOrder([...a.slice(-1), ...a.slice(0, -1)], b);
  if (reordered === undefined) return asWritten;
  const other = { score: reordered.score - 0.1, why: ['another order', ...reordered.why] };
  return asWritten === undefined || other.score > asWritten.score ? ifNear(other) : asWritten;
}

const ifNear = (found: Nearness): Nearness | undefined => (found.score < minScore ? undefined : found);

function nearInOrder(a: readonly Spelled[], b: readonly Spelled[]): Nearness | undefined {
  const [lastA, lastB] = [a.at(-1), b.at(-1)];
  // A single letter is not a surname.
  if (lastA === undefined || lastB === undefined || lastA.raw.length < 2 || lastB.raw.length < 2) return undefined;
  const distance = wordDistance(lastA, lastB);
  if (distance === undefined) return undefined;
  const why = distance === 0 ? [] : [a.length === 1 && b.length === 1 ? lettersOff(distance) : `surname: ${lettersOff(distance)}`];
  const cost = 0.15 * distance;
  const [givenA, givenB] = [a.slice(0, -1), b.slice(0, -1)];
  if (givenA.length === 0 || givenB.length === 0) {
    if (givenA.length === givenB.length) return ifNear({ score: 0.9 - 1.5 * cost, why });
    // A surname alone is too little evidence to tolerate a typo as well.
    return distance > 0.5 ? undefined : ifNear({ score: 0.5 - cost, why: [...why, 'surname alone'] });
  }
  const given = nearGiven(givenA, givenB);
  return given === undefined ? undefined : ifNear({ score: 1 - cost - given.cost, why: [...why, ...given.why] });
}

/** Compares given names in order; all those of the shorter list must occur in the longer. */
function nearGiven(a: readonly Spelled[], b: readonly Spelled[]): { cost: number; why: string[] } | undefined {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let cost = 0;
  const why = new Set<string>();
  let at = 0;
  for (const name of short) {
    let found: { cost: number; why: string } | undefined;
    while (at < long.length && found === undefined) {
      const other = long[at];
      at += 1;
      if (other === undefined) break;
      found = sameGiven(name, other);
      if (found !== undefined) continue;
      // `J. Edgar Hoover`, `George Walker Bush`: the first given name may be omitted only if the name matched instead is spelled out.
      if (at > 1 && why.has('a first name left out')) return undefined;
      if (at === 1 && other.raw.length > 1) {
        if (name.raw.length < 3) return undefined;
        cost += 0.15;
        why.add('a first name left out');
        continue;
      }
      cost += 0.1;
      why.add('a name left out');
    }
    if (found === undefined) return undefined;
    cost += found.cost;
    if (found.why !== '') why.add(found.why);
  }
  if (at < long.length) {
    cost += 0.1;
    why.add('a name left out');
  }
  return { cost, why: [...why] };
}

function sameGiven(a: Spelled, b: Spelled): { cost: number; why: string } | undefined {
  if (a.raw === b.raw) return { cost: 0, why: '' };
  if (a.raw.length === 1 || b.raw.length === 1) return a.raw[0] === b.raw[0] ? { cost: 0.25, why: 'an initial' } : undefined;
  if (areNicknames(a.raw, b.raw)) return { cost: 0.15, why: 'a short form' };
  const distance = wordDistance(a, b);
  return distance === undefined ? undefined : { cost: 0.15 * distance, why: `given name: ${lettersOff(distance)}` };
}

const functionWords = new Set('of the for and de du des la le les in on at et und der die das y e a an'.split(' '));
const contentWords = (words: readonly Spelled[]): Spelled[] => {
  const found = words.filter(({ raw }) => !functionWords.has(raw));
  return found.length === 0 ? [...words] : found;
};

/** Compares names of organizations, events or countries: word by word, in any order, with at most one extra word. */
export function nearNames(a: readonly Spelled[], b: readonly Spelled[]): Nearness | undefined {
  const [short, long] = [contentWords(a), contentWords(b)].toSorted((x, y) => x.length - y.length) as [Spelled[], Spelled[]];
  if (short.length === 0) return undefined;
  const more = long.length - short.length;
  if (more > 1 || (more === 1 && short.length < 3)) return undefined;
  const free = new Set(long.keys());
  let cost = 0.2 * more;
  const why = new Set<string>(more === 1 ? ['one word more'] : []);
  let before = -1;
  for (const word of short) {
    let best: { at: number; distance: number } | undefined;
    for (const at of free) {
      const other = long[at];
      const distance = other === undefined ? undefined : wordDistance(word, other);
      if (distance !== undefined && (best === undefined || distance < best.distance)) best = { at, distance };
    }
    if (best === undefined) return undefined;
    free.delete(best.at);
    cost += 0.15 * best.distance;
    if (best.distance > 0) why.add(lettersOff(best.distance));
    if (best.at < before) why.add('another order');
    before = best.at;
  }
  if (why.has('another order')) cost += 0.1;
  return ifNear({ score: 1 - cost, why: [...why] });
}

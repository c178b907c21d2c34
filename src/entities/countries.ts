import { gazetteer, keyOf, phraseAt, type CountryRole } from './gazetteer.ts';
import { isShouted, wordsOf } from './words.ts';

/** One place where a text speaks of a country. */
export type Evidence = { code: string; role: CountryRole; start: number; end: number; surface: string };

/** How much each way of naming a country says of a text being about it. A capital is often only where something was written. */
const weights: Readonly<Record<CountryRole, number>> = { name: 1, historic: 1, demonym: 0.5, capital: 1.2, city: 0.6, metonym: 0.6 };

/** Every name, demonym, capital and larger city of a country in a text, also inside other names, in order. */
export function countryEvidence(text: string): Evidence[] {
  const known = gazetteer();
  const words = wordsOf(text, known.isCommon);
  const texts = words.map((word) => word.text);
  const keys = texts.map(keyOf);
  const shouts = isShouted(text);
  const found: Evidence[] = [];
  for (let at = 0; at < words.length;) {
    const first = words[at];
    const hit =
      first === undefined || (first.form === 'lower' && !shouts) || first.form === 'mark'
        ? undefined
        : phraseAt(known.countryPhrases, keys, texts, at);
    const last = words[at + (hit?.length ?? 1) - 1];
    if (hit === undefined || first === undefined || last === undefined) {
      at += 1;
      continue;
    }
    const isPerson =
      hit.length === 1 &&
      known.givenName(keys[at] ?? '') !== undefined &&
      words[at + 1]?.form === 'title' &&
      known.isSurname(keys[at + 1] ?? '');
    if (!isPerson) found.push({ ...hit.value, start: first.start, end: last.end, surface: text.slice(first.start, last.end) });
    at += hit.length;
  }
  return found;
}

/** What stands in the first line or two says most of what a text is about: subject, dateline. UTF-16 units, and how much more. */
const opening = { length: 100, weight: 4 };

/**
 * The countries that a text is about, best first: each counts by what names it, more in the opening and when it stands
 * early, and a tenth time less than the first. Weights tuned on the documents headed by the editors of FRUS.
 */
export function countriesOf(text: string): string[] {
  const sums = new Map<string, { sum: number; first: number }>();
  for (const { code, role, start } of countryEvidence(text)) {
    const before = sums.get(code) ?? { sum: 0, first: start };
    sums.set(code, { ...before, sum: before.sum + weights[role] * (start < opening.length ? opening.weight : 1) });
  }
  const length = Math.max(text.length, 1);
  const score = ({ sum, first }: { sum: number; first: number }): number => sum ** 0.7 * (1 + 2 * (1 - first / length));
  return [...sums].toSorted(([a, x], [b, y]) => score(y) - score(x) || x.first - y.first || (a < b ? -1 : 1)).map(([code]) => code);
}

import type { CableNames } from './entity.ts';
import { isShort, nameKey, personName } from './person-name.ts';
import type { Mention } from '../recognise/names-so-far.ts';

/**
 * Bearers of one name who cannot be one person. Somebody who acts (signs, writes, is spoken of with a title) may be silent
 * for so many years and still be the same; a surname alone is another's sooner than a full name.
 */
const longestSilence = { full: 45, short: 25 };

const acts: ReadonlySet<string> = new Set(['title', 'signature', 'mail head', 'from']);
/** Titles that go with a given name, which others of all times bear: Pope Francis is no relation of Ambassador Francis. */
const regnal =
  /\b(?:king|queen|pope|emperor|empress|prince|princess|saint|sultan|shah|tsar|czar|kaiser|emir|cardinal|bishop|archbishop)\s*$/i;

type Era = { first: number; last: number; mentions: number };

/** What distinguishes a person's name from the same name of others: a reigning title, or the year its era began; usually ''. */
export type Epithet = (mention: Mention, date: string) => string;

/** Finds, over all cables, the names that people of different times bear. Does not depend on the order of the cables. */
export function epithets(cables: readonly CableNames[], kindOf: (mention: Mention) => string | undefined): Epithet {
  const years = new Map<string, Map<number, number>>();
  for (const { date, names } of cables) {
    const year = yearOf(date);
    if (year === undefined) continue;
    for (const mention of names) {
      if (kindOf(mention) !== 'individual') continue;
      const key = keyOf(mention);
      if (key === '' || (key.includes(' ') && !acts.has(mention.rule))) continue;
      const counts = years.get(key) ?? new Map<number, number>();
      years.set(key, counts.set(year, (counts.get(year) ?? 0) + 1));
    }
  }
  const eras = new Map<string, Era[]>();
  for (const [key, counts] of years) {
    const found = erasOf(counts, key.includes(' ') ? longestSilence.full : longestSilence.short);
    if (found.length > 1) eras.set(key, found);
  }
  return (mention, date) => {
    const key = keyOf(mention);
    if (key.startsWith('@')) return key.slice(1, key.indexOf('|'));
    const found = eras.get(key);
    const year = yearOf(date);
    if (found === undefined || year === undefined) return '';
    const main = found.reduce((a, b) => (b.mentions > a.mentions ? b : a));
    const own = found.reduce((a, b) => (distance(b, year) < distance(a, year) ? b : a));
    return own === main ? '' : String(own.first);
  };
}

/** The name; with its reigning title, if it has one and is a single word. */
function keyOf(mention: Mention): string {
  const name = nameKey('individual', mention.surface);
  const title = regnal
    .exec(mention.title ?? '')?.[0]
    .trim()
    .toLowerCase();
  return title !== undefined && isShort(personName(mention.surface)) ? `@${title}|${name}` : name;
}

const yearOf = (date: string): number | undefined => (/^\d{4}/.test(date) ? Number(date.slice(0, 4)) : undefined);
const distance = ({ first, last }: Era, year: number): number => Math.max(0, first - year, year - last);

function erasOf(counts: ReadonlyMap<number, number>, silence: number): Era[] {
  const eras: Era[] = [];
  for (const [year, mentions] of [...counts].toSorted(([a], [b]) => a - b)) {
    const era = eras.at(-1);
    if (era === undefined || year - era.last > silence) eras.push({ first: year, last: year, mentions });
    else {
      era.last = year;
      era.mentions += mentions;
    }
  }
  return eras;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '../../language/tokens.ts';
import { namePieces } from './name-words.ts';

/** How a text refers to a country. */
export type CountryRole = 'name' | 'demonym' | 'capital' | 'historic' | 'city' | 'metonym';

export type Country = {
  /**
   * ISO 3166-1 alpha-2; XK for Kosovo. States of the past have the code that was withdrawn (YU), those of their successors
   * (AT-HU), or one that is free for users (XJ).
   */
  code: string;
  name: string;
  eu2018?: boolean;
  names: string[];
  demonyms: string[];
  capitals: string[];
  historic: string[];
  cities: string[];
  /** What stands for this country only (`the Kremlin`): evidence of the country, never its name. */
  metonyms?: string[];
  /** Of a state of the past: its first and last year, the countries that came after it, and the one that it went on as. */
  from?: number;
  until?: number;
  successors?: string[];
  continues?: string;
  /** Names that meant it in its time, and mean something else today (`Hawaii`). */
  then?: string[];
};

/** The meaning of a country name; `also`: the other successors of a former state (`Czechoslovakia`). */
export type CountryName = { code: string; role: CountryRole; also?: readonly string[] };

/** A known organization or event; the first of its `names` is its title, the others are aliases. */
export type GazetteerEntry = { names: string[]; parent?: string; date?: string; place?: string; kind?: string };

const folder = join(import.meta.dirname, '../../../data/gazetteer');
const lines = (file: string): string[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
const json = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** Phrases by their folded first word, longest first. `exact`: an acronym, which matches in this spelling only. */
export type Phrases<T> = ReadonlyMap<string, readonly { words: readonly string[]; value: T; exact: string | undefined }[]>;

/** A word folded and without dots, so that `U.N.` equals `UN`. */
export const gazetteerKey = (word: string): string => fold(word.replaceAll('.', '')).replaceAll(/['’ʼ]/g, '');

export type Gazetteer = {
  countries: readonly Country[];
  country(code: string): Country | undefined;
  countryPhrases: Phrases<CountryName>;
  /** Names that meant a state of the past in its time only. */
  pastPhrases: Phrases<{ code: string; from: number; until: number }>;
  /** Offices and bodies that several countries have, with their codes; none: any country. */
  sharedPhrases: Phrases<readonly string[]>;
  placePhrases: Phrases<true>;
  organizations: readonly GazetteerEntry[];
  organizationPhrases: Phrases<GazetteerEntry>;
  events: readonly GazetteerEntry[];
  eventPhrases: Phrases<GazetteerEntry>;
  /** m, f, x (either); undefined for an unknown given name. */
  givenName(word: string): 'm' | 'f' | 'x' | undefined;
  /** Whether a given name is also an ordinary word or a place, and so no evidence by itself. */
  isDoubtfulName(word: string): boolean;
  isSurname(word: string): boolean;
  /** Whether a lower-case word is an ordinary word rather than a name. */
  isCommon(word: string): boolean;
};

let loaded: Gazetteer | undefined;

/** Reads data/gazetteer once. Throws what node:fs and JSON.parse throw when a file is missing or broken. */
export function gazetteer(): Gazetteer {
  loaded ??= load();
  return loaded;
}

function load(): Gazetteer {
  const countries = json('countries.json') as Country[];
  const byCode = new Map(countries.map((country) => [country.code, country]));
  const given = new Map<string, { sex: 'm' | 'f' | 'x'; doubtful: boolean }>();
  for (const line of lines('given-names.txt')) {
    const [name = '', sex, mark] = line.split(' ');
    given.set(name, { sex: sex === 'm' || sex === 'f' ? sex : 'x', doubtful: mark === '?' });
  }
  const surnames = new Set(lines('surnames.txt'));
  const common = new Set(lines('common-words.txt'));
  const organizations = json('organizations.json') as GazetteerEntry[];
  const events = json('events.json') as GazetteerEntry[];
  return {
    countries,
    country: (code) => byCode.get(code),
    countryPhrases: phrases(countries.flatMap((country) => countryEntries(country, countries))),
    pastPhrases: phrases(
      countries.flatMap(({ code, from = 0, until = 0, then = [] }) => then.map((name) => [name, { code, from, until }] as const)),
    ),
    sharedPhrases: phrases(
      (json('metonyms.json') as { names: string[]; of: string[] }[]).flatMap(({ names, of }) => names.map((name) => [name, of] as const)),
    ),
    placePhrases: phrases(lines('places.txt').map((name) => [name, true] as const)),
    organizations,
    organizationPhrases: phrases(organizations.flatMap((known) => known.names.map((name) => [name, known] as const))),
    events,
    eventPhrases: phrases(events.flatMap((known) => known.names.map((name) => [name, known] as const))),
    givenName: (word) => given.get(fold(word))?.sex,
    isDoubtfulName: (word) => given.get(fold(word))?.doubtful === true,
    isSurname: (word) => surnames.has(fold(word)),
    isCommon: (word) => common.has(word),
  };
}

function countryEntries({ code, ...country }: Country, all: readonly Country[]): (readonly [string, CountryName])[] {
  const roles = [
    ['name', country.names],
    ['demonym', country.demonyms],
    ['capital', country.capitals],
    ['historic', country.historic],
    ['city', country.cities],
    ['metonym', country.metonyms ?? []],
  ] as const;
  return roles.flatMap(([role, names]) =>
    names.map((name) => {
      // A former state may have several successors: each of them lists it.
      const also =
        role === 'historic' ? all.filter((other) => other.code !== code && other.historic.includes(name)).map((one) => one.code) : [];
      return [name, { code, role, ...(also.length > 0 ? { also } : {}) }] as const;
    }),
  );
}

/** The index for `phraseAt`; the first of two entries with the same name wins. */
export function phrases<T>(entries: readonly (readonly [string, T])[]): Phrases<T> {
  const found = new Map<string, { words: string[]; value: T; exact: string | undefined }[]>();
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    const words = namePieces(name)
      .map(gazetteerKey)
      .filter((word) => word !== '');
    const [first] = words;
    if (first === undefined) continue;
    // Acronyms (US, UAE) match only in capitals: "us" is a word.
    const exact = words.length === 1 && name === name.toUpperCase() ? name.replaceAll('.', '') : undefined;
    const key = `${words.join(' ')}|${exact ?? ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    found.set(first, [...(found.get(first) ?? []), { words, value, exact }]);
  }
  for (const list of found.values()) list.sort((a, b) => b.words.length - a.words.length);
  return found;
}

/** The longest phrase that begins at word `at`: its length in words, and its value. */
export function phraseAt<T>(
  known: Phrases<T>,
  keys: readonly string[],
  texts: readonly string[],
  at: number,
): { length: number; value: T } | undefined {
  for (const { words, value, exact } of known.get(keys[at] ?? '') ?? []) {
    if (exact !== undefined && (texts[at] ?? '').replaceAll('.', '') !== exact) continue;
    if (words.every((word, i) => keys[at + i] === word)) return { length: words.length, value };
  }
  return undefined;
}

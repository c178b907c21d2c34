import type { CableNames, Entity, NameNode } from './entity.ts';
import { lastName } from '../recognise/people.ts';
import { isShort } from './person-name.ts';
import type { Mention } from '../recognise/names-so-far.ts';

/** What the cables that name somebody in full say of when and where that person was. */
type Profile = {
  first: number;
  last: number;
  senders: Set<string>;
  countries: Map<string, number>;
  titles: Set<string>;
  beside: Set<string>;
  cables: number;
};

export type Profiles = {
  /**
   * How much speaks for a person being meant by a short name in a cable: shared sender, title, countries, people named with
   * both. Undefined where the years rule it out, or the sender is somebody else of the name. `isOnly`: nobody else bears it.
   */
  score(id: string, cable: CableNames, mention: Mention, isOnly: boolean): number | undefined;
  /** Whether a mention's title speaks against a person: `President Clinton` is not Secretary Clinton. */
  contradicts(id: string, mention: Mention): boolean;
};

/** Somebody acts for so many years before and after a cable that names them in full. */
const activeYears = 12;
/** Titles that everybody bears. */
const common = /^(?:mr|mrs|ms|miss|dr|m|sir|messrs|señor|senor|monsieur|madame|mme)\.?$/;
const ofNobles = /^(?:lord|lady|earl|count|countess|marquis|duke|viscount|baron|king|queen|prince|princess|pope|emperor|sultan)$/;
/** Offices that few hold: whoever is spoken of by another one is somebody else. */
const highest = /^(?:president|king|queen|pope|emperor|empress|prime minister|premier|chancellor|first lady)$/;
/** So many countries and neighbours of a cable count: the first named. */
const most = { countries: 4, beside: 40 };

export function createProfiles({
  cables,
  nodeOf,
  entityOfNode,
}: {
  cables: readonly CableNames[];
  nodeOf: ReadonlyMap<Mention, NameNode>;
  entityOfNode: ReadonlyMap<string, Entity>;
}): Profiles {
  const profiles = new Map<string, Profile>();
  const traits = new Map(
    cables.map((cable) => [cable, { people: fullNamesIn(cable, nodeOf, entityOfNode), countries: countriesIn(cable) }] as const),
  );
  for (const [cable, { people, countries }] of traits) {
    const ids = [...new Set(people.map(({ id }) => id))];
    for (const { id, mention } of people) {
      const own = titleOf(mention);
      if (own !== '') profileOf(profiles, id).titles.add(own);
    }
    const year = Number(cable.date.slice(0, 4));
    for (const id of ids) {
      const profile = profileOf(profiles, id);
      profile.cables += 1;
      if (year > 0) {
        profile.first = Math.min(profile.first, year);
        profile.last = Math.max(profile.last, year);
      }
      for (const place of [cable.origin, cable.destination]) if (place !== undefined && place !== '') profile.senders.add(place);
      for (const code of countries) profile.countries.set(code, (profile.countries.get(code) ?? 0) + 1);
      for (const other of ids.slice(0, most.beside)) if (other !== id) profile.beside.add(other);
    }
  }
  return {
    contradicts(id, mention) {
      const [title, titles] = [titleOf(mention), profiles.get(id)?.titles ?? new Set<string>()];
      const isPlain = /^mr\.?$/i.test((mention.title ?? '').trim());
      if (isPlain && titles.size > 0 && [...titles].every((one) => ofNobles.test(one))) return true;
      return highest.test(title) && titles.size > 0 && ![...titles].some((one) => one.includes(title) || title.includes(one));
    },
    score(id, cable, mention, isOnly) {
      const profile = profiles.get(id);
      if (profile === undefined) return undefined;
      const year = Number(cable.date.slice(0, 4));
      if (year > 0 && profile.last > 0 && (year < profile.first - activeYears || year > profile.last + activeYears)) return undefined;
      const isDated = year > 0 && profile.last > 0;
      const isNear = isDated && year >= profile.first - 2 && year <= profile.last + 2;
      const title = titleOf(mention);
      const { people = [], countries = [] } = traits.get(cable) ?? {};
      // `Minister in Switzerland (Wilson)`, `Mr. Wilson`: the one who is named so, at that post and in those years.
      const surname = lastName(mention.surface);
      const parties = [cable.origin ?? '', cable.destination ?? ''].filter((party) => lettersOf(party).split(' ').includes(surname));
      const isSender = (party = ''): boolean =>
        party !== '' && !parties.some((one) => one === party && !isPost(one)) && profile.senders.has(party);
      const shared = countries.filter((code) => (profile.countries.get(code) ?? 0) * 3 >= profile.cables).length;
      const beside = new Set(people.flatMap((other) => (profile.beside.has(other.id) ? [other.id] : []))).size;
      const isThere = (party: string): boolean =>
        isPost(party) ? isOnly || profile.senders.has(party) || shared + beside > 0 : isNear || !isDated;
      if (!parties.every(isThere)) return undefined;
      const sameTitle = title !== '' && profile.titles.has(title);
      return (
        (isNear ? 1 : isDated ? 0 : 0.8) +
        (isSender(cable.origin) ? 2 : 0) +
        (isSender(cable.destination) ? 0.5 : 0) +
        (sameTitle ? 2 : 0) +
        Math.min(shared, 2) * 0.75 +
        // Whoever is named often is meant more often.
        Math.min(Math.log2(1 + profile.cables) * 0.4, 2) +
        Math.min(beside, 2)
      );
    },
  };
}

/** A party named by its post, and not by its person's name alone. */
const isPost = (party: string): boolean => /\(|\b(?:in|at|of)\b/u.test(party);
const lettersOf = (party: string): string => party.toLowerCase().replaceAll(/[^\p{L}]+/gu, ' ');

const profileOf = (profiles: Map<string, Profile>, id: string): Profile => {
  const profile = profiles.get(id) ?? {
    first: Number.POSITIVE_INFINITY,
    last: 0,
    senders: new Set(),
    countries: new Map(),
    titles: new Set(),
    beside: new Set(),
    cables: 0,
  };
  profiles.set(id, profile);
  return profile;
};

/** The people named in full in a cable. */
const fullNamesIn = (
  { names }: CableNames,
  nodeOf: ReadonlyMap<Mention, NameNode>,
  entityOfNode: ReadonlyMap<string, Entity>,
): { id: string; mention: Mention }[] =>
  names.flatMap((mention) => {
    const node = nodeOf.get(mention);
    const entity = node?.person === undefined || isShort(node.person) ? undefined : entityOfNode.get(node.id);
    return entity === undefined ? [] : [{ id: entity.id, mention }];
  });

/** A title that says what somebody is, folded; '' for `Mr.`. */
function titleOf({ title = '' }: Mention): string {
  const words = title.toLowerCase().replaceAll(/\s+/g, ' ').trim();
  return common.test(words) ? '' : words;
}

/** The countries most named in a cable. */
function countriesIn({ names }: CableNames): string[] {
  const counts = new Map<string, number>();
  for (const { country } of names) if (country !== undefined) counts.set(country.code, (counts.get(country.code) ?? 0) + 1);
  return [...counts]
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, most.countries)
    .map(([code]) => code);
}

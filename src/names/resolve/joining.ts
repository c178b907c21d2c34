import type { CableNames, ListedName, NameNode, Anchor } from './entity.ts';
import { eventKey } from './event-key.ts';
import { gazetteer } from '../recognise/gazetteer.ts';
import { compatible, isShort, nameKey, type PersonName } from './person-name.ts';
import type { Mention } from '../recognise/names-so-far.ts';

/**
 * Which node a name is that some troves list as another name of somebody: elsewhere it may be anybody's, and in two troves it
 * may be two people's.
 */
export function scopedByTrove(listed: readonly ListedName[]): (trove: string, id: string) => string {
  const troves = new Map<string, string[]>();
  for (const { trove, kind, name, aliases, date } of listed) {
    const idOf = (one: string): string => `${kind}|${kind === 'event' ? eventKey(one, date ?? '') : nameKey(kind, one)}`;
    for (const id of new Set(aliases.map(idOf))) if (id !== idOf(name)) troves.set(id, [...(troves.get(id) ?? []), trove]);
  }
  return (trove, id) => {
    const listing = troves.get(id);
    if (listing === undefined || listing[0] === trove) return id;
    return listing.includes(trove) ? `${id}|in ${trove}` : `${id}|elsewhere`;
  };
}

/** Joins names known to be the same, from the gazetteer and the troves' own lists, which decide on the canonical name. */
export function joinListed(
  nodes: ReadonlyMap<string, NameNode>,
  listed: readonly ListedName[],
  idIn: (trove: string, id: string) => string,
  join: (a: string, b: string) => void,
): Map<string, Anchor> {
  const known = gazetteer();
  const anchors = new Map<string, Anchor>();
  const all = [
    ...known.organizations.map(({ names, parent }) => ({
      trove: undefined,
      kind: 'organization' as const,
      names,
      date: '',
      parent: parent ?? '',
    })),
    ...known.events.map(({ names, date }) => ({ trove: undefined, kind: 'event' as const, names, date: date ?? '', parent: '' })),
    ...listed.map(({ trove, kind, name, aliases, date }) => ({ trove, kind, names: [name, ...aliases], date: date ?? '', parent: '' })),
  ];
  for (const { trove, kind, names, date, parent } of all) {
    const keyOf = (name: string): string => (kind === 'event' ? eventKey(name, date) : nameKey(kind, name));
    const plain = [...new Set(names.map((name) => `${kind}|${keyOf(name)}`))];
    const ids = plain.map((id) => (trove === undefined ? id : idIn(trove, id))).filter((id) => nodes.has(id));
    const [first] = ids;
    if (first === undefined) continue;
    for (const id of ids) {
      join(first, id);
      const before = anchors.get(id);
      anchors.set(id, {
        name: names[0] ?? '',
        names: [...(before?.names ?? []), ...names],
        date: date === '' ? (before?.date ?? '') : date,
        parent: parent === '' ? (before?.parent ?? '') : parent,
      });
    }
  }
  return anchors;
}

/**
 * `Full Name (ACR)`: joins an acronym with its meaning if it has only one and the gazetteer knows no other. Returns the
 * definitions within each cable: by ref, then from the acronym to the full name.
 */
export function joinAcronyms(
  cables: readonly CableNames[],
  nodeOf: ReadonlyMap<Mention, NameNode>,
  join: (a: string, b: string) => void,
): Map<string, Map<string, string>> {
  const meanings = new Map<string, Set<string>>();
  const local = new Map<string, Map<string, string>>();
  for (const { ref, names } of cables)
    for (const [i, mention] of names.entries()) {
      const full = names[i - 1];
      if (mention.rule !== 'acronym defined' || full === undefined || mention.start - full.end > 3) continue;
      const [short, long] = [nodeOf.get(mention), nodeOf.get(full)];
      if (short === undefined || long === undefined || short.kind !== 'organization' || long.kind !== 'organization') continue;
      meanings.set(short.id, (meanings.get(short.id) ?? new Set()).add(long.id));
      local.set(ref, (local.get(ref) ?? new Map<string, string>()).set(short.id, long.id));
    }
  const known = gazetteer();
  const listed = new Map(
    known.organizations.flatMap(({ names }) =>
      names.map((name): [string, readonly string[]] => [`organization|${nameKey('organization', name)}`, names]),
    ),
  );
  for (const [short, longs] of meanings) {
    const [long] = longs;
    if (longs.size !== 1 || long === undefined) continue;
    const aliases = listed.get(short);
    if (aliases === undefined || aliases.some((name) => `organization|${nameKey('organization', name)}` === long)) join(short, long);
  }
  return local;
}

/** Joins full names with the same surname and given names that do not contradict each other. */
export function joinPeople(nodes: readonly NameNode[], join: (a: string, b: string) => void): void {
  const loneNames = new Set(
    nodes.filter(({ kind, person }) => kind === 'individual' && person !== undefined && isShort(person)).map(({ key }) => key),
  );
  const bySurname = new Map<string, NameNode[]>();
  for (const node of nodes) {
    if (node.kind !== 'individual' || node.person === undefined || isShort(node.person)) continue;
    const surname = surnameOf(node.person, loneNames);
    bySurname.set(surname, [...(bySurname.get(surname) ?? []), node]);
  }
  for (const group of bySurname.values()) {
    // Most complete first: "George H. W. Bush" before "George Bush", who then fits one, none or several of them.
    const inOrder = group.toSorted(
      (a, b) =>
        Number(b.strong > 0) - Number(a.strong > 0) ||
        (b.person?.given.length ?? 0) - (a.person?.given.length ?? 0) ||
        b.key.length - a.key.length ||
        (a.key < b.key ? -1 : 1),
    );
    const clusters: NameNode[][] = [];
    for (const node of inOrder) {
      const fits = clusters
        .filter((members) =>
          members.every(
            (one) =>
              one.person !== undefined &&
              node.person !== undefined &&
              compatible(one.person, node.person) &&
              areOfOneTime(one, node) &&
              !isAnotherFamily(one, node),
          ),
        )
        .toSorted((a, b) => mentionsOf(b) - mentionsOf(a) || ((a[0]?.key ?? '') < (b[0]?.key ?? '') ? -1 : 1));
      const [best, second] = fits;
      // A guess is nobody by itself, but may be another form of somebody's name.
      if (
        best === undefined ||
        (node.strong === 0 && second !== undefined) ||
        (second !== undefined && mentionsOf(best) < clearlyMore * mentionsOf(second))
      ) {
        if (node.strong > 0) clusters.push([node]);
      } else {
        join(best[0]?.id ?? '', node.id);
        best.push(node);
      }
    }
  }
}

/** A name that fits several is that of the one who is named so much more often. */
const clearlyMore = 4;
const mentionsOf = (members: readonly NameNode[]): number => members.reduce((sum, { mentions }) => sum + mentions, 0);

/** Years between the cables of two spellings of one person's name. */
const longestGap = 40;
const areOfOneTime = ({ years: a }: NameNode, { years: b }: NameNode): boolean =>
  a === undefined || b === undefined || (a.first - b.last <= longestGap && b.first - a.last <= longestGap);

/** `Augusto Cuadros Sánchez` of another year than `Augusto Sánchez`: what stands between may be his father's name. */
const isAnotherFamily = ({ person: a, years: from }: NameNode, { person: b, years: to }: NameNode): boolean => {
  const more = [a, b].find((one) => one !== undefined && one.given.length > 1)?.given[1] ?? '';
  const isOne = a?.given.length === b?.given.length || more.length < 2 || gazetteer().givenName(more) !== undefined;
  return !isOne && from !== undefined && to !== undefined && (from.first - to.last > 2 || to.first - from.last > 2);
};

/** The last word; or the first, when that one occurs alone elsewhere (`Mr. Xi`) and the last never does. */
export function surnameOf(person: PersonName, loneNames: ReadonlySet<string>): string {
  const [first = ''] = person.given;
  return !loneNames.has(person.last) && loneNames.has(first) && person.given.length === 1 ? first : person.last;
}

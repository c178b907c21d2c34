import type { CableNames, Judgment, Entity, Ground, NameNode } from './entity.ts';
import { gazetteer } from '../recognise/gazetteer.ts';
import { surnameOf } from './joining.ts';
import { isShort, shortFormsOfGiven } from './person-name.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import type { Mention } from '../recognise/names-so-far.ts';

type ShortNames = {
  cables: readonly CableNames[];
  nodeOf: ReadonlyMap<Mention, NameNode>;
  nodes: ReadonlyMap<string, NameNode>;
  entityOfNode: ReadonlyMap<string, Entity>;
  acronyms: ReadonlyMap<string, ReadonlyMap<string, string>>;
  judgments: readonly Judgment[];
  split: ReadonlyMap<string, number>;
};

/** Whom a short name means, and why. */
export type Joined = { entity: string; ground: Ground };

/**
 * Resolves short names to entity ids. A name alone is its nearest bearer before it in the cable, else the cable's only
 * bearer, else whom a list or an editor joined it to, else the bearer of those years who shares most with the cable, if
 * there is one; otherwise it stays ambiguous, with those who may be meant, likeliest first.
 */
export function resolveShortNames(given: ShortNames): Map<Mention, Joined> {
  const { cables, nodeOf, nodes, entityOfNode, acronyms, judgments, split } = given;
  const resolved = new Map<Mention, Joined>();
  const people = knownPeople({ nodes, entityOfNode, judgments });
  const { loneNames, assigned, sexes, withFullName } = people;
  const profiles = createProfiles({ cables, nodeOf, entityOfNode });
  /** Of names left ambiguous: how much speaks for each candidate, over all cables. */
  const doubts = new Map<Entity, Map<string, number>>();
  for (const cable of cables) {
    const { ref, names } = cable;
    const seen: { entity: string; surname: string }[] = [];
    const inCable = bearersIn(names, nodeOf, entityOfNode, loneNames);
    for (const mention of names) {
      const node = nodeOf.get(mention);
      if (node === undefined) continue;
      const assignedTo = assigned.get(`${ref}|${node.kind}|${node.key}`);
      const target = assignedTo === undefined ? undefined : entityOfNode.get(assignedTo);
      if (target !== undefined) {
        resolved.set(mention, { entity: target.id, ground: 'decided' });
        continue;
      }
      if (node.kind === 'organization') {
        const long = acronyms.get(ref)?.get(node.id);
        const entity = long === undefined ? undefined : entityOfNode.get(long);
        if (entity !== undefined) resolved.set(mention, { entity: entity.id, ground: 'acronym' });
        continue;
      }
      if (node.person === undefined) continue;
      const own = entityOfNode.get(node.id);
      if (!isShort(node.person)) {
        if (node.strong > 0) for (const surname of shortFormsOf(node, loneNames)) seen.push({ entity: own?.id ?? '', surname });
        continue;
      }
      if (split.has(node.id)) continue;
      const name = node.person.last;
      const fits = (entity: string): boolean => fitsTitle(mention.title, sexes.get(entity)) && !profiles.contradicts(entity, mention);
      // A short name joined to somebody by a list or an editor is that person unless the cable contradicts it.
      const isJoined = own !== undefined && withFullName.has(own.id);
      const before = seen.findLast((one) => one.surname === name && fits(one.entity))?.entity;
      const here = [...(inCable.get(name) ?? [])].filter(fits);
      if (before !== undefined) resolved.set(mention, { entity: before, ground: 'before' });
      else if (here[0] !== undefined && here.length === 1) resolved.set(mention, { entity: here[0], ground: 'cable' });
      else if (isJoined) resolved.set(mention, { entity: own.id, ground: 'listed' });
      else {
        const bearers = [...(people.bearers.get(name) ?? [])];
        // `President Sacasa` in the cable is no other Sacasa, where the title is left out neither.
        const same = names.filter((other) => other.title !== undefined && nodeOf.get(other)?.person?.last === name);
        const all = bearers.filter((entity) => fits(entity) && !same.some((other) => profiles.contradicts(entity, other)));
        const { best, scores } = likeliest(profiles, cable, mention, { all, isOnly: bearers.length < 2 });
        if (best !== undefined) resolved.set(mention, { entity: best, ground: 'shared' });
        else if (own !== undefined && scores.size > 0) addDoubt(doubts, own, scores);
      }
    }
  }
  for (const [entity, scores] of doubts) {
    entity.ambiguous = true;
    entity.candidates = [...scores].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
  }
  return resolved;
}

function addDoubt(doubts: Map<Entity, Map<string, number>>, entity: Entity, scores: ReadonlyMap<string, number>): void {
  const sums = doubts.get(entity) ?? new Map<string, number>();
  for (const [id, score] of scores) sums.set(id, (sums.get(id) ?? 0) + score);
  doubts.set(entity, sums);
}

/** What must speak for somebody who is not named in the cable, and how much more than for anybody else. */
const leastScore = { only: 1.2, several: 2 };
const leastLead = 1;

function likeliest(
  profiles: Profiles,
  cable: CableNames,
  mention: Mention,
  { all, isOnly }: { all: readonly string[]; isOnly: boolean },
): { best: string | undefined; scores: Map<string, number> } {
  const scores = new Map(
    all.flatMap((id): [string, number][] => {
      const score = profiles.score(id, cable, mention, isOnly);
      return score === undefined ? [] : [[id, score]];
    }),
  );
  const [first, second] = [...scores].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const isClear =
    first !== undefined &&
    first[1] >= (second === undefined ? leastScore.only : leastScore.several) &&
    first[1] - (second?.[1] ?? -leastLead) >= leastLead;
  return { best: isClear ? first[0] : undefined, scores };
}

/** The names by which people named in full in a cable may be meant there, with whom each may mean. */
function bearersIn(
  names: readonly Mention[],
  nodeOf: ReadonlyMap<Mention, NameNode>,
  entityOfNode: ReadonlyMap<string, Entity>,
  loneNames: ReadonlySet<string>,
): Map<string, Set<string>> {
  const inCable = new Map<string, Set<string>>();
  for (const mention of names) {
    const node = nodeOf.get(mention);
    if (node?.person === undefined || isShort(node.person) || node.strong === 0) continue;
    const entity = entityOfNode.get(node.id)?.id ?? '';
    for (const name of shortFormsOf(node, loneNames)) inCable.set(name, (inCable.get(name) ?? new Set()).add(entity));
  }
  return inCable;
}

/** By which single names somebody may be meant: the surname, and in a letter the given name. */
function shortFormsOf({ person }: NameNode, loneNames: ReadonlySet<string>): Set<string> {
  if (person === undefined) return new Set();
  const [given = ''] = person.given;
  // In a letter, people go by their given name, or its short form.
  const familiar = given.length > 1 ? [given, ...shortFormsOfGiven(given)].filter((name) => loneNames.has(name)) : [];
  return new Set([person.last, surnameOf(person, loneNames), ...familiar]);
}

/** Across all cables: who bears each surname, which names occur alone, editors' assignments, people's sexes. */
function knownPeople({ nodes, entityOfNode, judgments }: Pick<ShortNames, 'nodes' | 'entityOfNode' | 'judgments'>) {
  const bearers = new Map<string, Set<string>>();
  const loneNames = new Set(
    [...nodes.values()].flatMap(({ kind, person }) =>
      kind === 'individual' && person !== undefined && isShort(person) ? [person.last] : [],
    ),
  );
  for (const { id, kind, person, strong } of nodes.values()) {
    if (kind !== 'individual' || person === undefined || isShort(person) || strong === 0) continue;
    const entity = entityOfNode.get(id);
    for (const name of new Set([person.last, surnameOf(person, loneNames)]))
      if (entity !== undefined) bearers.set(name, (bearers.get(name) ?? new Set()).add(entity.id));
  }
  const assigned = new Map(
    judgments.flatMap((one) => (one.verb === 'assign' ? [[`${one.cable}|${one.kind}|${one.name}`, `${one.kind}|${one.to}`] as const] : [])),
  );
  const sexes = new Map<string, 'm' | 'f' | 'x'>();
  const known = gazetteer();
  for (const { id, person } of nodes.values()) {
    const entity = entityOfNode.get(id);
    const sex = person?.given.map((name) => known.givenName(name)).find((found) => found !== undefined);
    if (entity !== undefined && sex !== undefined && sex !== 'x') sexes.set(entity.id, sex);
  }
  const withFullName = new Set(
    [...nodes.values()].flatMap(({ id, person }) => (person === undefined || isShort(person) ? [] : [entityOfNode.get(id)?.id ?? ''])),
  );
  return { bearers, loneNames, assigned, sexes, withFullName };
}

const titlesOfMen = /^(?:mr|herr|sir|lord|king|prince|monsieur|m|señor|senor)\b/i;
const titlesOfWomen = /^(?:mrs|ms|miss|madame|mme|lady|queen|frau|princess)\b/i;

/** Whether a title fits somebody's sex; unknown ones fit any. */
function fitsTitle(title = '', sex: 'm' | 'f' | 'x' | undefined): boolean {
  const wanted = titlesOfMen.test(title) ? 'm' : titlesOfWomen.test(title) ? 'f' : undefined;
  return wanted === undefined || sex === undefined || sex === wanted;
}

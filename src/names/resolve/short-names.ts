import type { CableNames, Judgment, Entity, NameNode } from './entity.ts';
import { gazetteer } from '../recognise/gazetteer.ts';
import { surnameOf } from './joining.ts';
import { isShort } from './person-name.ts';
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

/**
 * Resolves short names to entity ids. A surname alone is its nearest bearer before it in the cable, else the cable's only
 * bearer, else whom a list or an editor joined it to, else the only bearer of all; otherwise it stays ambiguous.
 */
export function resolveShortNames({ cables, nodeOf, nodes, entityOfNode, acronyms, judgments, split }: ShortNames): Map<Mention, string> {
  const resolved = new Map<Mention, string>();
  const { bearers, loneNames, assigned, sexes, withFullName } = knownPeople({ nodes, entityOfNode, judgments });
  for (const { ref, names } of cables) {
    const seen: { entity: string; surname: string }[] = [];
    const inCable = new Map<string, Set<string>>();
    for (const mention of names) {
      const node = nodeOf.get(mention);
      if (node?.person === undefined || isShort(node.person)) continue;
      const entity = entityOfNode.get(node.id)?.id ?? '';
      for (const name of [node.person.last, surnameOf(node.person, loneNames)])
        inCable.set(name, (inCable.get(name) ?? new Set()).add(entity));
    }
    for (const mention of names) {
      const node = nodeOf.get(mention);
      if (node === undefined) continue;
      const assignedTo = assigned.get(`${ref}|${node.kind}|${node.key}`);
      const target = assignedTo === undefined ? undefined : entityOfNode.get(assignedTo);
      if (target !== undefined) {
        resolved.set(mention, target.id);
        continue;
      }
      if (node.kind === 'organization') {
        const long = acronyms.get(ref)?.get(node.id);
        const entity = long === undefined ? undefined : entityOfNode.get(long);
        if (entity !== undefined) resolved.set(mention, entity.id);
        continue;
      }
      if (node.person === undefined) continue;
      const own = entityOfNode.get(node.id);
      if (!isShort(node.person)) {
        const entity = own?.id ?? '';
        for (const surname of new Set([node.person.last, surnameOf(node.person, loneNames)])) seen.push({ entity, surname });
        continue;
      }
      if (split.has(node.id)) continue;
      const surname = node.person.last;
      const fits = (entity: string): boolean => fitsTitle(mention.title, sexes.get(entity));
      // A short name joined to somebody by a list or an editor is that person unless the cable contradicts it.
      const isJoined = own !== undefined && withFullName.has(own.id);
      const before = seen.findLast((one) => one.surname === surname && fits(one.entity))?.entity;
      const here = [...(inCable.get(surname) ?? [])].filter(fits);
      const all = [...(bearers.get(surname) ?? [])].filter(fits);
      const one =
        before ?? (here.length === 1 ? here[0] : undefined) ?? (isJoined ? own?.id : undefined) ?? (all.length === 1 ? all[0] : undefined);
      if (one !== undefined) resolved.set(mention, one);
      else if (all.length > 1 && own !== undefined) {
        own.ambiguous = true;
        own.candidates = all.toSorted();
      }
    }
  }
  return resolved;
}

/** Across all cables: who bears each surname, which names occur alone, editors' assignments, people's sexes. */
function knownPeople({ nodes, entityOfNode, judgments }: Pick<ShortNames, 'nodes' | 'entityOfNode' | 'judgments'>) {
  const bearers = new Map<string, Set<string>>();
  const loneNames = new Set(
    [...nodes.values()]
      .filter(({ kind, person }) => kind === 'individual' && person !== undefined && isShort(person))
      .map(({ key }) => key),
  );
  for (const { id, kind, person } of nodes.values()) {
    if (kind !== 'individual' || person === undefined || isShort(person)) continue;
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

import type { CableNames, Ground, ListedName, Judgment, Entity, NameNode } from './entity.ts';
import { joinListed, joinAcronyms, joinPeople, scopedByTrove } from './joining.ts';
import { withForms } from './forms.ts';
import { makeEntity, countMentions } from './naming.ts';
import { openBody } from '../recognise/bodies.ts';
import { namesOf } from './nodes.ts';
import type { Mention } from '../recognise/names-so-far.ts';
import { whoIsMeant } from './who-is-meant.ts';
import { resolveShortNames } from './short-names.ts';
import { createUnion } from './union.ts';
import { isStrong } from './witness.ts';

export type Resolved = {
  entities: Entity[];
  /** For each cable in the order given, for each name in it: the entity's id, or '' for none. */
  of: string[][];
  /** Likewise, why it is taken for that entity. */
  grounds: Ground[][];
  /** Likewise, the cable that says so, where it is another; else ''. */
  witnesses: string[][];
  /** Likewise, whether the mention shows by itself that the name is one of its kind. */
  strong: boolean[][];
  /** Judgments that match no name in any cable. */
  stale: Judgment[];
};

/**
 * Resolves the names in the cables to entities. The result does not depend on the order of the cables (they are sorted by
 * ref first).
 */
export function resolve(given: readonly CableNames[], decisions: readonly Judgment[], listed: readonly ListedName[]): Resolved {
  const cables = given.toSorted((a, b) => (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.row - b.row));
  const judgments = withForms(decisions, cables);
  const idIn = scopedByTrove(listed);
  const { nodes, nodeOf } = namesOf(cables, judgments, idIn);
  const split = new Map<string, number>();
  for (const one of judgments) if (one.verb === 'split') split.set(`${one.kind}|${one.name}`, one.act);
  const union = createUnion();
  const join = (a: string, b: string): void => {
    if (!split.has(a) && !split.has(b)) union.join(a, b);
  };
  const anchors = joinListed(nodes, listed, idIn, join);
  const acronyms = joinAcronyms(cables, nodeOf, join);
  joinPeople([...nodes.values()], join);
  const decided = new Set<string>();
  for (const one of judgments) {
    if (one.verb !== 'merge') continue;
    const [a, b] = [`${one.kind}|${one.name}`, `${one.kind}|${one.to}`];
    if ((split.get(a) ?? -1) < one.act && (split.get(b) ?? -1) < one.act && nodes.has(a) && nodes.has(b)) {
      union.join(a, b);
      decided.add(a);
    }
  }
  const clusters = new Map<string, NameNode[]>();
  for (const node of nodes.values()) {
    const root = union.root(node.id);
    clusters.set(root, [...(clusters.get(root) ?? []), node]);
  }
  const entities = new Map<string, Entity>();
  const entityOfNode = new Map<string, Entity>();
  for (const members of clusters.values()) {
    const entity = makeEntity(members, anchors, judgments);
    entities.set(entity.id, entity);
    for (const { id } of members) entityOfNode.set(id, entity);
  }
  leaveOpen(nodes, entityOfNode);
  const shortNames = resolveShortNames({ cables, nodeOf, nodes, entityOfNode, acronyms, judgments, split });
  const named = (mention: Mention): string => shortNames.get(mention)?.entity ?? entityOfNode.get(nodeOf.get(mention)?.id ?? '')?.id ?? '';
  const meant = whoIsMeant({ cables, nodes, nodeOf, entityOfNode, entities, judgments, named });
  const of = given.map(({ names }) => names.map((mention) => meant.get(mention)?.entity ?? named(mention)));
  const groundOf = (mention: Mention): Ground => {
    const [joined, node] = [meant.get(mention) ?? shortNames.get(mention), nodeOf.get(mention)];
    if (joined !== undefined) return joined.ground;
    const entity = node === undefined ? undefined : entityOfNode.get(node.id);
    if (node === undefined || entity === undefined || entity.id === `${node.kind}:${node.key}`) return '';
    if (decided.has(node.id)) return 'decided';
    return anchors.has(node.id) ? 'listed' : node.kind === 'organization' && !node.key.includes(' ') ? 'acronym' : 'spelling';
  };
  const grounds = given.map(({ names }) => names.map(groundOf));
  const witnesses = given.map(({ names }) => names.map((mention) => meant.get(mention)?.witness ?? ''));
  const strong = strongIn(given, of, entities);
  showWitnessed(given, of, entities, strong);
  countMentions(entities, given, of);
  return {
    entities: [...entities.values()].filter(({ aliases }) => aliases.length > 0).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    of,
    grounds,
    witnesses,
    strong,
    stale: decisions.filter((one) => {
      // Names from external lists need not occur in the cables.
      const name = one.verb === 'same' || one.verb === 'other' ? one.to : one.name;
      return !nodes.has(`${one.kind}|${name}`) && ![...nodes.values()].some(({ key }) => key === name);
    }),
  };
}

/** A Foreign Office of which nothing says whose it is may be any of those of which something does. */
function leaveOpen(nodes: ReadonlyMap<string, NameNode>, entityOfNode: ReadonlyMap<string, Entity>): void {
  for (const { id, key, isOpen } of nodes.values()) {
    const entity = entityOfNode.get(id);
    if (isOpen !== true || entity === undefined) continue;
    const base = key.replace(openBody, '');
    const others = [...nodes.values()].filter(
      (one) =>
        one.kind === 'organization' &&
        one.id !== id &&
        (one.key === base || (one.key.startsWith(`${base} `) && one.key.length - base.length <= 6)),
    );
    entity.candidates = [
      ...new Set(others.toSorted((a, b) => b.mentions - a.mentions).flatMap((one) => entityOfNode.get(one.id)?.id ?? [])),
    ];
    entity.ambiguous = entity.candidates.length > 0;
  }
}

const strongIn = (given: readonly CableNames[], of: readonly (readonly string[])[], entities: ReadonlyMap<string, Entity>): boolean[][] =>
  given.map(({ names }, i) =>
    names.map((mention, j) => {
      const entity = entities.get(of[i]?.[j] ?? '');
      return entity !== undefined && isStrong(mention, entity.kind);
    }),
  );

/** An entity is more than perhaps one when a mention that is spelled like one of its own shows it; `guessedWithout` asks the same of some cables. */
function showWitnessed(
  given: readonly CableNames[],
  of: readonly (readonly string[])[],
  entities: ReadonlyMap<string, Entity>,
  strong: readonly (readonly boolean[])[],
): void {
  const spelled = ({ kind, surface }: Mention): string => `${kind}|${surface}`;
  const shown = new Set(given.flatMap(({ names }, i) => names.filter((_, j) => strong[i]?.[j] === true).map(spelled)));
  for (const [i, { names }] of given.entries())
    for (const [j, mention] of names.entries()) {
      const entity = entities.get(of[i]?.[j] ?? '');
      if (entity?.perhaps === true && shown.has(spelled(mention))) entity.perhaps = false;
    }
}

import type { EntityKind, CableNames, Ground, ListedName, Judgment, Entity, NameNode } from './entity.ts';
import { epithets } from './eras.ts';
import { eventKey } from './event-key.ts';
import { joinListed, joinAcronyms, joinPeople, scopedByTrove } from './joining.ts';
import { shownName, makeEntity, countMentions } from './naming.ts';
import { nameKey, personName } from './person-name.ts';
import type { Mention } from '../recognise/names-so-far.ts';
import { resolveShortNames } from './short-names.ts';
import { createUnion } from './union.ts';
import { isStrong } from './witness.ts';

export type Resolved = {
  entities: Entity[];
  /** For each cable in the order given, for each name in it: the entity's id, or '' for none. */
  of: string[][];
  /** Likewise, why it is taken for that entity. */
  grounds: Ground[][];
  /** Judgments that match no name in any cable. */
  stale: Judgment[];
};

/** Mentions less sure than this count only if a surer one has the same name. */
const sureEnough = 0.5;

/**
 * Resolves the names in the cables to entities. The result does not depend on the order of the cables (they are sorted by
 * ref first).
 */
export function resolve(given: readonly CableNames[], judgments: readonly Judgment[], listed: readonly ListedName[]): Resolved {
  const cables = given.toSorted((a, b) => (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.row - b.row));
  const retyped = new Map<string, EntityKind>(
    judgments.flatMap((one) => (one.verb === 'retype' ? [[`${one.kind}|${one.name}`, one.to] as const] : [])),
  );
  const kindOf = (mention: Mention): EntityKind | undefined => {
    if (mention.kind === 'place') return retyped.get(`individual|${nameKey('individual', mention.surface)}`);
    const key = `${mention.kind}|${keyOfMention(mention, mention.kind, '')}`;
    return retyped.get(key) ?? mention.kind;
  };
  const idIn = scopedByTrove(listed);
  const epithetOf = epithets(cables, kindOf);
  const nodes = new Map<string, NameNode>();
  const nodeOf = new Map<Mention, NameNode>();
  const weak: { mention: Mention; id: string; date: string }[] = [];
  for (const { trove, date, names } of cables)
    for (const mention of names) {
      const kind = kindOf(mention);
      if (kind === undefined) continue;
      const plain = keyOfMention(mention, kind, date);
      if (plain === '') continue;
      const epithet = kind === 'individual' ? epithetOf(mention, date) : '';
      const key = epithet === '' ? plain : `${plain} ${epithet}`;
      const id = idIn(trove, `${kind}|${key}`);
      if (mention.sure < sureEnough) weak.push({ mention, id, date });
      else nodeOf.set(mention, addMention(nodes, { id, kind, key, mention, date, epithet }));
    }
  for (const { mention, id, date } of weak) {
    const node = nodes.get(id);
    if (node !== undefined) nodeOf.set(mention, addMention(nodes, { ...node, mention, date }));
  }
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
  const shortNames = resolveShortNames({ cables, nodeOf, nodes, entityOfNode, acronyms, judgments, split });
  const of = given.map(({ names }) =>
    names.map((mention) => shortNames.get(mention)?.entity ?? entityOfNode.get(nodeOf.get(mention)?.id ?? '')?.id ?? ''),
  );
  const groundOf = (mention: Mention): Ground => {
    const [joined, node] = [shortNames.get(mention), nodeOf.get(mention)];
    if (joined !== undefined) return joined.ground;
    const entity = node === undefined ? undefined : entityOfNode.get(node.id);
    if (node === undefined || entity === undefined || entity.id === `${node.kind}:${node.key}`) return '';
    if (decided.has(node.id)) return 'decided';
    return anchors.has(node.id) ? 'listed' : node.kind === 'organization' && !node.key.includes(' ') ? 'acronym' : 'spelling';
  };
  const grounds = given.map(({ names }) => names.map(groundOf));
  countMentions(entities, given, of);
  return {
    entities: [...entities.values()].filter(({ aliases }) => aliases.length > 0).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    of,
    grounds,
    stale: judgments.filter((one) => {
      // Names from external lists need not occur in the cables.
      const name = one.verb === 'same' || one.verb === 'other' ? one.to : one.name;
      return !nodes.has(`${one.kind}|${name}`) && ![...nodes.values()].some(({ key }) => key === name);
    }),
  };
}

function addMention(
  nodes: Map<string, NameNode>,
  {
    id,
    kind,
    key,
    mention,
    date,
    epithet = '',
  }: { id: string; kind: EntityKind; key: string; mention: Mention; date: string; epithet?: string },
): NameNode {
  const node = nodes.get(id) ?? {
    id,
    kind,
    key,
    surfaces: new Map<string, number>(),
    mentions: 0,
    strong: 0,
    date,
    ...(kind === 'individual' ? { person: personName(mention.surface) } : {}),
  };
  node.mentions += 1;
  if (isStrong(mention, kind)) node.strong += 1;
  // `Pope Francis`: his title is how he is told from others of the name.
  const shown = /^[a-z]/.test(epithet) ? `${mention.title ?? ''} ${shownName(mention.surface)}` : shownName(mention.surface);
  node.surfaces.set(shown, (node.surfaces.get(shown) ?? 0) + 1);
  const year = Number(date.slice(0, 4));
  if (year > 0) node.years = { first: Math.min(node.years?.first ?? year, year), last: Math.max(node.years?.last ?? year, year) };
  nodes.set(id, node);
  return node;
}

function keyOfMention(mention: Mention, kind: EntityKind, date: string): string {
  if (kind === 'country') return mention.country?.code ?? nameKey(kind, mention.surface);
  return kind === 'event' ? eventKey(mention.surface, date) : nameKey(kind, mention.surface);
}

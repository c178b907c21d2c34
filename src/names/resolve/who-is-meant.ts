import type { CableNames, Entity, Judgment, NameNode } from './entity.ts';
import { holdersOf } from './holders.ts';
import { initialsMean } from './initials.ts';
import { nameKey } from './person-name.ts';
import type { Joined } from './short-names.ts';
import type { Mention } from '../recognise/names-so-far.ts';

/**
 * Whom offices and initials mean, with the cable that says so. An editor who says that one is not the same takes it off:
 * `the Secretary` is not her, though it may be others.
 */
export function whoIsMeant(given: {
  cables: readonly CableNames[];
  nodes: ReadonlyMap<string, NameNode>;
  nodeOf: ReadonlyMap<Mention, NameNode>;
  entityOfNode: ReadonlyMap<string, Entity>;
  entities: ReadonlyMap<string, Entity>;
  judgments: readonly Judgment[];
  named(mention: Mention): string;
}): Map<Mention, Joined & { witness?: string }> {
  const { cables, entities, judgments, named } = given;
  const no = new Set(judgments.flatMap((one) => (one.verb === 'other' ? [`${one.kind}|${one.name}|${one.to}`] : [])));
  const isTakenOff = ({ surface }: Mention, entity: string): boolean => {
    const [kind, key] = [entity.slice(0, entity.indexOf(':')), entity.slice(entity.indexOf(':') + 1)];
    return no.has(`${kind}|${nameKey(kind, surface)}|${key}`);
  };
  const meant: Map<Mention, Joined & { witness?: string }> = new Map(
    [...initialsMean(given)].filter(([mention, { entity }]) => !isTakenOff(mention, entity)),
  );
  const holderOf = holdersOf(cables, (mention) => entities.get(named(mention)));
  for (const cable of cables)
    for (const mention of cable.names) {
      if (mention.rule !== 'office') continue;
      const holder = holderOf(cable, mention);
      if (holder !== undefined && !isTakenOff(mention, holder.entity)) meant.set(mention, { ...holder, ground: 'office' });
    }
  return meant;
}

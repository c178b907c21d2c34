import type { EntityKind, CableNames, Judgment, Entity, NameNode, Anchor } from './entity.ts';
import { gazetteer } from '../recognise/gazetteer.ts';
import { isShort, nameKey, spokenOrder } from './person-name.ts';

/** A printed name on one line, without a full stop that ends a sentence. */
export const shownName = (surface: string): string =>
  surface.replaceAll(/\s+/g, ' ').replace(/\.$/, (dot) => (/\p{L}\.\p{L}|\b\p{Lu}\.$/u.test(surface) ? dot : ''));

/** The entity of a cluster of names; its aliases are filled in by `countMentions`. */
export function makeEntity(members: readonly NameNode[], anchors: ReadonlyMap<string, Anchor>, judgments: readonly Judgment[]): Entity {
  const inOrder = members.toSorted(
    (a, b) => rank(b) - rank(a) || b.mentions - a.mentions || b.key.length - a.key.length || (a.key < b.key ? -1 : 1),
  );
  const ids = new Set(members.map(({ id }) => id));
  const decisions = judgments.filter(
    (one) => one.verb !== 'same' && one.verb !== 'other' && ids.has(`${one.verb === 'retype' ? one.to : one.kind}|${one.name}`),
  );
  // The target of a merge names the entity.
  const merged = decisions.findLast((one) => one.verb === 'merge' && ids.has(`${one.kind}|${one.to}`));
  const best = inOrder.find(({ id }) => merged?.verb === 'merge' && id === `${merged.kind}|${merged.to}`) ?? inOrder[0];
  if (best === undefined) throw new Error('empty name cluster');
  const anchor = inOrder.map(({ id }) => anchors.get(id)).findLast((found) => found !== undefined);
  const renamed = decisions.findLast((one) => one.verb === 'rename');
  const name =
    renamed?.verb === 'rename'
      ? renamed.to
      : (anchor?.name ??
        (best.kind === 'country' ? (gazetteer().country(best.key)?.name ?? best.key) : spoken(commonest(best.surfaces), best.kind)));
  const isVouched = best.kind === 'country' || anchor !== undefined || decisions.some(({ verb }) => verb !== 'hide' && verb !== 'split');
  return {
    id: `${best.kind}:${best.key}`,
    kind: best.kind,
    name,
    aliases: [],
    known: [
      ...new Set([
        ...inOrder.flatMap(({ id }) => anchors.get(id)?.names ?? []),
        ...(best.kind === 'country' ? countryNames(best.key) : []),
        ...judgments.flatMap((one) => (one.verb === 'same' && ids.has(`${one.kind}|${one.to}`) ? [one.name] : [])),
      ]),
    ],
    ambiguous: false,
    candidates: [],
    hidden: decisions.findLast(({ verb }) => verb === 'hide' || verb === 'confirm')?.verb === 'hide',
    vouched: isVouched,
    perhaps: !isVouched,
    date: anchor?.date ?? (best.kind === 'event' ? (/\d{4}(?:-\d{2}){0,2}/.exec(best.key)?.[0] ?? '') : ''),
    parent: anchor?.parent ?? '',
  };
}

const countryNames = (code: string): string[] => {
  const country = gazetteer().country(code);
  if (country === undefined) return [];
  return [country.name, ...country.names, ...(country.then ?? []), ...country.demonyms, ...country.historic, ...country.capitals];
};

/** A name as people write it: `SMITH, JOHN` becomes `John Smith`. */
const spoken = (printed: string, kind: EntityKind): string => {
  const name = kind === 'individual' ? spokenOrder(printed) : printed;
  return kind === 'individual' && name.length > 3 && name === name.toUpperCase()
    ? name.toLowerCase().replaceAll(/(?<![\p{L}’'])\p{L}/gu, (letter) => letter.toUpperCase())
    : name;
};

/** A full name ranks above a surname, a long form above its acronym. */
function rank({ kind, person, key, strong }: NameNode): number {
  if (strong === 0) return -1;
  if (kind === 'individual') return person === undefined || isShort(person) ? 0 : (person.given[0]?.length ?? 0) > 1 ? 2 : 1;
  return kind === 'organization' && key.includes(' ') ? 1 : 0;
}

const commonest = (surfaces: ReadonlyMap<string, number>): string =>
  [...surfaces].toSorted(([a, x], [b, y]) => y - x || b.length - a.length || (a < b ? -1 : 1))[0]?.[0] ?? '';

/** Sets the entities' aliases; `of` is the entity id of each name of each cable, or ''. */
export function countMentions(
  entities: ReadonlyMap<string, Entity>,
  cables: readonly CableNames[],
  of: readonly (readonly string[])[],
): void {
  const forms = new Map<string, Map<string, { surfaces: Map<string, number>; mentions: number }>>();
  for (const [i, { names }] of cables.entries())
    for (const [j, mention] of names.entries()) {
      const id = of[i]?.[j] ?? '';
      if (id === '') continue;
      const ofEntity = forms.get(id) ?? new Map<string, { surfaces: Map<string, number>; mentions: number }>();
      forms.set(id, ofEntity);
      const key = nameKey('organization', mention.surface);
      const form = ofEntity.get(key) ?? { surfaces: new Map<string, number>(), mentions: 0 };
      ofEntity.set(key, form);
      form.mentions += 1;
      const surface = shownName(mention.surface);
      form.surfaces.set(surface, (form.surfaces.get(surface) ?? 0) + 1);
    }
  for (const [id, ofEntity] of forms) {
    const entity = entities.get(id);
    if (entity !== undefined)
      entity.aliases = [...ofEntity]
        .map(([key, { surfaces, mentions }]) => ({ name: commonest(surfaces), key, mentions }))
        .toSorted((a, b) => b.mentions - a.mentions || (a.key < b.key ? -1 : 1));
  }
}

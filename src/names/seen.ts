import type { Db } from '../store/database.ts';
import type { Entity } from './resolve/entity.ts';
import { lastName } from './recognise/people.ts';
import { nameKey } from './resolve/person-name.ts';

/**
 * An entity as seen by a caller who may not see some cables. `forms`: how often each form of its name occurs in the visible
 * ones, by key. Forms that occur in none of them are dropped; `lost` are the keys by which it must not be found.
 */
export function asSeen(entity: Entity, forms: ReadonlyMap<string, number>): { entity: Entity; lost: ReadonlySet<string> } {
  const keyOf = (name: string): string => nameKey(entity.kind, name);
  const shown = entity.aliases
    .flatMap((alias) => {
      const mentions = forms.get(alias.key) ?? 0;
      return mentions === 0 ? [] : [{ ...alias, mentions }];
    })
    .toSorted((a, b) => b.mentions - a.mentions || (a.key < b.key ? -1 : 1));
  if (shown.length === entity.aliases.length) return { entity: { ...entity, aliases: shown }, lost: new Set() };
  const keysOf = ({ name }: { name: string }): string[] => (entity.kind === 'individual' ? [keyOf(name), lastName(name)] : [keyOf(name)]);
  const kept = new Set(shown.flatMap(keysOf));
  const lost = new Set(entity.aliases.flatMap(keysOf).filter((key) => !kept.has(key)));
  // Its canonical name may occur in no visible cable.
  const name = lost.has(keyOf(entity.name)) ? (shown[0]?.name ?? '') : entity.name;
  return { entity: { ...entity, name, aliases: shown }, lost };
}

/**
 * How often each form of these entities' names occurs in the visible cables, as input for `asSeen`: by entity, then by
 * key. `ids` undefined: all entities.
 */
export function formsSeen(db: Db, ids: readonly string[] | undefined, without: ReadonlySet<number>): Map<string, Map<string, number>> {
  const forms = new Map<string, Map<string, number>>();
  const which = ids === undefined ? "entity <> ''" : 'entity IN (SELECT value FROM json_each(?))';
  for (const { entity, surface, mentions } of db
    .prepare<string[], { entity: string; surface: string; mentions: number }>(
      `SELECT entity, surface, count(*) AS mentions FROM mentions WHERE ${which} AND row NOT IN (SELECT value FROM json_each(?)) GROUP BY entity, surface`,
    )
    .iterate(...(ids === undefined ? [] : [JSON.stringify(ids)]), JSON.stringify([...without]))) {
    const counts = forms.get(entity) ?? new Map<string, number>();
    const key = nameKey('organization', surface);
    forms.set(entity, counts.set(key, (counts.get(key) ?? 0) + mentions));
  }
  return forms;
}

/**
 * Of these entities (`ids` undefined: of all), those that nothing but cables the caller may not see shows to be names of their
 * kind: to the caller they are guesses. A mention shows those that have one spelled like it; as `resolve` says over all cables.
 */
export function guessedWithout(db: Db, ids: readonly string[] | undefined, without: ReadonlySet<number>): ReadonlySet<string> {
  if (without.size === 0 || ids?.length === 0) return new Set();
  const which = ids === undefined ? '' : 'e.id IN (SELECT value FROM json_each(?)) AND';
  const hidden = JSON.stringify([...without]);
  return new Set(
    db
      .prepare<string[], string>(
        `SELECT e.id FROM entities e WHERE ${which} e.vouched = 0 AND NOT EXISTS (
           SELECT 1 FROM mentions m JOIN mentions s ON s.surface = m.surface AND s.kind = m.kind AND s.strong = 1
           WHERE m.entity = e.id AND m.row NOT IN (SELECT value FROM json_each(?)) AND s.row NOT IN (SELECT value FROM json_each(?)))`,
      )
      .pluck()
      .all(...(ids === undefined ? [] : [JSON.stringify(ids)]), hidden, hidden),
  );
}

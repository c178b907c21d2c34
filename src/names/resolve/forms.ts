import type { CableNames, Entity, EntityKind, Judgment } from './entity.ts';
import { nameKey } from './person-name.ts';

/**
 * What all forms of a name have in common: hyphens and blanks aside, and of what is no person the plural (`MDG`, `MDGs`).
 * Case, points and apostrophes are no part of its key already.
 */
function formKey(kind: EntityKind, key: string): string {
  const whole = key.replaceAll(/[\s-]+/g, '');
  if (kind === 'individual' || kind === 'country' || whole.length < 4) return whole;
  return whole.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');
}

/** The form of the name by which an entity is kept. */
export const formOf = ({ id, kind }: Pick<Entity, 'id' | 'kind'>): string => `${kind}|${formKey(kind, id.slice(kind.length + 1))}`;

/**
 * The judgments with what follows from them: what is decided of a name goes for its other forms in the cables, and for the
 * letters that they explain as it, unless something is decided of those.
 */
export function withForms(judgments: readonly Judgment[], cables: readonly CableNames[]): Judgment[] {
  const learned = judgments.filter(({ verb }) => verb === 'merge' || verb === 'hide' || verb === 'confirm' || verb === 'retype');
  if (learned.length === 0) return [...judgments];
  const own = new Set(judgments.flatMap(({ verb, kind, name }) => (verb === 'same' || verb === 'other' ? [] : [`${kind}|${name}`])));
  const forms = formsIn(cables);
  const more = learned.flatMap((one): Judgment[] =>
    [...forms(one.kind, one.name)]
      .filter((name) => name !== one.name && !own.has(`${one.kind}|${name}`) && !('to' in one && one.to === name))
      .map((name) => ({ ...one, name })),
  );
  return [...judgments, ...more].toSorted((a, b) => a.act - b.act);
}

/** The other forms of each name in the cables: the keys with the same form, and the letters and what they stand for. */
function formsIn(cables: readonly CableNames[]): (kind: EntityKind, name: string) => ReadonlySet<string> {
  const alike = new Map<string, Set<string>>();
  const letters = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, key: string, name: string): void => void to.set(key, (to.get(key) ?? new Set()).add(name));
  for (const { names } of cables)
    for (const [i, { kind, surface, rule, start }] of names.entries()) {
      if (kind === 'place' || kind === 'country' || kind === 'event') continue;
      const key = nameKey(kind, surface);
      add(alike, `${kind}|${formKey(kind, key)}`, key);
      const before = names[i - 1];
      if (rule !== 'acronym defined' || before === undefined || before.kind !== kind || start - before.end > 3) continue;
      const full = nameKey(kind, before.surface);
      add(letters, `${kind}|${key}`, full);
      add(letters, `${kind}|${full}`, key);
    }
  return (kind, name) => {
    const own = new Set([name, ...(alike.get(`${kind}|${formKey(kind, name)}`) ?? [])]);
    // Letters that stand for several are none of theirs.
    const explained = [...own].flatMap((one) => {
      const [only, ...others] = letters.get(`${kind}|${one}`) ?? [];
      return only === undefined || others.length > 0 ? [] : [only, ...(alike.get(`${kind}|${formKey(kind, only)}`) ?? [])];
    });
    return own.union(new Set(explained));
  };
}

/**
 * The fields of a record that cables have not, by the record's own names: what stands in `extra`. Of objects within it each
 * entry is a field.
 */

type MoreField = { name: string; values: string[] };

/** Cables know these by fields of their own. */
const known: ReadonlySet<string> = new Set(['notice', 'origin_place']);

/** By which a query names a field: `desk_officer` for `Desk officer`. */
export const fieldKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '');

/**
 * The texts that are searched for a word without a field: those of the record itself, not of objects within it, such as the
 * attributes that an archive adds.
 */
export const headTexts = (extra: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(extra).flatMap(([name, value]) => (known.has(name) ? [] : [value].flat().filter((one) => typeof one === 'string')));

/** The fields in their order. */
export const moreFields = (extra: Readonly<Record<string, unknown>>): MoreField[] =>
  allFields(extra).filter(({ name }) => !known.has(name));

/** The keys by which queries name the fields, each once. */
export const moreFieldKeys = (extra: Readonly<Record<string, unknown>>): Set<string> =>
  new Set(moreFields(extra).flatMap(({ name }) => fieldKey(name) || []));

/** The same with those that cables know; each name once, values as text. */
export function allFields(extra: Readonly<Record<string, unknown>>): MoreField[] {
  const fields = new Map<string, MoreField>();
  const add = (name: string, value: unknown): void => {
    if (value === null || value === undefined || value === '') return;
    if (Array.isArray(value)) for (const one of value) add(name, one);
    else if (typeof value === 'object') for (const [inner, one] of Object.entries(value)) add(inner, one);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      const field = fields.get(name) ?? { name, values: [] };
      field.values.push(String(value));
      fields.set(name, field);
    }
  };
  for (const [name, value] of Object.entries(extra)) add(name, value);
  return [...fields.values()];
}

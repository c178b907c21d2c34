/**
 * The fields of a record that cables have not, by the record's own names: what stands in `extra`. Of objects within it each
 * entry is a field.
 */

type MoreField = { name: string; values: string[] };

/** Cables know these by fields of their own. */
const known: ReadonlySet<string> = new Set(['notice', 'origin_place']);

/** The fields in their order. */
export const moreFields = (extra: Readonly<Record<string, unknown>>): MoreField[] =>
  allFields(extra).filter(({ name }) => !known.has(name));

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

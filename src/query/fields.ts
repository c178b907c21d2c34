import { editDistance } from '../language/edit-distance.ts';
import { fieldKey } from './more-fields.ts';
import { textFields, type Field } from './text-fields.ts';
import { stateFields, type StateField } from './tree.ts';

/** Every name of a field. */
const fieldNames: Readonly<Record<string, Field | 'date'>> = {
  ...Object.fromEntries(Object.entries(textFields).flatMap(([field, { names }]) => names.map((name) => [name, field as Field] as const))),
  date: 'date',
};

/** Other names of the fields for the desk's own state, and for who and what is named in a cable. */
const otherNames: Readonly<Record<string, string>> = {
  set: 'in',
  individual: 'person',
  people: 'person',
  organization: 'org',
  organisation: 'org',
};

/** What a name before a colon stands for; `nearest` is the closest of our own names, safe to show. */
export type FieldName =
  | { kind: 'field'; field: Field | 'date' }
  /** The desk's own state. */
  | { kind: 'state'; field: StateField }
  /** The order of the hits. */
  | { kind: 'sort' }
  /** The day that the desk is seen as of. */
  | { kind: 'asof' }
  | { kind: 'unknown'; nearest: string | undefined };

/** Whether records have a field whose name has this key (`fieldKey`). */
export type IsOtherField = (key: string) => boolean;

/** Looks up a field by name, in any case; our own names come before those of records. */
export function fieldNamed(typed: string, isOtherField: IsOtherField): FieldName {
  const name = typed.toLowerCase();
  const field = Object.hasOwn(fieldNames, name) ? fieldNames[name] : undefined;
  if (field !== undefined) return { kind: 'field', field };
  const state = stateFields.find((known) => known === (otherNames[name] ?? name));
  if (state !== undefined) return { kind: 'state', field: state };
  if (name === 'sort' || name === 'asof') return { kind: name };
  const key = fieldKey(typed);
  if (key !== '' && isOtherField(key)) return { kind: 'field', field: `more:${key}` };
  return { kind: 'unknown', nearest: nearestName(name) };
}

function nearestName(typed: string): string | undefined {
  const most = typed.length <= 3 ? 1 : 2;
  let best: string | undefined;
  let least = most + 1;
  for (const name of [...Object.keys(fieldNames), ...stateFields]) {
    const distance = editDistance(typed, name, most);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

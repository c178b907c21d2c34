import { editDistance } from '../language/edit-distance.ts';
import { stateFields, type Field, type StateField } from './tree.ts';

/** Every name a field can be asked by. */
const names: Readonly<Record<string, Field | 'date'>> = {
  ref: 'ref',
  from: 'origin',
  origin: 'origin',
  sender: 'origin',
  to: 'to',
  subject: 'subject',
  text: 'text',
  body: 'text',
  marking: 'marking',
  type: 'type',
  lang: 'lang',
  trove: 'trove',
  code: 'code',
  topic: 'code',
  date: 'date',
};

/** The query language has these, but nothing answers them yet. */
const later: ReadonlySet<string> = new Set('empty'.split(' '));

/** Other names of the fields for what the desk holds, and for who and what is named in a cable. */
const otherNames: Readonly<Record<string, string>> = {
  set: 'in',
  individual: 'person',
  people: 'person',
  organization: 'org',
  organisation: 'org',
};

/** What a name before a colon stands for; `nearest` is our own nearest name, safe to be said. */
export type FieldName =
  | { kind: 'field'; field: Field | 'date' }
  /** What the desk itself holds. */
  | { kind: 'state'; field: StateField }
  /** How the hits are sorted. */
  | { kind: 'sort' }
  | { kind: 'later' }
  | { kind: 'unknown'; nearest: string | undefined };

/** Looks up a field's name, whatever its case. */
export function fieldNamed(typed: string): FieldName {
  const name = typed.toLowerCase();
  const field = Object.hasOwn(names, name) ? names[name] : undefined;
  if (field !== undefined) return { kind: 'field', field };
  const state = stateFields.find((known) => known === (otherNames[name] ?? name));
  if (state !== undefined) return { kind: 'state', field: state };
  if (name === 'sort') return { kind: 'sort' };
  return later.has(name) ? { kind: 'later' } : { kind: 'unknown', nearest: nearestName(name) };
}

function nearestName(typed: string): string | undefined {
  const most = typed.length <= 3 ? 1 : 2;
  let best: string | undefined;
  let least = most + 1;
  for (const name of [...Object.keys(names), ...stateFields]) {
    const distance = editDistance(typed, name, most);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

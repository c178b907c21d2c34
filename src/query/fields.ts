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

/**
 * Damerau's distance in its restricted form (optimal string alignment): letters added, left out, replaced, or two
 * neighbours swapped. Returns `most + 1` as soon as it is sure to be more than `most`.
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    older = old;
    old = row;
  }
  return Math.min(old[b.length] ?? 0, most + 1);
}

/** The rules for one kind of fact. */
type Kind = {
  /** Whether the result of a query may depend on it, so that a change makes watches look again. */
  wakesWatches: boolean;
  /** Whether a cable with such a fact counts as touched: somebody has looked at it or worked on it. */
  touches: boolean;
};

const work = { wakesWatches: true, touches: true } as const;
const searched = { wakesWatches: true, touches: false } as const;
const aside = { wakesWatches: false, touches: false } as const;

/** Every kind of fact that the desk holds. What a kind's facts mean is documented where their noun is defined. */
const kinds = {
  tag: work,
  reading: work,
  work,
  note: work,
  label: searched,
  mask: searched,
  judgment: searched,
  proposal: searched,
  set: searched,
  in: searched,
  thread: aside,
  daily: aside,
  draft: aside,
  fact: aside,
  review: aside,
  double: aside,
  shift: aside,
  watch: aside,
} as const satisfies Record<string, Kind>;

export type FactKind = keyof typeof kinds;

const isKind = (name: string): name is FactKind => Object.hasOwn(kinds, name);

/** The kinds whose rules satisfy a condition. */
export const kindsThat = (isSo: (kind: Kind) => boolean): FactKind[] =>
  Object.keys(kinds)
    .filter(isKind)
    .filter((name) => isSo(kinds[name]));

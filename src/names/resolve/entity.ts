import type { PersonName } from './person-name.ts';
import type { Mention } from '../recognise/names-so-far.ts';

/** The four kinds that have pages. Places are recognised, so that they are not taken for people, and go no further. */
export const entityKinds = ['country', 'individual', 'event', 'organization'] as const;

export type EntityKind = (typeof entityKinds)[number];

/** The names read in one cable, in order of place. */
export type CableNames = { ref: string; row: number; date: string; names: readonly Mention[] };

/** What a trove says of its own entities (trove.json): canonical name, other names, when. */
export type ListedName = {
  kind: EntityKind;
  name: string;
  aliases: readonly string[];
  role?: string | undefined;
  date?: string | undefined;
};

/**
 * What an editor decided, keyed on the name as folded (never on an id), so that it can be replayed over any import.
 * `act` orders them: what was decided later stands.
 */
export type Judgment =
  | { act: number; verb: 'merge'; kind: EntityKind; name: string; to: string }
  | { act: number; verb: 'split' | 'hide'; kind: EntityKind; name: string }
  | { act: number; verb: 'rename'; kind: EntityKind; name: string; to: string }
  | { act: number; verb: 'retype'; kind: EntityKind; name: string; to: EntityKind }
  | { act: number; verb: 'assign'; kind: EntityKind; name: string; to: string; cable: string }
  /** A name of a list, from outside of the cables, is this entity's, or is not. */
  | { act: number; verb: 'same' | 'other'; kind: EntityKind; name: string; to: string };

export type Entity = {
  /** `kind:folded canonical name`; of a country its code. */
  id: string;
  kind: EntityKind;
  name: string;
  /** Every form, as printed most often, most frequent first. */
  aliases: { name: string; key: string; mentions: number }[];
  /** Further names that lead to it, whether the cables use them or not: from the gazetteer and the trove's list. */
  known: string[];
  /** A name that several bear, where nothing in the cable says who; `candidates` are their ids. */
  ambiguous: boolean;
  candidates: string[];
  hidden: boolean;
  /** Of an event, when known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  date: string;
  parent: string;
};

export type NameNode = {
  id: string;
  kind: EntityKind;
  key: string;
  surfaces: Map<string, number>;
  mentions: number;
  person?: PersonName;
  date: string;
};

export type Anchor = { name: string; names: readonly string[]; date: string; parent: string };

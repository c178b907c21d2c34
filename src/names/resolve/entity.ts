import { english } from '../../reply/text.ts';
import type { PersonName } from './person-name.ts';
import type { Mention } from '../recognise/names-so-far.ts';

/** The four kinds with pages. Places are recognised only so that they are not taken for people. */
export const entityKinds = english(['country', 'individual', 'event', 'organization'] as const);

export type EntityKind = (typeof entityKinds)[number];

/** The names found in one cable, in reading order; who sent it to whom, if known. */
export type CableNames = {
  ref: string;
  row: number;
  trove: string;
  date: string;
  names: readonly Mention[];
  origin?: string;
  destination?: string;
};

/**
 * Why a mention is taken for an entity of another name: another spelling of it; named in full before it in the cable, or
 * elsewhere in it; listed as its name; of those years and shares most with the cable; an acronym that the cable or the trove
 * explains; the office that this person held then; initials; the address beside a letter; decided by an editor. Empty: it has
 * this name.
 */
export type Ground = '' | 'office' | 'initials' | 'address' | 'spelling' | 'before' | 'cable' | 'listed' | 'shared' | 'acronym' | 'decided';

/** An entity listed in a trove's description (trove.json): canonical name, other names, role, date. It says nothing of other troves. */
export type ListedName = {
  trove: string;
  kind: EntityKind;
  name: string;
  aliases: readonly string[];
  role?: string | undefined;
  date?: string | undefined;
};

/**
 * An editor's decision, keyed by folded name (never by id), so that it can be replayed over any import. `act` orders
 * them: later decisions win.
 */
export type Judgment =
  | { act: number; verb: 'merge'; kind: EntityKind; name: string; to: string }
  | { act: number; verb: 'split' | 'hide' | 'confirm'; kind: EntityKind; name: string }
  | { act: number; verb: 'rename'; kind: EntityKind; name: string; to: string }
  | { act: number; verb: 'retype'; kind: EntityKind; name: string; to: EntityKind }
  | { act: number; verb: 'assign'; kind: EntityKind; name: string; to: string; cable: string }
  /** A name from an external list is, or is not, this entity. */
  | { act: number; verb: 'same' | 'other'; kind: EntityKind; name: string; to: string };

export type Entity = {
  /** `kind:folded canonical name`; for countries `country:CODE`. */
  id: string;
  kind: EntityKind;
  name: string;
  /** Every form in its commonest spelling, most mentioned first. */
  aliases: { name: string; key: string; mentions: number }[];
  /** Other names it is found by, whether or not the cables use them: from the gazetteer, the trove's list and editors. */
  known: string[];
  /** A name shared by several where the cables do not say which one is meant; `candidates` are their ids. */
  ambiguous: boolean;
  candidates: string[];
  hidden: boolean;
  /** Nothing but guesses says that it is one: no page in lists, no tie, no reason for anything; found by its name. */
  perhaps: boolean;
  /** A list or an editor says that it is one, whatever the cables show. */
  vouched: boolean;
  /** Of an event, if known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; else ''. */
  date: string;
  parent: string;
};

export type NameNode = {
  id: string;
  kind: EntityKind;
  key: string;
  surfaces: Map<string, number>;
  mentions: number;
  /** Of them, those that are strong witnesses. */
  strong: number;
  person?: PersonName;
  /** Of a body that many countries have: nothing says whose. */
  isOpen?: boolean;
  date: string;
  /** Years of the first and the last dated cable. */
  years?: { first: number; last: number };
};

export type Anchor = { name: string; names: readonly string[]; date: string; parent: string };

import { noCable, type Facts, type Writing } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';
import { nameKey } from '../names/resolve/person-name.ts';
import type { Ruling } from '../names/compare/match.ts';
import { type Entity, type EntityKind, type Judgment } from '../names/resolve/entity.ts';
import { eventKey } from '../names/resolve/event-key.ts';

/** An editor's decision about a name, with who took it and when. */
export type Decided = FactValue<'judgment'> & { member: string; at: number; act: number };

/** A judgment not yet stored: without the number of its act. */
export type NewJudgment = Judgment extends infer J ? (J extends Judgment ? Omit<J, 'act'> : never) : never;

export const judgmentsOf = (facts: Facts, desk: string): Decided[] =>
  facts.all(desk, 'judgment').map(({ value, member, at, act }) => ({ ...value, member, at, act }));

/** Stores a judgment. Returns false when it is stored already. */
export function judge(writing: Writing, decided: NewJudgment): boolean {
  const { verb, kind, name } = decided;
  const where = 'cable' in decided ? `|${decided.cable}` : '';
  const to = 'to' in decided ? { to: decided.to } : {};
  // One decision per verb and name; merges, and same-or-other rulings, one per pair of names.
  const pair = `${kind}|${name}|${'to' in decided ? decided.to : ''}`;
  const key = isPaired(verb) ? `listed|${pair}` : verb === 'merge' ? `${verb}|${pair}` : `${verb}|${kind}|${name}${where}`;
  return writing.put('judgment', noCable, key, { verb, kind, name, ...to, ...('cable' in decided ? { cable: decided.cable } : {}) });
}

const isPaired = (verb: string): verb is 'same' | 'other' => verb === 'same' || verb === 'other';

/** Rulings from list comparison: whether two names are the same. */
export const rulingsOf = (facts: Facts, desk: string): (Ruling & { member: string; at: number })[] =>
  judgmentsOf(facts, desk).flatMap(({ verb, kind, name, to, member, at }) =>
    isPaired(verb) && to !== undefined ? [{ verb, kind, name, to, member, at }] : [],
  );

/** The key of an entity in judgments: that of its main name. */
export const keyOfEntity = ({ id, kind }: Pick<Entity, 'id' | 'kind'>): string => id.slice(kind.length + 1);

/** The key of one of an entity's names. */
export const keyOfName = (kind: EntityKind, name: string): string => (kind === 'event' ? eventKey(name, '') : nameKey(kind, name));

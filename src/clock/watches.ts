import type { Db } from '../store/database.ts';
import { noCable, type Fact, type Facts } from '../desk/facts.ts';
import type { FactValue } from '../desk/kinds.ts';
import { RowSet } from '../query/row-set.ts';
import type { QueryNode } from '../query/tree.ts';

/**
 * Standing queries. What a watch has reported is
 * stored outside the facts (table `watched`), so that undoing and redoing a watch repeats nothing.
 */
export type Watch = WatchValue & { key: string; owner: string; since: number };

export type WatchValue = FactValue<'watch'>;

const toWatch = ({ key, member: owner, at: since, value }: Fact<'watch'>): Watch => ({ key, owner, since, ...value });

/** The desk's watches, oldest first. */
export const watchesOf = (facts: Facts, desk: string): Watch[] => facts.all(desk, 'watch').map(toWatch);

export function watchOf(facts: Facts, desk: string, key: string): Watch | undefined {
  const fact = facts.get(desk, 'watch', noCable, key);
  return fact === undefined ? undefined : toWatch(fact);
}

export type Watched = { seen: RowSet; trouble: string };

/** What a watch has reported; undefined before its first check. */
export function watchedBy(db: Db, desk: string, key: string): Watched | undefined {
  const row = db
    .prepare<[string, string], { seen: Uint8Array; trouble: string }>('SELECT seen, trouble FROM watched WHERE desk = ? AND watch = ?')
    .get(desk, key);
  return row === undefined ? undefined : { seen: new RowSet(new Uint8Array(row.seen)), trouble: row.trouble };
}

/** Stores what a watch has reported; call it inside the act that reports it. */
export function keepWatched(db: Db, desk: string, key: string, { seen, trouble }: Watched): void {
  db.prepare(
    `INSERT INTO watched (desk, watch, seen, trouble) VALUES (?, ?, ?, ?)
     ON CONFLICT (desk, watch) DO UPDATE SET seen = excluded.seen, trouble = excluded.trouble`,
  ).run(desk, key, seen.bytes(), trouble);
}

/** What a query's result depends on, besides the texts. */
export type Needs = {
  /** The desk's state, or the asker's. */
  state: boolean;
  /** Names, which are read after the import. */
  names: boolean;
  /** The time alone. */
  clock: boolean;
};

export function needsOf(node: QueryNode, text: string): Needs {
  switch (node.kind) {
    case 'state': {
      const names = ['person', 'org', 'country', 'event'].includes(node.field);
      const clock = node.field === 'age' || (node.field === 'is' && /^overdue$/i.test(node.value));
      return { state: !names && !['age', 'came', 'words'].includes(node.field), names, clock };
    }
    case 'and':
    case 'or':
    case 'some':
      return node.nodes
        .map((part) => needsOf(part, text))
        .reduce((a, b) => ({ state: a.state || b.state, names: a.names || b.names, clock: a.clock || b.clock }), none);
    case 'not':
      return needsOf(node.node, text);
    case 'date':
      return { ...none, clock: /\bnow\b/i.test(text) };
    case 'word':
    case 'phrase':
    case 'pattern':
    case 'rows':
    case 'all':
    case 'none':
      return none;
  }
}

const none: Needs = { state: false, names: false, clock: false };

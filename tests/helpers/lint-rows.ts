import { expect, test } from 'vitest';
import { lintOutgoing, type OutgoingKind, type Surroundings } from '../../src/chat/lint/lint.ts';

/** Something right, and something wrong that breaks this rule `at` this place; `about` says what is known of where it is sent. */
export type Row = { rule: string; right: unknown; wrong: unknown; at?: string; about?: Surroundings; aboutRight?: Surroundings };

/** A test of each row: what is right has no fault, what is wrong has this one, at its place. */
export function testRows(kind: OutgoingKind, rows: readonly Row[]): void {
  test.each(rows.map((entry, at) => ({ ...entry, at: at + 1, place: entry.at })))(
    '$at: $rule $place',
    ({ rule, right, wrong, place, about, aboutRight }) => {
      expect(lintOutgoing(kind, right, aboutRight)).toEqual([]);
      const faults = lintOutgoing(kind, wrong, about);
      expect(faults.map((fault) => fault.rule)).toContain(rule);
      const found = faults.find((fault) => fault.rule === rule);
      expect(found?.path).toBe(place ?? found?.path);
      expect(found?.message).toMatch(/^[A-Z"a-z0-9].{10,}\.$/s);
    },
  );
}

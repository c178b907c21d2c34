import type { Attempt } from './requests.ts';

/**
 * A limit of Discord, from both sides: what is just allowed is sent to the local Discord over HTTP and accepted, what is just
 * beyond is sent and refused as the real one refuses it. `caughtBy` says who else would have noticed: `spec`, the published
 * schema of Discord's interface, or nobody, so that the rule is `ours` alone to keep.
 */
export type Row = { name: string; right: Attempt; wrong: Attempt; refusal: Refusal; caughtBy: 'spec' | 'ours' };
/** `at` and `error`: which code there must be, and where in the tree of errors. */
type Refusal = { status: number; code: number; at?: string; error?: string };

// Refusals.

export const invalid = (at: string, error: string): Refusal => ({ status: 400, code: 50_035, at, error });
export const tooLong = (at: string): Refusal => invalid(at, 'BASE_TYPE_MAX_LENGTH');
export const badLength = (at: string): Refusal => invalid(at, 'BASE_TYPE_BAD_LENGTH');
export const outOfRange = (at: string): Refusal => invalid(at, 'OUT_OF_RANGE');
export const wrongAnswer = invalid('type', 'INVALID_CALLBACK');
export const tooManyCommands: Refusal = { status: 400, code: 30_032 };
export const emptyMessage: Refusal = { status: 400, code: 50_006 };
export const tooLarge: Refusal = { status: 413, code: 40_005 };
export const tooLate: Refusal = { status: 404, code: 10_062 };
export const closed = (code: number): Refusal => ({ status: 101, code });

// Rows.

export const rule = (name: string, right: Attempt, wrong: Attempt, refusal: Refusal, caughtBy: Row['caughtBy']): Row => ({
  name,
  right,
  wrong,
  refusal,
  caughtBy,
});
/** A rule of the kind "at most": `limit` of something is accepted, one more is refused. */
export const most = (name: string, limit: number, make: (count: number) => Attempt, refusal: Refusal, caughtBy: Row['caughtBy']): Row =>
  rule(`${name}: at most ${limit}`, make(limit), make(limit + 1), refusal, caughtBy);
/** A rule of the kind "at least". */
export const least = (name: string, limit: number, make: (count: number) => Attempt, refusal: Refusal, caughtBy: Row['caughtBy']): Row =>
  rule(`${name}: at least ${limit}`, make(limit), make(limit - 1), refusal, caughtBy);

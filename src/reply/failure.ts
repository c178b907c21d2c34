import type { Action } from './reply.ts';
import { plain, type Text } from './text.ts';

/**
 * What kind of refusal it is; the terminal's exit code follows from it (after sysexits.h where one fits):
 * refused 1, usage 2, data 65 (EX_DATAERR), busy 75 (EX_TEMPFAIL: another process), config 78 (EX_CONFIG).
 */
export type FailureKind = 'refused' | 'usage' | 'data' | 'busy' | 'config';

export const exitCodes: Record<FailureKind, number> = { refused: 1, usage: 2, data: 65, busy: 75, config: 78 };

/**
 * A failure that is shown to the person: what is wrong (with the value), and what to do. Everything else that is thrown
 * is a bug and answered with a reference number.
 */
export class DeskError extends Error {
  readonly text: Text;
  readonly hint: Text | undefined;
  readonly kind: FailureKind;
  readonly actions: readonly Action[];

  constructor(text: Text, more: { hint?: Text | undefined; kind?: FailureKind; actions?: readonly Action[]; cause?: unknown } = {}) {
    super(plain(text), more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'DeskError';
    this.text = text;
    this.hint = more.hint;
    this.kind = more.kind ?? 'refused';
    this.actions = more.actions ?? [];
  }
}

import { DeskError } from '../../../reply/failure.ts';
import { plural, quoted, said, type Text } from '../../../reply/text.ts';

/** Why the cluster gives no answer that could be relied on. Plain data, so that a thread can tell it. */
export type Outage =
  | { what: 'away' | 'refused' | 'overloaded' | 'slow' | 'missing' }
  /** So many parts of the index do not answer. */
  | { what: 'parts'; failed: number; of: number }
  /** It has answered, but does not hold every cable yet. */
  | { what: 'behind'; done: number; total: number }
  /** Nobody has put the cables themselves there; or several have, by these names. */
  | { what: 'texts' }
  | { what: 'several'; names: string[] }
  /** What is there was written by another release. */
  | { what: 'release' };

/** The same as it is told to people. What the client says itself stays in the log: it may hold a key. */
export class ClusterTrouble extends DeskError {
  readonly outage: Outage;
  constructor(outage: Outage, cause?: string) {
    super(wordsOf(outage), { kind: 'busy', hint: hintFor(outage), ...(cause === undefined ? {} : { cause: new Error(cause) }) });
    this.outage = outage;
  }
}

function wordsOf(outage: Outage): Text {
  switch (outage.what) {
    case 'away':
      return said`The search cluster does not answer.`;
    case 'refused':
      return said`The search cluster refuses this desk’s user or key.`;
    case 'overloaded':
      return said`The search cluster has too much to do.`;
    case 'slow':
      return said`The search cluster took too long and was stopped.`;
    case 'missing':
      return said`The search cluster has lost the index of these cables; it is built again.`;
    case 'parts':
      if (outage.of === 1) return said`The index in the search cluster does not answer.`;
      return outage.failed === 1
        ? said`1 of ${outage.of} parts of the index does not answer.`
        : said`${outage.failed} of ${outage.of} parts of the index do not answer.`;
    case 'behind':
      return said`The search cluster holds ${outage.done} of ${plural(outage.total, 'cable')} so far.`;
    case 'texts':
      return said`The search cluster holds no cables to be copied.`;
    case 'several':
      return said`The search cluster holds the cables of several archives: ${quoted(outage.names.join(', '))}.`;
    case 'release':
      return said`What the search cluster holds was written by another release of cabledesk.`;
  }
}

function hintFor({ what }: Outage): Text {
  if (what === 'slow') return said`Try fewer or rarer words.`;
  if (what === 'refused') return said`Ask whoever runs the bot to check its settings. Opening a cable by its ref still works.`;
  if (what === 'texts') return said`The desk that has them sets CABLEDESK_OPENSEARCH_TEXTS=on.`;
  if (what === 'several') return said`Name one: CABLEDESK_ARCHIVE=cluster:NAME.`;
  if (what === 'release') return said`All desks on one cluster need the same release.`;
  return said`Nothing was counted. Try again in a moment; opening a cable by its ref still works.`;
}

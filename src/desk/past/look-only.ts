import { DeskError } from '../../reply/failure.ts';
import { own, said } from '../../reply/text.ts';
import { writingNothing } from '../act.ts';
import { actKind } from '../acts.ts';
import type { Desk } from '../desk.ts';
import type { Ledger, Read } from '../ledger.ts';
import type { Past } from './pasts.ts';

/**
 * A desk as it was, as people may use it: nothing of it can be changed. What is kept of their looking (who read what, what was
 * searched for, what was exported) is kept by the present desk, at the present time.
 */
export function lookOnly(then: Desk, live: Desk, past: Past): Desk {
  const refuse = (): never => {
    throw new DeskError(said`Nothing can be changed as of ${own(past.day)}.`, {
      kind: 'usage',
      hint: said`Leave asof: out to change the desk as it is now.`,
    });
  };
  const nothing = { put: refuse, drop: refuse, restore: refuse, post: refuse };
  return {
    ...then,
    past,
    get whole() {
      return this;
    },
    act(caller, entry, effect) {
      // Looking at what was is no reading of what is.
      if (actKind(entry.act).looks === true) return effect({ ...writingNothing, db: then.db, post: () => {} });
      return live.act(caller, { ...entry, detail: { ...entry.detail, asof: past.day } }, (tools) =>
        effect({ ...tools, ...nothing, db: then.db }),
      );
    },
    claim: live.claim,
    wasDone: live.wasDone,
    ledger: shifted(live.ledger, () => live.now() - past.at),
    searches: {
      ...then.searches,
      keep: (desk, search, over = then.searches.corpus()) => live.searches.keep(desk, { ...search, at: live.now() }, over),
      forget: () => 0,
    },
    outbox: live.outbox,
    views: live.views,
    roster: live.roster,
    group: live.group,
    trouble: live.trouble,
    asOf: (day) => live.asOf(day),
  };
}

/** The reading ledger, its moments so much earlier: what was read within the last hour was read within the last hour of then. */
function shifted(ledger: Ledger, by: () => number): Ledger {
  const earlier = (reads: Read[]): Read[] => reads.map((read) => ({ ...read, when: read.when - by() }));
  return {
    ...ledger,
    get problem() {
      return ledger.problem;
    },
    record: (reader, command, shown, at) => ledger.record(reader, command, shown, at + by()),
    since: (reader, after) => earlier(ledger.since(reader, after + by())),
    of: (reader, cable) => earlier(ledger.of(reader, cable)),
    first(reader) {
      const at = ledger.first(reader);
      return at === undefined ? undefined : at - by();
    },
  };
}

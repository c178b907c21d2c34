import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { openedOrNot, type Shown } from '../desk/ledger.ts';
import { DeskError } from '../reply/failure.ts';
import type { Reply } from '../reply/reply.ts';
import { stretchesOf, withoutCables } from '../reply/stretches.ts';
import { join, own, type Text } from '../reply/text.ts';
import { raiseAlarms } from '../team/reading-alarms.ts';
import { liftHint, readingOfLate, whyNotShown } from '../team/reading-limits.ts';

/**
 * What every answer goes through before it is shown: the text of cables in it is written into the reading ledger. What would
 * be more than its reader may see is taken out, which is said. Throws a DeskError when nothing is left that makes sense.
 */
export function showReply(desk: Desk, caller: Caller, command: string, reply: Reply): Reply {
  const shown = openedOrNot(stretchesOf(reply), (row) => desk.cables.byRow(row)?.body.length ?? 0);
  if (shown.length === 0) return reply;
  const reading = readingOfLate(desk, caller);
  const allowed: Shown[] = [];
  const refused = new Map<number, Text>();
  for (const [cable, some] of Map.groupBy(shown, (one) => one.cable)) {
    const why = whyNotShown(reading, some, allowed);
    if (why === undefined) allowed.push(...some);
    else refused.set(cable, why);
  }
  desk.ledger.record({ desk: caller.desk, member: caller.member }, command, allowed, desk.now());
  raiseAlarms(desk, caller, reading, { shown: allowed, isRefused: refused.size > 0 });
  const [why] = refused.values();
  if (why === undefined) return reply;
  if (reply.holds?.some(({ cable }) => refused.has(cable)) === true) throw new DeskError(why, { hint: liftHint(caller) });
  const cables = new Set(refused.keys());
  const files = reply.files?.filter(({ holds = [] }) => !holds.some(({ cable }) => cables.has(cable)));
  return {
    ...reply,
    blocks: [...withoutCables(reply.blocks, cables, own('[not shown]')), { kind: 'text', text: join([why, liftHint(caller)], ' ') }],
    ...(files === undefined ? {} : { files }),
  };
}

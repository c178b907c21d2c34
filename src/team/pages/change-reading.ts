import type { Cable } from '../../cables/cables.ts';
import type { ActName } from '../../desk/acts.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { noCable, type Writing } from '../../desk/facts.ts';
import type { Post, Reply } from '../../reply/reply.ts';
import { DeskError } from '../../reply/failure.ts';
import { press } from '../../reply/actions.ts';
import { ref, said, strong, time, type Text } from '../../reply/text.ts';
import { anyMember, done, person } from './lines.ts';

/** What leads do about reading: pause a member, let them in again, lift limits, mark cables. The other leads hear of it. */

const day = 24 * 3_600_000;

type Change = { act: ActName; cable?: string; detail: Record<string, unknown>; told: () => Text; refused: Text };

/** One act of a lead; throws a DeskError when it changes nothing. */
function change(desk: Desk, caller: Caller, { told, refused, ...entry }: Change, effect: (tools: Writing) => boolean): number {
  return desk.act(caller, entry, (tools) => {
    if (!effect(tools)) throw new DeskError(refused);
    for (const { id } of desk.roster.all(caller.desk).filter(({ role, id: one }) => role === 'lead' && one !== caller.member))
      tools.post(() => newsFor(id, said`${person(desk, caller.desk, caller.member)} ${told()}`));
    return tools.act;
  });
}

const newsFor = (lead: string, text: Text): Post => ({
  to: { member: lead },
  shows: 'metadata',
  reply: { title: [strong('Reading')], blocks: [{ kind: 'text', text }] },
});

/** Shows nothing more to a member until a lead says otherwise. */
export function pauseMember(desk: Desk, caller: Caller, { member: typed, why }: { member: string; why?: string | undefined }): Reply {
  const { id } = anyMember(desk, caller, typed);
  if (id === caller.member) throw new DeskError(said`You cannot pause yourself.`);
  const who = person(desk, caller.desk, id);
  const act = change(
    desk,
    caller,
    { act: 'pause member', detail: { member: id }, told: () => said`has paused ${who}.`, refused: said`${who} is paused already.` },
    ({ put }) => put('paused', noCable, id, why === undefined ? {} : { why }),
  );
  return done(said`${who} is paused: I answer them nothing, and send them nothing, until a lead resumes them.`, act, {
    actions: [press(said`What they read`, 'desk reads', { member: id })],
  });
}

/** Lets a paused member in again. */
export function resumeMember(desk: Desk, caller: Caller, typed: string): Reply {
  const { id } = anyMember(desk, caller, typed);
  const who = person(desk, caller.desk, id);
  const act = change(
    desk,
    caller,
    { act: 'resume member', detail: { member: id }, told: () => said`has let ${who} back in.`, refused: said`${who} is not paused.` },
    ({ drop }) => drop('paused', noCable, id),
  );
  return done(said`${who} is back in.`, act);
}

/** Lifts the limits of reading for a member for a day. */
export function liftLimits(desk: Desk, caller: Caller, typed: string): Reply {
  const { id } = anyMember(desk, caller, typed);
  const who = person(desk, caller.desk, id);
  const until = desk.now() + day;
  const act = change(
    desk,
    caller,
    {
      act: 'lift limits',
      detail: { member: id },
      told: () => said`has lifted the reading limits for ${who} for a day.`,
      refused: said`They are lifted already.`,
    },
    ({ put }) => put('lifted', noCable, id, { until }),
  );
  return done(said`${who} may read without limits until ${time(until, 'both')}. What they read is still recorded.`, act);
}

/** Marks a cable, or takes the mark off. */
export function setTripwire(
  desk: Desk,
  caller: Caller,
  cable: Cable,
  { why, off }: { why?: string | undefined; off?: boolean | undefined },
): Reply {
  const isOff = off === true;
  const name = ref(cable.ref);
  const act = change(
    desk,
    caller,
    {
      act: 'tripwire',
      cable: cable.ref,
      detail: isOff ? { off } : {},
      told: () => (isOff ? said`has removed the mark from ${name}.` : said`has marked ${name}: leads are told who opens it.`),
      refused: isOff ? said`${name} is not marked.` : said`${name} is already marked like that.`,
    },
    ({ put, drop }) => (isOff ? drop('tripwire', cable.row, '') : put('tripwire', cable.row, '', why === undefined ? {} : { why })),
  );
  return done(
    isOff
      ? said`${name} is not marked any more.`
      : said`${name} is marked: leads are told at once who opens it. Nobody else sees the mark.`,
    act,
  );
}

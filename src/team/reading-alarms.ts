import { clockCaller, type Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { noCable } from '../desk/facts.ts';
import type { Read, Shown } from '../desk/ledger.ts';
import { dayIn, hourIn } from '../language/zones.ts';
import { DeskError } from '../reply/failure.ts';
import { press } from '../reply/actions.ts';
import type { Post } from '../reply/reply.ts';
import { plural, quoted, ref, said, strong, time, type Part, type Text } from '../reply/text.ts';
import { liftHint, whyNotNow, type LateReading } from './reading-limits.ts';

/**
 * What leads are told at once, in the transaction that notices it: somebody reads as no reporter does, or opens a cable that a
 * lead has marked. Each once a day for each member.
 */

const minute = 60_000;
const day = 24 * 60 * minute;
/** So many cables opened within that time. */
const sweep = { cables: 25, within: 10 * minute };
/** So many opened between midnight and six by somebody who opened none at that time in the month before. */
const night = { cables: 10, until: 6 };
/** So many opened on the first day that somebody reads at all. */
const firstDay = { cables: 25 };

/** What an answer shows, and whether some of it was taken out. */
type Answered = { shown: readonly Shown[]; isRefused: boolean };

/** Tells the leads what is unusual about what this member reads. Nothing is told of those who sit at the machine. */
export function raiseAlarms(desk: Desk, caller: Caller, reading: LateReading, { shown, isRefused }: Answered): void {
  if (caller.via !== 'discord') return;
  const now = desk.now();
  const opened = shown.filter(({ isOpened }) => isOpened);
  if (opened.length === 0 && !isRefused) return;
  const reader = { desk: caller.desk, member: caller.member };
  const all: Read[] = [...reading.last, ...opened.map((one) => ({ ...one, member: caller.member, when: now, command: '' }))];
  const openedSince = (since: number, is: (read: Read) => boolean = () => true): number =>
    new Set(all.filter((read) => read.isOpened && read.when > since && is(read)).map(({ cable }) => cable)).size;
  const who = personOf(desk, caller);
  if (isRefused) raiseLimit(desk, caller);
  const swept = openedSince(now - sweep.within);
  if (swept >= sweep.cables) raise(desk, caller, 'sweep', () => said`${who} has opened ${swept} cables within ten minutes.`);
  const first = desk.ledger.first(reader) ?? now;
  const atFirst = openedSince(now - day);
  if (now - first < day && atFirst >= firstDay.cables)
    raise(
      desk,
      caller,
      'new',
      () => said`${who}, who has been reading here since ${time(first, 'relative')}, has opened ${plural(atFirst, 'cable')} already.`,
    );
  const zone = zoneOf(desk, caller.desk);
  const isNight = (at: number): boolean => hourIn(zone, at) < night.until;
  const atNight = isNight(now) ? openedSince(now - night.until * 60 * minute, ({ when }) => isNight(when)) : 0;
  if (
    atNight >= night.cables &&
    !desk.ledger.since(reader, now - 30 * day).some(({ when, isOpened }) => isOpened && when < now - day && isNight(when))
  )
    raise(
      desk,
      caller,
      'night',
      () => said`${who} has opened ${plural(atNight, 'cable')} tonight, and none at this time in the month before.`,
    );
  for (const row of new Set(opened.map(({ cable }) => cable))) {
    const wire = desk.facts.get(caller.desk, 'tripwire', row, '');
    const cable = wire === undefined ? undefined : desk.cables.byRow(row);
    if (cable !== undefined)
      raise(
        desk,
        caller,
        `tripwire ${row}`,
        () => said`${who} has opened ${ref(cable.ref)}, which ${whoIs(desk, caller.desk, wire?.member ?? '')} marked.`,
      );
  }
}

/** Refuses to open a cable, before anything is noted of it, when this member has opened as many as they may. */
export function refuseBeyondLimit(desk: Desk, caller: Caller, cable: number): void {
  const why = whyNotNow(desk, caller, cable);
  if (why === undefined) return;
  raiseLimit(desk, caller);
  throw new DeskError(why, { hint: liftHint(caller) });
}

const raiseLimit = (desk: Desk, caller: Caller): void =>
  raise(desk, caller, 'limit', () => said`${personOf(desk, caller)} has reached a reading limit.`);

const personOf = (desk: Desk, { desk: id, member, name }: Caller): Part => ({
  kind: 'member',
  id: member,
  name: desk.roster.get(id, member)?.name ?? name,
});
const whoIs = (desk: Desk, id: string, member: string): Part => ({
  kind: 'member',
  id: member,
  name: desk.roster.get(id, member)?.name ?? member,
});

/** The time zone in which this desk's day is told: that of its digest, else of the machine. */
function zoneOf(desk: Desk, id: string): string {
  return desk.facts.all(id, 'daily')[0]?.value.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Once a day for each member and reason. */
function raise(desk: Desk, caller: Caller, reason: string, what: () => Text): void {
  const by = clockCaller(caller.desk, `alarm:${caller.member}:${reason}:${dayIn(zoneOf(desk, caller.desk), desk.now())}`);
  if (desk.wasDone(by.interaction)) return;
  const leads = desk.roster.all(caller.desk).filter(({ role, id }) => role === 'lead' && id !== caller.member);
  desk.act(by, { act: 'alarm', detail: { member: caller.member, reason } }, ({ post }) => {
    for (const { id } of leads) post(() => letter(id, caller, what()));
    return null;
  });
}

function letter(lead: string, { member }: Caller, what: Text): Post {
  return {
    to: { member: lead },
    shows: 'metadata',
    reply: {
      tone: 'notice',
      title: [strong('Reading')],
      blocks: [{ kind: 'text', text: what }],
      actions: [
        [
          press(said`Pause this member`, 'desk pause', { member }, { style: 'danger' }),
          press(said`What they read`, 'desk reads', { member }),
        ],
      ],
    },
  };
}

/** Whether a lead has paused this member, and why. */
export function pausedBy(
  desk: Desk,
  { desk: id, member }: Pick<Caller, 'desk' | 'member'>,
): { by: string; at: number; why: string | undefined } | undefined {
  const fact = desk.facts.get(id, 'paused', noCable, member);
  return fact === undefined ? undefined : { by: fact.member, at: fact.at, why: fact.value.why };
}

/** What a paused member is told. */
export const pausedText = (why: string | undefined): Text =>
  said`A lead has paused your access to this desk${why === undefined ? said`` : said`: ${quoted(why)}`}.`;

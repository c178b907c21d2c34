import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { noCable } from '../desk/facts.ts';
import { covered, type Read, type Shown } from '../desk/ledger.ts';
import { charactersPerCable, excerptLimit, leadOf, sealedShare } from '../desk/policy.ts';
import { own, ref, said, time, type Text, english } from '../reply/text.ts';

/**
 * How much one member may read: cables opened and characters shown, in an hour and in a day; on a sealed desk, how much of one
 * cable in all. Whoever sits at the machine has everything anyway, so nothing is limited in the terminal.
 */

const hour = 3_600_000;
/** How long a window is, in words. */
export const within = english({ hour: 'within an hour', day: 'within a day' });
export const readingWindows = [
  { name: 'hour', length: hour },
  { name: 'day', length: 24 * hour },
] as const;

/** What is known of one member's reading while an answer is made. */
export type LateReading = { caller: Caller; desk: Desk; last: readonly Read[] };

/** Whether this one is limited at all. */
const isLimited = ({ quota }: Desk, { via }: Caller): boolean => quota !== undefined && via === 'discord';

/** Until when a lead has lifted the limits for a member; undefined when they hold. */
export function liftedUntil(desk: Desk, deskId: string, member: string): number | undefined {
  const until = desk.facts.get(deskId, 'lifted', noCable, member)?.value.until ?? 0;
  return until > desk.now() ? until : undefined;
}

/** What this member has read within a day, withdrawn cables left out: whoever saw them must not learn of them by a count. */
export function readingOfLate(desk: Desk, caller: Caller): LateReading {
  const last = desk.ledger.since({ desk: caller.desk, member: caller.member }, desk.now() - 24 * hour);
  const there = new Set(desk.cables.existing([...new Set(last.map(({ cable }) => cable))]));
  return { desk, caller, last: last.filter(({ cable }) => there.has(cable)) };
}

/** Why a cable's pieces may not be shown; undefined when they may. `already`: of other cables in the same answer. */
export function whyNotShown(reading: LateReading, shown: readonly Shown[], already: readonly Shown[]): Text | undefined {
  const { desk, caller } = reading;
  const [first] = shown;
  if (first === undefined) return undefined;
  if (desk.exposure === 'sealed' && caller.via !== 'terminal') {
    const cable = desk.cables.byRow(first.cable);
    const most = Math.max(excerptLimit('sealed'), Math.min(sealedShare.characters, (cable?.body.length ?? 0) * sealedShare.part));
    if (covered([...desk.ledger.of({ desk: caller.desk, member: caller.member }, first.cable), ...shown]) > most)
      return said`You have seen as much of ${ref(cable?.ref ?? '')} as this sealed desk shows; all of it is read in the terminal.`;
  }
  if (!isLimited(desk, caller) || liftedUntil(desk, caller.desk, caller.member) !== undefined) return undefined;
  return (first.isOpened ? whyNotOpened(reading, first.cable, already) : undefined) ?? whyTooMuch(reading, [...already, ...shown]);
}

/** Why this member may not open another cable now; undefined when they may, or it is open already. */
export function whyNotNow(desk: Desk, caller: Caller, cable: number): Text | undefined {
  if (!isLimited(desk, caller) || liftedUntil(desk, caller.desk, caller.member) !== undefined) return undefined;
  return whyNotOpened(readingOfLate(desk, caller), cable, []);
}

/** What can be done about a limit. */
export const liftHint = (caller: Caller): Text => said`Ask ${leadOf(caller)}: they can lift this for a day.`;

function whyNotOpened({ desk, last }: LateReading, cable: number, already: readonly Shown[]): Text | undefined {
  for (const { name, length } of readingWindows) {
    const most = desk.quota?.[name] ?? Infinity;
    const opened = new Map<number, number>();
    for (const read of last)
      if (read.isOpened && read.when > desk.now() - length) opened.set(read.cable, opened.get(read.cable) ?? read.when);
    for (const one of already) if (one.isOpened) opened.set(one.cable, opened.get(one.cable) ?? desk.now());
    if (opened.has(cable) || opened.size < most) continue;
    const next = Math.min(...opened.values()) + length;
    return said`You have opened ${most} cables ${own(within[name])}, as many as this desk allows. The next one opens ${time(next, 'relative')}.`;
  }
  return undefined;
}

function whyTooMuch({ desk, last }: LateReading, shown: readonly Shown[]): Text | undefined {
  const now = shown.reduce((sum, { length }) => sum + length, 0);
  for (const { name, length: window } of readingWindows) {
    const most = (desk.quota?.[name] ?? Infinity) * charactersPerCable;
    const before = last.filter(({ when }) => when > desk.now() - window).reduce((sum, { length }) => sum + length, 0);
    if (before + now > most) return said`You were shown ${before} characters ${own(within[name])}; this desk allows ${most}.`;
  }
  return undefined;
}

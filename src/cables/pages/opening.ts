import type { Cable } from '../cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { readingOf } from '../../team/readings.ts';

/** Turning pages counts as one read: another view within this time is not recorded again. */
const justNow = 10 * 60_000;

/** Writes down that somebody looks at a page of a cable. */
export function noteOpening(desk: Desk, caller: Caller, cable: Cable, page: number): void {
  desk.act(caller, { act: 'open', cable: cable.ref, detail: { page } }, ({ put }) => {
    const reading = readingOf(desk.facts, caller.desk, cable.row, caller.member);
    const now = desk.now();
    if (reading.last === undefined || now - reading.last > justNow)
      put('reading', cable.row, caller.member, { ...reading, opened: reading.opened ?? now, last: now });
    return null;
  });
}

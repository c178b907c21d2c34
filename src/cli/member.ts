import { randomUUID } from 'node:crypto';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { DeskError } from '../reply/failure.ts';
import { said } from '../reply/text.ts';

/** The caller for what the operator does to the desk's people in the terminal; a new interaction each time. */
export const operatorOf = (desk: Desk): Caller => ({
  desk: desk.home(),
  member: 'operator',
  name: 'operator',
  role: 'lead',
  via: 'terminal',
  interaction: randomUUID(),
  place: undefined,
});

/** A member's id, typed as it is or by a name that one person alone has here. Throws a DeskError (usage) otherwise. */
export function typedMember(desk: Desk, typed: string): string {
  const id = /^\d{17,20}$/.test(typed) ? typed : desk.roster.named(desk.home(), typed)?.id;
  if (id === undefined)
    throw new DeskError(desk.roster.whyNobody(desk.home(), typed), {
      kind: 'usage',
      hint: said`Give their id, which is 17 to 20 digits (Discord: right-click on the member, Copy ID).`,
    });
  return id;
}

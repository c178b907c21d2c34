import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import type { Desk } from '../desk/desk.ts';
import { endEnrolment, makeCode } from '../desk/enrolment.ts';
import { keyRoles } from '../desk/roles.ts';
import { DeskError } from '../reply/failure.ts';
import { own, plain, quoted, said } from '../reply/text.ts';
import { typedMember, operatorOf } from './member.ts';
import type { Verb } from './verb.ts';

export const enrolArgs = z.object({
  member: z.string().optional(),
  role: z.enum(keyRoles).optional(),
  revoke: z.boolean().default(false),
});

/** Prints a code for a member, takes a member's key back, or lists who has one. */
export const runEnrol: Verb<z.infer<typeof enrolArgs>> = async ({ desk }, { member: typed, role, revoke }, io) => {
  const home = desk.home();
  const tell = (line: string): Promise<void> => io.out(`${terminal(line)}\n`);
  if (typed === undefined) {
    const all = desk.facts.all(home, 'enrolment').map(({ key, value: { role: has, code } }) => ({ key, has, code }));
    for (const { key, has } of all) if (has !== undefined) await tell(`${key} ${nameOf(desk, key)}: ${has}`);
    if (all.every(({ has }) => has === undefined)) await tell('Nobody is enrolled.');
    for (const { key, code } of all)
      if (code !== undefined && code.until > desk.now())
        await tell(`A code waits for ${key} ${nameOf(desk, key)}, as ${code.role}, until ${clockOf(code.until)} UTC.`);
    return 0;
  }
  const member = typedMember(desk, typed);
  const operator = operatorOf(desk);
  if (revoke) {
    if (!endEnrolment(desk, operator, member)) throw new DeskError(said`${quoted(typed)} is not enrolled.`);
    await tell(`${member} ${nameOf(desk, member)} has a reporter's rights from now on, whatever role the server gives.`);
    return 0;
  }
  if (role === undefined)
    throw new DeskError(said`For which role? Type ${own('--role editor')} or ${own('--role lead')}.`, { kind: 'usage' });
  const { code, until } = makeCode(desk, operator, member, role);
  await tell(`${code}  for ${member} ${nameOf(desk, member)} as ${role}, once, until ${clockOf(until)} UTC.`);
  await tell('Give it to them in person or by telephone, not on Discord; they type /me enrol there.');
  return 0;
};

const clockOf = (at: number): string => new Date(at).toISOString().slice(11, 16);

const nameOf = (desk: Desk, member: string): string =>
  plain(said`(${quoted(desk.roster.get(desk.home(), member)?.name ?? 'not seen here yet')})`);

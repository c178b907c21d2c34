import { z } from 'zod';
import { terminal } from '../chat/neutralise.ts';
import { forgetMember, heldAbout } from '../desk/privacy.ts';
import { count } from '../reply/text.ts';
import { typedMember, operatorOf } from './member.ts';
import { needsYes, type Verb } from './verb.ts';

export const forgetArgs = z.object({ member: z.string(), yes: z.boolean().default(false) });

/** Forgets a member, after a preview: what goes, what stays, and why. */
export const runForget: Verb<z.infer<typeof forgetArgs>> = async ({ desk }, { member: typed, yes }, io) => {
  const member = typedMember(desk, typed);
  const tell = (line: string): Promise<void> => io.out(`${terminal(line)}\n`);
  const held = yes ? forgetMember(desk, operatorOf(desk), member) : heldAbout(desk, desk.home(), member);
  await tell(
    `${yes ? 'Gone' : 'Goes'}: ${count(held.searches)} searches; name and role (${held.name ?? 'not known here'}); ${count(held.own)} watches, reminders, shifts, keys, stars and sets of their own.`,
  );
  await tell(
    `Stays under the number ${member}: ${count(held.acts)} acts of the log, whose hashes cover it; ${count(held.facts)} tags, notes and other work, which is the desk's; ${count(held.reads)} lines of who was shown what, for 400 days; and in the history of facts what a watch or a shift asked, and what they starred.`,
  );
  await tell('Earlier backups and copies still hold all of it: delete them when you are allowed to.');
  return yes ? 0 : needsYes;
};

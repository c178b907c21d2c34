import { z } from 'zod';
import { clockCaller, type Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import type { FactValue } from '../desk/kinds.ts';
import { noCable } from '../desk/facts.ts';
import { howFar, isAllRead } from '../desk/whole.ts';
import { pressAgain } from '../reply/actions.ts';
import type { Action, Reply } from '../reply/reply.ts';
import { DeskError } from '../reply/failure.ts';
import { plural, quoted, said } from '../reply/text.ts';
import { done } from '../team/pages/lines.ts';

/** What a member asks to be told, once: that all cables are read, with the question they asked before. */

const question = z.object({ command: z.string(), options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) });

/** Notes that the member is to be told once all cables are read; `again`: the call that is asked again then, as JSON. */
export function askToBeTold(desk: Desk, caller: Caller, again: string | undefined): Reply {
  const value = again === undefined ? {} : askedBefore(again);
  if (isAllRead(desk)) return { ...allRead(desk), actions: askAgain(value) };
  const act = desk.act(caller, { act: 'tell when read' }, ({ act: number, put }) => {
    put('tell', noCable, caller.member, value);
    return number;
  });
  return done(said`I’ll message you once all are read: ${howFar(desk, desk.index.isWhole() ? 'names' : 'texts')}.`, act);
}

/** A question as a button carries it. Throws a DeskError (usage) for anything else. */
function askedBefore(text: string): z.infer<typeof question> {
  try {
    return question.parse(JSON.parse(text));
  } catch (cause) {
    throw new DeskError(said`${quoted(text.slice(0, 60))} is no question that was asked before.`, { kind: 'usage', cause });
  }
}

/** Writes to everybody who asked to be told, once all cables are read. Returns how many that are. */
export function tellWhoAsked(desk: Desk): number {
  const home = desk.home();
  const waiting = desk.facts.all(home, 'tell');
  if (waiting.length === 0) return 0;
  if (!isAllRead(desk)) {
    // Reading that failed is begun again.
    desk.rereadNames();
    return 0;
  }
  for (const { key, act, value } of waiting)
    desk.act(clockCaller(home, `told:${act}`), { act: 'told that all is read', detail: { to: key } }, ({ drop, post }) => {
      drop('tell', noCable, key);
      // Messages cannot be recalled, so they count no withdrawn cable.
      post(() => ({ to: { member: key }, reply: { ...allRead(desk.as({ desk: home, role: 'reader' })), actions: askAgain(value) } }));
    });
  return waiting.length;
}

const allRead = (desk: Desk): Reply => ({
  title: said`All ${plural(desk.cables.count(), 'cable')} are read`,
  blocks: [{ kind: 'text', text: said`Texts and names: what is not found now is in none of them.` }],
});

const askAgain = ({ command, options = {} }: FactValue<'tell'>): Action[][] =>
  command === undefined ? [] : [[pressAgain(said`Ask again`, command, options)]];

import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { howFar, unreadOf } from '../desk/whole.ts';
import { noteAsked, notingAsked, type Asked } from '../reply/absence.ts';
import type { Choice } from '../reply/reply.ts';
import { asTyped, plain, quoted, said, type Text } from '../reply/text.ts';
import type { Call, Command, OptionSpec } from './command.ts';
import { usage } from './options.ts';

/**
 * Completes options while they are typed. Where there is nothing to choose, the one choice says why; picked, it is answered
 * with the reason as it is then, and never taken as a value.
 */

const mostChoices = 25;
/** Discord's limit for the label and for the value of a choice. */
const longest = 100;
/** What the values of choices that say why begin with; what was typed follows. */
const mark = '⟦none⟧ ';

/** What is completed: the option, and what is typed into it. */
type Completing = { desk: Desk; caller: Caller; commands: readonly Command[]; call: Call; spec: OptionSpec; typed: string };

/** True for the value of a choice that says why there is nothing to choose. */
export const isReason = (value: unknown): value is string => typeof value === 'string' && value.startsWith(mark);

/** A choice that says why there is none. Its value fits into the option, or Discord would not send it. */
export function reasonChoice(why: Text, typed: string, spec: OptionSpec): Choice {
  const room = Math.min(longest, 'max' in spec && spec.type !== 'number' ? (spec.max ?? longest) : longest);
  return { label: plain(why).slice(0, longest), value: `${mark}${typed}`.slice(0, room) };
}

/** At most 25 choices; where there are none, one that says why. */
export async function completeOption(completing: Completing): Promise<Choice[]> {
  const found = await lookUp(completing);
  return Array.isArray(found) ? found : [reasonChoice(found.why, completing.typed, completing.spec)];
}

/** Throws a DeskError (usage) with the reason when a choice that says why there is none was picked for one of these options. */
export async function refuseReasons(parts: Omit<Completing, 'spec' | 'typed'>, specs: Readonly<Record<string, OptionSpec>>): Promise<void> {
  for (const [name, value] of Object.entries(parts.call.options)) {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined || !isReason(value)) continue;
    const found = await lookUp({ ...parts, spec, typed: value.slice(mark.length) });
    throw Array.isArray(found) ? usage(said`Choose ${asTyped(name)} again: there are suggestions now.`) : usage(found.why);
  }
}

async function lookUp(completing: Completing): Promise<Choice[] | { why: Text }> {
  const { desk } = completing;
  const asked: Asked = new Map();
  const found = await notingAsked(asked, async () => choicesOf(completing));
  if (found.length > 0) return found.slice(0, mostChoices);
  const unread = unreadOf(desk, asked);
  return { why: unread === undefined ? whyNone(completing) : said`Still reading: ${howFar(desk, unread)}` };
}

function choicesOf({ desk, caller, commands, call, spec, typed }: Completing): Choice[] | Promise<Choice[]> {
  if (spec.suggest !== undefined) return spec.suggest({ desk, caller, commands, typed, options: call.options });
  if (spec.type !== 'cable') return [];
  noteAsked('texts', true);
  return desk.cables
    .complete(typed, mostChoices)
    .map((head) => ({ label: [head.ref, head.date, head.subject].filter((text) => text !== '').join(' · '), value: head.ref }));
}

function whyNone({ desk, caller, commands, call, spec, typed }: Completing): Text {
  if (spec.suggest !== undefined) return spec.none({ desk, caller, commands, typed, options: call.options });
  return desk.cables.count() === 0 ? said`There are no cables yet` : said`No ref or subject matches ${quoted(typed.slice(0, 60))}`;
}

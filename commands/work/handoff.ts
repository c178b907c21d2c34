import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import type { Caller } from '../../src/desk/caller.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { peopleCompletion, peopleNamed } from '../../src/team/pages/split-people.ts';
import { colleague, person } from '../../src/team/pages/lines.ts';
import { said } from '../../src/reply/text.ts';
import { leaver, previewHandoff, carryOutHandoff } from '../../src/team/pages/handoff.ts';

const handoffOptions = optionSpecs({
  from: { type: 'member', description: 'Whose work (only leads can hand over somebody else’s)', required: true },
  to: { type: 'member', description: 'Who gets it; leave empty to free it for anyone' },
  among: {
    type: 'members',
    description: 'Who share it: members or roles, separated by commas',
    max: 1000,
    ...peopleCompletion,
  },
  why: { type: 'text', description: 'What they should know (both see this)', max: 500 },
  frozen: { type: 'text', description: 'The previewed cables', hidden: true, max: 64 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work handoff': Values<typeof handoffOptions>;
  }
}

export default command({
  name: 'work handoff',
  description: 'Hand one member’s open work to others, or free it for anyone, with a summary as a table',
  who: 'editor',
  examples: ['/work handoff from:@Anna to:@Ben', '/work handoff from:@Anna among:@reporters', '/work handoff from:@Anna'],
  options: handoffOptions,
  run({ options, desk, caller }) {
    const from = leaver(desk, caller, options.from);
    const { among, why, frozen } = options;
    const to = [
      ...new Set([...(options.to === undefined ? [] : [colleague(desk, caller, options.to).id]), ...sharers(desk, caller, from, among)]),
    ];
    if (to.includes(from) || (among !== undefined && to.length === 0))
      throw new DeskError(said`${person(desk, caller.desk, from)} cannot hand over to themselves.`, {
        kind: 'usage',
        hint: said`Without a second name, their work is free for anyone to claim.`,
      });
    if (!mayTouch(caller, from))
      throw new DeskError(said`That is ${person(desk, caller.desk, from)}'s work; only they and leads can hand it over.`, {
        hint: said`To hand over a single cable, use /work transfer.`,
      });
    return frozen === undefined ? previewHandoff(desk, caller, { from, to, why }) : carryOutHandoff(desk, caller, { from, why }, frozen);
  },
});

/** Who shares the work of somebody: those named, but for that one where a role was named. */
const sharers = (desk: Desk, caller: Caller, from: string, among: string | undefined): string[] =>
  among === undefined
    ? []
    : peopleNamed(desk, caller, among)
        .map(({ id }) => id)
        .filter((id) => id !== from);

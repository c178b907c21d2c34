import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import { frozenRows } from '../../src/team/pages/split.ts';
import { colleague, person } from '../../src/team/pages/lines.ts';
import { said } from '../../src/reply/text.ts';
import { leaver, previewHandoff, carryOutHandoff } from '../../src/team/pages/handoff.ts';

const handoffOptions = optionSpecs({
  from: { type: 'member', description: 'Whose work (only leads can hand over somebody else’s)', required: true },
  to: { type: 'member', description: 'Who gets it; leave empty to free it for anyone' },
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
  description: 'Hand one member’s open work to another, or free it for anyone, with a summary as a table',
  who: 'editor',
  examples: ['/work handoff from:@Anna to:@Ben', '/work handoff from:@Anna'],
  options: handoffOptions,
  run({ options, desk, caller }) {
    const from = leaver(desk, caller, options.from);
    const to = options.to === undefined ? undefined : colleague(desk, caller, options.to).id;
    if (to === from)
      throw new DeskError(said`${person(desk, caller.desk, from)} cannot hand over to themselves.`, {
        kind: 'usage',
        hint: said`Without a second name, their work is free for anyone to claim.`,
      });
    if (!mayTouch(caller, from))
      throw new DeskError(said`That is ${person(desk, caller.desk, from)}'s work; only they and leads can hand it over.`, {
        hint: said`To hand over a single cable, use /work transfer.`,
      });
    const { why, frozen } = options;
    return frozen === undefined
      ? previewHandoff(desk, caller, { from, to, why })
      : carryOutHandoff(desk, caller, { from, to, why }, frozenRows(desk, caller, frozen));
  },
});

import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import { frozenRows } from '../../src/team/pages/split.ts';
import { colleague, person } from '../../src/team/pages/lines.ts';
import { said } from '../../src/reply/text.ts';
import { leaver, previewHandoff, carryOutHandoff } from '../../src/team/pages/handoff.ts';

const handoffOptions = optionSpecs({
  from: { type: 'member', description: 'Whose work; others than your own only leads hand over', required: true },
  to: { type: 'member', description: 'To whom; without one it goes back to everybody' },
  why: { type: 'text', description: 'What they should know; both see it', max: 500 },
  frozen: { type: 'text', description: 'The cables that were previewed', hidden: true, max: 64 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work handoff': Values<typeof handoffOptions>;
  }
}

export default command({
  name: 'work handoff',
  description: 'All open work of one member goes to another, or back to everybody, with a summary as a table',
  who: 'editor',
  examples: ['/work handoff from:@Anna to:@Ben', '/work handoff from:@Anna'],
  options: handoffOptions,
  run({ options, desk, caller }) {
    const from = leaver(desk, caller, options.from);
    const to = options.to === undefined ? undefined : colleague(desk, caller, options.to).id;
    if (to === from)
      throw new DeskError(said`${person(desk, caller.desk, from)} cannot hand over to themselves.`, {
        kind: 'usage',
        hint: said`Without a second name their work goes back to everybody.`,
      });
    if (!mayTouch(caller, from))
      throw new DeskError(said`That is ${person(desk, caller.desk, from)}'s work; only they and leads can hand it over.`, {
        hint: said`One cable that is yours goes by /transfer.`,
      });
    const { why, frozen } = options;
    return frozen === undefined
      ? previewHandoff(desk, caller, { from, to, why })
      : carryOutHandoff(desk, caller, { from, to, why }, frozenRows(desk, caller, frozen));
  },
});

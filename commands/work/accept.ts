import { press } from '../../src/reply/actions.ts';
import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { cableFor, done, noteForm, openAction, person } from '../../src/team/pages/lines.ts';
import { ref, said } from '../../src/reply/text.ts';
import { workOn } from '../../src/team/work.ts';

const acceptOptions = optionSpecs({ ref: { type: 'cable', description: "The cable's ref", required: true } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work accept': Values<typeof acceptOptions>;
  }
}

export default command({
  name: 'work accept',
  description: 'Accept a cable assigned to you',
  who: 'reader',
  examples: ['/work accept ref:COREU/WAS/0107/18'],
  options: acceptOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const act = desk.act(caller, { act: 'accept', cable: cable.ref }, ({ act: number, put, post }) => {
      const work = workOn(desk.facts, caller.desk, cable.row);
      if (work.assignee !== caller.member)
        throw new DeskError(
          work.assignee === undefined
            ? said`${ref(cable.ref)} is no longer assigned to you.`
            : said`${ref(cable.ref)} is with ${person(desk, caller.desk, work.assignee)} now.`,
          { actions: [openAction(cable.ref)] },
        );
      const { offered, nudged: _, ...kept } = work;
      const status = work.status === 'new' ? 'claimed' : work.status;
      put('work', cable.row, '', { ...kept, status, touched: desk.now() });
      const { by } = work;
      if (offered === true && by !== undefined && by !== caller.member)
        post(() => ({
          to: { member: by },
          shows: 'metadata',
          reply: { blocks: [{ kind: 'text', text: said`${person(desk, caller.desk, caller.member)} accepted ${ref(cable.ref)}.` }] },
        }));
      return number;
    });
    return done(said`${ref(cable.ref)} is yours.`, act, {
      actions: [press(said`Open`, 'cable', { ref: cable.ref }), noteForm(cable.ref)],
    });
  },
});

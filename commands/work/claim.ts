import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { cableFor, done, noteForm, openAction, person, refuseVerified } from '../../src/team/pages/lines.ts';
import { ref, said, time } from '../../src/reply/text.ts';
import { workOn } from '../../src/team/work.ts';
import { press } from '../../src/reply/actions.ts';

const claimOptions = optionSpecs({ ref: { type: 'cable', description: "The cable's ref", required: true } });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work claim': Values<typeof claimOptions>;
  }
}

export default command({
  name: 'work claim',
  description: 'Claim a cable: it’s yours from now on, and colleagues see that',
  who: 'reporter',
  examples: ['/work claim ref:COREU/WAS/0107/18'],
  options: claimOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const { act, since } = desk.act(caller, { act: 'claim', cable: cable.ref }, ({ act: number, put }) => {
      const work = workOn(desk.facts, caller.desk, cable.row);
      // Two presses cannot meet in here: whoever comes second finds the first one's name.
      if (work.assignee !== undefined && work.assignee !== caller.member)
        throw new DeskError(
          said`${person(desk, caller.desk, work.assignee)} has ${ref(cable.ref)}${work.since === undefined ? said`` : said` since ${time(work.since, 'relative')}`}.`,
          { hint: said`They or a lead can hand it over.`, actions: [openAction(cable.ref)] },
        );
      refuseVerified(cable, work);
      const { offered: _, nudged: __, ...kept } = work;
      const now = desk.now();
      const isMine = work.assignee === caller.member && work.status === 'claimed';
      put('work', cable.row, '', {
        ...kept,
        status: 'claimed',
        assignee: caller.member,
        since: isMine ? (work.since ?? now) : now,
        touched: now,
      });
      return { act: number, since: isMine ? (work.since ?? now) : undefined };
    });
    return done(
      since === undefined ? said`${ref(cable.ref)} is yours.` : said`${ref(cable.ref)} is yours already, ${time(since, 'relative')}.`,
      act,
      {
        actions: [openAction(cable.ref), noteForm(cable.ref), press(said`Release`, 'work release', { ref: cable.ref }, { as: 'replace' })],
      },
    );
  },
});

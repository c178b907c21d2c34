import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import { cableFor, done, person } from '../../src/team/pages/lines.ts';
import { ref, said, strong } from '../../src/reply/text.ts';
import { statuses } from '../../src/cables/status.ts';
import { workOn } from '../../src/team/work.ts';

const statusOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  status: { type: 'choice', description: 'Its new status', choices: statuses, required: true },
  why: { type: 'text', description: 'Why', max: 500 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work status': Values<typeof statusOptions>;
  }
}

export default command({
  name: 'work status',
  description: 'Set a cable’s status: new, claimed, read, verified, irrelevant or blocked',
  who: 'reporter',
  examples: [
    '/work status ref:COREU/WAS/0107/18 status:verified',
    '/work status ref:COREU/WAS/0107/18 status:blocked why:Waiting for the embassy',
  ],
  options: statusOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const { status, why } = options;
    const { act, before } = desk.act(caller, { act: 'status', cable: cable.ref, detail: { status } }, ({ act: number, put, drop }) => {
      const { nudged: _, offered: __, ...work } = workOn(desk.facts, caller.desk, cable.row);
      if (!mayTouch(caller, work.assignee))
        throw new DeskError(
          said`${person(desk, caller.desk, work.assignee ?? '')} has ${ref(cable.ref)}; only they and leads can set its status.`,
        );
      if (status === 'new' && work.assignee === undefined) drop('work', cable.row, '');
      else
        put('work', cable.row, '', {
          ...work,
          status,
          // Whoever claims by this way has it, too.
          ...(status === 'claimed' && work.assignee === undefined ? { assignee: caller.member, since: desk.now() } : {}),
          ...(why === undefined ? {} : { why }),
          touched: desk.now(),
        });
      return { act: number, before: work.status };
    });
    return done(
      said`${ref(cable.ref)} is ${strong(status)}${before === status ? said`, as before` : said`; it was ${strong(before)}`}.`,
      act,
    );
  },
});

import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import { cableFor, done, person, notifyFormerAssignee } from '../../src/team/pages/lines.ts';
import { ref, said } from '../../src/reply/text.ts';
import { workOn } from '../../src/team/work.ts';
import { press } from '../../src/reply/actions.ts';

const releaseOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  why: { type: 'text', description: 'Why (whoever assigned it to you is told)', max: 300 },
  mine: { type: 'flag', description: 'Only if it was offered to you', hidden: true },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work release': Values<typeof releaseOptions>;
  }
}

export default command({
  name: 'work release',
  description: 'Release a cable, or decline one assigned to you; tags and notes stay',
  who: 'reader',
  examples: ['/work release ref:COREU/WAS/0107/18'],
  options: releaseOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const { act, was } = desk.act(caller, { act: 'release', cable: cable.ref }, ({ act: number, put, drop, post }) => {
      const work = workOn(desk.facts, caller.desk, cable.row);
      if (work.assignee === undefined) throw new DeskError(said`Nobody has ${ref(cable.ref)}.`);
      if (options.mine === true && work.assignee !== caller.member)
        throw new DeskError(said`${ref(cable.ref)} is with ${person(desk, caller.desk, work.assignee)} now, so that offer is over.`);
      if (!mayTouch(caller, work.assignee))
        throw new DeskError(said`${person(desk, caller.desk, work.assignee)} has ${ref(cable.ref)}; only they and leads can release it.`);
      notifyFormerAssignee(desk, caller, cable, work, post, () => said`released it`);
      const { status, due, priority } = work;
      // What was given is gone with whom it was given to; how far they came stays.
      const left = status === 'new' || status === 'claimed' ? 'new' : status;
      if (left === 'new' && due === undefined && priority === undefined) drop('work', cable.row, '');
      else
        put('work', cable.row, '', {
          status: left,
          ...(due === undefined ? {} : { due }),
          ...(priority === undefined ? {} : { priority }),
        });
      const { by } = work;
      if (by !== undefined && by !== caller.member)
        post(() => ({
          to: { member: by },
          shows: 'metadata',
          reply: {
            blocks: [
              {
                kind: 'text',
                text:
                  work.offered === true
                    ? said`${person(desk, caller.desk, caller.member)} declined ${ref(cable.ref)}.`
                    : said`${person(desk, caller.desk, caller.member)} released ${ref(cable.ref)}.`,
              },
              ...(options.why === undefined ? [] : [{ kind: 'passage' as const, text: [{ kind: 'quoted' as const, text: options.why }] }]),
            ],
            actions: [[press(said`Open`, 'cable', { ref: cable.ref })]],
          },
        }));
      return { act: number, was: work.offered === true ? 'declined' : 'released' };
    });
    return done(
      was === 'declined'
        ? said`${ref(cable.ref)} is declined. Your notes and tags stay.`
        : said`${ref(cable.ref)} is released. Your notes and tags stay.`,
      act,
    );
  },
});

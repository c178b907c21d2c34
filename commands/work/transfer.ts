import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import { cableFor, colleague, done, excerptOf, person, refuseVerified, notifyFormerAssignee } from '../../src/team/pages/lines.ts';
import { headLine, subjectLine } from '../../src/cables/cards.ts';
import { quoted, ref, said } from '../../src/reply/text.ts';
import { workOn } from '../../src/team/work.ts';
import { press } from '../../src/reply/actions.ts';

const transferOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  to: { type: 'member', description: 'Who gets it', required: true },
  why: { type: 'text', description: 'Why (they see this)', max: 500 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work transfer': Values<typeof transferOptions>;
  }
}

export default command({
  name: 'work transfer',
  description: 'Hand one of your cables to a colleague, with due date, priority and reason',
  who: 'reporter',
  examples: ['/work transfer ref:COREU/WAS/0107/18 to:@Editor why:You know the people in it'],
  options: transferOptions,
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const member = colleague(desk, caller, options.to);
    const act = desk.act(caller, { act: 'transfer', cable: cable.ref, detail: { to: member.id } }, ({ act: number, put, post }) => {
      const { nudged: _, snoozed: __, ...work } = workOn(desk.facts, caller.desk, cable.row);
      refuseVerified(cable, work);
      if (work.assignee === undefined)
        throw new DeskError(said`Nobody has ${ref(cable.ref)}.`, { hint: said`To give it to somebody, assign it.` });
      if (!mayTouch(caller, work.assignee))
        throw new DeskError(said`${person(desk, caller.desk, work.assignee)} has ${ref(cable.ref)}; only they and leads can hand it over.`);
      if (work.assignee === member.id) throw new DeskError(said`${person(desk, caller.desk, member.id)} has it already.`);
      const now = desk.now();
      const why = options.why ?? work.why;
      put('work', cable.row, '', {
        ...work,
        // Handed over means still to be done.
        status: work.status === 'blocked' ? 'blocked' : 'new',
        assignee: member.id,
        by: caller.member,
        offered: true,
        ...(why === undefined ? {} : { why }),
        since: now,
        touched: now,
      });
      notifyFormerAssignee(desk, caller, cable, work, post, () => said`handed it to ${person(desk, caller.desk, member.id)}`);
      post(() => ({
        to: { member: member.id },
        shows: 'excerpt',
        about: cable.row,
        reply: {
          title: said`${person(desk, caller.desk, caller.member)} handed you a cable`,
          blocks: [
            ...(why === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(why)] }]),
            { kind: 'text', text: headLine(cable) },
            { kind: 'text', text: subjectLine(cable) },
            excerptOf(desk, cable),
          ],
          actions: [
            [
              press(said`Accept`, 'work accept', { ref: cable.ref }, { as: 'decide', style: 'main' }),
              press(said`Decline`, 'work release', { ref: cable.ref, mine: true }, { as: 'decide' }),
            ],
          ],
        },
        ...(caller.place === undefined
          ? {}
          : {
              fallback: {
                channel: caller.place.id,
                reply: {
                  blocks: [
                    {
                      kind: 'text',
                      text: said`${person(desk, caller.desk, member.id)} doesn’t accept direct messages from me. ${ref(cable.ref)} is waiting for them in /work mine.`,
                    },
                  ],
                },
              },
            }),
      }));
      return number;
    });
    return done(said`${ref(cable.ref)} is handed over to ${person(desk, caller.desk, member.id)}.`, act);
  },
});

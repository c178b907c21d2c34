import { headLine, subjectLine } from '../../src/cables/cards.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { command, optionSpecs, type Values } from '../../src/bot/command.ts';
import type { Cable } from '../../src/cables/cables.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { mayTouch } from '../../src/desk/policy.ts';
import type { Post } from '../../src/reply/reply.ts';
import { cableFor, colleague, done, dueDay, excerptOf, person, refuseVerified, notifyFormerAssignee } from '../../src/team/pages/lines.ts';
import { own, quoted, ref, said, ours, join } from '../../src/reply/text.ts';
import { priorities } from '../../src/desk/kinds.ts';
import { workOn, type Work } from '../../src/team/work.ts';
import { press, form } from '../../src/reply/actions.ts';

const assignOptions = optionSpecs({
  ref: { type: 'cable', description: "The cable's ref", required: true },
  to: { type: 'member', description: 'Who gets it', required: true },
  due: { type: 'date', description: 'Due date: 2026-12-01' },
  priority: { type: 'choice', description: 'How urgent it is', choices: priorities },
  why: { type: 'text', description: 'What to look for (they see this)', max: 500 },
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work assign': Values<typeof assignOptions>;
  }
}

export default command({
  name: 'work assign',
  description: 'Assign a cable to a colleague; they get a message and accept or decline',
  who: 'editor',
  examples: ['/work assign ref:COREU/WAS/0107/18 to:@Editor due:2026-12-01 priority:high why:Who is quoted in paragraph 2?'],
  options: assignOptions,
  menus: [
    {
      on: 'member',
      name: 'Assign a cable',
      open: (target) => ({
        form: form(
          said`Assign`,
          'work assign',
          { to: target.on === 'member' ? target.id : '' },
          {
            title: said`Assign a cable`,
            fields: [
              { option: 'ref', label: ours('Ref of the cable'), required: true, max: 100 },
              { option: 'due', label: ours('Due'), description: ours('A day: 2026-12-01'), max: 10 },
              { option: 'why', label: ours('Why'), description: ours('What to look for; they see it'), long: true, max: 500 },
            ],
          },
        ),
      }),
    },
  ],
  run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const member = colleague(desk, caller, options.to);
    const due = dueDay(desk, options.due);
    const isMe = member.id === caller.member;
    const who = person(desk, caller.desk, member.id);
    const act = desk.act(caller, { act: 'assign', cable: cable.ref, detail: { to: member.id } }, ({ act: number, put, post }) => {
      const before = workOn(desk.facts, caller.desk, cable.row);
      if (!mayTouch(caller, before.assignee) && before.by !== caller.member)
        throw new DeskError(said`${person(desk, caller.desk, before.assignee ?? '')} has ${ref(cable.ref)}.`, {
          hint: said`They or a lead can hand it over.`,
        });
      refuseVerified(cable, before);
      notifyFormerAssignee(desk, caller, cable, before, post, () => said`assigned it to ${who}`);
      const work: Work = {
        status: isMe ? 'claimed' : 'new',
        assignee: member.id,
        by: caller.member,
        ...(isMe ? {} : { offered: true }),
        ...(due === undefined ? {} : { due }),
        ...(options.priority === undefined ? {} : { priority: options.priority }),
        ...(options.why === undefined ? {} : { why: options.why }),
        since: desk.now(),
        touched: desk.now(),
      };
      put('work', cable.row, '', work);
      if (!isMe) post(() => offer(desk, caller, cable, work));
      return number;
    });
    return done(isMe ? said`${ref(cable.ref)} is yours.` : said`${ref(cable.ref)} is assigned to ${who}. I’m messaging them now.`, act);
  },
});

/** What the assignee reads: the cable, as much of it as may leave the desk, the reason, and two buttons. */
function offer(desk: Desk, caller: Caller, cable: Cable, { assignee = '', due, priority, why }: Work): Post {
  const from = person(desk, caller.desk, caller.member);
  const more = [
    due === undefined ? undefined : said`due ${own(due)}`,
    priority === undefined || priority === 'normal' ? undefined : said`${own(priority)} priority`,
  ].filter((part) => part !== undefined);
  const options = { ref: cable.ref };
  return {
    to: { member: assignee },
    shows: 'excerpt',
    about: cable.row,
    reply: {
      title: said`${from} assigned you a cable`,
      blocks: [
        ...(why === undefined ? [] : [{ kind: 'passage' as const, text: [quoted(why)] }]),
        ...(more.length === 0 ? [] : [{ kind: 'text' as const, text: join(more, ', ') }]),
        { kind: 'text', text: headLine(cable) },
        { kind: 'text', text: subjectLine(cable) },
        excerptOf(desk, cable),
      ],
      actions: [
        [
          press(said`Accept`, 'work accept', options, { as: 'decide', style: 'main' }),
          form(
            said`Decline`,
            'work release',
            { ...options, mine: true },
            {
              as: 'decide',
              title: said`Decline ${quoted(cable.ref)}`,
              fields: [{ option: 'why', label: ours('Why'), description: ours('They are told'), max: 300 }],
            },
          ),
          press(said`Open`, 'cable', options),
        ],
      ],
    },
    ...(caller.place === undefined
      ? {}
      : {
          fallback: {
            channel: caller.place.id,
            reply: {
              tone: 'notice',
              blocks: [
                {
                  kind: 'text',
                  text: said`${person(desk, caller.desk, assignee)} doesn’t accept direct messages from me. ${ref(cable.ref)} is waiting for them in /work mine.`,
                },
              ],
            },
          },
        }),
  };
}

import { listPage } from '../../src/reply/paging.ts';
import type { Caller } from '../../src/desk/caller.ts';
import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import type { Desk } from '../../src/desk/desk.ts';
import type { Action, Item } from '../../src/reply/reply.ts';
import { anyMember, lineOf, openAction, person, todayOf } from '../../src/team/pages/lines.ts';
import { join, own, plural, quoted, said, time, type Text, ours } from '../../src/reply/text.ts';
import { allWork, isOpenWork, isOverdue, type Work } from '../../src/team/work.ts';
import { press } from '../../src/reply/actions.ts';

const perPage = 5;

const mineOptions = optionSpecs({
  who: { type: 'member', description: 'Whose work (default: yours)' },
  page: pageOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work mine': Values<typeof mineOptions>;
  }
}

export default command({
  name: 'work mine',
  description: 'Your work, or a colleague’s: what is assigned, claimed and due',
  who: 'reader',
  examples: ['/work mine', '/work mine who:@Editor'],
  options: mineOptions,
  menus: [{ on: 'member', name: 'Show assignments', open: (target) => ({ options: target.on === 'member' ? { who: target.id } : {} }) }],
  run({ options, desk, caller }) {
    // Who has left may still have work: a lead must see it to share it out.
    const member =
      options.who === undefined
        ? caller.member
        : (desk.roster.named(caller.desk, options.who)?.id ?? anyMember(desk, caller, options.who).id);
    const isMe = member === caller.member;
    const work = [...allWork(desk.facts, caller.desk)]
      .filter(([, one]) => one.assignee === member && isOpenWork(one))
      .toSorted(([, a], [, b]) => rank(a).localeCompare(rank(b)));
    const who = person(desk, caller.desk, member);
    const overdue = work.filter(([, one]) => isOverdue(one, todayOf(desk))).length;
    return listPage({
      title: isMe ? said`You have ${plural(work.length, 'cable')} to do` : said`${who} has ${plural(work.length, 'cable')} to do`,
      before: overdue === 0 ? [] : [{ kind: 'text', text: said`${overdue} of them overdue.` }],
      ...(isMe ? { empty: said`Every cable has a Claim button. When a colleague assigns you one, you get a message.` } : {}),
      rows: work,
      perPage,
      page: options.page,
      item: ([cable, one]) => desk.cables.heads([cable]).map((head) => itemOf(desk, caller, head, one, isMe)),
      turn: ['work mine', { who: options.who === undefined ? undefined : member }],
      beside: [press(said`Search these`, 'search', { query: isMe ? 'is:mine is:open' : `assignee:${member} is:open` }, { as: 'replace' })],
    });
  },
});

/** Overdue and urgent first, then by day, then the oldest. */
function rank({ due = '9999', priority = 'normal', since = 0 }: Work): string {
  const urgency = { high: '0', normal: '1', low: '2' }[priority];
  return `${due} ${urgency} ${String(since).padStart(15, '0')}`;
}

function itemOf(desk: Desk, caller: Caller, head: Parameters<typeof lineOf>[2], work: Work, isMe: boolean): Item {
  const { head: line, lines } = lineOf(desk, caller.desk, head);
  const facts: Text[] = [];
  if (isOverdue(work, todayOf(desk))) facts.push(said`overdue`);
  if (work.by !== undefined && work.by !== work.assignee) facts.push(said`from ${person(desk, caller.desk, work.by)}`);
  if (work.since !== undefined) facts.push([time(work.since, 'relative')]);
  const options = { ref: head.ref };
  const actions: Action[] = [openAction(head.ref)];
  if (isMe && work.offered === true) actions.push(press(said`Accept`, 'work accept', options, { style: 'main' }));
  if (isMe) actions.push(press(said`Mark as read`, 'work status', { ...options, status: 'read' }));
  if (isMe) actions.push(press(ownLabel(work.offered === true ? ours('Decline') : ours('Release')), 'work release', options));
  return {
    head: line,
    lines: [...lines, ...(facts.length === 0 ? [] : [join(facts, ' · ')])],
    ...(work.why === undefined ? {} : { passage: [quoted(work.why)] }),
    actions,
  };
}

const ownLabel = (label: string): Text => [own(label)];

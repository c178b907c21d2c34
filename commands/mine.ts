import { turnPages } from '../src/reply/paging.ts';
import type { Caller } from '../src/desk/caller.ts';
import { command } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import type { Action, Item } from '../src/reply/reply.ts';
import { colleague, lineOf, openAction, person, todayOf } from '../src/team/pages/lines.ts';
import { join, own, plural, quoted, said, time, type Text } from '../src/reply/text.ts';
import { allWork, isOpenWork, isOverdue, type Work } from '../src/team/work.ts';

const perPage = 5;

export default command({
  name: 'mine',
  description: 'Your work, or a colleague’s: what is given, claimed, due',
  who: 'reader',
  examples: ['/mine', '/mine who:@Editor'],
  options: {
    who: { type: 'member', description: 'Whose work; default: yours' },
    page: { type: 'number', description: 'Page of the list', min: 1 },
  },
  menus: [{ on: 'member', name: 'Show assignments', open: (target) => ({ options: target.on === 'member' ? { who: target.id } : {} }) }],
  run({ options, desk, caller }) {
    // Who has left may still have work: a lead must see it to share it out.
    const member =
      options.who === undefined
        ? caller.member
        : (desk.roster.named(caller.desk, options.who)?.id ?? colleague(desk, caller, options.who).id);
    const isMe = member === caller.member;
    const page = options.page ?? 1;
    const hidden = hiddenFrom(desk.facts, caller);
    const work = [...allWork(desk.facts, caller.desk)]
      .filter(([cable, one]) => one.assignee === member && isOpenWork(one) && !hidden.has(cable))
      .toSorted(([, a], [, b]) => rank(a).localeCompare(rank(b)));
    const who = person(desk, caller.desk, member);
    const overdue = work.filter(([, one]) => isOverdue(one, todayOf(desk))).length;
    const shown = work.slice((page - 1) * perPage, page * perPage);
    const pages = Math.max(1, Math.ceil(work.length / perPage));
    const heads = new Map(desk.cables.heads(shown.map(([cable]) => cable)).map((head) => [head.row, head]));
    return {
      title: isMe ? said`You have ${plural(work.length, 'cable')} to do` : said`${who} has ${plural(work.length, 'cable')} to do`,
      blocks: [
        ...(overdue === 0 ? [] : [{ kind: 'text' as const, text: said`${overdue} of them overdue.` }]),
        ...(work.length === 0 && isMe
          ? [{ kind: 'text' as const, text: said`Claim is under every cable; what a colleague gives you comes as a message.` }]
          : []),
        {
          kind: 'items',
          items: shown.flatMap(([cable, one]): Item[] => {
            const head = heads.get(cable);
            return head === undefined ? [] : [itemOf(desk, caller, head, one, isMe)];
          }),
        },
      ],
      actions: [
        [
          ...turnPages('mine', options.who === undefined ? {} : { who: member }, page, pages),
          {
            kind: 'run',
            label: said`Search in them`,
            command: 'search',
            options: { query: isMe ? 'is:mine is:open' : `assignee:${member} is:open` },
            as: 'replace',
          },
        ].slice(0, isMe ? 3 : 2) as Action[],
      ],
    };
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
  if (isMe && work.offered === true)
    actions.push({ kind: 'run', label: said`Accept`, command: 'accept', options, as: 'reply', style: 'main' });
  if (isMe && caller.role !== 'reader')
    actions.push({ kind: 'run', label: said`Read through`, command: 'status', options: { ...options, status: 'read' }, as: 'reply' });
  if (isMe)
    actions.push({ kind: 'run', label: ownLabel(work.offered === true ? 'Decline' : 'Release'), command: 'release', options, as: 'reply' });
  return {
    head: line,
    lines: [...lines, ...(facts.length === 0 ? [] : [join(facts, ' · ')])],
    ...(work.why === undefined ? {} : { passage: [quoted(work.why)] }),
    actions,
  };
}

const ownLabel = (label: string): Text => [own(label)];

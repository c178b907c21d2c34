import { command, type NoOptions } from '../../src/bot/command.ts';
import type { Block } from '../../src/reply/reply.ts';
import { person } from '../../src/team/pages/lines.ts';
import { count, join, own, plural, quoted, said, strong, plain } from '../../src/reply/text.ts';
import { statuses } from '../../src/cables/status.ts';
import { progressOf, untouchedQuery } from '../../src/team/progress.ts';
import { allWork, isOpenWork } from '../../src/team/work.ts';
import { press } from '../../src/reply/actions.ts';

/** Rows of the two tables: what a phone shows without scrolling for long. */
const rowsShown = 8;

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work board': NoOptions;
  }
}

export default command({
  name: 'work board',
  description: 'Where the desk stands: work by status and member; how much is read, tagged and untouched',
  who: 'reader',
  examples: ['/work board'],
  run({ desk, caller }) {
    const work = [...allWork(desk.facts, caller.desk)];
    const { read, tagged, touched, overdue } = progressOf(desk.facts, caller.desk, desk.now());
    const all = desk.cables.shortest();
    const byStatus = statuses.flatMap((status) => {
      const cables =
        status === 'new'
          ? work.filter(([, one]) => one.status === 'new' && one.assignee !== undefined).length
          : work.filter(([, one]) => one.status === status).length;
      return cables === 0 ? [] : [said`${strong(count(cables))} ${own(status === 'new' ? 'assigned, not started' : status)}`];
    });
    const load = new Map<string, { open: number; overdue: number }>();
    for (const [cable, one] of work) {
      if (one.assignee === undefined || !isOpenWork(one)) continue;
      const entry = load.get(one.assignee) ?? { open: 0, overdue: 0 };
      load.set(one.assignee, { open: entry.open + 1, overdue: entry.overdue + (overdue.has(cable) ? 1 : 0) });
    }
    const had = new Set(work.flatMap(([, { assignee }]) => (assignee === undefined ? [] : [assignee])));
    // Whoever was given work and has none open; who never had any is not waiting for it.
    const idle = desk.roster.all(caller.desk).filter(({ id }) => had.has(id) && !load.has(id));
    const coverage = (key: (cable: Dated) => string, title: string): Block[] => coverageBlocks(all, read, key, title);
    return {
      title: said`The desk today`,
      blocks: [
        {
          kind: 'text',
          text: said`${plural(all.length, 'cable')}: ${strong(count(read.size))} read by somebody, ${strong(count(tagged.size))} tagged, ${strong(count(all.length - touched.size))} untouched.`,
        },
        ...byStatus.map((text): Block => ({ kind: 'text', text })),
        ...(load.size === 0 ? [] : [{ kind: 'rule' as const }]),
        // By name, not by number: this is who has room, not who is best.
        ...[...load]
          .map(([member, entry]) => ({ who: person(desk, caller.desk, member), ...entry }))
          .toSorted((a, b) => plain([a.who]).localeCompare(plain([b.who])))
          .slice(0, 15)
          .map(({ who, open, overdue }): Block => ({
            kind: 'text',
            text: said`${who} ${open} open${overdue === 0 ? said`` : said`, ${overdue} overdue`}`,
          })),
        ...(idle.length === 0
          ? []
          : [
              {
                kind: 'text' as const,
                text: said`Nothing left to read: ${join(
                  idle.slice(0, 15).map(({ id }) => person(desk, caller.desk, id)),
                  ', ',
                )}`,
              },
            ]),
        ...(load.size > 15 ? [{ kind: 'small' as const, text: said`and ${load.size - 15} more with work` }] : []),
        { kind: 'rule' },
        ...coverage(({ origin }) => origin, 'Mission'),
        ...coverage(({ date }) => date.slice(0, 7), 'Month'),
      ],
      actions: [
        [
          press(said`Untouched`, 'search', { query: untouchedQuery, sort: 'newest' }),
          press(said`Overdue`, 'search', { query: 'is:overdue' }),
          press(said`My work`, 'work mine', {}),
          press(said`Coverage`, 'analysis', { kind: 'coverage' }),
        ],
      ],
    };
  },
});

type Dated = { row: number; date: string; origin: string };

/** What of each mission or month was read, most unread first. */
function coverageBlocks(all: readonly Dated[], read: ReadonlySet<number>, key: (cable: Dated) => string, title: string): Block[] {
  const groups = new Map<string, { cables: number; seen: number }>();
  for (const cable of all) {
    const name = key(cable);
    const group = groups.get(name) ?? { cables: 0, seen: 0 };
    groups.set(name, { cables: group.cables + 1, seen: group.seen + (read.has(cable.row) ? 1 : 0) });
  }
  const rows = [...groups].toSorted(([, a], [, b]) => b.cables - b.seen - (a.cables - a.seen)).slice(0, rowsShown);
  return [
    { kind: 'text', text: said`${strong(title)}, most unread first` },
    {
      kind: 'table',
      columns: [title, 'Read', 'Of'],
      rows: rows.map(([name, { cables, seen }]) => [quoted(name === '' ? 'none given' : name), own(count(seen)), own(count(cables))]),
    },
  ];
}

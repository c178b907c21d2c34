import type { Desk } from '../../desk/desk.ts';
import { statuses } from '../../cables/status.ts';
import type { RowSet } from '../../query/row-set.ts';
import { press } from '../../reply/actions.ts';
import type { Block, Reply } from '../../reply/reply.ts';
import { count, join, own, plain, plural, quoted, said, strong, type Text, ours } from '../../reply/text.ts';
import { progressOf, untouchedQuery } from '../progress.ts';
import { allWork, isOpenWork } from '../work.ts';
import { person } from './lines.ts';

/** Where the desk stands: `/work board`, and the board that is pinned in a channel. */

/** Rows of the two tables: what a phone shows without scrolling for long. */
const rowsShown = 8;
/** Members who are named, with work and without. */
const membersShown = 15;

/** `counts`: without anything that stands in a cable, for a sealed desk's channel. */
export function boardPage(desk: Desk, home: string, { counts = false }: { counts?: boolean } = {}): Reply {
  const work = [...allWork(desk.facts, home)];
  const { read, tagged, touched, overdue } = progressOf(desk.facts, home, desk.now());
  const all = desk.cables.shortest();
  return {
    title: desk.past === undefined ? said`The desk today` : said`The desk`,
    blocks: [
      {
        kind: 'text',
        text: said`${plural(all.length, 'cable')}: ${strong(count(read.size))} read by somebody, ${strong(count(tagged.size))} tagged, ${strong(count(all.length - touched.size))} untouched.`,
      },
      ...statusLines(work).map((text): Block => ({ kind: 'text', text })),
      ...memberBlocks(desk, home, work, overdue),
      ...(counts
        ? []
        : [
            { kind: 'rule' as const },
            ...coverageBlocks(all, read, ({ origin }) => origin, ours('Mission')),
            ...coverageBlocks(all, read, ({ date }) => date.slice(0, 7), ours('Month')),
          ]),
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
}

type AllWork = ReturnType<typeof allWork> extends ReadonlyMap<infer K, infer V> ? [K, V][] : never;

/** How many cables there are of each status. */
function statusLines(work: AllWork): Text[] {
  return statuses.flatMap((status) => {
    const cables = work.filter(([, one]) => one.status === status && (status !== 'new' || one.assignee !== undefined)).length;
    return cables === 0 ? [] : [said`${strong(count(cables))} ${own(status === 'new' ? 'assigned, not started' : status)}`];
  });
}

/** Who has how much open work, and who has none left. */
function memberBlocks(desk: Desk, home: string, work: AllWork, overdue: RowSet): Block[] {
  const load = new Map<string, { open: number; overdue: number }>();
  for (const [cable, one] of work) {
    if (one.assignee === undefined || !isOpenWork(one)) continue;
    const entry = load.get(one.assignee) ?? { open: 0, overdue: 0 };
    load.set(one.assignee, { open: entry.open + 1, overdue: entry.overdue + (overdue.has(cable) ? 1 : 0) });
  }
  const had = new Set(work.flatMap(([, { assignee }]) => (assignee === undefined ? [] : [assignee])));
  // Whoever was given work and has none open; who never had any is not waiting for it.
  const idle = desk.roster.all(home).filter(({ id }) => had.has(id) && !load.has(id));
  return [
    ...(load.size === 0 ? [] : [{ kind: 'rule' as const }]),
    // By name, not by number: this is who has room, not who is best.
    ...[...load]
      .map(([member, entry]) => ({ who: person(desk, home, member), ...entry }))
      .toSorted((a, b) => plain([a.who]).localeCompare(plain([b.who])))
      .slice(0, membersShown)
      .map(({ who, open, overdue: late }): Block => ({
        kind: 'text',
        text: late === 0 ? said`${who} ${open} open` : said`${who} ${open} open, ${late} overdue`,
      })),
    ...(load.size > membersShown ? [{ kind: 'small' as const, text: said`and ${load.size - membersShown} more with work` }] : []),
    ...(idle.length === 0
      ? []
      : [
          {
            kind: 'text' as const,
            text: said`Nothing left to read: ${join(
              idle.slice(0, membersShown).map(({ id }) => person(desk, home, id)),
              ', ',
            )}`,
          },
        ]),
  ];
}

type Dated = { row: number; date: string; origin: string };

/** What of each mission or month was read, most unread first. */
function coverageBlocks(all: readonly Dated[], read: RowSet, key: (cable: Dated) => string, title: string): Block[] {
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
      columns: [title, ours('Read'), ours('Of')],
      rows: rows.map(([name, { cables, seen }]) => [name === '' ? own('none given') : quoted(name), own(count(seen)), own(count(cables))]),
    },
  ];
}

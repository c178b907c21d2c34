import { listPage } from '../../src/reply/paging.ts';
import { command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { startOf, zoneOf } from '../../src/desk/zone.ts';
import { actsSince } from '../../src/desk/history.ts';
import { pastLine } from '../../src/team/pages/undo.ts';
import { plural, said, time } from '../../src/reply/text.ts';

const perPage = 12;
const day = 24 * 60 * 60_000;

const activityOptions = optionSpecs({
  since: { type: 'date', description: 'Since which day (default: the last 24 hours)' },
  page: pageOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'work activity': Values<typeof activityOptions>;
  }
}

export default command({
  name: 'work activity',
  description: 'What the desk did recently: tags, notes, claims, assignments',
  who: 'reader',
  examples: ['/work activity', '/work activity since:2026-11-01'],
  options: activityOptions,
  run({ options, desk, caller }) {
    const since = options.since === undefined ? desk.now() - day : startOf(zoneOf(desk.facts, desk.home()), options.since);
    if (since > desk.now()) throw new DeskError(said`That day is in the future.`, { kind: 'usage' });
    return listPage({
      title: (total) => said`${plural(total, 'action')} since ${time(since, 'both')}`,
      rows: (offset, limit) => actsSince(desk.db, caller.desk, since, offset, limit),
      perPage,
      page: options.page,
      item: (past) => ({ head: pastLine(desk, caller.desk, past) }),
      turn: ['work activity', { since: options.since }],
      empty: said`Nothing changed.`,
    });
  },
});

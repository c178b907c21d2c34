import { turnPages } from '../src/reply/paging.ts';
import { command } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import { actsSince } from '../src/desk/history.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import { pastLine } from '../src/team/pages/undo.ts';
import { plural, said, time } from '../src/reply/text.ts';

const perPage = 12;
const day = 24 * 60 * 60_000;

export default command({
  name: 'activity',
  description: 'What the desk did lately: tags, notes, claims, assignments',
  who: 'reader',
  examples: ['/activity', '/activity since:2026-11-01'],
  options: {
    since: { type: 'date', description: 'Since which day (UTC); default: the last 24 hours' },
    page: { type: 'number', description: 'Page of the list', min: 1 },
  },
  run({ options, desk, caller }) {
    const page = options.page ?? 1;
    const since = options.since === undefined ? desk.now() - day : Date.parse(options.since);
    if (since > desk.now()) throw new DeskError(said`That day lies ahead.`, { kind: 'usage' });
    const hidden = desk.cables.heads([...hiddenFrom(desk.facts, caller)]).map(({ ref }) => ref);
    const { total, acts } = actsSince(desk.db, caller.desk, since, (page - 1) * perPage, perPage, hidden);
    const pages = Math.max(1, Math.ceil(total / perPage));
    return {
      title: said`${plural(total, 'act')} since ${time(since, 'both')}`,
      blocks:
        total === 0
          ? [{ kind: 'text', text: said`Nothing was changed.` }]
          : acts.map((past) => ({ kind: 'text', text: pastLine(desk, caller.desk, past) })),
      actions: [turnPages('activity', options.since === undefined ? {} : { since: options.since }, page, pages)],
    };
  },
});

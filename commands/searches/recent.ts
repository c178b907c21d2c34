import { listPage } from '../../src/reply/paging.ts';
import { asOfOption, command, optionSpecs, pageOption, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import { runAgain } from '../../src/search/pages/search-actions.ts';
import { requestText } from '../../src/search/search.ts';
import { person } from '../../src/team/pages/lines.ts';
import { own, plural, quoted, said, strong, time } from '../../src/reply/text.ts';
import { press } from '../../src/reply/actions.ts';

const perPage = 6;

const searchesOptions = optionSpecs({
  whose: { type: 'choice', description: 'Whose (default: mine)', choices: ['mine', 'team'] },
  page: pageOption,
  asof: asOfOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'searches recent': Values<typeof searchesOptions>;
  }
}

export default command({
  name: 'searches recent',
  description: 'Recent searches, yours or the team’s, to run again',
  who: 'reader',
  looksBack: true,
  examples: ['/searches recent', '/searches recent whose:team'],
  options: searchesOptions,
  run({ options, desk, caller }) {
    const { keeping } = desk.searches;
    if (keeping === 'off')
      throw new DeskError(said`This desk keeps no searches.`, { hint: said`The operator sets it: ${strong('CABLEDESK_SEARCHES')}` });
    if (options.whose === 'team' && keeping !== 'team')
      throw new DeskError(said`At this desk, everybody sees only their own searches.`, {
        hint: said`The operator sets it: ${strong('CABLEDESK_SEARCHES')}`,
      });
    const whose = options.whose ?? 'mine';
    return listPage({
      title: (total) =>
        whose === 'mine' ? said`${plural(total, 'search', 'searches')} by you` : said`${plural(total, 'search', 'searches')} by the team`,
      rows: (offset, limit) => desk.searches.list(caller.desk, whose === 'mine' ? caller.member : undefined, offset, limit),
      perPage,
      page: options.page,
      item: ({ id, at, member, request, total: found }) => ({
        head: said`${quoted(requestText(request))} · ${plural(found, 'cable')} · ${time(at, 'relative')}${whose === 'mine' ? said`` : said` · ${person(desk, caller.desk, member)}`}`,
        actions: [runAgain(request), press(said`Receipt ${own(String(id))}`, 'check receipt', { id })],
      }),
      turn: ['searches recent', { whose }],
      empty: said`None yet.`,
      beside:
        keeping === 'team'
          ? [
              press(
                whose === 'mine' ? said`The team's` : said`Mine`,
                'searches recent',
                { whose: whose === 'mine' ? 'team' : 'mine' },
                { as: 'replace' },
              ),
            ]
          : [],
    });
  },
});

import { pageOf, turnPages } from '../src/reply/paging.ts';
import { command } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import { requestText } from '../src/search/search.ts';
import { person } from '../src/team/pages/lines.ts';
import { own, plural, quoted, said, strong, time } from '../src/reply/text.ts';

const perPage = 6;

export default command({
  name: 'searches',
  description: 'What you searched for, or the team did; each can be asked again',
  who: 'reader',
  examples: ['/searches', '/searches whose:team'],
  options: {
    whose: { type: 'choice', description: 'Whose (default: mine)', choices: ['mine', 'team'] },
    page: { type: 'number', description: 'Page of the list', min: 1 },
  },
  run({ options, desk, caller }) {
    const { keeping } = desk.searches;
    if (keeping === 'off')
      throw new DeskError(said`This desk keeps no searches.`, { hint: said`The operator sets it: ${strong('CABLEDESK_SEARCHES')}` });
    if (options.whose === 'team' && keeping !== 'team')
      throw new DeskError(said`At this desk everybody sees their own searches alone.`, {
        hint: said`The operator sets it: ${strong('CABLEDESK_SEARCHES')}`,
      });
    const whose = options.whose ?? 'mine';
    const page = options.page ?? 1;
    const { total, searches } = desk.searches.list(
      caller.desk,
      whose === 'mine' ? caller.member : undefined,
      (page - 1) * perPage,
      perPage,
    );
    const pages = Math.max(1, Math.ceil(total / perPage));
    return {
      title:
        whose === 'mine' ? said`${plural(total, 'search', 'searches')} of yours` : said`${plural(total, 'search', 'searches')} of the team`,
      blocks: [
        {
          kind: 'items',
          items: searches.map(({ id, at, member, request, total: found }) => ({
            head: said`${quoted(requestText(request))} · ${plural(found, 'cable')} · ${time(at, 'relative')}${whose === 'mine' ? said`` : said` · ${person(desk, caller.desk, member)}`}`,
            actions: [
              { kind: 'run', label: said`Ask again`, command: 'search', options: request, as: 'reply', style: 'main' },
              { kind: 'run', label: said`Receipt ${own(String(id))}`, command: 'receipt', options: { id }, as: 'reply' },
            ],
          })),
        },
        ...(total === 0 ? [{ kind: 'text' as const, text: said`None yet.` }] : [{ kind: 'small' as const, text: pageOf(page, pages) }]),
      ],
      actions: [
        turnPages('searches', { whose }, page, pages),
        keeping === 'team'
          ? [
              {
                kind: 'run' as const,
                label: whose === 'mine' ? said`The team's` : said`Mine`,
                command: 'searches',
                options: { whose: whose === 'mine' ? 'team' : 'mine' },
                as: 'replace' as const,
              },
            ]
          : [],
      ].filter((row) => row.length > 0),
    };
  },
});

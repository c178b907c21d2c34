import { originOption } from '../src/cables/pages/origin-option.ts';
import { listPage } from '../src/reply/paging.ts';
import { asOfOption, command, optionSpecs, pageOption, type Values } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import { lineOf } from '../src/team/pages/lines.ts';
import { own, plural, quoted, said, strong } from '../src/reply/text.ts';
import { choose } from '../src/reply/actions.ts';

const perPage = 8;

const cablesOptions = optionSpecs({
  month: {
    type: 'date',
    description: 'A month, a day or a year: 2018-07',
    suggest: ({ desk, typed }) =>
      desk.cables
        .months()
        .filter(({ month }) => month.startsWith(typed.trim()))
        .map(({ month, cables }) => ({ label: `${month} (${cables})`, value: month })),
    none: ({ typed }) => said`No cable has a date that begins with ${quoted(typed.slice(0, 40))}`,
  },
  origin: originOption,
  sort: { type: 'choice', description: 'Order (default: newest)', choices: ['newest', 'oldest'] },
  page: pageOption,
  asof: asOfOption,
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    cables: Values<typeof cablesOptions>;
  }
}

export default command({
  name: 'cables',
  topic: 'find',
  description: 'Browse the cables by month and sender',
  who: 'reader',
  looksBack: true,
  examples: ['/cables', '/cables month:2018-07', '/cables origin:Washington sort:oldest'],
  options: cablesOptions,
  run({ options, desk, caller }) {
    const { month, origin, sort = 'newest', page } = options;
    const rows = (offset: number, limit: number) =>
      desk.cables.browse({
        ...(month === undefined ? {} : { month }),
        ...(origin === undefined ? {} : { origin }),
        sort,
        offset,
        limit,
      });
    return listPage({
      title: (total) =>
        said`${plural(total, 'cable')}${month === undefined ? said`` : said` of ${quoted(month)}`}${origin === undefined ? said`` : said` from ${quoted(origin)}`}`,
      rows,
      perPage,
      page,
      item(head, number) {
        const { head: line, lines } = lineOf(desk, caller.desk, head);
        return { head: said`${strong(`${number}.`)} ${line}`, lines };
      },
      empty: new DeskError(
        said`No cable${month === undefined ? said`` : said` of ${quoted(month)}`}${origin === undefined ? said`` : said` from ${quoted(origin)}`}.`,
        {
          hint:
            desk.cables.count() === 0
              ? said`No cables have been imported yet: npm run -s cabledesk -- import PATH`
              : said`/cables without options lists all ${plural(desk.cables.count(), 'cable')}.`,
        },
      ),
      order: said`${own(sort)} first`,
      menus: (shown, first) => [
        [
          choose(
            said`Open one of these`,
            'cable',
            'ref',
            shown.map(({ ref, subject }, i) => ({ label: `${first + i}. ${ref}`, value: ref, description: subject })),
            { as: 'replace' },
          ),
        ],
      ],
      turn: ['cables', { month, origin, sort }],
    });
  },
});

import { pageOf } from '../src/reply/paging.ts';
import { command } from '../src/bot/command.ts';
import { DeskError } from '../src/reply/failure.ts';
import { hiddenFrom } from '../src/desk/withdrawn.ts';
import { lineOf } from '../src/team/pages/lines.ts';
import type { Action, ActionOptions } from '../src/reply/reply.ts';
import { own, plural, quoted, said, strong } from '../src/reply/text.ts';

const perPage = 8;

export default command({
  name: 'cables',
  description: 'Browse the cables by month and sender',
  who: 'reader',
  examples: ['/cables', '/cables month:2018-07', '/cables origin:Washington sort:oldest'],
  options: {
    month: {
      type: 'date',
      description: 'A month, a day or a year: 2018-07',
      suggest: ({ desk, caller, typed }) =>
        desk.cables
          .months(hiddenFrom(desk.facts, caller))
          .filter(({ month }) => month.startsWith(typed.trim()))
          .map(({ month, cables }) => ({ label: `${month} (${cables})`, value: month })),
    },
    origin: {
      type: 'text',
      description: 'Sender, or a part of its name',
      max: 200,
      suggest: ({ desk, caller, typed }) =>
        desk.cables
          .origins(typed, 25, hiddenFrom(desk.facts, caller))
          .map(({ origin, cables }) => ({ label: `${origin} (${cables})`, value: origin.slice(0, 100) })),
    },
    sort: { type: 'choice', description: 'Order (default: newest)', choices: ['newest', 'oldest'] },
    page: { type: 'number', description: 'Page of the list', min: 1 },
  },
  run({ options, desk, caller }) {
    const { month, origin, sort = 'newest', page = 1 } = options;
    const filters: ActionOptions = { ...(month === undefined ? {} : { month }), ...(origin === undefined ? {} : { origin }) };
    const { total, heads } = desk.cables.browse({
      ...filters,
      sort,
      offset: (page - 1) * perPage,
      limit: perPage,
      without: hiddenFrom(desk.facts, caller),
    });
    if (total === 0) {
      throw new DeskError(
        said`No cable${month === undefined ? said`` : said` of ${quoted(month)}`}${origin === undefined ? said`` : said` from ${quoted(origin)}`}.`,
        {
          hint:
            desk.cables.count() === 0
              ? said`No cables have been imported yet: npm run -s cabledesk -- import PATH`
              : said`/cables without options lists all ${plural(desk.cables.count(), 'cable')}.`,
        },
      );
    }
    const pages = Math.ceil(total / perPage);
    const goTo = (to: number, label: ReturnType<typeof said>, disabled = false): Action => ({
      kind: 'run',
      label,
      command: 'cables',
      options: { ...filters, sort, page: to },
      as: 'replace',
      disabled,
    });
    if (page > pages)
      throw new DeskError(said`There is no page ${page}: ${plural(total, 'cable')} make ${plural(pages, 'page')}.`, {
        actions: [goTo(pages, said`Last page`)],
      });
    return {
      title: said`${plural(total, 'cable')}${month === undefined ? said`` : said` of ${quoted(month)}`}${origin === undefined ? said`` : said` from ${quoted(origin)}`}`,
      blocks: [
        {
          kind: 'items',
          items: heads.map((head, i) => {
            const { head: line, lines } = lineOf(desk, caller.desk, head);
            return { head: said`${strong(`${(page - 1) * perPage + i + 1}.`)} ${line}`, lines };
          }),
        },
        { kind: 'small', text: said`${pageOf(page, pages)} · ${own(sort)} first` },
      ],
      actions: [
        [
          {
            kind: 'choose',
            label: said`Open one of these`,
            command: 'cable',
            options: {},
            option: 'ref',
            choices: heads.map((head, i) => ({
              label: `${(page - 1) * perPage + i + 1}. ${head.ref}`,
              value: head.ref,
              description: head.subject,
            })),
            as: 'replace',
          },
        ],
        ...(pages === 1 ? [] : [[goTo(page - 1, said`Previous`, page === 1), goTo(page + 1, said`Next`, page === pages)]]),
      ],
    };
  },
});

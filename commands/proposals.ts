import { pageOf, turnPages } from '../src/reply/paging.ts';
import { passageText } from '../src/cables/cards.ts';
import type { Caller } from '../src/desk/caller.ts';
import { commandGroup, subcommand } from '../src/bot/command.ts';
import type { Desk } from '../src/desk/desk.ts';
import { shortName } from '../src/names/pages/entity-page.ts';
import { DeskError } from '../src/reply/failure.ts';
import { keyOfEntity } from '../src/team/judgments.ts';
import {
  askModel,
  namesInDoubt,
  modelQuestion,
  settleProposal,
  unasked,
  openProposals,
  type OpenProposal,
} from '../src/names/pages/proposals.ts';
import type { Action, Block, Item, Reply } from '../src/reply/reply.ts';
import { cableFor, openAction, undoAction } from '../src/team/pages/lines.ts';
import { own, plural, quoted, ref, said, strong, type Text } from '../src/reply/text.ts';

const usually = 10;
/** Questions in one go: each is a wait for the model. */
const most = 50;
/** Proposals on one page: what fits a message with up to five buttons each. */
const perPage = 4;
/** Candidates that have a button; more are settled by name. */
const buttons = 3;

export default commandGroup({
  name: 'proposals',
  description: 'What a model of your own makes of names that several bear; nothing holds until a person says so',
  subcommands: {
    ask: subcommand({
      description: 'Ask the model who is meant, where a name may be several people’s: first a preview of what is sent',
      who: 'editor',
      examples: ['/proposals ask', '/proposals ask count:30'],
      options: {
        count: { type: 'number', description: `How many names (default: ${usually})`, min: 1, max: most },
        sure: { type: 'flag', description: 'Already previewed', hidden: true },
      },
      async run({ options, desk, caller, progress }): Promise<Reply> {
        const { model } = desk;
        if (model === undefined)
          throw new DeskError(said`No model is set, so nothing is sent anywhere.`, {
            hint: said`The operator can name one of their own: ${strong('CABLEDESK_MODEL_URL')} and ${strong('CABLEDESK_MODEL_NAME')}.`,
          });
        if (!(await desk.names.settledSoon()))
          throw new DeskError(said`I am still reading the cables for names.`, { hint: said`Try again in a moment.` });
        const all = unasked(desk, caller, namesInDoubt(desk, caller));
        const chosen = all.slice(0, options.count ?? usually);
        const [first] = chosen;
        if (first === undefined)
          throw new DeskError(said`There is no name in doubt that it was not asked about.`, {
            hint: said`${strong('/proposals list')} has what waits.`,
          });
        if (options.sure !== true)
          return {
            title: said`Before it is sent`,
            blocks: [
              {
                kind: 'text',
                text: said`${plural(chosen.length, 'question')} of ${all.length} would go to ${quoted(model.name)} at ${quoted(model.host)}, one after the other. Each holds a name, an excerpt around it and who may be meant; the first one, word for word:`,
              },
              { kind: 'copy', text: said`${quoted(model.textOf(modelQuestion(desk, caller.desk, first)))}` },
            ],
            actions: [
              [
                {
                  kind: 'run',
                  label: said`Send`,
                  command: 'proposals ask',
                  options: { count: chosen.length, sure: true },
                  as: 'replace',
                  style: 'main',
                },
              ],
            ],
          };
        const { asked, proposed, none, bad, ended, lastBad, act } = await askModel(desk, caller, model, chosen, progress);
        const blocks: Block[] = [
          {
            kind: 'text',
            text: said`${plural(asked, 'question')} asked: ${plural(proposed, 'proposal')}, ${none} where it names nobody, ${bad} of no use.`,
          },
          ...(lastBad === undefined ? [] : [{ kind: 'text' as const, text: lastBad.text }]),
          ...(ended === undefined
            ? []
            : [
                {
                  kind: 'text' as const,
                  text: said`It ended early. ${ended.text} What it said before is kept.${ended.hint === undefined ? said`` : said` ${ended.hint}`}`,
                },
              ]),
        ];
        return {
          ...(ended === undefined ? {} : { tone: 'notice' as const }),
          title: said`Asked ${quoted(model.name)}`,
          blocks,
          actions: [
            [
              ...(proposed === 0
                ? []
                : [
                    {
                      kind: 'run' as const,
                      label: said`Look at them`,
                      command: 'proposals list',
                      options: {},
                      as: 'reply' as const,
                      style: 'main' as const,
                    },
                  ]),
              ...(proposed + none === 0 ? [] : [undoAction(act)]),
            ],
          ].filter((row) => row.length > 0),
        };
      },
    }),
    list: subcommand({
      description: 'Proposals that wait for a person',
      who: 'editor',
      examples: ['/proposals list'],
      options: { page: { type: 'number', description: 'Page of the list', min: 1 } },
      run: async ({ options, desk, caller }) => {
        await desk.names.settledSoon();
        return listPage(desk, caller, options.page ?? 1);
      },
    }),
    settle: subcommand({
      description: 'Accept a proposal for one of those who may be meant, or reject it',
      who: 'editor',
      examples: [
        '/proposals settle ref:COREU/BRU/0427/18 name:Drobnik to:Jana Drobnik',
        '/proposals settle ref:COREU/BRU/0427/18 name:Drobnik',
      ],
      options: {
        ref: { type: 'cable', description: 'In which cable', required: true },
        name: { type: 'text', description: 'The name that several bear', required: true, max: 300 },
        to: { type: 'text', description: 'Whom it means there; without it, none of them', max: 300 },
        page: { type: 'number', description: 'Page to go back to', hidden: true, min: 1 },
      },
      async run({ options, desk, caller }) {
        const cable = cableFor(desk, caller, options.ref);
        const done = await settleProposal(desk, caller, { ref: cable.ref, name: options.name, to: options.to });
        return listPage(desk, caller, options.page ?? 1, done);
      },
    }),
  },
});

function listPage(desk: Desk, caller: Caller, wanted: number, done?: { act: number; text: Text }): Reply {
  const all = openProposals(desk, caller);
  const undo: Action[] =
    done === undefined ? [] : [{ kind: 'run', label: said`Undo`, command: 'undo', options: { act: done.act }, as: 'reply' }];
  const pages = Math.max(1, Math.ceil(all.length / perPage));
  const page = Math.min(wanted, pages);
  const shown = all.slice((page - 1) * perPage, page * perPage);
  return {
    title: all.length === 0 ? said`No proposal waits` : said`${plural(all.length, 'proposal')} to be looked at`,
    blocks: [
      ...(done === undefined ? [] : [{ kind: 'text' as const, text: done.text }]),
      ...(all.length === 0
        ? desk.model === undefined
          ? [{ kind: 'small' as const, text: said`No model is set, so none comes: nothing is sent anywhere.` }]
          : []
        : [
            {
              kind: 'small' as const,
              text: said`A model proposes; it can be wrong, and it never saw more than an excerpt. Read before you press.`,
            },
          ]),
      { kind: 'items', items: shown.map((one) => itemOf(desk, caller, one, page)) },
      ...(pages === 1 ? [] : [{ kind: 'small' as const, text: pageOf(page, pages) }]),
    ],
    actions: [[...turnPages('proposals list', {}, page, pages), ...undo]].filter((row) => row.length > 0),
  };
}

function itemOf(desk: Desk, caller: Caller, { doubt, ranked, named, why, model }: OpenProposal, page: number): Item {
  const { excerpt } = modelQuestion(desk, caller.desk, doubt);
  const at = excerpt.indexOf(doubt.mention.surface);
  const settle = (to: OpenProposal['ranked'][number] | undefined): Action => ({
    kind: 'run',
    label: to === undefined ? said`None of them` : said`${quoted(shortName(to.name))}`,
    command: 'proposals settle',
    options: { ref: doubt.ref, name: doubt.name, page, ...(to === undefined ? {} : { to: keyOfEntity(to) }) },
    as: 'replace',
    ...(to === ranked[0] && to !== undefined ? { style: 'main' as const } : {}),
  });
  return {
    head: said`${strong('Who is')} ${quoted(doubt.shown)} ${own('in')} ${ref(doubt.ref)}?`,
    lines: [
      said`${quoted(model)} names ${quoted(ranked[0]?.name ?? '')}${named > 1 ? said` before ${plural(named - 1, 'other')}` : said``}${why === '' ? said`` : said`: “${quoted(why)}”`}`,
    ],
    passage: passageText(excerpt, at < 0 ? [] : [[at, at + doubt.mention.surface.length]], { before: true, after: true }),
    actions: [...ranked.slice(0, buttons).map((one) => settle(one)), settle(undefined), { ...openAction(doubt.ref), as: 'reply' as const }],
  };
}

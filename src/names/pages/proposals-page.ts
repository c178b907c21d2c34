import { absence } from '../../reply/absence.ts';
import { DeskError } from '../../reply/failure.ts';
import { undoAction } from '../../team/pages/lines.ts';
import { askModel, namesInDoubt, unasked } from './proposals.ts';
import type { Block, Progress } from '../../reply/reply.ts';
import { listPage } from '../../reply/paging.ts';
import { passageText } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Model } from '../model.ts';
import { shortName } from './entity-page.ts';
import { keyOfEntity } from '../../team/judgments.ts';
import { excerptAround, modelQuestion, openProposals, type OpenProposal } from './proposals.ts';
import type { Action, Item, Reply } from '../../reply/reply.ts';
import { own, plural, quoted, ref, said, strong, type Text, ours } from '../../reply/text.ts';
import { press } from '../../reply/actions.ts';

/** The proposals of a model that wait for a person. */

/** Questions in one go where nobody says how many. */
export const usuallyAsked = 10;

/** Questions in one go: each is a wait for the model. */
export const mostAsked = 50;

/** Proposals on one page: what fits a message with up to five buttons each. */
const perPage = 4;

/** Candidates that have a button; more are settled by name. */
const buttons = 3;

/** One page of the proposals to be decided; `done`: what was decided just now. */
export function openProposalsPage(desk: Desk, caller: Caller, wanted: number, done?: { act: number; text: Text }): Reply {
  const all = openProposals(desk, caller);
  const undo: Action[] = done === undefined ? [] : [press(said`Undo`, 'undo', { act: done.act })];
  const waiting = said`The model only proposes: it can be wrong, and it never saw more than an excerpt. Read before you decide.`;
  const none = desk.model === undefined ? [said`No model is set, so there will be none: nothing is sent anywhere.`] : [];
  return listPage({
    title:
      all.length === 0 ? absence(said`No proposals are waiting`, ours('Proposals')) : said`${plural(all.length, 'proposal')} to decide`,
    before: [
      ...(done === undefined ? [] : [{ kind: 'text' as const, text: done.text }]),
      ...(all.length === 0 ? none : [waiting]).map((text) => ({ kind: 'small' as const, text })),
    ],
    rows: all,
    perPage,
    page: wanted,
    item: (one) => itemOf(desk, caller, one, wanted),
    turn: ['names proposals', {}],
    beside: undo,
  });
}

function itemOf(desk: Desk, caller: Caller, { doubt, ranked, named, why, model }: OpenProposal, page: number): Item {
  const { text: excerpt, from } = excerptAround(desk, doubt.row, doubt.mention);
  const at = excerpt.indexOf(doubt.mention.surface);
  const settle = (to: OpenProposal['ranked'][number] | undefined): Action =>
    press(
      to === undefined ? said`None of them` : said`${quoted(shortName(to.name))}`,
      'names settle',
      { ref: doubt.ref, name: doubt.name, page, ...(to === undefined ? {} : { to: keyOfEntity(to) }) },
      { as: 'replace', ...(to === ranked[0] && to !== undefined ? { style: 'main' as const } : {}) },
    );
  return {
    head: said`${strong('Who is')} ${quoted(doubt.shown)} ${own('in')} ${ref(doubt.ref)}?`,
    lines: [
      said`${quoted(model)} names ${quoted(ranked[0]?.name ?? '')}${named > 1 ? said` before ${plural(named - 1, 'other')}` : said``}${why === '' ? said`` : said`: “${quoted(why)}”`}`,
    ],
    passage: passageText(excerpt, at < 0 ? [] : [[at, at + doubt.mention.surface.length]], { before: true, after: true }, from),
    actions: [...ranked.slice(0, buttons).map((one) => settle(one)), settle(undefined), press(said`Open`, 'cable', { ref: doubt.ref })],
  };
}

/** The operator's model. Throws a DeskError where none is set. */
export function modelOf({ model }: Desk): Model {
  if (model !== undefined) return model;
  throw new DeskError(said`No model is set, so nothing is sent anywhere.`, {
    hint: said`The operator can set up their own: ${strong('CABLEDESK_MODEL_URL')} and ${strong('CABLEDESK_MODEL_NAME')}.`,
  });
}

/** Asks the model who is meant, after a preview of what is sent. */
export async function askAboutNames(
  desk: Desk,
  caller: Caller,
  options: { count?: number; sure?: boolean },
  progress: Progress,
): Promise<Reply> {
  const model = modelOf(desk);
  if (!(await desk.names.settledSoon())) throw new DeskError(said`The model can be asked once all names are read.`);
  const all = unasked(desk, caller, namesInDoubt(desk, caller));
  const chosen = all.slice(0, options.count ?? usuallyAsked);
  const [first] = chosen;
  if (first === undefined)
    throw new DeskError(absence(said`The model has been asked about every name in doubt.`), {
      hint: said`${strong('/names proposals')} lists what is waiting.`,
    });
  if (options.sure !== true) {
    const { text, from } = excerptAround(desk, first.row, first.mention);
    return {
      title: said`Send this to the model?`,
      blocks: [
        {
          kind: 'text',
          text: said`${plural(chosen.length, 'question')} of ${all.length} would go to ${quoted(model.name)} at ${quoted(model.host)}, one after the other. Each holds a name, an excerpt around it and who may be meant; the first one, word for word:`,
        },
        { kind: 'copy', text: said`${quoted(model.textOf(modelQuestion(desk, caller.desk, first)))}` },
      ],
      holds: [{ ...from, length: text.length }],
      actions: [[press(said`Send`, 'names propose', { count: chosen.length, sure: true }, { as: 'replace', style: 'main' })]],
    };
  }
  const { asked, proposed, none, bad, ended, lastBad, act } = await askModel(desk, caller, model, chosen, progress);
  const blocks: Block[] = [
    {
      kind: 'text',
      text: said`${plural(asked, 'question')} asked: ${plural(proposed, 'proposal')}, ${none} where it names nobody, ${bad} unusable.`,
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
        ...(proposed === 0 ? [] : [press(said`Review them`, 'names proposals', {}, { style: 'main' as const })]),
        ...(proposed + none === 0 ? [] : [undoAction(act)]),
      ],
    ].filter((row) => row.length > 0),
  };
}

import { excerptLimit } from '../../desk/policy.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Ordering, PassagesQuestion } from '../../names/model.ts';
import { modelOf } from '../../names/pages/proposals-page.ts';
import { choose, press } from '../../reply/actions.ts';
import { DeskError } from '../../reply/failure.ts';
import type { ActionRow, Block, Reply, TextPiece } from '../../reply/reply.ts';
import { ours, plural, quoted, said, strong, type Text } from '../../reply/text.ts';
import { askPassages, type Answers, type AskRequest } from '../ask/ask.ts';
import type { RankedPassage } from '../passages/plan.ts';
import { askAction } from './ask-actions.ts';
import { answerItem } from './ask-page.ts';

/**
 * The operator's own model over the passages that answer a question: it chooses and orders them, and proposes what to ask next. It adds
 * no word about the world; what it says is marked as its own.
 */

/** Passages that are sent. */
const mostSent = 10;

type Sent = { question: PassagesQuestion; passages: RankedPassage[]; holds: TextPiece[] };

/** Shows what would be sent, word for word, with a button that sends it. Throws a DeskError where no model is set. */
export async function reorderPreview(desk: Desk, caller: Caller, request: AskRequest): Promise<Reply> {
  const model = modelOf(desk);
  const { question, holds } = await whatIsSent(desk, caller, request);
  return {
    title: said`Send this to the model?`,
    blocks: [
      {
        kind: 'text',
        text: said`Your question and ${plural(question.passages.length, 'passage')} would go to ${quoted(model.name)} at ${quoted(model.host)}. It may only choose and order them, and propose what to ask next. Word for word:`,
      },
      { kind: 'copy', text: said`${quoted(model.textOf(question))}` },
    ],
    holds,
    actions: [[press(said`Send`, 'searches reorder', { ...request, sure: true }, { as: 'replace', style: 'main' })]],
  };
}

/** Asks the model. Rejects with a DeskError when it fails, or its answer cannot be used; nothing is lost by that. */
export async function reordered(desk: Desk, caller: Caller, request: AskRequest): Promise<Reply> {
  const model = modelOf(desk);
  const { question, passages, asked } = await whatIsSent(desk, caller, request);
  const ordering = await model.session((ask) => {
    // Recorded before anything is sent.
    const cables = [...new Set(passages.map((one) => one.ref))];
    desk.act(caller, { act: 'model asked', detail: { host: model.host, model: model.name, cables } }, () => null);
    return ask.passages(question);
  });
  return orderedPage(desk, request, asked, passages, ordering);
}

/** What a reader of this desk would see: what is withdrawn from them is sent nowhere. */
async function whatIsSent(desk: Desk, caller: Caller, request: AskRequest): Promise<Sent & { asked: Answers }> {
  const seen = desk.as({ desk: caller.desk, role: 'reader' });
  const asked = await askPassages(seen, caller, request);
  const most = excerptLimit(desk.exposure);
  const passages = asked.passages.slice(0, mostSent);
  if (passages.length === 0) throw new DeskError(said`No passage was found for this question, so there is nothing to send.`);
  const pieces = passages.map(({ row, start, end, best }) => {
    // Of a long passage the part that answers.
    const from = end - start <= most ? start : best.start;
    const text = (seen.cables.byRow(row)?.body ?? '').slice(from, Math.min(end, from + most));
    return { cable: row, at: from, length: text.length, text };
  });
  return {
    asked,
    passages,
    question: { question: request.question, passages: pieces.map(({ text }) => text) },
    holds: pieces.map(({ cable, at, length }) => ({ cable, at, length })),
  };
}

function orderedPage(
  desk: Desk,
  request: AskRequest,
  asked: Answers,
  passages: readonly RankedPassage[],
  { order, next }: Ordering,
): Reply {
  const { name = '' } = desk.model ?? {};
  const chosen = order.flatMap((place) => passages[place] ?? []).slice(0, shown);
  const items = chosen.flatMap((passage, i) => answerItem(desk, asked, request, { passage, same: [] }, i + 1) ?? []);
  const remark: Text =
    chosen.length === 0
      ? said`${quoted(name)} says that none of the ${plural(passages.length, 'passage')} sent answers it. That is its word, not the desk’s.`
      : said`Chosen and ordered by ${quoted(name)} from the ${plural(passages.length, 'passage')} sent: it can be wrong. The passages are the cables’ own words.`;
  const blocks: Block[] = [{ kind: 'text', text: remark }, ...(items.length === 0 ? [] : [{ kind: 'items' as const, items }])];
  const proposed: ActionRow[] =
    next.length === 0
      ? []
      : [
          [
            choose(
              said`Questions that the model proposes`,
              'ask',
              'question',
              next.map((one) => ({ label: ours`Model: “${one}”`, value: one })),
            ),
          ],
        ];
  return {
    title: said`${strong(ours('By the model:'))} ${quoted(request.question)}`,
    blocks,
    actions: [[askAction(request, said`All answers`)], ...proposed],
  };
}
/** Passages of its choice that a message shows. */
const shown = 5;

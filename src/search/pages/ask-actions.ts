import { choose, form, press, type RunAction } from '../../reply/actions.ts';
import type { Action, ActionRow } from '../../reply/reply.ts';
import { ours, quoted, said, type Text } from '../../reply/text.ts';
import type { Desk } from '../../desk/desk.ts';
import type { AskRequest } from '../ask/ask.ts';
import { pieceKey, type Understood } from '../ask/understand.ts';

/** A menu has so many entries at most. */
const mostChoices = 25;

/** A button that asks this in place of the answer. */
export const askAction = (request: AskRequest, label: Text): RunAction => press(label, 'ask', request, { as: 'replace' });

/** Has the operator's model, if there is one, choose and order the passages; what is sent is shown first. */
export const modelOffer = ({ model }: Desk, request: AskRequest): Action[] =>
  model === undefined ? [] : [press(said`Ask the model`, 'searches reorder', request)];

/** A form with the question, to be changed. */
export function changeQuestion({ question, since, until, origin, without }: AskRequest): Action[] {
  const day = ours('A day, month or year: 2018-07-16, 2018-07, 2018');
  return [
    form(
      said`Change`,
      'ask',
      { without },
      {
        as: 'replace',
        title: said`Change this question`,
        fields: [
          { option: 'question', label: ours('Question'), required: true, long: true, value: question, max: 400 },
          { option: 'since', label: ours('Sent on or after'), description: day, ...(since === undefined ? {} : { value: since }), max: 10 },
          {
            option: 'until',
            label: ours('Sent on or before'),
            description: day,
            ...(until === undefined ? {} : { value: until }),
            max: 10,
          },
          { option: 'origin', label: ours('Sender, or a part of its name'), ...(origin === undefined ? {} : { value: origin }), max: 200 },
        ],
      },
    ),
  ];
}

/** Narrows the answer to cables of the time that the question names; or undoes that. */
export function onlyThen(request: AskRequest, { pieces }: Understood): Action[] {
  const { since, until, ...rest } = request;
  if (since !== undefined || until !== undefined) return [askAction(rest, said`Of any date`)];
  const [then] = pieces.flatMap(({ days, text }) => (days === undefined ? [] : [{ days, text }]));
  if (then === undefined) return [];
  return [askAction({ ...rest, since: then.days.from, until: then.days.to }, said`Only cables of ${quoted(then.text)}`)];
}

/** A menu of what was understood: each piece is left out, or put back, by a press. */
export function piecesMenu(request: AskRequest, { pieces, left }: Understood): ActionRow[] {
  if (pieces.length + left.length < 2) return [];
  const choices = [
    ...(pieces.length < 2 ? [] : pieces.map((piece) => ({ label: ours`Without ${piece.text}`, value: pieceKey(piece).slice(0, 100) }))),
    ...left.map((piece) => ({ label: ours`With ${piece.text} again`, value: pieceKey(piece).slice(0, 100) })),
  ];
  return [[choose(said`Leave a word or name out`, 'ask', 'turn', choices.slice(0, mostChoices), { as: 'replace', options: request })]];
}

/** The pieces to leave out, with this one left out as well, or put back. */
export function turned(without: string | undefined, key: string | undefined): string | undefined {
  const now = new Set((without ?? '').split('\n').filter((one) => one !== ''));
  if (key !== undefined && !now.delete(key)) now.add(key);
  return now.size === 0 ? undefined : [...now].join('\n');
}

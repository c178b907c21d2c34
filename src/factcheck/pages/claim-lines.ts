import { shortened } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { form } from '../../reply/actions.ts';
import type { Action } from '../../reply/reply.ts';
import { join, ours, own, plural, quoted, said, time, type Text } from '../../reply/text.ts';
import { person } from '../../team/pages/lines.ts';
import { longestClaim, type Response } from '../claims.ts';
import type { Support } from '../support.ts';

/** What is said of one claim: what it rests on, and who was asked to respond. */

/** Characters of a claim or an answer in a list. */
export const longestListed = 200;

/** `Two missions: Kyiv, Washington`, or how little it is. */
export function supportText({ kind, cables, copies, missions }: Support): Text {
  const from = join(
    missions.map((one) => [quoted(one)]),
    ', ',
  );
  const beside = copies === 0 ? said`` : said` (${plural(copies, 'near-copy', 'near-copies')} not counted)`;
  switch (kind) {
    case 'none':
      return said`No source that is there`;
    case 'one cable':
      return missions.length === 0 ? said`One cable${beside}` : said`One cable, from ${from}${beside}`;
    case 'one mission':
      return said`${plural(cables, 'cable')}, all from ${from}${beside}`;
    case 'several':
      return said`${plural(cables, 'cable')}, not all with a sender${beside}`;
    case 'missions':
      return said`${plural(missions.length, 'mission')}: ${from}${beside}`;
  }
}

/** Who was asked to respond, and what came back. */
export function responseTexts(desk: Desk, caller: Caller, asked: readonly Response[] = []): Text[] {
  if (asked.length === 0) return [said`Nobody was asked to respond`];
  return asked.map(({ of, by, at, answer }) =>
    answer === undefined
      ? said`${quoted(of)} was asked by ${person(desk, caller.desk, by)}, ${time(at, 'relative')}; no answer yet`
      : said`${quoted(of)}: ${quoted(shortened(answer.text, longestListed))} (${person(desk, caller.desk, answer.by)}, ${time(answer.at, 'relative')})`,
  );
}

export const responseForm = (number: number): Action =>
  form(
    said`Response`,
    'check fact response',
    { number },
    {
      title: said`Who was asked to respond to claim ${own(String(number))}?`,
      fields: [
        { option: 'of', label: ours('Who'), required: true, max: longestAsked },
        {
          option: 'answer',
          label: ours('Their answer'),
          description: ours('Leave empty until it is there'),
          long: true,
          max: longestClaim,
        },
      ],
    },
  );
/** Characters of who was asked. */
export const longestAsked = 200;

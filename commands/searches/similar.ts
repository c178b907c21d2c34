import { absence } from '../../src/reply/absence.ts';
import { headLine, subjectLine } from '../../src/cables/cards.ts';
import { asOfOption, command, optionSpecs, type Values } from '../../src/bot/command.ts';
import type { Item } from '../../src/reply/reply.ts';
import { quotedList } from '../../src/search/pages/query-text.ts';
import { cableFor, openAction, teamLine } from '../../src/team/pages/lines.ts';
import { own, plural, ref, said, strong } from '../../src/reply/text.ts';
import { press } from '../../src/reply/actions.ts';

/** As many as fit in a message with a row of buttons each. */
const shown = 5;

const similarOptions = optionSpecs({ ref: { type: 'cable', description: "The cable's ref", required: true }, asof: asOfOption });

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'searches similar': Values<typeof similarOptions>;
  }
}

export default command({
  name: 'searches similar',
  description: 'Cables most like this one, with the words they share',
  who: 'reader',
  looksBack: true,
  examples: ['/searches similar ref:COREU/WAS/0107/18'],
  options: similarOptions,
  async run({ options, desk, caller }) {
    const cable = cableFor(desk, options.ref);
    const found = await desk.index.similar(cable.row, shown);
    const heads = new Map(desk.cables.heads(found.map(({ row }) => row)).map((head) => [head.row, head]));
    if (found.length === 0)
      return {
        tone: 'notice',
        blocks: [{ kind: 'text', text: absence(said`No cable shares two distinctive words with ${ref(cable.ref)}.`) }],
        actions: [[openAction(cable.ref)]],
      };
    return {
      title: said`${plural(found.length, 'cable')} most like ${ref(cable.ref)}`,
      blocks: [
        {
          kind: 'items',
          items: found.flatMap(({ row, words }, i): Item[] => {
            const head = heads.get(row);
            if (head === undefined) return [];
            const team = teamLine(desk, caller.desk, row);
            return [
              {
                head: said`${strong(`${i + 1}.`)} ${headLine(head)}`,
                lines: [subjectLine(head), said`Both say ${quotedList(words)}.`, ...(team.length === 0 ? [] : [team])],
                actions: [
                  { ...openAction(head.ref), style: 'main' },
                  press(said`More like this`, 'searches similar', { ref: head.ref }, { as: 'replace' }),
                ],
              },
            ];
          }),
        },
        { kind: 'small', text: said`By the most distinctive words in ${ref(cable.ref)}: frequent here, rare elsewhere${own('.')}` },
      ],
      actions: [[openAction(cable.ref, said`Back to ${ref(cable.ref)}`)]],
    };
  },
});

import { absence } from '../../src/reply/absence.ts';
import { asOfOption, command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import type { Block } from '../../src/reply/reply.ts';
import { askPassages, keptQuestion } from '../../src/search/ask/ask.ts';
import { runAgain } from '../../src/search/pages/search-actions.ts';
import { dayOf, findAll, requestText } from '../../src/search/search.ts';
import { mostRefs } from '../../src/desk/receipts.ts';
import { person } from '../../src/team/pages/lines.ts';
import { count, join, own, plural, quoted, ref, said, strong, time, type Text, ours } from '../../src/reply/text.ts';

/** Refs of a receipt that a message shows; its file has all of them. */
const shown = 20;

const receiptOptions = optionSpecs({
  id: { type: 'number', description: 'Its number, from /searches recent', required: true, min: 1 },
  asof: asOfOption,
});

declare module '../../src/reply/targets.ts' {
  interface Targets {
    'check receipt': Values<typeof receiptOptions>;
  }
}

export default command({
  name: 'check receipt',
  description: 'Proof of a search: what was asked, when, over which cables, what it found, what changed since',
  who: 'reader',
  looksBack: true,
  examples: ['/check receipt id:12'],
  options: receiptOptions,
  async run({ options, desk, caller }) {
    const kept = desk.searches.get(caller.desk, options.id);
    const isTheirs = kept?.member === caller.member;
    if (kept === undefined || (!isTheirs && desk.searches.keeping !== 'team'))
      throw new DeskError(said`There is no receipt ${options.id} that you can open.`, {
        hint: said`/searches recent lists the searches you can open.`,
      });
    const { refs } = kept;
    // A search as of a day is asked of that day again.
    const day = dayOf(kept.request);
    const same = day === undefined || day === desk.past?.day ? desk : (await desk.asOf(day)).as(caller);
    const now = same.searches.corpus();
    const question = keptQuestion(kept.request);
    const rows =
      question === undefined
        ? (await findAll(same, caller, kept.request as { query: string })).rows
        : (await askPassages(same, caller, question)).passages.map(({ row }) => row);
    const found = desk.cables.heads([...new Set(rows)]).map((head) => head.ref);
    const [before, after] = [new Set(refs), new Set(found)];
    const added = found.filter((one) => !before.has(one));
    const gone = refs.filter((one) => !after.has(one));
    const isCut = kept.total > mostRefs;
    const lines = [
      `Receipt ${kept.id}`,
      `Asked: ${requestText(kept.request)}`,
      `At: ${new Date(kept.at).toISOString()}`,
      `Over: ${kept.cables} cables, SHA-256 ${kept.corpus}`,
      `Found: ${kept.total}`,
      ...refs,
    ];
    return {
      title: said`Receipt ${kept.id}: ${plural(kept.total, 'cable')} for ${quoted(requestText(kept.request))}`,
      blocks: [
        {
          kind: 'facts',
          facts: [
            [ours('Asked'), said`${time(kept.at, 'both')} by ${person(desk, caller.desk, kept.member)}`],
            [ours('Over'), said`${plural(kept.cables, 'cable')}`],
            [ours('Checksum'), said`${own(kept.corpus)}`],
          ] satisfies [string, Text][],
        },
        refs.length === 0
          ? {
              kind: 'text',
              text: kept.total === 0 ? absence(said`None of the ${own(count(kept.cables))} cables matched.`) : said`None that you may see.`,
            }
          : {
              kind: 'text',
              text: said`${join(
                refs.slice(0, shown).map((one) => ref(one)),
                ', ',
              )}${refs.length > shown ? said` and ${refs.length - shown} more` : said``}`,
            },
        sinceThen({ isSame: now.checksum === kept.corpus, added, gone, isCut, isNothing: kept.total === 0 }),
      ],
      actions: [[runAgain(kept.request)]],
      files: [{ name: `receipt-${kept.id}.txt`, bytes: new TextEncoder().encode(`${lines.join('\n')}\n`) }],
    };
  },
});

function sinceThen({
  isSame,
  added,
  gone,
  isCut,
  isNothing,
}: {
  isSame: boolean;
  added: string[];
  gone: string[];
  isCut: boolean;
  isNothing: boolean;
}): Block {
  if (isCut) return { kind: 'text', text: said`Too many hits were found to keep each one, so not every change since can be listed.` };
  const state = isSame ? said`The cables are the same as then` : said`The cables have changed since`;
  if (added.length === 0 && gone.length === 0 && isNothing)
    return { kind: 'text', text: said`${strong('Now')}: ${absence(said`still none. ${state}.`, ours('not found so far.'))}` };
  if (added.length === 0 && gone.length === 0) return { kind: 'text', text: said`${strong('Now')}: it finds the same cables. ${state}.` };
  const list = (label: string, refs: readonly string[]): Text =>
    refs.length === 0
      ? said``
      : said` ${own(label)}: ${join(
          refs.slice(0, 10).map((one) => ref(one)),
          ', ',
        )}${refs.length > 10 ? said` and ${refs.length - 10} more` : said``}.`;
  return { kind: 'text', text: said`${strong('Now')}: ${state}.${list(ours('New'), added)}${list(ours('No longer found'), gone)}` };
}

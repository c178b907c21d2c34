import { absence } from '../../src/reply/absence.ts';
import { asOfOption, command, optionSpecs, type Values } from '../../src/bot/command.ts';
import { DeskError } from '../../src/reply/failure.ts';
import type { Block } from '../../src/reply/reply.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { RowSet } from '../../src/query/row-set.ts';
import { askPassages, keptQuestion } from '../../src/search/ask/ask.ts';
import { faultBlocks, provesNothing } from '../../src/search/pages/query-text.ts';
import { runAgain } from '../../src/search/pages/search-actions.ts';
import { dayOf, foundRows, requestText } from '../../src/search/search.ts';
import { mostRefs } from '../../src/desk/receipts.ts';
import { person } from '../../src/team/pages/lines.ts';
import { count, join, own, plural, quoted, ref, said, strong, time, type Text, ours } from '../../src/reply/text.ts';

/** Refs of a receipt that a message shows; its file has all of them. */
const shown = 20;
/** Refs of what has changed since. */
const listed = 10;

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
    const again = question === undefined ? await foundRows(same, caller, kept.request as { query: string }) : undefined;
    const rows =
      question === undefined
        ? (again?.rows ?? new RowSet())
        : new RowSet().add((await askPassages(same, caller, question)).passages.map(({ row }) => row));
    const isFaulty = again !== undefined && again.query.faults.length > 0;
    const { added, gone } = changesSince(desk, refs, rows);
    const isCut = kept.total > mostRefs;
    const lines = [
      `Receipt ${kept.id}`,
      `Asked: ${requestText(kept.request)}`,
      `At: ${new Date(kept.at).toISOString()}`,
      `Over: ${kept.cables} cables, SHA-256 ${kept.corpus}`,
      ...(again?.query.faults ?? []).map(({ message }) => `Not read as typed: ${message}`),
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
        ...(isFaulty ? faultBlocks(again.query) : []),
        ...(isFaulty && kept.total === 0 ? [provesNothing()] : []),
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

type Changes = { count: number; first: string[] };

/** What is found now and was not, and the other way round; the refs of the first ones. */
function changesSince(desk: Desk, refs: readonly string[], rows: RowSet): { added: Changes; gone: Changes } {
  const before = new RowSet();
  const gone: string[] = [];
  for (const one of refs) {
    const row = desk.cables.rowOf(one);
    if (row !== undefined && rows.has(row)) before.addOne(row);
    else gone.push(one);
  }
  const added = rows.without(before);
  const first = desk.cables.heads([...added.first(listed)]).map((head) => head.ref);
  return { added: { count: added.size, first }, gone: { count: gone.length, first: gone.slice(0, listed) } };
}

function sinceThen({
  isSame,
  added,
  gone,
  isCut,
  isNothing,
}: {
  isSame: boolean;
  added: Changes;
  gone: Changes;
  isCut: boolean;
  isNothing: boolean;
}): Block {
  if (isCut) return { kind: 'text', text: said`Too many hits were found to keep each one, so not every change since can be listed.` };
  const state = isSame ? said`The cables are the same as then` : said`The cables have changed since`;
  const isUnchanged = added.count + gone.count === 0;
  if (isUnchanged && isNothing)
    return { kind: 'text', text: said`${strong('Now')}: ${absence(said`still none. ${state}.`, ours('not found so far.'))}` };
  if (isUnchanged) return { kind: 'text', text: said`${strong('Now')}: it finds the same cables. ${state}.` };
  const list = (label: string, { count: many, first }: Changes): Text =>
    many === 0
      ? said``
      : said` ${own(label)}: ${join(
          first.map((one) => ref(one)),
          ', ',
        )}${many > first.length ? said` and ${many - first.length} more` : said``}.`;
  return { kind: 'text', text: said`${strong('Now')}: ${state}.${list(ours('New'), added)}${list(ours('No longer found'), gone)}` };
}

import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { countsOtherwise, gistOf, type OtherFigures } from '../../language/gist.ts';
import { askPassages } from '../../search/ask/ask.ts';
import { understand } from '../../search/ask/understand.ts';
import type { RankedPassage } from '../../search/passages/plan.ts';
import type { Claim } from '../claims.ts';
import { bearingSentence } from '../support.ts';

/** A sentence of another cable that counts otherwise than a claim, by a rule of words that misses much (language/gist.ts). */
export type OtherwiseCounted = Pick<RankedPassage, 'row' | 'paragraph' | 'best'> & { figures: OtherFigures };

/**
 * The best passage on what the claim says, in cables other than its sources, that counts otherwise than the claim or the sentences it
 * rests on; undefined for none. Rejects with a DeskError when the question takes too long.
 */
export async function otherFiguresOf(desk: Desk, caller: Caller, { claim, sources }: Claim): Promise<OtherwiseCounted | undefined> {
  if (understand(desk, claim).pieces.length === 0) return undefined;
  const cited = new Set(sources.map(({ cable }) => cable));
  const gists = [
    gistOf(claim, ''),
    ...sources.map((source) => gistOf(bearingSentence(claim, source), '', desk.cables.byRow(source.cable)?.date)),
  ];
  for (const { row, paragraph, best } of (await askPassages(desk, caller, { question: claim })).passages) {
    const cable = cited.has(row) ? undefined : desk.cables.byRow(row);
    if (cable === undefined) continue;
    const gist = gistOf(cable.body.slice(best.start, best.end), '', cable.date);
    const figures = gists.map((one) => countsOtherwise(one, gist)).find((one) => one !== undefined);
    if (figures !== undefined) return { row, paragraph, best, figures };
  }
  return undefined;
}

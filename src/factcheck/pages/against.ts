import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { gistOf, mayContradict, type Contradiction } from '../../language/contradiction.ts';
import { askPassages } from '../../search/ask/ask.ts';
import { understand } from '../../search/ask/understand.ts';
import type { RankedPassage } from '../../search/passages/plan.ts';
import type { Claim } from '../claims.ts';
import { bearingSentence } from '../support.ts';

/** What may speak against a claim: a sentence of another cable, by a rule of words that misses much (language/contradiction.ts). */
export type Against = Pick<RankedPassage, 'row' | 'paragraph' | 'best'> & { why: Contradiction };

/**
 * The best passage on what the claim says, in cables other than its sources, that may contradict the claim or the sentences it rests on;
 * undefined for none. Rejects with a DeskError when the question takes too long.
 */
export async function againstOf(desk: Desk, caller: Caller, { claim, sources }: Claim): Promise<Against | undefined> {
  if (understand(desk, claim).pieces.length === 0) return undefined;
  const cited = new Set(sources.map(({ cable }) => cable));
  const gists = [claim, ...sources.map((source) => bearingSentence(claim, source))].map((text) => gistOf(text, ''));
  for (const { row, paragraph, best } of (await askPassages(desk, caller, { question: claim })).passages) {
    const body = cited.has(row) ? undefined : desk.cables.byRow(row)?.body;
    if (body === undefined) continue;
    const gist = gistOf(body.slice(best.start, best.end), '');
    const why = gists.map((one) => mayContradict(one, gist)).find((one) => one !== undefined);
    if (why !== undefined) return { row, paragraph, best, why };
  }
  return undefined;
}

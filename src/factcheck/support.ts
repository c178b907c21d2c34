import type { Desk } from '../desk/desk.ts';
import { hearsayIn } from '../language/hearsay.ts';
import { rowBits } from '../query/row-set.ts';
import { parseQuery } from '../query/query.ts';
import type { Claim, ClaimSource } from './claims.ts';
import { meaningOf, nearestSentence, readSentences } from './nearest.ts';

/** Whether the cable's text at the source is unchanged since it was cited; a later import may have changed it. */
export const isUnchanged = (desk: Desk, { cable, start, end, words }: ClaimSource): boolean =>
  desk.cables.byRow(cable)?.body.slice(start, end) === words;

/** What kind of support a claim has: how many cables, from how many missions, and whether they only pass on what others say. */
export type Support = {
  /** Of a number of near-copies one is counted. `several`: of at least one it is not known who sent it. */
  kind: 'none' | 'one cable' | 'one mission' | 'missions' | 'several';
  /** Cables without near-copies of others. */
  cables: number;
  /** How many near-copies were left out. */
  copies: number;
  missions: string[];
  /** Where every sentence that bears the claim out only passes on what others say: the words that show it, of each source. */
  hearsay: string[];
  /** Sources whose text was changed by an import since they were cited. */
  changed: number;
};

/** The sentence of a source that has most of the claim's words; all of it where none has. */
export function bearingSentence(claim: string, { words }: Pick<ClaimSource, 'words'>): string {
  const nearest = nearestSentence(readSentences(words), meaningOf(claim), 1);
  return nearest === undefined ? words : words.slice(nearest.start, nearest.end);
}

/** What the claim rests on, by its sources that this desk holds. Near-copies are those of the search index. */
export async function supportOf(desk: Desk, { claim, sources }: Claim): Promise<Support> {
  const there = sources.filter(({ cable }) => desk.cables.byRow(cable) !== undefined);
  const rows = [...new Set(there.map(({ cable }) => cable))];
  const first = rows.length < 2 ? rows : await withoutCopies(desk, rows);
  const missions = first.map((row) => desk.cables.byRow(row)?.origin ?? '');
  const known = [...new Set(missions.filter((one) => one !== ''))];
  const heard = there.map((source) => hearsayIn(bearingSentence(claim, source)));
  return {
    kind:
      first.length === 0
        ? 'none'
        : first.length === 1
          ? 'one cable'
          : known.length > 1
            ? 'missions'
            : missions.includes('')
              ? 'several'
              : 'one mission',
    cables: first.length,
    copies: rows.length - first.length,
    missions: known,
    hearsay: heard.every((one) => one !== undefined) ? heard : [],
    changed: there.filter((source) => !isUnchanged(desk, source)).length,
  };
}

/** These rows, but of near-copies only one. */
async function withoutCopies(desk: Desk, rows: readonly number[]): Promise<number[]> {
  const { hits } = await desk.index.find(parseQuery('*'), { sort: 'best', offset: 0, limit: rows.length, rows: rowBits(rows), fold: true });
  // Cables that are not indexed yet are nobody's copies as far as is known.
  const copies = new Set(hits.flatMap(({ copies: its = [] }) => its));
  return rows.filter((row) => !copies.has(row));
}

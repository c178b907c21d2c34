import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { RowSet } from '../../query/row-set.ts';
import { findAmong, foundRows } from '../../search/search.ts';
import { type Unit } from '../share-out.ts';
import { join, own, said, strong, type Text, english, oneOr } from '../../reply/text.ts';
import { allWork, noWork, type Work } from '../work.ts';

/** The hits of a search that can be shared out. Withdrawn cables are left out, whatever the caller's role. */
export async function cablesToSplit(whole: Desk, caller: Caller, query: string): Promise<RowSet> {
  const reader: Caller = { ...caller, role: 'reader' };
  const desk = whole.as(reader);
  const { query: read, rows } = await foundRows(desk, reader, { query });
  const [fault] = read.faults;
  if (fault !== undefined)
    throw new DeskError(said`The search has an error, so nothing is shared out: ${own(fault.message)}`, {
      kind: 'usage',
      hint: said`Try it with ${strong('/search')} first.`,
    });
  return rows;
}

/** These cables, in units that one person should read, each with its language: near-copies, and cables that cite one another; oldest first. */
export async function unitsAmong(whole: Desk, caller: Caller, among: Iterable<number>): Promise<Unit[]> {
  const reader: Caller = { ...caller, role: 'reader' };
  const desk = whole.as(reader);
  const rowsAmong = new RowSet().add(among);
  const { hits } = await findAmong(desk, reader, '*', rowsAmong, rowsAmong.size, 'oldest');
  const copies = hits.map(({ row, copies: near = [] }) => [row, ...near]);
  const rows = copies.flat();
  const together = withCited(desk, rows, copies);
  const languageOf = new Map(
    desk.db
      .prepare<[string], { row: number; language: string }>(
        'SELECT row, language FROM cables WHERE row IN (SELECT value FROM json_each(?))',
      )
      .all(JSON.stringify(rows))
      .map(({ row, language }) => [row, language]),
  );
  return together.map((one) => ({ rows: one, language: languageOf.get(one[0] ?? 0) ?? '' }));
}

/** A chain of citations is not followed beyond so many cables: else half of a trove may go to one person. */
const mostTogether = 25;

/** Units joined where a cable of one cites a cable of the other. */
function withCited(desk: Desk, rows: readonly number[], units: readonly number[][]): number[][] {
  const unitOf = new Map(units.flatMap((unit) => unit.map((row) => [row, unit] as const)));
  for (const { citing, cited } of desk.cables.links(rows)) {
    const [one, other] = [unitOf.get(citing), unitOf.get(cited)];
    if (one === undefined || other === undefined || one === other || one.length + other.length > mostTogether) continue;
    const joined = [...one, ...other];
    for (const row of joined) unitOf.set(row, joined);
  }
  return [...new Set(unitOf.values())];
}

/** Why a cable cannot be assigned. */
const skipReasons = ['taken', 'verified', english('read through'), english('set aside')] as const;

type SkipReason = (typeof skipReasons)[number];

function reasonOf({ status, assignee }: Work, isSetAside: boolean): SkipReason | undefined {
  if (status === 'verified') return 'verified';
  if (status === 'irrelevant' || isSetAside) return 'set aside';
  if (status === 'read') return 'read through';
  return assignee === undefined ? undefined : 'taken';
}

export function findAssignable(desk: Desk, caller: Caller, rows: Iterable<number>): { free: Set<number>; left: Map<SkipReason, number> } {
  const work = allWork(desk.facts, caller.desk);
  const aside = new Set(
    desk.facts.all(caller.desk, 'reading').flatMap(({ cable, value }) => (value.irrelevant === undefined ? [] : [cable])),
  );
  const free = new Set<number>();
  const left = new Map<SkipReason, number>();
  for (const row of rows) {
    const reason = reasonOf(work.get(row) ?? noWork, aside.has(row));
    if (reason === undefined) free.add(row);
    else left.set(reason, (left.get(reason) ?? 0) + 1);
  }
  return { free, left };
}

/** `3 are taken, 1 is verified`. */
export const skippedText = (left: ReadonlyMap<SkipReason, number>): Text =>
  join(
    skipReasons.flatMap((reason) => {
      const count = left.get(reason) ?? 0;
      return count === 0 ? [] : [said`${count} ${oneOr(count, 'is', 'are')} ${own(reason)}`];
    }),
    ', ',
  );

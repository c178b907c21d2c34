import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { isWithin, mayBeWithin } from '../query/dates.ts';
import { RowSet } from '../query/row-set.ts';
import type { Query } from '../query/query.ts';
import { group, type DateNode } from '../query/tree.ts';
import { ours, plural, plain } from '../reply/text.ts';

/**
 * The remark on a search within a range of dates: how many cables it would find that have a year or a month only, and so may
 * be of those days, and are left out. None where nothing is.
 */
export async function partDated(desk: Desk, caller: Caller, { root, ...query }: Query): Promise<string[]> {
  const parts = root.kind === 'and' ? root.nodes : [root];
  const isRange = (node: (typeof parts)[number]): node is DateNode =>
    node.kind === 'date' && (node.from !== undefined || node.to !== undefined);
  const ranges = parts.filter(isRange);
  if (ranges.length === 0) return [];
  const rows = new RowSet();
  for (const { row, date } of desk.cables.partDated())
    if (ranges.every(({ from, to }) => mayBeWithin(date, from, to)) && !ranges.every(({ from, to }) => isWithin(date, from, to)))
      rows.addOne(row);
  if (rows.size === 0) return [];
  const others = parts.filter((node) => !isRange(node));
  const { total } = await desk.index.find(
    { ...query, root: group('and', others) },
    { sort: 'newest', offset: 0, limit: 0, rows: rows.bytes(), by: caller.member },
  );
  return total === 0 ? [] : [ours`Not in this range: ${plain([plural(total, 'cable')])} with a year or a month only.`];
}

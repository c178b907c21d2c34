import { absence } from '../../reply/absence.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { DeskError } from '../../reply/failure.ts';
import { asTyped, join, own, plural, quoted, said, strong } from '../../reply/text.ts';
import { findFirst } from '../../search/search.ts';
import { rowsIn } from '../sets.ts';
import { currentTag, normaliseTag } from '../tags.ts';
import { requireSet } from './set-page.ts';

/** Cables as people choose them for a file: one of these. */
export type ChosenBy = {
  query?: string | undefined;
  tag?: string | undefined;
  set?: string | undefined;
  refs?: string | undefined;
};

/** Refs named in a refusal. */
const maxNamed = 5;

/**
 * The rows of the cables that are chosen so, as far as the caller may see them, and the query they were found by; by date, refs as
 * they were typed. Throws a DeskError unless there is one choice, without a fault, that finds something, and `most` at most.
 */
export async function chosenCables(
  desk: Desk,
  caller: Caller,
  chosen: ChosenBy,
  most: number,
): Promise<{ rows: number[]; query?: string }> {
  const found = await cablesFor(desk, caller, chosen, most);
  if (found.total <= most) return found;
  throw new DeskError(said`${plural(found.total, 'cable')} are too many for one file: ${plural(most, 'cable')} at most.`, {
    kind: 'usage',
    hint: said`Narrow the search, for example by month: ${strong('date:2018-07')}`,
  });
}

async function cablesFor(
  desk: Desk,
  caller: Caller,
  chosen: ChosenBy,
  most: number,
): Promise<{ total: number; rows: number[]; query?: string }> {
  const { tag, set, refs } = chosen;
  const ways = (['query', 'tag', 'set', 'refs'] as const).filter((way) => chosen[way] !== undefined);
  if (ways.length !== 1)
    throw new DeskError(said`Choose one: ${asTyped('query')}, ${asTyped('tag')}, ${asTyped('set')} or ${asTyped('refs')}.`, {
      kind: 'usage',
    });
  if (refs !== undefined) return counted(rowsOfRefs(desk, refs));
  if (set !== undefined) {
    const { code, name } = requireSet(desk, caller, set);
    const rows = byDate(desk, rowsIn(desk.facts, caller.desk, code));
    if (rows.length === 0) throw new DeskError(said`The set ${quoted(name)} is empty.`);
    return counted(rows);
  }
  const query = chosen.query ?? `tag:${currentTag(desk.facts, caller.desk, normaliseTag(tag ?? ''))}`;
  const { query: read, ...found } = await findFirst(desk, caller, { query, sort: 'oldest' }, most);
  const [fault] = read.faults;
  if (fault !== undefined)
    throw new DeskError(said`The search has an error, so nothing was exported: ${own(fault.message)}`, {
      kind: 'usage',
      hint: said`Try it with ${strong('/search')} first.`,
    });
  if (found.total === 0) throw new DeskError(absence(said`No cable for ${quoted(query)}.`));
  return { ...found, query };
}

const counted = (rows: number[]) => ({ total: rows.length, rows });

const byDate = (desk: Desk, rows: readonly number[]): number[] =>
  desk.cables
    .heads(rows)
    .toSorted((a, b) => (a.date === '' ? '~' : a.date).localeCompare(b.date === '' ? '~' : b.date))
    .map(({ row }) => row);

/** A ref may hold spaces and commas: what is typed is looked up whole first, then in pieces. All of them must be there. */
function rowsOfRefs(desk: Desk, typed: string): number[] {
  const unknown: string[] = [];
  const rowsOf = (text: string, [separator, ...finer]: readonly RegExp[]): number[] => {
    const cable = desk.cables.get(text);
    if (cable !== undefined) return [cable.row];
    const pieces = separator === undefined ? [] : text.split(separator).map((one) => one.trim());
    if (pieces.length > 1 || finer.length > 0) return pieces.filter((one) => one !== '').flatMap((one) => rowsOf(one, finer));
    unknown.push(text);
    return [];
  };
  const rows = [...new Set(rowsOf(typed.trim(), [/[;\n]+/, /,+/, /\s+/]))];
  if (unknown.length > 0)
    throw new DeskError(absence(said`No cable has the ref ${join(unknown.slice(0, maxNamed).map(quoted), ', ')}.`), {
      kind: 'usage',
      hint: said`/search finds cables by their words.`,
    });
  return rows;
}

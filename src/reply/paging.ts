import { press } from './actions.ts';
import { DeskError } from './failure.ts';
import type { Action, ActionRow, Block, Item, Reply } from './reply.ts';
import type { Given, FullName } from './targets.ts';
import { join, said, strong, type Text } from './text.ts';

/** What can show one page of itself. */
type Paged = { [N in FullName]: 'page' extends keyof Given<N> ? N : never }[FullName];

/** Reads some of the rows, and says how many there are in all. */
type Slice<Row> = (offset: number, limit: number) => { total: number; rows: readonly Row[] };

type List<Row, N extends Paged> = {
  title: Text | ((total: number) => Text);
  /** All of them, or what reads those of a page. */
  rows: readonly Row[] | Slice<Row>;
  perPage: number;
  /** The page asked for, counted from 1; one that is not there becomes the last. */
  page: number | undefined;
  /** One row, or several entries of it, or nothing; `number` counts from 1 through all pages. */
  item(row: Row, number: number): Item | Item[] | undefined;
  /** The command that shows the other pages, with its options. */
  turn: readonly [N, Omit<Given<N>, 'page'>];
  before?: readonly Block[];
  after?: readonly Block[];
  /** What is said where there are no rows; a failure is thrown. */
  empty?: Text | DeskError;
  /** Small print beside the number of the page. */
  order?: Text;
  /** Menus over what is shown; `first` is the number of its first row. */
  menus?(shown: readonly Row[], first: number): ActionRow[];
  /** Buttons beside those that turn pages. */
  beside?: readonly Action[] | ((shown: readonly Row[]) => readonly Action[]);
};

/** One page of a list, with buttons to the pages before and after it. Throws `empty` when that is a failure and there are no rows. */
export function listPage<Row, N extends Paged>(list: List<Row, N>): Reply {
  const { rows, perPage, title, before = [], after = [], beside = [], turn, empty } = list;
  const slice: Slice<Row> =
    typeof rows === 'function' ? rows : (offset, limit) => ({ total: rows.length, rows: rows.slice(offset, offset + limit) });
  const wanted = Math.max(1, list.page ?? 1);
  const asked = slice((wanted - 1) * perPage, perPage);
  if (asked.total === 0 && empty instanceof DeskError) throw empty;
  const pages = Math.max(1, Math.ceil(asked.total / perPage));
  const page = Math.min(wanted, pages);
  const offset = (page - 1) * perPage;
  const { total, rows: shown } = page === wanted ? asked : slice(offset, perPage);
  const small = [...(pages === 1 ? [] : [pageOf(page, pages)]), ...(list.order === undefined || total === 0 ? [] : [list.order])];
  return {
    title: typeof title === 'function' ? title(total) : title,
    blocks: [
      ...before,
      ...(total > 0 || empty === undefined || empty instanceof DeskError ? [] : [{ kind: 'text' as const, text: empty }]),
      { kind: 'items', items: shown.flatMap((row, i) => list.item(row, offset + i + 1) ?? []) },
      ...after,
      ...(small.length === 0 ? [] : [{ kind: 'small' as const, text: join(small, ' · ') }]),
    ],
    actions: [
      ...(list.menus?.(shown, offset + 1) ?? []),
      [...turnPages(turn, page, pages), ...(typeof beside === 'function' ? beside(shown) : beside)],
    ].filter((row) => row.length > 0),
  };
}

function turnPages<N extends Paged>([command, options]: readonly [N, Omit<Given<N>, 'page'>], page: number, pages: number): Action[] {
  const to = (target: number, label: Text): Action =>
    // The compiler cannot see that a page is all that the options lack.
    press(label, command, { ...options, page: target } as unknown as Given<N>, { as: 'replace', disabled: target < 1 || target > pages });
  return pages <= 1 ? [] : [to(page - 1, said`Previous`), to(page + 1, said`Next`)];
}

/** "page 2 of 7". */
export const pageOf = (page: number, pages: number): Text => said`page ${strong(String(page))} of ${strong(String(pages))}`;

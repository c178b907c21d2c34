import type { Action, ActionOptions } from './reply.ts';
import { said, strong, type Text } from './text.ts';

/** Buttons to the previous and next page; none when there is only one page. */
export function turnPages(command: string, options: ActionOptions, page: number, pages: number): Action[] {
  const turn = (to: number, label: Text): Action => ({
    kind: 'run',
    label,
    command,
    options: { ...options, page: to },
    as: 'replace',
    disabled: to < 1 || to > pages,
  });
  return pages <= 1 ? [] : [turn(page - 1, said`Previous`), turn(page + 1, said`Next`)];
}

/** "page 2 of 7". */
export const pageOf = (page: number, pages: number): Text => said`page ${strong(String(page))} of ${strong(String(pages))}`;

import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { formsOf } from '../compare/listed-name.ts';
import { DeskError } from '../../reply/failure.ts';
import { runSearch } from '../../search/search.ts';
import { plainWords, type Token } from '../../language/tokens.ts';

/** `rows`: cables that contain a name. `partial`: how many were `looked` at `of` those with its words, if not all. */
export type InTexts = { rows: number[]; partial?: { looked: number; of: number } };

/** Limit of cables read for one name; words in more cables are seldom a name. */
const maxRead = 300;
/** Milliseconds of reading before yielding to the event loop. */
const yieldAfter = 15;

/**
 * Cables that the caller may see and whose subject or text contains a listed name, as written or reordered. Ignores accents
 * and case, except that one word at least must have a capital: `Banks` is not found in `banks`.
 */
export async function inTexts(desk: Desk, caller: Caller, entry: string): Promise<InTexts> {
  const rows = new Set<number>();
  let partial: InTexts['partial'];
  for (const { text } of formsOf(entry).filter(({ sure }) => sure)) {
    const words = plainWords(text).map(({ folded }) => folded);
    const isSearchable = words.length > 0 && text.length <= 300 && words.join('').length > 2;
    if (!isSearchable) continue;
    const query = `"${plainWords(text)
      .map(({ surface }) => surface)
      .join(' ')}"`;
    try {
      const { found } = await runSearch(desk, caller, { query }, 0, maxRead);
      const matching = await rowsWith(
        desk,
        found.hits.map(({ row }) => row),
        text,
        words,
      );
      for (const row of matching) rows.add(row);
      if (found.total > found.hits.length) partial = { looked: found.hits.length, of: found.total };
    } catch (error) {
      // A name that cannot be searched for is in no text; any other error concerns the whole list.
      if (!(error instanceof DeskError) || error.kind !== 'usage') throw error;
    }
  }
  return { rows: [...rows], ...(partial === undefined ? {} : { partial }) };
}

async function rowsWith(desk: Desk, rows: readonly number[], text: string, words: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  let since = performance.now();
  for (const row of rows) {
    const cable = desk.cables.byRow(row);
    if (cable !== undefined && (contains(cable.subject, text, words) || contains(cable.body, text, words))) found.push(row);
    if (performance.now() - since < yieldAfter) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  return found;
}

const letter = /[\p{L}\p{N}\p{M}]/u;

function contains(within: string, text: string, words: readonly string[]): boolean {
  if (/^\p{Lu}/u.test(text))
    for (let at = within.indexOf(text); at >= 0; at = within.indexOf(text, at + 1))
      if (!letter.test(within[at - 1] ?? ' ') && !letter.test(within[at + text.length] ?? ' ')) return true;
  const tokens = plainWords(within);
  return tokens.some((_, i) => isAt(tokens, i, words));
}

/** Whether the words start at token `i`, at least one of them not in lower case. */
const isAt = (tokens: readonly Token[], i: number, words: readonly string[]): boolean =>
  words.every((word, k) => tokens[i + k]?.folded === word) && words.some((_, k) => !/^\p{Ll}/u.test(tokens[i + k]?.surface ?? ''));

import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { formsOf } from '../compare/listed-name.ts';
import { DeskError } from '../../reply/failure.ts';
import { mostTerms } from '../../query/leaf.ts';
import { runSearch } from '../../search/search.ts';
import { tokenise, type Token } from '../../language/tokens.ts';

/** Cables in which a name stands; `looked` of `of` that hold its words were read, when not all were. */
export type InTexts = { rows: number[]; looked?: { looked: number; of: number } };

/** Cables that are read for one name; words that so many hold are seldom a name. */
const mostRead = 300;
/** Milliseconds of reading after which others get their turn. */
const turn = 15;

/**
 * Cables in whose subject or text a name of a list stands word for word, whatever the cases and accents, but with a
 * capital: `Banks` is not found in `banks`. As it is written, and turned round. Only cables that the caller may see.
 */
export async function inTexts(desk: Desk, caller: Caller, entry: string): Promise<InTexts> {
  const rows = new Set<number>();
  let looked: InTexts['looked'];
  for (const { text } of formsOf(entry).filter(({ sure }) => sure)) {
    const words = tokenise(text).map(({ folded }) => folded);
    const isSearchable = words.length > 0 && words.length <= mostTerms && text.length <= 300 && words.join('').length > 2;
    if (!isSearchable) continue;
    const query = `"${tokenise(text)
      .map(({ surface }) => surface)
      .join(' ')}"`;
    try {
      const { found } = await runSearch(desk, caller, { query }, 0, mostRead);
      const read = await readFor(
        desk,
        found.hits.map(({ row }) => row),
        text,
        words,
      );
      for (const row of read) rows.add(row);
      if (found.total > found.hits.length) looked = { looked: found.hits.length, of: found.total };
    } catch (error) {
      // A name that cannot be searched for is in no text; anything else concerns the whole list.
      if (!(error instanceof DeskError) || error.kind !== 'usage') throw error;
    }
  }
  return { rows: [...rows], ...(looked === undefined ? {} : { looked }) };
}

async function readFor(desk: Desk, rows: readonly number[], text: string, words: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  let since = performance.now();
  for (const row of rows) {
    const cable = desk.cables.byRow(row);
    if (cable !== undefined && (holds(cable.subject, text, words) || holds(cable.body, text, words))) found.push(row);
    if (performance.now() - since < turn) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  return found;
}

const letter = /[\p{L}\p{N}\p{M}]/u;

function holds(within: string, text: string, words: readonly string[]): boolean {
  if (/^\p{Lu}/u.test(text))
    for (let at = within.indexOf(text); at >= 0; at = within.indexOf(text, at + 1))
      if (!letter.test(within[at - 1] ?? ' ') && !letter.test(within[at + text.length] ?? ' ')) return true;
  const tokens = tokenise(within);
  return tokens.some((_, i) => isAt(tokens, i, words));
}

/** Whether the words stand here, and one of them at least is not in small letters. */
const isAt = (tokens: readonly Token[], i: number, words: readonly string[]): boolean =>
  words.every((word, k) => tokens[i + k]?.folded === word) && words.some((_, k) => !/^\p{Ll}/u.test(tokens[i + k]?.surface ?? ''));

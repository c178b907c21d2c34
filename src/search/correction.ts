import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { fold, plainWords } from '../language/tokens.ts';
import { parseQuery } from '../query/query.ts';
import { positives } from '../query/tree.ts';
import { recordFields, runSearch, type SearchRequest } from './search.ts';

/** Words looked at, spellings tried for each, and whole queries tried: all within what one answer may cost. */
const mostWords = 12;
const spellings = 4;
const mostTries = 16;

/** A word of the query: where it stands in what was typed, and as it was typed. */
type Typed = { at: number; surface: string };

/**
 * The request with its misspelt words put right, and how many cables it finds then. Only a word that stands in no cable
 * the caller may see is misspelt. Of several spellings the one that stands near the other words somewhere wins, then the one
 * nearest to what was typed; where none finds a cable with all words, it asks for any of them. Undefined when no word is
 * misspelt, or no spelling finds a cable.
 */
export async function corrected(
  desk: Desk,
  caller: Caller,
  request: SearchRequest,
): Promise<{ request: SearchRequest; total: number } | undefined> {
  const typed = typedWords(desk, request.query);
  const isPlain = typed.length > 1 && typed.map(({ surface }) => surface).join(' ') === request.query.trim().replaceAll(/["“”]/g, '');
  const near = new Map<Typed, string[]>();
  for (const word of typed.slice(0, mostWords)) {
    if ((await totalOf(desk, caller, { query: `"${word.surface}"` })) > 0) continue;
    near.set(word, await desk.index.suggest(word.surface, spellings));
  }
  const fixable = [...near].filter(([, words]) => words.length > 0);
  if (fixable.length === 0) return undefined;
  const tries = combinations(fixable.map(([, words]) => words)).map((chosen) => {
    const spelt = new Map(fixable.map(([word], i) => [word, chosen[i] ?? '']));
    return { spelt, request: { ...request, query: respelt(request.query, spelt) } };
  });
  let best: { request: SearchRequest; total: number; beside: number } | undefined;
  for (const { spelt, request: changed } of tries) {
    const total = await totalOf(desk, caller, changed);
    if (total === 0) continue;
    const words = typed.map((word) => spelt.get(word) ?? word.surface).join(' ');
    const beside = isPlain ? await totalOf(desk, caller, { query: `"${words}"~3` }) : 0;
    if (best === undefined || beside > best.beside) best = { request: changed, total, beside };
  }
  const [likeliest] = tries;
  if (best !== undefined || likeliest === undefined) return best;
  const any = { ...likeliest.request, match: 'any' as const };
  const total = await totalOf(desk, caller, any);
  return total === 0 ? undefined : { request: any, total };
}

const totalOf = async (desk: Desk, caller: Caller, request: SearchRequest): Promise<number> =>
  (await runSearch(desk, caller, request, 0, 0)).found.total;

/** The words that are looked for in texts, each once for each place where it was typed. */
function typedWords(desk: Desk, query: string): Typed[] {
  return positives(parseQuery(query, recordFields(desk)).root)
    .filter(({ field }) => field === undefined || field === 'text' || field === 'subject')
    .flatMap((node) => {
      const wanted = new Set(
        (node.kind === 'word' ? [node.surface] : node.kind === 'phrase' ? node.surfaces : []).map((surface) => fold(surface)),
      );
      return plainWords(query.slice(node.at, node.at + node.length))
        .filter(({ folded }) => wanted.has(folded))
        .map(({ surface, start }) => ({ at: node.at + start, surface }));
    });
}

/** Each choice of one from every list; those made of early ones come first. */
function combinations(lists: readonly (readonly string[])[]): string[][] {
  const ranked = lists.reduce<{ words: string[]; rank: number }[]>(
    (some, list) =>
      some
        .flatMap(({ words, rank }) => list.map((word, i) => ({ words: [...words, word], rank: rank + i })))
        .toSorted((a, b) => a.rank - b.rank)
        .slice(0, mostTries),
    [{ words: [], rank: 0 }],
  );
  return ranked.map(({ words }) => words);
}

/** The text with these words in place of those typed; from the last, so that places stay true. */
const respelt = (query: string, spelt: ReadonlyMap<Typed, string>): string =>
  [...spelt]
    .toSorted(([a], [b]) => b.at - a.at)
    .reduce((text, [{ at, surface }, word]) => text.slice(0, at) + word + text.slice(at + surface.length), query);

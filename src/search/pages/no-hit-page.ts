import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Action, Reply } from '../../reply/reply.ts';
import { own, plural, quoted, said, type Text } from '../../reply/text.ts';
import { runSearch, type SearchRequest } from '../search.ts';
import { faultBlocks, filtersText, quotedList } from './query-text.ts';
import type { SearchResult } from './result-page.ts';
import { changeAction, filterActions, searchAction } from './search-actions.ts';
import { press, commandLink } from '../../reply/actions.ts';

/** Most suggestions of another search. */
const mostSuggestions = 5;

/** Nothing found: what was looked for, and what else could be. Suggestions are never mixed silently into results. */
export async function noHitPage(desk: Desk, caller: Caller, { request, query, receipt }: SearchResult): Promise<Reply> {
  const words = query.words();
  const suggestions = await suggestionsFor(desk, caller, request, words);
  const looked = desk.cables.count();
  return {
    title: said`No cable for ${quoted(request.query)}`,
    blocks: [
      ...faultBlocks(query),
      { kind: 'text', text: said`I looked through all ${plural(looked, 'cable')}${lookedFor(request, words)}` },
      suggestions.length > 0
        ? { kind: 'text', text: said`Try one of these:` }
        : { kind: 'text', text: said`Fewer or other words may help; ${commandLink('help')} shows what can be asked.` },
    ],
    actions: [suggestions, [...changeAction(request), ...filterActions(request), ...receiptAction(receipt)]],
  };
}

/** The same search with any of its words, and with words of the trove that are near to one of them in spelling. */
async function suggestionsFor(desk: Desk, caller: Caller, request: SearchRequest, words: readonly string[]): Promise<Action[]> {
  const actions: Action[] = [];
  if (request.match !== 'any' && words.length > 1)
    actions.push({ ...searchAction({ ...request, match: 'any' }, said`Any word`), style: 'main' });
  for (const word of words.slice(0, 8)) {
    for (const near of await desk.index.suggest(word, 3)) {
      if (actions.length >= mostSuggestions) break;
      // A word that only withdrawn cables hold would reveal what is in them.
      if ((await runSearch(desk, caller, { query: `"${near}"` }, 0, 1)).found.total === 0) continue;
      const changed = replaceWord(request.query, word, near);
      if (changed !== undefined) actions.push(searchAction({ ...request, query: changed }, said`${quoted(near)} for ${quoted(word)}`));
    }
  }
  return actions;
}

function replaceWord(query: string, word: string, near: string): string | undefined {
  const at = query.toLowerCase().indexOf(word.toLowerCase());
  return at < 0 ? undefined : query.slice(0, at) + near + query.slice(at + word.length);
}

function lookedFor(request: SearchRequest, words: readonly string[]): Text {
  const sentence = words.length === 0 ? said`.` : said` for ${quotedList(words)}.`;
  const filters = filtersText(request);
  return filters.length === 0 ? sentence : [...sentence, own(' Filters: '), ...filters, own('.')];
}

const receiptAction = (receipt: number | undefined): Action[] =>
  receipt === undefined ? [] : [press(said`Receipt ${own(String(receipt))}`, 'check receipt', { id: receipt })];

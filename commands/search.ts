import { originOption } from '../src/cables/pages/origin-option.ts';
import { command, optionSpecs, type Values } from '../src/bot/command.ts';
import { mostRefs } from '../src/desk/receipts.ts';
import { plainQuestion } from '../src/query/query.ts';
import type { Block } from '../src/reply/reply.ts';
import { said } from '../src/reply/text.ts';
import { sortOrders } from '../src/query/tree.ts';
import { namedInMessage } from '../src/search/pages/named-in-message.ts';
import { noHitPage } from '../src/search/pages/no-hit-page.ts';
import { resultPage } from '../src/search/pages/result-page.ts';
import { hitsPerPage, keepSearch, runSearch, withFilter, type SearchRequest } from '../src/search/search.ts';

const searchOptions = optionSpecs({
  query: { type: 'text', description: 'Words (all must occur), "a phrase", OR, NOT or -word, field:value', required: true, max: 6000 },
  since: { type: 'date', description: 'Sent on or after: 2018-07-16, 2018-07 or 2018' },
  until: { type: 'date', description: 'Sent on or before this day, month or year' },
  origin: originOption,
  sort: { type: 'choice', description: 'Order of the hits (default: best)', choices: sortOrders },
  page: { type: 'number', description: 'Page of the results', min: 1 },
  passages: { type: 'flag', description: 'Up to three passages of each hit' },
  match: { type: 'choice', description: 'All words, or any of them', choices: ['all', 'any'], hidden: true },
  copies: { type: 'choice', description: 'Near-copies one by one', choices: ['apart'], hidden: true },
  filters: { type: 'text', description: 'Filters that narrow it', hidden: true, max: 4000 },
  add: { type: 'text', description: 'One more filter', hidden: true, max: 512 },
  message: { type: 'text', description: 'The message to look in', hidden: true, max: 2000 },
});

declare module '../src/reply/targets.ts' {
  interface Targets {
    search: Values<typeof searchOptions>;
  }
}

export default command({
  name: 'search',
  topic: 'find',
  description: 'Find cables by words, phrases, people and places',
  who: 'reader',
  looksBack: true,
  examples: [
    '/search query:"hot zone"',
    '/search query:iran -sanctions since:2018-02 until:2018-07',
    '/search query:subject:"weekly report" from:washington sort:newest',
  ],
  options: searchOptions,
  menus: [
    {
      on: 'message',
      name: 'Find cables in this message',
      open: (target) => ({
        options:
          target.on === 'message'
            ? { query: plainQuestion(target.text), match: 'any', message: target.text.slice(0, 2000) }
            : { query: '' },
      }),
    },
  ],
  async run({ options, desk, caller }) {
    const request: SearchRequest = {
      query: options.query,
      since: options.since,
      until: options.until,
      origin: options.origin,
      sort: options.sort,
      match: options.match,
      copies: options.copies,
      ...withFilter(options.filters, options.add),
    };
    const page = options.page ?? 1;
    // A new question is kept with what it found; turning its pages does not ask a new one.
    const isNew = options.page === undefined && desk.searches.keeping !== 'off';

    const answer = await runSearch(desk, caller, request, (page - 1) * hitsPerPage, isNew ? mostRefs : hitsPerPage);
    // A receipt says what all cables hold.
    const isWhole = desk.importing === 0 && desk.index.isWhole() && (answer.asksNames ? desk.names.isWhole() : true);
    const receipt = isNew && isWhole ? await keepSearch(desk, caller, request, answer.found) : undefined;
    const message = options.message === undefined ? [] : namedInMessage(desk, options.message);
    const unkept: Block[] =
      receipt === 'not kept' ? [{ kind: 'text', text: said`This search could not be kept, so it has no receipt.` }] : [];
    const result = { ...answer, request, receipt: receipt === 'not kept' ? undefined : receipt };
    const reply =
      answer.found.total === 0 ? await noHitPage(desk, caller, result) : resultPage(desk, caller, result, page, options.passages === true);
    return { ...reply, blocks: [...message, ...unkept, ...reply.blocks] };
  },
});

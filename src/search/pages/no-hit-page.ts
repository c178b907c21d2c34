import { excerptText, headLine, subjectLine } from '../../cables/cards.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit } from '../../desk/policy.ts';
import { nameOffers } from '../../names/pages/name-offers.ts';
import { phraseOf } from '../../names/filters.ts';
import { parseQuery, type Query } from '../../query/query.ts';
import type { Action, Block, Item, Reply } from '../../reply/reply.ts';
import { own, plural, quoted, said, strong, type Text, ours } from '../../reply/text.ts';
import { excerpt } from '../excerpt.ts';
import { corrected } from '../correction.ts';
import { namesAskedFor } from '../desk-state.ts';
import { partialMatches, type PartialMatch } from '../partial.ts';
import { hitsPerPage, recordFields, type SearchRequest } from '../search.ts';
import { faultBlocks, filtersText, provesNothing, quotedList } from './query-text.ts';
import type { SearchResult } from './result-page.ts';
import { changeAction, filterActions, otherReading, searchAction } from './search-actions.ts';
import { absence, total } from '../../reply/absence.ts';
import { press, commandLink } from '../../reply/actions.ts';

/**
 * Nothing found: what was looked for, and what else could be: the query with misspelt words put right, a name where else it
 * stands, and the cables that have most of the words. Suggestions are never mixed silently into results.
 */
export async function noHitPage(desk: Desk, caller: Caller, { request, query, receipt }: SearchResult): Promise<Reply> {
  const words = query.words();
  const right = await corrected(desk, caller, request);
  const elsewhere = await namesElsewhere(desk, caller, request);
  const partial = request.match === 'any' ? undefined : await partialMatches(desk, caller, query, hitsPerPage);
  const suggestions: Action[] = [
    ...(right === undefined
      ? []
      : [
          {
            ...searchAction(
              right.request,
              said`${quoted(right.request.query)}${own(right.request.match === 'any' ? ', any word' : '')} · ${total(plural(right.total, 'cable'))}`,
            ),
            style: 'main' as const,
          },
        ]),
    ...elsewhere,
    ...otherReading(request, query),
    ...(partial === undefined || partial.total === 0 || right?.request.match === 'any'
      ? []
      : [searchAction({ ...request, match: 'any' }, said`Any word · ${total(plural(partial.total, 'cable'))}`)]),
  ];
  const matches = right === undefined ? (partial?.matches ?? []) : [];
  return {
    title: said`${absence(said`No cable for`, ours('Not found so far:'))} ${quoted(request.query)}`,
    blocks: [
      ...faultBlocks(query),
      query.faults.length > 0
        ? provesNothing()
        : {
            kind: 'text',
            text: said`${absence(said`I searched all ${plural(desk.cables.count(), 'cable')}`, ours('I searched what is read'))}${lookedFor(request, words)}`,
          },
      ...advice({ right: right?.request.query, hasOthers: suggestions.length > 0, hasMatches: matches.length > 0 }),
      ...(matches.length === 0
        ? []
        : [
            {
              kind: 'items' as const,
              items: matches.flatMap((one, i) => itemOf(desk, query, one, { number: i + 1, of: partial?.of ?? 0 })),
            },
          ]),
    ],
    actions: [suggestions, [...changeAction(request), ...filterActions(request), ...receiptAction(receipt)]],
  };
}

function advice({ right, hasOthers, hasMatches }: { right: string | undefined; hasOthers: boolean; hasMatches: boolean }): Block[] {
  if (right !== undefined) return [{ kind: 'text', text: said`Did you mean ${quoted(right)}?` }];
  if (hasMatches) return [{ kind: 'text', text: said`These come closest:` }];
  if (hasOthers) return [{ kind: 'text', text: said`Try one of these:` }];
  return [{ kind: 'text', text: said`Fewer or other words may help; ${commandLink('help')} shows what you can do.` }];
}

/** A cable with some of the words, and which it lacks. */
function itemOf(desk: Desk, query: Query, { hit, has, lacks }: PartialMatch, { number, of }: { number: number; of: number }): Item[] {
  const cable = desk.cables.byRow(hit.row);
  if (cable === undefined) return [];
  const passage = excerpt(cable.body, query, { max: excerptLimit(desk.exposure), language: cable.language });
  return [
    {
      head: said`${strong(`${number}.`)} ${headLine(cable)}`,
      lines: [subjectLine(cable), said`${has} of your ${of} words; not ${quotedList(lacks)}`],
      passage: excerptText(passage, cable.row),
      actions: [press(said`Open`, 'cable', { ref: cable.ref })],
    },
  ];
}

/** Names that were asked for as one kind: as which others they are known, and the search with them as plain words. */
async function namesElsewhere(desk: Desk, caller: Caller, request: SearchRequest): Promise<Action[]> {
  const asked = namesAskedFor(parseQuery(request.query, recordFields(desk)).root);
  const unknown = asked.find(({ name, kind }) => desk.names.named(name, kind).length === 0);
  if (unknown === undefined) return [];
  const { name, kind, at, length } = unknown;
  const before = request.query.slice(0, at).replace(/[\p{L}_-]+:\s*$/u, '');
  return nameOffers(desk, caller, { name, kind, query: `${before}${phraseOf(name)}${request.query.slice(at + length)}` });
}

function lookedFor(request: SearchRequest, words: readonly string[]): Text {
  const sentence = words.length === 0 ? said`.` : said` for ${quotedList(words)}.`;
  const filters = filtersText(request);
  return filters.length === 0 ? sentence : [...sentence, own(' Filters: '), ...filters, own('.')];
}

const receiptAction = (receipt: number | undefined): Action[] =>
  receipt === undefined ? [] : [press(said`Receipt ${own(String(receipt))}`, 'check receipt', { id: receipt })];

import { chartAction } from '../../analysis/pages/analysis-actions.ts';
import { headLine, excerptText, subjectLine } from '../../cables/cards.ts';
import type { Cable } from '../../cables/cables.ts';
import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import { excerptLimit, shownToCaller } from '../../desk/policy.ts';
import type { Query } from '../../query/query.ts';
import { DeskError } from '../../reply/failure.ts';
import { pageOf } from '../../reply/paging.ts';
import type { Item, Reply } from '../../reply/reply.ts';
import { join, own, plural, quoted, ref, said, strong, type Text, ours, oneOr } from '../../reply/text.ts';
import { teamLine } from '../../team/pages/lines.ts';
import type { Found, Hit } from '../engine/search-index.ts';
import { excerpt, excerptsByParagraph } from '../excerpt.ts';
import { filtersIn, hitsPerPage, type SearchRequest } from '../search.ts';
import { faultBlocks, filtersText } from './query-text.ts';
import {
  changeAction,
  copiesAction,
  filterActions,
  goToPage,
  otherReading,
  pageActions,
  refineAction,
  searchAction,
  sortAction,
} from './search-actions.ts';
import { total } from '../../reply/absence.ts';
import { press } from '../../reply/actions.ts';

/** Of so many hits on a page up to three passages are shown without being asked for: two screens of a phone. */
const fewHits = 2;
const severalPassages = 3;
/** Characters of each of several: together less than what counts as a cable opened. */
const maxOfSeveral = 200;

/** An entry of the list, and whether words stand in more paragraphs than it shows. */
type Shown = { item: Item; isMore: boolean };

/** Near-copies of a hit that are named. */
const copiesNamed = 3;

/** A search and what it found; `named`: the entities it asked for by name, `receipt`: the number under which it was kept. */
export type SearchResult = { request: SearchRequest; query: Query; found: Found; named: readonly string[]; receipt: number | undefined };

/** One page of hits. Throws a DeskError with a button to the last page when there are not so many pages. */
export function resultPage(desk: Desk, caller: Caller, result: SearchResult, page: number, isMoreAsked = false): Reply {
  const { request, query, found } = result;
  const pages = Math.ceil(found.shown / hitsPerPage);
  if (page > pages) {
    throw new DeskError(
      said`There is no page ${page}: ${plural(found.shown, 'hit')} ${oneOr(found.shown, 'makes', 'make')} ${plural(pages, 'page')}.`,
      { actions: [goToPage(request, pages, said`Last page`)] },
    );
  }
  const first = (page - 1) * hitsPerPage + 1;
  const hits = found.hits.slice(0, hitsPerPage);
  const isSeveral = isMoreAsked || hits.length <= fewHits;
  const shown = hits.map((hit, i) => hitItem(desk, caller, result, hit, first + i, isSeveral));
  const turned = { ...request, ...(isMoreAsked ? { passages: true } : {}) };
  const copies = copiesAction(request, found);
  const readings = [
    ...(isQuestion(request) ? [searchAction({ ...request, match: 'any' }, said`Any of its words`)] : []),
    ...otherReading(request, query),
  ];
  // Only where there is no second line of buttons: two are enough.
  const isOffered = !isSeveral && pages === 1 && copies.length + readings.length + filtersIn(request).length === 0;
  const more =
    isOffered && shown.some(({ isMore }) => isMore)
      ? [press(said`More passages`, 'search', { ...request, page, passages: true }, { as: 'replace' })]
      : [];
  return {
    title: said`${total(plural(found.total, 'cable'))} for ${quoted(request.query)}`,
    blocks: [
      ...faultBlocks(query),
      ...(request.match === 'any' ? [{ kind: 'small' as const, text: said`Best match first: a cable may lack some of the words.` }] : []),
      { kind: 'items', items: shown.map(({ item }) => item) },
      { kind: 'small', text: footer(result, page, pages) },
    ],
    actions: [
      pageActions(turned, page, pages),
      [...changeAction(request), refineAction(request), chartAction('timeline', said`Chart`, request), ...filterActions(request).slice(-2)],
      [sortAction(request, query.sort), ...copies],
      [...readings, ...more],
    ].filter((row) => row.length > 0),
  };
}

/** In a whole question many words only ask: what answers it need not have them all. */
const isQuestion = ({ query, match }: SearchRequest): boolean => match !== 'any' && /\?\s*$/.test(query);

function footer({ request, query, found, receipt }: SearchResult, page: number, pages: number): Text {
  const filters = filtersText(request);
  const kept = receipt === undefined ? said`` : said` · receipt ${own(String(receipt))}`;
  return said`${filters.length === 0 ? [] : [...filters, own(' · ')]}${pageOf(page, pages)} · sorted by ${own(request.sort ?? query.sort ?? 'best')} · ${own(milliseconds(found.ms))}${kept}`;
}

const milliseconds = (ms: number): string => (ms < 1 ? ours('under 1 ms') : ours`${Math.round(ms)} ms`);

function hitItem(desk: Desk, caller: Caller, result: SearchResult, hit: Hit, position: number, isSeveral: boolean): Shown {
  const { request } = result;
  const cable = desk.cables.byRow(hit.row);
  if (cable === undefined) return { item: { head: said`${strong(`${position}.`)} this cable is no longer here` }, isMore: false };
  const { passage, isMore } = passagesOf(desk, result, cable, isSeveral);
  const context = { ref: cable.ref, ...request, at: position };
  const team = teamLine(desk, caller.desk, cable.row);
  const item: Item = {
    head: said`${strong(`${position}.`)} ${headLine(cable)}`,
    lines: [subjectLine(cable), ...(team.length === 0 ? [] : [team]), ...copiesLine(desk, hit.copies ?? [])],
    passage,
    actions: [
      press(said`Open`, 'cable', context, { as: 'replace', style: 'main' }),
      press(said`Share`, 'cable', { ...context, share: true }),
      press(said`Tag`, 'tag add', { ref: cable.ref }),
    ],
  };
  return { item, isMore };
}

/**
 * Where the words stand in a hit, each passage with its paragraph: one, or of a few hits up to three; where no word stands in the
 * text, its beginning. `isMore`: whether further paragraphs have words. The text is read once for all of it.
 */
function passagesOf(desk: Desk, { query, named }: SearchResult, cable: Cable, isSeveral: boolean): { passage: Text; isMore: boolean } {
  // Entities asked for by name are shown where they are mentioned.
  const also = named.length === 0 ? [] : desk.names.spansIn(cable.row, named);
  const max = excerptLimit(desk.exposure);
  const isOpen = shownToCaller(desk.exposure).text;
  const most = isSeveral && isOpen ? severalPassages : 1;
  const { body, row, language } = cable;
  const { passages, more } = excerptsByParagraph(body, query, { max, most, also, language, maxOfSeveral });
  if (passages.length === 0) return { passage: excerptText(excerpt(body, undefined, { max }), row), isMore: false };
  return {
    passage: join(
      passages.map((one) => [own(`¶${one.paragraph} · `), ...excerptText(one, row)]),
      '\n',
    ),
    isMore: more && isOpen,
  };
}

/** The near-copies that are folded into a hit, by their refs. */
function copiesLine(desk: Desk, rows: readonly number[]): Text[] {
  if (rows.length === 0) return [];
  const refs = desk.cables.heads(rows.slice(0, copiesNamed)).map((head) => ref(head.ref));
  const more = rows.length > copiesNamed ? said`, and ${rows.length - copiesNamed} more` : said``;
  return [said`+${plural(rows.length, 'near-copy', 'near-copies')}: ${join(refs, ', ')}${more}`];
}

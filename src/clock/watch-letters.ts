import { headLine, excerptText, subjectLine } from '../cables/cards.ts';
import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import { excerpt } from '../search/excerpt.ts';
import { pagesOf } from '../cables/text-pages.ts';
import { excerptLimit, shownInChannel } from '../desk/policy.ts';
import { positives } from '../query/tree.ts';
import type { RowSet } from '../query/row-set.ts';
import type { Query } from '../query/query.ts';
import type { Item, Post, Reply } from '../reply/reply.ts';
import { findAmong } from '../search/search.ts';
import { person, teamLine } from '../team/pages/lines.ts';
import { own, plural, quoted, said, strong, type Text, oneOr } from '../reply/text.ts';
import { fold } from '../language/tokens.ts';
import type { Watch } from './watches.ts';
import { press } from '../reply/actions.ts';

/** The messages of watches. */

/** Cables shown per watch, in a message about one watch and about several. */
const maxShown = 5;
const maxShownOfSeveral = 3;
/** Characters of a matching line. */
const maxLineLength = 200;

/** The news of one watch: cables that match now and did not before. */
export type News = NewItems & { watch: Watch; rows: RowSet };
/** `more`: new matches that are not among the items; near-copies do not count separately. */
export type NewItems = { items: readonly Item[]; more: number };

/** The new matches as list items, near-copies folded, each with the line that matched. */
export async function itemsOf(whole: Desk, caller: Caller, text: string, rows: RowSet): Promise<NewItems> {
  const desk = whole.as(caller);
  const { query, hits, folded } = await findAmong(desk, caller, text, rows, maxShown);
  const heads = new Map(desk.cables.heads(hits.map(({ row }) => row)).map((head) => [head.row, head]));
  const items: Item[] = [];
  for (const { row, copies = [] } of hits) {
    const head = heads.get(row);
    if (head === undefined) continue;
    // Searching texts takes a while: yield to other work.
    await new Promise((done) => setImmediate(done));
    const team = teamLine(desk, caller.desk, row);
    const passage = lineOf(desk, row, query);
    items.push({
      head: headLine(head),
      lines: [
        subjectLine(head),
        ...(team.length === 0 ? [] : [team]),
        ...(copies.length === 0
          ? []
          : [said`${plural(copies.length, 'near-copy', 'near-copies')} of it ${oneOr(copies.length, 'is', 'are')} new, too`]),
      ],
      ...(passage === undefined ? {} : { passage }),
      actions: [press(said`Open`, 'cable', { ref: head.ref })],
      about: row,
    });
  }
  return { items, more: folded - hits.length };
}

/** The line of the body that matched best; undefined when the body did not match. */
function lineOf(desk: Desk, row: number, query: Query): Text | undefined {
  const wanted = positives(query.root).length;
  if (wanted === 0) return undefined;
  const cable = desk.cables.byRow(row);
  if (cable === undefined) return undefined;
  const max = Math.min(maxLineLength, excerptLimit(desk.exposure));
  const { body, language } = cable;
  let best: { text: Text; marks: number } | undefined;
  let after = 0;
  // Page by page, so that a match at the beginning of a long text is found quickly.
  for (const { start, end } of pagesOf(body)) {
    if (best !== undefined && (after += 1) > maxPagesAfterMatch) break;
    const found = excerpt(body.slice(start, end), query, { max, language });
    const { text, marks, cutBefore, cutAfter } = found;
    const different = new Set(marks.map(([from, to]) => fold(text.slice(from, to)))).size;
    if (different <= (best?.marks ?? 0)) continue;
    const whole = { ...found, cutBefore: cutBefore || start > 0, cutAfter: cutAfter || end < body.length };
    best = { text: excerptText(whole, row, start), marks: different };
    if (different >= wanted) break;
  }
  return best?.text;
}

/** Pages searched for a better line after the first match. */
const maxPagesAfterMatch = 8;

const withoutPassage = (item: Item): Item => {
  const { passage, ...rest } = item;
  return passage === undefined ? item : rest;
};

const listAction = () => press(said`Watches`, 'searches watch list', {});

/** The message for one watch, or for several that go to the same member or channel. */
export function letterFor(desk: Desk, home: string, news: readonly News[]): Post | undefined {
  const [first] = news;
  if (first === undefined) return undefined;
  const { channel, owner, place } = first.watch;
  const shows =
    channel === undefined
      ? undefined
      : shownInChannel(desk.exposure, { listed: first.watch.listed === true, open: first.watch.open === true });
  const mayName = shows === undefined || shows.metadata;
  const hasPassage = (shows === undefined || shows.excerpt) && news.some(({ items }) => items.some(({ passage }) => passage !== undefined));
  const each = news.length === 1 ? maxShown : maxShownOfSeveral;
  const reply: Reply = {
    title:
      news.length === 1
        ? said`New for the watch ${mayName ? quoted(first.watch.query) : own(first.watch.key)}`
        : said`New for ${plural(news.length, 'watch', 'watches')}`,
    blocks: [
      ...news
        .slice(0, mayName ? maxWatchesShown : 0)
        .flatMap(({ watch, items, more }): Reply['blocks'] => [
          ...(news.length === 1 ? [] : [{ kind: 'text' as const, text: said`${strong('Watch')} ${quoted(watch.query)}` }]),
          { kind: 'items', items: items.slice(0, each).map(hasPassage ? (item) => item : withoutPassage) },
          ...(notShown({ items, more }, each) === 0
            ? []
            : [{ kind: 'small' as const, text: said`${notShown({ items, more }, each)} more new ones.` }]),
        ]),
      ...(mayName && news.length > maxWatchesShown
        ? [{ kind: 'small' as const, text: said`${news.length - maxWatchesShown} more watches found something.` }]
        : []),
      ...(mayName ? [] : [{ kind: 'text' as const, text: countText(news) }]),
    ],
    actions: [
      [
        ...(news.length === 1 && mayName ? [press(said`All its hits`, 'search', { query: first.watch.query, sort: 'newest' })] : []),
        listAction(),
      ],
    ],
    ...(channel === undefined ? {} : { visibility: 'channel' as const }),
  };
  return {
    to: channel === undefined ? { member: owner } : { channel },
    reply,
    ...(mayName ? { shows: hasPassage ? ('excerpt' as const) : ('metadata' as const) } : {}),
    silent: channel !== undefined,
    ...(channel === undefined
      ? place === undefined
        ? {}
        : {
            fallback: {
              channel: place,
              reply: {
                tone: 'notice',
                blocks: [
                  {
                    kind: 'text',
                    text: said`${person(desk, home, owner)} doesn’t accept direct messages from me. What their watch found is in /searches watch list.`,
                  },
                ],
              },
            },
          }
      : {
          fallback: {
            channel,
            reply: { tone: 'notice', blocks: [{ kind: 'text', text: countText(news) }], actions: [[listAction()]] },
          },
        }),
  };
}

/** Watches whose cables fit into one message. */
const maxWatchesShown = 3;

/** New matches that are not shown. */
const notShown = ({ items, more }: NewItems, each: number): number => more + Math.max(0, items.length - each);

const countText = (news: readonly News[]): Text =>
  said`${plural(news.length, 'watch', 'watches')} found something new: ${plural(
    news.reduce((sum, { rows }) => sum + rows.size, 0),
    'cable',
  )}.`;

/** Tells the owner that a watch's query no longer works. The watch is kept. */
export const troublePost = ({ owner, query }: Watch, trouble: string): Post => ({
  to: { member: owner },
  reply: {
    tone: 'notice',
    blocks: [
      { kind: 'text', text: said`Your watch ${quoted(query)} is not working as intended: ${quoted(trouble)}` },
      { kind: 'text', text: said`It is kept, and resumes by itself once that is fixed.` },
    ],
    actions: [[listAction()]],
  },
});

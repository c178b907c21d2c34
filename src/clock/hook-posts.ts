import type { Desk } from '../desk/desk.ts';
import type { Post } from '../reply/reply.ts';
import type { News } from './watch-letters.ts';

/** Cables that one notice names; its count has all. */
const mostNamed = 100;

/**
 * What a watch tells its webhook: how many cables, and their refs; date, sender, subject, marking and the query only where the
 * operator says so, and of a sealed desk the number alone. Never a word of a text.
 */
export function hookPosts(desk: Desk, home: string, news: readonly News[]): Post[] {
  return news.flatMap(({ watch: { key: watch, hook, owner, query }, rows }) => {
    if (hook === undefined) return [];
    const isSealed = desk.exposure === 'sealed';
    const hasHeaders = !isSealed && desk.webhooks.get(hook) === 'headers';
    const heads = isSealed ? [] : desk.as({ desk: home, role: 'reader' }).cables.heads([...rows.first(mostNamed)]);
    const cables = heads.map(({ row, ref, date, origin: sender, subject, marking }) => ({
      row,
      ref,
      ...(hasHeaders ? { date, sender, subject, marking } : {}),
    }));
    const told = { watch, owner, count: rows.size, ...(hasHeaders ? { query } : {}), cables };
    return [{ to: { webhook: hook, watch }, reply: { blocks: [] }, news: told }];
  });
}

import type { Caller } from '../desk/caller.ts';
import type { Desk } from '../desk/desk.ts';
import type { Query } from '../query/query.ts';
import { rowBits } from '../query/row-set.ts';
import { group, wordsAsked, type QueryNode } from '../query/tree.ts';
import type { FindOptions, Found, Hit } from './engine/search-index.ts';

/** A cable that has some of the words asked for: how many, and those that it lacks, as typed. */
export type PartialMatch = { hit: Hit; has: number; lacks: string[] };

/** More words than this are not counted one by one. */
const mostWords = 12;

/**
 * The cables that have most of the words of a query which no cable has all of: those with more words first, then by score. `of`:
 * how many words are asked for; `total`: the cables that have any of them. Undefined where there are not several words.
 */
export async function partialMatches(
  desk: Desk,
  caller: Caller,
  query: Query,
  limit: number,
): Promise<{ of: number; total: number; matches: PartialMatch[] } | undefined> {
  const { words: asked, must } = wordsAsked(query.root);
  const words = counted(asked);
  if (words.length < 2 || words.length > mostWords) return undefined;
  const find = (nodes: readonly QueryNode[], more: Partial<FindOptions> = {}): Promise<Found> =>
    desk.index.find(
      { ...query, root: group('and', [...must, ...nodes]) },
      { sort: 'best', offset: 0, limit: 0, by: caller.member, ...more },
    );
  const some = (least: number): QueryNode => ({ kind: 'some', least, nodes: words.map(({ node }) => node) });
  let there = 0;
  for (const { node } of words) if ((await find([node])).total > 0) there += 1;
  const hits: (Hit & { has: number })[] = [];
  for (let least = Math.min(there, words.length - 1); least > 0 && hits.length < limit; least -= 1) {
    // Beside cables with most of the words, those with few are noise.
    if (least < words.length / 2 && hits.length > 0) break;
    const found = await find([some(least), { kind: 'not', node: some(least + 1) }], { limit: limit - hits.length, fold: true });
    hits.push(...found.hits.map((hit) => ({ ...hit, has: least })));
  }
  const rows = hits.map(({ row }) => row);
  const lacks = new Map(rows.map((row): [number, string[]] => [row, []]));
  for (const { node, label } of words) {
    const having = new Set((await find([node], { rows: rowBits(rows), limit: rows.length })).hits.map(({ row }) => row));
    for (const [row, missing] of lacks) if (!having.has(row)) missing.push(label);
  }
  const { total } = await find([group('or', asked)]);
  return { of: words.length, total, matches: hits.map(({ has, ...hit }) => ({ hit, has, lacks: lacks.get(hit.row) ?? [] })) };
}

/** The words that are counted: of `re-election` both halves, which a cable has, too, that writes it as one word. */
function counted(asked: readonly QueryNode[]): { node: QueryNode; label: string }[] {
  const placeOf = (node: QueryNode): number => (node.kind === 'word' ? node.at : -1);
  const joined = asked.filter((node) => {
    const halves = asked.filter((other) => other !== node && placeOf(other) === placeOf(node));
    return node.kind === 'word' && halves.length > 1 && halves.map(labelOf).join('') === node.surface;
  });
  return asked
    .filter((node) => !joined.includes(node))
    .map((node) => ({
      node: group('or', [node, ...joined.filter((whole) => node.kind === 'word' && placeOf(whole) === placeOf(node))]),
      label: labelOf(node),
    }));
}

function labelOf(node: QueryNode): string {
  switch (node.kind) {
    case 'word':
      return node.surface;
    case 'phrase':
      return node.surfaces.join(' ');
    case 'pattern':
      return node.pattern;
    case 'and':
    case 'or':
    case 'some':
      return node.nodes.map(labelOf).join(' ');
    case 'not':
    case 'date':
    case 'state':
    case 'rows':
    case 'all':
    case 'none':
      return '';
  }
}

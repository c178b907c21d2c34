import { textNodes, type PatternNode, type QueryNode, type TextNode } from './tree.ts';

/** What a query costs, before it is asked. Pure. */

/** A part of a query and its cost, the costliest first. */
export type Cost = { total: number; parts: { text: string; cost: number }[] };

/**
 * Milliseconds that each kind of part takes over 25,000 cables, as measured (median) with the engine for large troves on a
 * machine with two cores. Only how they relate matters: what is allowed is said in the same unit. Words are looked up: a
 * question may have as many as it needs.
 */
const costs = { word: 2, exact: 8, phrase: 10, beginning: 100, near: 250, ending: 750, regex: 1000 } as const;
const measuredOver = 25_000;

/** What one search may cost, in the same unit: as much as five endings over 25,000 cables. */
export const mostCost = 4000;

/** What a query costs over so many cables. Parts under a NOT count as all others do. */
export function costOf(root: QueryNode, cables: number): Cost {
  const parts = textNodes(root, true)
    .map(partOf)
    .map(({ text, cost }) => ({ text, cost: (cost * cables) / measuredOver }))
    .toSorted((a, b) => b.cost - a.cost);
  return { total: parts.reduce((sum, { cost }) => sum + cost, 0), parts };
}

function partOf(node: TextNode): { text: string; cost: number } {
  if (node.kind === 'word') return { text: node.surface, cost: costs.word };
  if (node.kind === 'phrase') {
    const patterns = (node.places ?? []).flat().flatMap((place) => (place.kind === 'pattern' ? costOfPattern(place) : []));
    return { text: `"${node.surfaces.join(' ')}"`, cost: patterns.reduce((sum, cost) => sum + cost, costs.phrase) };
  }
  const { how, pattern } = node;
  return { text: how === 'regex' ? `/${pattern}/` : how === 'fuzzy' ? `${pattern}~` : pattern, cost: costOfPattern(node) };
}

/** A beginning is looked up in order; for what begins with a wildcard, every word of the trove is looked at. */
function costOfPattern({ how, pattern }: PatternNode): number {
  if (how === 'regex') return costs.regex;
  if (how === 'fuzzy') return costs.near;
  if (how === 'exact') return costs.exact;
  return /^[*?]/.test(pattern) ? costs.ending : costs.beginning;
}

import type { PatternNode, QueryNode } from './tree.ts';

/** What a query costs, before it is asked. Pure. */

/** A part of a query and its cost, the costliest first. */
export type Cost = { total: number; parts: { text: string; cost: number }[] };

/**
 * Milliseconds that each kind of part takes over 25,000 cables, as measured (median) with the engine for large troves on a
 * machine with two cores. Only how they relate matters: what is allowed is said in the same unit.
 */
const costs = { word: 40, phrase: 60, beginning: 100, near: 250, ending: 750, regex: 1000 } as const;
const measuredOver = 25_000;

/** What one search may cost, in the same unit: as much as five endings over 25,000 cables. */
export const mostCost = 4000;

/** What a query costs over so many cables. Parts under a NOT count as all others do. */
export function costOf(root: QueryNode, cables: number): Cost {
  const parts = partsOf(root)
    .map(({ text, cost }) => ({ text, cost: (cost * cables) / measuredOver }))
    .toSorted((a, b) => b.cost - a.cost);
  return { total: parts.reduce((sum, { cost }) => sum + cost, 0), parts };
}

function partsOf(node: QueryNode): Cost['parts'] {
  switch (node.kind) {
    case 'word':
      return [{ text: node.surface, cost: costs.word }];
    case 'phrase':
      return [{ text: `"${node.surfaces.join(' ')}"`, cost: costs.phrase }];
    case 'pattern':
      return [
        {
          text: node.how === 'regex' ? `/${node.pattern}/` : node.how === 'fuzzy' ? `${node.pattern}~` : node.pattern,
          cost: costOfPattern(node),
        },
      ];
    case 'and':
    case 'or':
      return node.nodes.flatMap(partsOf);
    case 'not':
      return partsOf(node.node);
    case 'date':
    case 'state':
    case 'rows':
    case 'all':
    case 'none':
      return [];
  }
}

/** A beginning is looked up in order; for what begins with a wildcard, every word of the trove is looked at. */
function costOfPattern({ how, pattern }: PatternNode): number {
  if (how === 'regex') return costs.regex;
  if (how === 'fuzzy') return costs.near;
  return how === 'wildcard' && /^[*?]/.test(pattern) ? costs.ending : costs.beginning;
}

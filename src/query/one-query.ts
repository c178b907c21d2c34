import { parseQuery, type QueryOptions } from './query.ts';
import type { QueryNode } from './tree.ts';

/** Read by a table's reader as the beginning of a formula, also behind a quotation mark. */
const signFirst = /^["“”„‟«»]*[^\p{L}\p{N}(*/"“”„‟«»]/u;

/**
 * The query as one text that can be typed again: what `text` finds within its filters, parts in brackets where they need
 * them. It does not begin with a sign. Undefined where no query means the same: it would be too long or nest too deeply, or
 * a part has a fault.
 */
export function oneQuery(text: string, { now = Date.now(), filters = [], match = 'all', ...other }: QueryOptions): string | undefined {
  const meant = meaningOf(parseQuery(text, { now, filters, match, ...other }).root);
  const words =
    match === 'any'
      ? parseQuery(text, { now, match, ...other })
          .words()
          .join(' OR ')
      : text;
  const parts = [words, ...filters].map((part) => part.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim());
  const tries = [parts, parts.map((part) => closed(part, parseQuery(part, { now, ...other }).root)), parts.map((part) => `(${part})`)];
  return tries
    .map((list) => list.join(' '))
    .find((query) => {
      const { root, faults } = parseQuery(query, { now, ...other });
      return !signFirst.test(query) && faults.length === 0 && meaningOf(root) === meant;
    });
}

/** A group in brackets; a common word in quotation marks, for beside others it would be left out. */
function closed(part: string, root: QueryNode): string {
  if ('nodes' in root) return `(${part})`;
  return root.kind === 'word' && root.common ? `"${part}"` : part;
}

/** The same for two trees that find the same: without places, doubles, groups within groups of their kind, and what only mattered on the way. */
function meaningOf(node: QueryNode): string {
  if ('node' in node) return `${node.kind}(${meaningOf(node.node)})`;
  if (!('nodes' in node)) {
    const parts = Object.entries({ ...node, at: 0, length: 0, common: false, required: false, times: 1 });
    return JSON.stringify(parts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
  const [first = '', ...more] = new Set(partsOf(node.kind, node).map(meaningOf));
  return more.length === 0 ? first : `${node.kind}(${[first, ...more].join()})`;
}

const partsOf = (kind: QueryNode['kind'], node: QueryNode): QueryNode[] =>
  'nodes' in node && node.kind === kind ? node.nodes.flatMap((part) => partsOf(kind, part)) : [node];

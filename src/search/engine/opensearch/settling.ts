import { matches } from '../../../query/matching.ts';
import { RowSet } from '../../../query/row-set.ts';
import type { Searchable } from '../../../query/text-fields.ts';
import type { QueryNode, TextNode } from '../../../query/tree.ts';
import type { Dsl, View } from './cluster.ts';
import { candidates, filterOf, isDecidable } from './question.ts';
import { hitPages } from './paging.ts';

/** Milliseconds that texts are read for one question. */
const readingTime = 4000;

/** What has been read for a question, and the rows for which there was no time. */
export type TextReading = { looked: number; of: number; unread: RowSet };

/** A tree of which the cluster can decide every part: what needs the texts has become the rows in which it was found. */
export async function settled(
  view: View,
  root: QueryNode,
  { cableOf, now, within }: { cableOf(row: number): Searchable | undefined; now(): number; within: readonly Dsl[] },
): Promise<{ root: QueryNode; reading: TextReading }> {
  const reading: TextReading = { looked: 0, of: 0, unread: new RowSet() };
  const until = now() + readingTime;
  const lookFor = async (node: TextNode, among: readonly Dsl[]): Promise<QueryNode> => {
    const found = new RowSet();
    for await (const hits of hitPages(view.search, { bool: { filter: [candidates(node), ...among] } }, [{ row: 'asc' }])) {
      reading.of += hits.length;
      for (const { row } of hits) {
        if (now() > until) {
          reading.unread.addOne(row);
          continue;
        }
        reading.looked += 1;
        const cable = cableOf(row);
        if (cable !== undefined && matches(node, { ...cable, row })) found.addOne(row);
      }
    }
    return { kind: 'rows', rows: found.bytes() };
  };
  const settle = async (node: QueryNode, among: readonly Dsl[]): Promise<QueryNode> => {
    switch (node.kind) {
      case 'and': {
        // What the other parts leave out need not be read.
        const sure = node.nodes.filter(isSure).map(filterOf);
        const nodes: QueryNode[] = [];
        for (const part of node.nodes) nodes.push(isSure(part) ? part : await settle(part, [...among, ...sure]));
        return { ...node, nodes };
      }
      case 'or':
      case 'some': {
        const nodes: QueryNode[] = [];
        for (const part of node.nodes) nodes.push(await settle(part, among));
        return { ...node, nodes };
      }
      case 'not':
        return { ...node, node: await settle(node.node, among) };
      case 'word':
      case 'phrase':
      case 'pattern':
        return isDecidable(node) ? node : lookFor(node, among);
      case 'date':
      case 'state':
      case 'rows':
      case 'all':
      case 'none':
        return node;
    }
  };
  return { root: await settle(root, within), reading };
}

/** Whether no part of the tree needs the texts. */
export function isSure(node: QueryNode): boolean {
  switch (node.kind) {
    case 'word':
    case 'phrase':
    case 'pattern':
      return isDecidable(node);
    case 'and':
    case 'or':
    case 'some':
      return node.nodes.every(isSure);
    case 'not':
      return isSure(node.node);
    case 'date':
    case 'state':
    case 'rows':
    case 'all':
    case 'none':
      return true;
  }
}

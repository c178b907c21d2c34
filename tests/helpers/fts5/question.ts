import type { PhraseNode, QueryNode, WordNode } from '../../../src/query/tree.ts';
import type { Field } from '../../../src/query/text-fields.ts';
import { columnsOf } from './store.ts';

/** A word as FTS5 takes it literally. */
export const quoteWord = (word: string): string => `"${word}"`;

/** Any of these words. */
export const anyOfWords = (words: readonly string[]): string => words.map(quoteWord).join(' OR ');

/** All words of one of these rows, in any order. */
export const allOfWords = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `(${row.map(quoteWord).join(' AND ')})`).join(' OR ');

/** Restricts a question to the columns of a field; a word without a field needs no filter in a table without labels. */
export function inColumns(field: Field | undefined, question: string): string {
  if (field === undefined) return `(${question})`;
  return `({${columnsOf(field)
    .columns.map((column) => `c_${column}`)
    .join(' ')}} : (${question}))`;
}

/** A word or phrase in the syntax of FTS5, in any of its languages; undefined for what FTS5 alone cannot decide. */
export function ftsQuestion(node: WordNode | PhraseNode): string | undefined {
  if (node.kind === 'word') return anyOfWords(node.stems);
  const { near } = node;
  if (near === undefined) return node.stems.map((row) => quoteWord(row.join(' '))).join(' OR ');
  // FTS5 lets one word count for two equal ones, and its distance includes the words between the outermost two.
  if (node.stems.some((row) => new Set(row).size < row.length)) return undefined;
  return node.stems
    .map((row) => (row.length === 1 ? row.map(quoteWord).join('') : `NEAR(${row.map(quoteWord).join(' ')}, ${near + row.length - 2})`))
    .join(' OR ');
}

/**
 * The narrowest question to FTS5 that every row of the answer matches, so that FTS5 ranks no more rows than it must.
 * Undefined when there is none.
 */
export function rankingQuestion(node: QueryNode): string | undefined {
  switch (node.kind) {
    case 'word':
    case 'phrase': {
      const { field } = node;
      if (columnsOf(field).table === 'labels') return undefined;
      const question = node.kind === 'phrase' && node.places !== undefined ? undefined : ftsQuestion(node);
      return question === undefined ? undefined : inColumns(field, question);
    }
    case 'and': {
      const parts = node.nodes.flatMap((part) => rankingQuestion(part) ?? []);
      return parts.length === 0 ? undefined : `(${parts.join(' AND ')})`;
    }
    case 'or':
    case 'some': {
      const parts = node.nodes.map(rankingQuestion);
      return parts.every((part) => part !== undefined) ? `(${parts.join(' OR ')})` : undefined;
    }
    case 'pattern':
    case 'date':
    case 'not':
    case 'rows':
    case 'state':
    case 'all':
    case 'none':
      return undefined;
  }
}

import type { Query } from '../../query/query.ts';
import type { Block } from '../../reply/reply.ts';
import { join, own, quoted, said, type Text } from '../../reply/text.ts';
import { filtersIn, type SearchRequest } from '../search.ts';

/** The words of a text, quoted and separated by commas. */
export const quotedList = (words: readonly string[]): Text =>
  join(
    words.map((word) => quoted(word)),
    ', ',
  );

/** What narrows a request, in one line; [] when nothing does. */
export function filtersText(request: SearchRequest): Text {
  const parts: Text[] = [];
  if (request.since !== undefined) parts.push(said`since ${quoted(request.since)}`);
  if (request.until !== undefined) parts.push(said`until ${quoted(request.until)}`);
  if (request.origin !== undefined) parts.push(said`from ${quoted(request.origin)}`);
  for (const filter of filtersIn(request)) parts.push(said`${quoted(filter)}`);
  return join(parts, ', ');
}

/** Said where a query with a fault finds nothing: nobody shall take that for an answer. */
export const provesNothing = (): Block => ({
  kind: 'text',
  text: said`It could not be searched as typed: this is about the query, not about the cables.`,
});

/** Faults and hints of the query, each fault with a caret under its place. */
export function faultBlocks(query: Query): Block[] {
  return [
    ...query.faults.flatMap((fault): Block[] => [
      { kind: 'text', text: said`${own(fault.message)}` },
      ...(fault.caret === '' ? [] : [{ kind: 'copy' as const, text: [quoted(fault.caret)] }]),
    ]),
    ...query.notes.map((note): Block => ({ kind: 'small', text: said`${own(note)}` })),
  ];
}

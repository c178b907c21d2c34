/** A paragraph of a cable's text: `start` and `end` are UTF-16 offsets, end exclusive. */
export type Paragraph = { number: number; start: number; end: number };

/**
 * Paragraphs of a body: blocks separated by blank lines. A block that begins with a printed number (`12.`) has that
 * number; any other is one more than the block before.
 */
export function paragraphsOf(body: string): Paragraph[] {
  const found: Paragraph[] = [];
  for (const match of body.matchAll(/[^\n](?:[^]*?)(?=\n[ \t]*\n|$)/g)) {
    const printed = /^\s*\(?(\d{1,3})[.)]\s/.exec(match[0])?.[1];
    const counted = (found.at(-1)?.number ?? 0) + 1;
    found.push({ number: printed === undefined ? counted : Number(printed), start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** A sentence as a span: `text.slice(start, end)`. */
export type Sentence = { start: number; end: number };

const abbreviation =
  /(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Rep|Gov|St|No|Nos|Art|Jr|Sr|Jan|Feb|Aug|Sept|Oct|Nov|Dec|e\.g|i\.e|vs|etc|approx)\.|\b\p{Lu}\.)$/u;

/** The sentences of a text in order, trimmed; a paragraph's printed number is left out. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  for (const block of text.matchAll(/[^\n]+(?:\n(?!\s*\n)[^\n]+)*/g)) {
    const offset = block.index;
    let start = /^\s*(?:\(?\d{1,3}[.)]\s+|\([a-z]\)\s+)?/u.exec(block[0])?.[0].length ?? 0;
    for (const stop of block[0].matchAll(/[.!?]["”’')\]]*(?=\s|$)/gu)) {
      const end = stop.index + stop[0].length;
      const before = block[0].slice(start, stop.index + 1);
      const next = block[0].slice(end).trimStart();
      if (end <= start || (stop[0].startsWith('.') && abbreviation.test(before)) || /^\p{Ll}/u.test(next)) continue;
      push(found, block[0], offset, start, end);
      start = end;
    }
    push(found, block[0], offset, start, block[0].length);
  }
  return found;
}

function push(found: Sentence[], block: string, offset: number, start: number, end: number): void {
  const piece = block.slice(start, end);
  const lead = piece.length - piece.trimStart().length;
  const kept = piece.trim();
  if (kept !== '') found.push({ start: offset + start + lead, end: offset + start + lead + kept.length });
}

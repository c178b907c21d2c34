import type { Reply, TextPiece } from './reply.ts';
import type { Part, Text } from './text.ts';

/** What of a reply was taken from cables, word for word. */

type WithText = Pick<Reply, 'title' | 'blocks' | 'files' | 'holds'>;

/** The pieces of cables in a reply, neighbours joined. */
export function stretchesOf({ title, blocks, files = [], holds = [] }: WithText): TextPiece[] {
  const found: TextPiece[] = [...holds, ...files.flatMap((file) => file.holds ?? [])];
  changeTexts([title, blocks], (text) => {
    for (const part of text) {
      const piece = pieceOf(part);
      const last = found.at(-1);
      if (piece === undefined) continue;
      if (last !== undefined && last.cable === piece.cable && last.version === piece.version && last.at + last.length === piece.at)
        found[found.length - 1] = { ...last, length: last.length + piece.length };
      else found.push(piece);
    }
    return text;
  });
  return found;
}

/** Takes words of these cables out of the blocks of a reply; where they stood, it says so. */
export function withoutCables(blocks: Reply['blocks'], cables: ReadonlySet<number>, instead: Part): Reply['blocks'] {
  const isOut = (part: Part): boolean => cables.has(pieceOf(part)?.cable ?? -1);
  return changeTexts(blocks, (text) =>
    text.some(isOut) ? [...text.filter((part) => !isOut(part) && part.kind !== 'said'), instead] : text,
  ) as Reply['blocks'];
}

function pieceOf(part: Part): TextPiece | undefined {
  if ((part.kind !== 'quoted' && part.kind !== 'mark') || part.from === undefined) return undefined;
  return { ...part.from, length: part.text.length };
}

/** A value with every text inside it that has words of cables changed; what actions are called is no such text. */
function changeTexts(value: unknown, change: (text: Text) => Text): unknown {
  if (Array.isArray(value)) return value.some(isPart) ? change(value as Text) : value.map((one) => changeTexts(one, change));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, name === 'actions' ? one : changeTexts(one, change)]));
}

const isPart = (value: unknown): boolean => typeof value === 'object' && value !== null && 'from' in value;

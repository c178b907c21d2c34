import type { Reply } from '../../reply/reply.ts';
import { own, plural, said, type Part, type Text, ours } from '../../reply/text.ts';
import { component } from '../lint/components.ts';
import { createIds, buttonRows, type Component } from './actions.ts';
import type { IdStore } from './custom-id.ts';
import { addFile, blockPieces, type OutgoingFile, type BlockPiece } from './blocks.ts';
import { hiddenIn, toMarkdown, type Chunk, type CommandIds } from './text.ts';

/** A reply as components and the files they show. */
export type Rendered = { components: Component[]; files: OutgoingFile[] };

/** What rendering needs besides the reply. */
export type RenderContext = {
  /** Stores views for buttons, and seals their ids. */
  store: IdStore;
  commands: CommandIds;
};

/** Discord's limits (components reference): 4,000 characters in all texts together, 40 components including nested ones, 10 files. */
const maxText = 4000;
const maxComponents = 40;
const maxFiles = 10;
/** A passage cut to less than this would be little more than the note that it was cut; a line of ours stays whole up to this. */
const leastPassage = 60;
const leastLine = 1000;
/** Room for the notes that say what was left out. */
const noteRoom = 300;
const colours = { plain: undefined, notice: 0xf0_b2_32, error: 0xda_37_3c };

/**
 * A reply as a message of Components V2, within Discord's limits. Texts that are too long are cut, the longest first, and
 * say so. What does not fit at all is dropped from the end and counted; buttons of items go before those of the answer.
 * Every custom_id is unique in the message.
 */
export function renderReply(reply: Reply, { store, commands }: RenderContext): Rendered {
  const ids = createIds(store);
  const all: OutgoingFile[] = [];
  const pieces: BlockPiece[] = [...titlePieces(reply), ...reply.blocks.flatMap((block) => blockPieces(block, ids, all))];
  for (const file of reply.files ?? []) addFile(file, all, file.alt);
  pieces.push(...buttonRows(reply.actions ?? [], ids).map((row): BlockPiece => ({ row, of: 'answer' })));
  // A picture whose file is dropped cannot be shown either.
  const dropped = all.slice(maxFiles);
  const shown = pieces.filter((piece) => !('media' in piece) || !dropped.some((file) => shows(piece.media, file)));
  const attached = all.slice(0, maxFiles).filter((file) => !isPicture(file, shown));
  const { kept, notes } = fitting(shown, maxComponents - 1 - attached.length);
  const fileNotes = dropped.length === 0 ? [] : [said`${plural(dropped.length, 'file')} did not fit.`];
  const inner = toComponents(kept, [...notes, ...fileNotes, ...hiddenNotes(shown)], commands);
  const colour = colours[reply.tone ?? 'plain'];
  const container: Component = {
    type: component.container,
    components: inner.length > 0 ? inner : [{ type: component.text, content: '\u2014' }],
    ...(colour === undefined ? {} : { accent_color: colour }),
  };
  return {
    components: [container, ...attached.map(({ name }) => ({ type: component.file, file: { url: `attachment://${name}` } }))],
    files: all.filter((file) => attached.includes(file) || isPicture(file, kept)),
  };
}

const isPicture = (file: OutgoingFile, pieces: readonly BlockPiece[]): boolean =>
  pieces.some((piece) => 'media' in piece && shows(piece.media, file));
const shows = (media: Component, { name }: OutgoingFile): boolean => JSON.stringify(media).includes(`"attachment://${name}"`);

/** The title, and a word for those who do not see the colour. */
function titlePieces({ title, tone = 'plain' }: Reply): BlockPiece[] {
  const word = { plain: '', notice: ours('Please note'), error: ours('That didn’t work') }[tone];
  if (title === undefined) return word === '' ? [] : [{ chunks: [{ style: 'plain', text: [{ kind: 'strong', text: `${word}.` }] }] }];
  const before: Part[] = word === '' ? [] : [own(`${word}. `)];
  return [{ chunks: [{ style: 'title', text: [...before, ...title] }] }];
}

/** Merges adjacent texts into one component each. */
function mergeTexts(pieces: readonly BlockPiece[]): BlockPiece[] {
  const gathered: BlockPiece[] = [];
  for (const piece of pieces) {
    const last = gathered.at(-1);
    if ('chunks' in piece && last !== undefined && 'chunks' in last) last.chunks.push(...piece.chunks);
    else gathered.push('chunks' in piece ? { chunks: [...piece.chunks] } : piece);
  }
  return gathered;
}

const sizeOf = (pieces: readonly BlockPiece[]): number =>
  mergeTexts(pieces).reduce((sum, piece) => sum + ('row' in piece ? 1 + piece.row.components.length : 1), 0);

/** The pieces that fit into so many components, one of them reserved for notes, and notes on the pieces that do not. */
function fitting(pieces: readonly BlockPiece[], most: number): { kept: BlockPiece[]; notes: Text[] } {
  // Never more of a kind than could fit: bounds the loop below.
  const counts = { item: 0, answer: 0, media: 0 };
  const kept = pieces.filter((piece) => 'chunks' in piece || (counts['row' in piece ? piece.of : 'media'] += 1) <= maxComponents);
  const isDispensable: ((piece: BlockPiece) => boolean)[] = [
    (piece) => 'row' in piece && piece.of === 'item',
    (piece) => 'media' in piece && piece.media.type === component.separator,
    (piece) => 'row' in piece,
    (piece) => 'media' in piece,
  ];
  while (sizeOf(kept) > most - 1) {
    const last = isDispensable.map((is) => kept.findLastIndex(is)).find((index) => index >= 0);
    if (last === undefined) break;
    kept.splice(last, 1);
  }
  const dropped = pieces.filter((piece) => !kept.includes(piece));
  const rows = dropped.filter((piece) => 'row' in piece).length;
  const pictures = dropped.filter((piece) => 'media' in piece && piece.media.type === component.gallery).length;
  return {
    kept,
    notes: [
      ...(rows === 0 ? [] : [said`${plural(rows, 'row')} of buttons did not fit.`]),
      ...(pictures === 0 ? [] : [said`${plural(pictures, 'picture')} did not fit.`]),
    ],
  };
}

function hiddenNotes(pieces: readonly BlockPiece[]): Text[] {
  const hidden = pieces.reduce(
    (sum, piece) => sum + ('chunks' in piece ? piece.chunks.reduce((all, chunk) => all + hiddenIn(chunk.text), 0) : 0),
    0,
  );
  return hidden === 0 ? [] : [said`${plural(hidden, 'hidden character')} of the document shown as \uFFFD.`];
}

/** The pieces as components, followed by notes on what did not fit; all texts together stay within the limit. */
function toComponents(pieces: readonly BlockPiece[], notes: readonly Text[], commands: CommandIds): Component[] {
  const gathered = mergeTexts(pieces);
  const chunks = gathered.flatMap((piece) => ('chunks' in piece ? piece.chunks : []));
  const limits = limitsOf(chunks, notes.length === 0 ? 0 : noteRoom, commands);
  const inner = gathered.flatMap((piece): Component[] => {
    if ('row' in piece) return [piece.row];
    if ('media' in piece) return [piece.media];
    const lines = piece.chunks.map((chunk) => toMarkdown(chunk, limits.get(chunk) ?? 0, commands));
    return textOf(lines);
  });
  const missing = chunks.length - limits.size;
  const last = [...(missing === 0 ? [] : [said`${plural(missing, 'line')} did not fit.`]), ...notes];
  return [...inner, ...textOf(last.map((text) => toMarkdown({ style: 'small', text }, noteRoom, commands)))];
}

function textOf(lines: readonly string[]): Component[] {
  const content = lines.filter((line) => line !== '').join('\n');
  return content.trim() === '' ? [] : [{ type: component.text, content }];
}

/**
 * How many characters each text may have so that all of them fit together. Passages, which are words of documents, are
 * shortened first, the longest most; then the longest of our own lines, which are those that quote something long. Lines
 * of a readable length stay whole: if there are too many of them, the last ones get no room at all.
 */
function limitsOf(chunks: readonly Chunk[], reserved: number, commands: CommandIds): Map<Chunk, number> {
  const lengths = new Map(chunks.map((chunk) => [chunk, toMarkdown(chunk, Number.MAX_SAFE_INTEGER, commands).length + 1]));
  const lengthOf = (chunk: Chunk): number => lengths.get(chunk) ?? 0;
  const leastOf = (chunk: Chunk): number => Math.min(lengthOf(chunk), chunk.style === 'quote' ? leastPassage : leastLine);
  if (sum(chunks.map(lengthOf)) <= maxText - reserved) return lengths;
  let room = maxText - noteRoom;
  const kept = chunks.filter((chunk) => {
    if (leastOf(chunk) > room) room = 0;
    else room -= leastOf(chunk);
    return room > 0;
  });
  const limits = new Map(kept.map((chunk) => [chunk, leastOf(chunk) - 1]));
  const isPassage = ({ style }: Chunk): boolean => style === 'quote';
  for (const next of [kept.filter((chunk) => !isPassage(chunk)), kept.filter(isPassage)])
    for (const [i, chunk] of next.toSorted((a, b) => lengthOf(a) - lengthOf(b)).entries()) {
      const more = Math.min(lengthOf(chunk) - leastOf(chunk), Math.floor(room / (next.length - i)));
      limits.set(chunk, leastOf(chunk) + more - 1);
      room -= more;
    }
  return limits;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

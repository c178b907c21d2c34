import type { Block, Item, ReplyFile } from '../../reply/reply.ts';
import { reflowed } from '../../reply/reflow.ts';
import { own, plain, type Part, type Text } from '../../reply/text.ts';
import { component } from '../lint/components.ts';
import { fileName, label } from '../neutralise.ts';
import { buttonRows, type Component, type Ids, type Row } from './actions.ts';
import type { Chunk } from './text.ts';

/** A part of a message before it is made to fit: texts, a row of buttons, or media. */
export type BlockPiece = { chunks: Chunk[] } | { row: Row; of: 'item' | 'answer' } | { media: Component };

/** A file to be sent; `description` is its alt text. */
export type OutgoingFile = { name: string; content: Uint8Array; description?: string };

/** The pieces of a block; adds its files to `files`. */
export function blockPieces(block: Block, ids: Ids, files: OutgoingFile[]): BlockPiece[] {
  switch (block.kind) {
    case 'text':
      return [{ chunks: [{ style: 'plain', text: block.text }] }];
    case 'passage':
      return [{ chunks: [{ style: 'quote', text: block.printed === true ? block.text : reflowed(block.text) }] }];
    case 'small':
      return [{ chunks: [{ style: 'small', text: block.text }] }];
    case 'copy':
      return [{ chunks: [{ style: 'copy', text: reflowed(block.text) }] }];
    case 'facts':
      return [
        {
          chunks: block.facts.map(([name, value]) => ({
            style: 'plain',
            text: [{ kind: 'strong', text: name }, own(' '), ...asText(value)],
          })),
        },
      ];
    case 'items':
      return block.items.flatMap((item) => itemPieces(item, ids));
    case 'table':
      return [{ chunks: [{ style: 'copy', text: tableText(block.columns, block.rows) }] }];
    case 'picture': {
      const description = label(plain(block.alt), 1024);
      const url = `attachment://${addFile(block.file, files, plain(block.alt))}`;
      return [{ media: { type: component.gallery, items: [{ media: { url }, description }] } }];
    }
    case 'rule':
      return [{ media: { type: component.separator, divider: true, spacing: 1 } }];
  }
}

const asText = (value: Text | Part): Text => (Array.isArray(value) ? (value as Text) : [value as Part]);

function itemPieces({ head, lines = [], passage, actions = [] }: Item, ids: Ids): BlockPiece[] {
  const chunks: Chunk[] = [head, ...lines].map((text) => ({ style: 'plain', text }));
  if (passage !== undefined) chunks.push({ style: 'quote', text: reflowed(passage) });
  return [{ chunks }, ...buttonRows([actions], ids).map((row): BlockPiece => ({ row, of: 'item' }))];
}

/** How many fixed-width characters fit into a line on a phone. */
const phoneWidth = 34;
const minWidth = 4;

/** Columns padded to their widest cell, for a fixed-width font; the widest are narrowed until a line fits a phone. */
function tableText(columns: readonly string[], rows: readonly (Text | Part)[][]): Text {
  const cells = rows.map((row) => columns.map((_, i) => plain(asText(row[i] ?? own('')))));
  const widths = columns.map((name, i) => Math.max(name.length, ...cells.map((row) => (row[i] ?? '').length)));
  const room = phoneWidth - 2 * (columns.length - 1);
  while (widths.reduce((sum, width) => sum + width, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= minWidth) break;
    // Skips to the next width that can matter: a cell may be as long as a document.
    const others = widths.reduce((sum, width, i) => (i === widest ? sum : sum + width), 0);
    const next = Math.max(0, ...widths.filter((_, i) => i !== widest));
    widths[widest] = Math.max(minWidth, room - others, Math.min(next, (widths[widest] ?? 0) - 1));
  }
  // Names with a common beginning, `United Nations ...`, differ only at their ends.
  const cuts = columns.map((_, i) => {
    const column = new Set(cells.map((row) => row[i] ?? ''));
    return new Set([...column].map((cell) => fitted(cell, widths[i] ?? minWidth))).size < column.size ? fittedEnds : fitted;
  });
  const line = (row: readonly string[], cutBy: readonly (typeof fitted)[]): string =>
    row
      .map((cell, i) => (cutBy[i] ?? fitted)(cell, widths[i] ?? minWidth).padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [own(`${line(columns, [])}\n`), { kind: 'quoted', text: cells.map((row) => line(row, cuts)).join('\n') }];
}

const fitted = (cell: string, width: number): string => (cell === '' ? '' : label(cell, width));

function fittedEnds(cell: string, width: number): string {
  const whole = fitted(cell, 10_000);
  if (whole.length <= width) return whole;
  const characters = Array.from(whole);
  const end = characters
    .slice(-Math.floor((width - 1) / 2))
    .join('')
    .trimStart();
  return `${characters
    .slice(0, Math.max(1, width - 1 - end.length))
    .join('')
    .trimEnd()}…${end}`.slice(0, width);
}

/** Adds a file under a safe and unique name; returns the name. */
export function addFile({ name, bytes }: ReplyFile, files: OutgoingFile[], alt: string | undefined): string {
  const dot = name.lastIndexOf('.');
  const stem = fileName(dot > 0 ? name.slice(0, dot) : name);
  const ending = dot > 0 ? `.${fileName(name.slice(dot + 1), 8)}` : '';
  let unique = `${stem}${ending}`;
  for (let n = 2; files.some((file) => file.name === unique); n += 1) unique = `${stem}-${n}${ending}`;
  files.push({ name: unique, content: bytes, ...(alt === undefined ? {} : { description: label(alt, 1024) }) });
  return unique;
}

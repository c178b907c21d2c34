import { plain, type Part, type Text } from '../../reply/text.ts';
import { clean, code, cut, ellipsis, inline, prose } from '../neutralise.ts';

/** Ids of the registered commands by their first word, for clickable command names. */
export type CommandIds = ReadonlyMap<string, string>;

/**
 * How a text is formatted. plain and title: our words, with words of documents isolated in them; small: small print;
 * quote: a document's own words, line by line; copy: a fixed-width block in which nothing is markup.
 */
export type Style = 'plain' | 'title' | 'small' | 'quote' | 'copy';

/** A text and how it is formatted. */
export type Chunk = { style: Style; text: Text };

/**
 * A chunk as Discord markdown of at most `max` UTF-16 units. Cuts before escaping and says how much was left out.
 * Everything but our own emphasis is neutralised.
 */
export function toMarkdown(chunk: Chunk, max: number, commands: CommandIds): string {
  let room = max;
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const markdown = formatted(chunk.style, joinParts(chunk, room, commands));
    if (markdown.length <= max) return markdown;
    // The prefixes of lines are only known now: leave them their share of the room.
    room = Math.min(room - 1, Math.floor(room * (max / markdown.length)));
    if (room <= 0) break;
  }
  const empty = formatted(chunk.style, '');
  return empty.length <= max ? empty : '';
}

/** How many hidden characters of documents are shown as U+FFFD, for the note that says so. */
export function hiddenIn(text: Text): number {
  return text.reduce(
    (sum, part) => sum + (part.kind === 'quoted' || part.kind === 'mark' || part.kind === 'ref' ? clean(plain([part])).hidden : 0),
    0,
  );
}

/** The longest "... +1,204 characters" there is room for. */
const ellipsisRoom = 32;

function joinParts({ style, text }: Chunk, max: number, commands: CommandIds): string {
  const pieces = text.map((part) => partMarkdown(part, style, commands));
  // Two adjacent bold parts would be `**a****b**`, which is not bold, so they are joined. Asterisks in texts are escaped.
  const joins = pieces.map((piece, i) => style !== 'copy' && piece.startsWith('**') && pieces[i - 1]?.startsWith('**') === true);
  const append = (done: string, piece: string, i: number): string =>
    joins[i] === true && piece !== '' ? done.slice(0, -2) + piece.slice(2) : done + piece;
  const full = pieces.reduce(append, '');
  if (full.length <= max) return full;
  let done = '';
  for (const [i, part] of text.entries()) {
    const longer = append(done, pieces[i] ?? '', i);
    if (longer.length + ellipsisRoom <= max) {
      done = longer;
      continue;
    }
    const last = cutPart(part, style, max - ellipsisRoom - done.length, countOf(text.slice(i + 1)), commands);
    return last.startsWith('**') ? append(done, last, i) : done + last;
  }
  return done;
}

const countOf = (text: Text): number => Array.from(plain(text)).length;

/** As much of a part as fits, and a note on how much of it and of what follows is missing. */
function cutPart(part: Part, style: Style, room: number, rest: number, commands: CommandIds): string {
  if (!('text' in part)) return ellipsis(rest + countOf([part]));
  // Escaping at most doubles a text, so one of these shares fits.
  for (const share of [1, 0.8, 0.65, 0.5]) {
    const { text, left } = cut(part.text, Math.max(0, Math.floor(room * share) - 8));
    const piece = text === '' ? '' : partMarkdown({ ...part, text }, style, commands);
    if (piece.length <= room || share === 0.5)
      return (piece.length <= room ? piece : '') + ellipsis((piece.length <= room ? left : countOf([part])) + rest);
  }
  return '';
}

function partMarkdown(part: Part, style: Style, commands: CommandIds): string {
  if (style === 'copy') return code(plain([part]));
  const oneLine = style === 'title' || style === 'small';
  switch (part.kind) {
    case 'said':
      return oneLine ? prose(part.text.replaceAll('\n', ' ')) : prose(part.text);
    case 'strong':
      return bold(prose(part.text));
    case 'quoted':
      return style === 'quote' ? prose(part.text) : inline(part.text);
    case 'mark':
      return bold(style === 'quote' ? prose(part.text) : inline(part.text));
    case 'ref':
      return inline(part.ref);
    case 'time':
      return `<t:${Math.floor(part.at / 1000)}:${{ date: 'd', time: 't', both: 'f', relative: 'R' }[part.style]}>`;
    case 'member':
      return isId(part.id) ? `<@${part.id}>` : inline(`@${part.name}`);
    case 'role':
      return isId(part.id) ? `<@&${part.id}>` : inline(`@${part.name}`);
    case 'channel':
      return isId(part.id) ? `<#${part.id}>` : inline(`#${part.name}`);
    case 'commandLink': {
      const id = commands.get(part.command.split(' ')[0] ?? '');
      return id === undefined ? bold(prose(`/${part.command}`)) : `</${part.command}:${id}>`;
    }
  }
}

const isId = (id: string): boolean => /^\d{15,22}$/.test(id);

/** Bold, unless blank: `****` would be shown literally. */
const bold = (escaped: string): string => (escaped.trim() === '' ? escaped : `**${escaped}**`);

function formatted(style: Style, text: string): string {
  switch (style) {
    case 'plain':
      return text;
    case 'title':
      return `### ${text.replaceAll('\n', ' ')}`;
    case 'small':
      return `-# ${text.replaceAll('\n', ' ')}`;
    case 'quote':
      // Blank lines at the end of a quote would only push the buttons down.
      return text.trim() === '' ? '' : text.trimEnd().replaceAll(/^/gm, '> ');
    case 'copy':
      return `\`\`\`text\n${text}\n\`\`\``;
  }
}

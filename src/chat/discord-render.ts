import type { Action, ActionRow, Block, Item, Reply, ReplyFile } from '../reply.ts';
import { own, plain, plural, said, type Part, type Text } from '../text.ts';
import { component } from './discord-lint-components.ts';
import { encodeId, encodeText, longest, storedValue, type Deed, type Kind } from './custom-id.ts';
import { hiddenIn, markdown, type Chunk, type CommandIds } from './discord-text.ts';
import { fileName, label } from './neutralise.ts';

/** A component as Discord's interface has it. */
export type Component = Record<string, unknown> & { type: number };

export type Rendered = { components: Component[]; files: { name: string; content: Uint8Array; description?: string }[] };

export type RenderContext = {
  /** Keeps a view for a button and returns its key. */
  keep(view: string): string;
  commands: CommandIds;
};

/** Discord's limits (DISCORD: components reference): 4,000 characters over all texts, 40 components nested ones included. */
const mostText = 4000;
const mostComponents = 40;
/** Room for the note that says what was left out. */
const noteRoom = 120;
/** Shorter than Discord's 80: longer labels are cut off on phones. */
const labelLength = 60;
const colours = { plain: undefined, notice: 0xf0_b2_32, error: 0xda_37_3c };

type Row = Component & { components: Component[] };
type Piece = { chunks: Chunk[] } | { row: Row } | { media: Component };

/**
 * A reply as a message of Components V2, within Discord's limits: texts that are too long are cut and say so, the
 * longest first; rows that do not fit are left out and counted. Every custom_id is unique in the message.
 */
export function renderReply(reply: Reply, context: RenderContext): Rendered {
  const ids = createIds(context);
  const files: Rendered['files'] = [];
  const pieces = gather([
    ...opening(reply),
    ...reply.blocks.flatMap((block) => blockPieces(block, ids, files)),
    ...fileLines(reply.files ?? [], files),
    ...rowPieces(reply.actions ?? [], ids),
  ]);
  const hidden = pieces.reduce(
    (sum, piece) => sum + ('chunks' in piece ? piece.chunks.reduce((all, chunk) => all + hiddenIn(chunk.text), 0) : 0),
    0,
  );
  if (hidden > 0)
    pieces.push({ chunks: [{ style: 'small', text: said`${plural(hidden, 'hidden character')} of the document shown as \uFFFD.` }] });
  const { kept, dropped } = within(pieces, mostComponents - 1 - files.length);
  if (dropped > 0) kept.push({ chunks: [{ style: 'small', text: said`${plural(dropped, 'row')} of buttons did not fit.` }] });
  const share = shareOf(kept, context.commands);
  const inner = kept.flatMap((piece): Component[] => {
    if ('row' in piece) return [piece.row];
    if ('media' in piece) return [piece.media];
    const content = piece.chunks.map((chunk) => markdown(chunk, share, context.commands)).join('\n');
    return content.trim() === '' ? [] : [{ type: component.text, content }];
  });
  const colour = colours[reply.tone ?? 'plain'];
  const container: Component = {
    type: component.container,
    components: inner.length > 0 ? inner : [{ type: component.text, content: '\u2014' }],
    ...(colour === undefined ? {} : { accent_color: colour }),
  };
  return {
    components: [
      container,
      ...files
        .filter(({ name }) => !isShownInside(inner, name))
        .map(({ name }) => ({ type: component.file, file: { url: `attachment://${name}` } })),
    ],
    files,
  };
}

const isShownInside = (inner: Component[], name: string): boolean => JSON.stringify(inner).includes(`attachment://${name}"`);

/** Title, and the word that says in words what the colour says. */
function opening({ title, tone }: Reply): Piece[] {
  const word: Part[] = tone === 'error' ? [own('Not done. ')] : [];
  if (title === undefined)
    return word.length === 0 ? [] : [{ chunks: [{ style: 'plain', text: [{ kind: 'strong', text: 'Not done.' }] }] }];
  return [{ chunks: [{ style: 'title', text: [...word, ...title] }] }];
}

function blockPieces(block: Block, ids: Ids, files: Rendered['files']): Piece[] {
  switch (block.kind) {
    case 'text':
      return [{ chunks: [{ style: 'plain', text: block.text }] }];
    case 'passage':
      return [{ chunks: [{ style: 'quote', text: block.text }] }];
    case 'small':
      return [{ chunks: [{ style: 'small', text: block.text }] }];
    case 'copy':
      return [{ chunks: [{ style: 'copy', text: block.text }] }];
    case 'facts':
      return [
        {
          chunks: block.facts.map(([name, value]): Chunk => ({
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
      const file = addFile(block.file, files, plain(block.alt));
      return [
        {
          media: {
            type: component.gallery,
            items: [{ media: { url: `attachment://${file}` }, description: label(plain(block.alt), 1024) }],
          },
        },
      ];
    }
    case 'rule':
      return [{ media: { type: component.separator, divider: true, spacing: 1 } }];
  }
}

const asText = (value: Text | Part): Text => (Array.isArray(value) ? (value as Text) : [value as Part]);

function itemPieces({ head, lines = [], passage, actions = [] }: Item, ids: Ids): Piece[] {
  const chunks: Chunk[] = [head, ...lines].map((text) => ({ style: 'plain', text }));
  if (passage !== undefined) chunks.push({ style: 'quote', text: passage });
  return [{ chunks }, ...rowPieces(actions.length === 0 ? [] : [actions], ids)];
}

/** Columns padded to their widest cell, for a fixed-width font. */
function tableText(columns: string[], rows: (Text | Part)[][]): Text {
  const cells = rows.map((row) => row.map((cell) => plain(asText(cell)).replaceAll(/\s+/g, ' ')));
  const widths = columns.map((name, i) => Math.max(name.length, ...cells.map((row) => (row[i] ?? '').length)));
  const line = (row: string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [own(`${line(columns)}\n`), { kind: 'quoted', text: cells.map(line).join('\n') }];
}

function fileLines(wanted: readonly ReplyFile[], files: Rendered['files']): Piece[] {
  for (const file of wanted) addFile(file, files, file.alt);
  return [];
}

/** Adds a file under a safe and unique name; returns the name. */
function addFile({ name, bytes }: ReplyFile, files: Rendered['files'], alt: string | undefined): string {
  const dot = name.lastIndexOf('.');
  const stem = fileName(dot > 0 ? name.slice(0, dot) : name);
  const ending = dot > 0 ? `.${fileName(name.slice(dot + 1), 8)}` : '';
  let unique = `${stem}${ending}`;
  for (let n = 2; files.some((file) => file.name === unique); n += 1) unique = `${stem}-${n}${ending}`;
  files.push({ name: unique, content: bytes, ...(alt === undefined ? {} : { description: label(alt, 1024) }) });
  return unique;
}

/** Runs of text become one component each. */
function gather(pieces: Piece[]): Piece[] {
  const gathered: Piece[] = [];
  for (const piece of pieces) {
    const last = gathered.at(-1);
    if ('chunks' in piece && last !== undefined && 'chunks' in last) last.chunks.push(...piece.chunks);
    else gathered.push('chunks' in piece ? { chunks: [...piece.chunks] } : piece);
  }
  return gathered;
}

const sizeOf = (piece: Piece): number => ('row' in piece ? 1 + piece.row.components.length : 1);

/** As many pieces as Discord allows: texts before rows, rows from the top. */
function within(pieces: Piece[], most: number): { kept: Piece[]; dropped: number } {
  let room = most - pieces.filter((piece) => !('row' in piece)).length - 1;
  let dropped = 0;
  const kept = pieces.filter((piece) => {
    if (!('row' in piece)) return true;
    room -= sizeOf(piece);
    if (room < 0) dropped += 1;
    return room >= 0;
  });
  return { kept, dropped };
}

/** The most characters that any one text may have so that all together fit: the longest give first. */
function shareOf(pieces: Piece[], commands: CommandIds): number {
  const lengths = pieces
    .flatMap((piece) =>
      'chunks' in piece ? piece.chunks.map((chunk) => markdown(chunk, Number.MAX_SAFE_INTEGER, commands).length + 1) : [],
    )
    .toSorted((a, b) => a - b);
  let room = mostText - noteRoom;
  if (lengths.reduce((sum, length) => sum + length, 0) <= room) return mostText;
  for (const [i, length] of lengths.entries()) {
    const share = Math.floor(room / (lengths.length - i));
    if (length > share) return Math.max(1, share - 1);
    room -= length;
  }
  return mostText;
}

type Ids = ReturnType<typeof createIds>;

function createIds(context: RenderContext) {
  const used = new Set<string>();
  const unique = (make: (n: number) => string): string => {
    for (let n = 0; ; n += 1) {
      const id = make(n);
      if (!used.has(id)) {
        used.add(id);
        return id;
      }
    }
  };
  return {
    deed: (kind: Kind, deed: Deed): string => unique((n) => encodeId(kind, deed, n, context)),
    text: (kind: Kind, json: string): string => unique((n) => encodeText(kind, json, n, context)),
    value: (value: string): string => storedValue + context.keep(value),
  };
}

/** Buttons five to a row; a select has a row of its own. */
function rowPieces(rows: readonly ActionRow[], ids: Ids): Piece[] {
  return rows.flatMap((row) => {
    const made: Row[] = [];
    // Discord refuses a select without choices.
    for (const action of row.filter((entry) => entry.kind !== 'choose' || entry.choices.length > 0)) {
      const last = made.at(-1);
      const part = actionComponent(action, ids);
      const fits =
        last !== undefined && action.kind !== 'choose' && last.components.length < 5 && last.components[0]?.type === component.button;
      if (fits) last.components.push(part);
      else made.push({ type: component.row, components: [part] });
    }
    return made.map((entry) => ({ row: entry }));
  });
}

const styles = { plain: 2, main: 1, danger: 4 } as const;

function actionComponent(action: Action, ids: Ids): Component {
  switch (action.kind) {
    case 'run':
      return {
        type: component.button,
        style: styles[action.style ?? 'plain'],
        label: label(plain(action.label), labelLength),
        custom_id: ids.deed(action.as, { command: action.command, options: action.options }),
        ...(action.disabled === true ? { disabled: true } : {}),
      };
    case 'form':
      return {
        type: component.button,
        style: styles[action.style ?? 'plain'],
        label: label(plain(action.label), labelLength),
        custom_id: ids.text('form', JSON.stringify(action)),
      };
    case 'link':
      return { type: component.button, style: 5, label: label(plain(action.label), labelLength), url: action.url };
    case 'choose':
      return {
        type: component.stringSelect,
        custom_id: ids.deed(action.as === 'replace' ? 'pick-replace' : 'pick-reply', {
          command: action.command,
          options: action.options,
          option: action.option,
        }),
        placeholder: label(plain(action.label), 150),
        options: uniqueChoices(action.choices, ids)
          .slice(0, 25)
          .map((choice) => ({
            label: label(choice.label, 100),
            value: choice.value,
            ...(choice.description === undefined || choice.description === '' ? {} : { description: label(choice.description, 100) }),
            ...(choice.selected === true ? { default: true } : {}),
          })),
      };
  }
}

/** Values given twice cannot be told apart; one that is longer than Discord takes is stored, and its key goes instead. */
function uniqueChoices<C extends { value: string }>(choices: readonly C[], ids: Ids): C[] {
  const seen = new Set<string>();
  return choices
    .filter(({ value }) => value !== '' && !seen.has(value) && seen.add(value))
    .map((choice) => (choice.value.length > longest ? { ...choice, value: ids.value(choice.value) } : choice));
}

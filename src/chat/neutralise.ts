import { countCharacters, replaceHidden, withLineFeeds } from '../language/hidden-characters.ts';

/**
 * Makes text of documents and people harmless for the place where it is shown. Every function is total (accepts any
 * string, even with lone surrogates), pure, and linear in the length of its input.
 *
 * Discord's token table: https://discord.com/developers/docs/reference#message-formatting
 */

const REPLACEMENT = '\uFFFD';
/** Zero width space. Only we insert it: `clean` leaves none. */
const BREAK = '\u200B';
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
/** U+02CB, an ordinary letter to every markdown parser. */
const GRAVE_LOOK_ALIKE = '\u02CB';

const MOST_MARKS = 3;
/** Longer clusters are cut before normalising, which takes quadratic time to order marks. */
const MOST_NORMALISED = 16;

/**
 * The text as it can be shown: one kind of line break, at most one blank line in a row, at most three combining marks on
 * a letter, and each run of hidden characters as one visible U+FFFD. `hidden` is the number of characters (code points)
 * replaced that way, for the note "n hidden characters shown as �". A U+FFFD of the document itself is not counted.
 *
 * A quotation is verbatim, so nothing visible is altered. NFC is therefore applied only to a letter with its combining
 * marks, where both forms look the same; applied to the whole text, it would also replace visible characters (CJK
 * compatibility ideographs, the Ohm sign, spaces of other widths). Homoglyphs stay as well.
 */
export function clean(text: string): { text: string; hidden: number } {
  let hidden = 0;
  const mark = (count: number): string => {
    hidden += count;
    return REPLACEMENT;
  };
  const shown = boundMarks(replaceHidden(withLineFeeds(text), mark), mark);
  return { text: boundBlankLines(shown), hidden };
}

function boundMarks(text: string, mark: (count: number) => string): string {
  return text.replace(/\P{M}?\p{M}+/gu, (cluster: string) => {
    const all = Array.from(cluster);
    const kept = all.slice(0, MOST_NORMALISED).join('');
    const composed = Array.from(compose(kept));
    const room = /^\p{M}/u.test(cluster) ? MOST_MARKS : MOST_MARKS + 1;
    const left = Math.max(0, all.length - MOST_NORMALISED) + Math.max(0, composed.length - room);
    return left === 0 ? composed.join('') : composed.slice(0, room).join('') + mark(left);
  });
}

/** NFC where it joins letter and mark; elsewhere it splits letters (Hebrew and Indic "composition exclusions"). */
function compose(cluster: string): string {
  const composed = cluster.normalize('NFC');
  return composed.length < cluster.length ? composed : cluster;
}

/** A line of spaces counts as blank: otherwise a text could push what follows off the screen. */
function boundBlankLines(text: string): string {
  return text.replace(/\n(?:[^\S\n]*\n){2,}/g, '\n\n');
}

/**
 * The text for Discord markdown, which reads like the original: a backslash before every ASCII punctuation character,
 * which Discord hides there. So no heading, list, quote, fence, link, URL, invite, ping, timestamp or emoji token takes
 * effect. Discord finds `@everyone` and `@here` even behind backslashes, so a zero width space breaks them up. At most
 * twice as long as the cleaned text, plus one. Not for the label of a masked link: Discord shows the backslashes there
 * (discord-api-docs issue 6185).
 */
export function prose(text: string): string {
  return escape(clean(text).text);
}

function escape(cleaned: string): string {
  // U+1FEF is canonically equal to the backtick: normalising it later would produce one.
  return breakPings(cleaned.replace(/[!-/:-@[-`{-~\u1FEF]/g, '\\$&'));
}

/** Also breaks an at sign at the very end: the next part of the line may start with "everyone". */
function breakPings(text: string): string {
  return text.replace(/[@\uFE6B\uFF20](?=everyone|here|$)/gi, `$&${BREAK}`);
}

/**
 * Like `prose`, on a single line and in a bidi isolate, for untrusted words inside a line of ours: right-to-left words
 * then do not reorder their surroundings (Unicode Standard Annex 9, FSI and PDI). Empty text stays empty.
 */
export function inline(text: string): string {
  const line = clean(text).text.replace(/\n+/g, ' ');
  return line === '' ? '' : FIRST_STRONG_ISOLATE + escape(line) + POP_ISOLATE;
}

/**
 * The text for the inside of a fenced block. Nothing can be escaped there, so the backtick, which alone can end the block,
 * is replaced by the look-alike U+02CB. As long as the cleaned text, except for the zero width space in `@everyone`.
 */
export function code(text: string): string {
  return breakPings(clean(text).text.replace(/[`\u1FEF]/g, GRAVE_LOOK_ALIKE));
}

/**
 * The text where Discord renders no markdown and wants 1 to `max` characters: button labels, select options,
 * placeholders, modal titles. One line, white space collapsed, cut with an ellipsis, never empty. `max` counts UTF-16
 * units, never fewer than Discord counts.
 */
export function label(text: string, max: number): string {
  const line = clean(text).text.replace(/\s+/g, ' ').trim() || '(no text)';
  if (line.length <= max) return line;
  return `${cut(line, max - 1).text.trimEnd()}…`;
}

/**
 * The beginning of the text in at most `max` UTF-16 units, without splitting a grapheme, and how many characters (code
 * points) are left out. Cut before escaping: cutting afterwards may leave half an escape. A grapheme that takes more than
 * a quarter of the room (and 32 units) is an attack, and is split between code points.
 */
export function cut(text: string, max: number): { text: string; left: number } {
  if (text.length <= max) return { text, left: 0 };
  const end = boundaryBefore(text, Math.max(0, Math.floor(max) || 0));
  return { text: text.slice(0, end), left: countCharacters(text.slice(end)) };
}

let graphemes: Intl.Segmenter | undefined;

/** The last position at or before `max` (which is less than the text's length) where the text may be cut. */
function boundaryBefore(text: string, max: number): number {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  // What follows matters too, but only the next few characters: the segmenter need not see the whole of a long text.
  const boundary = graphemes.segment(text.slice(0, max + 64)).containing(max)?.index ?? max;
  if (max - boundary <= Math.max(32, max / 4)) return boundary;
  const isInsidePair = /^[\uDC00-\uDFFF]/.test(text.slice(max)) && /[\uD800-\uDBFF]$/.test(text.slice(max - 1, max));
  return isInsidePair ? max - 1 : max;
}

/** The note on a cut: "... +1,204 characters". Empty when nothing was left out. */
export function ellipsis(left: number): string {
  if (left <= 0) return '';
  return `... +${left.toLocaleString('en-US')} ${left === 1 ? 'character' : 'characters'}`;
}

/** The text for a terminal: without ESC and the C1 controls it cannot contain terminal commands (ECMA-48). */
export function terminal(text: string): string {
  return clean(text).text;
}

/**
 * A file name without extension: a-z, 0-9 and single hyphens, at most `max` characters, never empty, never a device name
 * of Windows. Different texts may give the same name.
 */
export function fileName(text: string, max = 60): string {
  const letters = text
    .slice(0, 4 * max)
    .toWellFormed()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const words = letters.match(/[a-z0-9]+/g) ?? [];
  const name = words.join('-').slice(0, max).replace(/-$/, '');
  if (name === '') return 'file';
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/.test(name) ? `file-${name}` : name;
}

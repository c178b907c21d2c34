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

const LINE_BREAK = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/**
 * Characters that are invisible or move their neighbours: controls, everything Unicode calls default ignorable (bidi
 * controls, zero width characters, Hangul fillers, variation selectors, tag characters), noncharacters, lone surrogates;
 * and those that draw nothing although no property says so: the empty braille cell, interlinear annotation, hieroglyph
 * joiners and blanks, the Khitan filler, the musical null note head. Private use stays: it draws a box, and texts from
 * old word processors have their bullets there.
 */
const HIDDEN =
  /[[\p{Cc}--[\t\n]]\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cs}\u2800\uFFF9-\uFFFB\u{13430}-\u{1343F}\u{13441}\u{13442}\u{1D159}[\u{16FE4}]]+/gv;

/** Scripts whose spelling needs joiners: Unicode Standard, section 23.2 "Layout Controls". */
const JOINED_BEFORE =
  /[[\p{L}\p{M}]&&[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}]]$/v;
const JOINED_AFTER =
  /^[\p{L}&&[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}]]/v;
const EMOJI_BEFORE = /[\p{Emoji}--[0-9#*]]$/v;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/v;

/**
 * The text as it can be shown: one kind of line break, at most one blank line in a row, at most three combining marks on
 * a letter, and each run of hidden characters as one visible U+FFFD. `hidden` is the number of characters (code points)
 * replaced that way, for the note "n hidden characters shown as �". A U+FFFD of the document itself is not counted.
 *
 * A quotation is verbatim, so nothing visible is altered. NFC is therefore applied only to a letter with its combining
 * marks, where both forms look the same; applied to the whole text, it would also replace visible characters (CJK
 * compatibility ideographs, the Ohm sign, spaces of other widths). Homoglyphs stay as well: see `mixedScript`.
 */
export function clean(text: string): { text: string; hidden: number } {
  let hidden = 0;
  const mark = (count: number): string => {
    hidden += count;
    return REPLACEMENT;
  };
  const shown = boundMarks(replaceHidden(text.replace(LINE_BREAK, '\n'), mark), mark);
  return { text: boundBlankLines(shown), hidden };
}

function replaceHidden(text: string, mark: (count: number) => string): string {
  return text.replace(HIDDEN, (run: string, offset: number) => {
    const end = offset + run.length;
    const isNeeded = spells(run, text.slice(Math.max(0, offset - 2), offset), text.slice(end, end + 2));
    return isNeeded ? run : mark(countCharacters(run));
  });
}

/** Whether hidden characters are part of the spelling between their neighbours. Several in a row never are, except in emoji. */
function spells(run: string, before: string, after: string): boolean {
  switch (run) {
    case '\u200C':
      return JOINED_BEFORE.test(before) && JOINED_AFTER.test(after);
    case '\u200D':
      return (JOINED_BEFORE.test(before) && JOINED_AFTER.test(after)) || (EMOJI_BEFORE.test(before) && EMOJI_AFTER.test(after));
    case '\uFE0F\u200D':
      return EMOJI_BEFORE.test(before) && EMOJI_AFTER.test(after);
    case '\uFE0E':
      return EMOJI_BEFORE.test(before);
    case '\uFE0F':
      return EMOJI_BEFORE.test(before) || (/[0-9#*]$/.test(before) && after.startsWith('\u20E3'));
    default:
      return false;
  }
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

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
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
 * One cell of a CSV file (RFC 4180), always quoted. What a spreadsheet would run as a formula gets a leading apostrophe
 * (OWASP "CSV Injection": = + - @, their full-width forms, TAB, line breaks), also after white space. Hidden characters
 * are removed, since programs read the file; blank lines and marks stay. For text only: a number would become text. A
 * spreadsheet that expects another separator splits cells despite their quotes: the writer of the file must prevent that.
 */
export function csvCell(text: string): string {
  const visible = replaceHidden(text.replace(LINE_BREAK, '\n'), () => '');
  const isFormula = /^[\t\n]|^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B]/.test(visible);
  return `"${isFormula ? "'" : ''}${visible.replaceAll('"', '""')}"`;
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

/** The text for a line of the log: it cannot start a line of its own and has no control characters (CWE-117). */
export function logLine(text: string): string {
  return clean(text).text.replace(/\n+/g, ' \u23CE ').replaceAll('\t', ' ');
}

/**
 * Whether a word mixes Latin, Cyrillic and Greek letters, as forged names do. Hidden characters do not end a word. Such
 * text is flagged, never altered (Unicode Technical Standard 39, "Mixed-Script Detection").
 */
export function mixedScript(text: string): boolean {
  for (const [word] of text.matchAll(/[\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}]+/gu)) {
    const scripts = [/\p{sc=Latn}/u, /\p{sc=Cyrl}/u, /\p{sc=Grek}/u].filter((script) => script.test(word));
    if (scripts.length > 1) return true;
  }
  return false;
}

/**
 * Characters that cannot be seen but hide, move or forge what can. They are found here, and replaced by whoever shows a text
 * (chat/neutralise.ts) or writes it into a table (reply/table-file.ts).
 */

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

/** The text with a line feed for every kind of line break. */
export const withLineFeeds = (text: string): string => text.replace(LINE_BREAK, '\n');

/**
 * The text with each run of hidden characters replaced by what `mark` returns for their number (code points). Joiners and
 * variation selectors that spell a word or an emoji stay, and so do tabs and line feeds.
 */
export function replaceHidden(text: string, mark: (count: number) => string): string {
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

/** The length in code points. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

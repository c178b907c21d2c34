/** The lists of a telegram's header: its subject codes (TAGS) and its references. */

/**
 * The codes of a TAGS line as printed: `EMIN, BEXP, BL BR` -> EMIN, BEXP, BL, BR. Names in parentheses are people the
 * telegram is about and come apart; a name of several words between commas (`ANDEAN PACT`) stays one code. What the
 * transmission garbled to asterisks is left out.
 */
export function readCodes(text: string): { codes: string[]; names: string[] } {
  const names: string[] = [];
  const rest = text.replaceAll(/\(([^()]{0,200})\)?/g, (_, name: string) => {
    names.push(name.trim());
    return ',';
  });
  const codes = rest
    .split(/[,;:\n]/)
    .flatMap((piece) => {
      const words = piece.trim().split(/\s+/);
      return words.every((word) => /^[A-Z/]{2,5}$/.test(word)) ? words : [words.join(' ')];
    })
    .map((code) => code.replace(/\.$/, ''))
    .filter((code) => code !== '' && !code.includes('*') && /[A-Z]/i.test(code));
  return { codes, names: names.filter((name) => name !== '') };
}

const month = '(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)';
/** How a new reference begins: `STATE 00498`, `78 LA PAZ 1579`, `A-269`, `LA PAZ A-29`, `USDOC 18905`. */
const start = `(?!${month})(?:\\d{2} )?(?:[A-Z][A-Z./]{1,14} ){1,3}(?:A-? ?)?\\d{1,6}\\b|A-\\d`;
const afterComma = new RegExp(`,\\s+(?=${start})`);
const afterAnd = new RegExp(`,?\\s+(?:AND|&)\\s+(?=${start})`);
const newLine = new RegExp(`^(?:${start})`);
const lettered = /^¶?\(?(?:[A-Z]|\d{1,2})[).]\s/;
/** `(A)`, `A)`, `A.`, `1.`, and what stood before it. */
const label = /(?:^|[\s;:,]+)(?:\(([A-Z]|\d{1,2})[).]|([A-Z]|\d{1,2})[).])(?=\s)/;
const anyLabel = new RegExp(label.source, 'g');

/** Whether a line begins a reference, with or without its letter. */
export const beginsRef = (line: string): boolean => newLine.test(line) || lettered.test(line);

/**
 * The references as printed, one by one, without the letters they are listed under: `(A) STATE 244; (B) LA PAZ 0430.` ->
 * `STATE 244`, `LA PAZ 0430`. Cut at letters, semicolons, colons, and at commas, AND and line ends only where a new
 * number follows, so that `A-269 OF OCTOBER 14, 1973` stays whole.
 */
export function readRefs(lines: readonly string[]): string[] {
  let text = '';
  for (const line of lines) {
    const next = line.trim();
    text += text === '' ? next : newLine.test(next) && /[\d)#.]$/.test(text) ? `; ${next}` : ` ${next}`;
  }
  text = text.replaceAll(/[\s¶]+/g, ' ').trim();
  const labelled = lettered.test(text) ? text.replaceAll(anyLabel, ' ; ') : text;
  return labelled
    .split(/[;:](?:\s|$)/)
    .flatMap((piece) => piece.split(afterAnd))
    .flatMap((piece) => piece.split(afterComma))
    .map((piece) => piece.trim().replace(/[,.]$/, '').trim())
    .filter((piece) => piece !== '' && !/^(?:N\/A|NONE)$/i.test(piece));
}

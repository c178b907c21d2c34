/** The line of a telegram's header that holds its classification and number: `C O N F I D E N T I A L LA PAZ 0258`. */

export type MessageLine = {
  marking: string;
  /** As printed; '' where there is none. */ number: string;
  section?: string;
  captions?: string[];
};

/** A word as transmitted, close or spaced out; blanks are folded before. */
const spaced = (word: string): string => word.replaceAll(' ', '').split('').join(' ?');

/** Each classification, the longer of two that begin alike first. */
const words = [
  'TOP SECRET',
  'SECRET',
  'CONFIDENTIAL',
  'LIMITED OFFICIAL USE',
  'FOR OFFICIAL USE ONLY',
  'OFFICIAL USE ONLY',
  'SENSITIVE BUT UNCLASSIFIED',
  'UNCLASSIFIED',
  'RESTRICTED',
].map((word) => [spaced(word).replace('F ?F', 'F(?: ?F){1,3}'), word] as const);
const shortWords = [
  [spaced('UNCLAS'), 'UNCLASSIFIED'],
  ['LOU', 'LIMITED OFFICIAL USE'],
  ['SBU', 'SENSITIVE BUT UNCLASSIFIED'],
] as const;
/** `SECRET SERVICE` is an addressee. */
const behind = '(?! SERVICE)\\b';
const markings = [...words, ...shortWords].map(([pattern, marking]) => [new RegExp(`^(?:${pattern})${behind}`), marking] as const);
const ending = words.map(([pattern, marking]) => [new RegExp(`[ /]${pattern}[ /]*$`), marking] as const);
/** One glued to what stands before it; the short ones are too like the end of a name. */
const within = new RegExp(
  [...words.map(([pattern]) => pattern), spaced('UNCLAS')].map((pattern) => `(?:${pattern})${behind}`).join('|'),
  'g',
);

/** Who may see it, and how it is to be handled. */
const handling = `EXDIS|NODIS|LIMDIS|STADIS|${spaced('NOFORN')}|SIPDIS|ROGER CHANNEL|SY CHANNEL|EYES ONLY`;
export const handlings = new RegExp(`\\b(?:${handling})\\b`, 'g');
/** A line that begins with such a word, or with one of a distribution. */
export const captionLine = new RegExp(`^\\s*(?:${handling}|NOCONTRACT|CHEROKEE|AIDAC|TERREP|FODAG|SENSITIVE)\\b`);

const numerals = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE', 'TEN'];
const section = new RegExp(`\\bSECTION 0*(\\d{1,2}|${numerals.join('|')}) O[FN] 0*(\\d{1,2}|${numerals.join('|')})\\b`);
const caveat = new RegExp(`\\b(?:${handling}|${spaced('EFTO')}|FOUO|FOR OFFICIAL USE ONLY|SENSITIVE|AIDAC)\\b`, 'g');
/** `LA PAZ 0258`, `75 NOUAKCHOTT 1895`, a number alone, or a post whose number was lost. */
const numbers = /^(?:(?:\d{4}|\d{2}) ?(?=[A-Z]{2}))?[A-Z][A-Z0-9 .'/*#-]{0,60}$|^\d{1,7}$/;

/** A line with its blanks folded; undefined where no classification can be in it, as in nearly all lines of a text. */
const folded = (line: string): string | undefined =>
  anyMarking.test(line) ? line.slice(0, 300).trim().replaceAll(/\s+/g, ' ') : undefined;
const anyMarking = /^.{0,300}?(?:N {0,3}C {0,3}L|C {0,3}R {0,3}E|N {0,3}F {0,3}I|I {0,3}C {0,3}I|R {0,3}I {0,3}C|LOU|SBU)/;

/** The message line's classification, number as printed, section, and captions behind them; undefined for any other line. */
export function readMessageLine(line: string): MessageLine | undefined {
  const text = folded(line);
  if (text === undefined) return undefined;
  for (const [pattern, marking] of markings) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const rest = text.slice(found[0].length);
    const part = section.exec(rest);
    const captions = rest.match(caveat) ?? [];
    const number = rest
      .replace(part?.[0] ?? '', ' ')
      .replaceAll(/\/\/?[A-Z ]{2,40}\/\/?|\([^()]{0,60}\)|\bFINAL\b/g, ' ')
      .replaceAll(caveat, ' ')
      .replaceAll(/\s+/g, ' ')
      .replace(/^[ /]+|[ /]+$/g, '');
    if (number !== '' && !numbers.test(number)) return undefined;
    const message: MessageLine = { marking, number: /\d/.test(number) ? number : '' };
    if (part !== null) message.section = `${numeral(part[1])} of ${numeral(part[2])}`;
    if (captions.length > 0) message.captions = captions;
    return message;
  }
  return undefined;
}

const numeral = (printed = ''): number => numerals.indexOf(printed) + 1 || Number(printed);

/**
 * The message line in a line of the header, and what stands before it: an addressee to which the transmission glued it
 * (`SECDEF WASHINGTON DCUNCLAS SECTION 01 OF 02 LUSAKA 002271`), where it has a number or a section.
 */
export function findMessageLine(line: string): { before: string; message: MessageLine } | undefined {
  const message = readMessageLine(line);
  if (message !== undefined) return { before: '', message };
  const text = folded(line) ?? '';
  for (const { index } of text.matchAll(within)) {
    const glued = readMessageLine(text.slice(index));
    if (glued !== undefined && (/[A-Z] ?\d/.test(glued.number) || glued.section !== undefined))
      return { before: text.slice(0, index).trim(), message: glued };
  }
  return undefined;
}

/** The classification with which a line begins or ends, whatever else it says. */
export function markingOf(line: string): string | undefined {
  const text = folded(line);
  if (text === undefined) return undefined;
  return markings.find(([pattern]) => pattern.test(text))?.[1] ?? ending.find(([pattern]) => pattern.test(text))?.[1];
}

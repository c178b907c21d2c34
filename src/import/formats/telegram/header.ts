import { isGroupLine } from './date-time-group.ts';
import { beginsRef } from './lists.ts';

/** The header of one section, by its lines as printed; `bodyAt` is where its text begins. */
export type TelegramHeader = {
  group?: string;
  from: string;
  to: string[];
  info: string[];
  /** The line with classification and number: `UNCLAS SECTION 1 OF 2 LA PAZ 1647`. */
  message?: MessageLine;
  captions: string[];
  order?: string;
  tags?: string;
  subject?: string;
  refs?: string[];
  bodyAt: number;
};

export type MessageLine = { marking: string; number: string; section?: string };

/** Classifications as transmitted, close or spaced, with doubled letters of the time, and the word for each. */
const markings: readonly [RegExp, string][] = [
  [/^(?:TOP SECRET|T O P {1,3}S E C R E T)\b/, 'TOP SECRET'],
  [/^(?:SECRET|S E C R E T)\b/, 'SECRET'],
  [/^(?:CONFIDENTIAL|C O N F I D E N T I A L)\b/, 'CONFIDENTIAL'],
  [/^(?:LIMITED OFF{1,3}ICIAL USE|LOU)\b/, 'LIMITED OFFICIAL USE'],
  [/^(?:SENSITIVE BUT UNCLASSIFIED|SBU)\b/, 'SENSITIVE BUT UNCLASSIFIED'],
  [/^(?:UNCLASSIFIED|UNCLAS|U N C L A S(?: S I F I E D)?)\b/, 'UNCLASSIFIED'],
  [/^RESTRICTED\b/, 'RESTRICTED'],
];

/** Keywords, as printed and as garbled (`E.OM`, `EMO.`, `TAOS`). */
const keywords = {
  order: /^\s*(?:E\.? ?O\.?M?|EMO)\.? {0,3}\d{5}\s*[:;]?\s*(.*)$/,
  tags: /^\s*TA[A-Z]S?\s*[:;]\s*(.*)$/,
  subject: /^\s*(?:SUBJ|SUBJECT|SUB)\s*[:;]+\s*(.*)$/,
  refs: /^\s*(?:REFS?|REFERENCES?|REF\(S\)|REFTEL)\s*[:;]\s*(.*)$/,
};
type Keyword = keyof typeof keywords;

const paragraph = /^\s*(?:\(?[A-Z]{1,3}\)?\s)?\d{1,2}\s?\.{1,2}(?:\s|\(|$)|^\s*(?:BEGIN )?SUMMARY\b/;
/** How far a header may reach beyond its message line. */
const longest = 60;

/**
 * Reads the header of a section: date-time group, FM, TO, INFO, the message line, then captions, E.O., TAGS, SUBJECT and
 * REF in whatever order they come. Undefined where there is no line FM. Never throws.
 */
export function readHeader(lines: readonly string[]): TelegramHeader | undefined {
  const fromAt = lines.findIndex((line) => /^\s{0,4}FM\s+\S/.test(line));
  if (fromAt === -1 || fromAt > 80) return undefined;
  const group = lines.slice(Math.max(0, fromAt - 4), fromAt).findLast(isGroupLine);
  const header: TelegramHeader = { from: afterWord(lines[fromAt] ?? ''), to: [], info: [], captions: [], bodyAt: 0 };
  if (group !== undefined) header.group = group;
  let at = readAddressees(lines, fromAt + 1, header);
  const message = readMessageLine(lines[at] ?? '');
  if (message !== undefined) {
    header.message = message;
    at += 1;
  }
  header.bodyAt = readKeywords(lines, at, header);
  return header;
}

const afterWord = (line: string): string => line.trim().replace(/^[A-Z]+:?\s+/, '');

/** TO and INFO with their further lines, up to the message line or the first keyword. Returns where they end. */
function readAddressees(lines: readonly string[], start: number, header: TelegramHeader): number {
  let list: string[] | undefined;
  let at = start;
  for (; at < lines.length && at < start + 120; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    if (readMessageLine(line) !== undefined || keywordOf(line) !== undefined || paragraph.test(line)) break;
    const word = /^\s{0,4}(TO|INFO)\b[: ]/.exec(`${line} `)?.[1];
    if (word === 'TO') list = header.to;
    if (word === 'INFO') list = header.info;
    const text = word === undefined ? line.trim() : line.trim().replace(/^(?:TO|INFO)\b:?\s*/, '');
    if (list === undefined) header.from = `${header.from} ${text}`;
    else if (text !== '') list.push(text.replace(/^:\s*/, ''));
  }
  return at;
}

/** The message line's classification, number as printed and section; undefined for any other line. */
export function readMessageLine(line: string): MessageLine | undefined {
  const text = line.trim().replaceAll(/\s+/g, ' ');
  for (const [pattern, marking] of markings) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const rest = text.slice(found[0].length);
    const section = /\bSECTION\s+0*(\d{1,2}) O[FN] 0*(\d{1,2})\b/.exec(rest);
    const number = rest
      .replace(section?.[0] ?? '', ' ')
      .replaceAll(/\/\/?[A-Z ]{2,20}\/\/?|\bFINAL\b/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
    if (number !== '' && !/^[A-Z][A-Z0-9 .'/-]{0,60}$|^\d{1,7}$/.test(number)) return undefined;
    const message: MessageLine = { marking, number: /\d/.test(number) ? number : '' };
    if (section !== null) message.section = `${section[1]} of ${section[2]}`;
    return message;
  }
  return undefined;
}

function keywordOf(line: string): { word: Keyword; rest: string } | undefined {
  for (const word of Object.keys(keywords) as Keyword[]) {
    const found = keywords[word].exec(line);
    if (found !== null) return { word, rest: found[1] ?? '' };
  }
  return undefined;
}

/** Reads captions and keyword lines from `start`; returns where the text begins. */
function readKeywords(lines: readonly string[], start: number, header: TelegramHeader): number {
  let at = start;
  let bodyAt = start;
  while (at < lines.length && at < start + longest) {
    const line = lines[at] ?? '';
    const found = keywordOf(line);
    if (line.trim() === '') at += 1;
    else if (found !== undefined) {
      at = keep(found.word, found.rest, lines, at, header);
      bodyAt = at;
    } else if (!paragraph.test(line) && (isCaption(line, header) || keywordFollows(lines, at, header))) {
      header.captions.push(line.trim());
      at += 1;
      bodyAt = at;
    } else break;
  }
  return bodyAt;
}

/** EXDIS, `SY CHANNEL`, `STADIS///////`: who may see it, printed between number and subject. */
function isCaption(line: string, header: TelegramHeader): boolean {
  return (
    header.subject === undefined &&
    /^\s*(?:EXDIS|NODIS|LIMDIS|STADIS|NOFORN|SIPDIS|NOCONTRACT|CHEROKEE|ROGER CHANNEL|SY CHANNEL|EYES ONLY)\b/.test(line)
  );
}

/** Whether a header keyword comes so soon that this line, `DEPT PASS USDOC`, is still of the header. */
function keywordFollows(lines: readonly string[], at: number, header: TelegramHeader): boolean {
  const reach = header.subject === undefined ? 8 : 2;
  let seen = 0;
  for (let next = at + 1; next < lines.length && seen < reach; next += 1) {
    const line = lines[next] ?? '';
    if (line.trim() === '') continue;
    if (paragraph.test(line)) return false;
    const word = keywordOf(line)?.word;
    if (word !== undefined) return header[word] === undefined;
    seen += 1;
  }
  return false;
}

/** Keeps one keyword's lines in the header; returns where they end. The first of a kind counts. */
function keep(word: Keyword, rest: string, lines: readonly string[], at: number, header: TelegramHeader): number {
  const own = [rest.trim()];
  let next = at + 1;
  for (; next < lines.length && next < at + 30; next += 1) {
    const line = lines[next] ?? '';
    if (line.trim() === '' || keywordOf(line) !== undefined || !continues(word, line, own)) break;
    // References may be numbered like paragraphs: `REFS: 1. STATE 244`, `2. LA PAZ 430`.
    if (paragraph.test(line) && !(word === 'refs' && /^\d[.)]/.test(own[0] ?? ''))) break;
    own.push(line.trim());
  }
  const text = own.join(' ').trim();
  if (word === 'refs') header.refs ??= own;
  else if (word === 'subject') header.subject ??= text.replace(/^[;:]\s*/, '');
  else header[word] ??= text;
  return next;
}

function continues(word: Keyword, line: string, own: readonly string[]): boolean {
  if (/^\s*(?:FOR|FROM|TO|PASS|ATTN)\b\s?:/.test(line)) return false;
  if (word === 'subject') return true;
  const last = own.at(-1) ?? '';
  if (word === 'refs')
    return (
      last === '' || /^\s{2}/.test(line) || beginsRef(line.trim()) || /(?:[,;:/&(]|\b(?:OF|AND|DTG|MESSAGE|MSG|DATED|DTD))$/.test(last)
    );
  // One line is the rule for TAGS and E.O.; a comma at its end, or a deep indent, says that it goes on.
  return word === 'tags' && (last.endsWith(',') || /^\s{2,}[A-Z]{2,5}\b/.test(line)) && !line.includes('*');
}

import { isGroupLine } from './date-time-group.ts';
import { beginsRef } from './lists.ts';
import { captionLine, findMessageLine, markingOf, readMessageLine, type MessageLine } from './message-line.ts';
import { isEdge } from './pages.ts';

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

/** Keywords, as printed and as garbled (`E.OM`, `EMO.`, `TAOS`). */
const keywords = {
  order: /^\s*(?:E\.? ?O\.?M?|EMO)\.? {0,3}\d{5}\s*[:;]?\s*(.*)$/,
  tags: /^\s*TA[A-Z]S?\s*[:;]\s*(.*)$/,
  subject: /^\s*(?:SUBJ|SUBJECT|SUB)\s*[:;]+\s*(.*)$/,
  refs: /^\s*(?:REFS?|REFERENCES?|REF\(S\)|REFTEL)\s*[:;]\s*(.*)$/,
};
type Keyword = keyof typeof keywords;

const paragraph = /^\s*(?:¶ ?|\(?[A-Z]{1,3}\)?\s)?\d{1,2}\s?\.{1,2}(?:\s|\(|$)|^\s*(?:BEGIN )?SUMMARY\b/;
/** How far a header may reach beyond its message line. */
const longest = 60;

/**
 * Reads the header of a section: date-time group, FM, TO, INFO, the message line, then captions, E.O., TAGS, SUBJECT and
 * REF in whatever order they come. Undefined where there is no line FM. Never throws.
 */
export function readHeader(lines: readonly string[]): TelegramHeader | undefined {
  const fromAt = lines.findIndex((line) => /^\s{0,4}FM\s+\S/.test(line));
  if (fromAt === -1 || fromAt > 80) return undefined;
  const above = lines.slice(0, fromAt);
  const group = above.slice(-4).findLast(isGroupLine) ?? above.find(isGroupLine);
  const header: TelegramHeader = { from: afterWord(lines[fromAt] ?? ''), to: [], info: [], captions: [], bodyAt: 0 };
  if (group !== undefined) header.group = group;
  const at = readAddressees(lines, fromAt + 1, header);
  header.bodyAt = readKeywords(lines, at, header);
  return header;
}

/**
 * The same for a text without FM, whose sender other lines give: a section that begins with its message line, or what a
 * collection kept of a telegram. Undefined without a message line near its beginning.
 */
export function readBareHeader(lines: readonly string[]): TelegramHeader | undefined {
  const at = lines.slice(0, 15).findIndex((line) => /[A-Z] ?\d/.test(readMessageLine(line)?.number ?? ''));
  const message = readMessageLine(lines[at] ?? '');
  if (message === undefined) return undefined;
  const header: TelegramHeader = {
    from: '',
    to: [],
    info: [],
    captions: message.captions ?? [],
    message,
    bodyAt: 0,
  };
  header.bodyAt = readKeywords(lines, at + 1, header);
  return header;
}

/** The first classification that stands in these lines of a header; one in its subject is none. */
export function markingIn(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const named = /^\s*CLASSIFICATION\s*:\s*(.*)$/i.exec(line)?.[1];
    const found = keywordOf(line) === undefined ? markingOf(named?.toUpperCase() ?? line) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const afterWord = (line: string): string => line.trim().replace(/^[A-Z]+:?\s+/, '');

/** TO and INFO with their further lines, and the message line. Returns where they end: before captions, keywords or text. */
function readAddressees(lines: readonly string[], start: number, header: TelegramHeader): number {
  let list: string[] | undefined;
  let isApart = false;
  let at = start;
  for (; at < lines.length && at < start + 120; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      isApart = true;
      continue;
    }
    if (keywordOf(line) !== undefined || paragraph.test(line)) break;
    const message = findMessageLine(line);
    const word = /^\s{0,4}(TO|INFO)\b[: ]/.exec(`${line} `)?.[1];
    if (message === undefined && word === undefined && isNoAddressee(line, isApart)) break;
    isApart = false;
    if (word === 'TO') list = header.to;
    if (word === 'INFO') list = header.info;
    const printed = message === undefined ? line.trim() : message.before;
    const text = (word === undefined ? printed : printed.replace(/^(?:TO|INFO)\b:?\s*/, '')).replace(/^:\s*/, '');
    if (list === undefined) header.from = `${header.from} ${text}`.trim();
    else if (text !== '' && text !== 'BT') list.push(text);
    if (message === undefined) continue;
    header.message = message.message;
    header.captions.push(...(message.message.captions ?? []));
    return at + 1;
  }
  return at;
}

/** A caption, or text: what stands apart from the addressees and asks to be passed on (`A/AID FOR ...`), or is a sentence. */
const isNoAddressee = (line: string, isApart: boolean): boolean =>
  captionLine.test(line) || (isApart && /\S (?:FOR|PASS(?:ED)?|PLEASE) \S|[a-z]{3}|\.\s*$/.test(line.slice(0, 200)));

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
    } else if (
      !paragraph.test(line) &&
      (isEdge(line) || (header.subject === undefined && captionLine.test(line)) || keywordFollows(lines, at, header))
    ) {
      header.captions.push(line.trim());
      at += 1;
      bodyAt = at;
    } else break;
  }
  return bodyAt;
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
    if (line.trim() === '' && word === 'refs' && goesOn(lines, next, own)) continue;
    if (line.trim() === '' || keywordOf(line) !== undefined || !continues(word, lines, next, own)) break;
    // References may be numbered like paragraphs: `REFS: 1. STATE 244`, `2. LA PAZ 430`.
    if (paragraph.test(line) && !(word === 'refs' && /^¶?\d[.)]/.test(own[0] ?? ''))) break;
    own.push(line.trim());
  }
  const text = own.join(' ').trim();
  if (word === 'refs') header.refs ??= own;
  else if (word === 'subject') header.subject ??= text.replace(/^[;:]\s*/, '');
  else header[word] ??= text;
  return next;
}

/** Whether a list of references goes on behind an empty line: a comma promises more, or the next letter follows. */
function goesOn(lines: readonly string[], at: number, own: readonly string[]): boolean {
  const next = lines[at + 1] ?? '';
  if (paragraph.test(next) || keywordOf(next) !== undefined) return false;
  return /^\s*¶?\(?[B-Z][).]\s/.test(next) && /^¶?\(?A[).]/.test(own[0] ?? '');
}

/**
 * Whether the text begins right under the subject: where a subject in capitals is followed by small letters, a line has words
 * for which there was room on the line above, or that was short and no first paragraph or keyword comes later.
 */
function beginsText(lines: readonly string[], own: readonly string[]): boolean {
  const [above, text] = [own.at(-1) ?? '', (lines[0] ?? '').trim()];
  if (above === '') return false;
  if (/^\((?:[CSU]|SBU|LOU|FOUO|[CS]\/NF)\)\s/.test(text) || (/[a-z]{2}/.test(text) && !/[a-z]{2}/.test(own.join(' ')))) return true;
  const keyword = own.length === 1 ? 'SUBJECT: '.length : 0;
  if (keyword + above.length + text.indexOf(' ') < text.length) return true;
  const isShort = own.length === 1 && !/^\s/.test(lines[0] ?? '') && above.length < 36;
  return isShort && !lines.some((line) => keywordOf(line) !== undefined || (paragraph.test(line) && /^\D*1\D/.test(line)));
}

function continues(word: Keyword, lines: readonly string[], next: number, own: readonly string[]): boolean {
  const line = lines[next] ?? '';
  if (/^\s*(?:FOR|FROM|TO|PASS|ATTN)\b\s?:/.test(line)) return false;
  if (word === 'subject') return !isEdge(line) && !beginsText(lines.slice(next, next + 10), own);
  const last = own.at(-1) ?? '';
  if (word === 'refs')
    return (
      last === '' || /^\s{2}/.test(line) || beginsRef(line.trim()) || /(?:[,;:/&(]|\b(?:OF|AND|DTG|MESSAGE|MSG|DATED|DTD))$/.test(last)
    );
  // One line is the rule for TAGS and E.O.; a comma at its end, or a deep indent, says that it goes on.
  return word === 'tags' && (last.endsWith(',') || /^\s{2,}[A-Z]{2,5}\b/.test(line)) && !line.includes('*');
}

import type { Draft } from '../../../cables/draft.ts';
import { readWhen } from '../dates.ts';
import type { Format, ReadRecord, Source } from '../format.ts';
import { aboutQuotes, mailDate } from './message.ts';
import { readPrintedHead, type PrintedHead } from './printed-head.ts';
import { isSameNumber, pageStampOf, stampAbove, withoutDecision, withoutMargin, type PageStamp } from './stamps.ts';

/**
 * Mail that was printed or released, as text: `From`, `Sent`, `To`, `Subject` at the top, then what it says, older mails below
 * it. Stamps of a release are taken out and kept as fields; its `Doc No.` is its id. A file is one document for each `Doc No.`
 */
export const released: Format = {
  name: 'released',
  description: 'printed or released e-mail (From, Sent, To, Subject)',

  recognise(source) {
    if (transmitted.test(source.head.split(/\n\s*\n/, 1)[0] ?? '')) return 0;
    const lines = linesOf(source.head.slice(0, 32_000));
    const { above, head } = readTop(lines);
    const isStamped = lines.slice(0, above.end).some((line) => pageStampOf(line) !== undefined);
    if (head === undefined) return isStamped ? 0.62 : 0;
    return isStamped ? 0.94 : isMail(head) ? 0.92 : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    for (const { line, lines } of cutDocuments(linesOf(await source.whole()))) yield readReleased(source, line, lines);
  },
};

/** Lines that mail has while it is sent, and loses when it is printed. */
const transmitted = /^(?:MIME-Version|Message-ID|Content-Type|Received|Return-Path):/im;

/** Lines as they count in the file; the sign that ends a page is none. */
const linesOf = (text: string): string[] => text.replaceAll('\f', '').split(/\r?\n/);

/** What mail programs print and others do not; a memorandum has From, To and Subject as well. */
function isMail({ fields }: PrintedHead): boolean {
  const has = (...names: Parameters<typeof fields.has>[0][]): boolean => names.some((name) => fields.has(name));
  return has('to', 'subject') && (has('sent') || (has('date') && has('cc', 'bcc', 'attachments', 'importance')));
}

type Above = { stamps: PageStamp[]; release: string[]; others: string[]; sheet: boolean; end: number };

/** What stands above the head, and the head. Text above it would be somebody else's: then there is none. */
function readTop(lines: readonly string[]): { above: Above; head: PrintedHead | undefined; decisions: string[]; headLines: string[] } {
  const above: Above = { stamps: [], release: [], others: [], sheet: false, end: 0 };
  let before: string | undefined;
  let at = 0;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const stamp = pageStampOf(line);
    const kind = stamp === undefined ? stampAbove(line, before) : 'page';
    if (kind === undefined) break;
    before = kind;
    if (stamp !== undefined) above.stamps.push(stamp);
    else if (kind === 'release') above.release.push(line.trim().replaceAll(/\s+/g, ' '));
    else if (kind === 'sheet') above.sheet = true;
    else above.others.push(line.trim());
  }
  above.end = at;
  const decisions: string[] = [];
  const headLines = lines.slice(at, at + 120).map((line) => {
    const { text, decision } = withoutDecision(line, decisions.length > 0);
    if (decision === undefined) return line;
    decisions.push(decision.trim());
    return text === '' ? ' ' : text;
  });
  const head = readPrintedHead(headLines, 0);
  return { above, head, decisions: head === undefined ? [] : decisions, headLines };
}

/** The lines of each document: a stamp with another number begins the next one. */
function* cutDocuments(lines: readonly string[]): Generator<{ line: number; lines: string[] }> {
  let start = 0;
  let id: string | undefined;
  for (const [at, line] of lines.entries()) {
    const stamp = pageStampOf(line);
    if (stamp === undefined) continue;
    if (id !== undefined && !isSameNumber(id, stamp.id)) {
      yield { line: start + 1, lines: lines.slice(start, at) };
      [start, id] = [at, stamp.id];
    }
    id ??= stamp.id;
  }
  yield { line: start + 1, lines: lines.slice(start) };
}

function readReleased(source: Source, line: number, lines: readonly string[]): ReadRecord {
  const { above, head, decisions, headLines } = readTop(lines);
  const rest = [
    ...(head === undefined ? [] : headLines.slice(head.end)),
    ...lines.slice(above.end + (head === undefined ? 0 : headLines.length)),
  ];
  const { body, stamps, exemptions } = readText(rest, above.sheet);
  const [stamp] = [...above.stamps, ...stamps];
  const draft: Draft = { line, name: line === 1 ? source.stem : `${source.stem} ${line}`, body };
  const extra: Record<string, unknown> = {};
  if (stamp !== undefined) {
    draft.id = stamp.id;
    if (stamp.marking !== '') draft.marking = stamp.marking;
    Object.assign(extra, { case: stamp.case, 'release date': stamp.date });
  }
  const told = { release: above.release.join(' '), exemptions, 'classified by': decisions.join(' '), stamps: above.others };
  for (const [name, value] of Object.entries(told)) if (value.length > 0) extra[name] = value;
  const later = stamp === undefined && head !== undefined ? laterThan(head, body, source) : undefined;
  if (later !== undefined) return { fault: { line, ...later } };
  const { warnings } = head === undefined ? { warnings: [] } : fillHead(draft, extra, head, source);
  if (head !== undefined) draft.header = headLines.slice(0, head.end).join('\n').trimEnd();
  Object.assign(extra, aboutQuotes(body));
  const telegrams = telegramsIn(body);
  if (telegrams.length > 0) Object.assign(extra, { 'quotes telegram': telegrams });
  if (telegrams.length > 0) draft.refs = telegrams;
  if (Object.keys(extra).length > 0) draft.extra = extra;
  return { draft, warnings };
}

/** Why this may not be one mail: older mails stand below an answer, newer ones do not. */
function laterThan(head: PrintedHead, body: string, { dates }: Source): { reason: string; text: string } | undefined {
  const dayOf = ({ fields }: PrintedHead): string =>
    readWhen(dates, mailDate(fields.get('sent') ?? fields.get('date') ?? '')).when.date ?? '';
  const first = dayOf(head);
  const lines = body.split('\n');
  for (const at of lines.keys()) {
    const below = readPrintedHead(lines, at);
    const day = below === undefined ? '' : dayOf(below);
    if (first === '' || day <= first) continue;
    const reason = `an email of ${day} is below one of ${first}: are these several emails? Give each its own file`;
    return {
      reason,
      text: lines
        .slice(at, at + 3)
        .join(' ')
        .slice(0, 200),
    };
  }
  return undefined;
}

function fillHead(
  draft: Draft,
  extra: Record<string, unknown>,
  { fields }: PrintedHead,
  source: Source,
): { warnings: ReturnType<typeof readWhen>['warnings'] } {
  const { when, warnings } = readWhen(source.dates, mailDate(fields.get('sent') ?? fields.get('date') ?? ''));
  draft.type = 'email';
  Object.assign(draft, when);
  const known = { origin: fields.get('from'), destination: fields.get('to'), subject: fields.get('subject') };
  for (const [name, value] of Object.entries(known))
    if (value !== undefined && value !== '') draft[name as keyof typeof known] = closed(value);
  const list = (name: 'cc' | 'bcc' | 'attachments'): string[] =>
    (fields.get(name) ?? '')
      .split(';')
      .map(closed)
      .filter((one) => one !== '');
  const info = [...list('cc'), ...list('bcc')];
  if (info.length > 0) draft.info = info;
  for (const name of ['bcc', 'attachments'] as const) if (list(name).length > 0) extra[name] = list(name);
  for (const [name, value] of fields)
    if (
      value !== '' &&
      !['from', 'sent', 'to', 'cc', 'bcc', 'subject', 'attachments'].includes(name) &&
      !(name === 'date' && !fields.has('sent'))
    )
      extra[name] = value;
  return { warnings };
}

/** `H <a@b >` as it was before it was read from a picture. */
const closed = (value: string): string => value.trim().replaceAll(/\s{1,5}>/g, '>');

/** The text without what was stamped on its pages and in its margin; pages follow each other without a gap. */
function readText(lines: readonly string[], hasSheets: boolean): { body: string; stamps: PageStamp[]; exemptions: string[] } {
  const stamps: PageStamp[] = [];
  const exemptions = new Set<string>();
  const body: string[] = [];
  let isAtEdge = true;
  for (const line of lines) {
    const stamp = pageStampOf(line);
    const isSheet = hasSheets && stampAbove(line, undefined) === 'sheet';
    if (stamp !== undefined) stamps.push(stamp);
    if (stamp !== undefined || isSheet) {
      while (body.length > 0 && body.at(-1)?.trim() === '') body.pop();
      isAtEdge = true;
      continue;
    }
    const { text, exemption } = withoutMargin(line);
    for (const one of exemption?.split(/[ ,;]{1,4}/) ?? []) exemptions.add(one);
    const isBlank = text.trim() === '';
    if (isBlank && (isAtEdge || exemption !== undefined || (body.at(-1) === '' && body.at(-2) === ''))) continue;
    body.push(isBlank ? '' : text);
    isAtEdge = false;
  }
  return { body: body.join('\n').trimEnd(), stamps, exemptions: [...exemptions] };
}

/** Numbers of telegrams that are quoted in full: those with a table of fields that begins with `MRN:`. */
function telegramsIn(body: string): string[] {
  const found = Array.from(
    body.matchAll(/^[ \t]{0,20}MRN:[ \t]+(\d{2,4} [A-Z][A-Z .'-]{1,40} \d{1,7})[ \t]*$/gm),
    ([, number = '']) => number,
  );
  return [...new Set(found)];
}

import type { Draft } from '../../../cables/draft.ts';
import type { ReadRecord } from '../format.ts';
import { groupDate, warningsOf } from './date-time-group.ts';
import { markingIn } from './header.ts';
import { readCodes, readRefs } from './lists.ts';

/** The fields of the table, in lower case; a line without one continues the field above. */
const field = /^\s{0,4}(MRN|Date\/DTG|From|Action|To|Info|E\.O\.|TAGS|Captions|Pass Line|Reference|References|Subject|Ref):(?:\s+(.*))?$/i;
const edge = /^\s*(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|TOP SECRET|SBU|SENSITIVE)(?:\s*\/\/.{0,40})?\s*$/;
const released = /^\s*UNCLASSIFIED U\.S\. Department of State Case No\./;
const number = /^(\d{2}|\d{4}) ([A-Z][A-Z .'-]{1,40}) (\d{1,7})$/;

/**
 * Whether the text begins as a cable of the newer form, a table that starts with `MRN:` (message record number), with
 * nothing but a classification before it. A cable quoted inside an e-mail does not count.
 */
export function startsAsSmart(text: string): boolean {
  const lines = text.slice(0, 8000).split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== '' && !edge.test(line) && !released.test(line));
  return first !== -1 && isTableStart(lines, first);
}

/** Whether such a table begins at this line. */
export const isTableStart = (lines: readonly string[], at: number): boolean =>
  /^\s{0,4}MRN:\s+\S/.test(lines[at] ?? '') && lines.slice(at, at + 8).some((line) => /^\s{0,4}(?:Date\/DTG|From):/i.test(line));

/** Whether a piece of a file is such a cable. */
export const isTable = ({ lines }: Piece): boolean => startsAsSmart(lines.slice(0, 200).join('\n'));

type Piece = { lines: readonly string[]; numbers: readonly number[] };

/** Reads it into a draft: MRN is its ref, the group of `Date/DTG` its date. A fault without a text. */
export function readSmart(name: string | undefined, piece: Piece): ReadRecord {
  const lines = piece.lines.filter((line) => !released.test(line));
  const start = lines.findIndex((line) => /^\s{0,4}MRN:/.test(line));
  const line = piece.numbers[piece.lines.indexOf(lines[start] ?? '')] ?? 1;
  const { fields, end } = readFields(lines, start);
  const body = trim(lines.slice(end));
  const one = (name: string): string | undefined => fields.get(name)?.join(' ').replaceAll(/\s+/g, ' ').trim();
  const fault = (reason: string): ReadRecord => ({
    fault: {
      line,
      reason,
      text: lines
        .slice(start, start + 2)
        .join(' ')
        .slice(0, 200),
    },
  });
  if (body === '') return fault('no text: the cable ends with its table of fields');
  const draft: Draft = { line, type: 'telegram', header: lines.slice(0, end).join('\n').trim(), body };
  if (name !== undefined) draft.name = name;
  const printed = /\b(\d{6}Z [A-Z]{3} \d{2,4})\b/.exec(one('date/dtg') ?? '')?.[1];
  const group = printed === undefined ? undefined : groupDate(printed);
  if (group !== undefined) draft.datetime = group.printed;
  if (group?.date !== undefined) draft.date = group.date;
  const marking =
    lines
      .slice(0, start)
      .find((line) => edge.test(line))
      ?.trim() ?? markingIn(lines.slice(0, end));
  if (marking !== undefined) draft.marking = marking;
  fill(draft, one, fields);
  return { draft, warnings: draft.date === undefined ? warningsOf(group) : [] };
}

function fill(draft: Draft, one: (name: string) => string | undefined, fields: ReadonlyMap<string, string[]>): void {
  const mrn = one('mrn') ?? '';
  const found = number.exec(mrn);
  if (found !== null) {
    const year = draft.date?.slice(0, 4) ?? (found[1]?.length === 4 ? found[1] : `20${found[1]}`);
    draft.ref = `${year} ${found[2]} ${found[3]}`;
    draft.number = mrn;
  } else if (mrn !== '') draft.ref = mrn;
  const [origin, subject] = [one('from'), one('subject')];
  const list = (...names: string[]): string[] =>
    names
      .flatMap((name) => fields.get(name) ?? [])
      .map((text) => text.trim())
      .filter((text) => text !== '');
  if (origin) draft.origin = origin;
  if (subject) draft.subject = subject;
  const to = list('action', 'to');
  if (to.length > 0) draft.destination = to.join('; ');
  const info = list('info');
  if (info.length > 0) draft.info = info;
  const { codes } = readCodes(one('tags') ?? '');
  if (codes.length > 0) draft.subjectCodes = codes;
  const refs = readRefs(list('reference', 'references', 'ref'));
  if (refs.length > 0) draft.refs = refs;
  const extra = { captions: list('captions'), passLine: list('pass line'), executiveOrder: list('e.o.') };
  const kept = Object.entries(extra).filter(([, values]) => values.length > 0);
  if (kept.length > 0) draft.extra = Object.fromEntries(kept);
}

/** The table, and where it ends: at the first empty line after `Subject`. */
function readFields(lines: readonly string[], start: number): { fields: Map<string, string[]>; end: number } {
  const fields = new Map<string, string[]>();
  let last = '';
  let at = start;
  for (; at < lines.length && at < start + 200; at += 1) {
    const line = lines[at] ?? '';
    const found = field.exec(line);
    if (found !== null) {
      last = (found[1] ?? '').toLowerCase();
      fields.set(last, [...(fields.get(last) ?? []), found[2] ?? '']);
    } else if (line.trim() === '') {
      if (last === 'subject') break;
    } else fields.get(last)?.push(line);
  }
  return { fields, end: at };
}

function trim(lines: readonly string[]): string {
  const from = lines.findIndex((line) => line.trim() !== '');
  if (from === -1) return '';
  let to = lines.length;
  while (to > from && (lines[to - 1]?.trim() === '' || edge.test(lines[to - 1] ?? ''))) to -= 1;
  return lines.slice(from, to).join('\n');
}

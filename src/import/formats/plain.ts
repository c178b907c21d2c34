import type { Draft } from '../../cables/draft.ts';
import { headerLabels, isListField } from '../../cables/fields.ts';
import { readWhen } from './dates.ts';
import type { Format, ReadRecord, RecordWarning, Source } from './format.ts';

/** The field that each key of the header fills. */
const keys = new Map(headerLabels.map(([field, label]) => [label.toLowerCase(), field]));

const headerLine = /^([A-Za-z][A-Za-z0-9 _/.-]{0,39}):(?:[ \t]+(.*)|\s*)$/;
const telling = ['ref', 'from', 'to', 'subject', 'date'];
/** Keys of an e-mail or of another kind of cable: such a file is not in our format, however similar its first lines are. */
const foreign = [
  'sent',
  'cc',
  'bcc',
  'received',
  'message-id',
  'mime-version',
  'content-type',
  'return-path',
  'delivered-to',
  'reply-to',
  'mrn',
  'date/dtg',
];
/** `Wed, 23 Dec 2009 12:26:44 +0000`, as e-mail writes it (RFC 5322). */
const mailDate = /^(?:[A-Z][a-z]{2,8},|\d{1,2} [A-Z][a-z]{2,8} \d{4})/;
const mostHeaderLines = 200;

type HeaderEntry = { key: string; line: number; value: string };
type Parts = { header: string; entries: HeaderEntry[]; odd: { line: number; text: string }[]; bodyLine: number; body: string };

/**
 * Our own plain format: header lines `Key: value`, an empty line, then the text; one cable a file, or one behind another,
 * each with the telling keys of the first. Lists are
 * separated by `; `; a line that begins with a blank continues the one above. Unknown keys go to `extra` in lower case;
 * a key given twice keeps its first value, later ones go to `extra` as `KEY (again)`.
 */
export const plainText: Format = {
  name: 'plain',
  description: 'text with a header of "Key: value" lines (Ref, Date, From, To, Subject ...)',

  recognise(source: Source): number {
    const { entries, odd } = cut(source.head);
    const found = new Set(entries.map(({ key }) => key.toLowerCase()));
    if (foreign.some((key) => found.has(key)) || odd.length > 0) return 0;
    const value = (key: string): string => entries.find((entry) => entry.key.toLowerCase() === key)?.value ?? '';
    if (mailDate.test(value('date')) || value('from').includes('@')) return 0;
    const count = telling.filter((key) => found.has(key)).length;
    return count < 2 ? 0 : Math.min(0.9, 0.4 + count * 0.1 + (found.has('ref') ? 0.1 : 0));
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const text = await source.whole();
    const others = otherHeaders(text);
    const unsure = others.find(({ isSure }) => !isSure);
    if (unsure !== undefined) yield { fault: { line: unsure.line, reason: tellUnsure(others.length + 1, unsure), text: unsure.text } };
    else if (others.length === 0) yield readDocument(source, text);
    else yield* readSeveral(source, text.split(/\r?\n/), [1, ...others.map(({ line }) => line)]);
  },
};

function* readSeveral({ dates }: Source, lines: readonly string[], starts: readonly number[]): Generator<ReadRecord> {
  for (const [i, start] of starts.entries()) {
    let end = (starts[i + 1] ?? lines.length + 1) - 1;
    // What only parts two of them belongs to neither.
    while (i + 1 < starts.length && end > start && rule.test(lines[end - 1] ?? '')) end -= 1;
    const found = readDocument(
      { dates },
      lines
        .slice(start - 1, end)
        .join('\n')
        .replace(/^\f/, ''),
    );
    if ('draft' in found) yield { ...found, draft: { ...found.draft, line: found.draft.line + start - 1 } };
    else if ('fault' in found) yield { fault: { ...found.fault, line: found.fault.line + start - 1 } };
  }
}

/** Lines that header lines may stand under: empty, or drawn. */
const rule = /^[\s\-=_*#~.]*$|^\s*NNNN?\s*$/;
/** Above a header, it says that a message is quoted. */
const quoting = /:\s*$|\boriginal message\b|\bforwarded\b|\bunquote\b|\bquote\W*$/i;

type OtherHeader = { line: number; text: string; keys: string[]; missing: string[]; isSure: boolean };

/**
 * Where in the text another header may begin: lines `Key: value` with telling keys, that do not quote an e-mail or a message
 * announced above. It is one for sure where it has all telling keys of the first and stands apart from the text.
 */
function otherHeaders(text: string): OtherHeader[] {
  const lines = text.split(/\r?\n/);
  const first = cut(text);
  const wanted = tellingIn(first.entries.map(({ key }) => key));
  const found: OtherHeader[] = [];
  for (let at = first.bodyLine - 1; at < lines.length; at += 1) {
    const start = at;
    const keys: string[] = [];
    for (let line = lines[at] ?? ''; at < lines.length; line = lines[(at += 1)] ?? '') {
      const key = headerLine.exec(line.replace('\f', ''))?.[1];
      if (key !== undefined) keys.push(key.toLowerCase());
      else if (keys.length === 0 || !/^[ \t]+\S/.test(line)) break;
    }
    const own = tellingIn(keys);
    const isHeader = own.length >= 3 || (own.length === 2 && (own.includes('from') || own.includes('ref')));
    if (!isHeader || keys.some((key) => foreign.includes(key)) || (lines[at] ?? '').trim() !== '') continue;
    let above = start - 1;
    const isApart = rule.test(lines[above] ?? '') || (lines[start] ?? '').startsWith('\f');
    while (above >= first.bodyLine && rule.test(lines[above] ?? '')) above -= 1;
    if (quoting.test((lines[above] ?? '').slice(-200))) continue;
    const missing = wanted.filter((key) => !own.includes(key));
    if (isApart || missing.length === 0)
      found.push({
        line: start + 1,
        text: (lines[start] ?? '').slice(0, 200),
        keys: own,
        missing,
        isSure: isApart && missing.length === 0,
      });
  }
  return found;
}

const tellingIn = (keys: readonly string[]): string[] => telling.filter((key) => keys.some((one) => one.toLowerCase() === key));

const tellUnsure = (count: number, { line, keys, missing }: OtherHeader): string =>
  `this file seems to hold ${count} messages: line ${line} begins like another header (${keys.join(', ')})${missing.length === 0 ? ', but no empty line separates it from the text above' : `, but without ${missing.join(', ')}`}. Split them into files, or mark what is quoted with ">"`;

function cut(text: string): Parts {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const entries: HeaderEntry[] = [];
  const odd: Parts['odd'] = [];
  let at = Math.max(first, 0);
  const start = at;
  for (; at < lines.length && at - start < mostHeaderLines; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') break;
    const last = entries.at(-1);
    const found = headerLine.exec(line);
    if (/^[ \t]/.test(line) && last !== undefined) last.value = `${last.value} ${line.trim()}`.trim();
    else if (found === null) odd.push({ line: at + 1, text: line });
    else entries.push({ key: found[1] ?? '', line: at + 1, value: (found[2] ?? '').trim() });
  }
  const header = lines.slice(start, at).join('\n');
  while (at < lines.length && lines[at]?.trim() === '') at += 1;
  return { header, entries, odd, bodyLine: at + 1, body: lines.slice(at).join('\n').trimEnd() };
}

function readDocument({ stem, dates }: { stem?: string } & Pick<Source, 'dates'>, text: string): ReadRecord {
  const warnings: RecordWarning[] = [];
  const { header, entries, odd, body } = cut(text);
  const fault = (line: number, reason: string): ReadRecord => ({
    fault: { line, reason, text: (text.split('\n')[line - 1] ?? '').slice(0, 200) },
  });
  const [strange] = odd;
  if (strange !== undefined)
    return fault(
      strange.line,
      `"${strange.text.slice(0, 60)}" is not a header line "Key: value"; is the empty line before the text missing?`,
    );
  const draft: Draft = { line: 1, header, body };
  if (stem !== undefined) draft.name = stem;
  const extra: [string, unknown][] = [];
  const seen = new Set<string>();
  for (const { key, value } of entries) {
    if (value === '') continue;
    const low = key.toLowerCase();
    const field = keys.get(low);
    if (seen.has(low)) extra.push([`${low} (again)`, value]);
    else if (field === undefined) extra.push([low, value]);
    else if (isListField(field)) draft[field] = list(value);
    else if (field === 'date') {
      const { when, warnings: found } = readWhen(dates, value);
      warnings.push(...found);
      Object.assign(draft, when);
    } else draft[field] = value;
    seen.add(low);
  }
  if (body === '') return fault(1, 'no text: nothing follows the header. Is the empty line between header and text missing?');
  if (draft.number === draft.ref) delete draft.number;
  if (extra.length > 0) draft.extra = Object.fromEntries(extra.filter(([key]) => key !== '__proto__'));
  return { draft, warnings };
}

function list(value: string): string[] {
  return value
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

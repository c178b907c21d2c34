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
 * Our own plain format: header lines `Key: value`, an empty line, then the text. One file is one cable. Lists are
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
    yield readDocument(source, await source.whole());
  },
};

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

function readDocument({ stem, dates }: Pick<Source, 'stem' | 'dates'>, text: string): ReadRecord {
  const warnings: RecordWarning[] = [];
  const { header, entries, odd, body } = cut(text);
  const fault = (line: number, reason: string): ReadRecord => ({
    fault: { line, reason, text: (text.split('\n')[line - 1] ?? '').slice(0, 200) },
  });
  const [strange] = odd;
  if (strange !== undefined)
    return fault(strange.line, `"${strange.text.slice(0, 60)}" is no header line "Key: value"; is the empty line before the text missing?`);
  const draft: Draft = { line: 1, name: stem, header, body };
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

import type { Draft } from '../../cables/draft.ts';
import { readWhen } from './dates.ts';
import { decodeText } from './encoding.ts';
import type { Format, ReadRecord, RecordWarning, Source } from './format.ts';
import { readPage, type CableInPage } from './html-page.ts';
import { textInside } from './inside.ts';
import { telegram } from './telegram/telegram.ts';

/** A whole page, with whatever browsers and converters put above it. */
const wholePage = /^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^]{0,2000}?-->\s*)?<(?:!doctype html\b|html\b|head\b|body\b)/i;
/** A piece of one. */
const piece = /^\s*<(?:div|p|pre|code|table|center|font|span|h[1-6]|article|section|main|meta|title)\b[^<>]{0,1000}>/i;

/**
 * A saved web page. A cable that it shows, in preformatted text or under a table with its number, is read as one, without
 * the navigation around it; of any other page title and text are one document.
 */
export const html: Format = {
  name: 'html',
  description: 'web page (HTML)',

  recognise(source: Source): number {
    if (wholePage.test(source.head)) return 1;
    return piece.test(source.head) && !/\bxmlns[:=]/.test(source.head.slice(0, 2000)) && /<\/[a-z]/i.test(source.head) ? 0.85 : 0;
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const { page, charset } = await pageOf(source);
    for await (const found of readHtml(source, page))
      yield 'draft' in found && charset !== undefined
        ? { ...found, draft: { ...found.draft, extra: { ...found.draft.extra, 'read as': charset } } }
        : found;
  },
};

async function* readHtml(source: Source, page: string): AsyncGenerator<ReadRecord> {
  const { title, text, cables } = readPage(page);
  const isCable = ({ table, text: inside }: CableInPage): boolean => table.size > 0 || isTelegram(source, inside);
  if (cables.some(isCable))
    for (const cable of cables) yield* readCable(source, cable.text === '' && cables.length === 1 ? { ...cable, text } : cable);
  else if (text === '')
    yield { fault: { line: 1, reason: 'no text: the page says nothing by itself, only scripts or pictures', text: title } };
  else yield { draft: { line: 1, name: source.stem, ...(title === '' ? {} : { title }), body: text } };
}

const isTelegram = (source: Source, text: string): boolean => telegram.recognise(textInside(source, text)) >= 0.6;

/** The page as text: by its mark or as UTF-8, else by the charset that it names, else by its letters. */
async function pageOf(source: Source): Promise<{ page: string; charset?: string }> {
  const page = await source.whole();
  const head = Buffer.from(source.start).toString('latin1');
  const charset = /<meta\s[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w:-]{2,30})/i.exec(head)?.[1]?.toLowerCase();
  if (source.assumed === undefined || charset === undefined || charset.startsWith('utf')) return { page };
  try {
    return { page: decodeText(await source.bytes(), charset), charset };
  } catch {
    return { page };
  }
}

async function* readCable(source: Source, { table, text, line }: CableInPage): AsyncGenerator<ReadRecord> {
  if (!isTelegram(source, text)) {
    yield ofTable({ line, body: text }, table, source);
    return;
  }
  const records = await Array.fromAsync(telegram.read(textInside(source, text)));
  const [, second] = records;
  if (table.size > 0 && second !== undefined) {
    const reason = `${records.length} telegrams under one table, which says only of one of them what it is called. Save each by itself`;
    yield { fault: { line, reason, text: table.get('reference id') ?? '' } };
    return;
  }
  for (const found of records) {
    if ('fault' in found) yield { fault: { ...found.fault, line: line + found.fault.line - 1 } };
    else if ('draft' in found) {
      const { warnings, ...own } = ofTable({ ...found.draft, line: line + found.draft.line - 1 }, table, source);
      yield { ...own, warnings: [...(found.warnings ?? []), ...warnings] };
    }
  }
}

/** What the table over a cable says of it: its number and its sender are what the collection calls it by, the rest fills gaps. */
function ofTable(
  draft: Draft,
  table: ReadonlyMap<string, string>,
  { dates }: Source,
): { draft: Draft; warnings: readonly RecordWarning[] } {
  if (table.size === 0) return { draft, warnings: [] };
  const { 'reference id': id = '', created = '', date = created, classification, origin, subject, ...others } = Object.fromEntries(table);
  const { when, warnings } = draft.date === undefined ? readWhen(dates, date) : { when: {}, warnings: [] };
  const extra: Record<string, unknown> = { ...draft.extra };
  for (const [key, value] of Object.entries(others)) if (value !== '') extra[key] ??= value;
  const marking = classification || draft.marking;
  if (draft.marking !== undefined && marking !== draft.marking) extra['marking in the text'] = draft.marking;
  const of: Draft = { ...draft, ...when, id, ref: id, extra };
  const printed = draft.number ?? draft.ref;
  if (printed !== undefined && printed !== id) of.number = printed;
  if (origin) of.origin = origin;
  if (marking !== undefined) of.marking = marking;
  if (subject) of.subject ??= subject;
  return { draft: of, warnings };
}

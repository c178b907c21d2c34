import type { Draft } from '../../../cables/draft.ts';
import type { Format, ReadRecord, Source } from '../format.ts';
import { readSmart, startsAsSmart } from './smart.ts';
import { readGroup } from './date-time-group.ts';
import { readHeader, readMessageLine, type MessageLine, type TelegramHeader } from './header.ts';
import { readCodes, readRefs } from './lists.ts';
import { cutPages, isBanner, type Section } from './pages.ts';

/**
 * A telegram as the archives release it: FM, TO, INFO, a date-time group, a line of classification and number, TAGS,
 * SUBJECT, REF, page banners between; or the newer form with a table of fields (MRN, Date/DTG ...). One file one cable.
 */
export const telegram: Format = {
  name: 'telegram',
  description: 'telegram (FM, TO, date-time group, SUBJECT)',

  recognise(source: Source): number {
    if (startsAsSmart(source.head)) return 0.95;
    const lines = source.head.split(/\r?\n/, 400);
    const fromAt = lines.findIndex((line) => /^\s{0,4}FM\s+\S/.test(line));
    const score = bannerScore(lines) + (fromAt === -1 || fromAt > 80 ? 0 : headScore(lines, fromAt));
    return Math.min(1, score);
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const text = await source.whole();
    yield startsAsSmart(text) ? readSmart(source.stem, text) : readTelegram(source.stem, text);
  },
};

function bannerScore(lines: readonly string[]): number {
  return lines.slice(0, 40).some((line) => isBanner(line)?.page === 1) ? 0.35 : 0;
}

function headScore(lines: readonly string[], fromAt: number): number {
  const near = lines.slice(Math.max(0, fromAt - 4), fromAt + 60);
  const has = (test: (line: string) => boolean): boolean => near.some(test);
  return (
    0.3 +
    (has((line) => /^\s{0,4}TO\s+\S/.test(line)) ? 0.25 : 0) +
    (has((line) => readGroup(line) !== undefined) ? 0.2 : 0) +
    (has((line) => (readMessageLine(line)?.number ?? '') !== '') ? 0.15 : 0) +
    (has((line) => /^\s*(?:TAGS|SUBJ|SUBJECT|E\.O\.)\b/.test(line)) ? 0.1 : 0)
  );
}

/** A year the document gives in full: in the archive's number (1974LAPAZ00258) or its draft date (14 JAN 1974). */
function yearHint(stem: string, attributes: ReadonlyMap<string, string>): string | undefined {
  const number = /^((?:19|20)\d\d)[A-Z]/.exec(attributes.get('Document Number') ?? stem)?.[1];
  return number ?? /\b((?:19|20)\d\d)$/.exec(attributes.get('Draft Date') ?? '')?.[1];
}

function readTelegram(stem: string, text: string): ReadRecord {
  const { sections, attributes } = cutPages(text);
  const [first, ...others] = sections;
  const header = readHeader(first?.lines ?? []);
  const fault = (reason: string, near: string): ReadRecord => {
    const at = text.split(/\r?\n/).findIndex((line) => near !== '' && line.includes(near));
    return { fault: { line: at + 1 || 1, reason, text: (near || text.trim()).slice(0, 200) } };
  };
  if (first === undefined || header === undefined) return fault('a telegram without a line FM (its sender)', '');
  const hint = yearHint(stem, attributes);
  const group = header.group === undefined ? undefined : readGroup(header.group, hint);
  if (group?.impossible === true)
    return fault(`the date-time group ${group.printed} is not in the calendar; misread digits?`, header.group ?? '');
  const rest = others.map(cutSection);
  const body = join([first.lines.slice(header.bodyAt), ...rest.map(({ body: lines }) => lines)]);
  if (body.trim() === '') return fault('no text: the telegram ends with its header', header.subject ?? header.from);
  const printedHeader = [first.lines.slice(0, header.bodyAt), ...rest.map((section) => section.header)].map(tidy);
  const draft: Draft = { line: 1, name: stem, type: 'telegram', header: printedHeader.filter((part) => part !== '').join('\n\n'), body };
  if (group !== undefined) draft.datetime = group.printed;
  if (group?.date !== undefined) draft.date = group.date;
  fillNumber(draft, header.message, first.banner, hint);
  fillHeader(draft, header, attributes);
  const extra = extraOf(header, attributes);
  if (Object.keys(extra).length > 0) draft.extra = extra;
  return { draft };
}

/** A further section repeats the header down to its message line; the text goes on behind it. */
function cutSection(section: Section): { header: string[]; body: string[] } {
  const header = readHeader(section.lines);
  const at = header?.message === undefined ? 0 : header.bodyAt;
  return { header: section.lines.slice(0, at), body: section.lines.slice(at) };
}

/** Parts of the text one behind another, without empty lines at their ends. */
function join(parts: readonly string[][]): string {
  return parts
    .map(tidy)
    .filter((part) => part !== '')
    .join('\n');
}

function tidy(lines: readonly string[]): string {
  const from = lines.findIndex((line) => line.trim() !== '');
  return from === -1 ? '' : lines.slice(from).join('\n').trimEnd();
}

/**
 * Number and ref. The number is the message line as printed (`LA PAZ 0258`), its ref the same with the year before it
 * (`1974 LA PAZ 0258`), without what follows the number (`/1`, `TOSEC 110023`). Where the message line lacks the post or
 * is garbled, the page banner gives it.
 */
function fillNumber(draft: Draft, message: MessageLine | undefined, banner: string, hint: string | undefined): void {
  const year = draft.date?.slice(0, 4) ?? hint;
  const posted = /^([A-Z][A-Z .'-]{0,40}?) ?(\d{2,7})\b/;
  const ofBanner = posted.exec(banner);
  const printed = message?.number ?? '';
  const ofMessage = posted.exec(printed);
  const bare = /^\d+$/.test(printed) ? printed : undefined;
  const post = ofMessage?.[1] ?? ofBanner?.[1];
  const number = ofMessage?.[2] ?? bare ?? ofBanner?.[2];
  const own = post === undefined || number === undefined ? undefined : `${post} ${number}`;
  if (printed !== '') draft.number = printed;
  else if (own !== undefined) draft.number = own;
  if (own !== undefined) draft.ref = year === undefined ? own : `${year} ${own}`;
  if (draft.number === draft.ref) delete draft.number;
}

function fillHeader(draft: Draft, header: TelegramHeader, attributes: ReadonlyMap<string, string>): void {
  draft.origin = header.from.trim();
  if (header.to.length > 0) draft.destination = header.to.join('; ');
  if (header.info.length > 0) draft.info = header.info;
  const marking = header.message?.marking ?? attributes.get('Original Classification');
  if (marking !== undefined) draft.marking = marking;
  const subject = header.subject?.replace(/\s+/g, ' ') ?? attributes.get('Subject')?.replaceAll("\\'", "'");
  if (subject !== undefined && subject !== '') draft.subject = subject;
  const codes = readCodes(header.tags ?? attributes.get('TAGS') ?? '').codes;
  if (codes.length > 0) draft.subjectCodes = codes;
  const refs = readRefs(header.refs ?? []);
  if (refs.length > 0) draft.refs = refs;
}

const handlings = /\b(?:EXDIS|NODIS|LIMDIS|STADIS|NOFORN|SIPDIS|ROGER CHANNEL|SY CHANNEL|EYES ONLY)\b/g;

function extraOf(header: TelegramHeader, attributes: ReadonlyMap<string, string>): Record<string, unknown> {
  const extra: Record<string, unknown> = {};
  const handling = header.captions.flatMap((caption) => caption.match(handlings) ?? []);
  const captions = header.captions.filter((caption) => caption.replaceAll(handlings, '').replaceAll(/[/\s]/g, '') !== '');
  const { names } = readCodes(header.tags ?? '');
  if (handling.length > 0) extra.handling = [...new Set(handling)];
  if (captions.length > 0) extra.captions = captions;
  if (names.length > 0) extra.tagNames = names;
  if (header.order !== undefined && header.order !== '') extra.executiveOrder = header.order;
  if (header.message?.section !== undefined) extra.section = header.message.section;
  if (attributes.size > 0) extra.attributes = Object.fromEntries(attributes);
  return extra;
}

import type { Draft } from '../../../cables/draft.ts';
import type { Format, ReadRecord, Source } from '../format.ts';
import { fullYear } from '../../../language/printed-date.ts';
import { readGroup, warningsOf } from './date-time-group.ts';
import { markingIn, type TelegramHeader } from './header.ts';
import { readCodes, readRefs } from './lists.ts';
import { handlings, markingOf, readMessageLine } from './message-line.ts';
import { readMetadata } from './metadata.ts';
import { isBanner } from './pages.ts';
import { joinSections, firstLineOf, readNumber, type Section } from './sections.ts';
import { isTable, readSmart, startsAsSmart } from './smart.ts';
import { cutPieces } from './split.ts';

/**
 * A telegram as the archives release it: FM, TO, INFO, a date-time group, a line of classification and number, TAGS,
 * SUBJECT, REF, page banners between; or the newer form with a table of fields (MRN, Date/DTG ...). One file, one cable or
 * several.
 */
export const telegram: Format = {
  name: 'telegram',
  description: 'telegram (FM, TO, date-time group, SUBJECT)',

  recognise(source: Source): number {
    if (startsAsSmart(source.head)) return 0.95;
    const lines = source.head.split(/\r?\n/, 400);
    if (isOther(lines)) return 0;
    if (lines.slice(0, 80).some((_, at) => readMetadata(lines, at) !== undefined)) return 0.95;
    const fromAt = lines.findIndex((line) => /^\s{0,4}FM\s+\S/.test(line));
    const score = bannerScore(lines) + (fromAt === -1 || fromAt > 80 ? 0 : headScore(lines, fromAt));
    return Math.min(1, score);
  },

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const text = await source.whole();
    yield* readAll(source.stem, text);
  },
};

/** A web page or a table in which telegrams stand: another format's, or nobody's. */
const isOther = (lines: readonly string[]): boolean =>
  lines.slice(0, 80).some((line) => /^\s*<(?:!doctype|html|head|body|table|pre)\b/i.test(line) || /^"[^"]{0,80}",\s?"/.test(line));

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

/** One file, one telegram or several; what nobody can tell apart for sure is refused whole. */
function* readAll(stem: string, text: string): Generator<ReadRecord> {
  const telegrams = joinSections(cutPieces(text));
  // A section that goes on with the telegram above is no other one, quoted or not.
  const unsure = telegrams.map(([first]) => first?.piece.unsure).find((line) => line !== undefined);
  if (unsure !== undefined) {
    const reason = `this file seems to hold ${telegrams.length} telegrams: line ${unsure} begins like another one, but it may be quoted. Separate them with NNNN or an empty line, with FM at the left, or write QUOTE above that line`;
    yield { fault: { line: unsure, reason, text: (text.split('\n', unsure).at(-1) ?? '').slice(0, 200) } };
    return;
  }
  if (telegrams.length === 0)
    yield { fault: { line: 1, reason: 'no text: nothing but the marks of its pages', text: text.trim().slice(0, 200) } };
  for (const telegram of telegrams) yield readTelegram(telegram, telegrams.length === 1 ? stem : undefined);
}

function readTelegram(sections: readonly Section[], stem: string | undefined): ReadRecord {
  const [first] = sections;
  const fault = (reason: string, near = ''): ReadRecord => {
    const { lines = [], numbers = [] } = first?.piece ?? {};
    const at = Math.max(
      lines.findIndex((line) => (near === '' ? line.trim() !== '' : line.includes(near))),
      0,
    );
    return { fault: { line: numbers[at] ?? 1, reason, text: (near || (lines[at] ?? '').trim()).slice(0, 200) } };
  };
  if (first === undefined) return fault('no text');
  const { header, attributes, piece } = first;
  if (isTable(piece)) return readSmart(stem, piece);
  if (header === undefined || (header.from === '' && piece.metadata === undefined))
    return fault('a telegram without a line FM (its sender)');
  const hint = yearHint(stem ?? '', attributes);
  const groups = sections.flatMap((section) => (section.header?.group === undefined ? [] : [readGroup(section.header.group, hint)]));
  const group = groups.find((one) => one?.date !== undefined) ?? groups[0];
  const body = join(sections.map(({ lines, bodyAt }) => lines.slice(bodyAt)));
  const isWithheld = body.trim() === '';
  const printedHeader = sections.map(({ lines, bodyAt }) => tidy(lines.slice(0, bodyAt))).filter((part) => part !== '');
  const draft: Draft = { line: firstLineOf(piece), type: 'telegram', header: printedHeader.join('\n\n'), body };
  if (stem !== undefined) draft.name = stem;
  if (group !== undefined) draft.datetime = group.printed;
  const date = group?.date ?? piece.metadata?.date;
  if (date !== undefined) draft.date = date;
  fillNumber(draft, first, hint);
  // Among others of one file it may be that they were not told apart rightly.
  if (isWithheld && (draft.ref === undefined || stem === undefined))
    return fault('no text: the telegram ends with its header', header.subject ?? header.from);
  fillHeader(draft, first, sections);
  const extra = extraOf(first, header);
  if (Object.keys(extra).length > 0) draft.extra = extra;
  const warnings = draft.date === undefined ? warningsOf(group) : [];
  const elsewhere = piece.metadata?.marking ?? attributes.get('Original Classification') ?? '';
  const other = markingOf(elsewhere.toUpperCase());
  if (other !== undefined && other !== draft.marking)
    warnings.push({
      kind: 'classifications that differ from what the collection says',
      detail: `${draft.marking} is printed, the collection says ${elsewhere}`,
    });
  return { draft, warnings };
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
 * is garbled, the page banner gives it; where both have the number, the one with fewer zeros before it is the ref.
 */
function fillNumber(draft: Draft, { header, banner, piece }: Section, hint: string | undefined): void {
  const ofBanner = readNumber(banner);
  const printed = header?.message?.number ?? '';
  const ofMessage = readNumber(printed);
  const bare = /^\d+$/.test(printed) ? printed : undefined;
  const post = ofMessage?.post ?? ofBanner?.post;
  let number = ofMessage?.digits ?? bare ?? ofBanner?.digits;
  if (
    number !== undefined &&
    ofBanner !== undefined &&
    Number(number) === Number(ofBanner.digits) &&
    ofBanner.digits.length < number.length
  )
    number = ofBanner.digits;
  const year = ofMessage?.year === undefined ? (draft.date?.slice(0, 4) ?? hint) : fullYearOf(ofMessage.year, draft.date);
  const own = post === undefined || number === undefined ? undefined : `${post} ${number}`;
  if (printed !== '') draft.number = printed;
  else if (own !== undefined) draft.number = own;
  if (own !== undefined) draft.ref = year === undefined ? own : `${year} ${own}`;
  else if (piece.metadata !== undefined) draft.ref = piece.metadata.id;
  if (piece.metadata !== undefined) draft.id = piece.metadata.id;
  if (draft.number === draft.ref) delete draft.number;
}

/** The year that a number prints, in four digits: the date's, where that ends so. */
const fullYearOf = (digits: string, date = ''): string => (date.slice(0, 4).endsWith(digits) ? date.slice(0, 4) : fullYear(digits));

function fillHeader(draft: Draft, { header, attributes, piece, edge }: Section, sections: readonly Section[]): void {
  if (header === undefined) return;
  const { metadata } = piece;
  const origin = header.from.trim() || metadata?.origin;
  if (origin !== undefined) draft.origin = origin;
  if (header.to.length > 0) draft.destination = header.to.join('; ');
  if (header.info.length > 0) draft.info = header.info;
  const ofEdge = readMessageLine(edge)?.marking;
  const inHeader = sections
    .map((one) => one.header?.message?.marking ?? markingIn(one.lines.slice(0, one.bodyAt)))
    .find((one) => one !== undefined);
  const marking = inHeader ?? ofEdge ?? attributes.get('Original Classification') ?? metadata?.marking;
  if (marking !== undefined) draft.marking = marking;
  const subject = header.subject?.replaceAll(/\s+/g, ' ') ?? attributes.get('Subject')?.replaceAll("\\'", "'") ?? metadata?.subject;
  if (subject !== undefined && subject !== '') draft.subject = subject;
  const codes = readCodes(header.tags ?? attributes.get('TAGS') ?? '').codes;
  if (codes.length > 0) draft.subjectCodes = codes;
  const refs = readRefs(header.refs ?? []);
  if (refs.length > 0) draft.refs = refs;
}

function extraOf({ attributes, edge, piece }: Section, header: TelegramHeader): Record<string, unknown> {
  const extra: Record<string, unknown> = {};
  const handling = [...header.captions, edge, piece.metadata?.marking ?? ''].flatMap((caption) => caption.match(handlings) ?? []);
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

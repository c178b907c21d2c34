/**
 * What the printing of a telegram put between its lines: page banners, classification at the head and foot of a page,
 * the marks of the archive that released it, and its table of attributes.
 */

/** One section (a long telegram is sent in several, each with a header of its own), its pages joined. */
export type Pages = {
  /** What its first page banner says, '' without one. */
  banner: string;
  lines: string[];
  /** The first classification at the head or foot of a page. */
  edge: string;
  attributes: Map<string, string>;
};

const banner = /^\s*PAGE\s+0*(\d{1,3})\s{1,12}(\S.*)$/;
const released = /^\s*(?:Sheryl P\. Walter\s+)?Declassified\/Released\s+US Department of State/i;
const title = /^\s*Message (Text|Attributes)\s*$/i;
const end = /^\s*(?:NNNN?|<< ?END OF DOCUMENT ?>>|ZCZC.{0,20})\s*$/;

/** `BT` and `#0417` below the text; BT stands above it, too. */
const trailer = /^\s*(?:BT|#\d{4})\s*$/;

/** The words of a classification by themselves, printed close or spaced out (`S E C R E T`), with a caveat behind. */
const edge =
  /^\s*(?:UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|OFFICIAL USE ONLY|CONFIDENTIAL|SECRET|TOP SECRET|RESTRICTED|SENSITIVE BUT UNCLASSIFIED|C O N F I D E N T I A L|S E C R E T|U N C L A S S I F I E D)(?:\s{1,20}POSS DUPE|\s{2,20}[A-Z]{2,4}\d{3,6}| *\/\/ ?[A-Z/ ]{2,30})?\s*$/;

/** `LIBREVILLE 00001895  002 OF 003`: where the transmission of a long telegram cut its text. */
const cutMark = /^\s*[A-Z][A-Z .'-]{1,30} \d{6,8}\s{1,4}0\d\d OF 0\d\d\s*$/;

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

/** What the archive printed around a telegram. */
export const isStamp = (line: string): boolean => released.test(line) || title.test(line);
/** `NNNN`, or what an archive printed below it: nothing of a telegram comes behind it. */
export const isEnd = (line: string): boolean => end.test(line) || /^\s*\*{3} Current /.test(line);
/** A classification by itself. */
export const isEdge = (line: string): boolean => edge.test(line);
/** The heading of the archive's table. */
export const isTitleOfAttributes = (line: string): boolean => /^\s*Message Attributes\s*$/i.test(line);

/**
 * Takes the banners out of a section, and the attributes at its end as pairs. A page that ends inside a paragraph is
 * joined to the next without an empty line; nothing else about the line breaks changes. Never throws.
 */
export function cutPages(all: readonly string[]): Pages {
  const attributesAt = all.findIndex(isTitleOfAttributes);
  const pages: Pages = {
    banner: '',
    lines: [],
    edge: '',
    attributes: readAttributes(attributesAt === -1 ? [] : all.slice(attributesAt + 1)),
  };
  let page: string[] = [];
  const closePage = (): void => {
    for (const line of trimPage(page, pages)) pages.lines.push(line);
    page = [];
  };
  for (const line of attributesAt === -1 ? all : all.slice(0, attributesAt)) {
    if (isStamp(line)) continue;
    const found = isBanner(line);
    if (found === undefined && !cutMark.test(line)) page.push(line);
    else {
      closePage();
      pages.banner ||= found?.rest ?? '';
    }
  }
  closePage();
  return pages;
}

/** `PAGE 02 LA PAZ 00258 142033Z`: the page's number and what follows it. A line of the text that begins so has no time or number at its end. */
export function isBanner(line: string): { page: number; rest: string } | undefined {
  const found = banner.exec(line);
  if (found === null) return undefined;
  const rest = (found[2] ?? '').trim();
  return /^[A-Z][A-Z .'/-]{0,30} \d{2,6}\b/.test(rest) ? { page: Number(found[1]), rest } : undefined;
}

/** Takes off what stands at the head and foot of a page; an empty line just before the foot ends a paragraph and stays. */
function trimPage(page: readonly string[], pages: Pages): string[] {
  let from = 0;
  let to = page.length;
  const isFrame = (line = ''): boolean => {
    if (edge.test(line)) pages.edge ||= line.trim();
    return isBlank(line) || edge.test(line);
  };
  while (from < to && isFrame(page[from])) from += 1;
  let stays = to;
  while (to > from && (isFrame(page[to - 1]) || end.test(page[to - 1] ?? '') || trailer.test(page[to - 1] ?? ''))) {
    to -= 1;
    if (!isBlank(page[to])) stays = to;
  }
  const kept = page.slice(from, to);
  if (kept.length > 0 && stays > to) kept.push('');
  return kept;
}

/** `Key: value` pairs; a value of `n/a` says nothing. A line without a key continues the one above. */
function readAttributes(lines: readonly string[]): Map<string, string> {
  const attributes = new Map<string, string>();
  let last = '';
  for (const line of lines) {
    if (released.test(line)) continue;
    const found = /^([A-Za-z][A-Za-z ]{1,40}):(?: (.*))?$/.exec(line);
    if (found !== null) {
      last = found[1] ?? '';
      attributes.set(last, (found[2] ?? '').trim());
    } else if (line.trim() !== '' && last !== '') attributes.set(last, `${attributes.get(last) ?? ''} ${line.trim()}`.trim());
  }
  for (const [key, value] of attributes) if (value === '' || /^n\/a$/i.test(value)) attributes.delete(key);
  return attributes;
}

/**
 * What the printing of a telegram put between its lines: page banners, classification at the head and foot of a page,
 * the marks of the archive that released it, and its table of attributes.
 */

/** The lines of one section (a long telegram is sent in several, each with a header of its own), pages joined. */
export type Section = { banner: string; lines: string[] };

export type Pages = { sections: Section[]; attributes: Map<string, string> };

const banner = /^\s*PAGE\s+0*(\d{1,3})\s{1,12}(\S.*)$/;
const released = /^\s*(?:Sheryl P\. Walter\s+)?Declassified\/Released US Department of State/i;
const title = /^\s*Message (Text|Attributes)\s*$/i;
const end = /^\s*(?:NNNN?|<< ?END OF DOCUMENT ?>>|ZCZC.{0,20})\s*$/;

/** The words of a classification by themselves, printed close or spaced out (`S E C R E T`), with a caveat behind. */
const edge =
  /^\s*(?:UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|OFFICIAL USE ONLY|CONFIDENTIAL|SECRET|TOP SECRET|RESTRICTED|SENSITIVE BUT UNCLASSIFIED|C O N F I D E N T I A L|S E C R E T)(?:\s{1,20}POSS DUPE| *\/\/? ?[A-Z/ ]{2,30})?\s*$/;

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

/**
 * Cuts the text into sections without banners, and the attributes at its end into pairs. A page that ends inside a
 * paragraph is joined to the next without an empty line; nothing else about the line breaks changes. Never throws.
 */
export function cutPages(text: string): Pages {
  const all = text.replaceAll('\f', '\n').split(/\r?\n/);
  const attributesAt = all.findIndex((line) => /^\s*Message Attributes\s*$/i.test(line));
  const lines = (attributesAt === -1 ? all : all.slice(0, attributesAt)).filter((line) => !released.test(line) && !title.test(line));
  const sections: Section[] = [];
  let page: string[] = [];
  let current: Section = { banner: '', lines: [] };
  const closePage = (): void => {
    const trimmed = trimPage(page);
    if (trimmed.length > 0) current.lines.push(...trimmed);
    page = [];
  };
  for (const line of lines) {
    const found = isBanner(line);
    if (found === undefined) {
      page.push(line);
      continue;
    }
    closePage();
    const isUnderWay = current.banner !== '' || current.lines.some((above) => /^\s{0,4}FM\s/.test(above));
    if (found.page === 1 && isUnderWay) {
      sections.push(current);
      current = { banner: found.rest, lines: [] };
    } else if (current.banner === '') current.banner = found.rest;
  }
  closePage();
  sections.push(current);
  return { sections, attributes: readAttributes(attributesAt === -1 ? [] : all.slice(attributesAt + 1)) };
}

/** `PAGE 02 LA PAZ 00258 142033Z`: the page's number and what follows it. A line of the text that begins so has no time or number at its end. */
export function isBanner(line: string): { page: number; rest: string } | undefined {
  const found = banner.exec(line);
  if (found === null) return undefined;
  const rest = (found[2] ?? '').trim();
  return /^[A-Z][A-Z .'/-]{0,30} \d{2,6}\b/.test(rest) ? { page: Number(found[1]), rest } : undefined;
}

/** Takes off what stands at the head and foot of a page; an empty line just before the foot ends a paragraph and stays. */
function trimPage(page: string[]): string[] {
  let from = 0;
  let to = page.length;
  while (from < to && (isBlank(page[from]) || edge.test(page[from] ?? ''))) from += 1;
  let stays = to;
  while (to > from && (isBlank(page[to - 1]) || edge.test(page[to - 1] ?? '') || end.test(page[to - 1] ?? ''))) {
    to -= 1;
    if (!isBlank(page[to])) stays = to;
  }
  const kept = page.slice(from, to);
  if (kept.length > 0 && stays > to) kept.push('');
  return kept;
}

/** `Key: value` pairs; a value of `n/a` says nothing. A line without a key continues the one above. */
function readAttributes(lines: string[]): Map<string, string> {
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

import { isGroupLine } from './date-time-group.ts';
import { readHeader } from './header.ts';
import { readMessageLine } from './message-line.ts';
import { readMetadata, type Metadata } from './metadata.ts';
import { isBanner, isEdge, isEnd, isStamp, isTitleOfAttributes } from './pages.ts';
import { isTableStart } from './smart.ts';

/** What of a file has a header of its own: a telegram, or one section of it. */
export type Piece = {
  lines: string[];
  /** Where in the file each line stands. */
  numbers: number[];
  metadata?: Metadata;
  /** The line whose header may as well be quoted by the telegram above. */
  unsure?: number;
};

/** What a telegram's header may have above FM: routing and distribution. */
const preamble =
  /^\s*(?:VZCZC|ZCZC|DE R|ZN[RY] |[ZOPR]{2} R|ACTION |ORIGIN |INFO |BT$|VIEWING CABLE|-{6}|\d{2}(?:-\d{2})?\s*$|[A-Z]{2,4}-\d{2}\b|\/\d{3} W)/i;
/** Above a header, it says that what follows is quoted. */
const introduces = /(?:(?<!\bEND )\b(?:QUOTE|QTE)|\bFOLLOW(?:S|ING)?|:)[\s.,:;("“-]*$/i;
const opens = /\b(?:QUOTE|QTE|BEGIN (?:QUOTED )?(?:TEXT|MESSAGE|CABLE|TELEGRAM))\b/;
const closes = /\b(?:UNQUOTE|UNQTE|END (?:OF )?(?:QUOTED? ?)?(?:QUOTE|TEXT|MESSAGE|CABLE|TELEGRAM))\b/;
/** No sentence that begins with SECRET. */
const postNumber = /^(?:\d{2,4} ?)?[A-Z][A-Z .'-]{1,30} ?\d{2,7}(?:\/\d{1,2})?$/;
const sender = /^\s{0,4}FM\s+\S/;
/** So far to the right it may be a quotation. */
const indented = /^\s{5,}FM\s+\S/;
const keyword = /^\s*(?:TAGS|SUBJ|SUBJECT|E\.O\.)\b/;
/** How far a header reaches, in lines. */
const reach = 140;

/**
 * Cuts a file into what has a header of its own: at NNNN, at the first page of another telegram, at the lines of a
 * collection, and where behind an empty line a second header begins (FM, TO and one more sign of it). A header that is
 * quoted, or has only text right above and few signs, is text. Takes linear time. Never throws.
 */
export function cutPieces(text: string): Piece[] {
  return new Cutter(text).cut();
}

class Cutter {
  private readonly lines: string[] = [];
  private readonly numbers: number[] = [];
  private readonly pieces: Piece[] = [];
  private unsure: number | undefined;
  private start = 0;
  private metadata: Metadata | undefined;
  private isHeaded = false;
  /** Whether its header has come as far as its number or subject, so that a second one is not its own. */
  private isBelowNumber = false;
  private banner = '';
  /** The last line behind which nothing of the telegram comes; -1 where there is none. */
  private endAt = -1;
  /** Where a quotation begins and ends, +1 and -1, by lines. */
  private readonly quotes: { at: number; depth: number }[] = [];
  private nextQuote = 0;

  constructor(text: string) {
    for (const [i, line] of text.split(/\r?\n/).entries()) {
      for (const part of line.includes('\f') ? line.split('\f') : [line]) {
        const depth = /QUOTE|QTE|BEGIN|END /.test(part) ? Number(opens.test(part)) - Number(closes.test(part)) : 0;
        if (depth !== 0) this.quotes.push({ at: this.lines.length, depth });
        this.lines.push(part);
        this.numbers.push(i + 1);
      }
    }
  }

  cut(): Piece[] {
    for (let at = 0; at < this.lines.length; at += 1) {
      const line = this.line(at);
      if (line === '') continue;
      if (isEnd(line) || isTitleOfAttributes(line)) this.endAt = at;
      else if (isBanner(line) !== undefined) this.atBanner(at);
      else if (isTableStart(this.lines, at)) this.atHeader(at, true);
      else if (sender.test(line)) this.atHeader(at, false);
      else if (this.isHeaded && this.isLostHeader(at)) this.cutAt(this.topOf(at), true);
      else if (this.isHeaded && indented.test(line)) this.atHeader(at, false);
      else this.atMetadata(at);
      this.isBelowNumber ||= this.isHeaded && (hasNumber(line) || keyword.test(line));
    }
    this.cutAt(this.lines.length, false);
    return this.pieces;
  }

  private line(at: number): string {
    return this.lines[at] ?? '';
  }

  /** Whether a form feed stands before it: only that makes two lines of one. */
  private isPageTop(at: number): boolean {
    return at > 0 && this.numbers[at] === this.numbers[at - 1];
  }

  private cutAt(at: number, isHeaded: boolean): void {
    const piece: Piece = { lines: this.lines.slice(this.start, at), numbers: this.numbers.slice(this.start, at) };
    if (this.metadata !== undefined) piece.metadata = { ...this.metadata, end: this.metadata.end - this.start };
    if (this.unsure !== undefined) piece.unsure = this.unsure;
    this.pieces.push(piece);
    this.start = at;
    this.metadata = undefined;
    this.unsure = undefined;
    this.banner = '';
    this.endAt = -1;
    this.isHeaded = isHeaded;
    this.isBelowNumber = false;
  }

  /** A first page begins a telegram or a section of one; a later page of another telegram has nothing to do with this one. */
  private atBanner(at: number): void {
    const { page, rest } = isBanner(this.line(at)) ?? { page: 0, rest: '' };
    const isUnderWay = this.isHeaded || this.banner !== '';
    const above = this.line(at - 1);
    const isApart = above.trim() === '' || isEdge(above) || isEnd(above) || isStamp(above) || this.isPageTop(at);
    if (page === 1 ? isUnderWay && isApart : this.banner !== '' && isOther(this.banner, rest)) this.cutAt(this.topOf(at), false);
    if (this.banner === '') this.banner = rest;
  }

  private atMetadata(at: number): void {
    const found = readMetadata(this.lines, at);
    if (found === undefined) return;
    if (this.isHeaded || this.metadata !== undefined) this.cutAt(this.topOf(at), false);
    this.metadata = found;
  }

  private atHeader(at: number, isTable: boolean): void {
    if (this.isHeaded) {
      const top = this.topOf(at);
      const place = this.isAnother(at, top, isTable);
      if (place === 'no') return;
      this.cutAt(top, true);
      if (place === 'unsure' || indented.test(this.line(at))) this.unsure = this.numbers[at];
    }
    this.isHeaded = true;
    this.endAt = -1;
  }

  /** Whether FM at this line begins another telegram, though the one before has its header. */
  private isAnother(at: number, top: number, isTable: boolean): 'yes' | 'no' | 'unsure' {
    const signs = isTable ? { isFull: true, count: 3 } : this.signsOf(at);
    if (this.endAt !== -1) return signs.count > 0 ? 'yes' : 'no';
    if (signs.count < 2 || this.isIntroduced(top)) return 'no';
    if (this.isApart(top) && !this.isWithinQuotes(at)) return 'yes';
    return signs.isFull ? 'unsure' : 'no';
  }

  private isApart(top: number): boolean {
    return this.isPageTop(top) || this.line(top - 1).trim() === '';
  }

  /** How much a header has besides FM: the date-time group, TO, a message line with a number, a keyword. */
  private signsOf(at: number): { isFull: boolean; count: number } {
    let end = at + 1;
    while (end < Math.min(this.lines.length, at + reach) && !sender.test(this.line(end))) end += 1;
    const above = this.lines.slice(Math.max(this.start, at - 4), at).filter((line) => !sender.test(line));
    const header = readHeader([...above, ...this.lines.slice(at, end)].map((line) => line.trimStart()));
    if (header === undefined) return { isFull: false, count: 0 };
    const has = [
      header.group !== undefined,
      header.to.length > 0,
      postNumber.test(header.message?.number ?? ''),
      (header.subject ?? header.tags ?? header.order) !== undefined,
    ];
    const count = has.filter(Boolean).length;
    return { isFull: count >= 3, count };
  }

  /** Whether the last line above says that it is a quotation. */
  private isIntroduced(top: number): boolean {
    let above = top - 1;
    while (above > this.start && (this.line(above).trim() === '' || isEdge(this.line(above)))) above -= 1;
    const line = this.line(above);
    return introduces.test(line.slice(-80)) || (opens.test(line.slice(0, 200)) && !closes.test(line.slice(0, 200)));
  }

  /** Whether a quotation begins somewhere above and ends below. */
  private isWithinQuotes(at: number): boolean {
    while (this.nextQuote < this.quotes.length && (this.quotes[this.nextQuote]?.at ?? 0) <= at) this.nextQuote += 1;
    const [before, after] = [this.quotes[this.nextQuote - 1], this.quotes[this.nextQuote]];
    return before !== undefined && before.at > this.start && before.depth > 0 && after !== undefined && after.depth < 0;
  }

  /** The beginning of a header or page: up over what belongs to it, but not over the end of what is above. */
  private topOf(at: number): number {
    const least = Math.max(this.start + 1, this.endAt + 1);
    if (this.endAt > this.start && at - this.endAt < 40 && !isTitleOfAttributes(this.line(this.endAt))) return this.endAt + 1;
    let top = at;
    let hasEdge = false;
    for (let above = at - 1; above >= least && at - above < 60 && !this.isPageTop(top); above -= 1) {
      const line = this.line(above);
      if (line.trim() !== '') {
        if (isEdge(line) && hasEdge) break;
        if (!isEdge(line) && !isStamp(line) && !preamble.test(line) && !isGroupLine(line)) break;
        hasEdge ||= isEdge(line);
      }
      if (line.trim() !== '' || this.isPageTop(above)) top = above;
    }
    return top;
  }

  /**
   * Whether this line begins the header of a telegram whose FM is garbled or missing: behind the end of the one before, a date,
   * number or key; else behind an empty line a date with TO and
   * number under it, or TO with number and keyword.
   */
  private isLostHeader(at: number): boolean {
    const line = this.line(at);
    const isBehindEnd = this.endAt !== -1;
    const isKey = /^\s*(?:FROM|TO|DATE|SUBJ(?:ECT)?)\s*:/i.test(line) && !isTitleOfAttributes(this.line(this.endAt));
    const isDate = isGroupLine(line);
    if (!isDate && !(isBehindEnd ? isKey || hasNumber(line) : /^\s{0,4}TO\s+[A-Z]/.test(line))) return false;
    const next = this.lines.slice(at + 1, at + (isBehindEnd ? 8 : 30));
    const senderAt = next.findIndex((one) => sender.test(one));
    if (senderAt !== -1 && senderAt < 7) return false;
    if (isBehindEnd) return true;
    const below = senderAt === -1 ? next : next.slice(0, senderAt);
    const isHeader = below.some(hasNumber) && below.some((one) => (isDate ? /^\s{0,4}TO\s/ : keyword).test(one));
    if (!this.isBelowNumber || !isHeader) return false;
    const top = this.topOf(at);
    return this.isApart(top) && !this.isIntroduced(top);
  }
}

const hasNumber = (line: string): boolean => postNumber.test(readMessageLine(line)?.number ?? '');

/** Whether two page banners are of two telegrams: by number, unless the same minute says that a digit is garbled. */
function isOther(one: string, other: string): boolean {
  const [a, b] = [one, other].map((rest) => /\b(\d{2,6})\b(?:.*\b(\d{6}Z))?/.exec(rest));
  if (a?.[1] === undefined || b?.[1] === undefined || Number(a[1]) === Number(b[1])) return false;
  return a[2] === undefined || a[2] !== b[2];
}

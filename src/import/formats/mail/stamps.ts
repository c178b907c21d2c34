/** Stamps that an agency puts on what it releases: on each page, above the first one, and in the margin. */

/** What a stamp on a page says: `UNCLASSIFIED U.S. Department of State Case No. F-2014-20439 Doc No. C05762841 Date: 10/30/2015`. */
export type PageStamp = { marking: string; case: string; id: string; date: string };

const page =
  /^\s{0,120}((?:[A-Z]{3,20} ){0,4})\s{0,4}U\.?\s?S\.?\s{0,3}Department\s{1,3}of\s{1,3}State\s{1,6}Case\s{0,3}No[.,]?\s{0,3}([A-Z]{1,3}\s?-?\s?\d{4}\s?-?\s?\d{3,7})\s{1,6}Doc\s{0,3}No[.,]?\s{0,3}([A-Z0-9]{5,14})\s{1,6}Date[:.]?\s{0,3}(\d{1,2}\/\d{1,2}\/\d{2,4})\s*$/i;
const code = String.raw`(?:B\d{1,2}(?:\s?\([A-Z]\))?|1\.[45]\s?\([A-H]\)|\(b\)\s?\(\d\)(?:\([A-Z]\))?|NR)`;
const codes = `${code}(?:[ ,;]{1,2}${code}){0,12}`;
const patterns = {
  /** `RELEASE IN PART B5,B6`, often over two lines. */
  release: /^(?:RELEASED? IN(?: (?:FULL|PART)\b.{0,60})?|DENIED(?: IN (?:FULL|PART)\b.{0,60})?)$/,
  releaseGoesOn: new RegExp(`^(?:(?:FULL|PART)(?: ${codes})?|${codes})$`),
  codes: new RegExp(`^${codes}$`),
  produced:
    /^(?:STATE DEPT\. - PRODUCED TO .{1,60}|SUBJECT TO AGREEMENT ON SENSITIVE INFORMATION.{0,60}|STATE-[A-Z]{2,4}\s?\d{4,10}|REVIEW AUTHORITY:.{1,60}|.{0,60}\bCase No\..{0,60})$/i,
  sheet: /^(?:CLASSIFICATION: [A-Z ]{3,40}|Page \d{1,4} of \d{1,4})$/i,
  /** A decision to classify, printed beside the header. */
  decision: /(?:Classified by|\d\d\/\d\d\/\d{4} [—–-]{1,2} ?Class:|Reason: ?1\.[45]|Declassify on:).{0,100}$/,
} as const;

/** How many columns the text of a page has at most: what stands behind is in the margin. */
const margin = 60;
const longestLine = 500;

export function pageStampOf(line: string): PageStamp | undefined {
  if (line.length > longestLine || !/depart/i.test(line)) return undefined;
  const [, marking = '', number = '', id = '', date = ''] = page.exec(line) ?? [];
  return id === '' ? undefined : { marking: marking.trim().toUpperCase(), case: number.replaceAll(/\s/g, ''), id: id.toUpperCase(), date };
}

/** Whether two numbers of documents are one, misread letters set aside. */
export const isSameNumber = (one: string, other: string): boolean => likeDigits(one) === likeDigits(other);

const likeDigits = (id: string): string =>
  id.slice(1).replaceAll('O', '0').replaceAll(/[IL]/g, '1').replaceAll('S', '5').replaceAll('B', '8');

/** A line above the header that belongs to the release: what it is of, or undefined for one that does not. */
export function stampAbove(line: string, before: string | undefined): 'release' | 'stamps' | 'sheet' | undefined {
  const text = line.slice(0, longestLine).trim().replaceAll(/\s+/g, ' ');
  if (patterns.release.test(text) || (before === 'release' && patterns.releaseGoesOn.test(text))) return 'release';
  if (patterns.sheet.test(text)) return 'sheet';
  return patterns.produced.test(text) || /^(?:UNCLASSIFIED|SBU)$/.test(text) || patterns.codes.test(text) ? 'stamps' : undefined;
}

/** A line of the text without the number of an exemption that stands in its margin, and that number. */
export function withoutMargin(line: string): { text: string; exemption?: string } {
  const whole = line.trimEnd();
  const at = whole.lastIndexOf('   ') + 3;
  const exemption = whole.slice(at);
  const text = whole.slice(0, at).trimEnd();
  if (at < (text === '' ? 20 : margin) || exemption.length > 60 || !patterns.codes.test(exemption)) return { text: line };
  return { text, exemption };
}

/** A line of the header without the decision to classify that stands beside it. `isGoingOn`: the line before it has one. */
export function withoutDecision(line: string, isGoingOn: boolean): { text: string; decision?: string } {
  const whole = line.slice(0, longestLine).trimEnd();
  // A date alone may be the mail's own.
  const at = isGoingOn && /^\s{20,}\d\d\/\d\d\/\d{4}$/.test(whole) ? whole.length - 10 : whole.search(patterns.decision);
  const text = whole.slice(0, Math.max(0, at)).trimEnd();
  return at < text.length + 3 ? { text: line } : { text, decision: whole.slice(at) };
}

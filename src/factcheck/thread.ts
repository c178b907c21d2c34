import { paragraphsOf } from '../team/notes.ts';
import { serve } from '../threads/thread.ts';
import { findIn, prepare, rankOf, type QuotationMatch, type Prepared } from './align.ts';
import { textOfDocx } from './docx.ts';
import { quotationsIn, parseQuotation, type Quotation, type ParsedQuotation } from './quotations.ts';

/** Search terms for a quotation: phrases and single words that a cable with it contains. */
export type AskedQuotation = { id: number; phrases: string[]; words: string[] };
/** `same`: id of the first quotation with the same text; `outer`: id of the one around it. */
export type ListedQuotation = {
  id: number;
  same: number;
  text: string;
  line: number;
  isBlock: boolean;
  isOpen: boolean;
  isCut: boolean;
  words: number;
  outer?: number;
};
export type MatchPlace = QuotationMatch & {
  row: number;
  /** 0: the subject. */
  paragraph: number;
  /** The cable's text at the match. */
  passage: string;
};
/** Quotations looked up per draft. */
const maxQuotations = 2000;
/** Characters of a quotation that are reported. */
const longestShown = 20_000;
/** Places reported per quotation. */
const maxPlaces = 20;

type HeldText = { subject: Prepared; body: Prepared | undefined; text: string };

/** One draft and the cables that it is compared with. It has no access to the desk's data, to contain hostile documents. */
export const draftThread = serve(() => {
  let parsed: readonly ParsedQuotation[] = [];
  const texts = new Map<number, HeldText>();
  const list = (draft: string) => {
    const { parsed: found, ...answer } = listQuotations(draft);
    parsed = found;
    return answer;
  };
  return {
    list,
    /** Rejects with a DeskError (usage) for what is no Word document. */
    listDocument: async (name: string, bytes: Uint8Array) => list(await textOfDocx(name, bytes)),
    /** Holds the text of a cable, for `look`. */
    hold: (row: number, subject: string, body: string) => void texts.set(row, { subject: prepare(subject), body: undefined, text: body }),
    forget: () => texts.clear(),
    /** The places of a quotation in these cables: all exact matches, else the nearest ones. */
    look(id: number, rows: readonly number[]): MatchPlace[] {
      const quotation = parsed[id];
      return quotation === undefined ? [] : findPlaces(quotation, rows, texts);
    },
  };
});

function listQuotations(draft: string): { listed: ListedQuotation[]; asked: AskedQuotation[]; total: number; parsed: ParsedQuotation[] } {
  const listed: ListedQuotation[] = [];
  const asked: AskedQuotation[] = [];
  const parsed: ParsedQuotation[] = [];
  const first = new Map<string, number>();
  let total = 0;
  const add = (quotation: Quotation, outer: number | undefined): void => {
    total += 1;
    if (listed.length >= maxQuotations) return;
    const id = listed.length;
    const found = parseQuotation(quotation.text);
    if (found.length === 0) return;
    const { text, line, isBlock, isOpen } = quotation;
    parsed.push(found);
    const same = first.get(text) ?? id;
    first.set(text, same);
    listed.push({
      id,
      same,
      text: text.slice(0, longestShown),
      line,
      isBlock,
      isOpen,
      isCut: found.isCut,
      words: found.length,
      ...(outer === undefined ? {} : { outer }),
    });
    asked.push({ id, phrases: phrasesOf(found), words: longestWords(found) });
    for (const inner of quotation.inner) add(inner, id);
  };
  for (const quotation of quotationsIn(draft)) add(quotation, undefined);
  return { listed, asked, total, parsed };
}

/** Characters of one search for phrases; the query language allows 512. */
const longestSearch = 440;

/**
 * Phrases of up to three words, the longest ones, spread over the quotation: if a word was altered, the phrases without it
 * still occur in the cable.
 */
function phrasesOf({ pieces, length }: ParsedQuotation): string[] {
  const size = length <= 2 ? length : length <= 6 ? 2 : 3;
  const rows = pieces.flatMap(({ words }) =>
    words.flatMap((_, i) => {
      const row = words.slice(i, i + size).map(({ surface }) => surface);
      return row.length < Math.min(size, words.length) || row.length === 0 ? [] : [{ i, text: row.join(' ') }];
    }),
  );
  const few = spread(rows, 12);
  let characters = 0;
  return few.flatMap(({ text }) => ((characters += text.length + 6) > longestSearch ? [] : [text]));
}

/** Splits the list into `count` stretches and takes the longest of each. */
function spread<T extends { text: string }>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, k) => {
    const part = list.slice(Math.floor((k * list.length) / count), Math.floor(((k + 1) * list.length) / count));
    return part.reduce((best, one) => (one.text.length > best.text.length ? one : best));
  });
}

/** The longest words, since long words tend to be rare. */
const longestWords = ({ pieces }: ParsedQuotation): string[] =>
  [...new Set(pieces.flatMap(({ words }) => words.slice(0, 400).map(({ surface }) => surface)))]
    .filter((word) => word.length > 3 && word.length < 40)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, 12);

/** All exact matches, else the nearest ones. */
function findPlaces(quotation: ParsedQuotation, rows: readonly number[], texts: ReadonlyMap<number, HeldText>): MatchPlace[] {
  const places: MatchPlace[] = [];
  for (const row of rows) {
    const text = texts.get(row);
    if (text === undefined) continue;
    text.body ??= prepare(text.text);
    for (const part of ['body', 'subject'] as const) {
      const prepared = text[part];
      const match = prepared === undefined ? undefined : findIn(quotation, prepared);
      if (match === undefined || prepared === undefined) continue;
      const paragraph = part === 'subject' ? 0 : (paragraphsOf(text.text).find(({ end }) => match.start < end)?.number ?? 1);
      places.push({ ...match, row, paragraph, passage: prepared.text.slice(match.start, match.end) });
      break;
    }
  }
  places.sort((a, b) => rankOf(a) - rankOf(b));
  const [best] = places;
  if (best === undefined) return [];
  return places
    .filter((place) => (best.differences.length === 0 ? place.differences.length === 0 : rankOf(place) <= rankOf(best) + 1e-9))
    .slice(0, maxPlaces);
}

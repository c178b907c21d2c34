import { parentPort } from 'node:worker_threads';
import { paragraphsOf } from '../team/notes.ts';
import { findIn, prepare, rankOf, type QuotationMatch, type Prepared } from './align.ts';
import { DocumentFault, textOfDocx } from './docx.ts';
import { quotationsIn, parseQuotation, type Quotation, type ParsedQuotation } from './quotations.ts';

/** Search terms for a quotation: phrases and single words that a cable with it contains. */
export type AskedQuotation = { id: number; phrases: string[]; words: string[] };
export type DraftAsk =
  | { kind: 'text'; text: string }
  | { kind: 'docx'; bytes: Uint8Array }
  | { kind: 'texts'; texts: { row: number; subject: string; body: string }[]; forget: boolean }
  | { kind: 'look'; id: number; rows: number[] };
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
export type DraftAnswer =
  | { kind: 'listed'; listed: ListedQuotation[]; asked: AskedQuotation[]; total: number }
  | { kind: 'found'; id: number; places: MatchPlace[] }
  | { kind: 'fault'; fault: string };

/** Quotations looked up per draft. */
const maxQuotations = 2000;
/** Characters of a quotation that are reported. */
const longestShown = 20_000;
/** Places reported per quotation. */
const maxPlaces = 20;

const send = (message: DraftAnswer): void => parentPort?.postMessage(message);
const parsedQuotations: ParsedQuotation[] = [];
type Text = { subject: Prepared; body: Prepared | undefined; text: string };
const texts = new Map<number, Text>();

parentPort?.on('message', (message: DraftAsk) => {
  if (message.kind === 'text') return listQuotations(message.text);
  if (message.kind === 'docx')
    return void textOfDocx(message.bytes).then(listQuotations, (error: unknown) =>
      send({ kind: 'fault', fault: error instanceof DocumentFault ? error.message : 'broken' }),
    );
  if (message.kind === 'texts') {
    if (message.forget) texts.clear();
    for (const { row, subject, body } of message.texts) texts.set(row, { subject: prepare(subject), body: undefined, text: body });
    return;
  }
  send({ kind: 'found', id: message.id, places: findPlaces(message.id, message.rows) });
});

function listQuotations(draft: string): void {
  const listed: ListedQuotation[] = [];
  const asked: AskedQuotation[] = [];
  const first = new Map<string, number>();
  let total = 0;
  const add = (quotation: Quotation, outer: number | undefined): void => {
    total += 1;
    if (listed.length >= maxQuotations) return;
    const id = listed.length;
    const parsed = parseQuotation(quotation.text);
    if (parsed.length === 0) return;
    const { text, line, isBlock, isOpen } = quotation;
    parsedQuotations.push(parsed);
    const same = first.get(text) ?? id;
    first.set(text, same);
    listed.push({
      id,
      same,
      text: text.slice(0, longestShown),
      line,
      isBlock,
      isOpen,
      isCut: parsed.isCut,
      words: parsed.length,
      ...(outer === undefined ? {} : { outer }),
    });
    asked.push({ id, phrases: phrasesOf(parsed), words: longestWords(parsed) });
    for (const inner of quotation.inner) add(inner, id);
  };
  for (const quotation of quotationsIn(draft)) add(quotation, undefined);
  send({ kind: 'listed', listed, asked, total });
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
function findPlaces(id: number, rows: readonly number[]): MatchPlace[] {
  const one = parsedQuotations[id];
  if (one === undefined) return [];
  const places: MatchPlace[] = [];
  for (const row of rows) {
    const text = texts.get(row);
    if (text === undefined) continue;
    text.body ??= prepare(text.text);
    for (const part of ['body', 'subject'] as const) {
      const prepared = text[part];
      const match = prepared === undefined ? undefined : findIn(one, prepared);
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

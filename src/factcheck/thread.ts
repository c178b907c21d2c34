import { parentPort } from 'node:worker_threads';
import { paragraphsOf } from '../team/notes.ts';
import { findIn, prepare, rankOf, type QuotationMatch, type Prepared } from './align.ts';
import { DocumentFault, textOfDocx } from './docx.ts';
import { quotationsIn, wantedOf, type Quotation, type Wanted } from './quotations.ts';

/** Words in a row that a cable with the quotation holds: what it is looked for by. */
export type AskedQuotation = { id: number; phrases: string[]; words: string[] };
export type DraftAsk =
  | { kind: 'text'; text: string }
  | { kind: 'docx'; bytes: Uint8Array }
  | { kind: 'texts'; texts: { row: number; subject: string; body: string }[]; forget: boolean }
  | { kind: 'look'; id: number; rows: number[] };
/** `same`: the first one with these words. */
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
  /** 0: in the subject. */
  paragraph: number;
  /** The cable's own words there. */
  passage: string;
};
export type DraftSaid =
  | { kind: 'listed'; listed: ListedQuotation[]; asked: AskedQuotation[]; total: number }
  | { kind: 'found'; id: number; places: MatchPlace[] }
  | { kind: 'fault'; fault: string };

/** Quotations that are looked up in one draft. */
const mostQuotations = 2000;
/** Letters of a quotation that are told; a longer one is not compared whole either. */
const longestShown = 20_000;
/** Places of one quotation that are told. */
const mostPlaces = 20;

const say = (message: DraftSaid): void => parentPort?.postMessage(message);
const wanted: Wanted[] = [];
type Text = { subject: Prepared; body: Prepared | undefined; text: string };
const texts = new Map<number, Text>();

parentPort?.on('message', (message: DraftAsk) => {
  if (message.kind === 'text') return list(message.text);
  if (message.kind === 'docx')
    return void textOfDocx(message.bytes).then(list, (error: unknown) =>
      say({ kind: 'fault', fault: error instanceof DocumentFault ? error.message : 'broken' }),
    );
  if (message.kind === 'texts') {
    if (message.forget) texts.clear();
    for (const { row, subject, body } of message.texts) texts.set(row, { subject: prepare(subject), body: undefined, text: body });
    return;
  }
  say({ kind: 'found', id: message.id, places: look(message.id, message.rows) });
});

function list(draft: string): void {
  const listed: ListedQuotation[] = [];
  const asked: AskedQuotation[] = [];
  const first = new Map<string, number>();
  let total = 0;
  const add = (quotation: Quotation, outer: number | undefined): void => {
    total += 1;
    if (listed.length >= mostQuotations) return;
    const id = listed.length;
    const parted = wantedOf(quotation.text);
    if (parted.length === 0) return;
    const { text, line, isBlock, isOpen } = quotation;
    wanted.push(parted);
    const same = first.get(text) ?? id;
    first.set(text, same);
    listed.push({
      id,
      same,
      text: text.slice(0, longestShown),
      line,
      isBlock,
      isOpen,
      isCut: parted.isCut,
      words: parted.length,
      ...(outer === undefined ? {} : { outer }),
    });
    asked.push({ id, phrases: phrasesOf(parted), words: tellingOf(parted) });
    for (const inner of quotation.inner) add(inner, id);
  };
  for (const quotation of quotationsIn(draft)) add(quotation, undefined);
  say({ kind: 'listed', listed, asked, total });
}

/** Letters of one search for phrases; the query language takes 512. */
const longestSearch = 440;

/**
 * Rows of two or three words, the most telling ones, spread over the quotation: when a word is altered, all rows but
 * those that hold it still stand in the cable.
 */
function phrasesOf({ pieces, length }: Wanted): string[] {
  const size = length <= 2 ? length : length <= 6 ? 2 : 3;
  const rows = pieces.flatMap(({ words }) =>
    words.flatMap((_, i) => {
      const row = words.slice(i, i + size).map(({ surface }) => surface);
      return row.length < Math.min(size, words.length) || row.length === 0 ? [] : [{ i, text: row.join(' ') }];
    }),
  );
  const few = spread(rows, 12);
  let letters = 0;
  return few.flatMap(({ text }) => ((letters += text.length + 6) > longestSearch ? [] : [text]));
}

/** The longest of each stretch of the list, `count` in all. */
function spread<T extends { text: string }>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, k) => {
    const part = list.slice(Math.floor((k * list.length) / count), Math.floor(((k + 1) * list.length) / count));
    return part.reduce((best, one) => (one.text.length > best.text.length ? one : best));
  });
}

/** Its longest words: long ones are rare ones. */
const tellingOf = ({ pieces }: Wanted): string[] =>
  [...new Set(pieces.flatMap(({ words }) => words.slice(0, 400).map(({ surface }) => surface)))]
    .filter((word) => word.length > 3 && word.length < 40)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, 12);

/** Every place of the best kind: all exact ones, else the nearest. */
function look(id: number, rows: readonly number[]): MatchPlace[] {
  const one = wanted[id];
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
    .slice(0, mostPlaces);
}

import type { Cable } from '../cables/cables.ts';
import { paragraphAt, paragraphsOf } from '../cables/paragraphs.ts';
import { readNames } from '../names/recognise/read-cable.ts';
import { serve } from '../threads/thread.ts';
import { attributionOf, type Attribution } from './attribution.ts';
import { sentenceAt, wrongIn, type QuotedAt, type Wrong } from './attributed.ts';
import { meaningOf, nearestSentence, readSentences, type ReadSentence } from './nearest.ts';
import { mismatchesIn, type Mismatch } from './paraphrase.ts';
import { refsIn } from './refs.ts';
import { findIn, isExact, rankOf, type QuotationMatch } from './align.ts';
import { prepare, type Prepared } from './prepared.ts';
import { textOfDocx } from './docx.ts';
import { citingIn, quotationsIn, parseQuotation, type Quotation, type ParsedQuotation } from './quotations.ts';

/** Search terms for a quotation: phrases and single words that a cable with it contains; `refs`: cables that the draft names near it. */
export type AskedQuotation = { id: number; phrases: string[]; words: string[]; refs: string[] };
/** `same`: id of the first quotation with the same text and the same attribution; `outer`: id of the one around it. */
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
  /** The cable's whole sentence, or sentences, and where it begins. */
  passage: string;
  from: number;
  /** What the draft says wrongly of where the words stand. */
  wrong: Wrong[];
};
/** The sentence of a cable that comes nearest to a quotation that is in none. */
export type NearestPlace = { row: number; paragraph: number; passage: string; from: number };
/** A sentence of the draft that cites cables, by the refs in it. */
export type Citing = { id: number; line: number; text: string; refs: string[] };
/** A name as a draft has it; `isSure`: not only words with capitals, which are a name if the cables know it. */
export type DraftName = { kind: 'individual' | 'organization'; surface: string; isSure: boolean };
/** What is held of a cable. */
export type HeldCable = Pick<Cable, 'ref' | 'date' | 'origin' | 'subject' | 'body'> & { head: string };
/** Quotations looked up per draft. */
const maxQuotations = 2000;
/** Characters of a quotation that are reported. */
const longestShown = 20_000;
/** Places reported per quotation. */
const maxPlaces = 20;

/** Sentences that cite cables, looked at per draft. */
const maxCiting = 500;
/** In characters: no longer text between two stops is a sentence. */
const longestCiting = 2000;

type HeldText = { cable: HeldCable; subject: Prepared; body: Prepared | undefined; sentences: ReadSentence[] | undefined };
type Held = ReadonlyMap<number, HeldText>;
type Listed = { parsed: ParsedQuotation[]; attributions: Attribution[] };

/** One draft and the cables that it is compared with. It has no access to the desk's data, to contain hostile documents. */
export const draftThread = serve(() => {
  let held: Listed = { parsed: [], attributions: [] };
  const texts = new Map<number, HeldText>();
  let citing: { own: string }[] = [];
  const list = (draft: string) => {
    const { parsed, attributions, ...answer } = listQuotations(draft);
    held = { parsed, attributions };
    const sentences = citingIn(draft)
      .filter(({ own }) => own.length <= longestCiting)
      .slice(0, maxCiting);
    citing = sentences;
    return {
      ...answer,
      citing: sentences.map(({ text, own, line }, id): Citing => ({ id, line, text, refs: refsIn(own).map(({ ref }) => ref) })),
    };
  };
  return {
    list,
    /** Rejects with a DeskError (usage) for what is no Word document. */
    listDocument: async (name: string, bytes: Uint8Array) => list(await textOfDocx(name, bytes)),
    names: namesInDraft,
    namesInDocument: async (name: string, bytes: Uint8Array) => namesInDraft(await textOfDocx(name, bytes)),
    /** Holds a cable, for `look`, `nearest` and `paraphrase`. */
    hold: (row: number, cable: HeldCable) =>
      void texts.set(row, { cable, subject: prepare(cable.subject), body: undefined, sentences: undefined }),
    forget: () => texts.clear(),
    /** The places of a quotation in these cables: all exact matches, else the nearest ones. `cited`: the row of each ref that the draft names near it. */
    look(id: number, rows: readonly number[], cited: readonly [ref: string, row: number][]): MatchPlace[] {
      const [quotation, attribution] = [held.parsed[id], held.attributions[id]];
      return quotation === undefined || attribution === undefined
        ? []
        : findPlaces(quotation, rows, texts, (stand) => wrongIn(attribution, stand, new Map(cited)));
    },
    /** The sentence of these cables that comes nearest to a quotation. */
    nearest(id: number, rows: readonly number[]): NearestPlace | undefined {
      const quotation = held.parsed[id];
      return quotation === undefined ? undefined : nearestOf(quotation, rows, texts);
    },
    /** What a sentence says otherwise than the cables of these rows, which it cites. */
    paraphrase(id: number, rows: readonly number[]): Mismatch[] {
      const cables = rows.map((row) => texts.get(row)?.cable).filter((one) => one !== undefined);
      return cables.length === 0 ? [] : mismatchesIn(citing[id]?.own ?? '', cables);
    },
  };
});

/** Two to four words with capitals. */
const capitals = /(?<![\p{L}\d])\p{Lu}[\p{L}’'-]+(?:\s(?:(?:de|del|della|van|von|der|al|bin|la|le)\s)?\p{Lu}[\p{L}’'-]+){1,3}/gu;
/** So many of them are looked up. */
const mostLookedUp = 300;
/** Characters of a draft in which names are looked for. */
const longestNamed = 400_000;

/** The people and organizations that a draft names, in its order; each form once. `isCut`: the draft is longer than what was read. */
function namesInDraft(draft: string): { names: DraftName[]; isCut: boolean } {
  const found = new Map<string, DraftName>();
  for (const { kind, surface } of readNames({ subject: '', body: draft.slice(0, longestNamed) }))
    if (kind === 'individual' || kind === 'organization') found.set(`${kind} ${surface}`, { kind, surface, isSure: true });
  const sure = [...found.values()].map(({ surface }) => surface);
  const others = new Set([...draft.slice(0, longestNamed).matchAll(capitals)].map(([words]) => words.replaceAll(/\s+/g, ' ')));
  for (const surface of [...others].filter((one) => !sure.some((name) => name.includes(one))).slice(0, mostLookedUp))
    found.set(surface, { kind: 'individual', surface, isSure: false });
  return { names: [...found.values()], isCut: draft.length > longestNamed };
}

function listQuotations(draft: string): { listed: ListedQuotation[]; asked: AskedQuotation[]; total: number } & Listed {
  const listed: ListedQuotation[] = [];
  const asked: AskedQuotation[] = [];
  const parsed: ParsedQuotation[] = [];
  const attributions: Attribution[] = [];
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
    const attribution = attributionOf(quotation.around);
    attributions.push(attribution);
    const key = JSON.stringify([text, attribution]);
    const same = first.get(key) ?? id;
    first.set(key, same);
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
    asked.push({ id, phrases: phrasesOf(found), words: longestWords(found), refs: attribution.refs });
    for (const inner of quotation.inner) add(inner, id);
  };
  for (const quotation of quotationsIn(draft)) add(quotation, undefined);
  return { listed, asked, total, parsed, attributions };
}

/** Characters of one search for phrases. */
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

/** All exact matches, else the nearest ones; where the draft is right about them first. */
function findPlaces(quotation: ParsedQuotation, rows: readonly number[], texts: Held, wrongAt: (stand: QuotedAt) => Wrong[]): MatchPlace[] {
  const places: MatchPlace[] = [];
  for (const row of rows) {
    const text = texts.get(row);
    if (text === undefined) continue;
    const { cable } = text;
    text.body ??= prepare(cable.body);
    for (const part of ['body', 'subject'] as const) {
      const prepared = text[part];
      const match = prepared === undefined ? undefined : findIn(quotation, prepared);
      if (match === undefined) continue;
      const at = part === 'subject' ? undefined : ([match.start, match.end] as const);
      const whole = at === undefined ? { text: cable.subject, start: 0 } : sentenceAt(cable.body, at);
      places.push({
        ...match,
        row,
        paragraph: at === undefined ? 0 : paragraphNumber(cable.body, match.start),
        passage: whole.text,
        from: whole.start,
        wrong: wrongAt({ ...cable, row, at }),
      });
      break;
    }
  }
  places.sort((a, b) => rankOf(a) - rankOf(b));
  const [best] = places;
  if (best === undefined) return [];
  return places
    .filter((place) => (isExact(best) ? isExact(place) : rankOf(place) <= rankOf(best) + 1e-9))
    .toSorted((a, b) => a.wrong.length - b.wrong.length)
    .slice(0, maxPlaces);
}

const paragraphNumber = (body: string, start: number): number => paragraphAt(paragraphsOf(body), start)?.number ?? 1;

/** The sentence with most words of the quotation, rare ones counting more; two of them at least, and a quarter. */
function nearestOf({ pieces }: ParsedQuotation, rows: readonly number[], texts: Held): NearestPlace | undefined {
  const words = meaningOf(pieces.map(({ text }) => text).join(' '));
  const cables = rows.flatMap((row) => {
    const text = texts.get(row);
    if (text === undefined) return [];
    text.sentences ??= readSentences(text.cable.body);
    return [{ row, cable: text.cable, sentences: text.sentences }];
  });
  const weights = new Map<string, number>();
  for (const word of words)
    weights.set(word, 1 / (1 + cables.filter(({ sentences }) => sentences.some(({ meaning }) => meaning.has(word))).length));
  const found = cables
    .flatMap(({ row, cable, sentences }) => {
      const nearest = nearestSentence(sentences, words, Math.max(2, Math.ceil(words.size / 4)), (word) => 1 + (weights.get(word) ?? 0));
      return nearest === undefined ? [] : [{ row, cable, nearest }];
    })
    .toSorted((a, b) => b.nearest.weight - a.nearest.weight)[0];
  if (found === undefined) return undefined;
  const { row, cable, nearest } = found;
  return {
    row,
    paragraph: paragraphNumber(cable.body, nearest.start),
    passage: cable.body.slice(nearest.start, nearest.end),
    from: nearest.start,
  };
}

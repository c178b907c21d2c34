import type { Desk } from '../../desk/desk.ts';
import { datesIn, type TextDate } from '../../language/figures.ts';
import { negationOf } from '../../language/negation.ts';
import { relatedTo } from '../../language/related-words.ts';
import { languages, stemOf } from '../../language/stems.ts';
import { fold, isStopWord, tokenise, type Token } from '../../language/tokens.ts';
import type { Counted } from '../../names/lookup.ts';
import type { EntityKind } from '../../names/resolve/entity.ts';
import type { AskedPart, AnswerKind, WordForm, PassagePlan } from '../passages/plan.ts';
import { kindsOf } from './kinds.ts';

/** A piece of a question as it was understood. `text`: as typed; `also`: the other words that are looked for, most common first. */
export type QuestionPiece = {
  kind: EntityKind | 'time' | 'word';
  text: string;
  also: string[];
  forms: WordForm[];
  days?: Days;
  isLight?: true;
};
type Days = { from?: string; to?: string };

/** A question as it was understood. `left`: the pieces that were left out. */
export type Understood = { kinds: readonly AnswerKind[]; pieces: QuestionPiece[]; left: QuestionPiece[]; isNegated: boolean };

/** What is looked for beside the words as typed is worth less. */
const worths = { related: 0.45, light: 0.5, alias: 0.9, rareAlias: 0.35, surname: 0.7, partOfName: 0.4, month: 0.7, year: 0.5 };
/** Words that say little of what is asked, by their English stems. */
const light = new Set(
  'want wish go went gone come came take took taken make made get got give given let put keep kept set up down out off against again more most less least first last further still yet ever begin began begun start happen becom becam hold held say said tell told call use mani accord new good great big way thing time day year'
    .split(' ')
    .map((word) => stemOf(word, '')),
);
/** More pieces than this are not looked for. */
const mostPieces = 24;
const longestName = 5;
const mostAliases = 12;

const negation = negationOf(['denials', 'lacks', 'turns']);

/** What a question asks, by the names that this desk knows, and its words. `without`: the texts of pieces to leave out. */
export function understand(desk: Desk, question: string, without: readonly string[] = []): Understood {
  const { kinds, rest } = kindsOf(question);
  const times = datesIn(rest).concat(yearsIn(rest));
  const dates = times.filter((one, i) => !times.slice(0, i).some((other) => one.start < other.end && other.start < one.end));
  const tokens = tokenise(rest).filter(({ start }) => !dates.some((date) => start >= date.start && start < date.end));
  const pieces: (QuestionPiece & { start: number })[] = dates.map((date) => ({ ...timePiece(rest, date), start: date.start }));
  for (let i = 0; i < tokens.length;) {
    const named = nameAt(desk, rest, tokens, i);
    const token = tokens[i];
    if (named !== undefined) pieces.push({ ...named.piece, start: token?.start ?? 0 });
    else if (token !== undefined && !isStopWord(token.folded)) pieces.push({ ...wordPiece(token), start: token.start });
    i += named?.length ?? 1;
  }
  pieces.sort((a, b) => a.start - b.start);
  const once = [...new Map(pieces.slice(0, mostPieces).map((piece) => [pieceKey(piece), piece])).values()];
  const isLeft = (piece: QuestionPiece): boolean => without.includes(pieceKey(piece));
  return { kinds, pieces: once.filter((one) => !isLeft(one)), left: once.filter(isLeft), isNegated: negation.test(question) };
}

/** By what a piece is told from the others of its question. */
export const pieceKey = ({ text }: Pick<QuestionPiece, 'text'>): string => fold(text.replaceAll(/\s+/g, '-'));

/** What passages are ranked by. */
export function planOf({ kinds, pieces, isNegated }: Understood): PassagePlan {
  const [time] = pieces.flatMap(({ days }) => days ?? []);
  return {
    parts: pieces.map(({ forms, kind, isLight }): AskedPart => ({ forms, isLoose: kind === 'time' || isLight === true })),
    kinds,
    isNegated,
    ...time,
  };
}

/** Names that are looked for in the index as well as the words as typed. */
const mostInQuery = 4;

/** The query whose cables hold any piece of the question. */
export function queryOfPieces(pieces: readonly QuestionPiece[]): string {
  return pieces
    .flatMap(({ kind, text, also }) => {
      const typed = wordsIn(text);
      if (kind === 'word') return [...typed, ...also.flatMap(wordsIn).map((word) => `${word}^0.3`)];
      if (kind === 'time') return typed.map((word) => `${word}^0.5`);
      return [...typed, ...also.slice(0, mostInQuery).map((name) => `"${wordsIn(name).join(' ')}"`)];
    })
    .join(' ');
}

/** The words of a text as the query language takes them for nothing but words. */
const wordsIn = (text: string): string[] =>
  tokenise(text).map(({ surface }) => (/^(?:AND|OR|NOT)$/.test(surface) ? surface.toLowerCase() : surface));

/** A word's stems in every language, and those of related words. */
function wordPiece(token: Token): QuestionPiece {
  const stem = stemOf(token.folded, '');
  if (light.has(stem)) return { kind: 'word', text: token.surface, also: [], forms: formsOf([token], worths.light), isLight: true };
  const also = token.halves === undefined ? relatedTo(stem) : [];
  const related = also.flatMap((word) => formsOf(tokenise(word), worths.related));
  return { kind: 'word', text: token.surface, also, forms: [...formsOf([token], 1), ...related] };
}

/** These words in a row, in each language. */
function formsOf(tokens: readonly Token[], worth: number): WordForm[] {
  const telling = tokens.flatMap((token) => token.halves ?? [token]).filter(({ folded }) => !isStopWord(folded));
  if (telling.length === 0) return [];
  const rows = languages.map((language) => telling.map(({ folded }) => stemOf(folded, language)));
  return rows.map((stems) => ({ stems, worth }));
}

const kindsOfNames = ['country', 'individual', 'organization', 'event'] as const;

/** The longest name that begins with this word, and how many words it has. */
function nameAt(desk: Desk, text: string, tokens: readonly Token[], at: number): { piece: QuestionPiece; length: number } | undefined {
  const first = tokens[at];
  if (first === undefined || isStopWord(first.folded)) return undefined;
  for (let length = Math.min(longestName, tokens.length - at); length > 0; length -= 1) {
    const last = tokens[at + length - 1];
    if (last === undefined || isStopWord(last.folded)) continue;
    const typed = text.slice(first.start, last.end);
    // What lies between is no other sentence.
    if (/[,;:?!]/.test(typed)) continue;
    const entity = entityOf(desk, typed, length);
    if (entity !== undefined) return { piece: namePiece(typed, entity), length };
  }
  return undefined;
}

/** The name's bearer: a country however it is written, others only in capitals or in several words. */
function entityOf(desk: Desk, typed: string, length: number): Counted | undefined {
  const isCapital = /^\p{Lu}/u.test(typed);
  if (length === 1 && /^(?:us|may|turkey|jordan|chad|china)$/.test(typed) && typed !== 'china') return undefined;
  for (const kind of kindsOfNames) {
    if (kind !== 'country' && length === 1 && !isCapital) continue;
    const [found] = desk.names.named(typed, kind).filter(({ hidden, perhaps }) => !hidden && !perhaps);
    if (found !== undefined) return found;
  }
  return undefined;
}

function namePiece(typed: string, { kind, name, aliases, mentions }: Counted): QuestionPiece {
  const names = new Map<string, number>();
  const own = fold(typed);
  for (const alias of [{ name, mentions }, ...aliases.slice(0, mostAliases)]) {
    if (fold(alias.name) === own || names.has(alias.name)) continue;
    const isRare = kind === 'country' && alias.mentions < mentions / 10 && fold(alias.name).slice(0, 4) !== own.slice(0, 4);
    names.set(alias.name, isRare ? worths.rareAlias : worths.alias);
  }
  const tokens = tokenise(typed);
  const last = tokens.at(-1);
  const parts =
    tokens.length === 1
      ? []
      : tokens.flatMap((token) => formsOf([token], token === last && kind === 'individual' ? worths.surname : worths.partOfName));
  return {
    kind,
    text: typed,
    also: [...names].filter(([, worth]) => worth === worths.alias).map(([alias]) => alias),
    forms: [...formsOf(tokens, 1), ...[...names].flatMap(([alias, worth]) => formsOf(tokenise(alias), worth)), ...parts],
  };
}

/** Years that stand alone: `by 2013`. */
const yearsIn = (text: string): TextDate[] =>
  [...text.matchAll(/(?<![\d/.,-])(?:1[5-9]|20)\d\d(?![\d/-]|[.,]\d)/g)].map(({ 0: year, index }) => ({
    text: year,
    start: index,
    end: index + year.length,
    year: Number(year),
  }));

function timePiece(text: string, { start, end, year, month, day }: TextDate): QuestionPiece {
  const typed = text.slice(start, end);
  const before = /(?<!\p{L})(after|since|before|until|by|depuis|après|avant|seit|nach|vor|bis)\s*$/iu
    .exec(text.slice(0, start))?.[1]
    ?.toLowerCase();
  const forms = tokenise(typed).flatMap((token) => formsOf([token], /^\d/.test(token.folded) ? worths.year : worths.month));
  if (year === undefined) return { kind: 'time', text: typed, also: [], forms };
  const two = (number: number): string => String(number).padStart(2, '0');
  const from = `${year}-${two(month ?? 1)}-${two(day ?? 1)}`;
  const to = `${year}-${two(month ?? 12)}-${two(day ?? 31)}`;
  const isFrom = before !== undefined && /^(?:after|since|depuis|après|seit|nach)$/.test(before);
  const isTo = before !== undefined && !isFrom;
  return { kind: 'time', text: typed, also: [], forms, days: isFrom ? { from } : isTo ? { to } : { from, to } };
}

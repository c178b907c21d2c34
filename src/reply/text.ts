import { entryOf, spoken, templateIn, type SpokenLanguage, type TemplatePiece } from './language.ts';

/**
 * Text is parts, never a bare string: what we say ourselves and what comes from documents or people are different
 * kinds, so that a renderer can neutralise the second and nobody can mix them by accident.
 */
export type Part =
  /** Our own words. `mark`: see absence.ts. */
  | { kind: 'said'; text: string; mark?: 'absence' | 'end' | 'total'; soFar?: string }
  /** Our own words, emphasised. */
  | { kind: 'strong'; text: string }
  /** Words of a document or a person: hostile until a renderer has neutralised them. */
  | { kind: 'quoted'; text: string; from?: Verbatim }
  /** A matched word inside quoted text. As hostile as `quoted`. */
  | { kind: 'mark'; text: string; from?: Verbatim }
  /** A moment, shown in the reader's own zone where the platform can. */
  | { kind: 'time'; at: number; style: 'date' | 'time' | 'both' | 'relative' }
  /** A member of the desk, by platform id; never pings by itself. */
  | { kind: 'member'; id: string; name: string }
  /** A role of the platform, by id; never pings. */
  | { kind: 'role'; id: string; name: string }
  /** A channel, by platform id. */
  | { kind: 'channel'; id: string; name: string }
  /** A cable's ref (document text). */
  | { kind: 'ref'; ref: string }
  /** A command people can press or type; `command` is the full name, e.g. `tag add`. */
  | { kind: 'commandLink'; command: string };

/**
 * Where words were taken from, verbatim: of which cable, by row, from which offset of its text (UTF-16), or of one of its
 * older texts. Whatever shows text of a cable says so, so that it can be written down who saw what.
 */
export type Verbatim = { cable: number; at: number; version?: number | undefined };

export type Text = readonly Part[];

type Insert = Part | Text | number;

/**
 * Tagged template for our own words, in the language that is spoken here. Values are parts, texts or numbers; a bare string
 * does not compile: wrap it in `quoted`.
 */
export function said(strings: TemplateStringsArray, ...values: Insert[]): Text {
  const language = spoken();
  const template = language === undefined ? undefined : templateIn(language, strings);
  const parts: Part[] = [];
  if (language !== undefined && template !== undefined) {
    for (const piece of template) insert(parts, piece, values, language);
    return parts;
  }
  strings.forEach((text, i) => {
    if (text !== '') parts.push({ kind: 'said', text });
    const value = values[i];
    if (value !== undefined) add(parts, value);
  });
  return parts;
}

function add(parts: Part[], value: Insert): void {
  if (typeof value === 'number') parts.push({ kind: 'said', text: count(value) });
  else if (Array.isArray(value)) parts.push(...(value as Text));
  else parts.push(value as Part);
}

/** Adds one piece of another language's template. */
function insert(parts: Part[], piece: TemplatePiece, values: readonly Insert[], language: SpokenLanguage): void {
  if (typeof piece === 'string') parts.push({ kind: 'said', text: piece });
  else if (typeof piece === 'number') {
    const value = values[piece];
    if (value !== undefined) add(parts, value);
  } else parts.push({ kind: 'said', text: language.isOne(numberIn(values[piece.of])) ? piece.one : piece.many });
}

/** The numbers that parts say, for the words around them; kept while another language than English is spoken. */
const numbers = new WeakMap<Part, number>();

function numberIn(value: Insert | undefined): number {
  if (typeof value === 'number') return value;
  const parts = (Array.isArray(value) ? value : [value]) as Part[];
  return parts.map((part) => numbers.get(part)).find((number) => number !== undefined) ?? 2;
}

/** Words of a document or a person. */
export const quoted = (text: string): Part => ({ kind: 'quoted', text });
/** Our own words, emphasised. Never give it text from outside. */
export const strong = (text: string): Part => ({ kind: 'strong', text: inSpoken(text) });
/** What is typed as it stands in every language: the name of a command or an option. */
export const asTyped = (name: string): Part => ({ kind: 'strong', text: name });
/** Our own words held in a variable (a label, a word from a table in the code). Never give it text from outside. */
export const own = (text: string): Part => ({ kind: 'said', text: inSpoken(text) });

function inSpoken(text: string): string {
  const language = spoken();
  return language === undefined ? text : (entryOf(language, text) ?? text);
}

/** Our own words as a string, where no Text can stand: a label, a heading, a choice; as a template, their values are put in as they are. */
export function ours(words: string | TemplateStringsArray, ...values: (string | number)[]): string {
  if (typeof words === 'string') return inSpoken(words);
  return plain(said(words, ...values.map((value) => (typeof value === 'number' ? value : quoted(value)))));
}

/** Marks our own words in a constant, which is made before anybody speaks: `own`, `strong` and `ours` say them in their language. */
export const english = <const T>(words: T): T => words;
export const ref = (value: string): Part => ({ kind: 'ref', ref: value });
/** A moment in milliseconds since 1970. */
export const time = (at: number, style: 'date' | 'time' | 'both' | 'relative' = 'both'): Part => ({ kind: 'time', at, style });

/** Texts joined by a separator of ours. */
export function join(texts: readonly (Text | Part)[], separator: string): Text {
  const parts: Part[] = [];
  texts.forEach((text, i) => {
    if (i > 0) parts.push(own(separator));
    parts.push(...(Array.isArray(text) ? (text as Text) : [text as Part]));
  });
  return parts;
}

/** Made for the first number that needs it: that takes longer than all of this room. */
let counts: Intl.NumberFormat | undefined;

/** A count as people read it: 1,204. */
export function count(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) < 1000) return String(value);
  return (spoken()?.digits ?? (counts ??= new Intl.NumberFormat('en-US'))).format(value);
}

/** "1 cable", "1,204 cables". Our own words. */
export function plural(value: number, one: string, many = `${one}s`): Part {
  const part: Part = { kind: 'said', text: `${count(value)} ${form(value, one, many)}` };
  if (spoken() !== undefined) numbers.set(part, value);
  return part;
}

/** The words for one, or those for another number: "is" and "are". */
export const oneOr = (value: number, one: string, many: string): Part => ({ kind: 'said', text: form(value, one, many) });

function form(value: number, one: string, many: string): string {
  const language = spoken();
  const entry = language === undefined ? undefined : entryOf(language, `${one}|${many}`);
  if (language === undefined || entry === undefined) return value === 1 ? one : many;
  const bar = entry.indexOf('|');
  return language.isOne(value) ? entry.slice(0, bar) : entry.slice(bar + 1);
}

/** The text as one plain string, without neutralising: for logs of our own words, tests, and renderers that clean it themselves. */
export function plain(text: Text): string {
  return text.map(plainPart).join('');
}

function plainPart(part: Part): string {
  switch (part.kind) {
    case 'said':
    case 'strong':
    case 'quoted':
    case 'mark':
      return part.text;
    case 'time':
      return plainTime(part.at, part.style);
    case 'member':
    case 'role':
      return `@${part.name}`;
    case 'channel':
      return `#${part.name}`;
    case 'ref':
      return part.ref;
    case 'commandLink':
      return `/${part.command}`;
  }
}

function plainTime(at: number, style: 'date' | 'time' | 'both' | 'relative'): string {
  const iso = new Date(at).toISOString();
  if (style === 'date') return iso.slice(0, 10);
  if (style === 'time') return `${iso.slice(11, 16)} UTC`;
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

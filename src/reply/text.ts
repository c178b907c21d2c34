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

/** Tagged template for our own words. Values are parts, texts or numbers; a bare string does not compile: wrap it in `quoted`. */
export function said(strings: TemplateStringsArray, ...values: Insert[]): Text {
  const parts: Part[] = [];
  strings.forEach((text, i) => {
    if (text !== '') parts.push({ kind: 'said', text });
    const value = values[i];
    if (value === undefined) return;
    if (typeof value === 'number') parts.push({ kind: 'said', text: count(value) });
    else if (Array.isArray(value)) parts.push(...(value as Text));
    else parts.push(value as Part);
  });
  return parts;
}

/** Words of a document or a person. */
export const quoted = (text: string): Part => ({ kind: 'quoted', text });
/** Our own words, emphasised. Never give it text from outside. */
export const strong = (text: string): Part => ({ kind: 'strong', text });
/** Our own words held in a variable (a label, a word from a table in the code). Never give it text from outside. */
export const own = (text: string): Part => ({ kind: 'said', text });
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

const counts = new Intl.NumberFormat('en-US');

/** A count as people read it: 1,204. */
export function count(value: number): string {
  return Number.isInteger(value) ? counts.format(value) : String(value);
}

/** "1 cable", "1,204 cables". Our own words. */
export function plural(value: number, one: string, many = `${one}s`): Part {
  return own(`${count(value)} ${value === 1 ? one : many}`);
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

import { AsyncLocalStorage } from 'node:async_hooks';
import frenchTable from '../language/fr.json' with { type: 'json' };

/**
 * In which language our own words are said. They stand in the code in English, and that English is their key in the table
 * of each other language (src/language/fr.json). The language is set in one place around everything that makes an answer or
 * a post; `said`, `own` and their like in text.ts look their words up in it. What has no entry is said in English; tests/language/french.test.ts
 * fails for it. Words of documents and people, values, ids and what is stored never pass through here.
 */
export const languageCodes = ['en', 'fr'] as const;
export type LanguageCode = (typeof languageCodes)[number];

export type SpokenLanguage = {
  readonly code: LanguageCode;
  /** English to this language. A placeholder is `{0}`; `{0?one|many}` chooses by the number in it. */
  readonly table: Readonly<Record<string, string>>;
  /** Whether so many take the singular. */
  isOne(value: number): boolean;
  readonly digits: Intl.NumberFormat;
};

/** A piece of a template: words, the number of a placeholder, or words that depend on the number in one. */
export type TemplatePiece = string | number | { of: number; one: string; many: string };

/** Made when it is first needed: that takes longer than the rest of this file. */
let frenchDigits: Intl.NumberFormat | undefined;

const french: SpokenLanguage = {
  code: 'fr',
  table: frenchTable,
  isOne: (value) => Math.abs(value) < 2,
  get digits() {
    return (frenchDigits ??= new Intl.NumberFormat('fr-FR'));
  },
};

const current = new AsyncLocalStorage<SpokenLanguage | undefined>();

/** The language that is spoken here; undefined: English, as it stands in the code. */
export const spoken = (): SpokenLanguage | undefined => current.getStore();

/** Runs the work in a language. */
export const inLanguage = <T>(language: SpokenLanguage | undefined, work: () => T): T => current.run(language, work);

/** The language with this code, or of this locale of Discord (`fr`, `en-GB`); undefined: English, also for one that we do not speak. */
export const languageOf = (code: string | null | undefined): SpokenLanguage | undefined => (code === french.code ? french : undefined);

/** The entry for these words; undefined when there is none. */
export const entryOf = ({ table }: SpokenLanguage, words: string): string | undefined =>
  Object.hasOwn(table, words) ? table[words] : undefined;

/** The key of a template: `{0} of {1}`. */
export const keyOf = (strings: readonly string[]): string => strings.reduce((key, text, i) => `${key}{${i - 1}}${text}`);

const templates = new WeakMap<SpokenLanguage, WeakMap<TemplateStringsArray, readonly TemplatePiece[] | 'none'>>();

/** A template in a language, in pieces; undefined when it has no entry. */
export function templateIn(language: SpokenLanguage, strings: TemplateStringsArray): readonly TemplatePiece[] | undefined {
  let known = templates.get(language);
  if (known === undefined) templates.set(language, (known = new WeakMap()));
  let pieces = known.get(strings);
  if (pieces === undefined) {
    const entry = entryOf(language, keyOf(strings));
    pieces = entry === undefined ? 'none' : piecesOf(entry);
    known.set(strings, pieces);
  }
  return pieces === 'none' ? undefined : pieces;
}

/** An entry of a table in pieces. */
export function piecesOf(entry: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  for (const match of entry.matchAll(/\{(\d+)(?:\?([^|{}]*)\|([^{}]*))?\}/g)) {
    if (match.index > at) pieces.push(entry.slice(at, match.index));
    const [whole, number, one, many] = match;
    pieces.push(one === undefined ? Number(number) : { of: Number(number), one, many: many ?? '' });
    at = match.index + whole.length;
  }
  if (at < entry.length) pieces.push(entry.slice(at));
  return pieces;
}

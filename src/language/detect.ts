import { namedLanguage, type Language } from './stems.ts';

/** A language is recognised by the beginning of a text. */
const looked = 4000;
/** Words that make up a good part of any English text and of no other. */
const english = /\b(?:the|of|and|to|that|for|with|was|were|is|by|this|which)\b/gi;

/**
 * Tells in which language texts are written, as far as stemming knows it; '' when it is another, or none for sure.
 * The detector is loaded when the first text comes that is not plainly English.
 */
export async function recogniseLanguage(text: string): Promise<Language> {
  const beginning = text.slice(0, looked);
  const words = beginning.match(/\p{L}+/gu)?.length ?? 0;
  if (words < 8 || (beginning.match(english)?.length ?? 0) > words * 0.12) return '';
  const { eld } = await import('eld/extrasmall');
  // It knows telegrams in capitals by their small letters alone.
  const found = eld.detect(beginning.toLowerCase());
  return found.isReliable() ? (namedLanguage(found.language) ?? '') : '';
}

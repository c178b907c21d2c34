import { namedLanguage, type Language } from './stems.ts';

/** Characters at the start of a text that are examined. */
const sampleLength = 4000;
/** Function words: frequent in any English text and in no other language. */
const english = /\b(?:the|of|and|to|that|for|with|was|were|is|by|this|which)\b/gi;

/**
 * Detects the language of a text among those with stemming rules; '' for English, any other language, or no reliable
 * result. The detector is loaded on the first text that is not plainly English.
 */
export async function recogniseLanguage(text: string): Promise<Language> {
  const sample = text.slice(0, sampleLength);
  const words = sample.match(/\p{L}+/gu)?.length ?? 0;
  if (words < 8 || (sample.match(english)?.length ?? 0) > words * 0.12) return '';
  const { eld } = await import('eld/extrasmall');
  // The detector knows lower case only, and telegrams are often all capitals.
  const found = eld.detect(sample.toLowerCase());
  return found.isReliable() ? (namedLanguage(found.language) ?? '') : '';
}

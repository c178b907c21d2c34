import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as english } from 'stemmer';

/** The language whose stemming rules apply to a text; '' is English and every language without rules here. */
export type Language = '' | 'fr' | 'de';

/** All stemming languages; a query may be in any of them. */
export const languages: readonly Language[] = ['', 'fr', 'de'];

const names: Readonly<Record<string, Language>> = {
  fr: 'fr',
  fra: 'fr',
  fre: 'fr',
  french: 'fr',
  francais: 'fr',
  de: 'de',
  deu: 'de',
  ger: 'de',
  german: 'de',
  deutsch: 'de',
};

/** The language named by a record (`fr`, `FRA`, `French`, `fr-BE`); undefined when it names none. */
export function namedLanguage(lang: string): Language | undefined {
  const [name = ''] = lang
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .trim()
    .split(/[^a-z]/, 1);
  return name === '' ? undefined : (names[name] ?? '');
}

/** Longer words are not stemmed. */
const longest = 40;

/**
 * The stem of a folded word, by the rules of Porter (English, https://tartarus.org/martin/PorterStemmer/) or Snowball
 * (French and German, https://snowballstem.org). French and German stems carry a language prefix, so that stems of
 * different languages never collide. Words outside basic Latin letters, and very long ones, are their own stems.
 */
export function stemOf(folded: string, language: Language): string {
  const isUnstemmed = folded.length > longest || !/^[a-z]+$/.test(folded);
  if (language === '') return isUnstemmed ? folded : english(folded);
  return `${language}·${isUnstemmed ? folded : language === 'fr' ? french(folded) : german(folded)}`;
}

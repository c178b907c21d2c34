import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as english } from 'stemmer';

/** The language by whose rules a text's words are stemmed; '' is English, and whatever has no rules of its own here. */
export type Language = '' | 'fr' | 'de';

/** All of them: what somebody types may be in any. */
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

/** The language that a record names (`fr`, `FRA`, `French`, `fr-BE`); undefined when it names none. */
export function namedLanguage(lang: string): Language | undefined {
  const [name = ''] = lang
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .trim()
    .split(/[^a-z]/, 1);
  return name === '' ? undefined : (names[name] ?? '');
}

const longest = 40;

/**
 * The stem of a folded word, by the rules of Porter (English, https://tartarus.org/martin/PorterStemmer/) or Snowball
 * (French and German, https://snowballstem.org). Stems of different languages are never equal: those of French and German
 * say which they are. Words that are not in basic Latin letters, and very long ones, are their own stems.
 */
export function stemOf(folded: string, language: Language): string {
  const plain = folded.length > longest || !/^[a-z]+$/.test(folded);
  if (language === '') return plain ? folded : english(folded);
  return `${language}·${plain ? folded : language === 'fr' ? french(folded) : german(folded)}`;
}

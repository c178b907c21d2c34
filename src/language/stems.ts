import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as ukrainian } from '@orama/stemmers/ukrainian';
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
 * Names that English texts write in several ways, folded, each line by its first: a small table of what transliteration made of
 * them, and of an article without its apostrophe.
 */
const spellings: ReadonlyMap<string, string> = new Map(
  `qaida qaeda qaidah qaedah quaida
   alqaida alqaeda alqaidah alqaedah
   gaddafi qaddafi qadhafi kadhafi gadhafi qadafi gadafi kaddafi
   hezbollah hizballah hizbollah hizbullah hezballah hizbullah
   quran koran qoran
   muslim moslem
   mohammed muhammad mohammad mohamed muhammed mohamad muhamad
   hussein husayn hussain husain husein hossein
   osama usama
   shia shiite shii shiah
   sharia shariah shariat
   taliban taleban
   jihad djihad
   kyiv kiev
   kharkiv kharkov
   odesa odessa
   lviv lvov
   beijing peking
   tehran teheran
   makkah mecca
   yasser yasir
   arafat arafaat
   bashar bachar
   ivoire divoire
   tchad chad
   zelensky zelenskyy zelenskiy zelenskyi zelenski
   yanukovych yanukovich
   tymoshenko timoshenko
   lukashenko lukashenka
   yeltsin eltsin
   gorbachev gorbachov`
    .split('\n')
    .flatMap((line) => {
      const [first = '', ...others] = line.trim().split(' ');
      return others.map((other) => [other, first] as const);
    }),
);

/**
 * The stem of a folded word, by the rules of Porter (English, https://tartarus.org/martin/PorterStemmer/) or Snowball
 * (French and German, https://snowballstem.org). French and German stems carry a language prefix, so that stems of
 * different languages never collide. Words of other scripts are stemmed by their letters; very long words are their own stems.
 */
export function stemOf(folded: string, language: Language): string {
  const stem =
    folded.length > longest ? folded : /^[a-z]+$/.test(folded) ? latinStem(spellings.get(folded) ?? folded, language) : otherStem(folded);
  return language === '' ? stem : `${language}·${stem}`;
}

const latinStem = (word: string, language: Language): string =>
  language === '' ? english(word) : language === 'fr' ? french(word) : german(word);

/** Russian and Ukrainian cases, by Snowball; the Arabic article; what Korean writes behind a noun. */
function otherStem(word: string): string {
  const code = word.charCodeAt(0);
  if (code >= 0x400 && code <= 0x52f) {
    const stem = /[іїєґ]/.test(word) ? ukrainian(word).replace(/[іїиь]$/, '') : russian(word);
    // Of Київ nothing would be left.
    return stem.length < 3 ? word : stem;
  }
  if (code >= 0x600 && code <= 0x6ff)
    return word
      .replace(/^(?:[وفبك]?ال|[وف]?لل)(?=.{3})/u, '')
      .replace(/ة$/, 'ه')
      .replace(/ى$/, 'ي');
  if (code >= 0xac00 && code <= 0xd7a3) return word.replace(particle, '');
  return word;
}

/** Behind two syllables or more, so that short nouns stay whole. */
const particle =
  /(?<=..)(?:에서는|에서도|으로는|으로도|에게서|이라고|에서|에게|에는|에도|으로|부터|까지|보다|처럼|마다|께서|이나|라고|은|는|이|가|을|를|의|에|와|과|도|로|만)$/u;

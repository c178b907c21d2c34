import anyAscii from 'any-ascii';
import { editDistance } from '../../language/edit-distance.ts';
import { fold } from '../../language/tokens.ts';

/**
 * One word of a name as it may be written elsewhere: `raw` is folded and in Latin letters, `sound` the same with the
 * spellings of one sound made one (`Janukowitsch`, `Yanukovych`).
 */
export type Spelled = { raw: string; sound: string };

/** Spellings of one sound, in the order in which they are made one. Small letters without accents. */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/schtsch|shch|szcz/g, '8'],
  [/dsch|dzh|dj/g, 'j'],
  [/tsch|tch|cz|ch/g, '9'],
  [/sch|sh|sz/g, '8'],
  [/zh/g, 'z'],
  [/kh|gh/g, 'h'],
  [/ph/g, 'f'],
  [/off$/g, 'ov'],
  [/eff$/g, 'ev'],
  [/ck|c|q/g, 'k'],
  [/x/g, 'ks'],
  [/ts|tz/g, 'z'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/w/g, 'v'],
  [/oo|ou/g, 'u'],
  [/ee|ie/g, 'i'],
  [/ae/g, 'e'],
  [/oe/g, 'o'],
  [/ue/g, 'u'],
  [/[yj]/g, 'i'],
  [/(.)\1+/g, '$1'],
];

export function spelled(word: string): Spelled {
  const raw = fold(word);
  let sound = raw;
  for (const [pattern, to] of sounds) sound = sound.replaceAll(pattern, to);
  return { raw, sound };
}

/** Scripts written without vowels: what is left of a name in them is its consonants. */
const withoutVowels = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]/u;
const latin = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;

/**
 * A name of another script in Latin letters (`Рогозин` -> `Rogozin`, `習近平` -> `Xi Jin Ping`), or undefined for one that
 * is in them already. `consonants`: its vowels are not written.
 */
export function romanised(name: string): { text: string; consonants: boolean } | undefined {
  if (latin.test(name)) return undefined;
  const text = anyAscii(name)
    .replaceAll("'", '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return { text, consonants: withoutVowels.test(name) };
}

/**
 * The consonants of a word by their sound, as a script without vowels would have them: there, one letter may stand for
 * `v` or `u`, one for `g` or `gh`, one for `p` or `b`.
 */
export const consonantsOf = ({ sound }: Spelled): string =>
  sound
    .replaceAll(/[aeiouv]/g, '')
    .replaceAll('g', 'h')
    .replaceAll('p', 'b')
    .replaceAll(/[89]/g, 's')
    .replace(/h$/, '')
    .replaceAll(/(.)\1+/g, '$1');

/** Letters by which words of this length may differ and still be taken for one name. Short names are near to too many others. */
export const leeway = (letters: number): number => (letters <= 4 ? 0 : letters <= 7 ? 1 : 2);

/** How far two words are apart: 0 the same, 0.5 another spelling of the same sound, else letters; undefined when too far. */
export function apart(a: Spelled, b: Spelled): number | undefined {
  if (a.raw === b.raw) return 0;
  const shorter = Math.min(a.raw.length, b.raw.length);
  // One or two letters are an initial or nothing.
  if (shorter < 3) return undefined;
  if (a.sound === b.sound) return 0.5;
  const most = shorter < 4 ? 0 : leeway(Math.max(a.raw.length, b.raw.length));
  if (most === 0) return undefined;
  const letters = Math.min(editDistance(a.raw, b.raw, most), editDistance(a.sound, b.sound, most));
  return letters > most ? undefined : letters;
}

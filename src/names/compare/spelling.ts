import anyAscii from 'any-ascii';
import { editDistance } from '../../language/edit-distance.ts';
import { fold } from '../../language/tokens.ts';

/**
 * One word of a name, for comparing spellings: `raw` is folded and in Latin letters, `sound` also unifies the spellings of
 * a sound (`Janukowitsch`, `Yanukovych`).
 */
export type Spelled = { raw: string; sound: string };

/** Spellings of a sound and their replacement, applied in this order. Lower case, no accents. */
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

/** Scripts that omit vowels. */
const withoutVowels = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}]/u;
const latin = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;

/**
 * A name in another script transliterated to Latin letters (`Рогозин` -> `Rogozin`, `習近平` -> `Xi Jin Ping`), or undefined
 * when it is Latin already. `consonants`: the script omits vowels.
 */
export function romanised(name: string): { text: string; consonants: boolean } | undefined {
  if (latin.test(name)) return undefined;
  const text = anyAscii(name)
    .replaceAll("'", '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return { text, consonants: withoutVowels.test(name) };
}

/**
 * The consonants of a word by sound, as coarse as a script without vowels writes them: there, one letter may stand for `v`
 * or `u`, one for `g` or `gh`, one for `p` or `b`.
 */
export const consonantsOf = ({ sound }: Spelled): string =>
  sound
    .replaceAll(/[aeiouv]/g, '')
    .replaceAll('g', 'h')
    .replaceAll('p', 'b')
    .replaceAll(/[89]/g, 's')
    .replace(/h$/, '')
    .replaceAll(/(.)\1+/g, '$1');

/** Maximum edit distance at which words of this length still match. Short names are close to too many others. */
export const leeway = (letters: number): number => (letters <= 4 ? 0 : letters <= 7 ? 1 : 2);

/** Distance of two words: 0 the same, 0.5 the same sound spelled differently, else letters; undefined when too far. */
export function wordDistance(a: Spelled, b: Spelled): number | undefined {
  if (a.raw === b.raw) return 0;
  const shorter = Math.min(a.raw.length, b.raw.length);
  // One or two letters are an initial at best.
  if (shorter < 3) return undefined;
  if (a.sound === b.sound) return 0.5;
  const limit = shorter < 4 ? 0 : leeway(Math.max(a.raw.length, b.raw.length));
  if (limit === 0) return undefined;
  const letters = Math.min(editDistance(a.raw, b.raw, limit), editDistance(a.sound, b.sound, limit));
  return letters > limit ? undefined : letters;
}

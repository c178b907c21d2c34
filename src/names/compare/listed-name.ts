import { fold } from '../../language/tokens.ts';
import { titles } from '../recognise/cues.ts';
import { nameKey } from '../resolve/person-name.ts';
import { romanised } from './spelling.ts';

/** One reading of a list entry. `sure`: nothing is guessed or left out, else `why` says what. `consonants`: no vowels written. */
export type Form = { text: string; sure: boolean; why: string; consonants: boolean };

/** The key under which judgments store a list entry: folded, without titles, `Surname, Given` reordered. */
export function listedKey(entry: string): string {
  const [first, reordered] = formsOf(entry).filter(({ sure }) => sure);
  return nameKey('individual', (entry.includes(',') ? (reordered ?? first) : first)?.text ?? '');
}

const bullet = /^(?:[-*•–—·]+|\(?\d{1,4}[.)])\s+/u;
const companyEnd = /^(?:inc|ltd|llc|plc|co|corp|gmbh|ag|sa|s\.a|nv|bv|spa|jr|sr|i{2,3}|iv)\.?$/i;

/** An entry without numbering, bullets, surrounding quotes, trailing commas and semicolons. */
export const trimmedEntry = (entry: string): string =>
  entry
    .normalize('NFC')
    .replaceAll(/[\s\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .trim()
    .replace(bullet, '')
    .replace(/[,;]+$/u, '')
    .replace(/^["'“”„«»‘’]+(.*?)["'“”„«»‘’]+$/u, '$1')
    .replace(/[,;]+$/u, '')
    .trim();

/** Strips titles from the surname in `Mr. Rogozin, Dmitry`. */
function withoutTitles(surname: string): string {
  const words = surname.split(' ');
  while (words.length > 1 && titles.has(fold(words[0] ?? ''))) words.shift();
  return words.join(' ');
}

/**
 * The readings of a list entry, likeliest first: as written, `Surname, Given` and `SURNAME Given` reordered, without and
 * within brackets, before a comma, in Latin letters.
 */
export function formsOf(entry: string): Form[] {
  const forms: Form[] = [];
  const add = (text: string, why = '', sure = true, consonants = false): void => {
    const name = text.replaceAll(/\s+/g, ' ').trim();
    if (/[\p{L}\p{N}]/u.test(name) && !forms.some((form) => form.text === name)) forms.push({ text: name, sure, why, consonants });
  };
  add(entry);
  const outside = entry.replaceAll(/\([^()]*\)|\[[^[\]]*\]/g, ' ');
  const inside = /[([]([^()[\]]{2,})[)\]]/.exec(entry)?.[1] ?? '';
  if (inside !== '') add(outside);
  for (const text of [outside]) {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const [surname = '', given = ''] = parts;
    if (parts.length < 2) continue;
    if (companyEnd.test(given)) {
      add(parts.slice(0, 2).join(' '));
      add(surname);
    } else if (!/\s/.test(surname) || given.split(/\s+/).length <= 3) add(`${given} ${withoutTitles(surname)}`);
    // `John Hay, Secretary of State`
    if (/\s/.test(surname)) add(surname, 'the part before the comma', false);
  }
  const words = outside.trim().split(/\s+/);
  const shouted = words.filter((word) => /^\p{Lu}[\p{Lu}'’-]+$/u.test(word)).length;
  if (
    words.length > 1 &&
    shouted > 0 &&
    shouted < words.length &&
    words.slice(0, shouted).every((word) => /^\p{Lu}[\p{Lu}'’-]+$/u.test(word))
  )
    add([...words.slice(shouted), ...words.slice(0, shouted)].join(' '));
  if (inside !== '') add(inside, 'the part in brackets', false);
  for (const { text, why } of forms) {
    const roman = romanised(text);
    if (roman !== undefined) add(roman.text, why === '' ? 'another script' : why, false, roman.consonants);
  }
  return forms;
}

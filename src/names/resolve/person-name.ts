import { editDistance } from '../../language/edit-distance.ts';
import { fold } from '../../language/tokens.ts';
import { titles } from '../recognise/cues.ts';
import { namePieces } from '../recognise/name-words.ts';

/** A parsed personal name, folded. `given` may contain initials (one letter). */
export type PersonName = { given: string[]; last: string; suffix: string };

const suffixes = /^(?:jr|sr|ii|iii|iv)$/;
/** Legal forms of companies; not part of the key. */
const companyForms = /^(?:gmbh|ag|ltd|inc|llc|plc|fze|corp|co|spa|bv|nv|oy|jsc|sarl|sa|sas|ooo|oao)$/;
/** Given names and their short forms, interchangeable within a line. */
const nicknames: readonly (readonly string[])[] = [
  'bill will william',
  'bob rob robert',
  'dick rick richard',
  'jim james jimmy',
  'joe joseph',
  'jack john',
  'tom thomas',
  'mike michael',
  'ted edward ned',
  'tony anthony',
  'al albert alfred',
  'dan daniel',
  'dave david',
  'don donald',
  'chuck charles charlie',
  'hank henry harry',
  'larry lawrence',
  'sam samuel',
  'steve steven stephen',
  'ben benjamin',
  'andy andrew',
  'ron ronald',
  'ken kenneth',
  'liz elizabeth betty',
  'kate katherine catherine',
  'sue susan',
  'maggie margaret',
  'alex alexander',
  'vlad vladimir',
  'dmitri dmitry dmitriy dimitri',
  'sergei sergey',
  'yuri yury',
  'mohammed muhammad mohamed mohammad',
  'jerry gerald',
  'nick nicholas',
  'chris christopher',
  'matt matthew',
  'greg gregory',
  'ed edwin',
  'jake jacob',
  'pat patrick patricia',
  'phil philip philippe',
  'gene eugene',
  'beth elizabeth',
  'jeff jeffrey',
  'tim timothy',
].map((line) => line.split(' '));

/** `Sullivan, Jacob J` in spoken order: `Jacob J Sullivan`. `John Smith, Jr.` is unchanged. */
export const spokenOrder = (name: string): string => {
  const [, last = '', given = ''] = /^([^,]+), ([^,]+)$/.exec(name) ?? [];
  return given === '' || suffixes.test(given.toLowerCase().replace('.', '')) ? name : `${given} ${last}`;
};

/** The key under which names of a kind are equal: folded, without dots, leading article, company form (of organizations), titles and suffix (of people). */
export function nameKey(kind: string, surface: string): string {
  const inOrder =
    kind === 'individual' || kind === 'person' ? spokenOrder(surface.replaceAll(/\s+/g, ' ')) : surface.replaceAll(/\s+/g, ' ');
  const pieces = namePieces(inOrder)
    .map((piece) => fold(piece.replaceAll('.', '')).replaceAll(/['’ʼ]/g, ''))
    .filter((piece) => /[\p{L}\p{N}]/u.test(piece));
  if (pieces[0] === 'the' && pieces.length > 1) pieces.shift();
  if (kind === 'organization' && pieces.length > 1 && companyForms.test(pieces.at(-1) ?? '')) pieces.pop();
  if (kind === 'individual') {
    // Titles are not part of the name; a single letter may be an initial. `Secretary of State` is no name behind a title.
    while (pieces.length > 1 && (pieces[0] ?? '').length > 1 && titles.has(pieces[0] ?? '') && pieces[1] !== 'of') pieces.shift();
    return pieces.filter((piece) => !suffixes.test(piece)).join(' ');
  }
  return pieces.join(' ');
}

export function personName(surface: string): PersonName {
  const pieces = nameKey('person', surface).split(' ');
  const suffix = suffixes.test(pieces.at(-1) ?? '') ? (pieces.pop() ?? '') : '';
  const particles = new Set([
    'de',
    'da',
    'del',
    'della',
    'di',
    'la',
    'le',
    'van',
    'von',
    'der',
    'den',
    'bin',
    'al',
    'el',
    'du',
    'dos',
    'do',
  ]);
  const last = pieces.pop() ?? '';
  while (pieces.length > 1 && particles.has(pieces.at(-1) ?? '')) pieces.pop();
  return { given: pieces, last, suffix };
}

/** Whether a form of a person's name is one, and not an office. */
export const isNoOffice = (name: string): boolean => !/^(?:the\s|POTUS$)/iu.test(name);

/** Whether it is a single name, usually a surname. */
export const isShort = ({ given }: PersonName): boolean => given.length === 0;

/**
 * Whether two names with the same surname may be one person: each given name is equal, an initial of the other, a known
 * short form, or one letter off if both have five or more. Different suffixes or second names rule it out.
 */
export function compatible(a: PersonName, b: PersonName): boolean {
  if (a.suffix !== '' && b.suffix !== '' && a.suffix !== b.suffix) return false;
  if (a.last !== b.last && !(a.given.includes(b.last) || b.given.includes(a.last))) return false;
  const [x = '', ...restX] = a.given;
  const [y = '', ...restY] = b.given;
  if (!sameGiven(x, y)) return false;
  for (let i = 0; i < Math.min(restX.length, restY.length); i += 1) if (!sameGiven(restX[i] ?? '', restY[i] ?? '')) return false;
  return true;
}

/** Other forms of a folded given name. */
export const shortFormsOfGiven = (given: string): string[] =>
  nicknames.flatMap((group) => (group.includes(given) ? group.filter((name) => name !== given) : []));

/** Whether two folded given names are forms of the same name. */
export const areNicknames = (a: string, b: string): boolean => nicknames.some((group) => group.includes(a) && group.includes(b));

function sameGiven(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length === 1 || b.length === 1) return a[0] === b[0];
  if (areNicknames(a, b)) return true;
  return a.length >= 5 && b.length >= 5 && editDistance(a, b, 1) <= 1;
}

import * as cues from './cues.ts';
import { gazetteer, gazetteerKey, phraseAt } from './gazetteer.ts';
import type { Mention } from './names-so-far.ts';

/** Whether what was found is no name whatever found it: a piece of an address, an office, words that name nobody. */
export function isNotAName(mention: Mention, text: string): boolean {
  const { kind, rule, surface, start, end } = mention;
  // Part of an e-mail address, even one made from a name.
  if (/[@_]/.test(`${text[start - 1] ?? ''}${text[end] ?? ''}`)) return true;
  if (kind === 'country') return false;
  const words = surface.split(/\s+/);
  const keys = words.map(gazetteerKey);
  if (kind === 'event') return isNoEvent(keys);
  // `REF A`: a single letter does not make it a name.
  if (cues.noNames.has(keys[0] ?? '') && keys.every((key) => cues.noNames.has(key) || key.length === 1)) return true;
  return (
    (kind === 'individual' && (isNoPerson(mention, words, keys) || isShip(mention, text))) ||
    (kind === 'organization' && rule !== 'known name' && isNoOrganization(words, keys))
  );
}

/** `the George Washington sailed`: a ship, or a hotel; `the George Washington letters` are of him. */
const isShip = ({ rule, start, end, surface }: Mention, text: string): boolean =>
  /\s/.test(surface) &&
  !/^(?:title|mail head|signature)$/.test(rule) &&
  /(?<![\p{L}])the\s$/iu.test(text.slice(Math.max(0, start - 5), start)) &&
  /^(?:[.,;)]|\s(?:is|was|will|has|had|would|and|or|to|at|in|on|from|for|with|which|by|sailed|arrived|left|due|about)(?![\p{L}]))/u.test(
    text.slice(end, end + 12),
  );

const contraction = /^(?:I|you|he|she|it|we|they|that|there|what|who|how|let|[a-z]+n)['’](?:m|s|re|ve|ll|d|t)$/iu;

/** `Sir`, `Secretary-General`: a title alone; `C. We`: an initial and the next sentence; `I'm`. */
const isNoPerson = ({ rule, surface }: Mention, words: readonly string[], keys: readonly string[]): boolean =>
  (rule !== 'title' &&
    keys.every(
      (key) => key.length > 1 && (cues.titles.has(key) || (cues.titleParts.has(key) && keys.length > 1) || cues.roleWords.has(key)),
    )) ||
  /\n\s*\n/.test(surface) ||
  // `Huma, Jake, Joe`: several who are greeted, and not one whose surname stands first.
  (rule !== 'mail head' && /^\S+,\s\S+$/u.test(surface) && keys.every((key) => gazetteer().givenName(key) !== undefined)) ||
  keys.some((key, i) => i > 0 && key.length > 1 && cues.titles.has(key)) ||
  words.some((word) => contraction.test(word)) ||
  (words.length === 1 && (isDemonym(keys[0] ?? '', words) || (rule === 'surname before' && isCommonNoun(keys[0] ?? '')))) ||
  (words.length > 1 && isNoLastName(keys.at(-1) ?? '', surface)) ||
  keys.some((key) => cues.days.has(key)) ||
  // `President Clinton Avenue`
  (words.length > 1 && /^(?:avenue|street|boulevard|highway|airport)$/.test(keys.at(-1) ?? '')) ||
  cues.organizationHeads.has(words.length > 1 && keys.at(-1) !== 'house' ? (keys.at(-1) ?? '') : '') ||
  (words.length > 1 &&
    (cues.paperHeads.has(keys.at(-1) ?? '') || cues.placeHeads.has(keys.at(-1) ?? '')) &&
    rule !== 'title' &&
    rule !== 'mail head') ||
  cues.telegraphic.has(words.length > 1 ? (keys[0] ?? '') : '');

/** `Hospital`, though somebody was read as bearing it. */
const isCommonNoun = (key: string): boolean =>
  gazetteer().isCommon(key) && !gazetteer().isSurname(key) && gazetteer().givenName(key) === undefined;

const isDemonym = (key: string, words: readonly string[]): boolean =>
  cues.never.has(key) || phraseAt(gazetteer().countryPhrases, [key], words, 0)?.value.role === 'demonym';

/** `C. We`, `Will I`; but `Reines, Philippe I`. */
const isNoLastName = (last: string, surface: string): boolean =>
  last.length > 1 ? cues.stripped.has(last) : !surface.includes(',') && /\s[AI]$/.test(surface);

/** `Department`, `United States`, `Italian Government`, `Minister for Foreign Affairs`, `Sustainable Development Goals`. */
export function isNoOrganization(words: readonly string[], keys: readonly string[]): boolean {
  const last = keys.at(-1) ?? '';
  if (words.length === 1)
    return cues.organizationHeads.has(last) || cues.titles.has(last) || cues.placeHeads.has(last) || contraction.test(words[0] ?? '');
  const country = phraseAt(gazetteer().countryPhrases, keys, words, 0);
  if (country !== undefined && (country.length === words.length || /^governments?$/.test(keys[country.length] ?? ''))) return true;
  const head = headNoun(keys);
  return (
    cues.paperHeads.has(head) ||
    cues.treatyHeads.has(head) ||
    cues.systemHeads.has(head) ||
    /^(?:sea|gulf|strait|straits|river|lake|ocean|island|islands)$/.test(last) ||
    cues.noOrganizations.has(keys.join(' ')) ||
    // A proposal.
    (last === 'initiative' && keys.at(-2) === 'peace') ||
    /^(?:governments?|states|charg[eé]|delegate|limits|eradication|rule)$/.test(head) ||
    ((cues.titles.has(keys[0] ?? '') || cues.roleWords.has(keys[0] ?? '')) && /^(?:of|for|daffaires|general)$/.test(keys[1] ?? ''))
  );
}

/** The noun that a name says what it is by: the last one before `of`, `on`, `for`. */
export function headNoun(keys: readonly string[]): string {
  const link = keys.findIndex((key, i) => i > 0 && /^(?:of|on|for|against|to|in)$/.test(key));
  return keys[(link < 0 ? keys.length : link) - 1] ?? '';
}

const generalWords = new Set(
  'international world global national regional first second third fourth fifth highlevel ministerial annual special united nations review peace press principals general economic political joint last next this that the of on for to a an'.split(
    ' ',
  ),
);

/** `annexation of`; `International Conference`, `Press Conference`: which one, it does not say. */
const isNoEvent = (keys: readonly string[]): boolean =>
  // `Memorial Day`, `Constitution Day`: a date.
  (keys.length === 2 && keys[1] === 'day') ||
  /^(?:of|the|in|on|for|to|and|arab|latin)$/.test(keys.at(-1) ?? '') ||
  (/^(?:occupation|annexation|invasion)$/.test(keys[0] ?? '') && /(?:ian|ese|ish|can)$/.test(keys.at(-1) ?? '')) ||
  keys.every(
    (key) =>
      generalWords.has(key) ||
      /^(?:conference|conferences|meeting|meetings|summit|talks|war|wars|day|days|election|elections|games)$/.test(key) ||
      /^\d{1,2}$/.test(key),
  );

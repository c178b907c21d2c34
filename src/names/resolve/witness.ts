import { placeHeads } from '../recognise/cues.ts';
import { gazetteer, gazetteerKey } from '../recognise/gazetteer.ts';
import type { Mention } from '../recognise/names-so-far.ts';
import type { EntityKind } from './entity.ts';
import { spokenOrder } from './person-name.ts';

/** What shows, by itself, that a name is one of its kind: by the rule that found it. The rest are guesses from capitals and words around. */
const strong: Readonly<Record<EntityKind, ReadonlySet<string>>> = {
  country: new Set(['name', 'historic', 'demonym', 'capital', 'city', 'metonym']),
  individual: new Set(['title', 'mail head', 'signature', 'listed']),
  organization: new Set(['known name', 'head word', 'company', 'acronym explained', 'acronym defined', 'listed']),
  event: new Set(['known event', 'event word', 'election', 'listed', 'meeting', 'dated meeting']),
};

/** What shows that a name is a person's where it has the shape of one. */
const shaped: ReadonlySet<string> = new Set(['given name', 'initials']);

/** Whether a mention is a strong witness that its name is of this kind. */
export function isStrong({ rule, kind, surface, sure }: Mention, as: EntityKind): boolean {
  if (kind !== as || sure < 0.5) return false;
  if (strong[as].has(rule)) return true;
  return as === 'individual' && looksLikeAPerson(surface) && (shaped.has(rule) || sure >= 0.7);
}

/** `Frank L. Polk`, `Martha Minow`: two readers agree, the one that took it for a person and the shape of the name. */
function looksLikeAPerson(surface: string): boolean {
  const words = spokenOrder(surface.replaceAll(/\s+/g, ' ')).split(' ');
  const [first = '', last = ''] = [words[0], words.at(-1)];
  if (words.length < 2 || words.length > 5 || words.some((word) => /[\d;&|:/]|^\W/u.test(word)) || !/\p{L}{2}/u.test(last)) return false;
  const key = gazetteerKey(last);
  if (placeHeads.has(key) || (gazetteer().isCommon(key) && !gazetteer().isSurname(key) && words.length < 3)) return false;
  return /^\p{Lu}\.?$/u.test(words.at(-2) ?? '') || /^\p{Lu}\.$/u.test(first) || gazetteer().givenName(gazetteerKey(first)) !== undefined;
}

/** What means somebody without being a name: an office, a letter in the head of a mail. Nobody, where the cables do not say who. */
export const isOfOffice = ({ rule }: Mention): boolean => rule === 'office' || rule === 'mail initial';

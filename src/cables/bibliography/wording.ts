import type { BibliographyEntry } from './entry.ts';

/** Words that bibliographies share. They are in English, as the styles are. */

/** What it is, for `type` and `genre`: as the source has it, else a diplomatic cable. */
export const genreOf = ({ kind }: BibliographyEntry): string =>
  kind === '' ? 'Diplomatic cable' : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;

/** What has no field of its own: marking, addressees, notice. */
export const remarkOf = ({ marking, recipients, notice }: BibliographyEntry): string =>
  [notice, recipients.length === 0 ? '' : `To ${addressees(recipients)}`, marking === '' ? '' : `Marked ${marking}`]
    .filter((part) => part !== '')
    .join('. ');

/** At most two by name: circulars have dozens. */
export function addressees(recipients: readonly string[]): string {
  const [first = '', second, ...others] = recipients;
  if (second === undefined) return first;
  return others.length === 0 ? `${first} and ${second}` : `${first} and ${others.length + 1} others`;
}

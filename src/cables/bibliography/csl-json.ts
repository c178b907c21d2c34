import type { BibliographyEntry } from './entry.ts';
import { genreOf, remarkOf } from './wording.ts';

/** Cables as CSL-JSON, for Zotero, pandoc and whatever uses citeproc. */
export const cslJsonOf = (entries: readonly BibliographyEntry[]): string => `${JSON.stringify(entries.map(itemOfEntry), null, 2)}\n`;

function itemOfEntry(entry: BibliographyEntry): Record<string, unknown> {
  const { date } = entry;
  const item = {
    id: entry.key,
    type: 'personal_communication',
    title: entry.title,
    // Offices and missions: a name in one piece, which no style turns round.
    author: entry.sender === '' ? [] : [{ literal: entry.sender }],
    recipient: entry.recipients.map((literal) => ({ literal })),
    issued: date === undefined ? [] : { 'date-parts': [[date.year, date.month, date.day].filter((part) => part !== undefined)] },
    genre: genreOf(entry),
    number: entry.ref,
    archive: entry.archive,
    archive_collection: entry.collection,
    archive_location: [entry.location, entry.ref].filter((part) => part !== '').join(', '),
    note: remarkOf(entry),
    keyword: entry.codes.join(', '),
    language: entry.language,
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)));
}

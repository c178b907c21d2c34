import type { BibliographyEntry } from './entry.ts';
import { addressees, genreOf } from './wording.ts';

const american = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
const americanMonth = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A note in the style of the Chicago Manual for unpublished papers: from whom to whom, title, kind and number, date, where it lies. */
export function chicagoNote(entry: BibliographyEntry): string {
  const { sender, recipients, title, ref, date, marking, location, collection, archive, notice } = entry;
  const to = recipients.length === 0 ? '' : ` to ${addressees(recipients)}`;
  const who = sender === '' ? to.trim() : `${sender}${to}`;
  const parts = [
    who,
    // Some sources have no other title than that.
    title === '' || title.replace(/\.$/, '') === who ? '' : `\u201C${innerQuotes(title.replace(/[.,;]+$/, ''))},\u201D`,
    `${genreOf(entry).toLowerCase()} ${ref}`,
    date === undefined ? 'n.d.' : dateInWords(date),
    marking,
    location,
    collection,
    archive,
    notice,
  ].filter((part) => part !== '');
  // The comma behind a title stands within its quotation marks.
  const note = parts.join(', ').replace(',\u201D, ', ',\u201D ');
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}

export const chicagoNotes = (entries: readonly BibliographyEntry[]): string => entries.map((entry) => `${chicagoNote(entry)}\n`).join('\n');

function dateInWords({ year, month, day }: NonNullable<BibliographyEntry['date']>): string {
  if (month === undefined) return String(year);
  return (day === undefined ? americanMonth : american).format(moment(year, month, day));
}

/** Also of the years before 100, which `Date.UTC` takes for those after 1900. */
const moment = (year: number, month: number, day = 1): number => new Date(0).setUTCFullYear(year, month - 1, day);

/** Quotation marks within quotation marks are single ones. */
function innerQuotes(title: string): string {
  let isOpen = false;
  return title.replaceAll(/[\u201C\u201D"]/g, (mark) => {
    isOpen = mark === '"' ? !isOpen : mark === '\u201C';
    return isOpen ? '\u2018' : '\u2019';
  });
}

import type { BibliographyEntry } from './entry.ts';
import { genreOf, remarkOf } from './wording.ts';

/** Cables as RIS, for EndNote, Zotero, Mendeley and libraries: one record each, lines ended as the format asks. */
export const risOf = (entries: readonly BibliographyEntry[]): string => entries.map(recordOfEntry).join('\r\n');

function recordOfEntry(entry: BibliographyEntry): string {
  const { date } = entry;
  const two = (part: number | undefined): string => (part === undefined ? '' : String(part).padStart(2, '0'));
  const year = date === undefined ? '' : String(date.year).padStart(4, '0');
  const lines: [string, string][] = [
    ['TY', 'PCOMM'],
    ['ID', entry.key],
    ['AU', entry.sender],
    ['TI', entry.title],
    ...entry.recipients.map((one): [string, string] => ['A2', one]),
    ['PY', year],
    ['DA', date === undefined ? '' : `${year}/${two(date.month)}/${two(date.day)}/`],
    ['M3', genreOf(entry)],
    ['AN', entry.ref],
    ['DB', entry.collection],
    ['AV', [entry.archive, entry.location].filter((part) => part !== '').join(', ')],
    ['N1', remarkOf(entry)],
    ...entry.codes.map((code): [string, string] => ['KW', code]),
    ['LA', entry.language],
  ];
  const said = lines.filter(([, value]) => value !== '').map(([tag, value]) => `${tag}  - ${value}\r\n`);
  return `${said.join('')}ER  - \r\n`;
}

import type { BibliographyEntry } from './entry.ts';
import { genreOf, remarkOf } from './wording.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;

/** What LaTeX takes for something else. BibTeX counts braces, escaped or not, so one alone has a name. */
const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
};

/** Between two of these LaTeX would make one character: a dash, quotation marks, an inverted question mark. */
const ligature = /(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=,)(?=,)|(?<=<)(?=<)|(?<=>)(?=>)|(?<=[?!])(?=`)/g;

const escaped = (text: string): string => {
  const braces = isEven(text) ? { '{': '\\{', '}': '\\}' } : special;
  return text
    .split(ligature)
    .map((piece) => piece.replaceAll(/[\\{}~^&%$#_]/g, (one) => ({ ...special, ...braces })[one] ?? one))
    .join('{}');
};

/** Whether every brace has its other half: only then may they stand in BibTeX as they are, and all readers know them. */
function isEven(text: string): boolean {
  let depth = 0;
  for (const one of text) {
    depth += one === '{' ? 1 : one === '}' ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Cables as BibTeX (UTF-8), for LaTeX, biblatex, pandoc and reference managers. Braces keep names whole and capitals as they are. */
export const bibtexOf = (entries: readonly BibliographyEntry[]): string => entries.map(oneOf).join('\n');

function oneOf(entry: BibliographyEntry): string {
  const { date } = entry;
  const braced = (text: string): string => `{${escaped(text)}}`;
  const whole = (text: string): string => `{${braced(text)}}`;
  const fields: [string, string][] = [
    ['author', entry.sender === '' ? '' : whole(entry.sender)],
    ['title', entry.title === '' ? '' : whole(entry.title)],
    ['howpublished', braced([genreOf(entry), entry.ref].join(' '))],
    ['number', braced(entry.ref)],
    ['date', date === undefined ? '' : `{${isoDate(date)}}`],
    ['year', date === undefined ? '' : `{${date.year}}`],
    ['month', months[(date?.month ?? 0) - 1] ?? ''],
    ['note', remarkOf(entry) === '' ? '' : braced(remarkOf(entry))],
    ['library', entry.archive === '' ? '' : braced(entry.archive)],
    ['series', entry.collection === '' ? '' : whole(entry.collection)],
    ['keywords', entry.codes.length === 0 ? '' : braced(entry.codes.join(', '))],
    ['language', entry.language === '' ? '' : braced(entry.language)],
  ];
  const lines = fields.filter(([, value]) => value !== '').map(([name, value]) => `  ${name} = ${value},`);
  return `@misc{${entry.key},\n${lines.join('\n')}\n}\n`;
}

/** `2018`, `2018-03`, `2018-03-07`. */
const isoDate = ({ year, month, day }: NonNullable<BibliographyEntry['date']>): string =>
  [String(year).padStart(4, '0'), ...[month, day].flatMap((part) => (part === undefined ? [] : String(part).padStart(2, '0')))].join('-');

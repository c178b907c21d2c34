import { spoken } from '../../reply/language.ts';
import { english, own, quoted, said, type Part, type Text } from '../../reply/text.ts';
import type { TroveAbout } from '../troves.ts';
import type { BibliographyEntry } from './entry.ts';

/** What a newspaper calls it. Whatever is sent by wire is a cable, reports and notes among them. */
const kinds: Readonly<Record<string, string>> = english({
  email: 'an email',
  letter: 'a letter',
  statement: 'a statement',
  despatch: 'a dispatch',
  dispatch: 'a dispatch',
  memorandum: 'a memorandum',
  document: 'a document',
});

/** Mail has people as `Mills, Cheryl D`. */
const surnameFirst = /^(\p{Lu}[\p{L}’'-]+), (\p{Lu}[\p{L}-]+(?: \p{Lu}\.?)?)$/u;

/** The line that a newspaper prints: "a cable from the EU mission in Washington, 7 March 2018". */
export function newspaperLine(entry: BibliographyEntry, trove: Pick<TroveAbout, 'organizations'> | undefined): Text {
  const kind = entry.kind.toLowerCase().replace('-', '');
  const what = own((Object.hasOwn(kinds, kind) ? kinds[kind] : undefined) ?? 'a cable');
  const when = entry.date === undefined ? said`undated` : dateInPrint(entry.date);
  const sender = kind === 'email' ? entry.sender.replace(surnameFirst, '$2 $1') : entry.sender;
  const line = entry.sender === '' ? said`${what}, ${when}` : said`${what} from ${quoted(inPrint(sender, trove))}, ${when}`;
  return entry.notice === '' ? line : said`${line} (${quoted(entry.notice)})`;
}

function dateInPrint({ year, month, day }: NonNullable<BibliographyEntry['date']>): Part {
  if (month === undefined) return own(String(year));
  const format = new Intl.DateTimeFormat(spoken()?.code ?? 'en-GB', {
    year: 'numeric',
    month: 'long',
    ...(day === undefined ? {} : { day: 'numeric' }),
    timeZone: 'UTC',
  });
  return own(format.format(new Date(0).setUTCFullYear(year, month - 1, day ?? 1)));
}

/**
 * The sender as running text has it: "the EU delegation in Kyiv". A name of the trove's own list counts most; what fits no rule, such as
 * a person, and everything in another language than English, stays as it is printed.
 */
function inPrint(sender: string, trove: Pick<TroveAbout, 'organizations'> | undefined): string {
  if (spoken() !== undefined) return sender;
  const wanted = sender.toLowerCase();
  const listed = trove?.organizations.find(({ name, aliases }) => [name, ...aliases].some((one) => one.toLowerCase() === wanted));
  if (listed !== undefined) return withArticle(listed.name);
  for (const [pattern, phrase] of rules) {
    const found = pattern.exec(sender);
    // An acronym is no place: "Mission UNESCO".
    if (found !== null && !/^\p{Lu}{2,}\b/u.test(/\p{Ll}/u.test(sender) ? of(found, 'place') : '')) return phrase(found);
  }
  return sender;
}

const withArticle = (name: string): string => (/^the\s/i.test(name) ? name : `the ${name}`);
/** Telegrams are in capitals. */
const place = (printed: string): string =>
  /\p{Ll}/u.test(printed) ? printed : printed.toLowerCase().replaceAll(/(?<![\p{L}’'])\p{L}/gu, (letter) => letter.toUpperCase());
const of = (found: RegExpExecArray, group: string): string => found.groups?.[group] ?? '';

/** A place behind a mission's name. */
const behind = String.raw`(?<place>\p{Lu}[\p{L}’'.-]*(?: (?:d[aeou]s? )?\p{Lu}[\p{L}’'.-]*){0,3})`;

/** First the short forms of American telegrams, then names in plain words. */
const rules: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^SECSTATE\b.*$/i, () => 'the State Department'],
  [/^(?:USMISSION )?USUN\b.*$/i, () => 'the US mission to the United Nations'],
  [/^(?:USMISSION )?USNATO\b.*$/i, () => 'the US mission to NATO'],
  [/^(?:USMISSION )?USEU\b.*$/i, () => 'the US mission to the EU'],
  [new RegExp(`^AM(?:ERICAN )?EMBASSY ${behind}$`, 'iu'), (found) => `the US embassy in ${place(of(found, 'place'))}`],
  [new RegExp(`^AM(?:ERICAN )?CON(?:SUL|GEN|SULATE) ${behind}$`, 'iu'), (found) => `the US consulate in ${place(of(found, 'place'))}`],
  [new RegExp(`^USMISSION ${behind}$`, 'iu'), (found) => `the US mission in ${place(of(found, 'place'))}`],
  [
    new RegExp(
      `^(?<whose>(?:[\\p{L}.]+ ){0,3})(?<what>Delegation|Embassy|Mission|Consulate(?: General)?|Legation|Office|Representation) ${behind}$`,
      'u',
    ),
    (found) => `the ${of(found, 'whose')}${of(found, 'what').toLowerCase()} in ${of(found, 'place')}`,
  ],
  [
    new RegExp(`^(?<what>(?:[\\p{L}]+ )?Ministry (?:of|for) .*\\bAffairs) ${behind}$`, 'u'),
    (found) => `the ${of(found, 'what')} in ${of(found, 'place')}`,
  ],
  // Offices, with whoever held them behind in brackets.
  [
    /^(?:Acting |Vice |Deputy |Under |Assistant )?(?:Ambassador|Minister|Consul|Charg[ée]|Secretary|Chairman|President|Commissioner|Head|High Representative)(?: [\p{L}-]+)? (?:in|at|of|to) .+$/iu,
    ([office]) => withArticle(office),
  ],
];

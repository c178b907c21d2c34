/** Letters alone, without marks and case: `févr.` is `fevr`. */
const bare = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}]/gu, '')
    .toLowerCase();

const languages = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'pl', 'ru'];

/** The names of months, long and short, alone and behind a day, and the number of each: `02`. */
const known: ReadonlyMap<string, string> = new Map(
  languages.flatMap((language) =>
    (['long', 'short'] as const).flatMap((width) =>
      (['numeric', undefined] as const).flatMap((day) =>
        Array.from({ length: 12 }, (_, month): [string, string] => {
          const format = new Intl.DateTimeFormat(language, { month: width, ...(day === undefined ? {} : { day }), timeZone: 'UTC' });
          const parts = format.formatToParts(Date.UTC(2001, month, 1));
          return [bare(parts.find(({ type }) => type === 'month')?.value ?? ''), String(month + 1).padStart(2, '0')];
        }),
      ),
    ),
  ),
);

/** The number of a month (`02`) by its name in one of the languages; `Sept` and other beginnings of three letters or more, too. Undefined for any other word. */
export function monthOf(name: string): string | undefined {
  const word = bare(name);
  if (word.length < 3) return undefined;
  const exact = known.get(word);
  if (exact !== undefined) return exact;
  const months = new Set([...known].filter(([one]) => one.startsWith(word)).map(([, month]) => month));
  return months.size === 1 ? [...months][0] : undefined;
}

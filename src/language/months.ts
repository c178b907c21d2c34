/** Letters alone, without marks and case: `févr.` is `fevr`. */
const bare = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}]/gu, '')
    .toLowerCase();

const languages = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'sv', 'da', 'pl', 'ru'];

let names: ReadonlyMap<string, string> | undefined;

/** The names of months, long and short, alone and behind a day, and the number of each: `02`. */
function monthNames(): ReadonlyMap<string, string> {
  const formats = languages.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) =>
      [{}, { day: 'numeric' } as const].map((day) => new Intl.DateTimeFormat(language, { ...day, month, timeZone: 'UTC' })),
    ),
  );
  const nameIn = (format: Intl.DateTimeFormat, month: number): string =>
    bare(format.formatToParts(Date.UTC(2001, month, 1)).find(({ type }) => type === 'month')?.value ?? '');
  return new Map(
    formats.flatMap((format) =>
      Array.from({ length: 12 }, (_, month): [string, string] => [nameIn(format, month), String(month + 1).padStart(2, '0')]),
    ),
  );
}

/** The number of a month (`02`) by its name in one of the languages; `Sept` and other beginnings of three letters or more, too. Undefined for any other word. */
export function monthOf(name: string): string | undefined {
  const word = bare(name);
  if (word.length < 3) return undefined;
  names ??= monthNames();
  const exact = names.get(word);
  if (exact !== undefined) return exact;
  const months = new Set([...names].filter(([one]) => one.startsWith(word)).map(([, month]) => month));
  return months.size === 1 ? [...months][0] : undefined;
}

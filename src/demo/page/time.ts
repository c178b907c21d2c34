const minute = 60_000;

/** That of the page where it is French, else the browser's own. */
const language = (): string | undefined => (document.documentElement.lang === 'fr' ? 'fr' : undefined);

const styles: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
  s: { dateStyle: 'short', timeStyle: 'short' },
  S: { dateStyle: 'short', timeStyle: 'medium' },
};

/** A timestamp in the reader's time zone, in one of Discord's styles (`R` is relative). */
export function timeText(seconds: number, style = 'f'): string {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return 'Invalid date';
  return style === 'R' ? relative(at) : at.toLocaleString(language(), styles[style] ?? styles['f']);
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 24 * 60 * minute],
  ['month', 30 * 24 * 60 * minute],
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
  ['minute', minute],
  ['second', 1000],
];

function relative(at: Date): string {
  const away = at.getTime() - Date.now();
  const [unit, size] = units.find(([, length]) => Math.abs(away) >= length) ?? (['second', 1000] as const);
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(Math.round(away / size), unit);
}

const dayOf = (at: Date): string => at.toDateString();

/** The heading of a day. */
export const dayText = (iso: string): string => new Date(iso).toLocaleDateString(language(), { dateStyle: 'long' });
/** Whether two timestamps are on the same day. */
export const isSameDay = (a: string, b: string): boolean => dayOf(new Date(a)) === dayOf(new Date(b));

/** The time beside a name, as in Discord: without the date if it is today. */
export function sentText(iso: string): string {
  const at = new Date(iso);
  return dayOf(at) === dayOf(new Date())
    ? at.toLocaleTimeString(language(), { timeStyle: 'short' })
    : at.toLocaleString(language(), { dateStyle: 'short', timeStyle: 'short' });
}

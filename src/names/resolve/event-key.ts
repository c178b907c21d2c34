import { nameKey } from './person-name.ts';

const monthNames = 'january february march april may june july august september october november december'.split(' ');
const meeting = /\b(?:meeting|summit|talks)\b/;

/**
 * The key under which mentions are the same event: its folded name; for a meeting its place or day, so that "Helsinki
 * meeting" and "the Helsinki summit" are one. `date` is the cable's (or the event's own): a day without a year is taken to
 * be at most 300 days before it or 65 days after.
 */
export function eventKey(surface: string, date: string): string {
  const key = nameKey('event', surface);
  const dayMatch = /^(?:(\d{1,2}) )?([a-z]+)(?: (\d{1,2}))? (?:meeting|summit|conference|talks)$/.exec(key);
  const month = dayMatch === null ? -1 : monthNames.indexOf(dayMatch[2] ?? '');
  if (dayMatch !== null && month >= 0) return `meeting ${nearestDay(month, Number(dayMatch[1] ?? dayMatch[3] ?? 1), date)}`;
  return key.replace(meeting, 'meeting');
}

function nearestDay(month: number, day: number, date: string): string {
  const year = Number(date.slice(0, 4));
  const pad = (n: number): string => String(n).padStart(2, '0');
  if (!Number.isInteger(year) || year === 0) return `${pad(month + 1)}-${pad(day)}`;
  const sent = Date.parse(date.length >= 10 ? date.slice(0, 10) : `${date.slice(0, 4)}-${date.slice(5, 7) || '12'}-28`);
  for (const candidate of [year, year - 1, year + 1]) {
    const days = (Date.UTC(candidate, month, day) - sent) / 86_400_000;
    if (days >= -300 && days <= 65) return `${candidate}-${pad(month + 1)}-${pad(day)}`;
  }
  return `${year}-${pad(month + 1)}-${pad(day)}`;
}

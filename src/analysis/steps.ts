/** Days, months or years as the steps of an axis. Dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */

export type StepLength = 4 | 7 | 10;

/** Every step from `first` to `last`, both included. */
export function stepsFrom(first: string, last: string): string[] {
  const steps: string[] = [];
  for (let step = first; step <= last;) {
    steps.push(step);
    const next = stepBy(step, 1);
    // After the year 9999 strings no longer sort like dates.
    if (next <= step) break;
    step = next;
  }
  return steps;
}

/** The step `by` steps later (earlier when negative). */
export function stepBy(step: string, by: number): string {
  if (step.length === 4) return String(Math.max(0, Number(step) + by)).padStart(4, '0');
  const [year, month, day] = [Number(step.slice(0, 4)), Number(step.slice(5, 7)), step.length === 10 ? Number(step.slice(8)) : 1];
  const other = new Date(0);
  other.setUTCFullYear(year, month - 1 + (step.length === 7 ? by : 0), day + (step.length === 10 ? by : 0));
  return other.toISOString().slice(0, step.length);
}

/** Days from `a` to `b`; a month or year counts as its first day. */
export const daysBetween = (a: string, b: string): number => (Date.parse(b) - Date.parse(a)) / 86_400_000;

export const daysLater = (date: string, days: number): string => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** Days for up to 45 days, months for up to six years, else years. */
export function fittingLength(first: string, last: string): StepLength {
  const days = daysBetween(first, last);
  return days <= 45 ? 10 : days <= 6 * 366 ? 7 : 4;
}

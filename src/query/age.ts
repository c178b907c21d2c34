/** How long a cable has been with the desk, as a query asks for it: `>3d`. Pure. */

const hour = 60 * 60_000;
const day = 24 * hour;
/** A month counts 30 days, a year 365: nobody asks for an age to the hour. */
const units: Readonly<Record<string, number>> = { h: hour, d: day, w: 7 * day, m: 30 * day, y: 365 * day };

/**
 * The moments (milliseconds, both ends inclusive) at which a cable that has this age `now` came to the desk; undefined for
 * anything but an age. Older is earlier: `>3d` has no beginning and ends three days ago.
 */
export function ageRange(typed: string, now: number): { from: number; to: number } | undefined {
  const [, sign, amount = '', unit = ''] = /^(>=|<=|>|<)(\d{1,5})([hdwmy])[a-z]*$/i.exec(typed.trim()) ?? [];
  const size = units[unit.toLowerCase()];
  if (sign === undefined || size === undefined) return undefined;
  const moment = now - Number(amount) * size;
  switch (sign) {
    case '>':
      return { from: Number.NEGATIVE_INFINITY, to: moment - 1 };
    case '>=':
      return { from: Number.NEGATIVE_INFINITY, to: moment };
    case '<':
      return { from: moment + 1, to: Number.POSITIVE_INFINITY };
    default:
      return { from: moment, to: Number.POSITIVE_INFINITY };
  }
}

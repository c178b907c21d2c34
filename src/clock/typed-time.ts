import { DeskError } from '../reply/failure.ts';
import type { Choice } from '../reply/reply.ts';
import { quoted, said, strong } from '../reply/text.ts';
import { isZone } from '../language/zones.ts';

/** Parses times and time zones as people type them. */

/** A local time as `HH:MM`. Throws a DeskError (usage) for anything else. */
export function clockTime(typed: string): string {
  const parts = /^\s*(\d{1,2})[:.hH](\d{2})\s*$/.exec(typed) ?? /^\s*(\d{1,2})\s*$/.exec(typed);
  const hour = Number(parts?.[1]);
  const minute = Number(parts?.[2] ?? 0);
  if (parts === null || hour > 23 || minute > 59)
    throw new DeskError(said`${quoted(typed)} is not a time of day.`, { kind: 'usage', hint: said`For example ${strong('08:30')}.` });
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The name of a time zone. Throws a DeskError (usage) that suggests a similar one. */
export function timeZone(typed: string): string {
  const wanted = typed.trim().toLowerCase().replaceAll(/\s+/g, '_');
  const known = zones().find((name) => name.toLowerCase() === wanted);
  if (known !== undefined) return known;
  if (isZone(typed.trim())) return typed.trim();
  const [near] = zones().filter((name) => name.toLowerCase().includes(wanted));
  throw new DeskError(said`${quoted(typed)} is not a time zone I know.`, {
    kind: 'usage',
    hint: near === undefined ? said`Time zones have names like ${strong('Europe/Brussels')}.` : said`Did you mean ${strong(near)}?`,
  });
}

const zones = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

export const zoneOption = {
  type: 'text',
  description: 'Time zone, such as Europe/Brussels',
  max: 60,
  suggest: ({ typed }: { typed: string }): Choice[] => {
    const wanted = typed.trim().toLowerCase().replaceAll(/\s+/g, '_');
    return zones()
      .filter((name) => name.toLowerCase().includes(wanted))
      .slice(0, 25)
      .map((name) => ({ label: name, value: name }));
  },
  none: ({ typed }: { typed: string }) => said`No time zone has ${quoted(typed.slice(0, 40))} in its name; try Europe/Brussels`,
} as const;

import { addDays, momentOf } from '../language/zones.ts';
import { noCable, type Facts } from './facts.ts';

/** The zone of the desk's days: that of its digest; UTC without one. */
export const zoneOf = (facts: Facts, desk: string): string => facts.get(desk, 'daily', noCable, 'digest')?.value.zone ?? 'UTC';

/** The first moment of a day, a month or a year in a zone, in milliseconds. */
export const startOf = (zone: string, date: string): number => momentOf(zone, `${date}-01-01`.slice(0, 10), '00:00');

/** The last moment of a day in a zone, in milliseconds. */
export const endOf = (zone: string, day: string): number => momentOf(zone, addDays(day, 1), '00:00') - 1;

import { describe, expect, test } from 'vitest';
import { addDays, dayIn, isZone, lastDueDay, momentOf } from '../../src/language/zones.ts';

describe('days and hours', () => {
  test.each([
    ['Europe/Brussels', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30:00.000Z'],
    ['America/Santiago', '2026-09-06', '00:00', '2026-09-06T04:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '00:00', '2026-04-23T22:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00.000Z'],
    ['Europe/Brussels', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01', '08:30', '2026-01-01T02:45:00.000Z'],
  ])('%s %s %s is %s', (zone, day, time, moment) => {
    expect(new Date(momentOf(zone, day, time)).toISOString()).toBe(moment);
    // It falls on its own day, and the minute before it is not due yet.
    expect(dayIn(zone, momentOf(zone, day, time))).toBe(day);
    expect(lastDueDay(zone, time, momentOf(zone, day, time))).toBe(day);
    expect(lastDueDay(zone, time, momentOf(zone, day, time) - 1)).toBe(addDays(day, -1));
  });

  test('rejects unknown time zones', () => {
    expect(['Europe/Brussels', 'UTC'].every(isZone)).toBe(true);
    expect(['Europe/Atlantis', 'nonsense', '', '+02:00'].some(isZone)).toBe(false);
  });
});

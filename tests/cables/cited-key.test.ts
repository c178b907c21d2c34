import { expect, test } from 'vitest';
import { citedKey } from '../../src/cables/cited-key.ts';

test.each([
  ['1974 LA PAZ 0258', undefined, '1974 LAPAZ 258'],
  ['LA PAZ 0258', '1974', '1974 LAPAZ 258'],
  ['1974LAPAZ00258', undefined, '1974 LAPAZ 258'],
  ['74 LA PAZ 258', '1975', '1974 LAPAZ 258'],
  ['STATE 00498#', '1974', '1974 STATE 498'],
  ['74 STATE 498', undefined, '1974 STATE 498'],
  ['1974 State 0498', undefined, '1974 STATE 498'],
  ['09BERNE123', undefined, '2009 BERNE 123'],
  ['10 BERLIN 1052', undefined, '2010 BERLIN 1052'],
  ['LA PAZ 7565 OF 12/17/73', '1974', '1973 LAPAZ 7565'],
  ['LA PAZ 6652, NOVEMBER 23, 1971', '1974', '1971 LAPAZ 6652'],
  ['LA PAZ 0503 OF JAN. 24', '1974', '1974 LAPAZ 503'],
  ['STATE 47743 DTD 240237Z FEB 78', '1979', '1978 STATE 47743'],
  ['LA PAZ A-05', '1979', '1979 LAPAZ A-5'],
  ['LA PAZ A87', '1974', '1974 LAPAZ A-87'],
  ['GENEVA 12', '1974', '1974 GENEVA 12'],
  ['(B) SAN JOSE 5164 (NOTAL)', '1979', '1979 SANJOSE 5164'],
  ['LA PAZ 3128/1', '1974', '1974 LAPAZ 3128'],
  ['STATE 498', undefined, 'STATE 498'],
  ['COREU/WAS/0098/18', '2018', 'COREU/WAS/98/18'],
  ['coreu/was/98/18', undefined, 'COREU/WAS/98/18'],
  ['FEB 8 WIRELESS', undefined, 'FEB 8'],
  ['KAR-1.001@example.net', '2011', 'KAR-1.001@EXAMPLE.NET'],
  ['', '1974', ''],
])('%s (in a cable of %s) is cited as %s', (printed, year, key) => {
  expect(citedKey(printed, year)).toBe(key);
});

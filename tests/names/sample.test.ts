import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Desk } from '../../src/desk/desk.ts';
import { candidatesOf, placesOf } from '../../src/names/pages/sayings.ts';
import { openSample } from '../helpers/desk.ts';

/**
 * Every name that the lists show on the shipped sample, as judged by hand against what the sample is made from: a name that
 * is new here is one to judge, then to write down in tests/fixtures/sample-names.json or to mend.
 */

type Kind = 'individual' | 'organization' | 'country' | 'event';
const expected = JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/sample-names.json'), 'utf8')) as Record<Kind, string[]>;

let desk: Desk;
beforeAll(async () => {
  desk = await openSample();
  await desk.names.settled();
});
afterAll(() => desk.close());

const listed = (kind: Kind) => desk.names.list(kind, { sort: 'name', offset: 0, limit: 1000 }).rows;

test.each<Kind>(['individual', 'organization', 'country', 'event'])('each %s of the sample has its page, and nothing else has', (kind) => {
  const shown = listed(kind).map(({ name }) => name);
  expect({
    missing: expected[kind].filter((name) => !shown.includes(name)),
    none: shown.filter((name) => !expected[kind].includes(name)),
    twice: shown.filter((name, i) => shown.indexOf(name) !== i),
  }).toEqual({ missing: [], none: [], twice: [] });
});

test('the White House is found where it stands, not only in a subject', () => {
  const page = listed('organization').find(({ name }) => name === 'White House');
  expect(page?.cables).toBe(5);
});

test('the page of each person of the article shows a sentence about them', () => {
  for (const name of ['Caroline Vicini', 'Dmitry O. Rogozin', 'Robert S. Mueller III', 'President Xi Jinping']) {
    const entity = listed('individual').find((one) => one.name === name);
    const places = placesOf(desk, desk.names.mentions(entity?.id ?? ''));
    expect(entity === undefined ? [] : candidatesOf(desk, places, entity), name).not.toEqual([]);
  }
});

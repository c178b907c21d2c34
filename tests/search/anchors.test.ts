import { beforeAll, afterAll, expect, test } from 'vitest';
import type { Desk } from '../../src/desk/desk.ts';
import { parseQuery } from '../../src/query/query.ts';
import { excerpt } from '../../src/search/excerpt.ts';
import { openSample } from '../helpers/desk.ts';

/** The facts that the published article reports of the cables: each must be the first hit of a plain question. */
const anchors: readonly [query: string, ref: string, words: string][] = [
  ['hot zone crimea', 'COREU/KYI/0039/18', "'hot zone where nuclear warheads might have already been deployed.'"],
  ['"hot zone"', 'COREU/KYI/0039/18', 'had been turned into a'],
  ['vicini', 'COREU/WAS/0107/18', 'with the negative attitude to the E.U. in the beginning, which had created a lot of insecurity'],
  [
    'negative attitude insecurity',
    'COREU/WAS/0107/18',
    'in areas where we disagreed with the U.S. (e.g., on climate, trade, Iran nuclear deal)',
  ],
  ['freestyle boxing match', 'COREU/BEI/0124/18', 'no-rules freestyle boxing match'],
  ['xi bullying', 'COREU/BEI/0124/18', 'even if a trade war hurt everybody'],
  ['successful at least for putin', 'COREU/HEL/0021/18', 'successful (at least for Putin)'],
  ['helsinki', 'COREU/HEL/0021/18', 'successful (at least for Putin)'],
  ['nipped down', 'COREU/WAS/0251/18', 'nipped down'],
  ['authorization finance exports iran', 'COREU/BRU/0256/18', 'requests for authorization to finance exports to Iran'],
  ['rogozin', 'COREU/VIE/0052/18', "to travel to Austria for an international meeting on 'the peaceful uses of outer space'"],
  ['rogozin outer space', 'COREU/VIE/0052/18', 'was under European financial sanctions'],
  ['secretary-general private meetings asian leaders missiles', 'UN/NY/0007/16', 'when North Korea was actively launching missiles'],
];

let desk: Desk;

beforeAll(async () => {
  desk = await openSample();
});

afterAll(() => desk.close());

test.each(anchors)('%s finds %s first', async (text, ref, words) => {
  const query = parseQuery(text);
  const { hits } = await desk.index.find(query, { sort: 'best', offset: 0, limit: 3 });
  const first = desk.cables.byRow(hits[0]?.row ?? -1);
  expect(first?.ref).toBe(ref);
  expect(first?.body).toContain(words);
  const found = excerpt(first?.body ?? '', query, { max: 320 });
  expect(first?.body.slice(found.start, found.end)).toBe(found.text);
  expect(found.marks.length).toBeGreaterThan(0);
});

test('no cable puts the Helsinki meeting on 16 July, and only one is about it', () => {
  const about = [...desk.cables.all()].filter(({ body, subject }) => /helsinki/i.test(subject + body));
  expect(about.map(({ ref }) => ref)).toContain('COREU/HEL/0021/18');
  expect(about.find(({ ref }) => ref === 'COREU/HEL/0021/18')?.date).toBe('2018-07');
  for (const { body, ref } of about) {
    const near = /helsinki[^.]{0,80}(16 july|july 16)|(16 july|july 16)[^.]{0,80}helsinki/i;
    expect(near.test(body), ref).toBe(false);
  }
});

test('only two markings, FICTIONAL in every header, refs unique, NSC and NSA both there', () => {
  const cables = [...desk.cables.all()];
  expect(cables.length).toBeGreaterThanOrEqual(40);
  expect(new Set(cables.map(({ marking }) => marking))).toEqual(new Set(['LIMITE', 'RESTREINT UE', '']));
  for (const { extra, ref } of cables) expect(String(extra['notice']), ref).toContain('FICTIONAL');
  const words = cables.map(({ body }) => body).join('\n');
  for (const word of ['NSC', 'NSA', 'Mr. Xi', 'President Xi Jinping']) expect(words).toContain(word);
});

test('every excerpt for every word of every cable is verbatim', () => {
  for (const { body } of desk.cables.all()) {
    const word = /\p{L}{5,}/u.exec(body)?.[0] ?? 'the';
    const found = excerpt(body, parseQuery(word), { max: 200 });
    expect(body.slice(found.start, found.end)).toBe(found.text);
  }
});

import { describe, expect, test } from 'vitest';
import { createMatcher, type KnownName } from '../../../src/names/compare/match.ts';
import { formsOf, trimmedEntry } from '../../../src/names/compare/listed-name.ts';
import { nearNames, nearPeople } from '../../../src/names/compare/near-name.ts';
import { nameKey } from '../../../src/names/resolve/person-name.ts';
import { spelled } from '../../../src/names/compare/spelling.ts';

const words = (name: string) => nameKey('individual', name).split(' ').map(spelled);
const isNear = (a: string, b: string): boolean => nearPeople(words(a), words(b)) !== undefined;

describe('list entries', () => {
  test('strips what lists put around a name', () => {
    for (const entry of ['  12. Jana  Drobnik ', '- Jana Drobnik', '"Jana Drobnik"', '(3) Jana Drobnik,', '• “Jana Drobnik”;'])
      expect(trimmedEntry(entry)).toBe('Jana Drobnik');
    expect(trimmedEntry('3M')).toBe('3M');
  });

  test('gives the possible readings of an entry', () => {
    const texts = (entry: string) => formsOf(entry).map(({ text }) => text);
    expect(texts('Rogozin, Dmitri')).toEqual(['Rogozin, Dmitri', 'Dmitri Rogozin']);
    expect(texts('ROGOZIN Dmitri')).toContain('Dmitri ROGOZIN');
    expect(texts('King, Martin Luther, Jr.')).toContain('Martin Luther King');
    expect(texts('Norrfald AB, Ltd')).toContain('Norrfald AB Ltd');
    expect(texts('John Hay, Secretary of State')).toContain('John Hay');
    expect(texts('NSC (National Security Council)')).toEqual(['NSC (National Security Council)', 'NSC', 'National Security Council']);
    expect(texts('Рогозин, Дмитрий')).toContain('Dmitriy Rogozin');
    expect(formsOf('習近平').at(-1)).toMatchObject({ text: 'Xi Jin Ping', sure: false, why: 'another script' });
    expect(texts('...')).toEqual([]);
  });
});

describe('near names', () => {
  test.each([
    ['Dmitri Rogosin', 'Dmitry O. Rogozin'],
    ['D. Rogozin', 'Dmitry O. Rogozin'],
    ['Rogozin Dmitry', 'Dmitry O. Rogozin'],
    ['Viktor Janukowitsch', 'Viktor Yanukovych'],
    ['Muhammad Zarif', 'Mohammed Zarif'],
    ['Bill Taylor', 'William B. Taylor'],
    ['J. Edgar Hoover', 'Edgar Hoover'],
    ['Robert Muller', 'Robert S. Mueller III'],
    ['Volodimir Zelenskiy', 'Volodymyr Zelensky'],
    ['Rogosin', 'Rogozin'],
    ['Walker Bush', 'George Walker Bush'],
  ])('%s may be %s', (a, b) => {
    expect(isNear(a, b)).toBe(true);
    expect(isNear(b, a)).toBe(true);
  });

  test.each([
    ['Jana Drobnik', 'Pavel Drobnik'],
    ['P. Drobnik', 'Jana Drobnik'],
    ['George Bush', 'Herbert Bush'],
    ['Jana Novak', 'Jana Nowicki'],
    ['Li Wei', 'Li Wen'],
    ['Rogosin', 'Dmitry Rogozim'],
    ['Hay', 'Haig'],
    ['Mills, Cheryl D.', 'Aaron D'],
    ['W. Bush', 'George Walker Bush'],
    ['Daniel R', 'Robert R'],
  ])('%s is not %s', (a, b) => {
    expect(isNear(a, b)).toBe(false);
    expect(isNear(b, a)).toBe(false);
  });

  test('organizations: typos, word order, one extra word; short names only exactly', () => {
    const near = (a: string, b: string) =>
      nearNames(...([a, b].map((name) => nameKey('organization', name).split(' ').map(spelled)) as [never, never])) !== undefined;
    expect(near('Chinese Embasy in Washington', 'Chinese Embassy in Washington')).toBe(true);
    expect(near('Council for National Security', 'National Security Council')).toBe(true);
    expect(near('Ministry of Foreign Affairs', 'Ministry of Finance')).toBe(false);
    expect(near('NSC', 'NSA')).toBe(false);
    expect(near('Iran', 'Iraq')).toBe(false);
  });

  test('the matcher finds what brute force finds', () => {
    const given = ['Jana', 'Pavel', 'Dmitri', 'Caroline', 'Anatol', 'Robert', 'Viktor', 'Oren'];
    const surnames = ['Drobnik', 'Drobnikova', 'Rogozin', 'Vicini', 'Vermishyan', 'Mueller', 'Yanukovych', 'Hay', 'Lansing', 'Boeker'];
    const names = given.flatMap((first) => surnames.map((last) => `${first} ${last}`));
    const known = names.map((name): KnownName => ({
      key: nameKey('individual', name),
      entity: `individual:${nameKey('individual', name)}`,
      kind: 'individual',
      printed: name,
      leads: true,
      weak: false,
    }));
    const match = createMatcher(known, []);
    let looked = 0;
    for (const name of names)
      for (const entry of [
        name.replace(/(.)(.)$/, '$2$1'),
        `${name.slice(0, 1)}. ${name.split(' ')[1] ?? ''}`,
        name.replace('i', 'y'),
        name.slice(0, -2),
      ]) {
        const all = names
          .map((other) => nearPeople(words(entry), words(other))?.score ?? 0)
          .filter((score) => score > 0)
          .toSorted((a, b) => b - a);
        const found = match(entry);
        if (found.some(({ how }) => how !== 'near')) continue;
        looked += 1;
        expect(
          found.map(({ score }) => score),
          entry,
        ).toEqual(all.slice(0, 3));
      }
    expect(looked).toBeGreaterThan(200);
  });

  const knownAs = (name: string, entity = name): KnownName => ({
    key: nameKey('individual', name),
    entity: `individual:${nameKey('individual', entity)}`,
    kind: 'individual',
    printed: name,
    leads: name === entity,
    weak: false,
  });

  test('a surname does not match a person with different given names', () => {
    const match = createMatcher(
      [knownAs('Edwin C. Wilson'), knownAs('Wilson', 'Edwin C. Wilson'), knownAs('Woodrow Wilson'), knownAs('Abbas')],
      [],
    );
    expect(match('Woodrow Willson').map(({ entity }) => entity)).toEqual(['individual:woodrow wilson']);
    expect(match('Mahmud Abbas')).toMatchObject([{ entity: 'individual:abbas', why: ['surname alone'] }]);
  });

  test('other scripts: Cyrillic, Greek, Chinese, Korean, Arabic, Hebrew', () => {
    const names = [
      'Dmitry Rogozin',
      'Kyriakos Mitsotakis',
      'Xi Jinping',
      'Ban Ki-moon',
      'Mahmoud Abbas',
      'Antonio Guterres',
      'Jana Drobnik',
    ];
    const match = createMatcher(
      names.map((name) => knownAs(name)),
      [],
    );
    const first = (entry: string): string | undefined => match(entry)[0]?.entity.slice('individual:'.length);
    expect(first('Дмитрий Рогозин')).toBe('dmitry rogozin');
    expect(first('Μητσοτάκης, Κυριάκος')).toBe('kyriakos mitsotakis');
    expect(first('习近平')).toBe('xi jinping');
    expect(first('반기문')).toBe('ban kimoon');
    expect(first('محمود عباس')).toBe('mahmoud abbas');
    expect(first('أنطونيو غوتيريش')).toBe('antonio guterres');
    expect(first('דמיטרי רוגוזין')).toBe('dmitry rogozin');
    for (const entry of ['Иван Петров', '毛泽东', 'خالد مشعل', 'דוד כהן']) expect(match(entry), entry).toEqual([]);
  });

  test('hostile entries find nothing, in finite time', () => {
    const match = createMatcher(
      [{ key: 'jana drobnik', entity: 'individual:jana drobnik', kind: 'individual', printed: 'Jana Drobnik', leads: true, weak: false }],
      [],
    );
    for (const entry of [
      '('.repeat(5000),
      'a '.repeat(5000),
      '((((a',
      ',,,,',
      '\u202e\u0000',
      '-'.repeat(300),
      `${'x'.repeat(5000)}, y`,
      '😀'.repeat(50),
    ])
      expect(match(trimmedEntry(entry))).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compatible, personName } from '../../src/names/resolve/person-name.ts';
import { readNames } from '../../src/names/recognise/read-cable.ts';
import type { CableNames, Judgment, ListedName } from '../../src/names/resolve/entity.ts';
import { resolve } from '../../src/names/resolve/resolve.ts';
import { isLong } from '../helpers/random.ts';

const cable = (ref: string, text: string, date = '2018-03-01', trove = ''): CableNames => ({
  ref,
  trove,
  row: Number(ref.replaceAll(/\D/g, '')),
  date,
  names: readNames({ subject: '', body: text }),
});

const resolved = (cables: CableNames[], judgments: Judgment[] = []) => resolve(cables, judgments, []);

const idsIn = (cables: CableNames[], at: number, judgments: Judgment[] = []): string[] => [
  ...new Set(resolved(cables, judgments).of[at]?.filter((id) => id.startsWith('individual') || id.startsWith('organization'))),
];

describe('resolving', () => {
  test('another name that a trove lists for somebody is theirs in that trove alone', () => {
    const text = 'Mr. Alphason spoke. Then Mr. Bigchief came.';
    const cables = ['a', 'b', 'c'].map((trove) => cable(`${trove}-1`, text, '2018-03-01', trove));
    const chief = (trove: string, name: string): ListedName => ({ trove, kind: 'individual', name, aliases: ['Bigchief'] });
    // Both are named in each trove, so that both have pages.
    const named = cables.map((one) => ({
      ...one,
      names: [...one.names, ...readNames({ subject: '', body: 'Anna Tveit and Rita Zakaite left.' })],
    }));
    const { of } = resolve(named, [], [chief('a', 'Anna Tveit'), chief('b', 'Rita Zakaite')]);
    const bigchief = of.map((ids, i) => ids[named[i]?.names.findIndex(({ surface }) => surface.includes('Bigchief')) ?? -1]);
    expect(bigchief).toEqual(['individual:anna tveit', 'individual:rita zakaite', 'individual:bigchief']);
  });

  test.each<[a: string, b: string, same: boolean]>([
    ['Dmitry O. Rogozin', 'Dmitriy Rogozin', true],
    ['Robert S. Mueller III', 'R. Mueller', true],
    ['George W. Bush', 'George H. W. Bush', false],
    ['Bill Clinton', 'William Clinton', true],
    ['Jana Drobnik', 'Pavel Drobnik', false],
    ['Hamid Karzai', 'Ahmed Karzai', false],
    ['John Smith Jr', 'John Smith Sr', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect(compatible(personName(a), personName(b))).toBe(same);
  });

  test('a surname means the person named before it, the only bearer, or nobody', () => {
    const cables = [
      cable('A1', 'Mr. Pavel Drobnik came. Later Mr. Drobnik left.'),
      cable('A2', 'Ms. Jana Drobnik spoke. Ms. Drobnik then left.'),
      cable('A3', 'Drobnik said nothing.'),
      cable('A4', 'President Xi Jinping came. It was Mr. Xi who spoke.'),
      cable('A5', 'We asked Mr. Xi about it.'),
    ];
    expect(idsIn(cables, 0)).toEqual(['individual:pavel drobnik']);
    expect(idsIn(cables, 1)).toEqual(['individual:jana drobnik']);
    const all = resolved(cables);
    const bare = all.entities.find(({ id }) => id === 'individual:drobnik');
    expect(bare).toMatchObject({ ambiguous: true, candidates: ['individual:jana drobnik', 'individual:pavel drobnik'] });
    expect(idsIn(cables, 4)).toEqual(['individual:xi jinping']);
  });

  test('an acronym means what its cable says, elsewhere only the unambiguous', () => {
    const cables = [
      cable('A1', 'The Stabilisation Aid Agency (SAA) is old. The SAA holds.'),
      cable('A2', 'The Secure Attachment Authority (SAA) is full. Ask the SAA.'),
      cable('A3', 'Nobody knows the SAA here.'),
      cable('A4', 'The International Widget Board (IWB) met.'),
      cable('A5', 'We heard the IWB.'),
    ];
    expect(idsIn(cables, 0)).toEqual(['organization:stabilisation aid agency']);
    expect(idsIn(cables, 1)).toEqual(['organization:secure attachment authority']);
    expect(idsIn(cables, 2)).toEqual(['organization:saa']);
    expect(idsIn(cables, 4)).toEqual(['organization:international widget board']);
  });

  test('judgments: merge, split, rename, hide, retype, assign; stale ones are reported', () => {
    const cables = [
      cable('A1', 'Mr. Anatol Vermishyan came.'),
      cable('A2', 'M. Anatole Vermichian est venu.'),
      cable('A3', 'Mr. Pavel Drobnik and Ms. Jana Drobnik.'),
      cable('A4', 'Drobnik spoke.'),
    ];
    const merge: Judgment = { act: 1, verb: 'merge', kind: 'individual', name: 'anatole vermichian', to: 'anatol vermishyan' };
    expect(idsIn(cables, 1, [merge])).toEqual(['individual:anatol vermishyan']);
    expect(idsIn(cables, 1, [merge, { act: 2, verb: 'split', kind: 'individual', name: 'anatole vermichian' }])).toEqual([
      'individual:anatole vermichian',
    ]);
    expect(
      resolved(cables, [{ act: 1, verb: 'rename', kind: 'individual', name: 'anatol vermishyan', to: 'The engineer' }]).entities.find(
        ({ id }) => id === 'individual:anatol vermishyan',
      )?.name,
    ).toBe('The engineer');
    expect(
      resolved(cables, [{ act: 1, verb: 'hide', kind: 'individual', name: 'jana drobnik' }]).entities.find(
        ({ id }) => id === 'individual:jana drobnik',
      )?.hidden,
    ).toBe(true);
    expect(idsIn(cables, 0, [{ act: 1, verb: 'retype', kind: 'individual', name: 'anatol vermishyan', to: 'organization' }])).toEqual([
      'organization:anatol vermishyan',
    ]);
    expect(idsIn(cables, 3, [{ act: 1, verb: 'assign', kind: 'individual', name: 'drobnik', to: 'jana drobnik', cable: 'A4' }])).toEqual([
      'individual:jana drobnik',
    ]);
    const stale: Judgment = { act: 9, verb: 'hide', kind: 'individual', name: 'nobody at all' };
    expect(resolved(cables, [merge, stale]).stale).toEqual([stale]);
  });

  test('a decision on a long name goes for the letters that stand for it alone', () => {
    const cables = [
      cable('A1', 'It was the Dornic Pumps Committee (DPC) that met. The DPC left.'),
      cable('A2', 'There is an Archive of Old Rails (AOR) and an Agency of Open Roads (AOR). The AOR left.'),
    ];
    const hide = (name: string): Judgment => ({ act: 1, verb: 'hide', kind: 'organization', name });
    const hidden = (name: string): string[] => resolved(cables, [hide(name)]).entities.flatMap((one) => (one.hidden ? [one.id] : []));
    const kinds = resolved(cables, [{ act: 1, verb: 'retype', kind: 'organization', name: 'dornic pumps committee', to: 'event' }]);
    expect(kinds.of[0]?.every((id) => id.startsWith('event:'))).toBe(true);
    expect(hidden('agency of open roads')).toEqual(['organization:agency of open roads']);
  });

  test('shuffled imports give the same entities', () => {
    const names = [
      'George W. Bush',
      'George H. W. Bush',
      'George Bush',
      'Bush',
      'Mr. Bush',
      'Jana Drobnik',
      'Pavel Drobnik',
      'Drobnik',
      'Xi Jinping',
      'Mr. Xi',
      'W. Clinton',
      'Bill Clinton',
      'William J. Clinton',
      'NSC',
      'National Security Council (NSC)',
      'National Salvation Council (NSC)',
      'Helsinki meeting',
      'Helsinki summit',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 }),
        fc.integer(),
        (texts, seed) => {
          const cables = texts.map((parts, i) => cable(`C${i}`, `We report: the visitor was ${parts.join(' and then came ')} at noon.`));
          const order = cables.map((_, i) => i).toSorted((a, b) => Math.sin(seed + a * 7) - Math.sin(seed + b * 7));
          const straight = resolved(cables);
          const shuffled = resolved(order.map((i) => cables[i]).filter((one) => one !== undefined));
          expect(shuffled.entities).toEqual(straight.entities);
          expect(order.map((i) => straight.of[i])).toEqual(shuffled.of);
        },
      ),
      { numRuns: isLong ? 2000 : 200 },
    );
  });
});

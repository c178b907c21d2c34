import { expect, test } from 'vitest';
import type { Data, Head, Named } from '../../src/analysis/data.ts';
import { sharedWords } from '../../src/analysis/shared-words.ts';

/** The words that cables share in which two names stand together. */

const zetterquist: Named = { id: 'individual:z', kind: 'individual', name: 'Olav Zetterquist', date: '' };
const rogozin: Named = { id: 'individual:r', kind: 'individual', name: 'Dmitry Rogozin', date: '' };
const pair = [zetterquist.id, rogozin.id] as const;

/** Twenty cables that say the usual, and before them these. */
function troveOf(bodies: readonly string[]): Data {
  const usual = Array.from(
    { length: 20 },
    (_, i) => `The mission in place ${i} reported on harvest and trade. Old lamps were sold by the council.`,
  );
  const texts = [...bodies, ...usual];
  const cables = texts.map((_, row): Head => ({
    row,
    ref: `R${row}`,
    date: '2018',
    origin: 'O',
    marking: '',
    lang: '',
    type: '',
    subject: '',
  }));
  const has = (row: number, { name }: Named): boolean => texts[row]?.includes(name) === true;
  return {
    cables,
    all: cables,
    others: [],
    rest: [],
    named: (heads) => new Map(heads.map(({ row }) => [row, [zetterquist, rogozin].filter((one) => has(row, one))])),
    counts: () => new Map(),
    entity: () => undefined,
    naming: () => new Set(),
    places: (row, id) =>
      [zetterquist, rogozin].flatMap((one) =>
        one.id === id && has(row, one) ? [{ part: 'body' as const, start: texts[row]?.indexOf(one.name) ?? 0 }] : [],
      ),
    text: (row) => texts[row] ?? '',
    body: (row) => texts[row] ?? '',
    language: () => '',
    absent: () => [],
    tags: () => new Map(),
    done: () => new Map(),
    senders: () => [],
  };
}
const sharedIn = (bodies: readonly string[], most = 2, alone: readonly string[] = []): string[] => {
  const data = troveOf([...bodies, ...alone]);
  const withOne = data.cables.slice(bodies.length, bodies.length + alone.length);
  return sharedWords(data, [{ ids: pair, cables: data.cables.slice(0, bodies.length), withOne }], most)[0] ?? [];
};

const both = 'Mr. Olav Zetterquist asked Mr. Dmitry Rogozin of Norrfald';

test('they stand in most of the cables and hardly elsewhere; names, stop words, words of saying and what all say are none', () => {
  const found = sharedIn(
    [
      `${both} about the centrifuges, with the usual trade and harvest.`,
      `${both} for centrifuges again. Enrichment went on.`,
      `${both} about enrichment, said Zetterquist.`,
    ],
    9,
  );
  expect(found.toSorted()).toEqual(['centrifuges', 'enrichment']);
});

test('a word that the cables with one of the names have as often says nothing of the two; neither does a line of a head', () => {
  const bodies = [1, 2, 3].map(
    (i) => `CONFIDENTIAL SECTION ${i} OF DRUMS. Rogozin\n\n${both} about embargoes and uranium in seventy drums.`,
  );
  const alone = Array.from({ length: 6 }, () => 'Mr. Dmitry Rogozin spoke of embargoes again, in a hall in the south.');
  expect(sharedIn(bodies, 9)).toEqual(expect.arrayContaining(['embargoes', 'uranium']));
  const found = sharedIn(bodies, 9, alone);
  expect(found).toContain('uranium');
  for (const no of ['embargoes', 'seventy', 'confidential', 'section']) expect(found).not.toContain(no);
});

test('they are taken from paragraphs with one of the names, and so many as are wanted', () => {
  const apart = '\n\nA lighthouse was painted.';
  const found = sharedIn([`${both} about uranium.${apart}`, `${both} about uranium.${apart}`], 9);
  expect(found).toContain('uranium');
  expect(found).not.toContain('lighthouse');
  expect(sharedIn([`${both} about uranium.`, `${both} about uranium.`], 1)).toHaveLength(1);
});

test('a word that one cable alone has is not shared, and a telegram in capitals has words, too', () => {
  expect(sharedIn([`${both} about uranium.`, `${both} about helium.`], 9)).not.toContain('uranium');
  const shouted = sharedIn(
    [
      `${both}: URANIUM WAS BEING SENT IN LARGE DRUMS BY THE SAME SHIP AS LAST YEAR AND THE ONE BEFORE IT. NOBODY KNOWS WHERE IT WENT AFTER THAT AND NOBODY HAS EVER ASKED HIM ABOUT ANY OF IT, NOR WILL THEY DO SO NOW. THE DRUMS WERE COUNTED TWICE BY MEN WHO COULD NOT READ THE LABELS, WHICH WERE IN A LANGUAGE THAT THEY DID NOT HAVE. THIS WENT ON UNTIL THE SPRING.`,
      `${both} about uranium in drums.`,
    ],
    9,
  );
  expect(shouted).toEqual(expect.arrayContaining(['drums', 'uranium']));
});

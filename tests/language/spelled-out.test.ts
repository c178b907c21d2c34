import { describe, expect, test } from 'vitest';
import { spelledOut } from '../../src/language/spelled-out.ts';
import { randomFrom, seedOf } from '../helpers/random.ts';

const pairs = (text: string): string[] =>
  spelledOut(text).map(({ term, meaning, start, end }) => {
    const place = text.slice(start, end);
    expect(place).toContain(term);
    expect(place.replaceAll(/\s+/g, ' ')).toContain(meaning);
    return `${term} = ${meaning}`;
  });

describe('terms that a text spells out', () => {
  test.each([
    ['the National Security Council (NSC) met', ['NSC = National Security Council']],
    ["by the Third Department of the People's Liberation Army (3PLA).", ["3PLA = Third Department of the People's Liberation Army"]],
    ["by 3PLA (Third Department of the People's Liberation Army).", ["3PLA = Third Department of the People's Liberation Army"]],
    ['au Comité des représentants permanents (Coreper) le', ['Coreper = Comité des représentants permanents']],
    [
      'the Conference on Interaction and Confidence-Building Measures in Asia (CICA)',
      ['CICA = Conference on Interaction and Confidence-Building Measures in Asia'],
    ],
    ['members of the Organization of Islamic Cooperation ("OIC") said', ['OIC = Organization of Islamic Cooperation']],
    [
      'small island developing States (SIDS) and least developed countries (LDCs)',
      ['SIDS = small island developing States', 'LDCs = least developed countries'],
    ],
    [
      'THE GOVERNMENT OF BOLIVIA (GOB) AND YACIMIENTOS PETROLIFEROS\nFISCALES BOLIVIANOS (Y.P.F.B.)',
      ['GOB = GOVERNMENT OF BOLIVIA', 'Y.P.F.B. = YACIMIENTOS PETROLIFEROS FISCALES BOLIVIANOS'],
    ],
    ['Council of the Communities. Security (CCS)', []],
    ['the Secretary of State (Stimson), New York (11), Coreper (II), Article (V)', []],
    ['the mandate of the United Nations Multidimensional Mission in Mali (MINUSMA)', []],
    ['THE PRESIDENT AND HIS AMBASSADOR SPOKE (PTAB)', []],
    ['NSC (the council) and NSC (NSC)', []],
    ['the regional bureau for administration, the refugee agency (ARRA), UNHCR', []],
    ['the Bureau of Democracy, Human Rights, and Labor (DRL)', ['DRL = Democracy, Human Rights, and Labor']],
  ])('%s', (text, found) => {
    expect(pairs(text)).toEqual(found);
  });

  test('finds what a search of every way finds, in texts made at random', () => {
    const random = randomFrom(seedOf('spelled-out'));
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const words = ['Arms', 'Bureau', 'Council', 'border', 'control', 'Agency', 'and', 'of', 'the', 'Cable', 'Abroad', 'care', 'Baltic'];
    let spelled = 0;
    for (let n = 0; n < 3000; n += 1) {
      const chosen = Array.from({ length: 1 + Math.floor(random() * 7) }, () => pick(words));
      const term = Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(['A', 'B', 'C'])).join('');
      const found = spelledOut(`${chosen.join(' ')} (${term})`)[0]?.meaning;
      expect(found, `${chosen.join(' ')} (${term})`).toBe(byEveryWay(chosen, term));
      if (found !== undefined) spelled += 1;
    }
    expect(spelled).toBeGreaterThan(100);
  });
});

/** Every end of the words, every way to place the letters in it: the shortest end that fits, or the first with all letters at beginnings. */
function byEveryWay(words: readonly string[], term: string): string | undefined {
  const fitting = words.flatMap((_, from) => {
    const end = words.slice(from);
    const best = bestOf(end, term);
    const isFit =
      end.length > 1 &&
      end.length <= Math.min(term.length + 5, term.length * 2) &&
      !['and', 'of', 'the'].includes(end[0] ?? '') &&
      !(/^[a-z]/.test(end[0] ?? '') && end.filter((word) => /^[A-Z]/.test(word)).length > 1) &&
      end.join(' ').length > term.length &&
      best !== undefined &&
      best >= Math.ceil(term.length / 2);
    return isFit ? [{ meaning: end.join(' '), best }] : [];
  });
  const shortestFirst = fitting.toReversed();
  return (shortestFirst.find(({ best }) => best === term.length) ?? shortestFirst[0])?.meaning;
}

/** The most letters that begin a word, over all ways to place them in order with the first at the very beginning. */
function bestOf(words: readonly string[], term: string): number | undefined {
  const text = words.join(' ').toLowerCase();
  const ways = (letter: number, from: number): number[] => {
    if (letter === term.length) return [0];
    const found: number[] = [];
    for (let at = from; at < (letter === 0 ? 1 : text.length); at += 1)
      if (text[at] === term[letter]?.toLowerCase())
        for (const rest of ways(letter + 1, at + 1)) found.push(rest + (at === 0 || text[at - 1] === ' ' ? 1 : 0));
    return found;
  };
  const all = ways(0, 0);
  return all.length === 0 ? undefined : Math.max(...all);
}

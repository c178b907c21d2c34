import { expect, test } from 'vitest';
import { compareDesks } from '../helpers/noninterference.ts';
import { isLong, randomFrom, seedOf } from '../helpers/random.ts';
import { callerAs, inTerminal, twoDesks, typedAt, withholdingDesk } from '../helpers/withheld.ts';

/**
 * One desk holds a cable that a lead withdrew, another never had it. Readers and editors get the same answers from both, byte
 * for byte.
 */

test('what a reader sees does not depend on who else asks meanwhile', async () => {
  const { desk } = await withholdingDesk(inTerminal);
  const { home } = inTerminal;
  const reader = desk.as({ desk: home, role: 'reader' });
  desk.as({ desk: home, role: 'lead' });
  expect(desk.facts.all(home, 'judgment')).toHaveLength(1);
  expect(reader.facts.all(home, 'judgment')).toEqual([]);
});

test('readers and editors cannot tell a desk with a withdrawn cable from one that never had it', { timeout: 3_600_000 }, async () => {
  const { withheld, without } = await twoDesks(inTerminal);
  const { pairs, differences } = await compareDesks({
    desks: [withheld, without],
    callers: [() => callerAs(inTerminal, 'reader'), () => callerAs(inTerminal, 'editor')],
    typed: typedAt(inTerminal),
    // One seed for every day; the long run looks further.
    random: randomFrom(isLong ? seedOf('noninterference') : 1),
    rounds: isLong ? 10 : 1,
  });
  console.log(`noninterference: ${pairs} pairs compared, ${differences.length} different`);
  expect(differences.join('\n\n')).toBe('');
});

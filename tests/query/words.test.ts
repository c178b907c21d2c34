import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { matches } from '../../src/query/matching.ts';
import { parseQuery } from '../../src/query/query.ts';
import { testCable } from '../helpers/searchable.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/query-language.md'), 'utf8');
const section = /## Words as people write them\n([^]*?)\n## /.exec(page)?.[1] ?? '';
const codes = (cell: string): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, code = '']) => code);
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').slice(1, 4).map(codes));

describe('docs/query-language.md: words as people write them', () => {
  test('has its rows', () => expect(rows.length).toBeGreaterThan(25));

  test.each(rows.map(([searches = [], finds = [], not = []]) => ({ searches, finds, not })))('$searches', ({ searches, finds, not }) => {
    for (const search of searches) {
      const { root, faults } = parseQuery(search);
      const found = (texts: readonly string[]) => texts.filter((body) => matches(root, testCable({ body })));
      expect({ search, faults, finds: found(finds), not: found(not) }).toEqual({ search, faults: [], finds, not: [] });
    }
  });
});

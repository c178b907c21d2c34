/** A process that writes an index, cable by cable, and merges now and then: to be killed. Prints the number of each cable that was acknowledged. */
import type { Searchable } from '../../src/query/text-fields.ts';
import type { EngineParts } from '../../src/search/engine/engine.ts';
import { openPackedEngine } from '../../src/search/engine/packed-engine.ts';
import { mergeSegments, toMerge } from '../../src/search/engine/packed/merge.ts';
import { SegmentStore } from '../../src/search/engine/packed/store.ts';

/** Of an index that nobody else writes. */
export const byItself: Pick<EngineParts, 'alone' | 'onceAlone'> = { alone: (work) => work(), onceAlone: async (work) => work() };

/** A cable of these fields, otherwise empty. */
export function cableOfWords(row: number, fields: Partial<Record<string, unknown>>): Searchable {
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
  const list = (name: string): string[] => (Array.isArray(fields[name]) ? fields[name].map(String) : []);
  const lang = text('lang');
  return {
    ref: `C-${row}`,
    number: `${row}`,
    date: text('date'),
    origin: text('origin'),
    originPlace: '',
    destination: text('to'),
    info: [],
    subject: text('subject'),
    title: text('subject'),
    marking: text('marking'),
    subjectCodes: list('tags'),
    refs: list('refs'),
    type: '',
    lang,
    language: lang === 'fr' || lang === 'French' ? 'fr' : lang === 'de' ? 'de' : '',
    trove: 'test',
    body: text('body'),
    extra: {},
  };
}

/** Words that differ from cable to cable. */
export const killedWords = (n: number): string =>
  `alpha number${n} ${n % 3 === 0 ? 'gamma gamma' : 'beta'} delta${n % 7} ${'word '.repeat(n % 11)}`;

/** Writes cables from this number on, until it is killed. */
function write(file: string, from: number): void {
  const engine = openPackedEngine({ file, bodyOf: () => '', cableOf: () => undefined, ...byItself });
  for (let n = from; ; n += 1) {
    engine.put([{ row: n + 1, hash: `${n}`, cable: cableOfWords(n + 1, { body: killedWords(n) }) }]);
    engine.settle();
    process.stdout.write(`${n}\n`);
    if (n % 9 === 0) {
      const store = new SegmentStore(file);
      const chosen = toMerge(
        store.segments.map(({ segment }) => segment),
        true,
      );
      const merged = store.segments.filter((_, i) => chosen.includes(i));
      if (merged.length > 1) {
        mergeSegments(
          merged.map(({ segment }) => segment),
          `${file}.merge-${process.pid}-9`,
        );
        store.replace(
          merged,
          merged.map(({ segment }) => [...segment.gone]),
          `${file}.merge-${process.pid}-9`,
        );
      }
      store.close();
    }
  }
}

const [, script = '', file, from] = process.argv;
if (script === import.meta.filename && file !== undefined) write(file, Number(from));

import { fold, isStopWord } from '../../../language/tokens.ts';
import { fieldsMeant, isJoinedKind } from './layout.ts';
import type { CountedSegment } from './holdings.ts';
import { timesCounted } from './scores.ts';
import { formsNear } from './spellings.ts';

/** A folded word, how far it is from what was typed, and how often each way to write it stands in documents that count. */
type Near = { folded: string; distance: number; written: Map<string, number> };

/**
 * Words of the trove near to one in spelling, nearest first, of equally near ones the most frequent first; as they are
 * mostly written, in capitals only where they are written in no other way. Words of documents in `out` do not count.
 */
export function suggestWords(among: readonly CountedSegment[], word: string, limit: number): string[] {
  const wanted = fold(word);
  if (wanted.length < 3 || wanted.length > 40) return [];
  const found = new Map<string, Near>();
  for (const one of among) {
    const { segment } = one;
    for (const { form, distance } of formsNear(segment.forms, wanted, wanted.length < 5 ? 1 : 2)) {
      const folded = segment.forms.get(form);
      if (folded !== wanted && !isStopWord(folded)) addForm(found, one, { form, folded, distance });
    }
  }
  return [...found.values()]
    .flatMap(({ distance, written }) => {
      const count = [...written.values()].reduce((sum, times) => sum + times, 0);
      const [best] = [...written].toSorted(preferred);
      return best === undefined ? [] : [{ surface: best[0], distance, count }];
    })
    .toSorted((a, b) => a.distance - b.distance || b.count - a.count || (a.surface < b.surface ? -1 : 1))
    .slice(0, limit)
    .map(({ surface }) => surface);
}

function addForm(
  found: Map<string, Near>,
  one: CountedSegment,
  { form, folded, distance }: { form: number; folded: string; distance: number },
): void {
  const { segment } = one;
  const near = found.get(folded) ?? { folded, distance, written: new Map<string, number>() };
  for (let word = segment.formWords.get(form), end = segment.formWords.get(form + 1); word < end; word += 1) {
    const surface = segment.surface(form, word);
    let count = near.written.get(surface) ?? 0;
    for (const list of segment.listsOfWord(word, fieldsMeant(undefined)))
      if (!isJoinedKind(segment.lists.kinds[list] ?? 0)) count += timesCounted(one, list);
    if (count > 0) near.written.set(surface, count);
  }
  if (near.written.size > 0) found.set(folded, near);
}

const isAllCaps = (surface: string): boolean =>
  surface.length > 1 && surface === surface.toUpperCase() && surface !== surface.toLowerCase();

/** Text shows how a name is written better than a heading in capitals. */
const preferred = ([a, timesOfA]: [string, number], [b, timesOfB]: [string, number]): number =>
  Number(isAllCaps(a)) - Number(isAllCaps(b)) || timesOfB - timesOfA || (a < b ? -1 : 1);

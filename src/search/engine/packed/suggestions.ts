import { fold, isStopWord } from '../../../language/tokens.ts';
import { fieldsMeant, isJoinedKind } from './layout.ts';
import type { CountedSegment } from './holdings.ts';
import { formsNear } from './spellings.ts';

type Near = { folded: string; surface: string; count: number; distance: number; written: number };

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
    .toSorted((a, b) => a.distance - b.distance || b.count - a.count || (a.surface < b.surface ? -1 : 1))
    .slice(0, limit)
    .map(({ surface }) => surface);
}

function addForm(
  found: Map<string, Near>,
  { segment, out }: CountedSegment,
  { form, folded, distance }: { form: number; folded: string; distance: number },
): void {
  for (let word = segment.formWords[form] ?? 0; word < (segment.formWords[form + 1] ?? 0); word += 1) {
    const surface = segment.surface(form, word);
    let count = 0;
    for (const list of segment.listsOfWord(word, fieldsMeant(undefined)))
      if (!isJoinedKind(segment.lists.kinds[list] ?? 0)) count += segment.timesOf(list, out);
    if (count === 0) continue;
    const known = found.get(folded);
    const isBetter = known === undefined || preferred({ surface, written: count }, known);
    found.set(folded, {
      folded,
      distance,
      count: (known?.count ?? 0) + count,
      surface: isBetter ? surface : known.surface,
      written: isBetter ? count : known.written,
    });
  }
}

const isAllCaps = (surface: string): boolean =>
  surface.length > 1 && surface === surface.toUpperCase() && surface !== surface.toLowerCase();

/** Text shows how a name is written better than a heading in capitals. */
function preferred(a: { surface: string; written: number }, b: { surface: string; written: number }): boolean {
  if (isAllCaps(a.surface) !== isAllCaps(b.surface)) return isAllCaps(b.surface);
  return a.written > b.written || (a.written === b.written && a.surface < b.surface);
}

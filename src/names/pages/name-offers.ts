import type { Caller } from '../../desk/caller.ts';
import type { Desk } from '../../desk/desk.ts';
import type { Action } from '../../reply/reply.ts';
import { own, plural, quoted, said } from '../../reply/text.ts';
import { total } from '../../reply/absence.ts';
import { press } from '../../reply/actions.ts';
import { runSearch } from '../../search/search.ts';
import { phraseOf } from '../filters.ts';
import { entityKinds, type EntityKind } from '../resolve/entity.ts';
import { openEntity, shortName } from './entity-page.ts';

/** Other kinds of one name that are offered. */
const mostOthers = 3;

/**
 * Where else a name may be that is not found as `kind`: as another kind, and in the texts, each with how many cables the
 * caller gets. `query`: the search of the texts, where the name is a part of one. Empty when it is nowhere.
 */
export async function nameOffers(
  desk: Desk,
  caller: Caller,
  { name, kind, query = phraseOf(name) }: { name: string; kind: EntityKind | undefined; query?: string },
): Promise<Action[]> {
  const others = entityKinds
    .filter((other) => other !== kind)
    .flatMap((other) => desk.names.named(name, other))
    .filter(({ hidden }) => !hidden)
    .slice(0, mostOthers)
    .map((one) => openEntity(one, said`${quoted(shortName(one.name))}, ${own(one.kind)} · ${total(plural(one.cables, 'cable'))}`));
  const { found } = await runSearch(desk, caller, { query }, 0, 0);
  if (found.total === 0) return others;
  return [...others, press(said`In the texts · ${total(plural(found.total, 'cable'))}`, 'search', { query })];
}

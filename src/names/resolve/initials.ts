import type { CableNames, Entity, NameNode } from './entity.ts';
import type { Mention } from '../recognise/names-so-far.ts';
import { isShort } from './person-name.ts';

/** Initials in a text (`HRC`), and the one letter that stands for somebody in the head of a mail. */
const initials = /^\p{Lu}{3}$/u;

/** What took them for a name: their capitals, or the words around. */
const guesses: ReadonlySet<string> = new Set(['capitals', 'capital', 'learned', 'the', 'verb after', 'named before', 'list']);

type Given = {
  cables: readonly CableNames[];
  nodes: ReadonlyMap<string, NameNode>;
  nodeOf: ReadonlyMap<Mention, NameNode>;
  entityOfNode: ReadonlyMap<string, Entity>;
};
type Meant = { entity: string; ground: 'initials' | 'address'; witness?: string };

/**
 * Whom initials mean. `HRC` is whoever has these initials, if nobody else has, nothing that is named in the cable is called
 * so, and that person is named in the cable or in others with those who are; `H` in the head of a mail is whose surname is in
 * its address, and everywhere if it always is.
 */
export function initialsMean({ cables, nodes, nodeOf, entityOfNode }: Given): Map<Mention, Meant> {
  const meant = new Map<Mention, Meant>();
  const bearers = new Map<string, Set<string>>();
  const surnames = new Map<string, Set<string>>();
  for (const { id, kind, person, strong } of nodes.values()) {
    const entity = entityOfNode.get(id);
    if (kind !== 'individual' || person === undefined || isShort(person) || strong === 0 || entity === undefined) continue;
    const letters = [...person.given, person.last].map(([first = '']) => first).join('');
    if (letters.length === 3) bearers.set(letters, (bearers.get(letters) ?? new Set()).add(entity.id));
    const [given = ''] = person.given;
    if (given.length > 1 && person.last.length >= 5)
      surnames.set(`${given[0] ?? ''}|${person.last}`, (surnames.get(`${given[0] ?? ''}|${person.last}`) ?? new Set()).add(entity.id));
  }
  const named = cables.map(({ names }) => new Set(names.flatMap((mention) => entityOfNode.get(nodeOf.get(mention)?.id ?? '')?.id ?? [])));
  const beside = new Map<string, Set<string>>();
  for (const ids of named) for (const id of ids) if (id.startsWith('individual:')) beside.set(id, (beside.get(id) ?? new Set()).union(ids));
  for (const [i, { names }] of cables.entries())
    for (const mention of names) {
      const node = nodeOf.get(mention);
      if (mention.rule === 'mail initial') continue;
      if (
        node === undefined ||
        !guesses.has(mention.rule) ||
        mention.article === true ||
        !initials.test(mention.surface) ||
        node.kind === 'event'
      )
        continue;
      const letters = mention.surface.toLowerCase();
      const [only, ...others] = bearers.get(letters) ?? [];
      const isAnother = [...(named[i] ?? [])].some((id) => id.startsWith('organization:') && lettersOf(id) === letters);
      if (only === undefined || others.length > 0 || isAnother || entityOfNode.get(node.id)?.id !== `${node.kind}:${node.key}`) continue;
      const shared = [...(named[i] ?? [])].filter(
        (id) => id.startsWith('individual:') && id !== only && beside.get(only)?.has(id) === true,
      );
      if (named[i]?.has(only) === true || shared.length >= 2) meant.set(mention, { entity: only, ground: 'initials' });
    }
  letterMeans(cables, surnames, meant);
  return meant;
}

const lettersOf = (id: string): string =>
  id
    .slice(id.indexOf(':') + 1)
    .split(' ')
    .map(([first = '']) => first)
    .join('');

/** So many addresses must say whom a letter means before it does without one. */
const enough = 3;

function letterMeans(cables: readonly CableNames[], surnames: ReadonlyMap<string, ReadonlySet<string>>, meant: Map<Mention, Meant>): void {
  const all = cables.flatMap(({ ref, names }) => names.flatMap((mention) => (mention.rule === 'mail initial' ? [{ ref, mention }] : [])));
  const known = new Map<string, { ids: string[]; ref: string }>();
  for (const { ref, mention } of all) {
    const letter = mention.surface.toLowerCase();
    const address = (mention.address ?? '').toLowerCase();
    const ids = new Set(
      [...surnames].flatMap(([key, bearers]) => (key.startsWith(`${letter}|`) && address.includes(key.slice(2)) ? [...bearers] : [])),
    );
    const [only] = ids;
    if (only === undefined || ids.size > 1) continue;
    meant.set(mention, { entity: only, ground: 'address' });
    const before = known.get(letter) ?? { ids: [], ref };
    before.ids.push(only);
    known.set(letter, before);
  }
  for (const { mention } of all) {
    const of = known.get(mention.surface.toLowerCase());
    if (meant.has(mention) || of === undefined || of.ids.length < enough || new Set(of.ids).size > 1) continue;
    meant.set(mention, { entity: of.ids[0] ?? '', ground: 'address', witness: of.ref });
  }
}

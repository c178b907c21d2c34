import type { EntityKind, CableNames, Judgment, NameNode } from './entity.ts';
import { bodyKey } from '../recognise/bodies.ts';
import { gazetteer } from '../recognise/gazetteer.ts';
import { epithets } from './eras.ts';
import { eventKey } from './event-key.ts';
import { shownName } from './naming.ts';
import { nameKey, personName } from './person-name.ts';
import type { Mention } from '../recognise/names-so-far.ts';
import { stampsIn } from './stamps.ts';
import { isOfOffice, isStrong } from './witness.ts';

/** Mentions less sure than this count only if a surer one has the same name. */
const sureEnough = 0.5;

/** The names in the cables, one node for all mentions of a name that may be one person's or thing's, and the node of each mention. */
export function namesOf(
  cables: readonly CableNames[],
  judgments: readonly Judgment[],
  idIn: (trove: string, id: string) => string,
): { nodes: Map<string, NameNode>; nodeOf: Map<Mention, NameNode> } {
  const kindOf = kindsDecided(judgments);
  const epithetOf = epithets(cables, kindOf);
  const isStamped = stampsIn(cables);
  const nodes = new Map<string, NameNode>();
  const nodeOf = new Map<Mention, NameNode>();
  const weak: { mention: Mention; id: string; date: string }[] = [];
  for (const { trove, date, names } of cables)
    for (const mention of names) {
      const kind = kindOf(mention);
      if (kind === undefined || isOfOffice(mention) || (kind !== 'country' && isStamped(mention))) continue;
      const body = kind === 'organization' && mention.body !== undefined ? bodyKey(mention.body) : undefined;
      const plain = body?.key ?? keyOfMention(mention, kind, date);
      if (plain === '') continue;
      const epithet = kind === 'individual' ? epithetOf(mention, date) : '';
      const key = epithet === '' ? plain : `${plain} ${epithet}`;
      const id = idIn(trove, `${kind}|${key}`);
      if (mention.sure < sureEnough) weak.push({ mention, id, date });
      else nodeOf.set(mention, addMention(nodes, { id, kind, key, mention, date, epithet, ...(body === undefined ? {} : { body }) }));
    }
  for (const { mention, id, date } of weak) {
    const node = nodes.get(id);
    if (node !== undefined) nodeOf.set(mention, addMention(nodes, { ...node, mention, date }));
  }
  return { nodes, nodeOf };
}

/** The kind of a mention as it was read, or as an editor corrected it; undefined for places, which have no pages. */
function kindsDecided(judgments: readonly Judgment[]): (mention: Mention) => EntityKind | undefined {
  const retyped = new Map<string, EntityKind>(
    judgments.flatMap((one) => (one.verb === 'retype' ? [[`${one.kind}|${one.name}`, one.to] as const] : [])),
  );
  return (mention) => {
    if (mention.kind === 'place') return retyped.get(`individual|${nameKey('individual', mention.surface)}`);
    return retyped.get(`${mention.kind}|${keyOfMention(mention, mention.kind, '')}`) ?? mention.kind;
  };
}

function addMention(
  nodes: Map<string, NameNode>,
  {
    id,
    kind,
    key,
    mention,
    date,
    epithet = '',
    body,
  }: { id: string; kind: EntityKind; key: string; mention: Mention; date: string; epithet?: string; body?: ReturnType<typeof bodyKey> },
): NameNode {
  const node = nodes.get(id) ?? {
    id,
    kind,
    key,
    surfaces: new Map<string, number>(),
    mentions: 0,
    strong: 0,
    date,
    ...(body?.isOpen === true ? { isOpen: true } : {}),
    ...(kind === 'individual' ? { person: personName(mention.surface) } : {}),
  };
  node.mentions += 1;
  if (isStrong(mention, kind)) node.strong += 1;
  // `Pope Francis`: his title is how he is told from others of the name.
  const shown = /^[a-z]/.test(epithet) ? `${mention.title ?? ''} ${shownName(mention.surface)}` : shownName(mention.surface);
  const called = body === undefined || body.of === '' ? shown : bodyName(shown, body.of);
  node.surfaces.set(called, (node.surfaces.get(called) ?? 0) + 1);
  const year = Number(date.slice(0, 4));
  if (year > 0) node.years = { first: Math.min(node.years?.first ?? year, year), last: Math.max(node.years?.last ?? year, year) };
  nodes.set(id, node);
  return node;
}

/** `Foreign Office (France)`, also of `French Foreign Office`. */
function bodyName(shown: string, of: string): string {
  const { name = of, demonyms = [], names = [] } = gazetteer().country(of) ?? {};
  const words = shown.replace(/^the /iu, '');
  const own = [...demonyms, ...names, name].find((one) => words.toLowerCase().startsWith(`${one.toLowerCase()} `));
  return `${own === undefined ? words : words.slice(own.length + 1)} (${name})`;
}

function keyOfMention(mention: Mention, kind: EntityKind, date: string): string {
  if (kind === 'country') return mention.country?.code ?? nameKey(kind, mention.surface);
  return kind === 'event' ? eventKey(mention.surface, date) : nameKey(kind, mention.surface);
}

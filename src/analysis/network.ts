import { absence } from '../reply/absence.ts';
import { queryFor } from '../names/filters.ts';
import { logLikelihood } from '../language/keyness.ts';
import { own, plural, quoted, said, type Text, ours } from '../reply/text.ts';
import { NothingToShow, type Analysed, type AnalysisQuestion } from './analysis.ts';
import { sample } from './counting.ts';
import { sharedWords, type NamePair } from './shared-words.ts';
import type { Data, Head, Named } from './data.ts';

const maxNodes = 25;
const maxEdges = 60;
const maxCables = 30_000;
/** Pairs are counted among the entities that most cables name. */
const maxEntities = 400;
/** Chi-squared with one degree of freedom: p < 0.001; around one entity, with few pairs to test, p < 0.05. */
const minScore = { all: 10.83, ego: 3.84 } as const;

/** Words of each tie. */
const wordsShown = 2;

type Edge = { a: Named; b: Named; both: number; score: number };

/** Entities that co-occur in cables more often than by chance; with `about`, those around one entity. */
export function network(data: Data, { label, about }: AnalysisQuestion): Analysed {
  const cables = sample(data.cables, maxCables);
  const named = data.named(cables);
  const counts = new Map<string, { entity: Named; cables: number }>();
  for (const entities of named.values())
    for (const entity of entities) {
      const one = counts.get(entity.id) ?? { entity, cables: 0 };
      one.cables += 1;
      counts.set(entity.id, one);
    }
  const centre = about === undefined ? undefined : counts.get(about)?.entity;
  if (about !== undefined && centre === undefined)
    throw new NothingToShow(
      said`${quoted(data.entity(about)?.name ?? about)} is not named in ${quoted(label)}.`,
      said`Try without a query.`,
    );
  const edges = strongPairs(named, counts, cables.length, about);
  const { nodes, kept } = strongestWithin(edges, centre);
  if (kept.length === 0)
    throw new NothingToShow(
      absence(said`No two names appear together in these cables more often than by chance.`),
      said`It takes at least two cables that name both; try a wider query.`,
    );
  const words = wordsOfTies(data, cables, named, kept);
  const notes: Text[] = [];
  if (cables.length < data.cables.length) notes.push(said`Counted over ${cables.length} of ${data.cables.length} cables, spread evenly.`);
  if (edges.length > kept.length) notes.push(said`Shown: ${nodes.length} names and the ${kept.length} strongest of ${edges.length} ties.`);
  const isSampled = cables.length < data.cables.length;
  const place = new Map(nodes.map((node, i) => [node.id, i]));
  const maxWeight = Math.max(...kept.map(({ score }) => Math.sqrt(score)));
  const count = (id: string): number => counts.get(id)?.cables ?? 0;
  return {
    title: centre === undefined ? said`Who is named with whom: ${quoted(label)}` : said`Around ${quoted(centre.name)}: ${quoted(label)}`,
    method: said`Two names are tied when more cables name both than chance would explain: Dunning’s log-likelihood ratio of at least ${centre === undefined ? said`${minScore.all} (one in a thousand)` : said`${minScore.ego} (one in twenty)`}, at least 2 cables with both. Beside each tie stand two words that set those cables apart: in half of them, in paragraphs with one of the names, and by how much more often than in the trove and in cables with one of the names alone; no names. Being named together says nothing about why.`,
    notes,
    columns: [
      ours('name'),
      ours('with'),
      ours('cables with both'),
      ours('log-likelihood'),
      ours('cables'),
      ours('cables of the other'),
      ours('words of these cables'),
    ],
    figures: kept.map(({ a, b, both, score }, i) => ({
      cells: [a.name, b.name, String(both), score.toFixed(1), String(count(a.id)), String(count(b.id)), (words[i] ?? []).join(', ')],
      shows: isSampled ? [] : [{ what: `${a.name} – ${b.name}`, cables: both, filters: [queryFor(a), queryFor(b)], column: 2 }],
    })),
    brief: {
      lines: kept.map(
        ({ a, b, both, score }, i) =>
          said`${quoted(a.name)} – ${quoted(b.name)}: ${plural(both, 'cable')} with both, ratio ${own(score.toFixed(0))}${sharedText(words[i])}`,
      ),
    },
    chart: {
      form: 'network',
      title: centre === undefined ? ours('Named in the same cables') : ours`Named with ${centre.name}`,
      nodes: nodes.map((node) => ({
        name: node.name,
        group: node.kind,
        cables: count(node.id),
        ...(node.id === about ? { centre: true } : {}),
      })),
      edges: kept.map(({ a, b, score }) => ({ a: place.get(a.id) ?? 0, b: place.get(b.id) ?? 0, weight: Math.sqrt(score) / maxWeight })),
    },
    alt: ours`Network of ${nodes.length} names. Strongest ties: ${kept
      .slice(0, 6)
      .map(({ a, b, both }, i) => ours`${a.name} and ${b.name} (${[ours`${both} cables`, ...(words[i] ?? [])].join(', ')})`)
      .join(', ')}.`,
    files: [{ name: 'network.graphml', text: graphMl(nodes, kept, count, words) }],
  };
}

const sharedText = (words: readonly string[] = []): Text => (words.length === 0 ? [] : said`; ${quoted(words.join(', '))}`);

/** Of each tie the words that set the cables apart in which both stand. */
function wordsOfTies(
  data: Data,
  cables: readonly Head[],
  named: ReadonlyMap<number, readonly Named[]>,
  ties: readonly Edge[],
): readonly (readonly string[])[] {
  const naming = new Map(ties.flatMap(({ a, b }) => [a.id, b.id]).map((id): [string, Head[]] => [id, []]));
  for (const head of cables) for (const { id } of named.get(head.row) ?? []) naming.get(id)?.push(head);
  const pairs = ties.map(({ a, b }): NamePair => {
    const other = new Set(naming.get(b.id));
    const cables = (naming.get(a.id) ?? []).filter((head) => other.has(head));
    const both = new Set(cables);
    const withOne = [a.id, b.id].flatMap((id) => naming.get(id) ?? []).filter((head) => !both.has(head));
    return { ids: [a.id, b.id], cables, withOne };
  });
  return sharedWords(data, pairs, wordsShown);
}

/** Pairs that co-occur more often than by chance, strongest first. */
function strongPairs(
  named: ReadonlyMap<number, readonly Named[]>,
  counts: ReadonlyMap<string, { entity: Named; cables: number }>,
  all: number,
  about: string | undefined,
): Edge[] {
  const kept = new Set(
    [...counts.values()]
      .filter(({ cables }) => cables >= 2)
      .toSorted((a, b) => b.cables - a.cables || (a.entity.id < b.entity.id ? -1 : 1))
      .slice(0, maxEntities)
      .map(({ entity }) => entity.id),
  );
  // Around one entity: everything named beside it, however rare.
  const beside = new Set<string>();
  if (about !== undefined)
    for (const entities of named.values()) if (entities.some(({ id }) => id === about)) for (const { id } of entities) beside.add(id);
  const isKept = (id: string): boolean => (about === undefined ? kept.has(id) : beside.has(id) && (counts.get(id)?.cables ?? 0) >= 2);
  const pairs = new Map<string, { a: Named; b: Named; both: number }>();
  for (const entities of named.values()) {
    const here = entities.filter(({ id }) => isKept(id));
    for (const [i, a] of here.entries())
      for (const b of here.slice(i + 1)) {
        const key = `${a.id}\n${b.id}`;
        const pair = pairs.get(key);
        if (pair === undefined) pairs.set(key, { a, b, both: 1 });
        else pair.both += 1;
      }
  }
  return [...pairs.values()]
    .filter(({ both }) => both >= 2)
    .map((pair) => ({
      ...pair,
      score: logLikelihood({ both: pair.both, a: counts.get(pair.a.id)?.cables ?? 0, b: counts.get(pair.b.id)?.cables ?? 0, all }),
    }))
    .filter(({ score }) => score >= (about === undefined ? minScore.all : minScore.ego))
    .toSorted((x, y) => y.score - x.score || y.both - x.both || (x.a.id + x.b.id < y.a.id + y.b.id ? -1 : 1));
}

/** The strongest edges within the limits on nodes and edges; with a centre, first its own, then those among its neighbours. */
function strongestWithin(edges: readonly Edge[], centre: Named | undefined): { nodes: Named[]; kept: Edge[] } {
  const nodes = new Map<string, Named>(centre === undefined ? [] : [[centre.id, centre]]);
  const isOwn = ({ a, b }: Edge): boolean => a.id === centre?.id || b.id === centre?.id;
  const kept: Edge[] = [];
  const take = (edge: Edge): void => {
    const fresh = [edge.a, edge.b].filter(({ id }) => !nodes.has(id));
    if (kept.length >= maxEdges || nodes.size + fresh.length > maxNodes) return;
    for (const node of fresh) nodes.set(node.id, node);
    kept.push(edge);
  };
  if (centre === undefined) for (const edge of edges) take(edge);
  else {
    for (const edge of edges) if (isOwn(edge)) take(edge);
    for (const edge of edges) if (!isOwn(edge) && nodes.has(edge.a.id) && nodes.has(edge.b.id)) take(edge);
  }
  return { nodes: [...nodes.values()], kept };
}

/** The network as GraphML (http://graphml.graphdrawing.org/). */
function graphMl(
  nodes: readonly Named[],
  edges: readonly Edge[],
  count: (id: string) => number,
  words: readonly (readonly string[])[],
): string {
  const text = (value: string): string =>
    value
      .toWellFormed()
      .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    '  <key id="name" for="node" attr.name="name" attr.type="string"/>',
    '  <key id="kind" for="node" attr.name="kind" attr.type="string"/>',
    '  <key id="cables" for="node" attr.name="cables" attr.type="int"/>',
    '  <key id="both" for="edge" attr.name="both" attr.type="int"/>',
    '  <key id="score" for="edge" attr.name="score" attr.type="double"/>',
    '  <key id="words" for="edge" attr.name="words" attr.type="string"/>',
    '  <graph edgedefault="undirected">',
    ...nodes.map(
      ({ id, name, kind }) =>
        `    <node id="${text(id)}"><data key="name">${text(name)}</data><data key="kind">${kind}</data><data key="cables">${count(id)}</data></node>`,
    ),
    ...edges.map(
      ({ a, b, both, score }, i) =>
        `    <edge source="${text(a.id)}" target="${text(b.id)}"><data key="both">${both}</data><data key="score">${score.toFixed(3)}</data><data key="words">${text((words[i] ?? []).join(', '))}</data></edge>`,
    ),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}

import { forceCenter, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force';
import type { NetworkChart, NodeGroup } from './chart.ts';
import { labelLines, labelText, textWidth } from './label.ts';
import { at, ownColour, pixels, texts, titleLines, type Layer, type Spec } from './spec.ts';
import { width, type Theme } from './theme.ts';

const top = 170;
const height = 1500;
const legendColumns = 2;
/** Maximum width of a line of a name, in the units of labelLines. */
const lineWidth = 12.5;
/** Box of a node with its name below, in pixels, so that names do not overlap. */
const box = { characterWidth: 15, line: 28, min: 70 };

const groups: readonly { group: NodeGroup; name: string; shape: string }[] = [
  { group: 'individual', name: 'Individual', shape: 'circle' },
  { group: 'organization', name: 'Organization', shape: 'square' },
  { group: 'country', name: 'Country', shape: 'diamond' },
  { group: 'event', name: 'Event', shape: 'triangle-up' },
];

const legendPlace = (i: number) => ({ x: 44 + (i % legendColumns) * 300, y: 86 + Math.floor(i / legendColumns) * 40 });

type Placed = SimulationNodeDatum & { i: number; lines: string[]; w: number; h: number; radius: number };

/** A network: shape and colour show a node's group, line width the weight of an edge. */
export function networkSpec({ title, nodes, edges }: NetworkChart, theme: Theme): Spec {
  const places = placeNodes(nodes, edges);
  const colour = (group: NodeGroup): string => theme.series[groups.findIndex((one) => one.group === group)] ?? theme.text;
  const shape = {
    field: 'shape',
    type: 'nominal',
    scale: { domain: groups.map((one) => one.shape), range: groups.map((one) => one.shape) },
    legend: null,
  };
  const size = { field: 'size', type: 'quantitative', scale: null, legend: null };
  const points = (values: readonly object[], stroke: string): Layer => ({
    data: { values },
    mark: { type: 'point', filled: true, opacity: 1, stroke, strokeWidth: 3 },
    encoding: at({ ...ownColour, shape, size }),
  });
  const legend = groups.filter(({ group }) => nodes.some((node) => node.group === group));
  return pixels(height, theme, [
    titleLines(labelText(title, 30), theme).layer,
    points(
      legend.map(({ group, shape: symbol }, i) => ({ ...legendPlace(i), colour: colour(group), shape: symbol, size: 700 })),
      theme.back,
    ),
    texts(legend.map(({ name }, i) => ({ x: legendPlace(i).x + 26, y: legendPlace(i).y, text: name, colour: theme.text }))),
    ...[0, 1, 2, 3].map((band): Layer => {
      const drawn = edges.filter(({ weight }) => Math.min(3, Math.floor(weight * 4)) === band);
      return {
        data: {
          values: drawn.map(({ a, b }) => ({ x: places[a]?.x, y: places[a]?.y, x2: places[b]?.x, y2: places[b]?.y, colour: theme.faint })),
        },
        mark: { type: 'rule', strokeWidth: 2 + band * 3, opacity: 0.35 + band * 0.15 },
        encoding: at({ x2: { field: 'x2' }, y2: { field: 'y2' }, ...ownColour }),
      };
    }),
    points(
      nodes.map(({ group, centre }, i) => ({
        x: places[i]?.x,
        y: places[i]?.y,
        colour: colour(group),
        shape: groups.find((one) => one.group === group)?.shape ?? 'circle',
        size: Math.PI * (places[i]?.radius ?? 14) ** 2 * (centre === true ? 1.6 : 1),
      })),
      theme.back,
    ),
    ...[theme.back, theme.text].map((ink) =>
      texts(
        places.flatMap(({ x = 0, y = 0, lines, radius }) =>
          lines.map((text, k) => ({ x, y: y + radius + 18 + k * box.line, text, colour: ink })),
        ),
        { align: 'center', ...(ink === theme.back ? { stroke: theme.back, strokeWidth: 8, strokeJoin: 'round' } : {}) },
      ),
    ),
  ]);
}

/** A deterministic force layout; then names are pushed apart and everything is kept inside the frame. */
function placeNodes(nodes: NetworkChart['nodes'], edges: NetworkChart['edges']): Placed[] {
  const maxCables = Math.max(1, ...nodes.map(({ cables }) => cables));
  const placed = nodes.map(({ name, cables }, i): Placed => {
    const lines = labelLines(name, lineWidth);
    const radius = 12 + 18 * Math.sqrt(cables / maxCables);
    const longestLine = Math.max(...lines.map(textWidth));
    return { i, lines, radius, w: Math.max(box.min, longestLine * box.characterWidth + 16), h: 2 * radius + lines.length * box.line + 22 };
  });
  if (placed.length === 0) return placed;
  const links = edges.map(({ a, b, weight }) => ({ source: a, target: b, weight }));
  const simulation = forceSimulation(placed)
    .force(
      'link',
      forceLink<Placed, { source: number; target: number; weight: number }>(links).distance(({ weight }) => 190 - 80 * weight),
    )
    .force('charge', forceManyBody().strength(-1800).distanceMax(900))
    .force('x', forceX(0).strength(0.05))
    .force('y', forceY(0).strength(0.06))
    .force('centre', forceCenter(0, 0))
    .stop();
  for (let i = 0; i < 300; i += 1) simulation.tick();
  fit(placed);
  for (let i = 0; i < 400 && pushApart(placed); i += 1) keepInside(placed);
  keepInside(placed);
  return placed;
}

/** Scales the layout to the frame. */
function fit(placed: readonly Placed[]): void {
  const xs = placed.map(({ x = 0 }) => x);
  const ys = placed.map(({ y = 0 }) => y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const frame = { left: 80, right: width - 80, top: top + 40, bottom: height - 110 };
  const into = (value: number, from: number, to: number, a: number, b: number): number =>
    to - from < 1 ? (a + b) / 2 : a + ((value - from) / (to - from)) * (b - a);
  for (const node of placed) {
    node.x = into(node.x ?? 0, x0, x1, frame.left, frame.right);
    node.y = into(node.y ?? 0, y0, y1, frame.top, frame.bottom);
  }
}

/** Pushes overlapping boxes apart once; true if there were any. A box extends from the top of a node to the bottom of its name. */
function pushApart(placed: readonly Placed[]): boolean {
  let moved = false;
  for (const a of placed)
    for (const b of placed) {
      if (b.i <= a.i) continue;
      const dx = (b.x ?? 0) - (a.x ?? 0);
      const dy = (b.y ?? 0) - b.radius + b.h / 2 - ((a.y ?? 0) - a.radius + a.h / 2);
      const overX = (a.w + b.w) / 2 - Math.abs(dx);
      const overY = (a.h + b.h) / 2 - Math.abs(dy);
      if (overX <= 0 || overY <= 0) continue;
      moved = true;
      if (overX < overY) {
        const shift = (dx >= 0 ? 1 : -1) * (overX / 2 + 0.5);
        a.x = (a.x ?? 0) - shift;
        b.x = (b.x ?? 0) + shift;
      } else {
        const shift = (dy >= 0 ? 1 : -1) * (overY / 2 + 0.5);
        a.y = (a.y ?? 0) - shift;
        b.y = (b.y ?? 0) + shift;
      }
    }
  return moved;
}

function keepInside(placed: readonly Placed[]): void {
  for (const node of placed) {
    node.x = Math.min(Math.max(node.x ?? 0, node.w / 2 + 6), width - node.w / 2 - 6);
    node.y = Math.min(Math.max(node.y ?? 0, top + node.radius + 6), height - (node.h - node.radius) - 6);
  }
}

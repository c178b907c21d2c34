import type { Chart } from './chart.ts';
import { barsSpec } from './bars.ts';
import { heatSpec } from './heat.ts';
import { networkSpec } from './network.ts';
import type { Spec } from './spec.ts';
import { theme, type ThemeName } from './theme.ts';
import { tilesSpec } from './tiles.ts';
import { timeSpec } from './time.ts';

type Libraries = { compile(spec: Spec): { spec: object }; toSvg(spec: object): Promise<string> };
let libraries: Promise<Libraries> | undefined;

/** Loading Vega takes most of a second, so it waits for the first picture. */
async function load(): Promise<Libraries> {
  const [vega, lite] = await Promise.all([import('vega'), import('vega-lite')]);
  return {
    compile: (spec) => lite.compile(spec as never),
    async toSvg(spec) {
      const view = new vega.View(vega.parse(spec), { renderer: 'none', logLevel: vega.Error });
      try {
        return await view.toSVG();
      } finally {
        view.finalize();
      }
    },
  };
}

/** A chart as SVG: the same bytes for the same chart. Slow: call it from a worker thread. */
export async function drawSvg(chart: Chart, name: ThemeName): Promise<string> {
  libraries ??= load();
  const { compile, toSvg } = await libraries;
  return toSvg(compile(specOf(chart, name)).spec);
}

function specOf(chart: Chart, name: ThemeName): Spec {
  const colours = theme[name];
  switch (chart.form) {
    case 'time':
      return timeSpec(chart, colours);
    case 'bars':
      return barsSpec(chart, colours);
    case 'heat':
      return heatSpec(chart, colours);
    case 'network':
      return networkSpec(chart, colours);
    case 'tiles':
      return tilesSpec(chart, colours);
  }
}

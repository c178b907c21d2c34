import { drawSvg } from '../charts/draw.ts';
import { pngOf } from '../charts/png.ts';
import { serve } from '../threads/thread.ts';
import type { Analyse, AnalysisAsk, AnalysisKind, Drawn } from './analysis.ts';
import { compare } from './compare.ts';
import { coverage } from './coverage.ts';
import { openAnalysisSource, type AnalysisSource } from './data.ts';
import { distinctive } from './distinctive.ts';
import { gaps } from './gaps.ts';
import { map } from './map.ts';
import { matrix } from './matrix.ts';
import { network } from './network.ts';
import { stats } from './stats.ts';
import { timeline } from './timeline.ts';
import { trends } from './trends.ts';

const analyses: Readonly<Record<AnalysisKind, Analyse>> = {
  timeline,
  trends,
  distinctive,
  network,
  matrix,
  map,
  gaps,
  compare,
  coverage,
  stats,
};

export const analysisThread = serve((files: Parameters<typeof openAnalysisSource>[0]) => {
  let source: AnalysisSource | undefined;
  return {
    /** The result of an analysis, with its picture. Throws NothingToShow. */
    async draw({ kind, withoutPicture, rows, others, question, theme, ...who }: AnalysisAsk): Promise<Drawn> {
      source ??= openAnalysisSource(files);
      const data = source.open({ ...who, ...(rows === undefined ? {} : { rows }), ...(others === undefined ? {} : { others }) });
      const found = analyses[kind](data, question);
      const png = found.chart === undefined || withoutPicture === true ? undefined : await pngOf(await drawSvg(found.chart, theme));
      return { ...found, png };
    },
  };
});

import { drawSvg } from '../charts/draw.ts';
import { pngOf } from '../charts/png.ts';
import { serve } from '../threads/thread.ts';
import { spoken } from '../reply/language.ts';
import { sha256 } from '../store/hash.ts';
import type { Analyse, Analysed, AnalysisAsk, AnalysisKind, Drawn } from './analysis.ts';
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

/** Answers that have pages are kept for the other ones: so many. */
const mostKept = 4;

export const analysisThread = serve((files: Parameters<typeof openAnalysisSource>[0]) => {
  let source: AnalysisSource | undefined;
  const kept = new Map<string, { stamp: string; found: Analysed }>();
  return {
    /** The result of an analysis, with its picture. Throws NothingToShow. */
    async draw({ kind, withoutPicture, rows, others, question, theme, ...who }: AnalysisAsk): Promise<Drawn> {
      source ??= openAnalysisSource(files);
      const data = source.open({ ...who, ...(rows === undefined ? {} : { rows }), ...(others === undefined ? {} : { others }) });
      const bits = [rows, others].map((one) => (one === undefined ? '' : Buffer.from(one).toString('base64')));
      const key = sha256(JSON.stringify([kind, bits, question, who, spoken()?.code]));
      const stamp = source.stamp();
      const before = kept.get(key);
      const found = before?.stamp === stamp ? before.found : analyses[kind](data, question);
      kept.delete(key);
      if (found.told !== undefined) kept.set(key, { stamp, found });
      const [oldest] = kept.size > mostKept ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
      const png = found.chart === undefined || withoutPicture === true ? undefined : await pngOf(await drawSvg(found.chart, theme));
      return { ...found, png };
    },
  };
});

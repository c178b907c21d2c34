import { parentPort, workerData } from 'node:worker_threads';
import { drawSvg } from '../charts/draw.ts';
import { pngOf } from '../charts/png.ts';
import { NothingToShow, type Analyse, type AnalysisAsk, type Drawn, type AnalysisKind } from './analysis.ts';
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
import type { AnalystMessage } from './analyst.ts';

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

let source: AnalysisSource | undefined;
const send = (message: AnalystMessage): void => parentPort?.postMessage(message);

async function answer({ kind, rows, others, question, theme, ...who }: AnalysisAsk): Promise<Drawn> {
  source ??= openAnalysisSource(workerData as Parameters<typeof openAnalysisSource>[0]);
  const data = source.open({ ...who, ...(rows === undefined ? {} : { rows }), ...(others === undefined ? {} : { others }) });
  const found = analyses[kind](data, question);
  const png = found.chart === undefined ? undefined : await pngOf(await drawSvg(found.chart, theme));
  return { ...found, png };
}

// One at a time: each picture keeps a core busy, and requests are answered in order.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (message: { id: number; ask: AnalysisAsk } | 'end') => {
  if (message === 'end') {
    source?.close();
    parentPort?.close();
    return;
  }
  const { id, ask } = message;
  last = last.then(() => {
    send({ id, begun: true });
    return answer(ask).then(
      (drawn) => send({ id, drawn }),
      (error: unknown) =>
        error instanceof NothingToShow
          ? send({ id, nothing: { text: error.text, hint: error.hint } })
          : send({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
});

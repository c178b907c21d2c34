import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** Programs of others that read what we write. Where one is absent its tests are skipped, with the reason printed. */

/** Runs pandoc on a text. */
export const pandoc = (from: string, to: string, text: string): string =>
  execFileSync('pandoc', ['-f', from, '-t', to], { input: text, encoding: 'utf8' });

/** Why pandoc cannot be asked; undefined when it can. */
export const noPandoc = ((): string | undefined => {
  try {
    execFileSync('pandoc', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'pandoc is not installed';
  }
})();

/** A bibliography item as CSL-JSON has it. */
export type CslItem = {
  id: string;
  type: string;
  title?: string;
  author?: { literal?: string; family?: string; given?: string }[];
  issued?: { 'date-parts': number[][] };
  note?: string;
  genre?: string;
};

type Citation = { Cite: new (text: string, options?: { forceType: string }) => { data: CslItem[] } };

const citation = ((): Citation | undefined => {
  const load = createRequire(import.meta.url);
  try {
    const core = load('@citation-js/core') as Citation;
    load('@citation-js/plugin-bibtex');
    load('@citation-js/plugin-ris');
    return core;
  } catch {
    return undefined;
  }
})();

export const noCitationJs = citation === undefined ? 'citation-js is not installed' : undefined;

/** Reads BibTeX, RIS or CSL-JSON with citation-js. */
export function readCitations(text: string, type: '@biblatex/text' | '@ris/file' | '@csl/list+object' | '@else/json'): CslItem[] {
  if (citation === undefined) throw new Error(noCitationJs);
  return new citation.Cite(text, { forceType: type }).data;
}

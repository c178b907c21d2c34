import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

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

/** A Python in which the followthemoney library is installed: the system's, or the one that FTM_PYTHON names. */
const python = process.env['FTM_PYTHON'] ?? 'python3';

/** Why the followthemoney library cannot be asked; undefined when it can. */
export const noFollowTheMoney = ((): string | undefined => {
  try {
    execFileSync(python, ['-c', 'import followthemoney'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return `${python} has no followthemoney (pip install followthemoney; FTM_PYTHON names another Python)`;
  }
})();

/** What the followthemoney library says of a file of entities: how many of each kind, and what is wrong. */
export const askFollowTheMoney = (file: string): { kinds: Record<string, number>; faults: string[] } =>
  JSON.parse(
    execFileSync(python, [join(import.meta.dirname, 'follow-the-money.py'), file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  ) as { kinds: Record<string, number>; faults: string[] };

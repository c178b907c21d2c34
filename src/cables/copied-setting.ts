import { statSync } from 'node:fs';
import type { CopiedFrom } from './copied.ts';

/** The operator's setting of where the cables are: as people meet it, as it is read, and what is wrong with it. */

const name = 'CABLEDESK_ARCHIVE';

export const archiveSetting = {
  name,
  meaning:
    'The folder of the cables, if another desk on this machine already has them: its data folder and `/archive`; or what they are copied from: a file, `cluster` or `cluster:ID` (see cluster.md); `own` ends the copying.',
  example: '/srv/cabledesk/archive',
} as const;

/** The folder of another desk's archive, on which this one is to stand, too; or where the cables of its own come from. */
export type ArchiveSetting = { archive?: string | undefined; copied?: CopiedFrom | undefined };

/** What the setting says. `cluster`: that is asked; `fault` is told what is wrong. */
export function archiveIn(
  value: string | undefined,
  cluster: { keepsTexts?: boolean | undefined } | undefined,
  fault: (named: typeof name, why: string) => void,
): ArchiveSetting {
  if (value === undefined) return {};
  if (value === 'own') return { copied: 'own' };
  const [there, id] = /^cluster(?::([0-9a-f]{12}))?$/.exec(value) ?? [];
  if (there === undefined)
    return statSync(value, { throwIfNoEntry: false })?.isFile() === true ? { copied: { file: value } } : { archive: value };
  if (cluster === undefined) fault(name, 'copies from a cluster, but CABLEDESK_ENGINE is not opensearch');
  else if (cluster.keepsTexts === true)
    fault(name, 'copies from a cluster, and CABLEDESK_OPENSEARCH_TEXTS=on copies to it: one of them is enough');
  return { copied: { cluster: id === undefined ? '' : `cabledesk-${id}` } };
}

import type { Draft } from '../../src/cables/draft.ts';
import type { InnerFile, RecordFault, RecordWarning, Source } from '../../src/import/formats/format.ts';
import { recogniseFormat } from '../../src/import/formats/formats.ts';
import { openBytes } from '../../src/import/source.ts';

/** A file of this name that holds this. */
export const fileOf = (content: string | Uint8Array, name = 'cable.txt'): Promise<Source> =>
  openBytes(name, typeof content === 'string' ? Buffer.from(content) : content);

export type FormatRead = {
  format: string | undefined;
  drafts: Draft[];
  faults: RecordFault[];
  inner: InnerFile[];
  warnings: RecordWarning[];
};

/** Everything a file gives, by the format it is recognised as. */
export async function readFormat(content: string | Uint8Array, name?: string): Promise<FormatRead> {
  const source = await fileOf(content, name);
  const format = recogniseFormat(source);
  const read: FormatRead = { format: format?.name, drafts: [], faults: [], inner: [], warnings: [] };
  for await (const found of format?.read(source) ?? []) {
    if ('fault' in found) read.faults.push(found.fault);
    else if ('inner' in found) read.inner.push(found.inner);
    else {
      read.drafts.push(found.draft);
      read.warnings.push(...(found.warnings ?? []));
    }
  }
  return read;
}

import { serve } from '../thread.ts';
import type { ReadRecord } from './formats/format.ts';
import { formats } from './formats/formats.ts';
import { openBytes, openSource } from './source.ts';

/** A file for the thread: where it lies, or what it holds. */
export type FileToRead = { path: string; bytes: Uint8Array | undefined; format: string; fieldNames: ReadonlyMap<string, string> };

/** Reads files of formats that rest on libraries: one that hangs or takes too much memory ends this thread and nothing else. */
export const serveReading = serve((_data: undefined) => ({
  async read({ path, bytes, format, fieldNames }: FileToRead): Promise<{ records: ReadRecord[]; assumed: string | undefined }> {
    const source = bytes === undefined ? await openSource(path, { fieldNames }) : await openBytes(path, bytes, { fieldNames });
    const records: ReadRecord[] = await Array.fromAsync(formats.find(({ name }) => name === format)?.read(source) ?? []);
    return { records, assumed: source.assumed };
  },
}));

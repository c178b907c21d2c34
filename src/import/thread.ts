import { DeskError } from '../reply/failure.ts';
import { serve } from '../threads/thread.ts';
import { createDateReader, type SeenDates } from './formats/dates.ts';
import type { ReadRecord } from './formats/format.ts';
import { formats } from './formats/formats.ts';
import type { FieldNames } from './formats/record.ts';
import { whatBroke } from './formats/refused.ts';
import { openBytes, openSource } from './source.ts';

/** A file for the thread: where it lies, or what it holds. */
export type FileToRead = { path: string; bytes: Uint8Array | undefined; format: string; fieldNames: FieldNames; dates: SeenDates };

/** What was found in one, and what was learned from it for the others. */
export type ReadFile = { records: ReadRecord[]; assumed: string | undefined; fieldNames: FieldNames; dates: SeenDates };

/** Reads files of formats that rest on libraries: one that hangs or takes too much memory ends this thread and nothing else. */
export const serveReading = serve((_data: undefined) => ({
  async read({ path, bytes, format, fieldNames, dates }: FileToRead): Promise<ReadFile> {
    const reading = { fieldNames, dates: createDateReader(dates) };
    const source = bytes === undefined ? await openSource(path, reading) : await openBytes(path, bytes, reading);
    const records: ReadRecord[] = [];
    try {
      for await (const record of formats.find(({ name }) => name === format)?.read(source) ?? []) records.push(record);
    } catch (error) {
      // What was read before stays.
      records.push({ fault: { line: 0, reason: error instanceof DeskError ? error.message : whatBroke(error), text: '' } });
    }
    return { records, assumed: source.assumed, fieldNames, dates };
  },
}));

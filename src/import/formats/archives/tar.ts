import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import type { Format, ReadRecord, Source } from '../format.ts';
import { cannotGoOn, innerFile, isGiven, refusal, whyNot } from './entries.ts';

/** A tar archive, packed by gzip or not: each file in it is read by its own format. */
export const tar: Format = {
  name: 'tar',
  description: 'tar archive (also .tar.gz, .tgz)',

  recognise: ({ start }: Source): number => (isHeader(start) ? 0.9 : 0),

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const entries = extract();
    const pieces = Readable.from(source.pieces());
    pieces.on('error', (error) => entries.destroy(error));
    pieces.pipe(entries);
    try {
      for await (const entry of entries) {
        const { name, type, size } = entry.header;
        if (type === 'file' && isGiven(name)) {
          const why = whyNot(name, size, undefined);
          if (why === undefined) yield await innerFile(name, entry as AsyncIterable<Uint8Array>);
          else yield refusal(name, why);
        }
        entry.resume();
      }
    } catch (error) {
      yield cannotGoOn(source.path, error);
    } finally {
      pieces.destroy();
      entries.destroy();
    }
  },
};

/** Whether a tar header stands here: the sum of its bytes, with blanks in the place of the sum, is written in it. */
function isHeader(start: Uint8Array): boolean {
  if (start.length < 512) return false;
  const header = start.subarray(0, 512);
  const written = Number.parseInt(Buffer.from(header.subarray(148, 156)).toString('latin1').replaceAll('\0', ' ').trim(), 8);
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  return header[0] !== 0 && written === sum;
}

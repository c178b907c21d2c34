import yauzl from 'yauzl';
import { decodeText, detectEncoding } from '../encoding.ts';
import type { Format, ReadRecord, Source } from '../format.ts';
import { cannotGoOn, innerFile, isGiven, refusal, whyNot } from './entries.ts';

/** A ZIP archive: each file in it is read by its own format. */
export const zip: Format = {
  name: 'zip',
  description: 'ZIP archive',

  recognise: ({ start }: Source): number => (start[0] === 0x50 && start[1] === 0x4b && [0x03, 0x05].includes(start[2] ?? 0) ? 0.7 : 0),

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    // Names are checked here, so that one bad name does not cost the whole archive.
    const options = { decodeStrings: false, autoClose: false };
    let archive: yauzl.ZipFile;
    try {
      archive = await (source.onDisk === undefined
        ? yauzl.fromBufferPromise(Buffer.from(await source.bytes()), options)
        : yauzl.openPromise(source.onDisk, options));
    } catch (error) {
      yield cannotGoOn(source.path, error);
      return;
    }
    try {
      for await (const entry of archive.eachEntry()) {
        const name = nameOf(entry);
        if (isGiven(name)) yield await readEntry(archive, entry, name);
      }
    } catch (error) {
      yield cannotGoOn(source.path, error);
    } finally {
      archive.close();
    }
  },
};

const isUtf8Flag = 0x800;

/** Archivers write names in UTF-8 and say so, or in whatever their machine used. */
function nameOf({ fileNameRaw: raw, generalPurposeBitFlag: flags }: yauzl.Entry): string {
  const encoding = (flags & isUtf8Flag) !== 0 ? 'utf-8' : (detectEncoding(raw)?.name ?? 'windows-1252');
  return decodeText(raw, encoding).replaceAll('\\', '/');
}

async function readEntry(archive: yauzl.ZipFile, entry: yauzl.Entry, name: string): Promise<ReadRecord> {
  const why = entry.isEncrypted()
    ? 'is encrypted: unpack the archive with its password first'
    : entry.canDecodeFileData()
      ? whyNot(name, entry.uncompressedSize, entry.compressedSize)
      : `is packed in a way that is not read (method ${entry.compressionMethod}): unpack the archive first`;
  if (why !== undefined) return refusal(name, why);
  try {
    return await innerFile(name, (await archive.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>);
  } catch (error) {
    return refusal(name, `is damaged (${error instanceof Error ? error.message : 'unreadable'})`);
  }
}

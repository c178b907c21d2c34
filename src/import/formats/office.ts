import { unzipSync } from 'fflate';

/** An office document that cannot be read, with the reason in plain words. */
export class UnreadOffice extends Error {
  /** What it is instead of readable. */
  readonly kind: 'damaged' | 'other' | 'too large';

  constructor(kind: UnreadOffice['kind'], cause?: unknown) {
    super(reasons[kind], { cause });
    this.kind = kind;
  }
}

const reasons = {
  damaged: 'it cannot be unpacked: it is damaged, or protected by a password. Open it and save it again',
  other: 'an office document without a text in it',
  'too large': 'it unpacks to more text than any document has (48 MB)',
};

/** Unpacked size limit of a document's parts in bytes: about 10,000 pages of text. */
const maxUnpacked = 48 * 1024 * 1024;

/**
 * Unpacks those parts of an office document that `isWanted` names. Throws UnreadOffice for anything else, or for more than
 * 48 MB (sizes declared in the archive are not trusted: no more than that is ever unpacked).
 */
export function unpackParts(bytes: Uint8Array, isWanted: (name: string) => boolean): Record<string, Uint8Array> {
  let unpacked = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!isWanted(name)) return false;
        unpacked += originalSize;
        if (unpacked > maxUnpacked) throw new UnreadOffice('too large');
        return true;
      },
    });
  } catch (error) {
    throw error instanceof UnreadOffice ? error : new UnreadOffice('damaged', error);
  }
}

/** The name of the first file in a ZIP archive, '' for another file. */
export function firstNameIn(start: Uint8Array): string {
  const head = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  return head.length > 30 && head.readUInt32LE(0) === 0x04034b50 ? head.toString('latin1', 30, 30 + head.readUInt16LE(26)) : '';
}

import type { Format, ReadRecord, Source } from '../format.ts';
import { detectEncoding } from '../encoding.ts';
import { headOf, mailScore } from './head.ts';
import { readMail } from './message.ts';

/** Apple Mail writes the number of bytes before the mail, and a list of properties behind it. */
const countLine = /^\d{1,12}[ \t]{0,20}\r?\n/;

/**
 * One mail as it was sent: a file `.eml`, one of a maildir (whose names have no ending), or `.emlx` of Apple Mail. One file one
 * document, then the files that are attached to it.
 */
export const eml: Format = {
  name: 'eml',
  description: 'e-mail (.eml, .emlx, maildir)',
  decodesItself: true,

  recognise: (source) => mailScore(headOf(source).replace(countLine, '')),

  async *read(source: Source): AsyncGenerator<ReadRecord> {
    const isWide = detectEncoding(source.start)?.name.startsWith('utf-16') === true;
    const bytes = isWide ? Buffer.from(await source.whole()) : Buffer.from(await source.bytes());
    yield* readMail(onlyMail(bytes), { line: 1, name: source.stem, dates: source.dates });
  },
};

/** Without what stands around it: a mark of UTF-8, empty lines, what Apple Mail adds. */
function onlyMail(bytes: Buffer): Buffer {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const count = countLine.exec(bytes.toString('latin1', start, start + 40))?.[0];
  if (count !== undefined) {
    start += count.length;
    return bytes.subarray(start, start + Number.parseInt(count, 10));
  }
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start += 1;
  return bytes.subarray(start);
}

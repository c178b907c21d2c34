import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeskError } from '../reply/failure.ts';
import { quoted, said } from '../reply/text.ts';

/** Writes values to a new file of JSON Lines, for its owner alone. Throws a DeskError when the file is there already, or cannot be written. */
export async function writeLines(path: string, values: Iterable<unknown>): Promise<void> {
  function* lines(): Generator<string> {
    for (const value of values) yield `${JSON.stringify(value)}\n`;
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (cause) {
    if (cause instanceof DeskError) throw cause;
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new DeskError(isThere ? said`${quoted(path)} already exists.` : said`${quoted(path)} cannot be written.`, {
      hint: isThere ? said`Choose another name.` : said`Check that its folder exists, is writable and has room.`,
      cause,
    });
  }
}

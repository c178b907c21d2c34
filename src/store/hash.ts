import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Lower-case hex SHA-256 of a text or bytes. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Lower-case hex SHA-256 of a file, however large. Throws what Node throws when it cannot be read. */
export function sha256OfFile(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(1024 * 1024);
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read));
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

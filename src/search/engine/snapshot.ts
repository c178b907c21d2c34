import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { setDerivedAside } from '../../store/derived-file.ts';
import { isRunning } from '../../store/running.ts';
import { sha256 } from '../../store/hash.ts';

/**
 * Keeps plain data (maps, sets, arrays, typed arrays) in a file: one line with the version and the SHA-256 of it and the rest,
 * then the data as V8 writes it. Written beside and moved into place, so that a crash leaves the old one or the new one.
 */
export function writeSnapshot(file: string, version: string, state: unknown): void {
  const data = serialize(state);
  removeLeftOver(file);
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(
      beside,
      Buffer.concat([Buffer.from(`${JSON.stringify({ version, sha256: sha256(Buffer.concat([Buffer.from(version), data])) })}\n`), data]),
      { mode: 0o600 },
    );
    renameSync(beside, file);
  } catch (error) {
    // On a full disk the half of it would take the room that is left.
    rmSync(beside, { force: true });
    throw error;
  }
}

/** What processes left behind that were killed while they wrote. */
function removeLeftOver(file: string): void {
  for (const name of readdirSync(dirname(file))) {
    const [, pid] = /\.(\d+)\.new$/.exec(name) ?? [];
    if (pid !== undefined && name.startsWith(basename(file)) && !isRunning(Number(pid))) rmSync(join(dirname(file), name), { force: true });
  }
}

/** What was kept; undefined when there is none, or when it is of another version. One of which a single bit has changed is set aside. */
export function readSnapshot(file: string, version: string): unknown {
  if (!existsSync(file)) return undefined;
  const { head, data } = readParts(file);
  if (head === undefined || data === undefined) setDerivedAside(file);
  else if (head.version === version) return deserialize(data);
  else rmSync(file, { force: true });
  return undefined;
}

/** Whether a snapshot is not what was written. False where there is none. */
export const isDamagedSnapshot = (file: string): boolean => existsSync(file) && readParts(file).data === undefined;

/** The data is undefined unless every bit of it is as it was written. */
function readParts(file: string): { head?: { version?: unknown }; data?: Buffer } {
  const whole = readFileSync(file);
  const end = whole.indexOf('\n');
  const data = whole.subarray(end + 1);
  try {
    const head = JSON.parse(whole.subarray(0, end).toString()) as { version?: unknown; sha256?: unknown };
    return head.sha256 === sha256(Buffer.concat([Buffer.from(String(head.version)), data])) ? { head, data } : { head };
  } catch {
    return {};
  }
}

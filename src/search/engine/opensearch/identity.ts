import { randomUUID } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const kept = z.object({ id: z.string().regex(/^[0-9a-f]{12}$/), inode: z.number() });

/**
 * The name under which a cluster knows the cables of this archive; `file` keeps it. A copy of the folder is another archive: if both
 * had one name, each would take the other's cables out.
 */
export function aliasOf(file: string): string {
  const known = read(file);
  if (known !== undefined) return `cabledesk-${known}`;
  const id = randomUUID().replaceAll('-', '').slice(0, 12);
  writeFileSync(file, '', { mode: 0o600 });
  writeFileSync(file, JSON.stringify({ id, inode: statSync(file).ino }));
  return `cabledesk-${id}`;
}

function read(file: string): string | undefined {
  try {
    const { id, inode } = kept.parse(JSON.parse(readFileSync(file, 'utf8')));
    return inode === statSync(file).ino ? id : undefined;
  } catch {
    // Not there yet, or not ours.
    return undefined;
  }
}

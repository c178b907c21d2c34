import { readFileSync } from 'node:fs';

/** By what name a cluster knows the archive whose file `*.opensearch` this is. */
export const knownAs = (file: string): string => `cabledesk-${(JSON.parse(readFileSync(file, 'utf8')) as { id: string }).id}`;

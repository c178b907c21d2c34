import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { DeskWork } from './desk-work.ts';

/** Where the data folders of former releases are kept: tests/fixtures/months/README.md. */
const folder = join(import.meta.dirname, '../fixtures/months');
const kept = ['desk.sqlite', 'archive/archive.sqlite', 'work.json'] as const;

/** The releases of which a data folder is kept. */
export const months = readdirSync(folder, { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map(({ name }) => name);

/** Keeps a data folder of `npm run bench -- month` as that of a release. What is derived from the cables is left out. */
export function keepMonth(from: string, release: string): void {
  for (const name of kept.filter((one) => existsSync(join(from, one)))) {
    const path = join(folder, release, `${name}.br`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, brotliCompressSync(readFileSync(join(from, name)), { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } }));
  }
}

/** Lays the data folder of a release into `to`, as that release left it; returns what was done in it, as that release told it. */
export function layMonth(release: string, to: string): DeskWork {
  const read = (name: string): Buffer => brotliDecompressSync(readFileSync(join(folder, release, `${name}.br`)));
  for (const name of kept.slice(0, 2).filter((one) => existsSync(join(folder, release, `${one}.br`)))) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    writeFileSync(join(to, name), read(name), { mode: 0o600 });
  }
  return JSON.parse(read('work.json').toString()) as DeskWork;
}

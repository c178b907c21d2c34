import { chmodSync, mkdirSync, openSync, closeSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeskError } from '../../src/reply/failure.ts';
import type { Source } from '../../src/import/formats/format.ts';
import { findFiles } from '../../src/import/files.ts';
import { openSource } from '../../src/import/source.ts';
import { tempFolder } from '../helpers/temp.ts';

const folder = tempFolder();
let made = 0;

function write(content: string | Uint8Array, name = 'cable.txt'): string {
  made += 1;
  const inside = join(folder, `case-${made}`);
  mkdirSync(inside);
  const path = join(inside, name);
  writeFileSync(path, content);
  return path;
}

async function linesOf(source: Source): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of source.lines())
    lines.push('fault' in entry ? `! ${entry.fault.line} ${entry.fault.reason}` : `${entry.line} ${entry.text}`);
  return lines;
}

const refused = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(DeskError);
  expect((error as DeskError).kind).toBe('data');
  return (error as DeskError).message;
};

describe('a source', () => {
  test('is read by line, whatever its line endings', async () => {
    const source = await openSource(write('\uFEFFone\r\ntwo\n\nfour'));
    expect(source.head.startsWith('one')).toBe(true);
    expect(await linesOf(source)).toEqual(['1 one', '2 two', '3 ', '4 four']);
    expect(await source.whole()).toBe('one\r\ntwo\n\nfour');
  });

  test('is unpacked when its content is gzip, under any name', async () => {
    const source = await openSource(write(gzipSync('one\ntwo\n'), '1974LAPAZ00001.txt'));
    expect(await linesOf(source)).toEqual(['1 one', '2 two']);
    expect((await openSource(write('plain\n', 'trove.jsonl.gz'))).stem).toBe('trove');
  });

  test('may be several concatenated gzips', async () => {
    const source = await openSource(write(Buffer.concat([gzipSync('one\n'), gzipSync('two\n')])));
    expect(await linesOf(source)).toEqual(['1 one', '2 two']);
  });

  test('gives what came before the cut, and a fault, when truncated', async () => {
    const random = fc.sample(fc.string({ minLength: 40, maxLength: 40, unit: 'binary-ascii' }), { numRuns: 500, seed: 7 });
    const whole = gzipSync(random.map((text, i) => `${i} ${text.replaceAll(/[\n\r\0]/g, ' ')}`).join('\n'));
    const source = await openSource(write(whole.subarray(0, whole.length / 2)));
    const lines = await linesOf(source);
    expect(lines.length).toBeGreaterThan(150);
    expect(lines.slice(0, -1).some((line) => line.startsWith('!'))).toBe(false);
    expect(lines.at(-1)).toMatch(/^! \d+ the compressed file ends in the middle/);
    expect(await refused(source.whole())).toContain('ends in the middle');
  });

  test('is rejected in plain words when its gzip is damaged', async () => {
    const bytes = gzipSync('x'.repeat(2000));
    bytes.fill(0x55, 12, 20);
    expect(await refused(openSource(write(bytes)))).toContain('damaged');
  });

  test.each([
    ['nothing', ''],
    ['an empty gzip', gzipSync('')],
  ])('rejects %s', async (_, content) => {
    expect(await refused(openSource(write(content)))).toContain('is empty');
  });

  test('has no text when its bytes are none', async () => {
    const source = await openSource(write(Buffer.from([1, 2, 0, 3])));
    expect(source.head).toBe('');
    expect(await refused(source.whole())).toContain('NUL bytes');
    expect([...(await source.bytes())]).toEqual([1, 2, 0, 3]);
  });

  test('says when it is missing or a folder', async () => {
    expect(await refused(openSource(join(folder, 'nowhere.txt')))).toContain('does not exist');
    expect(await refused(openSource(folder))).toContain('is a folder');
  });

  test('decodes a line that is not UTF-8 as what it looks like', async () => {
    const source = await openSource(write(Buffer.concat([Buffer.from('é\n'.repeat(40_000)), Buffer.from('Caf\u00e9\nthree\n', 'latin1')])));
    expect(source.assumed).toBeUndefined();
    const lines = await linesOf(source);
    expect(lines.slice(-2)).toEqual(['40001 Café', '40002 three']);
    expect(source.assumed).toBe('windows-1252');
  });

  test('is no one document when it has millions of lines', async () => {
    const source = await openSource(write('\n'.repeat(3_000_001)));
    expect(await refused(source.whole())).toContain('more than 3,000,000 lines');
  });

  test('skips a line that is too long and reads on', async () => {
    const path = write('', 'long.jsonl');
    const file = openSync(path, 'w');
    writeSync(file, 'short\n');
    for (let i = 0; i < 50; i += 1) writeSync(file, Buffer.alloc(1024 * 1024, 0x61));
    writeSync(file, '\nafter\n');
    closeSync(file);
    const source = await openSource(path);
    expect(await linesOf(source)).toEqual(['1 short', '! 2 line too long: 50 MB, the limit is 16 MB', '3 after']);
    expect(await refused(source.whole())).toContain('larger than 25 MB');
  });

  test('gives the same lines however it is chunked', async () => {
    const text = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 30 }).map((line) => line.replaceAll(/[\n\r\0]/g, ' ')),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (lines, isGzip) => {
        const all = `first\n${lines.join('\n')}\n`;
        const source = await openSource(write(isGzip ? gzipSync(all) : all));
        expect(await linesOf(source)).toEqual(['first', ...lines].map((line, i) => `${i + 1} ${line}`));
      }),
      { numRuns: 30 },
    );
  });
});

describe('finding files', () => {
  const found = async (...paths: string[]): Promise<string[]> => {
    const all: string[] = [];
    for await (const entry of findFiles(paths)) {
      const { path, reason } = 'path' in entry ? { ...entry, reason: undefined } : 'problem' in entry ? entry.problem : entry.passed;
      all.push(`${path.replace(folder, '')}${reason === undefined ? '' : ` ! ${reason}`}`);
    }
    return all;
  };

  test('walks folders in order and passes over what is not a cable', async () => {
    const root = join(folder, 'walk');
    mkdirSync(join(root, 'b', '.git'), { recursive: true });
    mkdirSync(join(root, 'a'));
    for (const name of ['z.txt', 'b/one.txt', 'a/two.txt', 'README.md', 'trove.json', '.hidden', 'b/.git/x.txt'])
      writeFileSync(join(root, name), 'x');
    writeFileSync(join(root, 'a', 'zero.txt'), '');
    symlinkSync(write('outside'), join(root, 'a', 'link.txt'));
    symlinkSync(join(root, 'z.txt'), join(root, 'a', 'zlink.txt'));
    symlinkSync(root, join(root, 'b', 'loop'));
    expect(await found(root)).toEqual([
      '/walk/a/link.txt ! a link that leads out of the folder',
      '/walk/a/two.txt',
      '/walk/a/zero.txt ! the file is empty',
      '/walk/a/zlink.txt',
      '/walk/b/one.txt',
    ]);
    expect(await found(join(root, 'README.md'), join(root, 'README.md'))).toEqual(['/walk/README.md']);
  });

  test('explains each missing path', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await found(join(folder, 'gone'), empty)).toEqual([
      '/gone ! no such file or folder; is the name spelled right?',
      '/empty ! the folder has no file to read (hidden files, README.md and trove.json do not count)',
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('names what it may not read', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0);
    expect(await found(closed)).toEqual(['/closed ! may not be read by this user; check its permissions']);
    chmodSync(closed, 0o700);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync, strToU8 } from 'fflate';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { importFiles } from '../../src/import/import.ts';
import { testDesk } from '../helpers/desk.ts';
import { randomFrom } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

const record = (id: string): string => JSON.stringify({ id, body: `Text of ${id}.` });

async function tarOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  return Buffer.concat(await Array.fromAsync(archive as AsyncIterable<Uint8Array>));
}

const zipOf = (files: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  zipSync(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content])),
  );

/** What an import of these files gives: refs with the files that they were found in, and rejects. */
async function imported(files: Readonly<Record<string, Uint8Array>>): Promise<{ cables: string[]; rejects: string[] }> {
  const desk = testDesk();
  const folder = join(tempFolder(), 'in');
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const again = { desk, paths: [folder], trove: 't', by: 'test' };
  const { rejects } = await importFiles(again);
  expect(await importFiles(again)).toMatchObject({ added: 0, changed: 0, gone: 0 });
  const short = (path: string): string => path.replace(`${folder}/`, '');
  return {
    cables: [...desk.cables.all()].map(({ ref, file }) => `${ref} ${short(file)}`),
    rejects: rejects.map(({ file, reason }) => `${short(file)}: ${reason}`),
  };
}

const picture = Buffer.from('89504e470d0a1a0a0000', 'hex');
const inside = { 'a/r.jsonl': record('R'), 'b/pic.png': picture, '__MACOSX/x': 'x', 'c/': '', 'e.txt': '', '../out.jsonl': record('OUT') };

describe('an archive', () => {
  test.each([
    ['box.zip', async () => zipOf(inside)],
    ['box.tar', () => tarOf({ ...inside, 'c/': '' })],
    ['box.tgz', async () => gzipSync(await tarOf(inside))],
    ['deep.zip', async () => zipOf({ 'box.zip': zipOf(inside) })],
  ])('%s gives each file in it, or the reason why not', async (name, content) => {
    const { cables, rejects } = await imported({ [name]: await content() });
    const path = name === 'deep.zip' ? 'deep.zip/box.zip' : name;
    expect(cables).toEqual([`R ${path}/a/r.jsonl`]);
    expect(rejects.toSorted()).toEqual([
      expect.stringMatching(/\/b\/pic\.png: it is a picture \(PNG\)\. .*tesseract/),
      expect.stringMatching(/: \.\.\/out\.jsonl leads out of the archive/),
      expect.stringMatching(/: e\.txt is empty/),
    ]);
  });

  test('that is encrypted, or packed to fill the memory, is told of, and the rest is read', async () => {
    const locked = Buffer.from(zipOf({ 'a.jsonl': record('A') }));
    // The flag that says so, in both headers of the entry.
    locked[6] = 1;
    const central = locked.indexOf(Buffer.from('504b0102', 'hex'));
    locked[central + 8] = 1;
    const bomb = zipOf({ 'bomb.txt': new Uint8Array(60 * 1024 * 1024), 'z.jsonl': record('Z') });
    const { cables, rejects } = await imported({ '1.zip': locked, '2.zip': bomb });
    expect(cables).toEqual(['Z 2.zip/z.jsonl']);
    expect(rejects).toEqual([
      expect.stringMatching(/a\.jsonl is encrypted: unpack the archive with its password first/),
      expect.stringMatching(/bomb\.txt unpacks to \d+ times its size/),
    ]);
  });

  test('with nothing in it is told of', async () => {
    const { cables, rejects } = await imported({ 'a.zip': zipOf({}), 'b.tar': await tarOf({ '.hidden': 'x' }) });
    expect([cables, rejects]).toEqual([
      [],
      ['a.zip: there is nothing in it that can be read', 'b.tar: there is nothing in it that can be read'],
    ]);
  });

  test('in archives without end is left at some depth', async () => {
    let box = zipOf({ 'r.jsonl': record('R') });
    for (let i = 0; i < 8; i += 1) box = zipOf({ 'box.zip': box });
    const { cables, rejects } = await imported({ 'box.zip': box });
    expect(cables).toEqual([]);
    expect(rejects).toEqual([expect.stringMatching(/it is nested more than 5 files deep/)]);
  });

  test('that is cut off or damaged gives what can be read, and the reason', async () => {
    const random = randomFrom(3);
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.jsonl`, record(`R${i}`)]));
    const [zipped, tarred] = [Buffer.from(zipOf(files)), await tarOf(files)];
    const { cables, rejects } = await imported({
      'cut.zip': zipped.subarray(0, zipped.length / 2),
      'cut.tar': tarred.subarray(0, tarred.length / 2 + 100),
      'cut.tgz': gzipSync(tarred).subarray(0, 300),
    });
    expect(cables.some((one) => one.includes('cut.tar'))).toBe(true);
    for (const name of ['cut.zip', 'cut.tar', 'cut.tgz']) expect(rejects.join('\n')).toContain(`${name} cannot be unpacked further`);
    const flipped = Array.from({ length: 60 }, (_, i) => {
      const bytes = Buffer.from(i % 2 === 0 ? zipped : tarred);
      for (let flips = 0; flips < 5; flips += 1) {
        const at = Math.floor(random() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      return [`f${i}`, bytes] as const;
    });
    const all = await imported(Object.fromEntries(flipped));
    expect(all.cables.length + all.rejects.length).toBeGreaterThan(20);
  });
});

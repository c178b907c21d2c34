import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readList, textOf, type AttachedFile } from '../../src/bot/attachment.ts';
import { attachedFile } from '../../src/chat/discord/file.ts';
import { readAnswer, startLive, type Live } from '../helpers/live.ts';
import { run } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';

const fileOf = (name: string, content: string | Uint8Array): AttachedFile => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { name, size: bytes.byteLength, read: async () => bytes };
};

describe('what a file says', () => {
  test('text in UTF-8, UTF-16 and as spreadsheets save it', async () => {
    expect(await textOf(fileOf('a.txt', '\uFEFFKijów\r\nZażółć'))).toBe('Kijów\nZażółć');
    expect(await textOf(fileOf('a.txt', Buffer.from('\uFEFFKijów', 'utf16le')))).toBe('Kijów');
    expect(await textOf(fileOf('a.txt', Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72])))).toBe('Müller');
  });

  test('too large, or no text: said, with the name', async () => {
    await expect(textOf(fileOf('big.txt', 'x'.repeat(200)), 100)).rejects.toThrow(/big\.txt.* MB/);
    await expect(textOf({ ...fileOf('liar.txt', 'x'.repeat(200)), size: 3 }, 100)).rejects.toThrow('liar.txt');
    await expect(textOf(fileOf('a.png', Buffer.from([0x89, 0x50, 0, 0, 1])))).rejects.toThrow('is not a text file');
  });

  test('a table gives the column that is meant, whatever parts its cells', () => {
    expect(readList('n.csv', 'id,Name\n1,"Rogozin, Dmitri"\n2,\n3,Vicini\n', ['name'])).toEqual(['Rogozin, Dmitri', 'Vicini']);
    expect(readList('n.csv', 'id;name\n1;a, b\n', ['name'])).toEqual(['a, b']);
    expect(readList('n.tsv', 'x\ty\n1\t2\n', ['name'])).toEqual(['x', '1']);
    expect(readList('n.txt', ' iran \n\n"hot zone", x\n', ['name'])).toEqual(['iran', '"hot zone", x']);
    // Written by hand: the rows that are wrong cost nobody the others.
    expect(readList('n.csv', 'a,x\n"hot zone" week,1\n"b,2\n"c, d",3\n', ['a'])).toEqual(['"hot zone" week', '"b', 'c, d']);
  });
});

describe('sent along with a command', () => {
  let running: Live;
  beforeAll(async () => {
    running = await startLive();
  });
  afterAll(() => running.stop());
  const batch = (options: Record<string, unknown>) => running.discord.as('reader').slash('desk', 'searches batch', options as never);

  test('a batch from a file, by the real client', async () => {
    const file = { name: 'names.csv', content: 'name,why\nrogozin,source\n"""hot zone""",\nquokka,\n' };
    expect(await readAnswer(await batch({ file }))).toContain('3 searches: 2 with cables, 1 without');
    expect(await readAnswer(await batch({ file, lines: 'iran | quokka' }))).toContain('4 searches');
  });

  test('a file without entries, or none at all', async () => {
    expect(await readAnswer(await batch({ file: { name: 'empty.txt', content: '\n\n' } }))).toContain('no searches in empty.txt');
    expect(await readAnswer(await batch({ file: { name: 'a.png', content: Buffer.from([1, 0, 0, 2]) } }))).toContain('not a text file');
  });

  test('nothing is fetched from elsewhere, and no more than was announced', async () => {
    await expect(attachedFile({ name: 'x', size: 1, url: 'https://example.com/x' }, undefined).read()).rejects.toThrow(
      'could not be fetched',
    );
    const sent = running.discord.as('reader').say('desk', '', [{ name: 'a.txt', content: 'hello' }]);
    const url = sent.attachments[0]?.url ?? '';
    const api = `${new URL(url).origin}/api`;
    expect(Buffer.from(await attachedFile({ name: 'a.txt', size: 5, url }, api).read()).toString()).toBe('hello');
    await expect(attachedFile({ name: 'a.txt', size: 4, url }, api).read()).rejects.toThrow('could not be fetched');
    await expect(attachedFile({ name: 'a.txt', size: 5, url }, undefined).read()).rejects.toThrow('could not be fetched');
    await expect(attachedFile({ name: 'a.txt', size: 5, url: `${api}/no/such` }, api).read()).rejects.toThrow('could not be fetched');
  });
});

test('in the terminal, a path', async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, 'list.txt'), 'alpha\nquokka\n');
  writeFileSync(join(cwd, 'one.jsonl'), JSON.stringify({ id: 'A', date: '2018-03-07', origin: 'Mission', subject: 'One', body: 'alpha' }));
  const data = join(cwd, 'desk');
  await run(['import', 'one.jsonl', '--data', data], { cwd });
  expect((await run(['say', '/searches batch file:list.txt', '--data', data], { cwd })).out).toContain('2 searches: 1 with cables');
  const lost = await run(['say', '/searches batch file:no-such.txt', '--data', data], { cwd });
  expect(lost.out + lost.err).toMatch(/no-such\.txt.* cannot be read/);
  expect(lost.code).toBe(2);
});

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDesk } from '../../src/desk/desk.ts';
import { createBot } from '../../src/bot/bot.ts';
import { ask, quiet, sampleCount, sampleFolder, wordsOf } from '../helpers/desk.ts';
import { builtDoor } from '../helpers/built.ts';
import { isLong, randomFrom, sampleOf, seedOf } from '../helpers/random.ts';
import { tempFolder } from '../helpers/temp.ts';

/**
 * No file of the process may grow beyond a limit of the operating system, so that writing fails wherever that is: while the
 * databases are made, while cables are stored, while the index or the names are saved.
 */

/** Runs a verb whose files may grow to so many kilobytes. Returns the exit code and all that it said. */
async function withRoom(
  kilobytes: number | 'unlimited',
  folder: string,
  ...args: readonly string[]
): Promise<{ code: number | null; said: string }> {
  const script = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`;
  const child = spawn('bash', ['-c', script, process.execPath, await builtDoor(), ...args, '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { code: await new Promise((resolve) => child.on('close', resolve)), said };
}

/** Whether the folder holds the whole sample, searchable, and nothing half-written. */
async function expectWhole(folder: string): Promise<void> {
  const desk = openDesk({ folder, exposure: 'desk' });
  await Promise.all([desk.index.ready(), desk.names.settled()]);
  const { reply } = await ask(await createBot(desk, quiet), 'search', { query: '-xyzzy' });
  expect([desk.cables.count(), desk.index.progress().done, wordsOf(reply).includes(`${sampleCount} cables`)]).toEqual([
    sampleCount,
    sampleCount,
    true,
  ]);
  await desk.close();
  expect(readdirSync(join(folder, 'archive')).filter((name) => name.endsWith('.new'))).toEqual([]);
}

const random = randomFrom(seedOf('disk full'));
const rooms = isLong ? Array.from({ length: 40 }, () => Math.floor(50 + random() * 1500)) : sampleOf([600, 1100], 1, random);

test.skipIf(process.platform === 'win32').each(rooms)(
  'an import with room for %i kB says so and goes on where it was',
  async (kilobytes) => {
    const folder = tempFolder();
    const { code, said } = await withRoom(kilobytes, folder, 'import', sampleFolder);
    expect(said).not.toMatch(/went wrong on cabledesk's side/);
    expect(code === 0 || said.includes('the disk is full'), said).toBe(true);
    // The archive of the sample is larger.
    expect(code !== 0 || kilobytes > 650).toBe(true);
    expect((await withRoom('unlimited', folder, 'import', sampleFolder)).code).toBe(0);
    await expectWhole(folder);
  },
);

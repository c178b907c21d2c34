import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseFolder } from '../../src/cli/choose-folder.ts';
import { archiveOf, openConfigured } from '../../src/cli/open-configured.ts';
import { start } from '../../src/cli/start.ts';
import { readConfig } from '../../src/config.ts';
import { importRecords, quiet, testDesk } from '../helpers/desk.ts';
import { tempFolder } from '../helpers/temp.ts';

const server = '112233445566778899';
const onDiscord = { DISCORD_TOKEN: 'a.b.c', DISCORD_GUILD_ID: server, DISCORD_LEAD_ROLES: '112233445566778833' };
const alpha = { ref: 'A/1', date: '2018-03-07', subject: 'Alpha', body: '1. Alpha words.' };
const beta = { ref: 'B/1', date: '2018-03-08', subject: 'Beta', body: '1. Beta words.' };

/** A place where `data/desk` is the data folder, as it is by default. */
function place(environment: Record<string, string> = {}) {
  const cwd = tempFolder();
  const data = join(cwd, 'data', 'desk');
  const config = readConfig({ CABLEDESK_DATA: data, CABLEDESK_DEMO_PORT: '0', ...environment });
  const file = join(cwd, 'my documents.jsonl');
  writeFileSync(file, [alpha, beta].map((record) => JSON.stringify(record)).join('\n'));
  return { cwd, data, config, file };
}

/** The desk of a folder with one cable, closed again. */
async function deskIn(folder: string, home?: string): Promise<void> {
  const desk = testDesk({ folder });
  await importRecords(desk, [alpha]);
  await desk.index.ready();
  if (home !== undefined) desk.setHome(home);
  await desk.close();
}

/** Types these lines in the demo. Returns all that it said. */
async function typed(
  { config, cwd }: ReturnType<typeof place>,
  { named, paths = [], lines }: { named?: string; paths?: readonly string[]; lines: readonly string[] },
): Promise<string> {
  const script = join(cwd, 'script.txt');
  writeFileSync(script, [...lines, '/quit'].join('\n'));
  const chosen = chooseFolder(config, { verb: 'start', named, paths });
  const told: string[] = [];
  const tell = (line: string): void => void told.push(line);
  const { signal } = new AbortController();
  expect(await start({ config, ...chosen, paths, log: quiet, tell, progress: () => {}, script, signal })).toBe(0);
  return told.join('\n');
}

describe('the data folder that nobody named', () => {
  test('is the demo’s, with the sample, until the desk’s holds cables or belongs to a server', async () => {
    const { config, data } = place();
    expect(chooseFolder(config, { verb: 'start' })).toMatchObject({ isSample: true });
    expect(chooseFolder(config, { verb: 'say' })).toMatchObject({ isSample: true });
    expect(chooseFolder(config, { verb: 'import' })).toEqual({ folder: data, isSample: false });
    await testDesk({ folder: data }).close();
    expect(chooseFolder(config, { verb: 'start' })).toMatchObject({ isSample: true });
    await deskIn(data);
    expect(chooseFolder(config, { verb: 'start' })).toMatchObject({ folder: data, isSample: false });
    expect(chooseFolder(config, { verb: 'start' }).why).toContain('holds 1 cable:');
    expect(chooseFolder(config, { verb: 'say' })).toEqual({ folder: data, isSample: false });

    const other = place();
    const desk = testDesk({ folder: other.data });
    desk.setHome(server);
    await desk.close();
    expect(chooseFolder(other.config, { verb: 'say' })).toEqual({ folder: other.data, isSample: false });
  });

  test('is the desk’s where there is a token', () => {
    const { config, data } = place(onDiscord);
    for (const verb of ['start', 'say', 'import']) expect(chooseFolder(config, { verb })).toEqual({ folder: data, isSample: false });
  });

  test('is one of their own for documents: the same for the same paths, beside the desk’s', () => {
    const { config, cwd, data, file } = place();
    const folderOf = (...paths: string[]): string => chooseFolder(config, { verb: 'start', paths }).folder;
    const folder = folderOf(file);
    expect(folder).toMatch(/[/\\]my-documents-[0-9a-f]{8}$/);
    expect(dirname(dirname(folder))).toBe(dirname(data));
    expect(folderOf(join(cwd, '.', 'data', '..', 'my documents.jsonl'), file)).toBe(folder);
    expect(folderOf(cwd, file)).toBe(folderOf(file, `${cwd}/`));
    expect(folderOf(cwd)).not.toBe(folder);
    expect(chooseFolder(config, { verb: 'start', named: data, paths: [file] }).folder).toBe(data);
    expect(() => folderOf(join(cwd, 'no-such.txt'))).toThrow('There is no file or folder');
    expect(() => folderOf(file, '')).toThrow('One of the paths is empty');
  });
});

describe('the demo', () => {
  test('opens over one’s own documents, without the sample, and says what it could not read', async () => {
    const mine = place();
    const broken = join(mine.cwd, 'broken.jsonl');
    writeFileSync(broken, '{"id": "broken"');
    const first = await typed(mine, { paths: [mine.file, broken], lines: ['/search query:alpha', '/search query:"hot zone"'] });
    expect(first).toContain('2 documents read: 2 new');
    expect(first).toMatch(/not read: .*broken\.jsonl:1: /);
    expect(first).toContain('1 cable for alpha');
    expect(first).toContain('No cable for "hot zone"');
    const again = await typed(mine, { paths: [broken, mine.file], lines: [] });
    expect(again).toContain('0 new, 0 changed, 2 unchanged');

    const none = typed(mine, { paths: [broken], lines: [] });
    await expect(none).rejects.toMatchObject({ kind: 'data' });
    await expect(none).rejects.toThrow('could be read');
  });

  test('brings no sample into a folder that was named or holds cables', async () => {
    const mine = place();
    expect(await typed(mine, { named: join(mine.cwd, 'empty'), lines: ['/search query:"hot zone"'] })).toContain('There are no cables in');
    await deskIn(mine.data);
    const opened = await typed(mine, { lines: ['/search query:"hot zone"'] });
    expect(opened).toContain('holds 1 cable: the demo opens there');
    expect(opened).toContain('Ready: 1 cable in');
    expect(opened).toContain('No cable for "hot zone"');
  });

  test('does not open the desk of a server: the page has no password', async () => {
    const mine = place();
    await deskIn(mine.data, server);
    for (const named of [undefined, mine.data]) {
      const refused = typed(mine, { ...(named === undefined ? {} : { named }), lines: [] });
      await expect(refused).rejects.toMatchObject({ kind: 'config' });
      await expect(refused).rejects.toThrow(`works on the server ${server}`);
      await expect(refused).rejects.toThrow('no password');
    }
  });

  test('and neither is a desk started for another server than its own', async () => {
    const mine = place({ ...onDiscord, DISCORD_GUILD_ID: '112233445566778800' });
    await deskIn(mine.data, server);
    const refused = typed(mine, { lines: [] });
    await expect(refused).rejects.toMatchObject({ kind: 'config' });
    await expect(refused).rejects.toThrow(`belongs to the server ${server}, not to 112233445566778800`);
  });

  test('keeps its server when its conversation is lost, and with it what was done there', async () => {
    const mine = place();
    await deskIn(mine.data);
    await typed(mine, { named: mine.data, lines: ['/as editor', '/tag add ref:A/1 tag:odd'] });
    rmSync(join(mine.data, 'demo.bin'));
    expect(await typed(mine, { named: mine.data, lines: ['/search query:tag:odd'] })).toContain('1 cable for');
  });
});

test('an archive elsewhere is the desk’s alone: what is tried in other folders never gets into it', async () => {
  const newsroom = join(tempFolder(), 'desk');
  await deskIn(newsroom);
  const { config, file, data } = place({ CABLEDESK_ARCHIVE: join(newsroom, 'archive') });
  const tried = chooseFolder(config, { verb: 'start', paths: [file] });
  for (const folder of [tried.folder, tempFolder()]) expect(archiveOf(folder, config)).toBeUndefined();
  expect(archiveOf(data, config)).toBe(join(newsroom, 'archive'));
  // Its cables count as the desk's: without a token the demo opens there, and brings no sample.
  await deskOn(data, config);
  expect(chooseFolder(config, { verb: 'say' })).toMatchObject({ folder: data, isSample: false });
});

/** Opens a desk on the archive that the settings name, which holds one cable. */
async function deskOn(folder: string, config: ReturnType<typeof readConfig>): Promise<void> {
  const desk = openConfigured(folder, config, quiet);
  expect(desk.cables.count()).toBe(1);
  await desk.close();
}

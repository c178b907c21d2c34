import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBot } from '../../src/bot/bot.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { run } from '../helpers/run.ts';
import { tempFolder } from '../helpers/temp.ts';
import { ask, importRecords, press, quiet, someone, wordsOf } from '../helpers/desk.ts';

const text = 'The quokka came over the hill at night, and nobody saw it.';

/** A desk at which Anna, who has a name of her own, did one of everything. */
async function withAnna(folder: string) {
  const desk = openDesk({ folder, exposure: 'sealed' });
  await importRecords(desk, [{ ref: 'A-1', date: '2018-01-01', origin: 'Mission', subject: 'Hills', body: text }]);
  await desk.index.ready();
  const bot = await createBot(desk, quiet);
  const home = desk.home();
  const anna = () => someone('editor', { desk: home, member: '112233445566778899', name: 'Annabel Quill', via: 'discord' });
  const say = async (command: string, options = {}) => {
    const answer = await ask(bot, command, options, anna());
    expect(answer.ok, wordsOf(answer.reply)).toBe(true);
    return answer.reply;
  };
  desk.roster.seen(home, { id: '112233445566778899', name: 'Annabel Quill', role: 'editor', isBot: false }, desk.now());
  await say('search', { query: 'quokka' });
  await say('tag add', { ref: 'A-1', tag: 'animals' });
  await say('note', { ref: 'A-1', text: 'Ask the warden' });
  await say('searches watch add', { query: 'quokka' });
  return { desk, bot, say, anna };
}

test('/me privacy counts, gives everything but cable texts as a file on every desk, and drops searches when asked twice', async () => {
  const { desk, bot, say, anna } = await withAnna(tempFolder());
  const page = wordsOf(await say('me privacy'));
  expect(page).toMatch(/Searches: 1, seen by the team[^]*Private to you: 1[^]*About cables: [1-9][^]*What you did: [1-9]/);
  const { files = [] } = await say('me privacy', { do: 'export' });
  const held = new TextDecoder().decode(files[0]?.bytes);
  expect(JSON.parse(held)).toMatchObject({
    name: 'Annabel Quill',
    role: 'editor',
    searches: [{ asked: { query: 'quokka' }, found: 1 }],
    notes: [{ cable: 'A-1', text: 'Ask the warden' }],
  });
  expect(held).not.toContain('over the hill');
  const other = await ask(bot, 'me privacy', { do: 'export' }, someone('lead', { desk: desk.home(), member: 'ben', via: 'discord' }));
  expect(new TextDecoder().decode(other.reply.files?.[0]?.bytes)).not.toMatch(/Annabel|quokka|warden/);
  const asked = await say('me privacy', { do: 'forget' });
  expect(desk.searches.list(desk.home(), undefined, 0, 9).total).toBe(1);
  expect(wordsOf((await press(bot, asked, 'Delete my searches', anna())).reply)).toContain('Deleted: your 1 search');
  expect(desk.searches.list(desk.home(), undefined, 0, 9).total).toBe(0);
  await desk.close();
});

test('the operator forgets a member: first a preview; then name and searches are in no file, and what stays is said', async () => {
  const cwd = tempFolder();
  const folder = join(cwd, 'desk');
  const { desk } = await withAnna(folder);
  await desk.close();
  const forget = (...args: string[]) => run(['forget', '112233445566778899', ...args, '--data', 'desk'], { cwd });
  const preview = await forget();
  expect(preview.out).toMatch(/^Goes: 1 searches; name and role \(Annabel Quill\); 1 watches/);
  const files = () => globSync('**', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile());
  const holds = (words: string) => files().some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(words));
  expect(holds('Annabel Quill')).toBe(true);
  const done = await forget('--yes');
  expect([done.code, done.out]).toEqual([
    0,
    expect.stringMatching(/^Gone: [^]*Stays under the number 112233445566778899: \d+ acts[^]*Earlier backups/),
  ]);
  expect(holds('Annabel Quill')).toBe(false);
  const backup = await run(['backup', 'b', '--data', 'desk'], { cwd });
  expect(backup.out).toContain('audit log is intact');
});

import Database from 'better-sqlite3';
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBot } from '../../src/bot/bot.ts';
import { auditHead } from '../../src/desk/audit.ts';
import { verifyFolder, type DeskPlace, type VerifyReport } from '../../src/desk/verify/verify.ts';
import { openDesk } from '../../src/desk/desk.ts';
import { importFiles } from '../../src/import/import.ts';
import { setName } from '../../src/store/backup-sets.ts';
import { sha256OfFile } from '../../src/store/hash.ts';
import { ask, quiet, sampleFolder, someone } from './desk.ts';
import { tempFolder } from './temp.ts';

export const ref = 'COREU/KYI/0039/18';
export const placeOf = (folder: string): DeskPlace => ({ folder, archive: join(folder, 'archive'), backups: join(folder, 'backups') });
export const verify = (folder: string, now = 1_000, more: Partial<DeskPlace> = {}): VerifyReport =>
  verifyFolder({ ...placeOf(folder), ...more }, now);
export const told = ({ faults, derived }: VerifyReport): string =>
  [...faults, ...derived].map(({ file, what }) => `${file}: ${what}`).join('\n');
export const file = (folder: string, name: 'desk' | 'archive'): string =>
  join(folder, ...(name === 'desk' ? ['desk.sqlite'] : ['archive', 'archive.sqlite']));

let made: Promise<string> | undefined;

/** A closed data folder with a few cables of the sample, of which one has an older text, names, tags, notes and a backup. */
export async function dataFolder(): Promise<string> {
  const copy = tempFolder();
  cpSync(await (made ??= makeFolder()), copy, { recursive: true });
  return copy;
}

async function makeFolder(): Promise<string> {
  const folder = tempFolder();
  const texts = tempFolder();
  for (const one of globSync('**/*kyi*.txt', { cwd: sampleFolder })) cpSync(join(sampleFolder, one), join(texts, one.replaceAll('/', '-')));
  const desk = openDesk({ folder, exposure: 'desk', engine: 'minisearch' });
  await importFiles({ desk, paths: [texts], trove: 'kyiv', by: 'test' });
  const [first = ''] = globSync('*.txt', { cwd: texts });
  writeFileSync(join(texts, first), `${readFileSync(join(texts, first), 'utf8')}\nOne line more.\n`);
  await importFiles({ desk, paths: [texts], trove: 'kyiv', by: 'test' });
  const bot = await createBot(desk, quiet);
  const editor = () => someone('editor', { desk: desk.home() });
  for (const tag of ['warheads', 'crimea']) await ask(bot, 'tag add', { ref, tag }, editor());
  await ask(bot, 'note', { ref, text: 'Who says so?' }, editor());
  await ask(bot, 'cable', { ref }, editor());
  await ask(bot, 'search', { query: '"hot zone"' }, editor());
  await desk.names.settled();
  await desk.close();
  // Nothing is left in a journal, which would be read instead of the file.
  for (const name of globSync(['*.sqlite', 'archive/*.sqlite'], { cwd: folder }))
    meddle(join(folder, name), (db) => db.pragma('wal_checkpoint(TRUNCATE)'));
  backUpInto(folder, 500);
  return folder;
}

/** A backup as the nightly ones are kept. */
export function backUpInto(folder: string, madeAt: number): string {
  const path = join(folder, 'backups', setName(madeAt));
  mkdirSync(path, { recursive: true });
  cpSync(file(folder, 'desk'), join(path, 'desk.sqlite'));
  cpSync(file(folder, 'archive'), join(path, 'desk.sqlite.archive'));
  const files = ['desk.sqlite', 'desk.sqlite.archive'].map((name) => ({ name, bytes: 0, sha256: sha256OfFile(join(path, name)) }));
  writeFileSync(
    join(path, 'manifest.json'),
    JSON.stringify({
      madeAt,
      drilledAt: madeAt,
      audit: headOf(folder),
      counts: { cables: 0, facts: 0, audit: 0 },
      encrypted: false,
      files,
    }),
  );
  return path;
}

/** Does something to a database as another program would. */
export function meddle<T>(path: string, work: (db: Database.Database) => T): T {
  const db = new Database(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

export const headOf = (folder: string) => meddle(file(folder, 'desk'), auditHead);

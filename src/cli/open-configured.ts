import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import type { BackupSettings } from '../desk/backups/make.ts';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { WebhookRules } from '../desk/policy.ts';
import { readWebhooks } from './webhooks-file.ts';
import { terminal } from '../chat/neutralise.ts';
import type { Log } from '../log.ts';
import { files } from '../store/database.ts';
import { plain, type Text } from '../reply/text.ts';

/** The fictional trove that comes with the project. */
const sampleFolder = fileURLToPath(new URL('../../data/sample/', import.meta.url));

/** Brings the sample in, unless other cables are there. Returns how many of its cables are new or changed. */
export async function bringSample(desk: Desk): Promise<number> {
  if (desk.troves.list().some(({ name }) => name !== 'sample')) return 0;
  // Readers of all formats take a tenth of a second to load.
  const { importFiles } = await import('../import/import.ts');
  const { added, changed } = await importFiles({ desk, paths: [sampleFolder], by: 'demo' });
  return added + changed;
}

/** Opens the desk of a data folder as the settings say. Throws a DeskError of kind `busy` when another process has it. */
export const openConfigured = (
  folder: string,
  config: Config,
  log: Log,
  webhooks: WebhookRules = readWebhooks(config.webhooks).rules,
): Desk => {
  const { exposure, language, quota, searches, engine, cluster, sure, model } = config;
  const desk = openDesk({
    folder,
    archive: archiveOf(folder, config),
    copied: resolve(folder) === resolve(config.data) ? config.copied : undefined,
    exposure,
    language,
    quota: quota ?? 'off',
    keeping: searches.keeping,
    engine,
    cluster,
    sure,
    model,
    webhooks,
    log,
  });
  tellMended(desk.mended);
  return desk;
};

/** Tells the operator of files that were open to other accounts. */
export const tellMended = (mended: readonly Text[]): void => {
  for (const sentence of mended) console.error(terminal(plain(sentence)));
};

/** The archive elsewhere on which the desk in this folder stands; undefined for its own. The setting is the desk's alone: what is tried in other folders never gets into it. */
export const archiveOf = (folder: string, { data, archive }: Config): string | undefined =>
  archive === undefined || resolve(folder) !== resolve(data) ? undefined : resolve(archive);

/** Where the nightly backups of the desk in this folder go, and how; undefined when they are off. */
export const backupSettings = (folder: string, { backups }: Config): BackupSettings | undefined =>
  backups.folder === 'off' ? undefined : { ...backups, folder: resolve(backups.folder ?? join(folder, files.backups)) };

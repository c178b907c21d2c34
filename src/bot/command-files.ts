import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * What each file below commands/ exports by default, by its path there, such as `work/claim.ts`. In the package, whose code is in
 * one piece, release/build.ts puts a list in the place of this file.
 */
export async function commandFiles(folder: string): Promise<Map<string, unknown>> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  const found = new Map<string, unknown>();
  for (const path of paths.map((one) => one.replaceAll('\\', '/')).toSorted())
    found.set(path, ((await import(pathToFileURL(`${folder}/${path}`).href)) as { default?: unknown }).default);
  return found;
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** What is installed with cabledesk may be passed on with it, and NOTICE names what asks for that. */

const root = join(import.meta.dirname, '..');
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ version: z.string(), license: z.string().optional(), dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
const shipped = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional }]) => path !== '' && dev !== true && devOptional !== true)
  .map(([path, { version, license = 'none' }]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 13), version, license }));

/** These ask for nothing but that their text goes along, as it does in each package. Two packages write them in their own way. */
const free = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Apache License',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
  'Python-2.0',
];
/** These ask for more: NOTICE says what. */
const named = ['MPL-2.0', '(MIT OR GPL-3.0-or-later)', '(MIT AND Zlib)', 'SEE LICENSE IN README.md AND LICENSE'];

test('every package that is installed has a licence on the list', () => {
  expect(shipped.filter(({ license }) => !free.includes(license) && !named.includes(license))).toEqual([]);
  expect(shipped.length).toBeGreaterThan(200);
});

test('NOTICE names each package whose licence asks for more, in its version', () => {
  const notice = readFileSync(join(root, 'NOTICE'), 'utf8');
  // The binaries of one library are named with it.
  const asking = shipped.filter(({ license, name }) => named.includes(license) && !name.startsWith('@resvg/resvg-js-'));
  expect(asking.map(({ name }) => name).toSorted()).toEqual(['@resvg/resvg-js', 'dejavu-fonts-ttf', 'jszip', 'pako']);
  for (const { name, version } of asking) expect(notice).toContain(`${name} ${version}`);
});

// Without --omit=dev: npm then leaves out what a package for development needs as well, zod among it.
test('npm run sbom lists every package that is installed, with its checksum', () => {
  const text = execFileSync('npm', ['run', '-s', 'sbom'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { bomFormat, components } = z
    .object({
      bomFormat: z.string(),
      components: z.array(z.object({ name: z.string(), version: z.string(), hashes: z.array(z.object({ alg: z.string() })).optional() })),
    })
    .parse(JSON.parse(text));
  expect(bomFormat).toBe('CycloneDX');
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
  expect(shipped.filter(({ name, version }) => !listed.has(`${name}@${version}`))).toEqual([]);
  expect(components.filter(({ hashes = [] }) => hashes.length === 0)).toEqual([]);
});

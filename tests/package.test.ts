import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isLong } from './helpers/random.ts';
import { tempFolder } from './helpers/temp.ts';

/** The package is made, looked into, and installed in an empty folder: a minute, so in the long suite. */
const root = join(import.meta.dirname, '..');
const npm = (args: readonly string[], cwd: string) => spawnSync('npm', args, { cwd, encoding: 'utf8' });

function packed(): { folder: string; tarball: string; files: string[]; bytes: number } {
  const folder = tempFolder();
  execFileSync(process.execPath, [join(root, 'release/build.ts'), join(folder, 'dist')], { cwd: root });
  const ran = npm(['pack', '--json', './dist'], folder);
  const [made] = JSON.parse(ran.stdout) as { filename: string; size: number; files: { path: string }[] }[];
  if (made === undefined) throw new Error(ran.stderr);
  return { folder, tarball: join(folder, made.filename), files: made.files.map(({ path }) => path), bytes: made.size };
}

test.runIf(isLong)(
  'the package holds the program, its data and its licences, starts in an empty folder, and answers over the sample',
  () => {
    const { folder, tarball, files, bytes } = packed();
    const allowed =
      /^(?:lib\/[\w.-]+\.js|(?:data\/(?:gazetteer|sample|second-reader|tagger)|src)\/[\w./-]+|package\.json|LICENSE|NOTICE|README\.md|THIRD-PARTY\.txt)$/;
    expect(files.filter((path) => !allowed.test(path) || /(?:^|\/)(?:tests?|\.env|node_modules)|\.(?:sqlite|log|map)$/.test(path))).toEqual(
      [],
    );
    expect(files.filter((path) => path.startsWith('data/sample/') && path.endsWith('.txt')).length).toBeGreaterThan(100);
    expect(bytes).toBeLessThan(15e6);
    for (const name of ['discord.js', 'zod', 'pino', 'vega'])
      expect(readFileSync(join(folder, 'dist/THIRD-PARTY.txt'), 'utf8')).toMatch(new RegExp(`^${name} [\\d.]+: `, 'm'));

    const place = join(folder, 'clean');
    mkdirSync(place);
    writeFileSync(join(place, 'package.json'), '{}');
    const installed = npm(['install', tarball, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], place);
    if (installed.status !== 0 && /E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|TIMEDOUT|NETUNREACH)|network/.test(installed.stderr)) {
      console.log(`skipped in part: npm cannot install here: ${installed.stderr.slice(0, 200)}`);
      return;
    }
    expect(installed.status, installed.stderr).toBe(0);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const run = (args: readonly string[]) =>
      spawnSync('npx', ['cabledesk', ...args], { cwd: place, encoding: 'utf8', env: { ...process.env, CABLEDESK_DEMO_PORT: '0' } });
    expect(run(['--version']).stdout.trim()).toBe(version);
    const script = join(place, 'lines.txt');
    writeFileSync(script, '/search query:"hot zone"\n');
    const demo = run(['start', '--script', script]);
    expect(demo.stdout + demo.stderr).toContain('COREU/KYI/0039/18');
    expect(demo.status).toBe(0);
  },
);

import { cpSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { rolldown, type OutputChunk, type Plugin } from 'rolldown';

/**
 * Makes the package in dist/: the program and most of its libraries as a few files of JavaScript, because Node reads no
 * TypeScript below node_modules, and because a thousand files take four times as long to start as a dozen. Data, the demo's page
 * and the sources by whose checksum names are read anew stay files: a module that asks where it lies is told its place in src/.
 */
const root = join(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? join(root, 'dist'));
const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'optionalDependencies',
  Record<string, string>
>;

/** Native code, files that are read at run time, and scripts that start threads or programs of their own. */
const outside = ['better-sqlite3', '@resvg/resvg-js', 'dejavu-fonts-ttf', 'lit-html', 'open', 'piscina'];
/** What libraries would use if it were there; here it is not either. */
const absent = ['zlib-sync', 'bufferutil', 'utf-8-validate'];
const copied = [
  'data/gazetteer',
  'data/sample',
  'data/second-reader',
  'data/tagger',
  'src/import',
  'src/cables',
  'src/language',
  'src/names',
  'src/demo/page',
  'src/chat/lint',
  'LICENSE',
  'NOTICE',
  'README.md',
];

const entries = ['src/start.mjs', 'src/names/recognise/pool-task.ts', ...globSync('src/*/**/thread.ts', { cwd: root })].filter(
  (path) => path !== 'src/threads/thread.ts',
);
/** The name of an entry: `src/names/thread.ts` is lib/names-thread.js. */
const nameOf = (path: string): string =>
  path
    .replace(/^src\//, '')
    .replace(/\.\w+$/, '')
    .replaceAll('/', '-');

/** Has each module of ours find its files where they lie in the package, and threads their scripts. */
const places: Plugin = {
  name: 'places',
  transform(code, id) {
    const path = relative(root, id);
    if (!/^(src|commands)\//.test(path)) return undefined;
    return code
      .replaceAll(
        /new URL\('([^']*(?:thread|pool-task)\.ts)', import\.meta\.url\)/g,
        (_, script: string) => `new URL('./${nameOf(join(dirname(path), script))}.js', __here)`,
      )
      .replaceAll('import.meta.dirname', `process.getBuiltinModule('node:url').fileURLToPath(new URL('../${dirname(path)}', __here))`)
      .replaceAll('import.meta.url', `new URL('../${path}', __here).href`)
      .replaceAll('__here', 'import.meta.url');
  },
};

/** The commands, which are otherwise found by reading their folder: all of them in one piece. */
const commands: Plugin = {
  name: 'commands',
  load(id) {
    if (relative(root, id) !== 'src/bot/command-files.ts') return undefined;
    const files = globSync('commands/**/*.ts', { cwd: root }).toSorted();
    const imports = files.map((path, i) => `import c${i} from ${JSON.stringify(join(root, path))};`);
    return `${imports.join('\n')}\nexport const commandFiles = async () => new Map([${files.map((path, i) => `[${JSON.stringify(path.slice('commands/'.length))}, c${i}]`).join(', ')}]);`;
  },
};

/** The licences of all libraries that are in these pieces of the program. */
function licences(chunks: readonly OutputChunk[]): string {
  const folders = new Set(
    chunks.flatMap(({ moduleIds }) => moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? [])),
  );
  return [...folders]
    .toSorted()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
      const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
      return `${name} ${version}: ${license}\n\n${file === undefined ? '' : readFileSync(join(folder, file), 'utf8')}`;
    })
    .join(`\n${'-'.repeat(80)}\n`);
}

rmSync(out, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(entries.map((path) => [nameOf(path), path])),
  platform: 'node',
  external: [...outside, ...absent].map((name) => new RegExp(`^${name}($|/)`)),
  plugins: [commands, places],
  checks: { eval: false },
});
const { output } = await bundle.write({
  dir: join(out, 'lib'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
const chunks = output.filter((one) => one.type === 'chunk');
for (const path of copied) cpSync(join(root, path), join(out, path), { recursive: true });
writeFileSync(join(out, 'THIRD-PARTY.txt'), licences(chunks));
const { name, version, description, license, type, optionalDependencies } = about as unknown as Record<string, unknown>;
const dependencies = Object.fromEntries(outside.map((one) => [one, about.dependencies[one]]));
const made = {
  name,
  version,
  description,
  license,
  type,
  bin: { cabledesk: 'lib/start.js' },
  exports: {},
  engines: { node: '>=20' },
  files: ['lib', 'data', 'src', 'NOTICE', 'THIRD-PARTY.txt'],
  dependencies,
  optionalDependencies,
};
writeFileSync(join(out, 'package.json'), `${JSON.stringify(made, null, 2)}\n`);
console.log(
  `dist/: ${chunks.length} files of JavaScript, ${Math.round(chunks.reduce((sum, { code }) => sum + code.length, 0) / 1e5) / 10} MB`,
);

#!/usr/bin/env node
import { spawn } from 'node:child_process';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The door, in plain JavaScript: an older Node cannot even read the TypeScript behind it.
const needed = 24;
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < needed) await startAgain();
// Whatever is made from here on (data, backups, socket) is for its owner alone.
process.umask(0o077);
// What was compiled at one start is kept for the next, where the installation can be written: that is half of what a start costs.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
module.enableCompileCache();
const { main } = await import('./index.ts');
process.exitCode = await main(process.argv.slice(2));

/** Runs this under the Node that was installed with it; ends with its exit code, or with 78 where there is none. */
async function startAgain() {
  const node = ownNode();
  if (node === undefined) {
    console.error(`cabledesk needs Node ${needed} or newer; this is Node ${process.versions.node}.`);
    console.error('npm brings one for Linux and Windows, unless optional packages are left out. On a Mac, install Node 24 or newer.');
    process.exit(78);
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl+C reaches both by itself.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exit(await new Promise((done) => child.once('exit', (code) => done(code ?? 1))));
}

function ownNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const about = module.createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/package.json`);
    return join(dirname(about), 'bin', system === 'win' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

import module from 'node:module';
import { fileURLToPath } from 'node:url';

// The door, in plain JavaScript: an older Node cannot even read the TypeScript behind it.
const needed = 24;
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < needed) {
  console.error(`cabledesk needs Node ${needed} or newer; this is Node ${process.versions.node}.`);
  console.error('npm ci brings one for Linux and Windows, which npm start and npm run use. On a Mac, install Node 24 or newer.');
  process.exit(78);
}
// Whatever is made from here on (data, backups, socket) is for its owner alone.
process.umask(0o077);
// What was compiled at one start is kept for the next, where the installation can be written: that is half of what a start costs.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
module.enableCompileCache();
const { main } = await import('./index.ts');
process.exitCode = await main(process.argv.slice(2));

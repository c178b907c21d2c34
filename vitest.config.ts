import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Threads and processes that tests start find the program compiled already: a third of what opening a desk costs.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

// All suites of a run draw by one seed; it is printed, and repeats the run.
process.env['CABLEDESK_SEED'] ??= String(Math.floor(Math.random() * 1e6));

/** Nothing is expected to come near it: it ends tests that hang. A busy machine may take as long as it likes. */
const hung = 300_000;

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/helpers/kept-threads.ts', 'tests/helpers/drawn.ts'],
    globalSetup: ['tests/helpers/run-folder.ts', 'tests/helpers/cluster/nodes.ts'],
    testTimeout: hung,
    hookTimeout: hung,
    expect: { poll: { timeout: hung / 3, interval: 20 } },
    // One more than there are cores on a small machine: a quarter of the time a test waits, for a process, a page or a socket.
    maxWorkers: 3,
    // A worker keeps the modules it has loaded, and what the engine has optimised, from one file to the next.
    isolate: false,
  },
});

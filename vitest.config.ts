import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Tests start real bots, workers and servers: more at once than there are cores only makes each slower.
    maxWorkers: 2,
  },
});
